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

from sou.searching.parts import GatedPart, all_champions, summed
from sou.store.equal_runs import as_index, lengths_of_runs, members_of_ranges, starts_of_runs
from sou.store.highest import SAMPLE, nearly_highest, nth_highest

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
MANY_DOCUMENTS: Final = 2048
"""Of so many documents the champions of the terms are tried first."""
MOST_LED: Final = 6
"""With more parts, hardly a row leads in all of them: their champions decide nothing."""
_SWEPT: Final = 32
"""With more documents than one in so many, parts are added up at all rows."""
_CHEAP: Final = 16
"""A part with no more postings than one in so many rows is added up without ado."""
_UNCUT: Final = 256
"""So few documents too many are sorted along."""
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
        if len(documents) > MANY_DOCUMENTS and 0 < _part_count(self.parts) <= MOST_LED:
            ranked, unseen = self._champions(documents)
            if ranked.scores.size >= count:
                least = max(least, nth_highest(ranked.scores, count))
            if least > unseen + _ROUNDING:
                return _cut(ranked, count)
        if self.parts and len(documents) > max(FEW_ROWS, documents.size // _SWEPT):
            rows = self._leading(*self._swept(documents, count, least), count)
        else:
            rows = self._rows_of(documents)
            if self.parts and rows.size > FEW_ROWS:
                rows = self._leading(*self._pruned(rows, count, least), count)
        return _cut(self._by_document(rows, self._summed(self.parts, rows)), count)

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
        rows = self._inside(documents, rows)
        return self._by_document(rows, self._summed(self.parts, rows)), unseen

    def _rows_of(self, documents: DocumentSet) -> Array:
        segment = self.view.segment
        if segment.row_count == segment.document_count:
            return documents.numbers()
        numbers = documents.numbers()
        if numbers.size * 8 > segment.document_count:
            return documents.flags()[segment.row_documents].nonzero()[0]
        starts = segment.document_rows
        first = starts[numbers].astype(np.int64)
        return members_of_ranges(first, starts[numbers + 1] - first)

    def _summed(self, parts: Sequence[ScorePart], rows: Array) -> Scores:
        scores = np.zeros(rows.size, dtype=np.float32)
        for part in parts:
            self.check_cancelled()
            scores += part.scores(rows)
        return scores

    def _swept(self, documents: DocumentSet, count: int, least: float) -> tuple[Array, Scores]:
        """Return the rows that may be among the best of ``count`` of many documents.

        The early parts are added up at all rows; what leads is looked up among the
        documents afterwards.
        """
        early, late = self._divided()
        totals = np.zeros(self.view.segment.row_count, dtype=np.float32)
        late = [*(part for part in early if not self._is_added(part, totals)), *late]
        if not least:  # it is known from another segment, or from champions
            leading = self._inside(documents, _leading_rows(totals, 4 * count + 64))
            least = self._reached(leading, totals[leading], late, count)
        bound = least - sum(part.bound for part in late) - _ROUNDING
        if bound > 0:
            rows = self._inside(documents, (totals >= bound).nonzero()[0])
        else:
            rows = self._rows_of(documents)
        return self._narrowed(rows, totals[rows], late, least)

    def _is_added(self, part: ScorePart, totals: Scores) -> bool:
        self.check_cancelled()
        return part.add_to(totals)

    def _inside(self, documents: DocumentSet, rows: Array) -> Array:
        """Return those of some rows that belong to documents."""
        owners = self.view.segment.row_documents[as_index(rows)]
        inside: Array = rows.take(documents.has(owners).nonzero()[0])
        return inside

    def _divided(self) -> tuple[list[ScorePart], list[ScorePart]]:
        return _divided(self.parts, self.view.segment.row_count // _CHEAP)

    def _pruned(self, rows: Array, count: int, least: float) -> tuple[Array, Scores]:
        """Return those of some rows that may be among the best of ``count`` documents."""
        early, late = self._divided()
        scores = self._totalled(early, rows)
        if not least:
            leading = _leading_rows(scores, 4 * count + 64)
            least = self._reached(rows[leading], scores[leading], late, count)
        return self._narrowed(rows, scores, late, least)

    def _narrowed(
        self, rows: Array, scores: Scores, late: Sequence[ScorePart], least: float
    ) -> tuple[Array, Scores]:
        """Add the late parts one by one, leaving out rows that cannot reach ``least``."""
        gates = [part for part in late if isinstance(part, GatedPart)]
        if len(gates) > 1 and rows.size > SAMPLE:
            may_reach = self._may_reach(rows, scores, late, least)
            rows, scores = rows[may_reach], scores[may_reach]
        open_bound = sum(part.bound for part in late)
        for part in late:
            self.check_cancelled()
            kept = (scores >= least - open_bound - _ROUNDING).nonzero()[0]
            if kept.size < rows.size * 3 // 4:
                rows, scores = rows[kept], scores[kept]
            scores += part.scores(rows)
            open_bound -= part.bound
        kept = (scores >= least - _ROUNDING).nonzero()[0]
        return rows[kept], scores[kept]

    def _may_reach(
        self, rows: Array, scores: Scores, late: Sequence[ScorePart], least: float
    ) -> npt.NDArray[np.bool_]:
        """Tell which rows may reach ``least`` with those late parts that add to their documents."""
        documents = self.view.segment.row_documents[rows]
        reached = scores + np.float32(_ROUNDING)
        for part in late:
            if isinstance(part, GatedPart):
                reached += part.documents.has(documents) * np.float32(part.bound)
            else:
                reached += np.float32(part.bound)
        return reached >= least

    def _totalled(self, parts: Sequence[ScorePart], rows: Array) -> Scores:
        """Return the sum of parts at each of some rows, short lists by way of all rows."""
        short = [part for part in parts if part.cost <= 2 * rows.size]
        others = [part for part in parts if part.cost > 2 * rows.size]
        scores = np.zeros(rows.size, dtype=np.float32)
        if short:
            totals = np.zeros(self.view.segment.row_count, dtype=np.float32)
            others += [part for part in short if not self._is_added(part, totals)]
            scores = totals[rows]
        scores += self._summed(others, rows)
        return scores

    def _reached(self, rows: Array, scores: Scores, late: Sequence[ScorePart], count: int) -> float:
        """Return a score that ``count`` documents reach, from rows that lead so far."""
        best = self._by_document(rows, scores + summed(late, rows)).scores
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

    First come those that make half of the highest possible score, as far as they can be
    added up without looking up documents, and those with no more than ``cheap`` postings.
    """
    bounds = [part.bound for part in parts]
    ordered = sorted(range(len(parts)), key=lambda number: (-bounds[number], number))
    rest = sum(bounds) / 2
    early: list[ScorePart] = []
    late: list[ScorePart] = []
    for number in ordered:
        is_gated = isinstance(parts[number], GatedPart)
        if parts[number].cost <= cheap or (rest > 0 and not is_gated):
            early.append(parts[number])
            rest -= bounds[number]
        else:
            late.append(parts[number])
    return early, late


def _distinct(parts: Sequence[Array], row_count: int) -> Array:
    """Return the rows of several arrays, ascending, each once."""
    flags = np.zeros(row_count, dtype=np.bool_)
    for rows in parts:
        flags[as_index(rows)] = True
    return flags.nonzero()[0]


def _part_count(parts: Sequence[ScorePart]) -> int:
    return sum(len(part.parts) if isinstance(part, GatedPart) else 1 for part in parts)


def _leading_rows(scores: Scores, count: int) -> Array:
    """Return about ``count`` places with the highest scores above 0, ascending."""
    leading = (scores > nearly_highest(scores, count)).nonzero()[0]
    if leading.size > count:
        reached = scores[leading]
        leading = leading[reached >= np.partition(reached, -count)[-count]]
    return leading[: 4 * count]


def _cut(ranked: Ranked, count: int) -> Ranked:
    """Leave out documents that are surely not among the ``count`` best."""
    if ranked.scores.size <= 2 * count + _UNCUT:
        return ranked
    least = nth_highest(ranked.scores, count)
    kept = (ranked.scores >= least).nonzero()[0]
    return Ranked(*(values[kept] for values in ranked))
