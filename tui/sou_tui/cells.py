"""Widths in terminal cells, as Textual will measure them.

Text here is sanitised; a tab counts ``TAB_CELLS``. A cluster (a letter with its
accents, a joined emoji) has its width on its first code point and nothing on the
rest, so cutting where a width is nothing would tear a cluster apart.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from itertools import accumulate

from rich.cells import get_character_cell_size, split_graphemes

TAB_CELLS = 4
BAR, NARROW_BAR = "▌", "▐"
"""What marks a row; the second is of one cell on every terminal."""
_ELLIPSIS = "…"
_JOINS = re.compile("[\u200d\ufe0f]")


class _Widths(dict[str, int]):
    """Width of each code point met so far; a memo, three times faster than a call."""

    def __missing__(self, character: str) -> int:
        width = TAB_CELLS if character == "\t" else get_character_cell_size(character)
        self[character] = width
        return width


_WIDTHS = _Widths()


def widths(text: str) -> list[int]:
    """Return the cells of each code point, 0 for those that join the one before."""
    if _JOINS.search(text) is None:
        return list(map(_WIDTHS.__getitem__, text))
    cells = [0] * len(text)
    for start, _end, width in split_graphemes(text.replace("\t", " "))[0]:
        cells[start] = TAB_CELLS if text[start] == "\t" else width
    return cells


def width(text: str) -> int:
    """Return the cells of a text."""
    if text.isascii() and text.isprintable():
        return len(text)
    return sum(widths(text))


def forget_widths() -> None:
    """Measure anew: the terminal has other widths than was thought."""
    _WIDTHS.clear()


def one_cell(sign: str, other: str) -> str:
    """Return a sign if it takes one cell, else the other, which always does."""
    return sign if width(sign) == 1 else other


def cut(text: str, limit_cells: int) -> str:
    """Return the longest prefix of at most ``limit_cells`` that tears no cluster."""
    if len(text) * 2 <= limit_cells and "\t" not in text:
        return text
    edges = list(accumulate(widths(text)))
    if not edges or edges[-1] <= limit_cells:
        return text
    return text[: bisect_right(edges, max(limit_cells, 0))]


def fit(text: str, limit_cells: int) -> str:
    """Cut a text to ``limit_cells``, with ``…`` in place of what is lost at its end.

    >>> fit("臺北市立圖書館", 8)
    '臺北市…'
    """
    if width(text) <= limit_cells:
        return text
    room = limit_cells - width(_ELLIPSIS)
    return cut(text, room) + _ELLIPSIS if room >= 0 else " " * max(limit_cells, 0)


def fit_end(text: str, limit_cells: int) -> str:
    """Cut a text to ``limit_cells`` from its start, as paths want it.

    >>> fit_end("文件/史料/館史.txt", 11)
    '…/館史.txt'
    """
    if width(text) <= limit_cells:
        return text
    cells = widths(text)
    start, room = len(text), limit_cells - width(_ELLIPSIS)
    if room < 0:
        return " " * max(limit_cells, 0)
    for index in range(len(text) - 1, -1, -1):
        room -= cells[index]
        if room < 0:
            break
        if cells[index]:
            start = index
    return _ELLIPSIS + text[start:]


def is_ideograph(character: str | None) -> bool:
    """Tell whether a key brought a Chinese character or the like, as an input method does."""
    return bool(character) and unicodedata.category(str(character)[0]) == "Lo"
