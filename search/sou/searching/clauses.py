"""Put clauses together: which documents match all, any, enough of them, and what adds.

Documents are sets, so boolean structure is theirs; parts are sums over rows. A clause
adds nothing to documents it does not match: where its parts might, they are gated.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from sou.searching.document_set import DocumentSet
from sou.searching.parts import BestPart, ConstantPart, GatedPart

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sou.searching.parts import ScorePart
    from sou.searching.snapshot import SegmentView


@dataclass(frozen=True, slots=True)
class Matched:
    """A clause on one segment."""

    documents: DocumentSet
    tight: tuple[ScorePart, ...] = ()
    """Parts that add nothing to rows of other documents."""
    loose: tuple[ScorePart, ...] = ()
    """Parts that might, and must not where the clause is one of several."""
    keywords: tuple[DocumentSet, ...] = ()
    """Documents of each plain word: those with more of the words rank first."""
    literal: DocumentSet | None = None
    """Documents that match by the query's own words; the others rank after all of them.
    ``None`` when there are no others."""
    added: tuple[ScorePart, ...] = ()
    """Parts that add to those others only."""

    @property
    def literal_documents(self) -> DocumentSet:
        """Documents that match without alternatives."""
        return self.documents if self.literal is None else self.literal

    @property
    def parts(self) -> tuple[ScorePart, ...]:
        """Everything that adds."""
        return self.tight + self.loose


def nothing(size: int) -> Matched:
    """Return a clause that none of ``size`` documents matches."""
    return Matched(DocumentSet.none(size))


def all_of(clauses: Sequence[Matched], size: int) -> Matched:
    """Match what all clauses match; no clauses match nothing."""
    if len(clauses) < 2:
        return clauses[0] if clauses else nothing(size)
    documents = clauses[0].documents
    for clause in sorted(clauses[1:], key=lambda clause: len(clause.documents)):
        documents = documents & clause.documents
    parts = tuple(part for clause in clauses for part in clause.parts)
    literal = None
    if _are_widened(clauses):
        literal = documents
        for clause in clauses:
            literal = literal & clause.literal_documents
    added = tuple(part for clause in clauses for part in clause.added)
    return Matched(documents, (), parts, _keywords(clauses), literal, added)


def any_of(clauses: Sequence[Matched], view: SegmentView) -> Matched:
    """Match what any clause matches; each adds where it matches."""
    size = view.segment.document_count
    documents = DocumentSet.any_of(size, (clause.documents for clause in clauses))
    literal = None
    if _are_widened(clauses):
        literal = DocumentSet.any_of(size, (clause.literal_documents for clause in clauses))
    added = tuple(
        GatedPart(clause.added, clause.documents, view) for clause in clauses if clause.added
    )
    gated_parts = _gated_parts(clauses, view)
    return Matched(documents, gated_parts, (), _keywords(clauses), literal, added)


def at_least(count: int, clauses: Sequence[Matched], view: SegmentView) -> Matched:
    """Match what ``count`` clauses or more match; each adds where it matches."""
    counts = np.zeros(view.segment.document_count, dtype=np.uint32)
    for clause in clauses:
        counts[clause.documents.numbers()] += 1
    documents = DocumentSet.of_flags(counts >= count)
    loose = _gated_parts(clauses, view)
    return Matched(documents, loose=loose, keywords=_keywords(clauses))


def best_of(clauses: Sequence[Matched], tiebreak: float, view: SegmentView) -> Matched:
    """Match what any clause matches; a row gets the best score and a share of the others."""
    size = view.segment.document_count
    documents = DocumentSet.any_of(size, (clause.documents for clause in clauses))
    best = BestPart(tuple(gated(clause, view) for clause in clauses), tiebreak)
    return Matched(documents, (best,))


def opposite(clause: Matched) -> Matched:
    """Match all other documents, and add nothing."""
    return Matched(clause.documents.complement())


def without(kept: Matched, excluded: Matched) -> Matched:
    """Match what the first clause matches and the second does not."""
    return _narrowed(kept, kept.documents - excluded.documents)


def requiring(kept: Matched, required: Matched) -> Matched:
    """Match what both match; only the first adds."""
    return _narrowed(kept, kept.documents & required.documents)


def preferring(kept: Matched, preferred: Matched, view: SegmentView) -> Matched:
    """Match what the first matches; the second adds where it matches too."""
    return replace(kept, loose=kept.loose + gated(preferred, view))


def constant(clause: Matched, value: float) -> Matched:
    """Match the same, and add the same to every document."""
    return Matched(clause.documents, loose=(ConstantPart(value),) if value else ())


def gated(clause: Matched, view: SegmentView) -> tuple[ScorePart, ...]:
    """Return the parts of a clause so that they add to its own documents only."""
    if not clause.loose:
        return clause.tight
    return (*clause.tight, GatedPart(clause.loose, clause.documents, view))


def _narrowed(clause: Matched, documents: DocumentSet) -> Matched:
    literal = None if clause.literal is None else clause.literal & documents
    return replace(clause, documents=documents, tight=(), loose=clause.parts, literal=literal)


def _gated_parts(clauses: Sequence[Matched], view: SegmentView) -> tuple[ScorePart, ...]:
    return tuple(part for clause in clauses for part in gated(clause, view))


def _are_widened(clauses: Sequence[Matched]) -> bool:
    return any(clause.literal is not None for clause in clauses)


def _keywords(clauses: Sequence[Matched]) -> tuple[DocumentSet, ...]:
    return tuple(one for clause in clauses for one in clause.keywords)
