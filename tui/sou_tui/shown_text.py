"""A document's text, read from the index only where it is looked at.

In: a reader of slices, the length, matches, the map to source lines. Out: blocks short
enough to wrap one at a time. A block is named by the offset it begins at and found from the
text around it, so a text of 100 MB costs what is on the screen. Offsets are code points of
the document's text.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from sou.model import Span, landing_at

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from sou.model import Anchor, Landing, Place, SourceMap

BLOCK_CHARS = 4096
"""Longer lines (minified HTML, one-line novels) are cut at multiples of this, but only where
a multiple has no line break in so many code points before it. No block has twice as many."""


class Block(NamedTuple):
    """A line, or a part of a long one."""

    start: int
    text: str
    """Without its line break."""
    end: int
    """Where the next block starts, or the text ends."""


@dataclass(frozen=True, slots=True)
class ShownText:
    """Text with its matches. Safe to read from any thread."""

    read: Callable[[int, int], str]
    """Returns the text ``[start, end)``."""
    length: int
    """Code points of the text."""
    spans: tuple[Span, ...]
    """Matches, ascending, not overlapping."""
    source_map: SourceMap
    anchors: tuple[Anchor, ...] = ()
    has_lines: bool = True
    """Whether lines are lines of the source; pages are numbered where they are not."""

    def block(self, start: int) -> Block:
        """Return the block that begins at an offset."""
        limit = -(-start // BLOCK_CHARS) * BLOCK_CHARS + BLOCK_CHARS
        text = self.read(start, min(limit, self.length))
        newline = text.find("\n")
        if newline < 0:
            return Block(start, text, start + len(text))
        return Block(start, text[:newline].removesuffix("\r"), start + newline + 1)

    def block_at(self, offset: int) -> int:
        """Return where the block that holds an offset begins."""
        offset = min(max(offset, 0), max(self.length - 1, 0))
        cut = offset // BLOCK_CHARS * BLOCK_CHARS
        first = max(cut - BLOCK_CHARS, 0)
        newline = self.read(first, offset).rfind("\n")
        return cut if newline < 0 else first + newline + 1

    def is_line_start(self, start: int) -> bool:
        """Tell whether a block begins a line."""
        return not start or self.read(start - 1, start) == "\n"

    def line_number(self, offset: int) -> int:
        """Return the source line an offset is in."""
        return self.place(offset).line

    def number(self, start: int) -> str:
        """Return what stands beside a block: its line, else the page that begins in it."""
        if self.has_lines:
            return str(self.line_number(start))
        end = start + max(len(self.block(start).text), 1)
        first = bisect_left(self.anchors, start, key=_offset_of)
        after = bisect_left(self.anchors, end, key=_offset_of)
        numbers = (one.number for one in self.anchors[first:after] if one.kind != "heading")
        return str(next(numbers, "") or "")

    @property
    def last_line(self) -> int:
        """Number of the last line."""
        return self.line_number(self.block_at(self.length))

    @property
    def number_chars(self) -> int:
        """Characters of the longest number beside a block."""
        if self.has_lines:
            return len(str(self.last_line))
        return max((len(str(one.number)) for one in self.anchors), default=0)

    def landing(self, offset: int) -> Landing:
        """Return the page and heading of an offset."""
        return landing_at(self.anchors, offset, self.source_map)

    def place(self, offset: int) -> Place:
        """Return the source place of an offset."""
        return self.source_map.place(offset)

    def kept_line(self, offset: int) -> str:
        """Return the line an offset is in, of a document whose lines are those of its source.

        Of a very long line not much of what follows the offset.
        """
        start = max(offset - self.place(offset).column + 1, 0)
        rest = self.read(offset, min(offset + BLOCK_CHARS, self.length))
        return self.read(start, offset) + rest.partition("\n")[0]

    def spans_between(self, start: int, end: int) -> tuple[Span, ...]:
        """Return the matches that touch ``[start, end)``."""
        first = bisect_right(self.spans, start, key=_end_of)
        last = bisect_left(self.spans, end, key=_start_of)
        return self.spans[first:last]


def merged(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Return ascending spans with those that touch joined."""
    spans = tuple(spans)
    if all(one.end < other.start for one, other in pairwise(spans)):
        return spans  # nearly always, and there may be hundreds of thousands
    joined: list[Span] = []
    for span in spans:
        if joined and span.start <= joined[-1].end:
            joined[-1] = Span(joined[-1].start, max(joined[-1].end, span.end))
        else:
            joined.append(span)
    return tuple(joined)


def _offset_of(anchor: Anchor) -> int:
    return anchor.offset


def _start_of(span: Span) -> int:
    return span.start


def _end_of(span: Span) -> int:
    return span.end
