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
    """Offset the block begins at."""
    part: int
    """Row of the block, 0-based."""


TOP = Position(0, 0)


class WrappedBlock(NamedTuple):
    """A block as it is shown."""

    text: str
    """Sanitised."""
    rows: list[tuple[int, int]]
    """As offsets inside the block."""
    end: int
    """Where the next block begins, or the text ends."""


class WrappedText:
    """Wraps blocks when they are first seen and keeps the latest."""

    def __init__(self, shown: ShownText, cols: int) -> None:
        self.shown = shown
        self.cols = cols
        self._blocks: dict[int, WrappedBlock] = {}

    def block(self, start: int) -> WrappedBlock:
        """Return the block that begins at an offset."""
        known = self._blocks.get(start)
        if known is None:
            if len(self._blocks) > _KEPT_BLOCKS:
                self._blocks.clear()
            block = self.shown.block(start)
            text = sanitize(block.text)
            known = self._blocks[start] = WrappedBlock(text, wrap(text, self.cols), block.end)
        return known

    def span(self, position: Position) -> tuple[int, int]:
        """Return the offsets of a row in the shown text."""
        first, last = self.block(position.block).rows[position.part]
        return position.block + first, position.block + last

    def position(self, offset: int) -> Position:
        """Return the row that holds an offset of the shown text."""
        start = self.shown.block_at(offset)
        inside = offset - start
        rows = self.block(start).rows
        part = next((place for place, row in enumerate(rows) if inside < row[1]), len(rows) - 1)
        return Position(start, part)

    def moved(self, position: Position, rows: int) -> Position:
        """Return the position some rows further, or as far as the text goes."""
        start, part = position.block, position.part + rows
        while part < 0 and start > 0:
            start = self.shown.block_at(start - 1)
            part += len(self.block(start).rows)
        while part >= (count := len(self.block(start).rows)) and not self.is_last(start):
            part -= count
            start = self.block(start).end
        return Position(start, min(max(part, 0), len(self.block(start).rows) - 1))

    def is_last(self, start: int) -> bool:
        """Tell whether no block follows."""
        return self.block(start).end >= self.shown.length

    def last_top(self, height: int) -> Position:
        """Return the top at which the last row stands at the bottom."""
        start = self.shown.block_at(self.shown.length)
        last = Position(start, len(self.block(start).rows) - 1)
        return self.moved(last, 1 - max(height, 1))

    def frame(self, top: Position, height: int) -> list[Position]:
        """Return the rows seen from a top, at most ``height``."""
        frame: list[Position] = []
        start, part = top
        while len(frame) < height:
            block = self.block(start)
            frame.extend(Position(start, place) for place in range(part, len(block.rows)))
            if self.is_last(start):
                break
            start, part = block.end, 0
        return frame[:height]
