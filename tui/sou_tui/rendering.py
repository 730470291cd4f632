"""Text with marked spans -> segments and strips of exact width.

Text is sanitised by the caller and cut as a string, by code points, never as
cells: so a wide character is never halved. Nothing here knows markup.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from sou_tui.cells import TAB_CELLS, cut, width, widths

if TYPE_CHECKING:
    from collections.abc import Iterable

Mark = tuple[int, int, Style]
"""Half-open code points of a text and the style they have."""


def marked_segments(
    text: str, start: int, end: int, marks: Iterable[Mark], base: Style
) -> list[Segment]:
    """Return ``text[start:end]`` as segments; ``marks`` are ascending and do not overlap."""
    segments = []
    position = start
    for mark_start, mark_end, style in marks:
        first, last = _whole_clusters(text, max(mark_start, position), min(mark_end, end))
        if last <= first:
            continue
        segments.append(_segment(text[position:first], base))
        segments.append(_segment(text[first:last], style))
        position = last
    segments.append(_segment(text[position:end], base))
    return [segment for segment in segments if segment.text]


def laid_over(under: Iterable[Mark], over: Iterable[Mark]) -> list[Mark]:
    """Return marks that do not overlap; where they did, one that is ``over`` is seen."""
    over = list(over)
    marks = list(over)
    for start, end, style in under:
        rest = start
        for first, last, _ in over:
            if first < end and last > rest:
                if rest < first:
                    marks.append((rest, first, style))
                rest = max(rest, last)
        if rest < end:
            marks.append((rest, end, style))
    return sorted(marks, key=lambda mark: mark[0])


def padded(segments: list[Segment], cols: int, base: Style) -> Strip:
    """Return a strip of exactly ``cols`` cells."""
    used = sum(width(segment.text) for segment in segments)
    if used > cols:
        return Strip(segments).adjust_cell_length(cols, base)
    if used < cols:
        segments = [*segments, Segment(" " * (cols - used), base)]
    return Strip(segments, cols)


def without_hanging_blanks(text: str, start: int, end: int, cols: int) -> int:
    """Return where to cut a wrapped row, so that it fits."""
    row = text[start:end]
    return start + len(cut(row, cols)) if width(row) > cols else end


def _segment(text: str, style: Style) -> Segment:
    return Segment(text.replace("\t", " " * TAB_CELLS), style)


def _whole_clusters(text: str, first: int, last: int) -> tuple[int, int]:
    """Move a mark's edges outwards to the edges of clusters."""
    if text.isascii():
        return first, last
    cells = widths(text)
    while 0 < first < last and not cells[first]:
        first -= 1
    while 0 < last < len(text) and not cells[last]:
        last += 1
    return first, last
