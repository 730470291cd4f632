"""Hits of ranked documents: what a query marks in them, and where each is looked at."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sou.highlight.hit import Ranked, make_hit
from sou.highlight.lookup import looked_up_spans
from sou.highlight.spans import SCANNED_CHARS, Marks, first_outside
from sou.model import Span
from sou.text.searchable import join_texts

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sou.model import Hit, SearchRequest
    from sou.searching.chain_plan import ChainPlan
    from sou.searching.collect import RankedDocument, RankedPage
    from sou.searching.literal import LiteralFinder
    from sou.searching.literal_plan import LiteralPlan
    from sou.searching.plan import QueryPlan

_AT_ONCE: Final = 20
"""Hits whose texts are made together: a page, and no more than is kept."""
_FEWEST_AT_ONCE: Final = 3
"""Fewer texts are joined faster one by one."""


def marks_of(plan: QueryPlan) -> Marks:
    """Return what a query marks."""
    return Marks(plan.highlighted, plan.fallback, plan.variants)


def hits_of(page: RankedPage, request: SearchRequest) -> tuple[Hit, ...]:
    """Return the hits of a page, in their order; snippets can take longer than the search.

    Raises:
        SearchCancelled: the search was cancelled meanwhile.
    """
    marks = marks_of(page.plan)
    hits: list[Hit] = []
    for start in range(0, len(page.documents), _AT_ONCE):
        page.plan.check_cancelled()
        documents = page.documents[start : start + _AT_ONCE]
        _join_ahead(documents)
        for found in documents:
            page.plan.check_cancelled()
            hits.append(_hit_of(found, marks, request))
    return tuple(hits)


def _join_ahead(documents: Sequence[RankedDocument]) -> None:
    """Join the texts that are to be looked through: all at once takes a third of the time."""
    missing = [
        (segment, found.document)
        for found in documents
        if (segment := found.evaluator.view.segment).text_length(found.document) <= SCANNED_CHARS
        and segment.lacks_joined(found.document)
    ]
    if len(missing) < _FEWEST_AT_ONCE:
        return
    joined = join_texts([segment.text(document) for segment, document in missing]).apart()
    for (segment, document), one in zip(missing, joined, strict=True):
        segment.keep_joined(document, one)


def _hit_of(found: RankedDocument, marks: Marks, request: SearchRequest) -> Hit:
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
