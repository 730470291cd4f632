"""Wrapping by cells with 避頭尾: no row begins with ，。」 or ends with （「.

Rows are half-open pairs of code points that cover the text without gaps. Every
row fits, except that blanks at its end may hang over the edge.
"""

from __future__ import annotations

from bisect import bisect_right
from itertools import accumulate

from sou_tui.cells import widths

MINIMUM_COLS = 4

_NO_START = frozenset(
    "，。、；：？！）」』】》〉”’…‥—～·‧・﹑﹐﹒﹔﹕﹖﹗,.;:?!)]}%％℃々ー〕〗〙〛﹂﹄］｝｠﹚﹜﹞〞〟"
    "‼⁇⁈⁉℉‰¢､｡｣･ゝゞヽヾ"
)
_NO_END = frozenset("（「『【《〈“‘([{〔〖〘〚﹁﹃＄$￥#［｛｟﹙﹛﹝〝｢£￡¥№")
_BLANKS = frozenset(" \t\u3000")
_AFTER_WHICH_LATIN_BREAKS = frozenset("-/?&=_")

_LOOK_BACK = 24
"""Code points given up at most to end a row at an allowed place."""


def wrap(text: str, cols: int) -> list[tuple[int, int]]:
    """Return the rows of a text without line breaks; an empty text has one empty row.

    ``cols`` below ``MINIMUM_COLS`` counts as that. Linear in the text.
    """
    cols = max(cols, MINIMUM_COLS)
    cells = widths(text)
    edges = list(accumulate(cells))
    if not edges or edges[-1] <= cols:
        return [(0, len(text))]
    rows = []
    start = 0
    while start < len(text):
        used = edges[start - 1] if start else 0
        end = _row_end(text, cells, start, bisect_right(edges, used + cols, start))
        rows.append((start, end))
        start = end
    return rows


def _row_end(text: str, cells: list[int], start: int, overflow: int) -> int:
    """Return where a row ends, given the first code point that does not fit."""
    if overflow < len(text) and text[overflow] not in _BLANKS:
        overflow = _allowed_break(text, cells, start, overflow)
    while overflow < len(text) and (text[overflow] in _BLANKS or not cells[overflow]):
        overflow += 1
    return overflow


def _allowed_break(text: str, cells: list[int], start: int, overflow: int) -> int:
    for index in range(overflow, max(start, overflow - _LOOK_BACK), -1):
        if _may_break(text, cells, index):
            return index
    return overflow


def _may_break(text: str, cells: list[int], index: int) -> bool:
    after, before = text[index], text[index - 1]
    if not cells[index] or after in _NO_START or before in _NO_END:
        return False
    if before in _BLANKS or cells[index] == 2 or cells[index - 1] == 2:
        return True
    if not cells[index - 1]:  # an accent or joiner: judge by the cluster it belongs to
        return _starts_wide(cells, index - 1)
    return before in _AFTER_WHICH_LATIN_BREAKS and after.isalnum()


def _starts_wide(cells: list[int], index: int) -> bool:
    while index > 0 and not cells[index]:
        index -= 1
    return cells[index] == 2
