"""Matched spans of a document, in offsets of its text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from sou.model import Span
from sou.text.classes import RUN, class_of
from sou.text.joined import joined_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sou.searching.literal import LiteralFinder
    from sou.searching.literal_plan import LiteralPlan
    from sou.searching.plan import QueryPlan
    from sou.store.segment import Segment
    from sou.text.joined import JoinedText

SCANNED_CHARS: Final = 65_536
"""Shorter documents are looked through; for longer ones the index is asked."""


def matched_spans(
    segment: Segment, document: int, literals: LiteralFinder, plan: QueryPlan
) -> tuple[Span, ...]:
    """Return every place of a document that the query marks, ascending, disjoint.

    Whole words and phrases are marked; only where there are none of them, the
    parts of long words. Spans are offsets of the document's text: blanks that the
    search ignores inside a match are part of it.
    """
    if segment.text_length(document) <= SCANNED_CHARS:
        joined = joined_text(segment.text(document))
        return _scanned(joined, plan.highlighted) or _scanned(joined, plan.fallback)
    found = _looked_up(literals, plan.highlighted, document)
    return found or _looked_up(literals, plan.fallback, document)


def _scanned(joined: JoinedText, literals: Iterable[LiteralPlan]) -> tuple[Span, ...]:
    """Find literals in the text itself."""
    return merge_spans(
        (joined.to_source(start), joined.to_source(start + literal.length - 1) + 1)
        for literal in literals
        for start in _starts(joined, literal)
    )


def _starts(joined: JoinedText, literal: LiteralPlan) -> Iterator[int]:
    if not literal.constraints:
        return
    for start in joined.occurrences(literal.text):
        if not (literal.begins_run and start and class_of(ord(joined.text[start - 1])) == RUN):
            yield start


def _looked_up(
    finder: LiteralFinder, literals: Iterable[LiteralPlan], document: int
) -> tuple[Span, ...]:
    """Find literals by the positions of the index."""
    parts = [np.zeros((0, 2), dtype=np.int64)]
    for literal in literals:
        starts = finder.positions_in(literal, document)
        parts.append(np.stack([starts, starts + literal.length], axis=1))
    spans = np.concatenate(parts)
    if not spans.size:
        return ()
    offset_map = finder.segment.offset_map(document)
    starts = offset_map.to_source(spans[:, 0])
    ends = offset_map.to_source(spans[:, 1] - 1) + 1
    return merge_spans(zip(starts.tolist(), ends.tolist(), strict=True))


def merge_spans(pairs: Iterable[tuple[int, int]]) -> tuple[Span, ...]:
    """Sort spans and merge those that overlap; neighbours that only touch stay apart.

    >>> merge_spans([(4, 6), (0, 2), (5, 8), (8, 9)])
    (Span(start=0, end=2), Span(start=4, end=8), Span(start=8, end=9))
    """
    merged: list[Span] = []
    for start, end in sorted(pairs):
        if merged and start < merged[-1].end:
            merged[-1] = Span(merged[-1].start, max(merged[-1].end, end))
        else:
            merged.append(Span(start, end))
    return tuple(merged)
