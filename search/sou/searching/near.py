"""Phrases with slop and NEAR: literals at limited distances, by arrays of positions.

Distances count the characters between two literals in the searchable text. Literals
of a match share no character. Passages do not part them, documents do. A match counts
once for each place where it can begin, in the row of that place.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np

from sou.errors import QueryTreeError
from sou.query import tree as nodes
from sou.store.postings import Postings, counted_rows

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import numpy.typing as npt

    from sou.searching.literal import LiteralFinder
    from sou.searching.literal_plan import LiteralPlan
    from sou.searching.plan import QueryPlan
    from sou.searching.snapshot import SegmentView

    Positions = npt.NDArray[np.int64]

MOST_UNORDERED: Final = 6
"""In any order no more literals can be looked for: each of their sets is tried."""


class Gap(NamedTuple):
    """How many characters may stand between one literal and the next."""

    least: int
    most: int | None
    """``None``: as many as the document has."""


@dataclass(frozen=True, slots=True)
class NearPlan:
    """Literals near each other, whatever the index. Hashable."""

    places: tuple[tuple[LiteralPlan, ...], ...]
    """For each place the literals that may stand there."""
    gaps: tuple[Gap, ...]
    """Between one place and the next; in any order, the first is that of all."""
    ordered: bool


def near_plan(node: nodes.Query, plan: QueryPlan) -> NearPlan | None:
    """Plan a phrase, a NEAR or a sequence of literals of the body.

    ``None`` means that the node speaks of something else.

    Raises:
        QueryTreeError: there are too many literals in any order.
    """
    found = _planned(node, plan)
    if found and not found.ordered and len(found.places) > MOST_UNORDERED:
        raise QueryTreeError(f"no more than {MOST_UNORDERED} literals can be near in any order")
    return found


def _planned(node: nodes.Query, plan: QueryPlan) -> NearPlan | None:
    match node:
        case nodes.Near():
            leaves = [(plan.literal(text),) for text in node.literals]
            return _plan(leaves, Gap(0, node.distance_chars), ordered=node.ordered)
        case nodes.Phrase() if node.fieldname == "body":
            return _phrase(node, plan)
        case nodes.Ordered():
            return _of_clauses(node, Gap(0, None), plan, ordered=True)
        case nodes.Sequence():
            gap = Gap(0, node.slop - 1)
            return _of_clauses(node, gap, plan, ordered=node.ordered)
        case nodes.SpanNear() | nodes.SpanNear2():
            gap = Gap(max(node.mindist - 1, 0), node.slop - 1)
            return _of_clauses(node, gap, plan, ordered=node.ordered)
        case _:
            return None


def _plan(leaves: Sequence[tuple[LiteralPlan, ...]], gap: Gap, *, ordered: bool) -> NearPlan:
    return NearPlan(tuple(leaves), (gap,) * max(len(leaves) - 1, 0), ordered)


def _of_clauses(node: nodes.Query, gap: Gap, plan: QueryPlan, *, ordered: bool) -> NearPlan | None:
    leaves = [_alternatives(child, plan) for child in nodes.children_of(node)]
    known = [leaf for leaf in leaves if leaf is not None]
    return _plan(known, gap, ordered=ordered) if len(known) == len(leaves) else None


def _alternatives(node: nodes.Query, plan: QueryPlan) -> tuple[LiteralPlan, ...] | None:
    """Return the literals that a clause of a sequence means."""
    match node:
        case nodes.Term() | nodes.Literal() if node.fieldname == "body":
            return (plan.literal(node.text),)
        case nodes.Prefix() if node.fieldname == "body":
            return (plan.literal(node.text, at_run_start=True),)
        case nodes.Phrase() if node.fieldname == "body" and node.slop <= 1:
            return (plan.literal(" ".join(node.words)),)
        case nodes.Or() if not node.minmatch and node.scale is None:
            found = [_alternatives(child, plan) for child in node.children()]
            known = [leaf for leaf in found if leaf is not None]
            all_known = len(known) == len(found)
            return tuple(literal for leaf in known for literal in leaf) if all_known else None
        case _:
            return None


def _phrase(node: nodes.Phrase, plan: QueryPlan) -> NearPlan:
    """Plan a phrase: without slop it is the literal that its words spell."""
    if node.slop <= 1:
        return NearPlan(((plan.literal(" ".join(node.words)),),), (), ordered=True)
    words = [literal for word in node.words if (literal := plan.literal(word)).constraints]
    gaps = []
    for one, other in pairwise(words):
        blanks = plan.literal(f"{one.text} {other.text}").length - one.length - other.length
        gaps.append(Gap(0, node.slop - 1 + blanks))
    return NearPlan(tuple((word,) for word in words), tuple(gaps), ordered=True)


def near_postings(view: SegmentView, finder: LiteralFinder, plan: NearPlan) -> Postings:
    """Return the rows in which matches begin, and how many do; remembered."""
    key = (view.segment.name, "near", plan)
    return Postings(*view.cache.get(key, lambda: _counted(view, finder, plan)))


def _counted(view: SegmentView, finder: LiteralFinder, plan: NearPlan) -> Postings:
    starts = near_positions(view, finder, plan)
    row_positions = view.segment.row_positions
    rows = row_positions.searchsorted(starts.astype(np.uint32), side="right") - 1
    return counted_rows(rows)


def near_positions(view: SegmentView, finder: LiteralFinder, plan: NearPlan) -> Positions:
    """Return where matches begin in the segment, ascending, each once."""
    places: list[_Spans] = []
    for alternatives in plan.places:
        places.append(_Spans.of(view, finder, alternatives))
        if not places[-1].starts.size:
            return places[-1].starts
    if not places:
        return np.zeros(0, dtype=np.int64)
    if plan.ordered or len(places) == 1:
        return _in_order(places, plan.gaps)
    return _in_any_order(places, plan.gaps[0])


@dataclass(frozen=True, slots=True)
class _Spans:
    """Where the literals of a place stand, by ascending start."""

    starts: Positions
    ends: Positions
    limits: Positions
    """Where the document of each ends."""

    @classmethod
    def of(
        cls, view: SegmentView, finder: LiteralFinder, literals: Iterable[LiteralPlan]
    ) -> _Spans:
        pairs = [(finder.positions(literal), literal.length) for literal in dict.fromkeys(literals)]
        starts = np.concatenate([np.zeros(0, np.int64), *(found for found, _ in pairs)])
        ends = np.concatenate([np.zeros(0, np.int64), *(found + size for found, size in pairs)])
        if len(pairs) > 1:
            order = np.argsort(starts, kind="stable")
            starts, ends = starts[order], ends[order]
        segment = view.segment
        rows = segment.row_positions.searchsorted(starts.astype(np.uint32), side="right") - 1
        following = segment.document_rows[segment.row_documents[rows] + 1]
        return cls(starts, ends, segment.row_positions[following].astype(np.int64))

    def chosen(self, flags: npt.NDArray[np.bool_]) -> _Spans:
        """Return some of the spans."""
        return _Spans(self.starts[flags], self.ends[flags], self.limits[flags])

    def followed_by(self, starts: Positions, gap: Gap) -> npt.NDArray[np.bool_]:
        """Tell which spans have one of some ascending starts after them, near enough."""
        first = starts.searchsorted(self.ends + gap.least)
        latest: Any = self.limits
        if gap.most is not None:
            latest = np.minimum(self.ends + (gap.most + 1), self.limits)
        has_next: npt.NDArray[np.bool_] = starts.searchsorted(latest) > first
        return has_next


def _in_order(places: Sequence[_Spans], gaps: Sequence[Gap]) -> Positions:
    """Return the starts of chains through all places, from the last place back."""
    starts = places[-1].starts
    for spans, gap in zip(places[-2::-1], gaps[::-1], strict=True):
        starts = spans.starts[spans.followed_by(starts, gap)]
    return np.unique(starts)


def _in_any_order(places: Sequence[_Spans], gap: Gap) -> Positions:
    """Return the starts of chains through all places, whatever their order.

    For each set of places and each that comes first: the spans of the first from which
    a chain goes through all others of the set.
    """
    chains: dict[tuple[int, int], _Spans] = {
        (1 << number, number): spans for number, spans in enumerate(places)
    }
    for chosen in sorted(range(1, 1 << len(places)), key=int.bit_count):
        numbers = [number for number in range(len(places)) if chosen >> number & 1]
        if len(numbers) < 2:
            continue
        for first in numbers:
            others = chosen & ~(1 << first)
            flags = np.zeros(places[first].starts.size, dtype=np.bool_)
            for second in numbers:
                if second != first:
                    following = chains[others, second].starts
                    flags |= places[first].followed_by(following, gap)
            chains[chosen, first] = places[first].chosen(flags)
    whole = (1 << len(places)) - 1
    return np.unique(np.concatenate([chains[whole, n].starts for n in range(len(places))]))
