"""The sheets of an OpenDocument spreadsheet, row by row."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from sou.documents.sheet_rows import SheetRows

MOST_REPEATS: Final = 10_000_000
_SKIPPED: Final = frozenset({"table:covered-table-cell", "text:ruby-text", "text:tracked-changes"})
_CELL: Final = "table:table-cell"


class OdfSheets:
    """Takes in ``office:spreadsheet``: tags and text of everything inside.

    Rows and cells that repeat are shown once; only the count of rows goes on.
    """

    def __init__(self, rows: SheetRows) -> None:
        self._rows = rows
        self._row = 1
        self._repeats = 1
        self._cells: list[str] = []
        self._paragraphs: list[str] = []
        self._parts: list[str] = []
        self._remarks: list[str] = []
        self._remark_start: int | None = None
        self._skipping = 0
        self._is_text: list[bool] = []

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """Take in a start tag."""
        if self._skipping or tag in _SKIPPED:
            self._skipping += 1
            return
        self._is_text.append(tag.startswith("text:"))
        if tag == "table:table":
            self._rows.open_sheet(attributes.get("table:name", ""))
            self._row = 1
        elif tag == "table:table-row":
            self._cells, self._remarks = [], []
            repeats = attributes.get("table:number-rows-repeated", "1")
            is_number = repeats.isdecimal() and len(repeats) < 9
            self._repeats = min(int(repeats), MOST_REPEATS) if is_number else 1
        elif tag in {_CELL, "table:shapes"}:
            self._paragraphs = []
        elif tag == "office:annotation":
            self._remark_start = len(self._paragraphs)
        elif tag in {"text:p", "text:h"}:
            self._parts = []
        elif tag in {"text:s", "text:tab", "text:line-break"}:
            self._parts.append(" ")

    def end(self, tag: str) -> None:
        """Take in an end tag."""
        if self._skipping:
            self._skipping -= 1
            return
        self._is_text.pop()
        if tag in {"text:p", "text:h"}:
            self._paragraphs.append("".join(self._parts))
        elif tag == "office:annotation" and self._remark_start is not None:
            self._remarks.append(" ".join(self._paragraphs[self._remark_start :]))
            del self._paragraphs[self._remark_start :]
            self._remark_start = None
        elif tag == _CELL:
            self._cells.append(" ".join(self._paragraphs))
        elif tag == "table:shapes":
            self._rows.add_remark(0, " ".join(self._paragraphs))
        elif tag == "table:table-row":
            self._rows.add_row(self._row, self._cells)
            for remark in self._remarks:
                self._rows.add_remark(self._row, remark)
            self._row += self._repeats

    def text(self, text: str) -> None:
        """Take in text between tags."""
        if not self._skipping and self._is_text and self._is_text[-1]:
            self._parts.append(text)
