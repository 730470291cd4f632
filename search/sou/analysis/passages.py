"""Cut a document into passages, the unit that is scored.

A passage is a half-open range of joined offsets; the passages of a document are
consecutive and cover it. Taking the best of passages of about 500 characters
finds the right article far better than whole documents (shared measurements:
MRR 94 against 72-87), and long documents stop drowning in their own length.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from sou.model import Span
from sou.text.searchable import PARAGRAPH, SPACE

if TYPE_CHECKING:
    import numpy.typing as npt

    from sou.text.searchable import SearchableText

PASSAGE_CHARS: Final = 500
"""Longest passage; documents up to this length are one passage."""
SHORTEST_SHARE: Final = 0.4
"""A cut is looked for only past this share of the passage."""

_SENTENCE_ENDS: Final = np.array([ord(c) for c in "。!?;…"], dtype=np.uint32)
_CLAUSE_ENDS: Final = np.array([ord(c) for c in ",、:"] + [SPACE], dtype=np.uint32)


def passages(text: SearchableText, limit_chars: int = PASSAGE_CHARS) -> list[Span]:
    """Return the passages of a text; an empty text has one empty passage.

    Cuts are taken at the last paragraph end that fits, else line end, sentence
    end, clause end, else at the limit.
    """
    size = int(text.codes.size)
    cuts = _cut_candidates(text) if size > limit_chars else ()
    found: list[Span] = []
    start = 0
    while size - start > limit_chars:
        end = _best_cut(cuts, start, limit_chars)
        found.append(Span(start, end))
        start = end
    found.append(Span(start, size))
    return found


def _cut_candidates(text: SearchableText) -> tuple[npt.NDArray[np.int64], ...]:
    codes = text.codes
    return (
        np.flatnonzero(codes == PARAGRAPH) + 1,
        text.line_breaks.astype(np.int64),
        np.flatnonzero(np.isin(codes, _SENTENCE_ENDS)) + 1,
        np.flatnonzero(np.isin(codes, _CLAUSE_ENDS)) + 1,
    )


def _best_cut(cuts: tuple[npt.NDArray[np.int64], ...], start: int, limit_chars: int) -> int:
    earliest = start + int(limit_chars * SHORTEST_SHARE)
    latest = start + limit_chars
    for candidates in cuts:
        at = int(np.searchsorted(candidates, latest, side="right")) - 1
        if at >= 0 and candidates[at] > earliest:
            return int(candidates[at])
    return latest
