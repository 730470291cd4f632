r"""A document's text as it is searched: blanks joined, characters folded.

Blanks that mean nothing in Chinese would break adjacency, so they are taken out
before anything is indexed: white space with at most one line break vanishes
beside a CJK character and is one space elsewhere; two or more line breaks end a
paragraph and stay as one ``\n``. Zero-width characters vanish. What is left is
folded one to one. Queries pass through the same door, so text and query meet.

Offsets into the result ("joined offsets") lead back to the document's text
through :meth:`OffsetMap.to_source`; they ascend together and never overlap.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Final

import numpy as np
import numpy.typing as npt

from sou.text.characters import BLANK, HIDDEN, CharacterClasses, Codes, is_cjk, to_codes
from sou.text.fold import fold_codes

SPACE: Final = 0x20
PARAGRAPH: Final = 0x0A

Offsets = npt.NDArray[np.uint32]


@cache
def character_classes() -> CharacterClasses:
    """Return the process's table of character classes, built on first use."""
    return CharacterClasses()


@dataclass(frozen=True, slots=True)
class OffsetMap:
    """Joined offsets back to offsets of the document's text.

    From joined offset ``starts[i]`` on, ``removed[i]`` code points of the source
    have been taken out before it. ``starts`` is strictly ascending from 0.
    """

    starts: Offsets
    removed: Offsets

    def to_source(self, joined: npt.ArrayLike) -> npt.NDArray[np.int64]:
        """Return the source offset of the character at each joined offset."""
        offsets = np.asarray(joined, dtype=np.int64)
        piece = np.searchsorted(self.starts, offsets, side="right") - 1
        return offsets + self.removed[piece].astype(np.int64)


@dataclass(frozen=True, slots=True)
class SearchableText:
    """What is indexed of one document, or looked for by one literal."""

    codes: Codes
    """Folded code points; :data:`PARAGRAPH` between paragraphs."""
    unfolded: Codes
    """The same characters before folding, for the segmenter."""
    map: OffsetMap
    line_breaks: Offsets
    """Joined offsets that began a line of the source, ascending, without 0."""


def searchable(text: str) -> SearchableText:
    r"""Join and fold a text.

    >>> from sou.text.characters import to_text
    >>> to_text(searchable("AI 晶\n  片，GPU\nfarm").codes)
    'ai晶片,gpu farm'
    """
    codes = to_codes(text)
    classes = character_classes().of(codes)
    blank = (classes == BLANK) | (classes == HIDDEN)
    keep = ~blank
    joined = codes
    line_breaks: npt.NDArray[np.int64] = np.zeros(0, dtype=np.int64)
    if blank.any():
        joined = codes.copy()
        starts, ends = runs_of(blank)
        kept, replacement, has_break = _join_blanks(codes, classes, starts, ends)
        keep[starts[kept]] = True
        joined[starts[kept]] = replacement[kept]
        line_breaks = ends[has_break & (ends < codes.size)]
    source = np.flatnonzero(keep)
    unfolded = joined[source]
    return SearchableText(
        codes=fold_codes(unfolded),
        unfolded=unfolded,
        map=_offset_map(source),
        line_breaks=_joined_breaks(source, line_breaks),
    )


def runs_of(flags: npt.NDArray[np.bool_]) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Return starts and ends (half-open) of the maximal runs of true flags."""
    edges = np.flatnonzero(np.diff(flags, prepend=False, append=False))
    return edges[::2], edges[1::2]


def _join_blanks(
    codes: Codes,
    classes: npt.NDArray[np.uint8],
    starts: npt.NDArray[np.int64],
    ends: npt.NDArray[np.int64],
) -> tuple[npt.NDArray[np.bool_], Codes, npt.NDArray[np.bool_]]:
    """Decide for each run of blanks: kept at all, as what, and whether it breaks a line."""
    newlines = np.concatenate(([0], np.cumsum(codes == PARAGRAPH)))
    breaks = newlines[ends] - newlines[starts]
    blanks = np.concatenate(([0], np.cumsum(classes == BLANK)))
    visible = blanks[ends] > blanks[starts]
    inside = (starts > 0) & (ends < codes.size)
    before = codes[np.maximum(starts - 1, 0)]
    after = codes[np.minimum(ends, codes.size - 1)]
    beside_cjk = is_cjk(before) | is_cjk(after)
    paragraph = breaks >= 2
    kept = inside & visible & (paragraph | ~beside_cjk)
    replacement = np.where(paragraph, PARAGRAPH, SPACE).astype(np.uint32)
    return kept, replacement, breaks > 0


def _offset_map(source: npt.NDArray[np.int64]) -> OffsetMap:
    removed = source - np.arange(source.size)
    starts = np.flatnonzero(np.diff(removed, prepend=-1))
    if not starts.size:
        return OffsetMap(np.zeros(1, np.uint32), np.zeros(1, np.uint32))
    return OffsetMap(starts.astype(np.uint32), removed[starts].astype(np.uint32))


def _joined_breaks(source: npt.NDArray[np.int64], breaks: npt.NDArray[np.int64]) -> Offsets:
    joined = np.searchsorted(source, breaks)
    joined = joined[(joined > 0) & (joined < source.size)]
    return joined[np.diff(joined, prepend=-1) > 0].astype(np.uint32)
