"""Section ``indexing``: what it takes to make an index, from files and from tokens."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Final

from bench.building import Built
from bench.indexes import Way
from bench.processes import NotAvailableError
from bench.sections import Section
from bench.table import MEGABYTE, number, ratio, table

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bench.corpus import Survey
    from bench.indexes import Bench

ROUNDS_UP_TO: Final = 20_000
"""More documents than these are indexed once, not in rounds."""
_WHOOSH_DOCUMENTS: Final = 300
"""Plain Whoosh is given so many documents; more take minutes."""
_MICROSECONDS: Final = 1e6

Measured = dict[str, Built]
"""By the name of the row."""


def indexing(bench: Bench, rounds: int) -> Section:
    """Measure all engines in rounds; the least of each figure counts."""
    section = Section()
    rounds = rounds if bench.corpus.documents <= ROUNDS_UP_TO else 1
    survey = bench.survey()
    from_files = _measure(bench, _ways_from_files(bench), rounds, section)
    section.tables.append(_files_table(bench, survey, from_files, rounds))
    fed = _measure(bench, _ways_from_tokens(bench), rounds, section)
    section.tables.append(_tokens_table(bench, fed, rounds))
    section.raw = {
        "text_bytes": survey.text_bytes,
        "files": {name: asdict(built) for name, built in from_files.items()},
        "tokens": {name: asdict(built) for name, built in fed.items()},
    }
    return section


def _ways_from_files(bench: Bench) -> dict[str, Way]:
    ways = {
        "analysis alone": Way("analysis", "files"),
        "ours": Way("ours", "files"),
        "ours, 2 processes": Way("ours", "files", threads=2),
    }
    if "tantivy" in bench.peers:
        ways["tantivy, 1 thread"] = Way("tantivy", "files")
        ways["tantivy, 2 threads"] = Way("tantivy", "files", threads=2)
    if "whoosh" in bench.peers:
        ways["whoosh + jieba"] = Way("whoosh", "files", most=_WHOOSH_DOCUMENTS)
    return ways


def _ways_from_tokens(bench: Bench) -> dict[str, Way]:
    ways = {name: Way(name, "tokens") for name in bench.engines()}
    if "whoosh" in bench.peers:
        ways["whoosh"] = Way("whoosh", "tokens", most=_WHOOSH_DOCUMENTS)
    return {str(name): way for name, way in ways.items()}


def _measure(bench: Bench, ways: Mapping[str, Way], rounds: int, section: Section) -> Measured:
    """Build in every way, round after round; slow ways are built once."""
    found: dict[str, list[Built]] = {}
    failed: set[str] = set()
    for turn in range(rounds):
        for name, way in ways.items():
            is_repeated = way.engine in ("ours", "tantivy", "analysis")
            if name in failed or (turn and not is_repeated):
                continue
            try:
                found.setdefault(name, []).append(bench.measure(way))
            except NotAvailableError as error:
                failed.add(name)
                section.notes.append(f"{name}, from {way.fed}: {error}")
    return {name: _least(builts) for name, builts in found.items() if builts}


def _least(builts: Sequence[Built]) -> Built:
    return Built(
        amount=builts[0].amount,
        cpu_s=min(built.cpu_s for built in builts),
        wall_s=min(built.wall_s for built in builts),
        peak_bytes=max(built.peak_bytes for built in builts),
    )


def _files_table(bench: Bench, survey: Survey, measured: Measured, rounds: int) -> str:
    """Return the table of whole runs; Whoosh's is scaled up from the documents it had."""
    megabytes = survey.text_bytes / MEGABYTE
    ours = measured.get("ours")
    rows = []
    for name, built in measured.items():
        scale = survey.text_chars / built.amount if name.startswith("whoosh") else 1
        rows.append(
            [
                name if scale == 1 else f"{name} (scaled x{scale:.0f})",
                number(built.cpu_s * scale),
                number(built.cpu_s * scale / megabytes * 1000),
                number(built.wall_s * scale),
                number(built.peak_bytes / MEGABYTE),
                ratio(ours.cpu_s if ours else None, built.cpu_s * scale),
                ratio(ours.wall_s if ours else None, built.wall_s * scale),
            ]
        )
    title = (
        f"Indexing from files: {bench.corpus.documents:,} documents, {megabytes:.1f} MB of text, "
        f"least of {rounds}"
    )
    head = ["", "CPU s", "CPU ms/MB", "wall s", "peak MB", "CPU: ours/row", "wall: ours/row"]
    return table(title, head, rows)


def _tokens_table(bench: Bench, measured: Measured, rounds: int) -> str:
    ours = measured.get("ours")
    rows = [
        [
            name,
            f"{built.amount:,}",
            number(built.cpu_s / built.amount * _MICROSECONDS),
            number(built.wall_s / built.amount * _MICROSECONDS),
            ratio(ours.cpu_s / ours.amount if ours else None, built.cpu_s / built.amount),
            ratio(ours.wall_s / ours.amount if ours else None, built.wall_s / built.amount),
        ]
        for name, built in measured.items()
    ]
    title = (
        f"Indexing tokens that are given: {bench.corpus.documents:,} documents, least of {rounds}"
    )
    head = ["", "tokens", "CPU us/token", "wall us/token", "CPU: ours/row", "wall: ours/row"]
    return table(title, head, rows)
