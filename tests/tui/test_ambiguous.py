"""Terminals that give two cells to what is of ambiguous width."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

import pytest
from textual import events

from sou.config import AppOptions, Config
from sou_tui.ambiguous import PROBE, set_ambiguous_cells
from sou_tui.cells import fit, fit_end, width
from sou_tui.plain import PlainFilter
from sou_tui.screens.viewer import ViewerScreen
from tui.driver import Driver, start_app

if TYPE_CHECKING:
    from collections.abc import Iterator

TEXTS = {
    "/文件/標點.txt": "他說：“圖書館”……①→②，α粒子±3℃；——圖書館—\n│框線│圖書館\n" * 9,
    "/文件/俄文.txt": "Библиотека 是圖書館。\n" * 40,
}


@pytest.fixture(autouse=True)
def _narrow() -> Iterator[None]:
    yield
    set_ambiguous_cells(1)


def cells(text: str) -> int:
    """Measure as such a terminal does; for texts without marks and emoji."""
    return sum(2 if unicodedata.east_asian_width(one) in "AWF" else 1 for one in text)


def misfits(driver: Driver) -> list[str]:
    """Return the rows that would not be as wide as the terminal."""
    cols = driver.app.size.width
    return [line for line in driver.lines() if cells(line) != cols]


def test_widths_are_those_of_the_terminal() -> None:
    text = "“圖書館”…①→Ω─▌▐❯▸ＡＩAI·℃±"
    assert width(text) == 26
    set_ambiguous_cells(2)
    assert width(text) == cells(text) == 37
    set_ambiguous_cells(1)
    assert width(text) == 26


def test_marks_stay_without_width_and_a_presentation_is_not_counted_twice() -> None:
    set_ambiguous_cells(2)

    assert width("e\u0301") == 1
    assert width("↔\ufe0f") == 2


@pytest.mark.parametrize("limit", range(9))
def test_cut_texts_fit_with_their_wide_ellipsis(limit: int) -> None:
    set_ambiguous_cells(2)

    assert cells(fit("臺北市立圖書館", limit)) <= limit
    assert cells(fit_end("臺北市立圖書館", limit)) <= limit
    assert fit("臺北市立", 7) == "臺北…"


@pytest.mark.parametrize("size", [(80, 24), (160, 50), (45, 12)])
async def test_every_row_fits_a_terminal_that_is_set_to_two(size: tuple[int, int]) -> None:
    config = Config(app=AppOptions(ambiguous_width="2"))
    async with start_app(texts=TEXTS, size=size, config=config) as driver:
        assert misfits(driver) == []
        await driver.search_for("圖書館")
        await driver.until_shown("標點.txt")
        assert misfits(driver) == []
        assert driver.app.cursor_position == (2 + 6, 0)
        await driver.press("f2")
        assert misfits(driver) == []
        await driver.press("escape", "enter")
        await driver.until(lambda: isinstance(driver.app.screen, ViewerScreen))
        await driver.until_shown("命中")

        assert misfits(driver) == []


async def test_all_is_drawn_anew_when_the_terminal_answers_two() -> None:
    async with start_app(texts=TEXTS) as driver:
        await driver.search_for("圖書館")
        await driver.until_shown("預覽")
        assert misfits(driver) != []
        driver.app._unanswered = ["ambiguous"]
        driver.app.post_message(events.CursorPosition(2, 1))

        await driver.until(lambda: misfits(driver) == [])


@pytest.mark.parametrize("column", [1, 0])
async def test_an_answer_of_one_cell_changes_nothing(column: int) -> None:
    async with start_app(texts=TEXTS) as driver:
        driver.app._unanswered = ["ambiguous"]
        driver.app.post_message(events.CursorPosition(column, 1))
        await driver.until(lambda: not driver.app._unanswered)

        assert width("…") == 1


async def test_a_vowel_sign_has_a_cell_where_the_terminal_says_so() -> None:
    async with start_app(texts=TEXTS) as driver:
        await driver.type("क्षि晶")
        assert driver.app.cursor_position == (2 + 4, 0)
        driver.app._unanswered = ["letter with its sign"]
        driver.app.post_message(events.CursorPosition(2, 1))
        await driver.until(lambda: driver.app.cursor_position == (2 + 5, 0))

        assert width("…") == 1
        values = []
        for _ in range(3):
            await driver.press("backspace")
            values.append(driver.search.box.value)
        assert values == ["क्षि", "क्", ""]


@pytest.mark.parametrize(
    ("text", "cells"),
    [("हिन्दी", 5), ("कि", 2), ("e\u0301", 1), ("မြန်မာ", 5), ("か\u3099", 2), ("葛\U000e0100", 2)],
)
def test_only_marks_that_are_seen_beside_their_letter_get_a_cell(text: str, cells: int) -> None:
    set_ambiguous_cells(1, spacing_mark_cells=1)

    assert width(text) == cells


async def test_a_report_that_was_not_asked_for_changes_nothing() -> None:
    async with start_app(texts=TEXTS) as driver:
        driver.app.post_message(events.CursorPosition(2, 1))
        await driver.pilot.pause()

        assert width("…") == 1


def test_the_probe_leaves_nothing_behind() -> None:
    assert PROBE.endswith("\x1b[2K")


def test_plain_signs_stay_as_wide_as_they_were() -> None:
    set_ambiguous_cells(2)
    plain = PlainFilter()

    assert plain._table[ord("─")] == "--"
    assert plain._table[ord("❯")] == ">"
