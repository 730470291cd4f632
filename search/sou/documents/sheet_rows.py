r"""Rows of spreadsheets as lines: cells joined by a tab, one line for each row.

A million rows would be a million anchors. So an anchor stands only where rows begin
to be counted: at the first row of a sheet, and behind a gap too wide to be shown as
empty lines. In between the row of a line is known by counting lines, which
:func:`sou.model.row_anchor` does. Line ends inside a cell are therefore blanks.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from sou.documents.flow import MOST_ANCHORS
from sou.documents.text_parts import TextParts
from sou.model import Anchor

MOST_EMPTY_LINES: Final = 20
"""Empty rows in a row that become empty lines; more are left out."""

_LINE_ENDS: Final = re.compile(r"[\r\n\t]+")
_DEFAULT_NAME: Final = re.compile(r"(?:sheet|工作表|表|sheet_|シート)[ _]?\d*", re.IGNORECASE)


class SheetRows:
    """Receives sheets and their rows in order."""

    def __init__(self) -> None:
        self.anchors: list[Anchor] = []
        self._parts = TextParts()
        self._sheet = ""
        self._is_new = True
        self._next_row = 0

    def open_sheet(self, name: str) -> None:
        """Begin a sheet; a name that somebody gave it is a line and a heading."""
        self._sheet = name
        self._is_new = True
        if name and not _DEFAULT_NAME.fullmatch(name):
            self._separate("\n\n")
            self.anchors.append(Anchor(self._parts.length, "heading", name))
            self._parts.append(name)

    def add_row(self, number: int, cells: Sequence[str]) -> None:
        """Add a row by its 1-based number; empty cells and rows are passed over."""
        kept = [stripped for cell in cells if (stripped := cell.strip())]
        if not kept:
            return
        line = "\t".join(kept)
        if line.count("\t") >= len(kept) or "\n" in line or "\r" in line:
            line = "\t".join(_LINE_ENDS.sub(" ", cell) for cell in kept)
        gap = number - self._next_row
        if self._is_new or not 0 <= gap <= MOST_EMPTY_LINES:
            self._separate("\n\n")
            self._anchor(number)
        else:
            self._separate("\n" * (gap + 1))
        self._is_new = False
        self._next_row = number + 1
        self._parts.append(line)

    def add_remark(self, number: int, text: str) -> None:
        """Add what was said about a row, on a line of its own; 0 for the sheet."""
        line = _LINE_ENDS.sub(" ", text.strip())
        if line:
            self._separate("\n\n")
            self._anchor(number or 1)
            self._parts.append(line)
            self._is_new = True

    def text(self) -> str:
        """Return the text so far."""
        return self._parts.text()

    def _anchor(self, number: int) -> None:
        if len(self.anchors) < MOST_ANCHORS:
            self.anchors.append(
                Anchor(self._parts.length, "row", f"{self._sheet}!{number}", number)
            )

    def _separate(self, separator: str) -> None:
        if self._parts.length:
            self._parts.append(separator)
