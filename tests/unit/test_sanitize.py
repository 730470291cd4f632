from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import get_character_cell_size

from sou.text.sanitize import cell_width, sanitize


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("搜\x1b[31m尋", "搜␛[31m尋"),
        ("響鈴\x07", "響鈴␇"),
        ("空\x00字", "空␀字"),
        ("退\x08格\x7f", "退␈格␡"),
        ("舊機\r換行", "舊機␍換行"),
        ("\x9b31m", "�31m"),
        ("檔名\u202etxt.exe", "檔名�txt.exe"),
        ("隔\u2066離\u2069", "隔�離�"),
        ("行\u2028段\u2029", "行�段�"),
        ("\udce9壞位元組", "�壞位元組"),
        ("藏字\U000e0041", "藏字�"),
        ("空\u3164白", "空�白"),
        ("軟\xad連字", "軟-連字"),
    ],
)
def test_what_a_terminal_would_obey_becomes_visible(text: str, shown: str) -> None:
    assert sanitize(text) == shown


@pytest.mark.parametrize(
    "text",
    ["中文，標點。", "第一行\n\t第二行", "👨\u200d👩\u200d👧", "葛\U000e0100", "e\u0301", ""],
)
def test_what_is_harmless_stays(text: str) -> None:
    assert sanitize(text) == text


def test_single_line_turns_breaks_and_tabs_into_blanks() -> None:
    assert sanitize("甲\r\n乙\t丙\x1b", single_line=True) == "甲  乙 丙␛"


@given(st.text(st.characters(codec=None)), st.booleans())
def test_length_never_changes_and_nothing_dangerous_is_left(text: str, single_line: bool) -> None:
    shown = sanitize(text, single_line=single_line)

    assert len(shown) == len(text)
    assert sanitize(shown, single_line=single_line) == shown
    shown.encode()
    controls = [c for c in shown if unicodedata.category(c) == "Cc"]
    assert set(controls) <= (set() if single_line else {"\n", "\t"})


@pytest.mark.parametrize(
    ("text", "cells"),
    [
        ("", 0),
        ("abc", 3),
        ("臺北市立圖書館", 14),
        ("ＡＩ晶片", 8),
        ("AI晶片", 6),
        ("e\u0301", 1),
        ("葛\U000e0100", 2),
        ("ｶﾀｶﾅ", 4),
        ("，。「」", 8),
        ("…—“”·", 5),
        ("𠮷野家", 6),
        ("한글", 4),
        ("a\u200bb", 2),
        ("☕", 2),
    ],
)
def test_cell_width(text: str, cells: int) -> None:
    assert cell_width(text) == cells


def test_cell_width_agrees_with_the_app_on_every_chinese_character() -> None:
    blocks = [
        (0x2E80, 0x302D),
        (0x3030, 0x303E),
        (0x3041, 0x3163),
        (0x3165, 0x33FF),
        (0x3400, 0x4DBF),
        (0x4E00, 0x9FFF),
        (0xF900, 0xFAFF),
    ]
    blocks += [
        (0xFE30, 0xFE4F),
        (0xFF01, 0xFF9F),
        (0xFFA1, 0xFFE6),
        (0x20000, 0x2FA1D),
        (0x30000, 0x323AF),
    ]
    # Left out: the hexagrams U+4DC0-4DFF, which Unicode 16 made wide, and Hangul
    # tone marks and fillers.
    assigned = [
        chr(code)
        for first, last in blocks
        for code in range(first, last + 1)
        if unicodedata.category(chr(code)) != "Cn"
    ]

    differing = [c for c in assigned if cell_width(c) != get_character_cell_size(c)]

    assert [f"U+{ord(c):04X}" for c in differing] == []
