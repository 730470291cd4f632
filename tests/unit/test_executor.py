"""What each clause of a query tree matches and adds, on a handful of documents."""

from __future__ import annotations

from pathlib import Path

import pytest

from snapshots import given, snapshot_of
from sou.query.parser import parse
from sou.query.tree import Literal, Or, Prefix, Query
from sou.searching.collect import search_snapshot
from sou.searching.snapshot import Snapshot

TEXTS = [
    ["晶片產業與政府", "晶片晶片晶片", "政府補助。GPU farm"],
    ["半導體產業", "晶片 GPU", "無關的文章"],
]


@pytest.fixture
def snapshot(tmp_path: Path) -> Snapshot:
    return snapshot_of(tmp_path, [given(texts) for texts in TEXTS])


def scores(snapshot: Snapshot, tree: Query) -> dict[tuple[int, int], float]:
    """Return the score of each match by segment and document."""
    names = [view.segment.name for view in snapshot.views]
    return {
        (names.index(found.evaluator.view.segment.name), found.document): found.score
        for found in search_snapshot(snapshot, tree, limit=1000).documents
    }


def test_a_term_that_stands_twice_in_a_query_is_as_rare_as_once(snapshot: Snapshot) -> None:
    """Its rows were counted once for each time it stood in the query."""
    once = scores(snapshot, Literal("body", "晶片"))
    twice = scores(snapshot, Or([Literal("body", "晶片"), Literal("body", "晶片")]))

    assert twice == pytest.approx({key: 2 * score for key, score in once.items()})


def test_words_that_stand_twice_are_as_rare_as_once(snapshot: Snapshot) -> None:
    once = scores(snapshot, parse("晶片").tree)
    twice = scores(snapshot, parse("晶片 OR (晶片 AND 政府) OR 晶片").tree)

    assert twice[1, 1] == pytest.approx(2 * once[1, 1])


def test_a_prefix_begins_a_run_however_long_the_run_is(tmp_path: Path) -> None:
    """Runs of more than 64 characters are indexed by single characters."""
    long = snapshot_of(tmp_path, [given(["x" + "ab" * 40, "ab" * 40, "片ab" + "cd" * 40])])

    assert set(scores(long, Prefix("body", "ab"))) == {(0, 1), (0, 2)}
    assert set(scores(long, Prefix("body", "片ab"))) == {(0, 2)}
    assert set(scores(long, Literal("body", "ab"))) == {(0, 0), (0, 1), (0, 2)}


def test_phrases_are_told_apart_when_rows_are_left_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two quoted phrases over many rows raised ``ValueError``: their arrays were compared."""
    monkeypatch.setattr("sou.searching.rank.FEW_ROWS", 0)
    texts = ["晶片產業", "半導體產業", "晶片產業與半導體產業", "半導體產業", "無關"]
    phrases = [Literal("body", text) for text in ("晶片產業", "半導體產業")]

    found = scores(snapshot_of(tmp_path, [given(texts)]), Or(phrases))
    assert set(found) == {(0, 0), (0, 1), (0, 2), (0, 3)}
