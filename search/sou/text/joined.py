"""One short text as it is searched, without arrays.

Does for a single text what :mod:`sou.text.searchable` does for batches, which a test
holds it to; for a query or a page of text it is several times as fast, and needs no
numpy.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from sou.text.classes import HIDDEN_CODES, is_cjk
from sou.text.fold import fold

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


@dataclass(frozen=True, slots=True)
class JoinedText:
    """A text with meaningless blanks taken out."""

    text: str
    """Folded."""
    unfolded: str
    starts: Sequence[int]
    """Joined offsets from which on as many code points as in ``removed`` are gone."""
    removed: Sequence[int]

    @property
    def size_bytes(self) -> int:
        """About how much memory it takes."""
        return 4 * len(self.text) + 128 * len(self.starts)

    def to_source(self, joined: int) -> int:
        """Return the source offset of the character at a joined offset."""
        return joined + self.removed[bisect_right(self.starts, joined) - 1]

    def occurrences(self, literal: str) -> Iterator[int]:
        """Yield the joined offsets where a folded literal stands, overlaps included."""
        at = self.text.find(literal)
        while at >= 0:
            yield at
            at = self.text.find(literal, at + 1)


def joined_text(text: str) -> JoinedText:
    r"""Join and fold a text.

    >>> joined_text("AI 晶\n  片，GPU\nfarm").text
    'ai晶片,gpu farm'
    """
    pieces: list[str] = []
    starts, removed = [0], [0]
    size = done = 0
    for run in _blanks().finditer(text):
        start, end = run.span()
        kept = _kept(text, start, end)
        pieces.append(text[done:start])
        pieces.append(kept)
        size += start - done
        done = end
        gone = removed[-1] + end - start - len(kept)
        size += len(kept)
        if gone == removed[-1]:
            continue
        if starts[-1] == size:
            removed[-1] = gone
        else:
            starts.append(size)
            removed.append(gone)
    pieces.append(text[done:])
    unfolded = "".join(pieces)
    if starts[-1] >= len(unfolded) and len(starts) > 1:
        starts.pop()
        removed.pop()
    return JoinedText(fold(unfolded), unfolded, starts, removed)


def _kept(text: str, start: int, end: int) -> str:
    """Return what stands for a run of blanks."""
    blanks = text[start:end]
    if start == 0 or end == len(text) or not blanks.strip(_hidden()):
        return ""
    if blanks.count("\n") >= 2:
        return "\n"
    return "" if is_cjk(ord(text[start - 1])) or is_cjk(ord(text[end])) else " "


@cache
def _hidden() -> str:
    return "".join(map(chr, sorted(HIDDEN_CODES)))


@cache
def _blanks() -> re.Pattern[str]:
    # As ranges: one by one, 240 variation selectors are looked through at every character,
    # and the scan takes 20 times as long.
    ranges: list[list[int]] = []
    for code in sorted(HIDDEN_CODES):
        if ranges and ranges[-1][1] == code - 1:
            ranges[-1][1] = code
        else:
            ranges.append([code, code])
    hidden = "".join(f"{chr(first)}-{chr(last)}" for first, last in ranges)
    return re.compile(rf"[\s{hidden}]+")
