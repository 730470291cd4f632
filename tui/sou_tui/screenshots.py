"""Make the README's pictures: ``python -m sou_tui.screenshots seeds docs/screens``.

The app runs without a terminal over a new index of a folder; keys are pressed and the
screen is written down. Nothing in a picture is made up.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from sou_tui.compat import mend_textual

if TYPE_CHECKING:
    from sou_tui.app import SouApp


class Shot(NamedTuple):
    """A picture: its name, the terminal's size, and what is typed before."""

    name: str
    size: tuple[int, int]
    query: str
    keys: tuple[str, ...] = ()


SHOTS: Final = (
    Shot("search", (100, 28), "人工智慧 晶片"),
    Shot("viewer", (100, 28), "晶片", ("enter", "n")),
    Shot("help", (100, 28), "", ("f1",)),
)
_PAUSE_S: Final = 0.5


def main(folder: str, pictures: str) -> None:
    """Index a folder and write the pictures into another."""
    mend_textual()
    with tempfile.TemporaryDirectory() as index:
        from sou.upkeep import index_paths

        index_paths([folder], index)
        target = Path(pictures)
        target.mkdir(parents=True, exist_ok=True)
        for shot in SHOTS:
            svg = asyncio.run(_taken(index, shot))
            (target / f"{shot.name}.svg").write_text(svg, encoding="utf-8")


async def _taken(index: str, shot: Shot) -> str:
    from sou.config import AppOptions, Config
    from sou_tui.app import SouApp
    from sou_tui.session import engine_opener

    config = Config(app=AppOptions(theme="dark", language="zh-Hant"))  # whatever the terminal is
    app: SouApp = SouApp(engine_opener(index), shot.query, config)
    async with app.run_test(size=shot.size) as pilot:
        await pilot.pause(_PAUSE_S)
        for key in shot.keys:
            await pilot.press(key)
            await pilot.pause(_PAUSE_S)
        return app.export_screenshot(title="sou")


if __name__ == "__main__":
    main(*sys.argv[1:])
