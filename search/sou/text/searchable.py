r"""Texts as they are searched: blanks joined, characters folded.

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
from itertools import pairwise
from typing import TYPE_CHECKING, Final

import numpy as np
import numpy.typing as npt

from sou.text.characters import CharacterClasses, Codes, to_codes, to_text
from sou.text.classes import BLANK, HIDDEN
from sou.text.fold import fold_codes
from sou.text.joined import JoinedText

if TYPE_CHECKING:
    from collections.abc import Sequence

SPACE: Final = 0x20
PARAGRAPH: Final = 0x0A
END: Final = 0
"""Code that closes each text of several."""

Offsets = npt.NDArray[np.uint32]
Integers = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]


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

    def to_source(self, joined: npt.ArrayLike) -> Integers:
        """Return the source offset of the character at each joined offset."""
        offsets = np.asarray(joined, dtype=np.int64)
        wanted = offsets.astype(self.starts.dtype)  # else all of the starts are made 64 bits
        piece = np.searchsorted(self.starts, wanted, side="right") - 1
        return offsets + self.removed[piece].astype(np.int64)


@dataclass(frozen=True, slots=True)
class JoinedTexts:
    """What is indexed of some documents, one after another."""

    codes: Codes
    """Folded code points, each text closed by :data:`END`; :data:`PARAGRAPH`
    between paragraphs."""
    unfolded: Codes
    """The same characters before folding, for the segmenter."""
    bounds: Integers
    """Where each text begins; one more element closes the last."""
    line_breaks: Integers
    """Where a line of the source began, ascending."""
    map_bounds: Integers
    """Which part of the two arrays below is the map of each text."""
    map_starts: Offsets
    map_removed: Offsets

    def __len__(self) -> int:
        return self.bounds.size - 1

    def apart(self) -> list[JoinedText]:
        """Return each text by itself, without arrays."""
        folded, unfolded = to_text(self.codes), to_text(self.unfolded)
        bounds, map_bounds = self.bounds.tolist(), self.map_bounds.tolist()
        starts, removed = self.map_starts.tolist(), self.map_removed.tolist()
        return [
            JoinedText(
                folded[begin : end - 1],
                unfolded[begin : end - 1],
                starts[first:last],
                removed[first:last],
            )
            for (begin, end), (first, last) in zip(
                pairwise(bounds), pairwise(map_bounds), strict=True
            )
        ]

    def offset_map(self, number: int) -> OffsetMap:
        """Return the map of one text."""
        start, end = self.map_bounds[number : number + 2].tolist()
        return OffsetMap(self.map_starts[start:end], self.map_removed[start:end])


@dataclass(frozen=True, slots=True)
class SearchableText:
    """One text as it is looked for."""

    codes: Codes
    """Folded code points."""
    unfolded: Codes
    """The same characters before folding."""
    map: OffsetMap


def searchable(text: str) -> SearchableText:
    r"""Join and fold one text.

    >>> from sou.text.characters import to_text
    >>> to_text(searchable("AI 晶\n  片，GPU\nfarm").codes)
    'ai晶片,gpu farm'
    """
    joined = join_texts([text])
    return SearchableText(joined.codes[:-1], joined.unfolded[:-1], joined.offset_map(0))


def join_texts(texts: Sequence[str]) -> JoinedTexts:
    """Join and fold texts, each by itself; linear in their length."""
    codes = to_codes("\0".join([*texts, ""]))
    ends = np.cumsum([len(text) + 1 for text in texts], dtype=np.int64) - 1
    classes = character_classes().of(codes)
    blank = (classes == BLANK) | (classes == HIDDEN)
    keep = ~blank
    joined = codes
    breaks: Integers = np.zeros(0, dtype=np.int64)
    if blank.any():
        joined = codes.copy()
        runs = _BlankRuns.of(codes, classes, blank, ends)
        keep[runs.starts[runs.kept]] = True
        joined[runs.starts[runs.kept]] = runs.replacement[runs.kept]
        breaks = runs.ends[runs.breaks_line]
    unfolded = joined[keep]
    source = np.flatnonzero(keep).astype(np.uint32)
    del codes, joined, classes, blank, keep  # of a long text each is some 100 MB
    bounds = np.concatenate(([0], np.searchsorted(source, ends.astype(np.uint32)) + 1))
    line_breaks = np.searchsorted(source, breaks.astype(np.uint32))
    text_starts = np.concatenate(([0], ends[:-1] + 1))
    return JoinedTexts(
        fold_codes(unfolded),
        unfolded,
        bounds,
        line_breaks[np.diff(line_breaks, prepend=-1) > 0],
        *_offset_maps(source, bounds, text_starts),
    )


def runs_of(flags: Flags) -> tuple[Integers, Integers]:
    """Return starts and ends (half-open) of the maximal runs of true flags."""
    edges = np.flatnonzero(np.diff(flags, prepend=False, append=False))
    return edges[::2], edges[1::2]


@dataclass(frozen=True, slots=True)
class _BlankRuns:
    """Maximal runs of blanks, and what becomes of each."""

    starts: Integers
    ends: Integers
    kept: Flags
    """False where a run vanishes; else one code takes its place."""
    replacement: Codes
    breaks_line: Flags

    @classmethod
    def of(
        cls, codes: Codes, classes: npt.NDArray[np.uint8], blank: Flags, text_ends: Integers
    ) -> _BlankRuns:
        starts, ends = runs_of(blank)
        breaks = _count_between(codes == PARAGRAPH, starts, ends)
        visible = _count_between(classes == BLANK, starts, ends) > 0
        at_edge = np.zeros(codes.size + 1, dtype=np.bool_)
        at_edge[text_ends] = at_edge[text_ends + 1] = at_edge[0] = True
        inside = ~at_edge[starts] & ~at_edge[ends]
        is_cjk = character_classes().is_cjk
        beside_cjk = is_cjk(codes[np.maximum(starts - 1, 0)]) | is_cjk(codes[ends])
        paragraph = breaks >= 2
        return cls(
            starts,
            ends,
            kept=inside & visible & (paragraph | ~beside_cjk),
            replacement=np.where(paragraph, PARAGRAPH, SPACE).astype(np.uint32),
            breaks_line=breaks > 0,
        )


def _count_between(flags: Flags, starts: Integers, ends: Integers) -> npt.NDArray[np.int32]:
    """Count the true flags in each half-open range."""
    counts = np.concatenate((np.zeros(1, np.int32), np.cumsum(flags, dtype=np.int32)))
    return counts[ends] - counts[starts]


def _offset_maps(
    source: Offsets, bounds: Integers, text_starts: Integers
) -> tuple[Integers, Offsets, Offsets]:
    """Return the bounds, starts and removed counts of the texts' maps."""
    removed = source - np.arange(source.size, dtype=np.uint32)
    changes = np.ones(source.size, dtype=np.bool_)
    np.not_equal(removed[1:], removed[:-1], out=changes[1:])
    changes[bounds[1:] - 1] = False
    changes[bounds[:-1]] = True
    starts = np.flatnonzero(changes)
    map_bounds = np.searchsorted(starts, bounds)
    text = np.repeat(np.arange(text_starts.size), np.diff(map_bounds))
    first = bounds[text]
    gone = removed[starts].astype(np.int64) - (text_starts[text] - first)
    return map_bounds, (starts - first).astype(np.uint32), gone.astype(np.uint32)
