"""Find every place of a literal in a segment, by positions alone."""

from __future__ import annotations

from operator import itemgetter
from typing import TYPE_CHECKING, Final

import numpy as np

from sou.searching.chain_plan import ChainPlan
from sou.searching.chains import chains
from sou.searching.document_set import DocumentSet
from sou.searching.expand import summed
from sou.searching.literal_plan import LiteralPlan, Pair, Run
from sou.searching.script import written_so
from sou.searching.term_list import NO_POSTINGS, TermList, term_list
from sou.store.postings import Postings, counted_rows
from sou.text.classes import RUN, WIDE, class_of
from sou.text.joined import joined_text
from sou.text.searchable import character_classes

if TYPE_CHECKING:
    import numpy.typing as npt

    from sou.searching.snapshot import SegmentView

    Integers = npt.NDArray[np.int64]
    Positions = npt.NDArray[np.int64]

_NONE: Final = np.zeros(0, dtype=np.int64)
_NEAR_FACTOR: Final = 32
"""A list so many times as long as what is wanted of it is read in stretches."""


class LiteralFinder:
    """Finds literals in one segment, and remembers them while a query runs."""

    def __init__(self, view: SegmentView) -> None:
        self._view = view
        self.segment = view.segment
        self._postings: dict[LiteralPlan, Postings] = {}
        self._positions: dict[LiteralPlan, Positions] = {}

    def postings(self, plan: LiteralPlan) -> Postings:
        """Return the rows in which a literal begins, and how often."""
        found = self._postings.get(plan)
        if found is None:
            key = (self.segment.name, "literal", plan)
            arrays = self._view.cache.get(key, lambda: self._find_postings(plan))
            found = self._postings[plan] = Postings(*arrays)
        return found

    def documents(self, plan: LiteralPlan) -> DocumentSet:
        """Return the documents that hold a literal."""
        term = self.term(plan)
        if term is not None:
            return term.documents()
        if plan.others:
            found = map(self.documents, plan.spellings)
            return DocumentSet.any_of(self.segment.document_count, found)
        return self._view.documents_of(self.postings(plan).rows)

    def positions(self, plan: LiteralPlan) -> Positions:
        """Return where a literal stands in the segment, ascending."""
        found = self._positions.get(plan)
        if found is None:
            found = self._positions[plan] = self._find_positions(plan)
        return found

    def positions_in(self, plan: LiteralPlan | ChainPlan, document: int) -> Positions:
        """Return where a literal or chain stands in a document, as joined offsets in it."""
        base, end = self.segment.positions_of_document(document)
        if isinstance(plan, ChainPlan):
            return self._chain_positions_in(plan, document, base, end)
        if plan.others:
            parts = [self.positions_in(spelling, document) for spelling in plan.spellings]
            return np.sort(np.concatenate(parts))
        term = None if plan in self._positions else self.term(plan)
        if term is None or term.field != "pairs":
            found = self.positions(plan)
        else:
            rows = np.arange(*self.segment.document_rows[document : document + 2].tolist())
            found = term.positions_near(rows)
        first, last = found.searchsorted((base, end))
        return found[first:last] - base

    def _chain_positions_in(self, plan: ChainPlan, document: int, base: int, end: int) -> Positions:
        if plan.length == 1:  # of every other character in the index all places would be read
            found = plan.occurrences(joined_text(self.segment.text(document)))
            return np.fromiter(found, dtype=np.int64)
        starts = chains(self._view, plan).starts
        first, last = starts.searchsorted(np.array((base, end), dtype=np.uint32))
        return starts[first:last].astype(np.int64) - base

    def _find_postings(self, plan: LiteralPlan) -> Postings:
        if not plan.constraints:
            return NO_POSTINGS
        if plan.others:
            return summed(list(map(self.postings, plan.spellings)), self.segment.row_count)
        if plan.script is not None:
            return self._postings_at(self.positions(plan))
        constraint = plan.constraints[0]
        term = self.term(plan)
        if term is not None:
            return term.postings()
        is_alone = len(plan.constraints) == 1
        if is_alone and isinstance(constraint, Pair):
            if constraint.second is not None or class_of(constraint.first) == WIDE:
                return NO_POSTINGS
            ordinals = np.arange(*self.segment.pairs.dictionary.ordinals_of(constraint.first))
            return self.segment.pairs.postings_of(ordinals)
        if is_alone and isinstance(constraint, Run) and not self.segment.has_long_runs:
            ordinals, _ = self._run_ordinals(constraint)
            if ordinals.size == 1:
                return TermList(self._view, "runs", int(ordinals[0])).postings()
            return self.segment.runs.postings_of(ordinals)
        return self._postings_at(self.positions(plan))

    def _postings_at(self, starts: Positions) -> Postings:
        rows = self.segment.row_positions.searchsorted(starts.astype(np.uint32), side="right")
        return counted_rows(rows - 1)

    def term(self, plan: LiteralPlan) -> TermList | None:
        """Return the term that a literal is, if it is just one and stands anywhere."""
        if len(plan.constraints) != 1 or plan.script is not None or plan.others:
            return None
        constraint = plan.constraints[0]
        if isinstance(constraint, Run):
            return None
        if constraint.second is None and class_of(constraint.first) == WIDE:
            return term_list(self._view, "chars", constraint.first)
        return self._pair_term(constraint)

    def _pair_term(self, pair: Pair) -> TermList | None:
        if pair.second is None:
            return None
        return term_list(self._view, "pairs", (pair.first, pair.second))

    def _find_positions(self, plan: LiteralPlan) -> Positions:
        """Intersect the positions of all constraints, the rarest first."""
        if not plan.constraints:
            return _NONE
        if plan.others:
            return np.sort(np.concatenate(list(map(self.positions, plan.spellings))))
        if plan.script is not None:
            spelt_anyhow = self.positions(plan._replace(script=None))
            return written_so(self.segment, plan, spelt_anyhow)
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

    def _cost(self, constraint: Pair | Run) -> int:
        """Return about how many entries a constraint has."""
        if isinstance(constraint, Run):
            return self.segment.row_count
        term = self._pair_term(constraint)
        if term is not None:
            return term.entries
        return 0 if constraint.second is not None else self.segment.row_count

    def _positions_about(self, constraint: Pair | Run, cost: int, wanted: Positions) -> Positions:
        """Return positions of a constraint, all of those that are ``wanted`` among them."""
        term = self._pair_term(constraint) if isinstance(constraint, Pair) else None
        if term is None or wanted.size * _NEAR_FACTOR > cost:
            return self._positions_of(constraint)
        row_positions = self.segment.row_positions
        last = row_positions.size - 2
        rows = row_positions.searchsorted(wanted.astype(np.uint32), side="right") - 1
        return term.positions_near(np.unique(np.minimum(rows, last)))

    def _positions_of(self, constraint: Pair | Run) -> Positions:
        if isinstance(constraint, Run):
            return self._run_positions(constraint)
        return self._pair_positions(constraint.first, constraint.second)

    def _pair_positions(self, first: int, second: int | None) -> Positions:
        pairs = self.segment.pairs
        if second is not None:
            ordinal = pairs.dictionary.ordinal(first, second)
            return pairs.positions(ordinal) if ordinal >= 0 else _NONE
        return pairs.positions_of(np.arange(*pairs.dictionary.ordinals_of(first)))

    def _run_positions(self, run: Run) -> Positions:
        ordinals, shifts = self._run_ordinals(run)
        found = self.segment.runs.positions_of(ordinals, shifts)
        if not self.segment.has_long_runs:
            return found
        return np.sort(np.concatenate((found, self._in_long_runs(run))))

    def _run_ordinals(self, run: Run) -> tuple[Integers, Integers]:
        """Return the terms of the dictionary that show the wanted part, and where in them."""
        dictionary = self.segment.runs.dictionary
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

    def _in_long_runs(self, run: Run) -> Positions:
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
        if starts is None:
            return _NONE
        if run.distance or run.is_open_left:
            return starts
        return starts[~_contains(self._positions_in_runs_before(codes[0]), starts - 1)]

    def _positions_in_runs_before(self, second: int) -> Positions:
        """Return where long runs hold a letter or digit that comes before a certain one."""
        dictionary = self.segment.pairs.dictionary
        codes, _ = dictionary.key_counts()
        letters = codes[character_classes().of(codes) == RUN].tolist()
        ordinals = [dictionary.ordinal(letter, second) for letter in letters]
        return self.segment.pairs.positions_of(np.array([n for n in ordinals if n >= 0], np.int64))


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
