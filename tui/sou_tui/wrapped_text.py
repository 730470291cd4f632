"""A shown text at one width: rows, found and counted only where they are asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sou.text.sanitize import sanitize
from sou_tui.wrap import wrap

if TYPE_CHECKING:
    from sou_tui.shown_text import ShownText

_KEPT_BLOCKS = 500


class Position(NamedTuple):
    """A row of the wrapped text; positions compare in reading order."""

    block: int
    part: int
    """Row of the block, 0-based."""


TOP = Position(0, 0)


class WrappedText:
    """Wraps blocks when they are first seen and keeps the latest."""

    def __init__(self, shown: ShownText, cols: int) -> None:
        self.shown = shown
        self.cols = cols
        self._blocks: dict[int, tuple[str, list[tuple[int, int]]]] = {}

    def block(self, index: int) -> tuple[str, list[tuple[int, int]]]:
        """Return a block's sanitised text and its rows, as offsets inside the block."""
        known = self._blocks.get(index)
        if known is None:
            if len(self._blocks) > _KEPT_BLOCKS:
                self._blocks.clear()
            start, end = self.shown.block(index)
            text = sanitize(self.shown.text[start:end])
            known = self._blocks[index] = (text, wrap(text, self.cols))
        return known

    def span(self, position: Position) -> tuple[int, int]:
        """Return the offsets of a row in the shown text."""
        start = self.shown.starts[position.block]
        first, last = self.block(position.block)[1][position.part]
        return start + first, start + last

    def position(self, offset: int) -> Position:
        """Return the row that holds an offset of the shown text."""
        block = self.shown.block_at(offset)
        inside = offset - self.shown.starts[block]
        rows = self.block(block)[1]
        part = next((place for place, row in enumerate(rows) if inside < row[1]), len(rows) - 1)
        return Position(block, part)

    def moved(self, position: Position, rows: int) -> Position:
        """Return the position some rows further, or as far as the text goes."""
        block, part = position.block, position.part + rows
        while part < 0 and block > 0:
            block -= 1
            part += len(self.block(block)[1])
        while part >= (count := len(self.block(block)[1])) and block < len(self.shown.starts) - 1:
            part -= count
            block += 1
        return Position(block, min(max(part, 0), len(self.block(block)[1]) - 1))

    def last_top(self, height: int) -> Position:
        """Return the top at which the last row stands at the bottom."""
        block = len(self.shown.starts) - 1
        last = Position(block, len(self.block(block)[1]) - 1)
        return self.moved(last, 1 - max(height, 1))

    def frame(self, top: Position, height: int) -> list[Position]:
        """Return the rows seen from a top, at most ``height``."""
        frame: list[Position] = []
        block, part = top
        while len(frame) < height and block < len(self.shown.starts):
            count = len(self.block(block)[1])
            frame.extend(Position(block, place) for place in range(part, count))
            block, part = block + 1, 0
        return frame[:height]
