"""Find every place of a literal in a segment, by positions alone.

A literal is folded and joined as documents are, then split into units. Each unit
gives one constraint "these terms, at this distance from the start"; the literal
stands where all of them hold. Inside the literal a unit must match whole; at its
edges a run may be the end or the beginning of a longer run, so ``7奈`` is found in
``17奈米`` and ``DIA`` in ``NVIDIA``, as grep would.
"""

from __future__ import annotations

from dataclasses import dataclass
from operator import itemgetter
from typing import TYPE_CHECKING, Final

import numpy as np

from sou.analysis.units import split_units
from sou.searching.document_set import DocumentSet
from sou.searching.term_list import NO_POSTINGS, TermList
from sou.store.postings import Postings, counted_rows
from sou.text.characters import WIDE, to_text
from sou.text.searchable import character_classes, searchable

if TYPE_CHECKING:
    import numpy.typing as npt

    from sou.searching.snapshot import SegmentView

    Integers = npt.NDArray[np.int64]
    Positions = npt.NDArray[np.int64]

_NONE: Final = np.zeros(0, dtype=np.int64)
_NEAR_FACTOR: Final = 32
"""A list so many times as long as what is wanted of it is read in stretches."""


@dataclass(frozen=True, slots=True)
class _Pair:
    """A single at ``distance``, followed by ``second`` (or by anything)."""

    distance: int
    first: int
    second: int | None


@dataclass(frozen=True, slots=True)
class _Run:
    """A run, or the part of one that the literal's edges leave."""

    distance: int
    text: str
    is_open_left: bool
    is_open_right: bool
    next_code: int | None
    """Code after the run inside the literal."""


@dataclass(frozen=True, slots=True)
class LiteralPlan:
    """What to look up for a literal."""

    text: str
    """Folded and joined."""
    constraints: tuple[_Pair | _Run, ...]

    @property
    def length(self) -> int:
        """Code points of a match, in joined text."""
        return len(self.text)


def plan_literal(text: str, *, at_run_start: bool = False) -> LiteralPlan:
    """Plan the search of ``text``; one that is blank has no constraints.

    With ``at_run_start`` a literal that begins with a letter or digit must not
    begin inside a run: the meaning of ``word*``.
    """
    codes = searchable(text).codes
    units = split_units(codes)
    constraints: list[_Pair | _Run] = []
    size = int(codes.size)
    after_single = set((units.singles + 1).tolist())
    for at in units.singles.tolist():
        if at + 1 < size:
            constraints.append(_Pair(at, int(codes[at]), int(codes[at + 1])))
        elif at not in after_single:
            constraints.append(_Pair(at, int(codes[at]), None))
    folded = to_text(codes)
    for start, end in zip(units.run_starts.tolist(), units.run_ends.tolist(), strict=True):
        constraints.append(
            _Run(
                distance=start,
                text=folded[start:end],
                is_open_left=start == 0 and not at_run_start,
                is_open_right=end == size,
                next_code=int(codes[end]) if end < size else None,
            )
        )
    return LiteralPlan(folded, tuple(constraints))


class LiteralFinder:
    """Finds literals in one segment, and remembers them while a query runs."""

    def __init__(self, view: SegmentView) -> None:
        self._view = view
        self._segment = view.segment
        self._postings: dict[LiteralPlan, Postings] = {}
        self._positions: dict[LiteralPlan, Positions] = {}

    def postings(self, plan: LiteralPlan) -> Postings:
        """Return the rows in which a literal begins, and how often."""
        found = self._postings.get(plan)
        if found is None:
            key = (self._segment.name, "literal", plan)
            arrays = self._view.cache.get(key, lambda: self._find_postings(plan))
            found = self._postings[plan] = Postings(*arrays)
        return found

    def documents(self, plan: LiteralPlan) -> DocumentSet:
        """Return the documents that hold a literal."""
        term = self.term(plan)
        if term is not None:
            return term.documents()
        return self._view.documents_of(self.postings(plan).rows)

    def positions(self, plan: LiteralPlan) -> Positions:
        """Return where a literal stands in the segment, ascending."""
        found = self._positions.get(plan)
        if found is None:
            found = self._positions[plan] = self._find_positions(plan)
        return found

    def positions_in(self, plan: LiteralPlan, document: int) -> Positions:
        """Return where a literal stands in a document, as joined offsets in it."""
        base, end = self._segment.positions_of_document(document)
        term = None if plan in self._positions else self.term(plan)
        if term is None or term.field != "pairs":
            found = self.positions(plan)
        else:
            rows = np.arange(*self._segment.document_rows[document : document + 2].tolist())
            found = term.positions_near(rows)
        first, last = found.searchsorted((base, end))
        return found[first:last] - base

    def _find_postings(self, plan: LiteralPlan) -> Postings:
        if not plan.constraints:
            return NO_POSTINGS
        constraint = plan.constraints[0]
        term = self.term(plan)
        if term is not None:
            return term.postings()
        if len(plan.constraints) == 1 and isinstance(constraint, _Pair):
            if constraint.second is not None or _is_wide(constraint.first):
                return NO_POSTINGS
            ordinals = np.arange(*self._segment.pairs.dictionary.ordinals_of(constraint.first))
            return self._segment.pairs.postings_of(ordinals)
        if len(plan.constraints) == 1 and not self._segment.has_long_runs:
            ordinals, _ = self._run_ordinals(constraint)
            if ordinals.size == 1:
                return TermList(self._view, "runs", int(ordinals[0])).postings()
            return self._segment.runs.postings_of(ordinals)
        starts = self.positions(plan)
        rows = self._segment.row_positions.searchsorted(starts.astype(np.uint32), side="right")
        return counted_rows(rows - 1)

    def term(self, plan: LiteralPlan) -> TermList | None:
        """Return the term that a literal is, if it is just one and stands anywhere."""
        if len(plan.constraints) != 1:
            return None
        constraint = plan.constraints[0]
        if isinstance(constraint, _Run):
            return None
        if constraint.second is None and _is_wide(constraint.first):
            ordinal = self._segment.chars.dictionary.ordinal(constraint.first)
            return TermList(self._view, "chars", ordinal) if ordinal >= 0 else None
        return self._pair_term(constraint)

    def _pair_term(self, pair: _Pair) -> TermList | None:
        if pair.second is None:
            return None
        ordinal = self._segment.pairs.dictionary.ordinal(pair.first, pair.second)
        return TermList(self._view, "pairs", ordinal) if ordinal >= 0 else None

    def _find_positions(self, plan: LiteralPlan) -> Positions:
        """Intersect the positions of all constraints, the rarest first."""
        if not plan.constraints:
            return _NONE
        sized = [(self._cost(constraint), constraint) for constraint in plan.constraints]
        sized.sort(key=itemgetter(0))
        first = sized[0][1]
        starts = self._positions_of(first) - first.distance
        for cost, constraint in sized[1:]:
            if not starts.size:
                break
            wanted = starts + constraint.distance
            starts = starts[_contains(self._positions_about(constraint, cost, wanted), wanted)]
        return starts[starts >= 0]

    def _cost(self, constraint: _Pair | _Run) -> int:
        """Return about how many entries a constraint has."""
        if isinstance(constraint, _Run):
            return self._segment.row_count
        term = self._pair_term(constraint)
        if term is not None:
            return term.entries
        return 0 if constraint.second is not None else self._segment.row_count

    def _positions_about(self, constraint: _Pair | _Run, cost: int, wanted: Positions) -> Positions:
        """Return positions of a constraint, all of those that are ``wanted`` among them."""
        term = self._pair_term(constraint) if isinstance(constraint, _Pair) else None
        if term is None or wanted.size * _NEAR_FACTOR > cost:
            return self._positions_of(constraint)
        row_positions = self._segment.row_positions
        last = row_positions.size - 2
        rows = row_positions.searchsorted(wanted.astype(np.uint32), side="right") - 1
        return term.positions_near(np.unique(np.minimum(rows, last)))

    def _positions_of(self, constraint: _Pair | _Run) -> Positions:
        if isinstance(constraint, _Run):
            return self._run_positions(constraint)
        return self._pair_positions(constraint.first, constraint.second)

    def _pair_positions(self, first: int, second: int | None) -> Positions:
        pairs = self._segment.pairs
        if second is not None:
            ordinal = pairs.dictionary.ordinal(first, second)
            return pairs.positions(ordinal) if ordinal >= 0 else _NONE
        return pairs.positions_of(np.arange(*pairs.dictionary.ordinals_of(first)))

    def _run_positions(self, run: _Run) -> Positions:
        ordinals, shifts = self._run_ordinals(run)
        found = self._segment.runs.positions_of(ordinals, shifts)
        if not self._segment.has_long_runs:
            return found
        return np.sort(np.concatenate((found, self._in_long_runs(run))))

    def _run_ordinals(self, run: _Run) -> tuple[Integers, Integers]:
        """Return the terms of the dictionary that show the wanted part, and where in them."""
        dictionary = self._segment.runs.dictionary
        wanted = run.text.encode("utf-8", "surrogatepass")
        if not run.is_open_left:
            if run.is_open_right:
                ordinals = np.arange(*dictionary.ordinals_with_prefix(wanted))
            else:
                ordinal = dictionary.ordinal(wanted)
                ordinals = np.arange(ordinal, ordinal + 1) if ordinal >= 0 else _NONE
            return ordinals, np.zeros(ordinals.size, dtype=np.int64)
        ordinals, at, chars_before = dictionary.occurrences(wanted)
        if not run.is_open_right:
            at_end = at + len(wanted) == dictionary.lengths(ordinals)
            ordinals, chars_before = ordinals[at_end], chars_before[at_end]
        return ordinals, chars_before

    def _in_long_runs(self, run: _Run) -> Positions:
        """Find a run's text where a long run fell apart into singles."""
        codes = [ord(character) for character in run.text]
        following = [*codes[1:], run.next_code]
        starts: Positions | None = None
        for distance, (first, second) in enumerate(zip(codes, following, strict=True)):
            if second is None and distance > 0:
                break
            positions = self._pair_positions(first, second)
            if starts is None:
                starts = positions
            else:
                starts = starts[_contains(positions, starts + distance)]
        return _NONE if starts is None else starts


def _is_wide(code: int) -> bool:
    return bool(character_classes().of(np.array([code]))[0] == WIDE)


def _contains(values: Positions, wanted: Positions) -> npt.NDArray[np.bool_]:
    """Tell which of ``wanted`` are among ``values``, both ascending."""
    if not values.size:
        return np.zeros(wanted.size, dtype=np.bool_)
    if values.size * 8 < wanted.size:
        found = np.zeros(wanted.size, dtype=np.bool_)
        at = np.minimum(wanted.searchsorted(values), wanted.size - 1)
        found[at[wanted[at] == values]] = True
        return found
    at = np.minimum(values.searchsorted(wanted), values.size - 1)
    is_there: npt.NDArray[np.bool_] = values[at] == wanted
    return is_there
