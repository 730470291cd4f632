"""Characters whose width is the terminal's choice.

Unicode leaves it open how wide ``…`` ``“`` ``①`` ``→`` and Greek are; some terminals, for
Chinese, give them two cells. Vowel signs that stand beside their letter, as in Devanagari
(``कि``), have no cell of their own in terminals that draw by clusters, and one in tmux and
in those that ask the C library. Everything is measured by Rich's tables, so these are changed
and all of the app follows. A probe asks the terminal: one of each is written, and the
terminal says where the cursor is then. Upstream: rich #4199.
"""

from __future__ import annotations

import unicodedata
from functools import cache, partial
from typing import TYPE_CHECKING, Final

from rich import cells, segment
from rich._unicode_data import load
from rich.cells import CellTable, cached_cell_len, get_character_cell_size
from rich.segment import Segment

from sou_tui.cells import forget_widths

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

PROBE: Final = "\x1b[2;1H…\x1b[6n\x1b[2;1Hकि\x1b[6n\x1b[2;1H\x1b[2K"
"""Row 2, as a report of row 1 looks like a key; what was written is wiped out at once. There
are two answers: the ambiguous first, then a letter with its vowel sign."""
_FIRST: Final = 0xA1
_LAST: Final = 0x1F1FF
"""All ambiguous characters are up to here, but those for private use of the last planes."""


def set_ambiguous_cells(count: int, *, spacing_mark_cells: int = 0) -> None:
    """Measure ambiguous characters as 1 or 2 cells, and spacing marks as 0 or 1, from now on.

    What was measured before must be drawn anew.
    """
    is_wide = count > 1
    are_marks_seen = spacing_mark_cells > 0
    single = cells._SINGLE_CELLS  # noqa: SLF001 - Rich's short cut for narrow texts
    if is_wide:
        single = frozenset(one for one in single if not _is_ambiguous(one))
    table = partial(_changed, is_wide=is_wide, are_marks_seen=are_marks_seen)
    vars(cells)["load_cell_table"] = table if is_wide or are_marks_seen else load
    for module in (cells, segment):
        vars(module)["_is_single_cell_widths"] = single.issuperset
    get_character_cell_size.cache_clear()
    cached_cell_len.cache_clear()
    Segment._split_cells.cache_clear()  # noqa: SLF001 - it keeps where segments were cut
    forget_widths()


@cache
def _changed(
    unicode_version: str = "auto", *, is_wide: bool = False, are_marks_seen: bool = False
) -> CellTable:
    """Return a table of widths in which ambiguous characters are 2, unless they are 0.

    ``are_marks_seen``: spacing marks are not in it, so they are 1.
    """
    table = load(unicode_version)
    widths, once = list(table.widths), table.narrow_to_wide
    if are_marks_seen:
        widths = list(_without_spacing_marks(widths))
    if is_wide:
        known = {code for first, last, _ in widths for code in range(first, min(last, _LAST) + 1)}
        more = (code for code in range(_FIRST, _LAST + 1) if code not in known)
        widths = sorted([*widths, *((code, code, 2) for code in more if _is_ambiguous(chr(code)))])
        once = frozenset(one for one in once if not _is_ambiguous(one))
    return CellTable(table.unicode_version, widths, once)


def _without_spacing_marks(
    widths: Iterable[tuple[int, int, int]],
) -> Iterator[tuple[int, int, int]]:
    for first, last, count in widths:
        if count:
            yield first, last, count
        else:
            codes = range(first, last + 1)
            yield from ((code, code, 0) for code in codes if not _is_spacing_mark(chr(code)))


def _is_spacing_mark(character: str) -> bool:
    is_narrow = unicodedata.east_asian_width(character) not in "WF"
    return is_narrow and unicodedata.category(character) == "Mc"


def _is_ambiguous(character: str) -> bool:
    return unicodedata.east_asian_width(character) == "A"
