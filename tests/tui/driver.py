"""Drives the app without a terminal, over the fake engine."""

from __future__ import annotations

import time
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from textual.events import Key
from textual.keys import _character_to_key

from fake_engine import FakeIndex
from sou_tui.app import SouApp
from sou_tui.cells import width
from sou_tui.screens.search import SearchScreen
from sou_tui.screens.viewer import ViewerScreen

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Mapping
    from pathlib import Path

    from textual.pilot import Pilot
    from textual.strip import Strip

    from sou.config import Config
    from sou_tui.building import Builder
    from sou_tui.contract import IndexOpener

DEADLINE_S = 10.0

TEXTS = {
    "/文件/報告/年報.md": (
        "臺北市立圖書館年報\n\n臺北市立圖書館總館藏書一百二十萬冊，民國四十一年創立。\n"
        "各分館依人口分布設置。\n圖書館員三百餘人。\n"
    ),
    "/文件/史料/館史.txt": "戰後接收帝國大學附屬圖書館，先後設置特藏組。\n",
    "/文件/技術/晶片.txt": "AI晶片作為推動商業化應用的核心元件。\n近年來 AI技術 快速發展。\n",
    "/文件/標記.txt": "紅字寫作[bold red]紅[/]，跳脫字元是\x1b[31m這樣\x1b[0m。\n",
}


class Driver:
    """The app under test, its pilot and what is on its screen."""

    def __init__(self, app: SouApp, pilot: Pilot[int]) -> None:
        self.app = app
        self.pilot = pilot

    @property
    def search(self) -> SearchScreen:
        screen = next(
            screen for screen in self.app.screen_stack if isinstance(screen, SearchScreen)
        )
        assert isinstance(screen, SearchScreen)
        return screen

    @property
    def viewer(self) -> ViewerScreen:
        assert isinstance(self.app.screen, ViewerScreen)
        return self.app.screen

    async def type(self, text: str) -> None:
        """Send characters as a terminal does; Pilot's ``press`` loses full-width signs."""
        driver = self.app._driver
        assert driver is not None
        for character in text:
            event = Key(_character_to_key(character), character)
            event.set_sender(self.app)
            driver.send_message(event)
            await self.pilot.pause()

    async def press(self, *keys: str) -> None:
        await self.pilot.press(*keys)

    async def search_for(self, text: str) -> None:
        """Type a query and wait for its hits, not those of its beginning."""
        await self.type(text)
        await self.until(self._is_answered)
        await self.pilot.pause()

    def _is_answered(self) -> bool:
        screen = self.search
        is_last = screen._asked == screen.box.value and screen._answered == screen._number
        return is_last and "筆 · " in self.lines()[1]

    async def until(self, condition: Callable[[], bool]) -> None:
        """Wait for a condition; show the screen if it never holds."""
        deadline = time.monotonic() + DEADLINE_S
        while not condition():
            if time.monotonic() > deadline:
                raise AssertionError("waited in vain; on the screen:\n" + "\n".join(self.lines()))
            await self.pilot.pause(0.01)

    async def until_shown(self, text: str) -> None:
        await self.until(lambda: text in "\n".join(self.lines()))

    def strips(self) -> list[Strip]:
        return list(self.app.screen._compositor.render_strips())

    def lines(self) -> list[str]:
        """Return the rows of the screen."""
        return [strip.text for strip in self.strips()]

    def row_of(self, text: str) -> int:
        return next(row for row, line in enumerate(self.lines()) if text in line)

    def marked(self, row: int) -> list[str]:
        """Return the runs of a row that stand out as matches: underlined."""
        return [
            segment.text
            for segment in self.strips()[row]
            if segment.style is not None and segment.style.underline
        ]

    def column_of(self, row: int, text: str) -> int:
        """Return the cell where a text begins in a row."""
        line = self.lines()[row]
        return width(line[: line.index(text)])


@asynccontextmanager
async def start_app(
    index: FakeIndex | IndexOpener | None = None,
    *,
    texts: Mapping[str, str] = TEXTS,
    query: str = "",
    size: tuple[int, int] = (80, 24),
    config: Config | None = None,
    ready: str = "索引於",
    kept: Path | None = None,
    builder: Builder | None = None,
    is_plain: bool = False,
) -> AsyncIterator[Driver]:
    """Run the app over texts, an index, or whatever an opener gives or raises."""
    chosen = index if index is not None else FakeIndex(texts)
    is_opener = not isinstance(chosen, FakeIndex)
    app = SouApp(
        chosen if not isinstance(chosen, FakeIndex) else lambda: chosen,
        query,
        config,
        kept,
        builder,
        is_plain=is_plain,
    )
    async with app.run_test(size=size, notifications=True) as pilot:
        driver = Driver(app, pilot)
        await driver.until(lambda: len(app.screen_stack) > 1)
        if not is_opener:
            await driver.until_shown(ready)
        yield driver
