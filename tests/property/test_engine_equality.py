"""The executor finds, scores and orders exactly what brute force does."""

from __future__ import annotations

import os
from itertools import pairwise
from pathlib import Path

import pytest

from brute import Place, World
from dice import DAY_NS, Dice
from oracle import normal
from snapshots import snapshot_of
from sou.analysis.fingerprint import fingerprint
from sou.query.tree import Query
from sou.searching.collect import RankedPage, search_snapshot
from sou.searching.snapshot import Snapshot, open_snapshot
from sou.upkeep import index_paths

ALL = 1_000_000
TOLERANCE = 1e-4


def found(snapshot: Snapshot, page: RankedPage) -> list[tuple[tuple[int, int], float, int]]:
    """Return segment and number, score and best row in its document of each hit."""
    places = {view.segment.name: number for number, view in enumerate(snapshot.views)}
    return [
        (
            (places[one.evaluator.view.segment.name], one.document),
            one.score,
            one.row - int(one.evaluator.view.segment.document_rows[one.document]),
        )
        for one in page.documents
    ]


def check_ranking(world: World, snapshot: Snapshot, tree: Query) -> list[Place]:
    """Compare the whole ranking of a tree with brute force."""
    wanted = world.ranking(tree)
    page = search_snapshot(snapshot, tree, limit=ALL)
    hits = found(snapshot, page)
    by_key = {place.key: place for place in wanted}
    assert page.total == len(wanted)
    assert {key for key, _, _ in hits} == set(by_key)
    for key, score, _row in hits:
        assert score == pytest.approx(by_key[key].score, rel=TOLERANCE, abs=TOLERANCE)
    for (one, score, _), (other, next_score, _) in pairwise(hits):
        assert by_key[one].tier >= by_key[other].tier
        if by_key[one].tier == by_key[other].tier:
            is_other, next_is_other = by_key[one].is_other, by_key[other].is_other
            assert score > next_score or (is_other, one) < (next_is_other, other)
            assert score >= next_score
    return wanted


def check_pages(snapshot: Snapshot, tree: Query) -> None:
    """Compare pages with the whole ranking."""
    whole = found(snapshot, search_snapshot(snapshot, tree, limit=ALL))
    for offset, limit in ((0, 1), (0, 3), (2, 5), (7, 10)):
        page = search_snapshot(snapshot, tree, limit=limit, offset=offset)
        assert found(snapshot, page) == whole[offset : offset + limit]
        assert [one.rank for one in page.documents] == list(
            range(offset + 1, offset + 1 + len(page.documents))
        )


def small_snapshot(folder: Path, dice: Dice) -> Snapshot:
    """Return three segments of some documents, a quarter of them deleted."""
    sizes = (40, 12, 25)
    segments = [[dice.document(100 * s + n) for n in range(size)] for s, size in enumerate(sizes)]
    deleted = {(s, n) for s, size in enumerate(sizes) for n in range(size) if (s + n) % 4 == 0}
    return snapshot_of(folder, segments, deleted)


@pytest.mark.parametrize("seed", range(5))
def test_random_trees_find_score_and_order_as_brute_force(tmp_path: Path, seed: int) -> None:
    dice = Dice(seed)
    snapshot = small_snapshot(tmp_path, dice)
    world = World(snapshot)
    for _ in range(240):
        tree = dice.tree()
        try:
            check_ranking(world, snapshot, tree)
            check_pages(snapshot, tree)
        except AssertionError as error:
            raise AssertionError(f"{tree!r}") from error


def test_documents_behind_those_looked_at_twice_keep_their_order(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sou.searching.collect.LOOKED_AT_TWICE", 12)
    monkeypatch.setattr("brute.LOOKED_AT_TWICE", 12)
    dice = Dice(40)
    snapshot = small_snapshot(tmp_path, dice)
    world = World(snapshot)
    looked_at = 0
    for _ in range(80):
        tree = dice.words()
        wanted = check_ranking(world, snapshot, tree)
        check_pages(snapshot, tree)
        looked_at += len(wanted) > 12 and wanted != world.first_look(tree)
    assert looked_at > 10


@pytest.mark.parametrize("seed", range(2))
def test_updates_and_merges_change_no_answer(tmp_path: Path, seed: int) -> None:
    """Through the engine, while files come, change and go."""
    dice = Dice(100 + seed)
    files = tmp_path / "files"
    files.mkdir()
    partly_deleted = 0
    for changes in (50, 4, 4, 4, 12, 4):
        for number in dice.random.sample(range(50), changes):
            path = files / f"{number}.txt"
            if path.exists() and dice.random.random() < 0.4:
                path.unlink()
            else:
                path.write_bytes(dice.text().encode())
                moment = dice.random.randrange(20_000) * DAY_NS
                os.utime(path, ns=(moment, moment))
        index_paths([files], tmp_path / "index")
        snapshot = open_snapshot(tmp_path / "index", fingerprint())
        world = World(snapshot)

        live = {one.path: one.text for one in world.documents if one.is_live}
        assert live == {str(path): normal(path.read_text("utf-8")) for path in files.iterdir()}
        for _ in range(40):
            tree = dice.tree()
            check_ranking(world, snapshot, tree)
            check_pages(snapshot, tree)
        partly_deleted += any(not view.is_whole for view in snapshot.views)
    assert partly_deleted
