"""Text put together from slices of a source, with the map back to it.

For readers whose text is not the source itself. The map has one piece per
stretch that stands unbroken on one line of the source, so it stays small.
"""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Sequence

from sou.documents.plain import line_starts
from sou.model import SourceMap


class TextBuilder:
    """Collects text; offsets are of the text so far."""

    def __init__(self, source: str, starts: Sequence[int] | None = None) -> None:
        """Begin a text; ``starts`` are the source's lines, if they are known already."""
        self._line_starts = line_starts(source) if starts is None else starts
        code = "I" if len(source) < 2**31 else "Q"
        self._offsets, self._lines, self._columns = array(code), array(code), array(code)
        self._parts: list[str] = []
        self.length = 0
        """Code points so far."""
        self.ends_line = True
        """Whether the next character begins a line of the text."""

    def append(self, text: str, source_offset: int) -> None:
        r"""Add text that stands in the source from an offset on, ``\n`` for ``\n``."""
        if not text:
            return
        line = bisect_right(self._line_starts, source_offset)
        column = source_offset - self._line_starts[line - 1] + 1
        start = self.length
        self._add_piece(start, line, column)
        feed = text.find("\n")
        while 0 <= feed < len(text) - 1:
            line += 1
            self._add_piece(start + feed + 1, line, 1)
            feed = text.find("\n", feed + 1)
        self.insert(text)

    def append_spread(self, text: str, source_offset: int, width: int) -> None:
        """Add text each of whose characters takes up ``width`` of one line of the source."""
        line = bisect_right(self._line_starts, source_offset)
        column = source_offset - self._line_starts[line - 1] + 1
        self._add_piece(self.length, line, column)
        more = len(text) - 1
        self._offsets.extend(range(self.length + 1, self.length + 1 + more))
        self._lines.extend([line] * more)
        self._columns.extend(range(column + width, column + width + width * more, width))
        self.insert(text)

    def insert(self, text: str) -> None:
        """Add text the source does not hold: separators."""
        self._parts.append(text)
        self.length += len(text)
        self.ends_line = text.endswith("\n")

    def text(self) -> str:
        """Return the text so far."""
        return "".join(self._parts)

    def text_from(self, offset: int) -> str:
        """Return the text from an offset on; costs only what it returns."""
        tail: list[str] = []
        begin = self.length
        for part in reversed(self._parts):
            if begin <= offset:
                break
            tail.append(part)
            begin -= len(part)
        return "".join(reversed(tail))[max(offset - begin, 0) :]

    def source_map(self) -> SourceMap:
        """Return the map of the text so far."""
        if not self._offsets:
            return SourceMap((0,), (1,), (1,))
        return SourceMap(self._offsets, self._lines, self._columns)

    def _add_piece(self, offset: int, line: int, column: int) -> None:
        if self._offsets:
            same_line = line == self._lines[-1]
            if same_line and column - self._columns[-1] == offset - self._offsets[-1]:
                return
        elif offset:
            # Separators never come first, so a first piece begins the text.
            offset = 0
        self._offsets.append(offset)
        self._lines.append(line)
        self._columns.append(column)
