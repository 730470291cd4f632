from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from sou.model import Anchor, SourceMap, Span
from sou_tui.shown_text import BLOCK_CHARS, ShownText, merged
from sou_tui.wrapped_text import TOP, WrappedText

LINES = st.lists(
    st.sampled_from(["", "圖書館", "甲" * 50, "AI 晶片\t設計", "\r", "完。\r"]),
    min_size=1,
    max_size=12,
).map("\n".join)


def line_starts(text: str) -> list[int]:
    return [0, *(offset + 1 for offset, letter in enumerate(text) if letter == "\n")]


def shown(text: str, *spans: tuple[int, int]) -> ShownText:
    return ShownText(
        read=lambda start, end: text[start:end],
        length=len(text),
        spans=merged(Span(*span) for span in spans),
        source_map=SourceMap(line_starts(text)),
    )


def starts(text: ShownText) -> list[int]:
    found = [0]
    while (end := text.block(found[-1]).end) < text.length:
        found.append(end)
    return found


def blocks(text: ShownText) -> list[str]:
    return [text.block(start).text for start in starts(text)]


def test_lines_lose_their_breaks_of_either_kind() -> None:
    text = shown("第一行\r\n\r\n第三行\n第四行")

    assert blocks(text) == ["第一行", "", "第三行", "第四行"]
    assert [text.line_number(start) for start in starts(text)] == [1, 2, 3, 4]


def test_a_final_line_break_adds_no_line() -> None:
    assert blocks(shown("第一行\n")) == ["第一行"]
    assert blocks(shown("\n")) == [""]
    assert blocks(shown("")) == [""]


def test_long_lines_become_blocks_of_one_line() -> None:
    text = shown("甲" * (BLOCK_CHARS * 2 + 5) + "\n乙")

    assert [len(block) for block in blocks(text)] == [BLOCK_CHARS, BLOCK_CHARS, 5, 1]
    assert [text.is_line_start(at) for at in starts(text)] == [True, False, False, True]
    assert [text.line_number(at) for at in starts(text)] == [1, 1, 1, 2]


@given(LINES)
def test_blocks_are_the_lines_of_the_text(text: str) -> None:
    lines = [line.removesuffix("\r") for line in text.split("\n")]
    if len(lines) > 1 and text.endswith("\n"):
        lines.pop()
    if text.endswith("\r"):
        lines[-1] += "\r"  # no line feed follows, so it is a lone carriage return

    assert blocks(shown(text)) == lines


@given(
    st.lists(
        st.sampled_from(["", "甲" * 9, "乙" * (BLOCK_CHARS - 1), "丙" * (BLOCK_CHARS * 3 + 7)]),
        max_size=6,
    ).map("\n".join),
    st.data(),
)
def test_the_block_of_an_offset_is_one_of_those_read_in_order(
    text: str, data: st.DataObject
) -> None:
    whole = shown(text)
    offset = data.draw(st.integers(0, max(len(text) - 1, 0)))
    in_order = starts(whole)

    assert whole.block_at(offset) == max(start for start in in_order if start <= offset)
    assert all(len(block) < 2 * BLOCK_CHARS for block in blocks(whole))


def test_a_long_text_is_read_around_the_place_only() -> None:
    text = "臺北市立圖書館年報。\n" * 1_000_000
    read: list[int] = []

    def slice_of(start: int, end: int) -> str:
        read.append(end - start)
        return text[start:end]

    whole = ShownText(slice_of, len(text), (), SourceMap(range(0, len(text), 11)))
    wrapped = WrappedText(whole, 110)
    place = wrapped.position(5_500_000)
    frame = wrapped.frame(wrapped.moved(place, -13), 40)

    assert whole.number(frame[13].block) == "500001"
    assert sum(read) < 1_000_000


def test_matches_that_touch_are_joined() -> None:
    spans = merged([Span(0, 2), Span(2, 3), Span(5, 9), Span(6, 7)])

    assert spans == ((0, 3), (5, 9))


def test_matches_that_touch_a_range_are_found() -> None:
    text = shown("圖書館" * 10, (0, 3), (9, 12), (27, 30))

    assert text.spans_between(10, 11) == ((9, 12),)
    assert text.spans_between(12, 27) == ()
    assert text.spans_between(0, 30) == ((0, 3), (9, 12), (27, 30))


def test_the_line_as_it_is_kept_is_the_whole_line() -> None:
    text = shown("第一行\n\t𠮷日圖書館\n第三行")

    assert text.kept_line(7) == "\t𠮷日圖書館"
    assert text.kept_line(0) == "第一行"
    assert text.kept_line(13) == "第三行"


@given(LINES, st.integers(4, 30), st.integers(1, 8))
def test_scrolling_down_by_rows_reads_every_row_once(text: str, cols: int, height: int) -> None:
    wrapped = WrappedText(shown(text), cols)
    everything = wrapped.frame(TOP, 10_000)

    by_one = [wrapped.moved(TOP, rows) for rows in range(len(everything))]
    assert by_one == everything
    assert [wrapped.moved(everything[-1], -rows) for rows in range(len(everything))] == list(
        reversed(everything)
    )
    last = wrapped.frame(wrapped.last_top(height), height)
    assert last == everything[-height:]


@given(LINES, st.integers(4, 30), st.data())
def test_the_row_of_an_offset_holds_it(text: str, cols: int, data: st.DataObject) -> None:
    wrapped = WrappedText(shown(text), cols)
    offset = data.draw(st.integers(0, max(len(text) - 1, 0)))
    position = wrapped.position(offset)
    start, end = wrapped.span(position)

    assert start <= offset
    assert offset < end or text[offset : offset + 1] in {"", "\n", "\r"}


def test_pages_are_numbered_where_there_are_no_lines() -> None:
    text = "第一頁\n還是\n第二頁\n第三頁"
    anchors = (
        Anchor(0, "page", "i", 1),
        Anchor(4, "heading", "還是"),
        Anchor(7, "page", "ii", 2),
        Anchor(11, "page", "1", 103),
    )
    pages = replace(shown(text), anchors=anchors, has_lines=False)

    assert [pages.number(start) for start in starts(pages)] == ["1", "", "2", "103"]
    assert pages.number_chars == 3
    assert pages.landing(8) == (anchors[2], anchors[1])


def test_lines_are_numbered_where_there_are_some() -> None:
    cues = replace(shown("甲\n乙"), anchors=(Anchor(2, "cue", "00:01", 0),))

    assert [cues.number(start) for start in starts(cues)] == ["1", "2"]
