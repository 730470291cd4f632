from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from sou.analysis.passages import PASSAGE_CHARS, passages
from sou.model import Span
from sou.text.searchable import searchable


def test_a_short_text_is_one_passage() -> None:
    assert passages(searchable("晶片產業")) == [Span(0, 4)]
    assert passages(searchable("")) == [Span(0, 0)]


def test_a_paragraph_end_is_preferred_to_a_sentence_end() -> None:
    text = "甲" * 250 + "\n\n" + "乙" * 150 + "。" + "丙" * 300

    assert passages(searchable(text)) == [Span(0, 251), Span(251, 702)]


def test_a_sentence_end_is_preferred_to_a_comma() -> None:
    text = "甲" * 300 + "。" + "乙" * 100 + "，" + "丙" * 200

    assert passages(searchable(text)) == [Span(0, 301), Span(301, 602)]


@given(st.text(alphabet="晶片。，\n ax", max_size=3000))
def test_passages_cover_the_text_in_order(text: str) -> None:
    joined = searchable(text)
    spans = passages(joined)

    assert spans[0].start == 0
    assert spans[-1].end == joined.codes.size
    assert all(a.end == b.start for a, b in pairwise(spans))
    assert all(0 < span.end - span.start <= PASSAGE_CHARS for span in spans[:-1])
