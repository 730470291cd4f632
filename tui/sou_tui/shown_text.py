"""A document's text prepared for wrapping on demand.

In: text (whole, or the part around a hit), matches, the map to source lines.
Out: blocks short enough to wrap one at a time. Offsets here are code points of
``text``, not of the document, except where a name says ``document_offset``.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sou.model import Place, Span, landing_at

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sou.model import Anchor, Landing, SourceMap

BLOCK_CHARS = 4096
"""Longest block; a longer line (minified HTML, one-line novels) becomes several."""


@dataclass(frozen=True, slots=True)
class ShownText:
    """Text with its blocks and matches. A block is a line or a part of a long one."""

    text: str
    document_offset: int
    """Where ``text`` begins in the document."""
    begins_line: bool
    """Whether the first block is the beginning of a line."""
    starts: Sequence[int]
    """Start of each block, ascending, the first is 0."""
    spans: tuple[Span, ...]
    """Matches, ascending, not overlapping."""
    source_map: SourceMap
    anchors: tuple[Anchor, ...] = ()
    """Of the whole document, by its offsets."""
    has_lines: bool = True
    """Whether lines are lines of the source; pages are numbered where they are not."""

    def block(self, index: int) -> Span:
        """Return the code points of a block, without its line break."""
        start = self.starts[index]
        following = index + 1
        end = self.starts[following] if following < len(self.starts) else len(self.text)
        if end > start and self.text[end - 1] == "\n":
            end -= 1
            if end > start and self.text[end - 1] == "\r":
                end -= 1
        return Span(start, end)

    def block_at(self, offset: int) -> int:
        """Return the block that holds an offset."""
        return max(bisect_right(self.starts, offset) - 1, 0)

    def is_line_start(self, index: int) -> bool:
        """Tell whether a block begins a line."""
        start = self.starts[index]
        return self.text[start - 1] == "\n" if start else self.begins_line

    def line_number(self, index: int) -> int:
        """Return the source line a block is in."""
        return self.place(self.starts[index]).line

    def number(self, index: int) -> str:
        """Return what stands beside a block: its line, else the page that begins in it."""
        if self.has_lines:
            return str(self.line_number(index))
        start, end = (self.document_offset + at for at in self.block(index))
        first = bisect_left(self.anchors, start, key=_offset_of)
        after = bisect_left(self.anchors, max(end, start + 1), key=_offset_of)
        numbers = (one.number for one in self.anchors[first:after] if one.kind != "heading")
        return str(next(numbers, "") or "")

    @property
    def number_chars(self) -> int:
        """Characters of the longest number beside a block."""
        if self.has_lines:
            return len(str(self.line_number(len(self.starts) - 1)))
        return max((len(str(one.number)) for one in self.anchors), default=0)

    def landing(self, offset: int) -> Landing:
        """Return the page and heading of an offset."""
        return landing_at(self.anchors, self.document_offset + offset, self.source_map)

    def place(self, offset: int) -> Place:
        """Return the source place of an offset."""
        return self.source_map.place(self.document_offset + offset)

    def line_before(self, offset: int) -> str:
        """Return the source line up to an offset, as far as it is the same text."""
        return self.text[offset - min(self.place(offset).column - 1, offset) : offset]

    def spans_between(self, start: int, end: int) -> tuple[Span, ...]:
        """Return the matches that touch ``[start, end)``."""
        first = bisect_right(self.spans, start, key=lambda span: span.end)
        last = bisect_left(self.spans, end, key=lambda span: span.start)
        return self.spans[first:last]


def shown_text(
    text: str,
    document_spans: Iterable[Span],
    source_map: SourceMap,
    *,
    document_offset: int = 0,
    begins_line: bool = True,
    anchors: tuple[Anchor, ...] = (),
    has_lines: bool = True,
) -> ShownText:
    """Cut a text into blocks. Linear: 80,000 lines of 5 MB take about 20 ms."""
    return ShownText(
        text=text,
        document_offset=document_offset,
        begins_line=begins_line,
        starts=_block_starts(text),
        spans=_merged(document_spans, document_offset, document_offset + len(text)),
        source_map=source_map,
        anchors=anchors,
        has_lines=has_lines,
    )


def _offset_of(anchor: Anchor) -> int:
    return anchor.offset


def _block_starts(text: str) -> list[int]:
    starts = [0]
    position = 0
    for line in text.split("\n"):
        end = position + len(line)
        if len(line) > BLOCK_CHARS:
            starts.extend(range(position + BLOCK_CHARS, end, BLOCK_CHARS))
        position = end + 1
        starts.append(position)
    starts.pop()  # no block after the last line
    if len(starts) > 1 and starts[-1] == len(text):
        starts.pop()  # nor after a final line break
    return starts


def _merged(document_spans: Iterable[Span], start: int, end: int) -> tuple[Span, ...]:
    merged: list[Span] = []
    for span in document_spans:
        if span.end <= start or span.start >= end:
            continue
        first, last = max(span.start, start) - start, min(span.end, end) - start
        if merged and first <= merged[-1].end:
            merged[-1] = Span(merged[-1].start, max(merged[-1].end, last))
        else:
            merged.append(Span(first, last))
    return tuple(merged)
