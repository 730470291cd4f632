"""What to look up for a literal, whatever the index.

A literal is folded and joined as documents are, then split into units. Each unit
gives one constraint "these terms, at this distance from the start"; the literal
stands where all of them hold. Inside the literal a unit must match whole; at its
edges a run may be the end or the beginning of a longer run, so ``7奈`` is found in
``17奈米`` and ``DIA`` in ``NVIDIA``, as grep would.

A text that the scripts spell apart, as 反覆 and 反复, is a literal for each spelling.
"""

from __future__ import annotations

from functools import lru_cache
from heapq import merge
from typing import TYPE_CHECKING, NamedTuple

from sou.analysis.text_units import text_units
from sou.text.classes import RUN, class_of
from sou.text.joined import joined_text
from sou.text.script_words import other_spellings
from sou.text.spellings import has_spellings, script_fold

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sou.text.joined import JoinedText


class Pair(NamedTuple):
    """A single at ``distance``, followed by ``second`` (or by anything)."""

    distance: int
    first: int
    second: int | None


class Run(NamedTuple):
    """A run, or the part of one that the literal's edges leave."""

    distance: int
    text: str
    is_open_left: bool
    is_open_right: bool
    next_code: int | None
    """Code after the run inside the literal."""


class LiteralPlan(NamedTuple):
    """What to look up for a literal."""

    text: str
    """Folded and joined."""
    constraints: tuple[Pair | Run, ...]

    begins_run: bool = False
    """True when it must not begin inside a run."""
    script: str | None = None
    """The text with each Han character as it must be written; ``None`` for any spelling."""
    others: tuple[LiteralPlan, ...] = ()
    """The text as another script spells it, of the same length: what is found, too."""

    @property
    def spellings(self) -> tuple[LiteralPlan, ...]:
        """This one without the others, and they."""
        return (self._replace(others=()), *self.others)

    @property
    def length(self) -> int:
        """Code points of a match, in joined text."""
        return len(self.text)

    @property
    def length_field(self) -> str:
        """The field whose row lengths normalise it: for a pair that of its term."""
        only = self.constraints[0] if len(self.constraints) == 1 else None
        return "pairs" if isinstance(only, Pair) and only.second is not None else "chars"

    def occurrences(self, joined: JoinedText) -> Iterator[int]:
        """Yield the joined offsets where a text holds it, ascending, overlaps included."""
        if self.others:
            yield from merge(*(spelling.occurrences(joined) for spelling in self.spellings))
            return
        if not self.constraints:
            return
        for start in joined.occurrences(self.text):
            if self.begins_run and start and class_of(ord(joined.text[start - 1])) == RUN:
                continue
            if self.script is None or script_fold(self._written(joined, start)) == self.script:
                yield start

    def _written(self, joined: JoinedText, start: int) -> str:
        return joined.unfolded[start : start + self.length]


@lru_cache(maxsize=1024)  # the next letter typed asks for most of them again
def plan_literal(
    text: str, *, at_run_start: bool = False, exact_script: bool = False
) -> LiteralPlan:
    """Plan the search of ``text``; one that is blank has no constraints.

    With ``at_run_start`` a literal that begins with a letter or digit must not
    begin inside a run: the meaning of ``word*``. With ``exact_script`` it must be written
    with the Han characters typed; without, it is found in the spelling of either script.
    """
    joined = joined_text(text.replace("\0", " "))  # a zero ends a document
    folded = joined.text
    if exact_script:
        script = script_fold(joined.unfolded) if has_spellings(folded) else None
        return _planned(folded, at_run_start=at_run_start, script=script)
    planned = _planned(folded, at_run_start=at_run_start)
    others = other_spellings(folded)
    if not others:
        return planned
    return planned._replace(
        others=tuple(_planned(other, at_run_start=at_run_start) for other in others)
    )


def _planned(folded: str, *, at_run_start: bool, script: str | None = None) -> LiteralPlan:
    """Plan the search of a folded text in one spelling."""
    units = text_units(folded)
    size = len(folded)
    constraints: list[Pair | Run] = []
    after_single = {unit.end for unit in units if not unit.is_run}
    for unit in units:
        if unit.is_run:
            continue
        first = ord(folded[unit.start])
        if unit.end < size:
            constraints.append(Pair(unit.start, first, ord(folded[unit.end])))
        elif unit.start not in after_single:
            constraints.append(Pair(unit.start, first, None))
    constraints += [
        Run(
            distance=unit.start,
            text=folded[unit.start : unit.end],
            is_open_left=unit.start == 0 and not at_run_start,
            is_open_right=unit.end == size,
            next_code=ord(folded[unit.end]) if unit.end < size else None,
        )
        for unit in units
        if unit.is_run
    ]
    begins_run = at_run_start and bool(units) and units[0].is_run
    return LiteralPlan(folded, tuple(constraints), begins_run, script)
