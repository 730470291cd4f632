"""Bookmarks of a PDF page find the lines they name."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from itertools import accumulate

from sou.model import Anchor

_BLANKS = re.compile(r"\s+")


def heading_anchors(page: str, titles: Sequence[str], offset: int, number: int) -> list[Anchor]:
    """Return an anchor for each title, by offset; ``offset`` is where the page begins.

    A title is where the page has it first, blanks apart, behind the titles before it;
    one that the page words otherwise is at the page's beginning.
    """
    if not titles:
        return []
    pieces = _BLANKS.split(page)
    # Where each piece ends in the text without blanks, and how much was cut before it.
    ends = list(accumulate(map(len, pieces)))
    cuts = [0, *accumulate(found.end() - found.start() for found in _BLANKS.finditer(page))]
    compact = "".join(pieces).casefold()
    same_length = len(compact) == ends[-1]
    compact = compact if same_length else "".join(pieces)
    found: list[Anchor] = []
    begin = 0
    for title in titles:
        wanted = _BLANKS.sub("", title)
        at = compact.find(wanted.casefold() if same_length else wanted, begin)
        place = 0
        if at >= 0 and wanted:
            place = at + cuts[bisect_left(ends, at + 1)]
            begin = at + len(wanted)
        found.append(Anchor(offset + place, "heading", title, number))
    return sorted(found, key=lambda anchor: anchor.offset)
