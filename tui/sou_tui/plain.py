"""``sou --plain``: for screen readers, braille lines and terminals with few glyphs.

No colour, as with ``NO_COLOR``; the app's own signs and all lines and blocks as ASCII, those
of documents included, each one cell wide as before; and the terminal's own cursor is shown,
where one types or reads.
"""

from __future__ import annotations

import os
import re
import unicodedata
from typing import TYPE_CHECKING, Final

from rich.segment import Segment
from textual.filter import LineFilter

from sou_tui.cells import width

if TYPE_CHECKING:
    from collections.abc import Mapping

    from textual.color import Color

SHOW_CURSOR: Final = "\x1b[?25h"
_SIGNS: Final = {
    "❯": ">",
    "▸": ">",
    "▾": "v",
    "▏": "|",
    "●": "*",
    "○": "o",
    "✓": "+",
    "✗": "x",
    "✦": "*",
}


_DEC: Final = re.compile(r"vt(?:52|[1-4]\d\d)(?:[-+].*)?")
"""Names of DEC's terminals of one colour, which dim nothing either: ``vt100``, ``vt220-w``."""
_MONOCHROME: Final = re.compile(r".+-(?:m|mono)")


def has_colour(environ: Mapping[str, str]) -> bool:
    """Tell whether a terminal has colours, as far as its name tells.

    >>> has_colour({"TERM": "vt100"}), has_colour({"TERM": "vte-256color"})
    (False, True)
    """
    return dims(environ) and not _MONOCHROME.fullmatch(environ.get("TERM", ""))


def dims(environ: Mapping[str, str]) -> bool:
    """Tell whether a terminal can show dim text, as far as its name tells."""
    return not _DEC.fullmatch(environ.get("TERM", ""))


def _table() -> dict[int, str]:
    table = {ord(sign): plain for sign, plain in _SIGNS.items()}
    for code in range(0x2500, 0x25A0):
        is_block = code >= 0x2580
        name = unicodedata.name(chr(code), "")
        if is_block or "VERTICAL" in name:
            table.setdefault(code, "+" if "HORIZONTAL" in name else "|")
        else:
            table.setdefault(code, "-" if "HORIZONTAL" in name else "+")
    table.update(dict.fromkeys(range(10240, 10496), "*"))  # the spinner
    return table


class PlainFilter(LineFilter):
    """Draws lines and signs in ASCII."""

    def __init__(self) -> None:
        super().__init__()
        self.measure()

    def measure(self) -> None:
        """Keep every sign as wide as it is on the terminal now."""
        self._table = {code: plain * max(width(chr(code)), 1) for code, plain in _table().items()}

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """Return the segments with the same width and styles."""
        del background
        return [
            Segment(text.translate(self._table), style, control)
            for text, style, control in segments
        ]


def forgo_colour() -> None:
    """Have Textual, and the editors started, show no colour."""
    os.environ["NO_COLOR"] = os.environ.get("NO_COLOR") or "1"
