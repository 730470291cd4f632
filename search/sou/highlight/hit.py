"""Make a hit out of a ranked document: where to land, what to show."""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING, Final, NamedTuple, Protocol

from sou.highlight.snippet import landing, make_snippet
from sou.highlight.spans import SCANNED_CHARS, Marks, scanned_spans
from sou.model import Hit, Span
from sou.text.fold import fold
from sou.text.joined import joined_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sou.model import Anchor
    from sou.store.segment_file import SegmentFile

_MOST_OUTSIDE: Final = 200
"""Matches looked at when none stands in the best passage."""
_CONTEXT_CHARS: Final = 400
"""Text read on either side of a match to make its snippet."""


class Ranked(NamedTuple):
    """A document in its place of the ranking."""

    rank: int
    document: int
    score: float
    row: int
    """Its best row."""


class LongDocuments(Protocol):
    """What is asked about documents too long to look through."""

    def spans(self, document: int) -> tuple[Span, ...]:
        """Return what the query marks."""

    def passage(self, document: int, row: int) -> Span:
        """Return a row as offsets of the document's text."""


def make_hit(
    segment: SegmentFile, ranked: Ranked, marks: Marks, long: LongDocuments, snippet_cells: int
) -> Hit:
    """Return the hit of a ranked document."""
    document = ranked.document
    if segment.text_length(document) <= SCANNED_CHARS:
        spans, passage = _in_text(segment, ranked, marks)
    else:
        spans, passage = long.spans(document), long.passage(document, ranked.row)
    focus = _focus(segment, document, spans, passage, snippet_cells // 2)
    start = max(focus.start - _CONTEXT_CHARS, 0)
    text = segment.text(document, start, focus.end + _CONTEXT_CHARS)
    return Hit(
        rank=ranked.rank,
        document=segment.info(document),
        score=ranked.score,
        offset=focus.start,
        length=focus.end - focus.start,
        place=segment.source_map(document).place(focus.start),
        snippet=make_snippet(text, start, spans, focus.start, snippet_cells),
        occurrences=len(spans),
        anchor=_anchor_at(segment.anchors(document), focus.start),
    )


def _in_text(segment: SegmentFile, ranked: Ranked, marks: Marks) -> tuple[tuple[Span, ...], Span]:
    """Return the spans of a document, and its best passage."""
    joined = joined_text(segment.text(ranked.document))
    first, end = segment.joined_bounds(ranked.document, ranked.row)
    last = min(end, len(joined.text)) - 1
    passage = (
        Span(joined.to_source(first), joined.to_source(last) + 1) if last >= first else Span(0, 0)
    )
    return scanned_spans(joined, marks), passage


def _focus(
    segment: SegmentFile,
    document: int,
    spans: Sequence[Span],
    passage: Span,
    window_chars: int,
) -> Span:
    """Return the match to land on; matches outside the best passage count last."""
    inside = [span for span in spans if passage.start <= span.start < passage.end]
    chosen = inside or list(spans[:_MOST_OUTSIDE])
    if not chosen:
        return Span(0, 0)
    base = chosen[0].start
    text = segment.text(document, base, chosen[-1].end)
    texts = [fold(text[span.start - base : span.end - base]) for span in chosen]
    return landing(chosen, texts, window_chars) or chosen[0]


def _anchor_at(anchors: Sequence[Anchor], offset: int) -> Anchor | None:
    number = bisect_right([anchor.offset for anchor in anchors], offset)
    return anchors[number - 1] if number else None
