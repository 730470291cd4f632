"""Where ``:`` leads. Texts are so short that offsets are counted by hand."""

from __future__ import annotations

import pytest

from sou.model import Anchor, SourceMap
from sou_tui.destinations import destination, next_anchor
from sou_tui.shown_text import ShownText

TEXT = "序章\n第一章 開始\n第二章 晶片\n尾聲\n"
CHAPTERS = (Anchor(3, "chapter", "第一章 開始", 1), Anchor(10, "chapter", "第二章 晶片", 2))


def shown(*, has_lines: bool = True) -> ShownText:
    return ShownText(
        read=lambda start, end: TEXT[start:end],
        length=len(TEXT),
        spans=(),
        source_map=SourceMap([0, 3, 10, 17]),
        anchors=CHAPTERS,
        has_lines=has_lines,
    )


@pytest.mark.parametrize(
    ("typed", "offset"),
    [
        ("1", 0),
        ("3", 10),
        ("３", 10),
        (" 第 3 行 ", 10),
        ("4:7", 17),
        ("0", None),
        ("5", None),
        ("0%", 0),
        ("100％", 19),
        ("999%", 19),
        ("第2頁", 10),
        ("2页", 10),
        ("p1", 3),
        ("p.2", 10),
        ("p3", None),
        ("晶片", 10),
        ("开始", 3),
        ("沒有", None),
        ("", None),
    ],
)
def test_destinations(typed: str, offset: int | None) -> None:
    assert destination(shown(), typed) == offset


def test_a_number_is_a_page_where_there_are_no_lines() -> None:
    assert destination(shown(has_lines=False), "2") == 10
    assert destination(shown(has_lines=False), "3") is None


def test_anchors_are_gone_through_in_both_directions() -> None:
    assert next_anchor(shown(), 0, 1) == CHAPTERS[0]
    assert next_anchor(shown(), 3, 1) == CHAPTERS[1]
    assert next_anchor(shown(), 10, 1) is None
    assert next_anchor(shown(), 10, -1) == CHAPTERS[0]
    assert next_anchor(shown(), 3, -1) is None
