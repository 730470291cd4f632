"""Pictures of the screen with characters where a terminal has them.

Rich takes every character for one cell (rich #2742): a browser squeezes Chinese into half its
width. Here each run of narrow characters gets its own place and length, and each wide
character its own place. Exit: Rich measures by cells.
"""

from __future__ import annotations

import re
from html import escape, unescape
from itertools import groupby
from typing import Final

from sou_tui.cells import width

_CELL: Final = 12.2
"""Width of a cell in the picture, Rich's."""
_TEXT: Final = re.compile(
    r'<text class="(?P<style>[^"]*-r\d+)" x="(?P<x>[\d.]+)" y="(?P<y>[\d.]+)"'
    r' textLength="[\d.]+" (?P<clip>[^>]*)>(?P<text>[^<]*)</text>'
)
_FONT: Final = "font-family: Fira Code, monospace;"
_FONTS: Final = (
    'font-family: "Fira Code", Menlo, Consolas, "DejaVu Sans Mono", "Liberation Mono",'
    ' "Noto Sans Mono CJK TC", "PingFang TC", "Microsoft JhengHei", monospace;'
)


def spaced(svg: str) -> str:
    """Return a picture by Rich with every character in its cells."""
    return _TEXT.sub(_runs, svg).replace(_FONT, _FONTS)


def _runs(found: re.Match[str]) -> str:
    x = float(found["x"])
    runs = []
    for cells, characters in groupby(unescape(found["text"]), key=width):
        text = "".join(characters)
        length = len(text) * cells * _CELL
        if text.strip("\xa0 "):
            written = escape(text).replace(" ", "&#160;").replace("\xa0", "&#160;")
            where = f'x="{x:.1f}" textLength="{length:.1f}"'
            if cells != 1:
                places = (x + number * cells * _CELL for number in range(len(text)))
                where = f'x="{" ".join(f"{place:.1f}" for place in places)}"'
            runs.append(
                f'<text class="{found["style"]}" {where} y="{found["y"]}"'
                f" {found['clip']}>{written}</text>"
            )
        x += length
    return "".join(runs)
