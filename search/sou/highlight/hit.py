"""Make a hit out of a ranked document: where to land, what to show."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, NamedTuple, Protocol

from sou.highlight.snippets import MOST_OUTSIDE, Snippets, richest
from sou.highlight.spans import SCANNED_CHARS, Marks, first_span, scanned_spans
from sou.model import Hit, Span, landing_at
from sou.searching.literal_plan import LiteralPlan, plan_literal
from sou.text.joined import joined_text

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sou.model import Expansion, SearchRequest
    from sou.searching.chain_plan import ChainPlan
    from sou.store.segment_file import SegmentFile
    from sou.text.joined import JoinedText


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

    def first(
        self, document: int, literal: LiteralPlan | ChainPlan, outside: Sequence[LiteralPlan] = ()
    ) -> Span | None:
        """Return where a literal stands first, but not inside one of some others."""


def make_hit(
    segment: SegmentFile,
    ranked: Ranked,
    marks: Marks,
    long: LongDocuments,
    request: SearchRequest,
) -> Hit:
    """Return the hit of a ranked document, with the snippets that were asked for."""
    document = ranked.document
    find: Callable[..., Span | None]
    if segment.text_length(document) <= SCANNED_CHARS:
        joined = segment.joined_text(document)
        spans, passage = scanned_spans(joined, marks), _passage(segment, ranked, joined)
        find = partial(first_span, joined)
    else:
        spans, passage = long.spans(document), long.passage(document, ranked.row)
        find = partial(long.first, document)
    width_cells = request.snippet_cells
    focus = _focus(segment, document, spans, passage, width_cells // 2)
    snippets = Snippets(segment, document, spans, width_cells)
    first = snippets.at(focus)
    source_map = segment.source_map(document)
    landing = landing_at(snippets.anchors, focus.start, source_map)
    return Hit(
        rank=ranked.rank,
        document=segment.info(document),
        score=ranked.score,
        offset=focus.start,
        length=focus.end - focus.start,
        place=source_map.place(focus.start),
        snippet=first,
        occurrences=len(spans),
        anchor=landing.anchor,
        heading=landing.heading,
        expansions=_expansions(segment, document, marks, find) if marks.variants else (),
        more=snippets.more(request.snippets - 1) if request.snippets > 1 else (),
    )


def _passage(segment: SegmentFile, ranked: Ranked, joined: JoinedText) -> Span:
    """Return the best passage of a document."""
    first, end = segment.joined_bounds(ranked.document, ranked.row)
    last = min(end, len(joined.text)) - 1
    if last < first:
        return Span(0, 0)
    return Span(joined.to_source(first), joined.to_source(last) + 1)


def _expansions(
    segment: SegmentFile,
    document: int,
    marks: Marks,
    find: Callable[..., Span | None],
) -> tuple[Expansion, ...]:
    """Return what stands in for words of the query here, as it is written.

    What stands inside the words themselves only, as 算法 in 演算法, stands in for nothing.
    """
    has_whole = any(find(literal) for literal in marks.whole)
    marked = marks.whole if has_whole else marks.parts
    others = {variant.literal for variant in marks.variants}
    own = [one for one in (*marks.whole, *marks.parts) if one not in others and _is_literal(one)]
    found: dict[Expansion, Expansion] = {}
    for variant in marks.variants:
        if variant.literal not in marked or not find(variant.literal, own):
            continue
        for expansion in variant.expansions:
            place = None if expansion in found else find(plan_literal(expansion.text), own)
            if place:
                written = joined_text(segment.text(document, *place)).unfolded
                found[expansion] = expansion._replace(text=written)
    return tuple(found.values())


def _is_literal(plan: LiteralPlan | ChainPlan) -> bool:
    return isinstance(plan, LiteralPlan)


def _focus(
    segment: SegmentFile,
    document: int,
    spans: Sequence[Span],
    passage: Span,
    window_chars: int,
) -> Span:
    """Return the match to land on; matches outside the best passage count last."""
    inside = [span for span in spans if passage.start <= span.start < passage.end]
    chosen = inside or list(spans[:MOST_OUTSIDE])
    return richest(segment, document, chosen, window_chars) or Span(0, 0)
