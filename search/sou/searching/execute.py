"""Evaluate a query tree on one segment: which documents match, and what scores them.

Boolean structure speaks of documents, scores of rows. Each clause becomes the set of
its documents and the parts that add to the score of a row; a clause adds nothing to
documents it does not match.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sou.query import tree as nodes
from sou.searching.document_set import DocumentSet
from sou.searching.literal import LiteralFinder
from sou.searching.parts import GatedPart, LiteralPart, ScorePart, TermPart
from sou.searching.ranking import LITERAL_WEIGHT
from sou.searching.term_list import TermList
from sou.store.segment import folded_name

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence
    from datetime import datetime

    from sou.searching.leaves import RankingTerm, WordsPlan
    from sou.searching.literal_plan import LiteralPlan
    from sou.searching.plan import QueryPlan
    from sou.searching.snapshot import SegmentView
    from sou.searching.statistics import Statistics, TermStatistics


@dataclass(frozen=True, slots=True)
class Matched:
    """A clause on one segment."""

    documents: DocumentSet
    parts: tuple[ScorePart, ...] = ()
    keywords: tuple[DocumentSet, ...] = ()
    """Documents of each plain word: those with more of the words rank first."""


class Evaluator:
    """Evaluates the clauses of one query on one segment."""

    def __init__(self, view: SegmentView, plan: QueryPlan, statistics: Statistics) -> None:
        self.view = view
        self.literals = LiteralFinder(view)
        self._size = view.segment.document_count
        self._plan = plan
        self._statistics = statistics

    def evaluate(self, node: nodes.Query) -> Matched:
        """Return the documents and parts of a clause; deleted documents are not left out."""
        self._plan.check_cancelled()
        match node:
            case nodes.And():
                return self._all([self.evaluate(child) for child in node.children()])
            case nodes.Or():
                return self._any([self.evaluate(child) for child in node.children()])
            case nodes.Not():
                excluded = self.evaluate(next(iter(node.children())))
                return Matched(excluded.documents.complement())
            case nodes.Every():
                return Matched(DocumentSet.all(self._size))
            case nodes.Words():
                return self._words(self._plan.words[node])
            case nodes.Prefix():
                return self._literal(self._plan.literals[node])
            case nodes.Literal() if node.fieldname == "body":
                return self._literal(self._plan.literals[node])
            case nodes.Literal():
                needle = folded_name(node.text)
                found = self.view.segment.find_documents(node.fieldname, needle)
                return Matched(DocumentSet.of_sorted(self._size, found))
            case nodes.Term():
                return Matched(self._of_type(node.text))
            case nodes.DateRange():
                return Matched(self._dated(node))
            case _:
                return Matched(DocumentSet.none(self._size))

    def _all(self, clauses: Sequence[Matched]) -> Matched:
        documents = clauses[0].documents
        for clause in sorted(clauses[1:], key=lambda clause: len(clause.documents)):
            documents = documents & clause.documents
        return Matched(documents, _parts(clauses), _keywords(clauses))

    def _any(self, clauses: Sequence[Matched]) -> Matched:
        """Return the union; a clause's parts count only where the clause matches."""
        documents = DocumentSet.any_of(self._size, (c.documents for c in clauses))
        parts = [
            GatedPart(clause.parts, clause.documents, self.view)
            for clause in clauses
            if clause.parts
        ]
        return Matched(documents, tuple(parts), _keywords(clauses))

    def _words(self, plan: WordsPlan) -> Matched:
        whole = [self.literals.documents(word.literal) for word in plan.words]
        parts: list[ScorePart] = [
            part for term in plan.ranking if (part := self._term_part(term)) is not None
        ]
        parts += [
            self._literal_part(word.literal)
            for word in plan.words
            if len(word.literal.constraints) > 1
        ]
        if plan.match_all:
            documents = whole[0]
            for other in whole[1:]:
                documents = documents & other
            return Matched(documents, tuple(parts))
        pieces = [self.literals.documents(part) for word in plan.words for part in word.parts]
        documents = DocumentSet.any_of(self._size, [*whole, *pieces])
        return Matched(documents, tuple(parts), tuple(whole) if plan.is_keywords else ())

    def _term_part(self, term: RankingTerm) -> TermPart | None:
        dictionary = getattr(self.view.segment, term.field).dictionary
        key = term.term if isinstance(term.term, tuple) else (term.term,)
        ordinal = dictionary.ordinal(*key)
        if ordinal < 0:
            return None
        found = TermList(self.view, term.field, ordinal)
        statistics = self._counted(term, found.row_count)
        return TermPart(found, term.length_field, term.weight, statistics)

    def _literal_part(self, literal: LiteralPlan) -> ScorePart:
        term = self.literals.term(literal)
        if term is not None:
            statistics = self._counted(literal, term.row_count)
            return TermPart(term, "chars", LITERAL_WEIGHT, statistics)
        postings = self.literals.postings(literal)
        statistics = self._counted(literal, postings.rows.size)
        return LiteralPart(postings, self.view, LITERAL_WEIGHT, statistics)

    def _counted(self, term: Hashable, rows: int) -> TermStatistics:
        return self._statistics.counted(term, self.view.segment.name, rows)

    def _literal(self, literal: LiteralPlan) -> Matched:
        return Matched(self.literals.documents(literal), (self._literal_part(literal),))

    def _of_type(self, wanted: str) -> DocumentSet:
        segment = self.view.segment
        codes = [n for n, names in enumerate(segment.types) if wanted in names]
        return DocumentSet.of_flags(np.isin(segment.type_codes, codes))

    def _dated(self, node: nodes.DateRange) -> DocumentSet:
        modified = self.view.segment.modified_ns
        flags = np.ones(modified.size, dtype=np.bool_)
        if node.startdate is not None:
            start = _nanoseconds(node.startdate)
            flags &= modified > start if node.startexcl else modified >= start
        if node.enddate is not None:
            end = _nanoseconds(node.enddate)
            flags &= modified < end if node.endexcl else modified <= end
        return DocumentSet.of_flags(flags)


def _parts(clauses: Sequence[Matched]) -> tuple[ScorePart, ...]:
    return tuple(part for clause in clauses for part in clause.parts)


def _keywords(clauses: Sequence[Matched]) -> tuple[DocumentSet, ...]:
    return tuple(one for clause in clauses for one in clause.keywords)


def _nanoseconds(moment: datetime) -> int:
    return int(moment.timestamp()) * 1_000_000_000 + moment.microsecond * 1000
