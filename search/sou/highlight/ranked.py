"""Hits of ranked documents: what a query marks in them, and where each is looked at."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sou.highlight.hit import Ranked, make_hit
from sou.highlight.lookup import looked_up_spans
from sou.highlight.spans import Marks, first_outside
from sou.model import Span

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sou.model import Hit, SearchRequest
    from sou.searching.chain_plan import ChainPlan
    from sou.searching.collect import RankedDocument
    from sou.searching.literal import LiteralFinder
    from sou.searching.literal_plan import LiteralPlan
    from sou.searching.plan import QueryPlan


def marks_of(plan: QueryPlan) -> Marks:
    """Return what a query marks."""
    return Marks(plan.highlighted, plan.fallback, plan.variants)


def hit_of(found: RankedDocument, marks: Marks, request: SearchRequest) -> Hit:
    """Return the hit of a ranked document."""
    ranked = Ranked(found.rank, found.document, found.score, found.row)
    literals = found.evaluator.literals
    long = _LongDocuments(literals, marks)
    return make_hit(literals.segment, ranked, marks, long, request)


class _LongDocuments:
    """Answers about documents too long to look through, from the index."""

    def __init__(self, literals: LiteralFinder, marks: Marks) -> None:
        self._literals = literals
        self._marks = marks

    def spans(self, document: int) -> tuple[Span, ...]:
        return looked_up_spans(self._literals, document, self._marks)

    def passage(self, document: int, row: int) -> Span:
        segment = self._literals.segment
        first, end = segment.joined_bounds(document, row)
        offsets = segment.offset_map(document).to_source([first, end - 1])
        return Span(int(offsets[0]), int(offsets[1]) + 1)

    def first(
        self, document: int, literal: LiteralPlan | ChainPlan, outside: Sequence[LiteralPlan] = ()
    ) -> Span | None:
        spans = looked_up_spans(self._literals, document, Marks((literal,)))
        others = looked_up_spans(self._literals, document, Marks(tuple(outside)))
        return first_outside(spans, others)
