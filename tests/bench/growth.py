"""Section ``growth``: sou alone, on more and more documents."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from bench.engines import OURS, PAGE
from bench.latency import ALL, ask_all
from bench.processes import NotAvailableError
from bench.sections import Section
from bench.table import MEGABYTE, NOTHING, number, pair, ratio, table

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bench.indexes import Bench, Index
    from bench.latency import Times


@dataclass(frozen=True, slots=True)
class _Step:
    """One size of the corpus."""

    documents: int
    text_bytes: int
    index: Index
    times: Times


def growth(benches: Iterable[Bench], repeats: int) -> Section:
    """Index and ask corpora of some sizes, smallest first."""
    section = Section()
    steps: list[_Step] = []
    for bench in benches:
        try:
            index = bench.index(OURS)
            times = ask_all(bench, [OURS], repeats, section)
        except NotAvailableError as error:
            section.notes.append(f"{bench.corpus.documents:,} documents: {error}")
            continue
        text_bytes = bench.survey().text_bytes
        steps.append(_Step(bench.corpus.documents, text_bytes, index, times))
    section.tables = [_indexing_table(steps), _queries_table(steps)]
    section.raw = {
        str(step.documents): {
            "text_bytes": step.text_bytes,
            "size_bytes": step.index.size_bytes,
            "built": asdict(step.index.built),
            "kinds": step.times.kinds,
            "columns": step.times.columns,
        }
        for step in steps
    }
    return section


def _indexing_table(steps: list[_Step]) -> str:
    rows = []
    for step in steps:
        built, megabytes = step.index.built, step.text_bytes / MEGABYTE
        rows.append(
            [
                f"{step.documents:,}",
                number(megabytes),
                number(built.cpu_s),
                number(built.cpu_s / megabytes * 1000),
                number(built.wall_s / megabytes * 1000),
                ratio(step.index.size_bytes, step.text_bytes),
                number(built.peak_bytes / MEGABYTE),
            ]
        )
    head = ["documents", "text MB", "CPU s", "CPU ms/MB", "wall ms/MB", "index/text", "peak MB"]
    return table("Growth: indexing", head, rows)


def _queries_table(steps: list[_Step]) -> str:
    classes = list(dict.fromkeys(kind for step in steps for kind in step.times.classes))
    columns = {"least": (OURS, "best_s"), "first": (OURS, "first_s"), "page": (PAGE, "best_s")}
    rows = []
    for kind in (*(name for name in classes if name != ALL), ALL):
        for how, (column, measure) in columns.items():
            if kind != ALL and how != "least":
                continue
            cells = [_cell(step.times, kind, column, measure) for step in steps]
            rows.append([kind if how == "least" else f"{kind}, {how}", *cells])
    head = ["", *(f"{step.documents:,}" for step in steps)]
    return table("Growth: queries, top 10, ms p50/p95", head, rows)


def _cell(times: Times, kind: str, column: str, measure: str) -> str:
    return pair(times.cell(kind, column, measure)) if column in times.columns else NOTHING
