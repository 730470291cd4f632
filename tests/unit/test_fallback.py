"""A query class that the executor does not know is matched by Whoosh, as part of any tree."""

from __future__ import annotations

from pathlib import Path

import pytest
from whoosh.query import And, Or, Query, SpanFirst, SpanNot, SpanOr, Term

from sou.analysis.fingerprint import fingerprint
from sou.errors import QueryTreeError
from sou.query.tree import Literal
from sou.searching.collect import search_snapshot
from sou.searching.snapshot import Snapshot, open_snapshot
from sou.upkeep import index_paths

TEXTS = {
    "甲": "gpu 晶片，人工智慧",
    "乙": "晶片 gpu 人工智慧",
    "丙": "人工智慧晶片",
    "丁": "gpu farm",
}


@pytest.fixture
def snapshot(tmp_path: Path) -> Snapshot:
    for number, (name, text) in enumerate(TEXTS.items()):
        (tmp_path / f"{name}.txt").write_text(text + "。" * 40 * 4**number, encoding="utf-8")
        index_paths([tmp_path / f"{name}.txt"], tmp_path / "index")
    return open_snapshot(tmp_path / "index", fingerprint())


def _names(snapshot: Snapshot, tree: Query) -> set[str]:
    page = search_snapshot(snapshot, tree, limit=10)
    return {Path(hit.evaluator.view.segment.info(hit.document).path).stem for hit in page.documents}


def test_spans_are_matched_over_several_segments(snapshot: Snapshot) -> None:
    first = SpanFirst(Term("runs", "gpu"), limit=2)

    assert len(snapshot.views) > 1
    assert _names(snapshot, first) == {"甲", "丁"}
    assert _names(snapshot, And([first, Literal("body", "晶片")])) == {"甲"}


@pytest.mark.parametrize(
    ("tree", "names"),
    [
        (SpanFirst(Literal("body", "晶片"), limit=1), {"乙"}),
        (SpanFirst(Term("body", "智慧晶片"), limit=5), {"丙"}),
        (SpanFirst(Term("body", "芯"), limit=9), set()),
        (SpanNot(Term("body", "人工"), Literal("body", "人工智慧晶")), {"甲", "乙"}),
        (Or([Literal("body", "GPU 晶片"), Term("body", "farm")], scale=0.5), {"甲", "丁"}),
    ],
)
def test_literals_of_the_body_are_terms_for_whoosh(
    snapshot: Snapshot, tree: Query, names: set[str]
) -> None:
    assert _names(snapshot, tree) == names


def test_scores_are_those_of_the_whole_index(snapshot: Snapshot) -> None:
    page = search_snapshot(snapshot, SpanFirst(Term("runs", "gpu"), limit=2), limit=10)

    assert all(hit.score > 0 for hit in page.documents)
    assert len({hit.evaluator.view.segment.name for hit in page.documents}) > 1


def test_what_whoosh_cannot_match_either_is_an_error_of_the_tree(snapshot: Snapshot) -> None:
    tree = SpanNot(Term("words", "晶片"), Term("words", "人工智慧"))

    with pytest.raises(QueryTreeError, match="SpanNot"):
        search_snapshot(snapshot, tree, limit=10)


def test_a_node_that_makes_no_sense_to_whoosh_is_an_error_of_the_tree(snapshot: Snapshot) -> None:
    with pytest.raises(QueryTreeError):
        search_snapshot(snapshot, SpanOr([]), limit=10)


def test_a_zero_is_a_blank_not_the_end_of_a_document(snapshot: Snapshot) -> None:
    assert _names(snapshot, Literal("body", "人工智慧\0")) == {"甲", "乙", "丙"}
