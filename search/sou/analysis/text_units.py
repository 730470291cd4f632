"""Split one short text into units, without arrays.

Does for a query what :mod:`sou.analysis.units` does for a batch of documents, which a
test holds it to.
"""

from __future__ import annotations

from itertools import groupby
from typing import NamedTuple

from sou.analysis.limits import RUN_LIMIT_CHARS
from sou.text.classes import RUN, WIDE, class_of


class TextUnit(NamedTuple):
    """A run, or a single."""

    start: int
    end: int
    is_run: bool
    is_wide: bool
    """True for a single that is a wide character."""


def text_units(text: str) -> list[TextUnit]:
    """Return the units of a folded text, in order; a NUL is none.

    >>> [text[unit.start:unit.end] for text in ["ai晶片!"] for unit in text_units(text)]
    ['ai', '晶', '片', '!']
    """
    units: list[TextUnit] = []
    start = 0
    for is_run, characters in groupby(text, key=lambda character: class_of(ord(character)) == RUN):
        part = "".join(characters)
        if is_run and len(part) <= RUN_LIMIT_CHARS:
            units.append(TextUnit(start, start + len(part), is_run=True, is_wide=False))
        else:
            units += [
                TextUnit(at, at + 1, is_run=False, is_wide=class_of(ord(character)) == WIDE)
                for at, character in enumerate(part, start)
                if character != "\0"
            ]
        start += len(part)
    return units
