"""Find the best documents of a segment by the scores of their rows.

A document has the score of its best row. With few rows every part of the score is
worked out for every row. With many, the parts that make most of the score come first,
and those of rare terms; a sample of the rows that lead then shows a score that the page
needs at least, and only rows that can still reach it are looked up in the other lists.
The page is the same either way.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np

from sou.searching.parts import all_champions, summed
from sou.store.equal_runs import lengths_of_runs, starts_of_runs

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import numpy.typing as npt

    from sou.searching.document_set import DocumentSet
    from sou.searching.parts import ScorePart
    from sou.searching.snapshot import SegmentView

    Array = npt.NDArray[Any]
    Scores = npt.NDArray[np.float32]

FEW_ROWS: Final = 4096
"""So many rows are scored without leaving any out."""
MANY_DOCUMENTS: Final = 16_384
"""Of so many documents the champions of the terms are tried first."""
MOST_LED: Final = 6
"""With more parts, hardly a row leads in all of them: their champions decide nothing."""
_CHEAP: Final = 16
"""A part with no more postings than one in so many rows is added up without ado."""
_SAMPLE: Final = 2048
_ROUNDING: Final = 1e-3
"""Sums of the same parts in another order differ by less."""


class Ranked(NamedTuple):
    """Documents with their scores and best rows, one element each."""

    documents: Array
    scores: Scores
    rows: Array


@dataclass(frozen=True, slots=True)
class Ranker:
    """Ranks documents of one segment."""

    view: SegmentView
    parts: Sequence[ScorePart]
    check_cancelled: Callable[[], None]

    def best(self, documents: DocumentSet, count: int, least: float = 0.0) -> Ranked:
        """Return the ``count`` best of some documents, and perhaps others; in no order.

        Documents below ``least``, a score that enough others reach, may be left out.
        """
        if len(documents) > MANY_DOCUMENTS and 0 < len(self.parts) <= MOST_LED:
            ranked, unseen = self._champions(documents)
            if ranked.scores.size >= count:
                least = max(least, nth_highest(ranked.scores, count))
            if least > unseen + _ROUNDING:
                return _cut(ranked, count)
        rows = self._rows_of(documents)
        if rows.size <= FEW_ROWS or not self.parts:
            scores = self._summed(self.parts, rows)
        else:
            rows = self._leading(*self._pruned(rows, count, least), count)
            scores = self._summed(self.parts, rows)
        return _cut(self._by_document(rows, scores), count)

    def _leading(self, rows: Array, scores: Scores, count: int) -> Array:
        """Return the rows that may be among the best, whatever the order of their sums.

        They are summed again in one order, or a document could be on two pages: which
        parts are looked at late depends on the page.
        """
        reached = self._by_document(rows, scores).scores
        if reached.size <= count:
            return rows
        leading: Array = rows[scores >= nth_highest(reached, count) - _ROUNDING]
        return leading

    def _champions(self, documents: DocumentSet) -> tuple[Ranked, float]:
        """Rank the rows that lead in one part or another; return what no other row reaches.

        After the threshold algorithm of Fagin, Lotem & Naor (2003).
        """
        champions, unseen = all_champions(self.parts)
        rows = _distinct(champions, self.view.segment.row_count)
        rows = rows[documents.has(self.view.segment.row_documents[rows])]
        return self._by_document(rows, self._summed(self.parts, rows)), unseen

    def _rows_of(self, documents: DocumentSet) -> Array:
        segment = self.view.segment
        if segment.row_count == segment.document_count:
            return documents.numbers()
        numbers = documents.numbers()
        if numbers.size * 8 > segment.document_count:
            return np.flatnonzero(documents.flags()[segment.row_documents])
        starts = segment.document_rows
        first = starts[numbers].astype(np.int64)
        counts = starts[numbers + 1] - first
        shift = np.repeat(first - np.cumsum(counts) + counts, counts)
        rows: Array = np.arange(shift.size) + shift
        return rows

    def _summed(self, parts: Sequence[ScorePart], rows: Array) -> Scores:
        scores = np.zeros(rows.size, dtype=np.float32)
        for part in parts:
            self.check_cancelled()
            scores += part.scores(rows)
        return scores

    def _pruned(self, rows: Array, count: int, least: float) -> tuple[Array, Scores]:
        """Return the rows that may be among the best of ``count`` documents."""
        early, late = _divided(self.parts, self.view.segment.row_count // _CHEAP)
        scores = self._totalled(early, rows)
        least = max(least, self._reached(rows, scores, late, count))
        for number, part in enumerate(late):
            self.check_cancelled()
            open_bound = sum(other.bound for other in late[number:])
            kept = np.flatnonzero(scores >= least - open_bound - _ROUNDING)
            if kept.size < rows.size * 3 // 4:
                rows, scores = rows[kept], scores[kept]
            scores += part.scores(rows)
        kept = np.flatnonzero(scores >= least - _ROUNDING)
        return rows[kept], scores[kept]

    def _totalled(self, parts: Sequence[ScorePart], rows: Array) -> Scores:
        """Return the sum of parts at each of many rows, by way of all rows."""
        totals = np.zeros(self.view.segment.row_count, dtype=np.float32)
        others = []
        for part in parts:
            self.check_cancelled()
            if part.cost > 2 * rows.size or not part.add_to(totals):
                others.append(part)
        scores = totals[rows]
        for part in others:
            self.check_cancelled()
            scores += part.scores(rows)
        return scores

    def _reached(self, rows: Array, scores: Scores, late: Sequence[ScorePart], count: int) -> float:
        """Return a score that ``count`` documents reach, from those that lead so far."""
        sample = 4 * count + 64
        if rows.size <= sample:
            return 0.0
        leading = np.flatnonzero(scores >= nth_highest(scores, sample))[: 4 * sample]
        full = scores[leading] + summed(late, rows[leading])
        best = self._by_document(rows[leading], full).scores
        return nth_highest(best, count) if best.size >= count else 0.0

    def _by_document(self, rows: Array, scores: Scores) -> Ranked:
        """Return each document with its best row."""
        segment = self.view.segment
        if segment.row_count == segment.document_count or not rows.size:
            return Ranked(rows, scores, rows)
        documents = segment.row_documents[rows]
        starts = starts_of_runs(documents)
        if starts.size == rows.size:
            return Ranked(documents, scores, rows)
        best = np.maximum.reduceat(scores, starts)
        lengths = lengths_of_runs(starts, rows.size)
        at = (scores == np.repeat(best, lengths)).nonzero()[0]
        at = at[starts_of_runs(documents[at])]
        return Ranked(documents[starts], best, rows[at])


def _divided(parts: Sequence[ScorePart], cheap: int) -> tuple[list[ScorePart], list[ScorePart]]:
    """Split parts into those that come first and the others, both by bound, highest first.

    First come those that make half of the highest possible score, and those with no
    more than ``cheap`` postings.
    """
    bounds = [part.bound for part in parts]
    ordered = sorted(range(len(parts)), key=lambda number: (-bounds[number], number))
    rest = sum(bounds) / 2
    early: list[ScorePart] = []
    late: list[ScorePart] = []
    for number in ordered:
        is_early = rest > 0 or parts[number].cost <= cheap
        (early if is_early else late).append(parts[number])
        rest -= bounds[number]
    return early, late


def _distinct(parts: Sequence[Array], row_count: int) -> Array:
    """Return the rows of several arrays, ascending, each once."""
    flags = np.zeros(row_count, dtype=np.bool_)
    for rows in parts:
        flags[rows] = True
    return np.flatnonzero(flags)


def nth_highest(scores: Scores, count: int) -> float:
    """Return the ``count``-th highest score; there are as many.

    ``np.partition`` takes 50 times as long when most values are equal, so the lower
    ones are left out first, by a guess from a sample.
    """
    if scores.size > 4 * _SAMPLE:
        sample = scores[:: scores.size // _SAMPLE]
        place = min(4 * count * sample.size // scores.size + 16, sample.size)
        guess = np.partition(sample, -place)[-place]
        higher = scores[scores > guess]
        if higher.size < count <= np.count_nonzero(scores >= guess):
            return float(guess)
        if higher.size >= count:
            scores = higher
    return float(np.partition(scores, -count)[-count])


def _cut(ranked: Ranked, count: int) -> Ranked:
    """Leave out documents that are surely not among the ``count`` best."""
    if ranked.scores.size <= max(2 * count, FEW_ROWS):
        return ranked
    least = nth_highest(ranked.scores, count)
    kept = np.flatnonzero(ranked.scores >= least)
    return Ranked(*(values[kept] for values in ranked))
