from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from sou.model import Span
from sou_tui.cells import width
from sou_tui.snippet_rows import flattened, snippet_rows


def marked(text: str, spans: tuple[Span, ...]) -> list[str]:
    return [text[start:end] for start, end in spans]


def test_a_line_break_between_chinese_characters_vanishes() -> None:
    flat, spans = flattened("接收大學附屬圖\n書館，先後", [Span(6, 10)])

    assert flat == "接收大學附屬圖書館，先後"
    assert marked(flat, spans) == ["圖書館"]


def test_other_blanks_shrink_to_one() -> None:
    flat, spans = flattened("標題\n\n　　AI  晶片\r\n完。\n下", [Span(6, 8), Span(10, 12)])

    assert flat == "標題 AI 晶片完。 下"
    assert marked(flat, spans) == ["AI", "晶片"]


def test_rows_begin_where_a_match_is_seen() -> None:
    text = "甲" * 60 + "圖書館" + "乙" * 60
    rows = snippet_rows(text, [Span(60, 63)], 20, 2)

    assert [width(row) for row, _spans in rows] == [20, 19]
    assert any(marked(row, spans) for row, spans in rows)
    assert rows[-1][0].endswith("…")


def test_a_match_across_two_rows_is_marked_in_both() -> None:
    rows = snippet_rows("甲甲甲圖書館乙", [Span(3, 6)], 8, 2)

    assert [marked(row, spans) for row, spans in rows] == [["圖"], ["書館"]]


def test_left_out_text_is_marked_by_an_ellipsis() -> None:
    rows = snippet_rows("接收圖書館", [Span(2, 5)], 40, 2, starts_inside=True, ends_inside=True)

    assert [row for row, _spans in rows] == ["…接收圖書館…"]
    assert marked(*rows[0]) == ["圖書館"]


def test_controls_become_visible() -> None:
    assert snippet_rows("紅\x1b[31m字", [], 40, 2)[0][0] == "紅␛[31m字"


@given(
    st.text(st.sampled_from("圖書館，。AI \n\r\t\u3000\x1b"), max_size=80),
    st.data(),
    st.integers(4, 40),
)
def test_rows_fit_and_marks_stay_on_their_characters(
    text: str, data: st.DataObject, cols: int
) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    rows = snippet_rows(text, [Span(start, end)], cols, 2)
    flat, spans = flattened(text, [Span(start, end)])

    assert 1 <= len(rows) <= 2
    assert all(width(row) <= cols for row, _spans in rows)
    assert "".join("".join(marked(flat, spans)).split()) == "".join(
        text[start:end].replace("\x1b", "␛").split()
    )
