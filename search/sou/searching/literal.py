"""Find every place of a literal in a segment, by positions alone.

A literal is folded and joined as documents are, then split into units. Each unit
gives one constraint "these terms, at this distance from the start"; the literal
stands where all of them hold. Inside the literal a unit must match whole; at its
edges a run may be the end or the beginning of a longer run, so ``7奈`` is found in
``17奈米`` and ``DIA`` in ``NVIDIA``, as grep would.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from sou.analysis.units import pair_key, split_units
from sou.text.characters import to_text
from sou.text.searchable import searchable

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy.typing as npt

    from sou.store.segment import Segment

    Positions = npt.NDArray[Any]

_NONE: Positions = np.zeros(0, dtype=np.uint32)


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


def find_literal(segment: Segment, plan: LiteralPlan) -> Positions:
    """Return the start positions of a literal in a segment, ascending."""
    if not plan.constraints:
        return _NONE
    found = [(c.distance, _positions(segment, c)) for c in plan.constraints]
    found.sort(key=lambda item: item[1].size)
    distance, positions = found[0]
    starts = positions.astype(np.int64) - distance
    for distance, positions in found[1:]:
        if not starts.size:
            break
        starts = starts[_contains(positions, starts + distance)]
    return starts[starts >= 0]


def _contains(values: Positions, wanted: npt.NDArray[np.int64]) -> npt.NDArray[np.bool_]:
    """Tell which of ``wanted`` are among ``values``, both ascending."""
    if not values.size:
        return np.zeros(wanted.size, dtype=np.bool_)
    at = np.searchsorted(values, wanted.astype(values.dtype))
    found: npt.NDArray[np.bool_] = values[np.minimum(at, values.size - 1)] == wanted
    return found


def _positions(segment: Segment, constraint: _Pair | _Run) -> Positions:
    if isinstance(constraint, _Run):
        return _run_positions(segment, constraint)
    return _pair_positions(segment, constraint.first, constraint.second)


def _pair_positions(segment: Segment, first: int, second: int | None) -> Positions:
    dictionary, postings = segment.pairs
    if second is not None:
        ordinal = dictionary.ordinal(pair_key(first, second))
        return postings.positions_of(ordinal) if ordinal >= 0 else _NONE
    begin, end = dictionary.ordinals_between(pair_key(first, 0), pair_key(first + 1, 0))
    positions = postings.positions_between(begin, end)
    return positions if end - begin <= 1 else np.sort(positions)


def _run_positions(segment: Segment, run: _Run) -> Positions:
    parts = list(_runs_in_dictionary(segment, run))
    if segment.has_long_runs:
        parts.append(_in_long_runs(segment, run))
    parts = [part for part in parts if part.size]
    if not parts:
        return _NONE
    return parts[0] if len(parts) == 1 else np.sort(np.concatenate(parts))


def _runs_in_dictionary(segment: Segment, run: _Run) -> Iterator[Positions]:
    """Yield positions where a run of the dictionary shows the wanted part."""
    dictionary, postings = segment.runs
    wanted = run.text.encode("utf-8", "surrogatepass")
    if not run.is_open_left:
        if run.is_open_right:
            first, end = dictionary.ordinals_with_prefix(wanted)
        else:
            first = dictionary.ordinal(wanted)
            end = first + 1 if first >= 0 else first
        if end > first:
            positions = postings.positions_between(first, end)
            yield positions if end - first == 1 else np.sort(positions)
        return
    ordinals, at, chars_before = dictionary.occurrences(wanted)
    if not run.is_open_right:
        at_end = at + len(wanted) == dictionary.lengths(ordinals)
        ordinals, chars_before = ordinals[at_end], chars_before[at_end]
    if ordinals.size:
        yield postings.positions_shifted(ordinals, chars_before)


def _in_long_runs(segment: Segment, run: _Run) -> Positions:
    """Find a run's text where a long run fell apart into singles."""
    codes = [ord(character) for character in run.text]
    following = [*codes[1:], run.next_code]
    starts: npt.NDArray[np.int64] | None = None
    for distance, (first, second) in enumerate(zip(codes, following, strict=True)):
        if second is None and distance > 0:
            break
        positions = _pair_positions(segment, first, second)
        if starts is None:
            starts = positions.astype(np.int64)
        else:
            starts = starts[_contains(positions, starts + distance)]
    return _NONE if starts is None else starts.astype(np.uint32)
