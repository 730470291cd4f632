"""A snippet -> the few rows of a result that show it.

Runs of blanks and line breaks shrink to one blank. A single line break between two
Chinese characters vanishes, as it only comes from how the source was set.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import TYPE_CHECKING

from sou.model import Span
from sou.text.sanitize import sanitize
from sou_tui.cells import fit, width
from sou_tui.wrap import wrap

if TYPE_CHECKING:
    from collections.abc import Sequence

_BLANKS = re.compile(r"[\s\u3000]+")

Row = tuple[str, tuple[Span, ...]]
"""Text of a row and the marked spans inside it."""


def snippet_rows(
    text: str,
    spans: Sequence[Span],
    cols: int,
    count: int,
    *,
    starts_inside: bool = False,
    ends_inside: bool = False,
) -> list[Row]:
    """Return at most ``count`` rows of ``cols`` cells, beginning with a match's row.

    ``…`` stands where text is left out: before if ``starts_inside``, after if
    ``ends_inside`` or if there is no room for all.
    """
    flat, flat_spans = flattened(text, spans)
    if starts_inside:
        flat = "…" + flat
        flat_spans = tuple(Span(span.start + 1, span.end + 1) for span in flat_spans)
    if ends_inside and flat:
        flat += "…"
    rows = wrap(flat, cols)
    first = next((place for place, row in enumerate(rows) if _has_match(row, flat_spans)), 0)
    first = 0 if first < count else first
    chosen = rows[first : first + count]
    if first + count < len(rows):
        chosen[-1] = (chosen[-1][0], len(flat))
    return [_row(flat, start, end, flat_spans, cols) for start, end in chosen]


def flattened(text: str, spans: Sequence[Span]) -> Row:
    r"""Return a text on one line, with its spans moved along.

    >>> flattened("圖書\n館 、\n AI", [Span(0, 4)])[0]
    '圖書館 、 AI'
    """
    kept: list[int] = []
    position = 0
    for blanks in _BLANKS.finditer(text):
        kept.extend(range(position, blanks.start()))
        position = blanks.end()
        if blanks.start() and position < len(text) and not _splits_chinese(text, blanks):
            kept.append(blanks.start())
    kept.extend(range(position, len(text)))
    flat = "".join(" " if text[index].isspace() else text[index] for index in kept)
    moved = (Span(bisect_left(kept, start), bisect_left(kept, end)) for start, end in spans)
    return sanitize(flat, single_line=True), tuple(moved)


def _splits_chinese(text: str, blanks: re.Match[str]) -> bool:
    if blanks.group().count("\n") != 1:
        return False
    before, after = text[blanks.start() - 1], text[blanks.end()]
    return before.isalpha() and after.isalpha() and width(before) == width(after) == 2


def _has_match(row: tuple[int, int], spans: Sequence[Span]) -> bool:
    return any(span.start < row[1] and span.end > row[0] for span in spans)


def _row(flat: str, start: int, end: int, spans: Sequence[Span], cols: int) -> Row:
    shown = fit(flat[start:end].rstrip(), cols)
    kept = len(shown) - 1 if shown.endswith("…") else len(shown)
    inside = (Span(max(span.start - start, 0), min(span.end - start, kept)) for span in spans)
    return shown, tuple(span for span in inside if span.start < span.end)
