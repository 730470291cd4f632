"""Points at a place of a query, by terminal cells.

In: a query and a span of it. Out: two lines, the query and the marks below.
"""

from __future__ import annotations

from sou.output.shown import ELLIPSIS, cut_to_cells
from sou.text.sanitize import cell_width, sanitize

_INDENT = "  "
_BEFORE_CHARS = 20
_WIDTH_CELLS = 72


def pointer(query: str, start: int, end: int) -> str:
    """Return the query and, below it, a caret under ``[start, end)``.

    An empty span gets one caret. A query too wide for a line is cut around
    the span.

    >>> print(pointer("晶片 AND", 3, 6))
      晶片 AND
           ^~~
    """
    before, marked, after = _cut(sanitize(query, single_line=True), start, end)
    tildes = "~" * (cell_width(marked) - 1)
    marks = " " * cell_width(before) + "^" + tildes
    return f"{_INDENT}{before}{marked}{after}\n{_INDENT}{marks}"


def _cut(query: str, start: int, end: int) -> tuple[str, str, str]:
    before, marked, after = query[:start], query[start:end], query[end:]
    if cell_width(query) <= _WIDTH_CELLS:
        return before, marked, after
    if len(before) > _BEFORE_CHARS:
        before = ELLIPSIS + before[-_BEFORE_CHARS:]
    marked = cut_to_cells(marked, _WIDTH_CELLS - cell_width(before))
    return before, marked, cut_to_cells(after, _WIDTH_CELLS - cell_width(before + marked))
