"""Section ``cold``: from the start of a process to its first result, files in the cache."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Final, NamedTuple

from bench.import_costs import Run, breakdown
from bench.measure import children_cpu_s
from bench.processes import NotAvailableError
from bench.sections import Section
from bench.table import number, ratio, table

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from bench.indexes import Bench

STARTS: Final = 15
_CLASSES: Final = ("rare term", "mid term", "frequent term")
_LONGEST_S: Final = 10.0
"""A command that has taken so long in all is not started again."""
_FEWEST: Final = 2
"""Unless it was started once only: the first may wait for the disk."""
_LEFT_OUT: Final = frozenset(("PYTHONDONTWRITEBYTECODE", "PYTHONUNBUFFERED", "SOU_INDEX"))
_SCRIPT: Final = Path(__file__).with_name("cold_tantivy.py")
_MS: Final = 1000.0

Commands = dict[str, list[str]]
"""By engine."""


class Start(NamedTuple):
    """One run of a command, from start to end."""

    wall_s: float
    cpu_s: float


def cold(bench: Bench) -> Section:
    """Measure fresh processes, in turns, for a rare, a middling and a frequent word."""
    section = Section()
    words = _words(bench)
    commands = {kind: _commands(bench, word, section) for kind, word in words.items()}
    environ = _environment(bench)
    times = {kind: _in_turns(of_kind, environ) for kind, of_kind in commands.items()}
    for kind, of_kind in times.items():
        section.tables.append(_times_table(bench, f"{kind} {words[kind]}", of_kind))
    section.raw = {"words": words, "s": times}
    first = next(iter(commands.values()), {})
    if "ours" in first:
        groups = _ours_by_imports(bench, next(iter(words.values())), environ)
        section.tables.append(_imports_table(groups))
        section.raw["imports_s"] = groups
    section.notes = list(dict.fromkeys(section.notes))
    return section


def _words(bench: Bench) -> dict[str, str]:
    found: dict[str, str] = {}
    for query in bench.survey().queries:
        if query.kind in _CLASSES:
            found.setdefault(query.kind, query.terms[0])
    return found


def _commands(bench: Bench, word: str, section: Section) -> Commands:
    from bench import ours

    commands: Commands = {"python alone": [sys.executable, "-c", "pass"]}
    makers: dict[str, Callable[[], list[str]]] = {
        "ours": lambda: [
            *ours.command(),
            *ours.search_arguments(bench.index("ours").folder, word),
        ]
    }
    if "tantivy" in bench.peers:
        makers["tantivy"] = lambda: [
            sys.executable,
            str(_SCRIPT),
            str(bench.index("tantivy").folder),
            word,
        ]
    for name, make in makers.items():
        try:
            commands[name] = make()
        except NotAvailableError as error:
            section.notes.append(f"{name}: {error}")
    files = str(bench.corpus.files)
    if ripgrep := shutil.which("rg"):
        commands["rg -c"] = [ripgrep, "--no-ignore", "--count", "--fixed-strings", word, files]
    elif grep := shutil.which("grep"):
        commands["grep -rc"] = [grep, "-r", "--count", "--fixed-strings", word, files]
    return commands


def _environment(bench: Bench) -> Mapping[str, str]:
    """Keep out of the user's own data folder, and let Python keep what it compiles."""
    kept = {name: value for name, value in os.environ.items() if name not in _LEFT_OUT}
    return {**kept, "XDG_DATA_HOME": str(bench.corpus.folder), "LC_ALL": "C.UTF-8"}


def _in_turns(commands: Commands, environ: Mapping[str, str]) -> dict[str, list[Start]]:
    starts: dict[str, list[Start]] = {name: [] for name in commands}
    for _ in range(STARTS):
        for name, command in commands.items():
            spent_s = sum(start.wall_s for start in starts[name])
            if len(starts[name]) < _FEWEST or spent_s < _LONGEST_S:
                starts[name].append(_start(command, environ))
    return starts


def _start(command: Sequence[str], environ: Mapping[str, str]) -> Start:
    cpu, started = children_cpu_s(), time.perf_counter()
    silent = subprocess.DEVNULL
    subprocess.run(command, env=environ, check=False, stdout=silent, stderr=silent)
    return Start(time.perf_counter() - started, children_cpu_s() - cpu)


def _times_table(bench: Bench, word: str, starts: Mapping[str, Sequence[Start]]) -> str:
    walls = {name: [start.wall_s for start in of_name] for name, of_name in starts.items()}
    ours = walls.get("ours")
    rows = [
        [
            name,
            str(len(of_name)),
            number(min(of_name) * _MS),
            number(median(of_name) * _MS),
            number(min(start.cpu_s for start in starts[name]) * _MS),
            ratio(min(ours) if ours else None, min(of_name)),
        ]
        for name, of_name in walls.items()
    ]
    title = f"Cold process to the first result: {bench.corpus.documents:,} documents, {word}"
    return table(
        title, ["", "starts", "least ms", "median ms", "least CPU ms", "least: ours/row"], rows
    )


def _ours_by_imports(bench: Bench, word: str, environ: Mapping[str, str]) -> dict[str, float]:
    from bench import ours

    search = [*ours.traced_command(), *ours.search_arguments(bench.index("ours").folder, word)]
    empty = [sys.executable, "-X", "importtime", "-c", "pass"]
    runs: dict[str, list[Run]] = {"empty": [], "search": []}
    for _ in range(STARTS // 2):
        for name, command in (("empty", empty), ("search", search)):
            runs[name].append(_traced(command, environ))
    least = {name: min(of_name, key=lambda run: run.wall_s) for name, of_name in runs.items()}
    return breakdown(least["empty"], least["search"])


def _traced(command: Sequence[str], environ: Mapping[str, str]) -> Run:
    started = time.perf_counter()
    done = subprocess.run(
        command, env=environ, check=False, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    )
    taken = time.perf_counter() - started
    return Run.of(taken, done.stderr.decode("utf-8", "replace").splitlines())


def _imports_table(groups: Mapping[str, float]) -> str:
    whole = sum(groups.values())
    rows = [
        [name, number(seconds * _MS), f"{seconds / whole:.0%}"] for name, seconds in groups.items()
    ]
    rows.append(["whole, traced", number(whole * _MS), "100%"])
    return table("Where the time of a cold search goes (ours)", ["", "ms", "share"], rows)
