"""Matched spans of long documents, by the positions of the index."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sou.highlight.spans import SCANNED_CHARS, Marks, scanned_spans
from sou.model import Span

if TYPE_CHECKING:
    from collections.abc import Iterable

    import numpy.typing as npt

    from sou.searching.chain_plan import ChainPlan
    from sou.searching.literal import LiteralFinder
    from sou.searching.literal_plan import LiteralPlan


def matched_spans(literals: LiteralFinder, document: int, marks: Marks) -> tuple[Span, ...]:
    """Return every place of a document that a query marks, ascending, disjoint."""
    segment = literals.segment
    if segment.text_length(document) <= SCANNED_CHARS:
        return scanned_spans(segment.joined_text(document), marks)
    return looked_up_spans(literals, document, marks)


def looked_up_spans(literals: LiteralFinder, document: int, marks: Marks) -> tuple[Span, ...]:
    """Return what :func:`matched_spans` does, without reading the text."""
    found = _looked_up(literals, marks.whole, document)
    return found or _looked_up(literals, marks.parts, document)


def looked_up_starts(
    finder: LiteralFinder, document: int, literal: LiteralPlan
) -> npt.NDArray[np.int64]:
    """Return where each match of a literal begins in a document, overlapping ones apart."""
    starts = finder.positions_in(literal, document)
    return finder.segment.offset_map(document).to_source(starts)


def _looked_up(
    finder: LiteralFinder, literals: Iterable[LiteralPlan | ChainPlan], document: int
) -> tuple[Span, ...]:
    """Find literals and chains by the positions of the index."""
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
    return merged_spans(starts, ends)


def merged_spans(starts: npt.NDArray[np.int64], ends: npt.NDArray[np.int64]) -> tuple[Span, ...]:
    """Return what :func:`~sou.highlight.spans.merge_spans` does, for hundreds of thousands."""
    order = np.argsort(starts, kind="stable")
    starts, reached = starts[order], np.maximum.accumulate(ends[order])
    is_first = np.append(True, starts[1:] >= reached[:-1])  # else it begins inside others
    firsts, lasts = starts[is_first], reached[np.append(is_first[1:], True)]
    return tuple(map(Span, firsts.tolist(), lasts.tolist()))
