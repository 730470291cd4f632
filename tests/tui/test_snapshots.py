"""What the screens look like, as text and some as pictures, to be read in a difference.

Write them anew with ``SOU_WRITE_GOLDEN=1``, and look at each that has changed.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NamedTuple

import pytest

from sou.config import AppOptions, Config
from sou.errors import IndexCorruptError
from tui.driver import TEXTS, start_app

if TYPE_CHECKING:
    from fake_engine import FakeIndex

GOLDEN = Path(__file__).parents[1] / "golden" / "screens"
SMALL, MIDDLE, WIDE = (80, 24), (120, 40), (160, 50)
MANY = TEXTS | {
    f"/文件/報告/{number:03}.txt": f"第 {number} 份報告\n"
    + "提到圖書館，再談別的。\n" * (number % 7)
    for number in range(40)
}


def _corrupt() -> FakeIndex:
    raise IndexCorruptError("x")


class State(NamedTuple):
    """A screen: how one gets there, and what shows that one is there."""

    name: str
    size: tuple[int, int]
    typed: str
    keys: tuple[str, ...]
    shown: str
    language: Literal["zh-Hans", "en"] | None = None
    picture: bool = False


STATES = [
    State("empty-query", SMALL, "", (), "小技巧"),
    State("empty-query-hans", SMALL, "", (), "小技巧", "zh-Hans"),
    State("empty-query-english", SMALL, "", (), "Tips", "en"),
    State("results", SMALL, "圖書館", (), "筆 · ", picture=True),
    State("results-middle", MIDDLE, "圖書館", (), "預覽"),
    State("results-wide", WIDE, "圖書館", (), "預覽", picture=True),
    State("results-moved", SMALL, "圖書館", ("down", "down"), "筆 · "),
    State("no-hits", SMALL, "沒有這個詞", (), "0 筆"),
    State("syntax-error", SMALL, "圖書（館", (), "^"),
    State("viewer", SMALL, "圖書館", ("enter",), "命中", picture=True),
    State("viewer-wide", WIDE, "圖書館", ("enter", "n"), "命中"),
    State("help", SMALL, "", ("f1",), "Esc"),
    State("palette", SMALL, "", ("f2",), "說明"),
    State("control-characters", SMALL, "紅字", (), "筆 · "),
]


@pytest.mark.parametrize("state", STATES, ids=lambda state: state.name)
async def test_a_screen_looks_as_it_did(state: State) -> None:
    config = Config(app=AppOptions(language=state.language))
    ready = {"en": "indexed", "zh-Hans": "索引于"}.get(state.language or "", "索引於")
    async with start_app(texts=MANY, size=state.size, config=config, ready=ready) as driver:
        await driver.type(state.typed)
        if state.typed:
            await driver.until(lambda: bool(re.search(r"筆 · |\^|沒有", driver.lines()[1])))
        for key in state.keys:
            await driver.press(key)
        await driver.until_shown(state.shown)
        await driver.pilot.pause(0.5)
        _compare(GOLDEN / f"{state.name}.txt", "\n".join(map(str.rstrip, driver.lines())) + "\n")
        if state.picture:
            _compare(GOLDEN / f"{state.name}.svg", driver.app.export_screenshot(title=state.name))


async def test_the_screen_of_an_index_that_is_damaged() -> None:
    async with start_app(_corrupt, size=SMALL) as driver:
        await driver.until_shown("索引有檔案損壞")
        text = "\n".join(map(str.rstrip, driver.lines())) + "\n"
    _compare(GOLDEN / "index-damaged.txt", text)


def test_there_are_not_too_many_to_be_read() -> None:
    assert len(list(GOLDEN.glob("*.txt"))) == len(STATES) + 1 <= 20


def _compare(golden: Path, now: str) -> None:
    if os.environ.get("SOU_WRITE_GOLDEN"):
        golden.parent.mkdir(parents=True, exist_ok=True)
        golden.write_text(now, encoding="utf-8")
    assert now == golden.read_text(encoding="utf-8")
