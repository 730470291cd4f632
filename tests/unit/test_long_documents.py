"""Documents of many lines: of their maps only what is asked for is read."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import sou
from sou.highlight.lookup import merged_spans
from sou.highlight.spans import merge_spans
from sou.store.columns import PLAIN_VALUES
from sou.store.manifest import read_manifest
from sou.store.segment import Segment
from sou.text.searchable import searchable

if TYPE_CHECKING:
    from pathlib import Path

LINES = 3 * PLAIN_VALUES


@pytest.fixture(scope="module")
def text() -> str:
    """Lines broken inside sentences, as in mails and old books: each break is a piece."""
    dice = random.Random(3)  # noqa: S311  # a test's dice
    lines = ("".join(dice.choices("晶片產業人工智慧發展", k=9)) for _ in range(LINES))
    return "\n".join(lines) + "\n"


@pytest.fixture(scope="module")
def location(text: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("long")
    (folder / "長.txt").write_text(text, encoding="utf-8")
    sou.index_paths([folder / "長.txt"], folder / "index")
    return folder / "index"


def opened(location: Path) -> Segment:
    (entry,) = read_manifest(location).segments
    return Segment(location / entry.name)


@pytest.mark.parametrize("count", [1, 2, 16, 17, 5000])
def test_offsets_lead_where_the_map_of_the_text_says(text: str, location: Path, count: int) -> None:
    expected = searchable(text).map
    assert expected.starts.size > 2 * PLAIN_VALUES
    joined = np.random.default_rng(7).integers(0, len(text) - 2 * LINES, count)
    joined[0] = 0

    found = opened(location).offset_map(0).to_source(joined)

    assert found.tolist() == expected.to_source(joined).tolist()


def test_few_offsets_do_not_read_the_whole_map(location: Path) -> None:
    segment = opened(location)

    segment.offset_map(0).to_source([5, 90_000])
    assert "whole" not in vars(segment.offset_map(0))

    segment.offset_map(0).to_source(range(100))
    assert "whole" in vars(segment.offset_map(0)), "and then it is kept"


def test_a_match_across_a_line_break_is_found_where_it_stands(text: str, location: Path) -> None:
    at = text.index("\n", len(text) // 2)
    literal = text[at - 9 : at + 10].replace("\n", "")
    with sou.open_index(location) as index:
        (hit,) = index.search(f"「{literal}」").hits
        spans = index.matches(hit.document.id, f"「{literal}」")

    assert sou.Span(at - 9, at + 10) in spans
    assert all(text[one.start : one.end].replace("\n", "") == literal for one in spans)


@given(st.lists(st.tuples(st.integers(0, 60), st.integers(1, 9))))
def test_many_spans_are_merged_as_few_are(drawn: list[tuple[int, int]]) -> None:
    pairs = [(start, start + length) for start, length in drawn]
    array = np.array(pairs, dtype=np.int64).reshape(-1, 2)
    if not pairs:
        return

    assert merged_spans(array[:, 0], array[:, 1]) == merge_spans(pairs)
