"""Words that another region says otherwise: 晶片 is 芯片, 記憶體 is 内存.

The table is a data file made by ``tests/tables/make_regional_words.py``: folded words,
one a line, sorted by their bytes. It is read on first use and searched by bisection, a
millisecond in all, since a cold search has not the time to make a dictionary of it.
"""

from __future__ import annotations

from bisect import bisect_left
from functools import cache
from pathlib import Path
from typing import Final

LONGEST_CHARS: Final = 16
"""No word of the table is longer."""


def regional_words(word: str) -> tuple[str, ...]:
    """Return what a folded word is elsewhere, folded; empty if it is nothing else.

    >>> regional_words("芯片")
    ('晶片',)
    """
    key = word.encode("utf-8", "surrogatepass") + b"\t"
    lines = _lines()
    at = bisect_left(lines, key)
    if at == len(lines) or not lines[at].startswith(key):
        return ()
    return tuple(lines[at][len(key) :].decode().split(" "))


@cache
def _lines() -> list[bytes]:
    table = Path(__file__).with_name("regional_words.txt").read_bytes()
    return table.rstrip(b"\n").split(b"\n")
