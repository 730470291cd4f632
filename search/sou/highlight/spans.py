"""Matched spans of a document, in offsets of its text."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sou.model import Span

if TYPE_CHECKING:
    from collections.abc import Iterable

    import numpy.typing as npt

    from sou.searching.literal import LiteralFinder
    from sou.searching.literal import LiteralPlan
    from sou.searching.plan import QueryPlan
    from sou.text.searchable import OffsetMap


def matched_spans(
    literals: LiteralFinder, plan: QueryPlan, offset_map: OffsetMap, document: int
) -> tuple[Span, ...]:
    """Return every place of a document that the query marks, ascending, disjoint.

    Whole words and phrases are marked; only where there are none of them, the
    parts of long words. Spans are offsets of the document's text: blanks that the
    search ignores inside a match are part of it.
    """
    spans = _joined_spans(literals, plan.highlighted, document)
    if not spans.size:
        spans = _joined_spans(literals, plan.fallback, document)
    if not spans.size:
        return ()
    starts = offset_map.to_source(spans[:, 0])
    ends = offset_map.to_source(spans[:, 1] - 1) + 1
    return merge_spans(zip(starts.tolist(), ends.tolist(), strict=True))


def _joined_spans(
    finder: LiteralFinder, literals: Iterable[LiteralPlan], document: int
) -> npt.NDArray[np.int64]:
    parts = [np.zeros((0, 2), dtype=np.int64)]
    for literal in literals:
        starts = finder.positions_in(literal, document)
        parts.append(np.stack([starts, starts + literal.length], axis=1))
    return np.concatenate(parts)


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
