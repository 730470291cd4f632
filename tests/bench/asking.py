"""Ask every engine every query, in turns, and note the times."""

from __future__ import annotations

import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final

from bench.engines import adapter
from bench.measure import repeat
from bench.queryset import WARM_UP, BenchQuery

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bench.engines import Column, Run
    from bench.kept import Facts

OPENINGS: Final = 9
FRESH_OPENINGS: Final = 3
"""So often is the index opened anew for each query: a first time cannot be repeated else."""
SLOW_REPEATS: Final = 3
"""So often is a query asked of slow columns, or when it takes longer than :data:`SLOW_S`."""
SLOW_S: Final = 0.2


@dataclass(slots=True)
class Noted:
    """What was noted of a column; the lists have one element a query."""

    open_s: list[float] = field(default_factory=list)
    first_s: list[float | None] = field(default_factory=list)
    best_s: list[float | None] = field(default_factory=list)
    matches: list[int | None] = field(default_factory=list)
    failure: str = ""

    def add(self, first_s: float | None, best_s: float | None, matches: int | None) -> None:
        """Note one query; ``None`` where it could not be asked."""
        self.first_s.append(first_s)
        self.best_s.append(best_s)
        self.matches.append(matches)


def ask(indexes: Mapping[str, str], queries: Sequence[list[str]], repeats: int) -> Facts:
    """Return by column what was noted; ``indexes`` are folders by engine.

    Before each query the index is opened anew and asked the warm-up query, so that the
    first time of a query is one in which nothing of it is remembered; of a few such
    openings the least counts.
    """
    drawn = [BenchQuery(kind, form, tuple(terms)) for kind, form, terms in queries]  # type: ignore[arg-type]  # as drawn
    warm_ups = [query for query in drawn if query.kind == WARM_UP]
    timed = [query for query in drawn if query.kind != WARM_UP]
    columns = [
        column for name, folder in indexes.items() for column in adapter(name).columns(Path(folder))
    ]
    noted = {column.name: Noted() for column in columns}
    for number, query in enumerate(timed):
        turn = number % len(columns)
        for column in columns[turn:] + columns[:turn]:
            _ask_one(column, noted[column.name], [*warm_ups, query], repeats)
    return {
        name: {slot: getattr(one, slot) for slot in Noted.__slots__} for name, one in noted.items()
    }


def opening_times(engine: str, folder: Path) -> list[float]:
    """Open an index some times; return the seconds of each, the first with imports."""
    first = adapter(engine).columns(folder)[0]
    times = []
    for _ in range(OPENINGS):
        started = time.perf_counter()
        first.open()
        times.append(time.perf_counter() - started)
    return times


def _ask_one(column: Column, noted: Noted, queries: Sequence[BenchQuery], repeats: int) -> None:
    """Ask the last of some queries, after the others; an engine that fails is asked no more."""
    if noted.failure:
        return
    try:
        openings = 1 if column.is_slow else FRESH_OPENINGS
        asked = [_ask_anew(column, noted, queries) for _ in range(openings)]
        answered = [one for one in asked if one is not None]
        if not answered:
            noted.add(None, None, None)
            return
        run, matches, _ = answered[-1]
        first = min(taken for _, _, taken in answered)
        more = SLOW_REPEATS if column.is_slow or first > SLOW_S else repeats
        noted.add(first, min(first, repeat(run, more - 1)), matches)
    except Exception as error:  # a broken engine is a line of the report
        noted.failure = f"{type(error).__name__}: {error}"
        sys.stderr.write(f"{column.name}: {queries[-1].typed}: {noted.failure}\n")


def _ask_anew(
    column: Column, noted: Noted, queries: Sequence[BenchQuery]
) -> tuple[Run, int | None, float] | None:
    """Open the index, ask all queries, and time the last.

    Returns how to ask that again, how many documents match, and the seconds it took;
    ``None`` where it cannot be asked.
    """
    started = time.perf_counter()
    plan = column.open()
    noted.open_s.append(time.perf_counter() - started)
    *before, run = map(plan, queries)
    if run is None:
        return None
    for warm_up in filter(None, before):
        warm_up()
    started = time.perf_counter()
    matches = run()
    return run, matches, time.perf_counter() - started
