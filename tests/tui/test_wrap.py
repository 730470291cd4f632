from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sou_tui.cells import cut, fit, fit_end, width
from sou_tui.wrap import MINIMUM_COLS, wrap

CLUSTERS = ["e\u0301", "葛\U000e0100", "👨\u200d👩\u200d👧", "❤\ufe0f", "𠮷", "\u0301"]
LETTERS = list("，。、「」（）…—！？：《》AI技术臺北圖書館晶片 \t\u3000-/.,abc123")
MIXED = st.lists(st.sampled_from(LETTERS + CLUSTERS), max_size=120).map("".join)
PROSE = st.lists(
    st.sampled_from(["臺北", "市立圖書館", "AI", "，", "。」", "（甲", "「乙", "！"]), max_size=60
)


def rows_of(text: str, cols: int) -> list[str]:
    return [text[start:end] for start, end in wrap(text, cols)]


@given(MIXED, st.integers(0, 40))
def test_rows_cover_the_text_and_fit(text: str, cols: int) -> None:
    rows = wrap(text, cols)

    assert rows[0][0] == 0
    assert rows[-1][1] == len(text)
    assert all(left[1] == right[0] for left, right in itertools.pairwise(rows))
    assert all(start < end for start, end in rows) or text == ""
    for start, end in rows:
        assert width(text[start:end].rstrip(" \t\u3000\u0301")) <= max(cols, MINIMUM_COLS)


@given(PROSE.map("、甲".join))
def test_rows_neither_start_with_closing_nor_end_with_opening_punctuation(text: str) -> None:
    rows = rows_of(text, 20)

    assert [row for row in rows[1:] if row[0] in "，。」！、"] == []
    assert [row for row in rows[:-1] if row[-1] in "（「"] == []


def test_closing_punctuation_takes_its_character_to_the_next_row() -> None:
    assert rows_of("臺北市立圖書館，創立。", 14) == ["臺北市立圖書", "館，創立。"]


def test_opening_bracket_does_not_end_a_row() -> None:
    assert rows_of("他在日記裡寫「善本」", 14) == ["他在日記裡寫", "「善本」"]


@pytest.mark.parametrize("closing", "］｝﹞〞‼‰｡､｣〕〗﹄％℃")
def test_no_row_begins_with_a_rarer_closing_sign(closing: str) -> None:
    assert rows_of(f"臺北市立圖書館{closing}創立", 14) == ["臺北市立圖書", f"館{closing}創立"]


@pytest.mark.parametrize("opening", "［｛﹝〝｢№￥")
def test_no_row_ends_with_a_rarer_opening_sign(opening: str) -> None:
    assert rows_of(f"臺北市立圖書館{opening}創立", 16)[1].startswith(opening)


def test_dashes_and_ellipses_of_two_stay_together() -> None:
    assert rows_of("他在日記裡寫著……善本", 15) == ["他在日記裡寫", "著……善本"]
    assert rows_of("他在日記裡寫著——善本", 15) == ["他在日記裡寫", "著——善本"]


def test_latin_words_stay_whole_and_long_ones_are_cut() -> None:
    assert rows_of("使用 TensorFlow 訓練", 10) == ["使用 ", "TensorFlow ", "訓練"]
    assert rows_of("a" * 25, 10) == ["a" * 10, "a" * 10, "a" * 5]


def test_blanks_hang_over_the_edge() -> None:
    assert rows_of("臺北圖書館   員", 10) == ["臺北圖書館   ", "員"]


def test_urls_break_after_slashes() -> None:
    assert rows_of("https://example.org/library/books", 20) == [
        "https://example.org/",
        "library/books",
    ]


def test_a_cluster_is_never_torn() -> None:
    family = "👨\u200d👩\u200d👧"

    assert rows_of(family * 3, 4) == [family * 2, family]
    assert rows_of("e\u0301" * 10, 5) == ["e\u0301" * 5, "e\u0301" * 5]


def test_empty_text_has_one_empty_row() -> None:
    assert wrap("", 10) == [(0, 0)]


@pytest.mark.parametrize(
    ("text", "cells"),
    [("圖書館", 6), ("AI晶片", 6), ("a\tb", 6), ("❤\ufe0f", 2), ("👨\u200d👩\u200d👧", 2)],
)
def test_width(text: str, cells: int) -> None:
    assert width(text) == cells


@given(MIXED, st.integers(0, 30))
def test_cut_and_fit_never_exceed_their_room(text: str, cells: int) -> None:
    assert text.startswith(cut(text, cells))
    assert width(cut(text, cells)) <= cells
    assert width(fit(text, cells)) <= cells
    assert width(fit_end(text, cells)) <= cells


def test_fit_marks_what_it_lost() -> None:
    assert fit("臺北市立圖書館", 8) == "臺北市…"
    assert fit("臺北", 4) == "臺北"
    assert fit_end("文件/史料/館史.txt", 11) == "…/館史.txt"
