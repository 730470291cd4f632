"""Pictures of the screen: each character in its cells, real text of a real index."""

from __future__ import annotations

import re
from html import unescape
from io import StringIO
from pathlib import Path

from rich.console import Console
from rich.text import Text

from sou_tui import screenshots
from sou_tui.screenshot import spaced

SEEDS = Path(__file__).parents[2] / "seeds"
CELL = 12.2
_TEXT = re.compile(r'<text class="[^"]*" x="([^"]*)"([^>]*)>([^<]*)</text>')


def placed(svg: str) -> list[tuple[str, list[float]]]:
    """Return the texts of a picture and where each, or each character of it, begins."""
    found = _TEXT.findall(svg)
    return [
        (unescape(text), [round(float(x) / CELL, 3) for x in xs.split()])
        for xs, rest, text in found
        if "line-" in rest and text.strip()
    ]


def test_wide_characters_stand_two_cells_apart() -> None:
    console = Console(record=True, width=20, file=StringIO())
    console.print(Text("中文 AI晶片x"))

    texts = placed(spaced(console.export_svg(title="")))

    assert texts == [
        ("中文", [0.0, 2.0]),
        ("\xa0AI", [4.0]),
        ("晶片", [7.0, 9.0]),
        ("x", [11.0]),
    ]


def test_the_readme_s_pictures_show_the_seed(tmp_path: Path) -> None:
    screenshots.main(str(SEEDS), str(tmp_path))

    names = {shot.name for shot in screenshots.SHOTS}
    assert {path.stem for path in tmp_path.glob("*.svg")} == names
    search = placed((tmp_path / "search.svg").read_text(encoding="utf-8"))
    viewer = placed((tmp_path / "viewer.svg").read_text(encoding="utf-8"))
    assert ["人工智慧" in text for text, _ in search].count(True) >= 2
    assert ["晶片" in text for text, _ in viewer].count(True) >= 5
