"""Matched spans of a document, in offsets of its text, found in the text itself."""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING, Final, NamedTuple

from sou.model import Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sou.searching.chain_plan import ChainPlan
    from sou.searching.leaves import VariantPlan
    from sou.searching.literal_plan import LiteralPlan
    from sou.text.joined import JoinedText

SCANNED_CHARS: Final = 65_536
"""Shorter documents are looked through; for longer ones the index is asked."""


class Marks(NamedTuple):
    """What a query marks: whole words and phrases; where there are none, parts of words."""

    whole: tuple[LiteralPlan | ChainPlan, ...]
    parts: tuple[LiteralPlan, ...] = ()
    variants: tuple[VariantPlan, ...] = ()
    """Those of either that stand in for words of the query."""


def scanned_spans(joined: JoinedText, marks: Marks) -> tuple[Span, ...]:
    """Return every place of a text that a query marks, ascending, disjoint.

    Spans are offsets of the document's text: blanks that the search ignores inside a
    match are part of it.
    """
    found = _scanned(joined, marks.whole) or _scanned(joined, marks.parts)
    return tuple(_in_source(joined, span) for span in found)


def first_span(
    joined: JoinedText, literal: LiteralPlan | ChainPlan, outside: Iterable[LiteralPlan] = ()
) -> Span | None:
    """Return where a literal or chain stands first, but not inside others, as text offsets."""
    found = [(start, start + literal.length) for start in literal.occurrences(joined)]
    if not found:
        return None
    first = first_outside((Span(*one) for one in found), _scanned(joined, outside))
    return _in_source(joined, first) if first else None


def first_outside(spans: Iterable[Span], others: Sequence[Span]) -> Span | None:
    """Return the first span that is not inside one of others, ascending and disjoint."""
    ends = [other.end for other in others]
    for span in spans:
        at = bisect_left(ends, span.end)
        if at == len(others) or span.start < others[at].start:
            return span
    return None


def _scanned(joined: JoinedText, literals: Iterable[LiteralPlan | ChainPlan]) -> tuple[Span, ...]:
    """Find literals and chains in the joined text; joined offsets."""
    pairs: list[tuple[int, int]] = []
    for literal in literals:
        length = literal.length
        pairs += [(start, start + length) for start in literal.occurrences(joined)]
    return merge_spans(pairs)


def _in_source(joined: JoinedText, span: Span) -> Span:
    return Span(joined.to_source(span.start), joined.to_source(span.end - 1) + 1)


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
