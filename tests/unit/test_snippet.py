from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from sou.highlight.snippet import landing, make_snippet
from sou.model import Snippet, Span
from sou.text.sanitize import cell_width

TEXT = "第一句很長很長。第二句講晶片，後面還有。第三句。"


def test_a_snippet_begins_with_its_sentence() -> None:
    at = TEXT.index("晶片")

    snippet = make_snippet(TEXT, 0, [Span(at, at + 2)], at, 30)

    assert snippet == Snippet("第二句講晶片，後面還有。", 8, (Span(4, 6),))


def test_a_match_wider_than_the_window_is_not_cut() -> None:
    snippet = make_snippet("前晶片晶片晶片晶片後", 0, [Span(1, 9)], 1, 4)

    assert "晶片晶片晶片晶片" in snippet.text


def test_another_match_is_whole_or_left_out() -> None:
    text = "晶片，前後左右上下晶片"

    snippet = make_snippet(text, 0, [Span(0, 2), Span(9, 11)], 0, 20)

    assert snippet == Snippet("晶片，前後左右上下", 0, (Span(0, 2),))


def test_offsets_are_those_of_the_document() -> None:
    snippet = make_snippet("晶片", 1000, [Span(1000, 1002)], 1000, 80)

    assert snippet == Snippet("晶片", 1000, (Span(0, 2),))


def test_landing_takes_the_first_match_of_the_window_with_most_different_matches() -> None:
    spans = [Span(0, 2), Span(3, 5), Span(6, 8), Span(100, 102), Span(104, 106)]
    texts = ["晶片", "晶片", "晶片", "晶片", "产业"]

    assert landing(spans, texts, 40) == Span(100, 102)


def test_landing_takes_the_window_with_most_matches_of_equal_ones() -> None:
    spans = [Span(0, 2), Span(60, 62), Span(64, 66)]

    assert landing(spans, ["晶片"] * 3, 40) == Span(60, 62)
    assert landing(spans, ["晶片"] * 3, 1) == Span(0, 2)
    assert landing([], [], 40) is None


@given(
    text=st.text(alphabet="晶片。，\n ax😀é", min_size=1, max_size=300),
    start=st.integers(0, 299),
    length=st.integers(1, 12),
    width=st.integers(4, 120),
)
def test_a_snippet_is_a_slice_that_shows_the_match(
    text: str, start: int, length: int, width: int
) -> None:
    start = min(start, len(text) - 1)
    span = Span(start, min(start + length, len(text)))

    snippet = make_snippet(text, 0, [span], start, width)

    end = snippet.offset + len(snippet.text)
    assert snippet.text == text[snippet.offset : end]
    assert snippet.offset <= span.start
    assert end >= span.end
    assert snippet.spans == (Span(span.start - snippet.offset, span.end - snippet.offset),)
    before_match_end = text[snippet.offset : span.end]
    assert cell_width(snippet.text) <= max(width, cell_width(before_match_end))
