"""Characters of ambiguous width: one cell here, two where a terminal is set up so.

Unicode leaves it open how wide ``…`` ``“`` ``①`` ``→`` and Greek are; some terminals, for
Chinese, give them two cells. Everything is measured by Rich's tables, so these are changed
and all of the app follows. A probe asks the terminal: one such character is written, and
the terminal says where the cursor is then. Upstream: rich #4199.
"""

from __future__ import annotations

import unicodedata
from functools import cache
from typing import Final

from rich import cells, segment
from rich._unicode_data import load
from rich.cells import CellTable, cached_cell_len, get_character_cell_size
from rich.segment import Segment

from sou_tui.cells import forget_widths

PROBE: Final = "\x1b[2;1H…\x1b[6n\x1b[2;1H\x1b[2K"
"""Row 2, as a report of row 1 looks like a key; what was written is wiped out at once."""
_FIRST: Final = 0xA1
_LAST: Final = 0x1F1FF
"""All ambiguous characters are up to here, but those for private use of the last planes."""


def set_ambiguous_cells(count: int) -> None:
    """Measure ambiguous characters as 1 or 2 cells from now on.

    What was measured before must be drawn anew.
    """
    is_wide = count > 1
    single = cells._SINGLE_CELLS  # noqa: SLF001 - Rich's short cut for narrow texts
    if is_wide:
        single = frozenset(one for one in single if not _is_ambiguous(one))
    vars(cells)["load_cell_table"] = _widened if is_wide else load
    for module in (cells, segment):
        vars(module)["_is_single_cell_widths"] = single.issuperset
    get_character_cell_size.cache_clear()
    cached_cell_len.cache_clear()
    Segment._split_cells.cache_clear()  # noqa: SLF001 - it keeps where segments were cut
    forget_widths()


@cache
def _widened(unicode_version: str = "auto") -> CellTable:
    """Return a table of widths in which the ambiguous are 2, unless they are 0."""
    table = load(unicode_version)
    known = {code for first, last, _ in table.widths for code in range(first, min(last, _LAST) + 1)}
    more = (code for code in range(_FIRST, _LAST + 1) if code not in known)
    wide = [(code, code, 2) for code in more if _is_ambiguous(chr(code))]
    once = frozenset(one for one in table.narrow_to_wide if not _is_ambiguous(one))
    return CellTable(table.unicode_version, sorted([*table.widths, *wide]), once)


def _is_ambiguous(character: str) -> bool:
    return unicodedata.east_asian_width(character) == "A"
