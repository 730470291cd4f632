"""What docs/decisions/0007 says of each clause, on texts short enough to see it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from whoosh.query import SpanFirst

from snapshots import Given, snapshot_of
from sou.errors import QueryTreeError, SearchCancelled
from sou.query import tree as nodes
from sou.query.tree import Literal, Near, Phrase, Query, Term
from sou.searching.collect import Options, search_snapshot
from sou.searching.fallback import Drained
from sou.searching.snapshot import SegmentView, Snapshot

TEXTS = (
    "晶片產業，政府補助",  # 0
    "半導體與晶片",  # 1
    "政府",  # 2
    "foo bar, Food farm",  # 3
    "farm gpu4 gpu",  # 4
    "",  # 5
    "一" * 480 + "晶片。" + "二" * 30 + "政府",  # 6: of two rows
    "晶、片",  # 7
)
SECOND = 1_000_000_000


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    """One document a segment, so that nothing can rest on segments."""
    documents = [
        Given(
            text,
            path=f"/文/{number}.md",
            title="題目" if number < 3 else "Other",
            kind="markdown" if number % 2 else "text",
            size_bytes=100 * number,
            modified_ns=number * 86_400 * SECOND,
        )
        for number, text in enumerate(TEXTS)
    ]
    return snapshot_of(tmp_path_factory.mktemp("clauses"), [[one] for one in documents])


def scores(snapshot: Snapshot, tree: Query, options: Options | None = None) -> dict[int, float]:
    """Return the score of each match by number."""
    page = search_snapshot(snapshot, tree, limit=100, options=options or Options())
    names = [view.segment.name for view in snapshot.views]
    return {names.index(one.evaluator.view.segment.name): one.score for one in page.documents}


def body(text: str, boost: float = 1.0) -> Query:
    return Term("body", text, boost=boost)


CHIP, STATE, SEMI = body("晶片"), body("政府"), body("半導體")
EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("tree", "documents"),
    [
        (CHIP, {0, 1, 6}),
        (nodes.And([CHIP, STATE]), {0, 6}),
        (nodes.And([]), set()),
        (nodes.Or([SEMI, STATE]), {0, 1, 2, 6}),
        (nodes.Or([]), set()),
        (nodes.Or([CHIP, STATE, SEMI], minmatch=2), {0, 1, 6}),
        (nodes.Or([CHIP, STATE, SEMI], minmatch=4), set()),
        (nodes.Not(CHIP), {2, 3, 4, 5, 7}),
        (nodes.AndNot(CHIP, STATE), {1}),
        (nodes.AndMaybe(CHIP, STATE), {0, 1, 6}),
        (nodes.Require(CHIP, STATE), {0, 6}),
        (nodes.Otherwise(SEMI, STATE), {1}),
        (nodes.Otherwise(body("無"), STATE), {0, 2, 6}),
        (nodes.DisjunctionMax([SEMI, STATE]), {0, 1, 2, 6}),
        (nodes.DisjunctionMax([]), set()),
        (nodes.ConstantScoreQuery(STATE, 2.0), {0, 2, 6}),
        (nodes.Every(), set(range(8))),
        (nodes.Every("body"), {0, 1, 2, 3, 4, 6, 7}),
        (nodes.Every("runs"), {3, 4}),
        (nodes.NullQuery, set()),
    ],
)
def test_operators_match(snapshot: Snapshot, tree: Query, documents: set[int]) -> None:
    assert set(scores(snapshot, tree)) == documents


@pytest.mark.parametrize(
    ("tree", "documents"),
    [
        (Phrase("body", ["晶片", "產業"]), {0}),
        (Phrase("body", ["foo", "bar"]), {3}),
        (Phrase("body", ["bar", "food"]), set()),
        (Phrase("body", ["bar", "food"], slop=2), {3}),  # a comma, and the space there must be
        (Phrase("body", ["產業", "政府"]), set()),
        (Phrase("body", ["產業", "政府"], slop=2), {0}),
        (Phrase("body", ["政府", "產業"], slop=9), set()),
        (Phrase("body", ["晶", "片"], slop=2), {0, 1, 6, 7}),
        (Near(("政府", "晶片"), 3), {0}),
        (Near(("政府", "晶片"), 2), set()),
        (Near(("政府", "晶片"), 3, ordered=True), set()),
        (Near(("晶片", "政府"), 31, ordered=True), {0, 6}),  # across rows
        (Near(("晶片", "片產"), 9), set()),  # they share a character
        (Near(("晶片", "晶片"), 99), set()),
        (Near(("gpu", "gpu", "farm"), 2), {4}),
        (nodes.SpanNear(CHIP, body("產業")), {0}),
        (nodes.SpanNear2([body("產業"), CHIP], ordered=False), {0}),
        (nodes.SpanNear2([body("產業"), CHIP], slop=1, mindist=2, ordered=False), set()),
        (nodes.Sequence([CHIP, nodes.Or([body("補助"), STATE])], slop=4), {0}),
        (nodes.Ordered([CHIP, STATE]), {0, 6}),
        (nodes.Ordered([STATE, CHIP]), set()),
    ],
)
def test_phrases_and_near_match(snapshot: Snapshot, tree: Query, documents: set[int]) -> None:
    assert set(scores(snapshot, tree)) == documents


@pytest.mark.parametrize(
    ("tree", "documents"),
    [
        (nodes.Prefix("body", "foo"), {3}),
        (nodes.Prefix("body", "ood"), set()),
        (nodes.Prefix("words", "晶"), {0, 1, 6, 7}),
        (nodes.Wildcard("body", "f*m"), {3, 4}),
        (nodes.Wildcard("body", "gpu?"), {4}),
        (nodes.Wildcard("body", "GPU"), {4}),
        (nodes.Wildcard("body", "晶?"), {0, 1, 6}),
        (nodes.Wildcard("runs", "[!f]*"), {3, 4}),
        (nodes.Wildcard("runs", "??????*"), set()),
        (nodes.Regex("body", "fo{2}d"), {3}),
        (nodes.Regex("body", "[A-C]ar"), {3}),
        (nodes.Regex("body", r"\D+\d$"), {4}),
        (nodes.Regex("body", "^far|半"), {1, 3, 4}),
        (nodes.Regex("body", "foox*$"), {3}),
        (nodes.FuzzyTerm("body", "fram"), {3, 4}),  # two neighbours exchanged
        (nodes.FuzzyTerm("body", "fram", prefixlength=2), set()),
        (nodes.FuzzyTerm("body", "xfoo", prefixlength=0), {3}),
        (nodes.FuzzyTerm("body", "gpux", maxdist=0), set()),
        (nodes.TermRange("runs", "bar", "farm"), {3, 4}),
        (nodes.TermRange("runs", "bar", "farm", True, True), set()),
        (nodes.TermRange("runs", None, "BAR"), {3}),
        (nodes.TermRange("body", "gpu", None, True), {0, 1, 2, 4, 6, 7}),
        (Term("words", "半导体"), {1}),
        (Term("runs", "Foo"), {3}),
        (Term("pairs", "與晶"), {1}),
        (Term("chars", "與"), {1}),
        (Term("chars", "與晶"), set()),
        (Term("words", "無"), set()),
    ],
)
def test_terms_and_patterns_match(snapshot: Snapshot, tree: Query, documents: set[int]) -> None:
    assert set(scores(snapshot, tree)) == documents


@pytest.mark.parametrize(
    ("tree", "documents"),
    [
        (Term("type", "markdown"), {1, 3, 5, 7}),
        (Term("type", "md"), set(range(8))),
        (Literal("title", "題目"), {0, 1, 2}),
        (Term("path", "/7."), {7}),
        (nodes.NumericRange("size", 100, 300, startexcl=True), {2, 3}),
        (nodes.NumericRange("length", None, 2), {2, 5}),
        (nodes.DateRange("date", EPOCH + dt.timedelta(days=6), None), {6, 7}),
        (nodes.DateRange("date", None, EPOCH + dt.timedelta(days=1), endexcl=True), {0}),
        (nodes.DateRange("date", dt.datetime.min, dt.datetime.max), set(range(8))),
    ],
)
def test_restrictions_match_and_add_nothing(
    snapshot: Snapshot, tree: Query, documents: set[int]
) -> None:
    assert scores(snapshot, tree) == dict.fromkeys(documents, 0.0)


def test_a_clause_adds_to_documents_it_matches_only(snapshot: Snapshot) -> None:
    chip, state, semi = (scores(snapshot, tree) for tree in (CHIP, STATE, SEMI))
    both = nodes.And([CHIP, STATE])

    assert scores(snapshot, nodes.Or([both, SEMI])) == pytest.approx(
        {0: chip[0] + state[0], 1: semi[1], 6: max(chip[6], state[6])}
    )
    assert scores(snapshot, nodes.AndMaybe(CHIP, both))[1] == pytest.approx(chip[1])
    assert scores(snapshot, nodes.AndMaybe(CHIP, STATE))[0] == pytest.approx(chip[0] + state[0])
    assert scores(snapshot, nodes.Require(CHIP, STATE))[0] == pytest.approx(chip[0])
    assert scores(snapshot, nodes.AndNot(CHIP, STATE)) == pytest.approx({1: chip[1]})


def test_a_document_scores_as_its_best_row(snapshot: Snapshot) -> None:
    """Its rows hold one word each: no row holds both."""
    both = scores(snapshot, nodes.And([CHIP, STATE]))

    chip, state = scores(snapshot, CHIP), scores(snapshot, STATE)
    assert both[6] == pytest.approx(max(chip[6], state[6]))
    assert both[0] == pytest.approx(chip[0] + state[0])


def test_the_best_clause_counts_and_a_share_of_the_others(snapshot: Snapshot) -> None:
    chip, state = scores(snapshot, CHIP), scores(snapshot, STATE)
    best, rest = max(chip[0], state[0]), min(chip[0], state[0])

    for tiebreak in (0.0, 0.25, 2.0):
        found = scores(snapshot, nodes.DisjunctionMax([CHIP, STATE], tiebreak=tiebreak))
        assert found[0] == pytest.approx(best + tiebreak * rest)
        assert found[1] == pytest.approx(chip[1])


def test_constant_scores_are_for_matches_only(snapshot: Snapshot) -> None:
    constant = nodes.ConstantScoreQuery(CHIP, 2.0)

    assert scores(snapshot, constant) == dict.fromkeys({0, 1, 6}, 2.0)
    semi = scores(snapshot, SEMI)
    assert scores(snapshot, nodes.Or([constant, SEMI, STATE]))[1] == pytest.approx(2.0 + semi[1])
    assert scores(snapshot, nodes.AndMaybe(nodes.Every(), constant)) == pytest.approx(
        {number: 2.0 * (number in (0, 1, 6)) for number in range(8)}
    )


def test_boosts_multiply_from_the_root_down(snapshot: Snapshot) -> None:
    chip, semi = scores(snapshot, CHIP), scores(snapshot, SEMI)
    tree = nodes.Or([nodes.And([body("晶片", 3.0)], boost=2.0), SEMI], boost=0.5)

    assert scores(snapshot, tree)[1] == pytest.approx(0.5 * (2 * 3 * chip[1] + semi[1]))
    boosted = nodes.Words(("晶片",), boost=3.0)
    assert scores(snapshot, boosted)[1] == pytest.approx(
        3 * scores(snapshot, nodes.Words(("晶片",)))[1]
    )


def test_terms_of_a_pattern_score_as_one_term(tmp_path: Path) -> None:
    """The same in one segment as in three, and as one term as frequent as all of them."""
    texts = ("farm form", "form", "x", "farm x")
    parts = [[Given(text, f"/{n}")] for n, text in enumerate(texts)]
    (tmp_path / "one").mkdir()
    (tmp_path / "four").mkdir()
    one = snapshot_of(tmp_path / "one", [[given for part in parts for given in part]])
    four = snapshot_of(tmp_path / "four", parts)

    by_document = {
        found.document: found.score
        for found in search_snapshot(one, nodes.Wildcard("body", "f?rm"), limit=9).documents
    }
    assert scores(four, nodes.Wildcard("body", "f?rm")) == pytest.approx(by_document)
    alike = snapshot_of(tmp_path, [[Given(text.replace("form", "farm"), "/")] for text in texts])
    assert by_document == pytest.approx(scores(alike, Term("runs", "farm")))


def test_otherwise_looks_at_all_segments_and_live_documents_only(tmp_path: Path) -> None:
    segments = [[Given("甲", "/1"), Given("乙", "/2")], [Given("甲乙丙", "/3")]]
    tree = nodes.Otherwise(body("甲"), body("乙"))

    assert set(scores(snapshot_of(tmp_path, segments), tree)) == {0, 1}
    gone = snapshot_of(tmp_path, segments, deleted={(0, 0), (1, 0)})
    assert [found.document for found in search_snapshot(gone, tree, limit=9).documents] == [1]


def test_filters_and_masks_restrict_and_do_not_score(snapshot: Snapshot) -> None:
    chip = scores(snapshot, CHIP)

    both = Options(filters=[STATE, nodes.Every()], masks=[Term("path", "/6.")])
    assert scores(snapshot, CHIP, both) == pytest.approx({0: chip[0]})
    assert search_snapshot(snapshot, CHIP, limit=0, options=both).total == 1


class Own(nodes.Query):  # type: ignore[misc]  # Whoosh has no stubs
    """A node of somebody else's."""

    boost = 1.0


def drain(node: Query, view: SegmentView) -> Drained:
    """Match the first row of each segment."""
    assert isinstance(node, (Own, nodes.Or))
    return Drained(np.arange(1), np.full(1, 4.0, dtype=np.float32))


def test_other_nodes_are_handed_over(snapshot: Snapshot) -> None:
    options = Options(drain=drain)

    assert scores(snapshot, Own(), options) == dict.fromkeys(range(8), 4.0)
    chip = scores(snapshot, CHIP)
    found = scores(snapshot, nodes.And([CHIP, Own()], boost=2.0), options)
    assert found[1] == pytest.approx(2 * (chip[1] + 4.0))
    assert scores(snapshot, nodes.Or([CHIP], scale=0.5), options)[0] == 4.0


@pytest.mark.parametrize(
    "tree",
    [
        Own(),
        nodes.Or([CHIP, Term("title", "晶")], scale=0.9),
        SpanFirst(nodes.Prefix("body", "晶")),
        Term("publisher", "甲"),
        nodes.Wildcard("title", "題*"),
        nodes.Phrase("title", ["題", "目"]),
        nodes.NumericRange("pages", 1, 2),
        nodes.SpanNear2([nodes.Not(CHIP), STATE]),
        nodes.Regex("body", "(晶"),
        body("晶片", -1.0),
        body("晶片", float("nan")),
        nodes.ConstantScoreQuery(CHIP, float("inf")),
        nodes.DisjunctionMax([CHIP], tiebreak=-1.0),
        Near(tuple("一二三四五六七"), 3),
    ],
)
def test_what_makes_no_sense_is_named(snapshot: Snapshot, tree: Query) -> None:
    with pytest.raises(QueryTreeError):
        scores(snapshot, tree)


@pytest.mark.parametrize(
    "tree",
    [
        nodes.And([CHIP, STATE]),
        nodes.Regex("body", "x.*"),
        nodes.FuzzyTerm("body", "farm"),
        nodes.Otherwise(CHIP, STATE),
    ],
)
def test_a_search_can_be_cancelled(snapshot: Snapshot, tree: Query) -> None:
    def asked(times: int) -> Callable[[], bool]:
        left = iter(range(times))
        return lambda: next(left, None) is None

    for times in range(4):
        with pytest.raises(SearchCancelled):
            search_snapshot(snapshot, tree, limit=9, cancel=asked(times))
