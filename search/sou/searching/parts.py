"""What adds to the score of a row: terms, literals, constants, and what holds them together.

Parts are summed. Each knows a bound that no row exceeds, so that rows which cannot
reach the page are left out before the dear parts are looked at (after MaxScore,
Turtle & Flood 1995). Parts are told apart by identity: comparing them would compare arrays.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from sou.ranking import MOST_BM25, bm25
from sou.searching.term_list import frequencies_among, weighed
from sou.store.equal_runs import as_index

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from sou.searching.document_set import DocumentSet
    from sou.searching.snapshot import SegmentView
    from sou.searching.statistics import TermStatistics
    from sou.searching.term_list import TermList
    from sou.store.postings import Postings

    Array = npt.NDArray[Any]
    Scores = npt.NDArray[np.float32]


class ScorePart(Protocol):
    """Something that adds to the scores of the rows of one segment."""

    @property
    def bound(self) -> float:
        """More than it adds to any row."""

    @property
    def cost(self) -> int:
        """About how many postings must be read to score many rows."""

    def scores(self, rows: Array) -> Scores:
        """Return what it adds to each of some ascending rows."""

    def add_to(self, totals: Scores) -> bool:
        """Add to the total of each row of the segment; or return false if that is dear."""

    def champions(self) -> tuple[Sequence[Array], float]:
        """Return rows to which it adds most, and more than it adds to any other."""


@dataclass(frozen=True, slots=True, eq=False)
class TermPart:
    """BM25 of one term."""

    term: TermList
    length_field: str
    """The field whose row lengths normalise it."""
    weight: float
    statistics: TermStatistics

    @property
    def bound(self) -> float:
        """More than it adds to any row."""
        return self.weight * self.statistics.idf * MOST_BM25

    @property
    def cost(self) -> int:
        """Entries of the term's list."""
        return self.term.entries

    def scores(self, rows: Array) -> Scores:
        """Return what it adds to each of some ascending rows."""
        factor = self.weight * self.statistics.idf
        return self.term.weights_at(rows, self.length_field, factor)

    def add_to(self, totals: Scores) -> bool:
        """Add to the total of each row of the segment."""
        factor = self.weight * self.statistics.idf
        if self.term.is_dense:
            totals += self.term.weights_of_all(self.length_field, factor)
        else:
            rows, weights = self.term.weights(self.length_field)
            # faster than totals[rows] +=
            np.add.at(totals, as_index(rows), weights * np.float32(factor))
        return True

    def champions(self) -> tuple[Sequence[Array], float]:
        """Return rows to which it adds most, and more than it adds to any other."""
        rows, bound = self.term.champions(self.length_field)
        return [rows], bound * self.weight * self.statistics.idf


@dataclass(frozen=True, slots=True, eq=False)
class PostingsPart:
    """BM25 of what stands in rows like a term: a literal, a NEAR, a pattern's terms."""

    postings: Postings
    view: SegmentView
    length_field: str
    """The field whose row lengths normalise it."""
    weight: float
    statistics: TermStatistics

    @property
    def bound(self) -> float:
        """More than it adds to any row."""
        return self.weight * self.statistics.idf * MOST_BM25

    @property
    def cost(self) -> int:
        """Nothing is read any more."""
        return 0

    def scores(self, rows: Array) -> Scores:
        """Return what it adds to each of some ascending rows."""
        row_count = self.view.segment.row_count
        frequencies = frequencies_among(self.postings, rows, row_count)
        weight = self.weight * self.statistics.idf
        return weighed(frequencies, rows, self.view.norms(self.length_field), weight)

    def add_to(self, totals: Scores) -> bool:
        """Add to the total of each row of the segment."""
        rows, frequencies = self.postings
        at = as_index(rows)
        weights = bm25(frequencies, self.view.norms(self.length_field)[at])
        np.add.at(totals, at, weights * np.float32(self.weight * self.statistics.idf))
        return True

    def champions(self) -> tuple[Sequence[Array], float]:
        """Return rows to which it adds most, and more than it adds to any other."""
        return [], self.bound


@dataclass(frozen=True, slots=True, eq=False)
class ConstantPart:
    """The same for every row."""

    value: float
    cost: int = 0

    @property
    def bound(self) -> float:
        """What it adds."""
        return max(self.value, 0.0)

    def scores(self, rows: Array) -> Scores:
        """Return what it adds to each of some ascending rows."""
        return np.full(rows.size, self.value, dtype=np.float32)

    def add_to(self, totals: Scores) -> bool:
        """Return false: rows are looked at one by one."""
        return False

    def champions(self) -> tuple[Sequence[Array], float]:
        """Return rows to which it adds most, and more than it adds to any other."""
        return [], self.bound


@dataclass(frozen=True, slots=True, eq=False)
class GatedPart:
    """Parts of a clause, which add nothing to documents that it does not match."""

    parts: Sequence[ScorePart]
    documents: DocumentSet
    view: SegmentView

    @property
    def bound(self) -> float:
        """More than they add to any row."""
        return sum(part.bound for part in self.parts)

    @property
    def cost(self) -> int:
        """Cost of the parts."""
        return sum(part.cost for part in self.parts)

    def scores(self, rows: Array) -> Scores:
        """Return what they add to each of some ascending rows."""
        scores = np.zeros(rows.size, dtype=np.float32)
        inside = self.documents.has(self.view.segment.row_documents[rows]).nonzero()[0]
        scores[inside] = summed(self.parts, rows[inside])
        return scores

    def add_to(self, totals: Scores) -> bool:
        """Return false: rows are looked at one by one."""
        return False

    def champions(self) -> tuple[Sequence[Array], float]:
        """Return rows to which they add most, and more than they add to any other."""
        return all_champions(self.parts)


@dataclass(frozen=True, slots=True, eq=False)
class BestPart:
    """The best of several clauses, plus a share of the others (``DisjunctionMax``)."""

    clauses: Sequence[Sequence[ScorePart]]
    tiebreak: float = 0.0

    @property
    def bound(self) -> float:
        """More than they add to any row."""
        bounds = [sum(part.bound for part in parts) for parts in self.clauses]
        best = max(bounds, default=0.0)
        return best + self.tiebreak * (sum(bounds) - best)

    @property
    def cost(self) -> int:
        """Cost of all parts."""
        return sum(part.cost for parts in self.clauses for part in parts)

    def scores(self, rows: Array) -> Scores:
        """Return what they add to each of some ascending rows."""
        scores = np.stack([summed(parts, rows) for parts in self.clauses])
        best: Scores = scores.max(axis=0)
        if self.tiebreak:
            best += np.float32(self.tiebreak) * (scores.sum(axis=0) - best)
        return best

    def add_to(self, totals: Scores) -> bool:
        """Return false: rows are looked at one by one."""
        return False

    def champions(self) -> tuple[Sequence[Array], float]:
        """Return rows to which they add most, and more than they add to any other."""
        return [], self.bound


def all_champions(parts: Sequence[ScorePart]) -> tuple[list[Array], float]:
    """Return the champions of several parts, and more than they add to any other row."""
    rows: list[Array] = []
    total = 0.0
    for part in parts:
        champions, bound = part.champions()
        rows += champions
        total += bound
    return rows, total


def summed(parts: Sequence[ScorePart], rows: Array) -> Scores:
    """Return what several parts add to each of some ascending rows."""
    scores = np.zeros(rows.size, dtype=np.float32)
    for part in parts:
        scores += part.scores(rows)
    return scores
