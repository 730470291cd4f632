"""Section ``queries``: how long the ten best documents take, by class of query."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from bench.engines import OURS, PAGE
from bench.measure import percentile
from bench.processes import NotAvailableError, run_job
from bench.queryset import WARM_UP
from bench.sections import Section
from bench.table import NOTHING, number, pair, table

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from bench.engines import EngineName
    from bench.indexes import Bench
    from bench.kept import Facts
    from bench.queryset import BenchQuery

ALL: Final = "all"
COUNTED: Final = "tantivy +count"
_MS: Final = 1000.0
_MEASURES: Final = {"best_s": "least of the repeats", "first_s": "first time, nothing remembered"}

Cell = tuple[float, float] | None
"""Median and 95th percentile; nothing where no query was asked."""


@dataclass(frozen=True, slots=True)
class Times:
    """Times of some columns for the same queries."""

    kinds: Sequence[str]
    """The class of each query."""
    columns: Mapping[str, Facts]
    """By column: lists ``first_s``, ``best_s`` and ``matches``, an element a query."""

    @classmethod
    def of(cls, queries: Sequence[BenchQuery], noted: Mapping[str, Facts]) -> Times:
        """Take what a job noted; columns that failed are left out."""
        kinds = [query.kind for query in queries if query.kind != WARM_UP]
        return cls(kinds, {name: one for name, one in noted.items() if not one["failure"]})

    @property
    def classes(self) -> list[str]:
        """The classes in order, and all of them."""
        return [*dict.fromkeys(self.kinds), ALL]

    def cell(self, kind: str, column: str, measure: str, *, where: str | None = None) -> Cell:
        """Return the percentiles of a class, in ms; of queries that ``where`` answered too."""
        values = self.columns[column][measure]
        others = self.columns[where or column][measure]
        chosen = [
            value * _MS
            for of, value, other in zip(self.kinds, values, others, strict=True)
            if kind in (of, ALL) and value is not None and other is not None
        ]
        return (percentile(chosen, 0.5), percentile(chosen, 0.95)) if chosen else None

    def matches(self, kind: str) -> str:
        """Return the median number of matching documents."""
        counts = self._counts(kind, OURS)
        return number(percentile(counts, 0.5)) if counts else NOTHING

    def agreement(self, kind: str, column: str) -> str:
        """Return for how many queries a column counts as many documents as sou."""
        if column not in self.columns:
            return NOTHING
        ours, theirs = self._counts(kind, OURS), self._counts(kind, column)
        same = sum(a == b for a, b in zip(ours, theirs, strict=True))
        return f"{same}/{len(theirs)}" if theirs else NOTHING

    def _counts(self, kind: str, column: str) -> list[int]:
        counts = self.columns[column]["matches"]
        pairs = zip(self.kinds, counts, strict=True)
        return [count for of, count in pairs if kind in (of, ALL) and count is not None]


def ask_all(bench: Bench, engines: Sequence[EngineName], repeats: int, section: Section) -> Times:
    """Ask all engines all queries, in one process; those without an index are noted.

    Raises:
        NotAvailableError: no engine can be asked.
    """
    folders: dict[str, str] = {}
    for engine in engines:
        try:
            folders[engine] = str(bench.index(engine).folder)
        except NotAvailableError as error:
            section.notes.append(f"{engine}: {error}")
    queries = bench.survey().queries
    drawn = [(query.kind, query.form, query.terms) for query in queries]
    noted = run_job("ask", indexes=folders, queries=drawn, repeats=repeats)
    section.notes += [f"{name}: {one['failure']}" for name, one in noted.items() if one["failure"]]
    return Times.of(queries, noted)


def latency(bench: Bench, repeats: int) -> Section:
    """Measure every class of query on every engine."""
    section = Section()
    try:
        times = ask_all(bench, bench.engines(), repeats, section)
    except NotAvailableError as error:
        section.notes.append(str(error))
        return section
    section.tables.append(_matches_table(times))
    for measure, how in _MEASURES.items():
        section.tables.append(_times_table(bench, times, measure, how))
    if OURS in times.columns:
        for measure, how in _MEASURES.items():
            section.tables.append(_ratio_table(times, measure, how))
    section.raw = {"kinds": times.kinds, "columns": times.columns}
    return section


def _matches_table(times: Times) -> str:
    """Return how many documents match, and for how many queries tantivy counts as many."""
    is_counted = OURS in times.columns
    rows = [
        [kind, times.matches(kind), times.agreement(kind, COUNTED)]
        for kind in (times.classes if is_counted else [])
    ]
    return table("Queries: matches", ["", "median matches", "same in tantivy"], rows)


def _times_table(bench: Bench, times: Times, measure: str, how: str) -> str:
    title = f"Queries: {bench.corpus.documents:,} documents, top 10, ms p50/p95, {how}"
    return _class_table(
        times, title, list(times.columns), lambda kind, name: pair(times.cell(kind, name, measure))
    )


def _ratio_table(times: Times, measure: str, how: str) -> str:
    """Return how many times as long as other columns sou's takes, for the same queries."""
    others = [name for name in times.columns if name not in (OURS, PAGE)]

    def cell(kind: str, name: str) -> str:
        theirs = times.cell(kind, name, measure, where=OURS)
        ours = times.cell(kind, OURS, measure, where=name)
        return pair((ours[0] / theirs[0], ours[1] / theirs[1])) if theirs and ours else NOTHING

    title = f"Queries: ours / column, p50/p95, {how} (below 1: ours is faster)"
    return _class_table(times, title, others, cell)


def _class_table(
    times: Times, title: str, columns: Sequence[str], cell: Callable[[str, str], str]
) -> str:
    rows = [[kind, *(cell(kind, name) for name in columns)] for kind in times.classes]
    return table(title, ["", *columns], rows)
