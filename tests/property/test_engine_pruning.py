"""Leaving rows out unseen changes no page: many short rows, with and without shortcuts."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import pytest

from brute import Place, World
from dice import RARE, Dice
from snapshots import snapshot_of
from sou.query import tree as nodes
from sou.searching import rank
from sou.searching.collect import search_snapshot
from sou.searching.document_set import DocumentSet
from sou.searching.rank import Ranker
from sou.searching.snapshot import Snapshot

TOLERANCE = 1e-4
SIZES = (22_000, 9_000)
DISTINCT = 400
TREES = 40

Key = tuple[int, int]


@dataclass
class Many:
    """Many copies of few documents, and a world that knows how many."""

    snapshot: Snapshot
    world: World
    copied: dict[Key, Key]
    """Which document of the world each live one is a copy of."""

    def opened(self) -> Snapshot:
        """Return the snapshot, with nothing remembered yet."""
        views = self.snapshot.views
        return Snapshot(self.snapshot.manifest, tuple(view.segment for view in views))

    def ranking(self, tree: nodes.Query) -> list[Place]:
        """Return all live matches, best first, by brute force."""
        places = {place.key: place for place in self.world.first_look(tree)}
        found = [
            places[original]._replace(key=key)
            for key, original in self.copied.items()
            if original in places
        ]
        found.sort(key=lambda place: place.order)
        return self.world.second_look(tree, found, self.copied)


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Many:
    dice = Dice(99)
    originals = [dice.document(number) for number in range(DISTINCT)]
    weights = [1 / (1 + n % 40) / (20 + len(one.text)) for n, one in enumerate(originals)]
    chosen = random.Random(7).choices(range(DISTINCT), weights, k=sum(SIZES))  # noqa: S311
    numbers = [chosen[: SIZES[0]], chosen[SIZES[0] :]]
    deleted = {(s, n) for s, size in enumerate(SIZES) for n in range(0, size, 17)}
    segments = [[originals[number] for number in of_segment] for of_segment in numbers]
    counts = Counter((0, number) for number in chosen)
    copies = {(0, number): counts[0, number] for number in range(DISTINCT)}
    return Many(
        snapshot_of(tmp_path_factory.mktemp("many"), segments, deleted),
        World(snapshot_of(tmp_path_factory.mktemp("few"), [originals]), copies),
        {
            (s, n): (0, number)
            for s, of_segment in enumerate(numbers)
            for n, number in enumerate(of_segment)
            if (s, n) not in deleted
        },
    )


def page(snapshot: Snapshot, tree: nodes.Query, count: int, offset: int = 0) -> list[Place]:
    """Return the hits of a page; their tiers are not known."""
    names = {view.segment.name: number for number, view in enumerate(snapshot.views)}
    found = search_snapshot(snapshot, tree, limit=count, offset=offset)
    return [
        Place((names[one.evaluator.view.segment.name], one.document), 0, one.score)
        for one in found.documents
    ]


def random_tree(dice: Dice) -> nodes.Query:
    """Return a tree that matches much, more often than not."""
    if dice.random.random() < 0.4:
        return dice.tree()
    kind = dice.random.choice((nodes.Or, nodes.Or, nodes.And, nodes.DisjunctionMax))
    leaves = [dice.random.choice((dice.body, dice.words, dice.term))() for _ in range(3)]
    return kind(leaves) if dice.random.random() < 0.7 else leaves[0]


def check_page(hits: list[Place], wanted: list[Place], offset: int = 0) -> None:
    """Compare a page with the whole ranking; scores a rounding apart may change places."""
    assert len(hits) == len(wanted[offset : offset + len(hits)])
    by_key = {place.key: place for place in wanted}
    for hit, place in zip(hits, wanted[offset:], strict=False):
        true = by_key[hit.key]
        assert true.tier == place.tier
        assert true.score == pytest.approx(place.score, rel=TOLERANCE, abs=TOLERANCE)
        assert hit.score == pytest.approx(true.score, rel=TOLERANCE, abs=TOLERANCE)
    for one, other in pairwise(hits):
        is_tied = one.score == other.score and by_key[one.key].tier == by_key[other.key].tier
        assert not is_tied or one.key < other.key


@pytest.mark.parametrize("is_eager", [False, True])
def test_the_best_of_many_are_those_of_brute_force(
    many: Many, monkeypatch: pytest.MonkeyPatch, is_eager: bool
) -> None:
    """Rows are left out where that pays; eagerly, wherever it can be done."""
    if is_eager:
        make_eager(monkeypatch)
    snapshot = many.opened()
    taken = counted_shortcuts(monkeypatch)
    dice = Dice(5 + is_eager)
    for _ in range(TREES):
        tree = random_tree(dice)
        try:
            wanted = many.ranking(tree)
            for count, offset in ((1, 0), (10, 0), (10, 10), (100, 1000)):
                hits = page(snapshot, tree, count, offset)
                assert len(hits) == max(min(count, len(wanted) - offset), 0)
                check_page(hits, wanted, offset)
        except AssertionError as error:
            raise AssertionError(f"{tree!r}") from error

    assert taken["rows left out"] > TREES
    assert taken["swept"] > TREES
    assert taken["champions enough"] > (TREES if is_eager else -1)


def make_eager(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave rows out though there are few."""
    monkeypatch.setattr("sou.searching.rank.FEW_ROWS", 50)
    monkeypatch.setattr("sou.searching.rank.MANY_DOCUMENTS", 50)
    monkeypatch.setattr("sou.searching.rank.MOST_LED", 100)
    monkeypatch.setattr("sou.searching.term_list.CHAMPIONS", 300)


def counted_shortcuts(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """Count from now on how often rows are left out, one way and the other."""
    taken: Counter[str] = Counter()
    pruned, swept, best = Ranker._pruned, Ranker._swept, Ranker.best

    def count_pruned(self: Ranker, *rest: Any) -> Any:
        taken["pruned"] += 1
        rows, scores = pruned(self, *rest)
        taken["rows left out"] += rows.size < rest[0].size
        return rows, scores

    def count_swept(self: Ranker, documents: DocumentSet, *rest: Any) -> Any:
        taken["pruned"] += 1
        rows, scores = swept(self, documents, *rest)
        taken["rows left out"] += rows.size < len(documents)
        taken["swept"] += 1
        return rows, scores

    def count_best(self: Ranker, documents: DocumentSet, *rest: Any) -> Any:
        before = taken["pruned"]
        found = best(self, documents, *rest)
        is_long = len(documents) > rank.MANY_DOCUMENTS and bool(self.parts)
        taken["champions enough"] += is_long and taken["pruned"] == before
        return found

    monkeypatch.setattr(Ranker, "_pruned", count_pruned)
    monkeypatch.setattr(Ranker, "_swept", count_swept)
    monkeypatch.setattr(Ranker, "best", count_best)
    return taken


def test_pages_side_by_side_are_one_ranking(many: Many, monkeypatch: pytest.MonkeyPatch) -> None:
    """Scores rounded in another order put equal documents on two pages, and others on none."""
    make_eager(monkeypatch)
    snapshot = many.opened()
    dice = Dice(8)
    words = [nodes.Words((dice.word(), rare)) for rare in RARE for _ in range(3)]
    for tree in words:
        whole = page(snapshot, tree, 200)
        pages = [hit for offset in range(0, 200, 10) for hit in page(snapshot, tree, 10, offset)]

        assert pages == whole, tree
