"""How many queries a second ``sou search --batch`` answers, in one process.

``PYTHONPATH=tests python -m bench.batch --index FOLDER``. A thousand queries of all classes are
drawn from the index's own documents, always the same from the same index, and asked in one order
that mixes the classes. CPU time is the figure to trust: that of the process less that of one
which is asked a single query, so imports and the dictionary are not in it. The digest is of all
answers but for ``elapsed_s``: two versions that answer alike print the same.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from hashlib import blake2b
from itertools import islice
from pathlib import Path
from random import Random
from statistics import median
from typing import TYPE_CHECKING, Final, NamedTuple

from bench.measure import children_cpu_s, percentile
from bench.queryset import WARM_UP, draw_queries
from bench.table import number, table
from sou.analysis.segmenter import words
from sou.engine import open_index
from sou.text.joined import joined_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bench.queryset import BenchQuery

QUERIES: Final = 1000
SAMPLE_DOCUMENTS: Final = 4000
"""Queries are drawn from so many documents, spread evenly over the index."""
_PER_CLASS: Final = 60
"""Drawn; some classes have fewer."""
_SEARCHES: Final = "import sys; from sou.cli.main import main; sys.exit(main())"
_MS: Final = 1000.0


class Answered(NamedTuple):
    """One run of a batch."""

    cpu_s: float
    wall_s: float
    answers: list[bytes]
    """A line of JSON a query."""


def main() -> int:
    """Draw the queries, ask them, and print."""
    parser = argparse.ArgumentParser(prog="python -m bench.batch")
    parser.add_argument("--index", required=True, metavar="FOLDER")
    parser.add_argument("--queries", type=Path, metavar="FILE", help="kept there, if given")
    parser.add_argument("--rounds", type=int, default=3)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = given.queries or Path(folder, "queries.jsonl")
        if not path.exists():
            lines = [
                json.dumps({"id": one.kind, "query": one.typed}, ensure_ascii=False)
                for one in mixed_queries(given.index)
            ]
            path.write_text("".join(f"{line}\n" for line in lines), "utf-8")
        first = Path(folder, "first.jsonl")
        first.write_bytes(path.read_bytes().partition(b"\n")[0])
        runs = [(_ask(given.index, path), _ask(given.index, first)) for _ in range(given.rounds)]
    sys.stdout.write(_report(runs))
    return 0


def mixed_queries(index: str) -> list[BenchQuery]:
    """Return a thousand queries of all classes, or as many as the index is rich enough for."""
    drawn = draw_queries(_sample(index), words, per_class=_PER_CLASS)
    timed = [query for query in drawn if query.kind != WARM_UP]
    Random(QUERIES).shuffle(timed)  # noqa: S311 -- nothing is secret
    return timed[:QUERIES]


def _sample(index: str) -> list[str]:
    with open_index(index) as opened:
        count = opened.status().documents
        step = -(-count // SAMPLE_DOCUMENTS)
        chosen = islice(opened.documents(), 0, None, step)
        return [joined_text(opened.document(info.id).text()).text for info in chosen]


def _ask(index: str, queries: Path) -> Answered:
    command = [sys.executable, "-c", _SEARCHES, "search", "--index", index, "--batch"]
    environ = {**os.environ, "LC_ALL": "C.UTF-8"}
    cpu, started = children_cpu_s(), time.perf_counter()
    done = subprocess.run(
        [*command, str(queries)], env=environ, check=False, stdout=subprocess.PIPE
    )
    wall_s, cpu_s = time.perf_counter() - started, children_cpu_s() - cpu
    return Answered(cpu_s, wall_s, done.stdout.splitlines())


def _report(runs: Sequence[tuple[Answered, Answered]]) -> str:
    answers = [[json.loads(line) for line in one.answers] for one, _ in runs]
    digests = {_digest(of_run) for of_run in answers}
    cpus = [one.cpu_s - start.cpu_s for one, start in runs]
    count = len(answers[0])
    rates = " ".join(f"{count / cpu_s:.0f}" for cpu_s in cpus)
    walls = " ".join(f"{one.wall_s:.1f}" for one, _ in runs)
    return (
        f"{table('Batch: ms p50/p95/max by class', ['', 'queries', *_SPREAD], _rows(answers))}\n"
        f"{count} queries, {count / median(cpus):.0f} a CPU second (runs: {rates}); whole runs"
        f" took {walls} s, starts {' '.join(f'{one.cpu_s:.2f}' for _, one in runs)} s of CPU\n"
        f"digest of the answers: {' '.join(sorted(digests))}\n"
    )


_SPREAD: Final = ("p50", "p95", "max", "share of all")


def _rows(answers: Sequence[Sequence[dict[str, object]]]) -> list[list[str]]:
    """Return a row a class, of the median of the runs for each query."""
    times: dict[str, list[float]] = {}
    for of_query in zip(*answers, strict=True):
        taken = median(float(str(one["elapsed_s"])) for one in of_query)
        times.setdefault(str(of_query[0]["id"]), []).append(taken * _MS)
    whole = sum(map(sum, times.values()))
    return [
        [
            kind,
            str(len(taken)),
            number(percentile(taken, 0.5)),
            number(percentile(taken, 0.95)),
            number(max(taken)),
            f"{sum(taken) / whole:.0%}",
        ]
        for kind, taken in sorted(times.items())
    ]


def _digest(answers: Sequence[dict[str, object]]) -> str:
    state = blake2b(digest_size=8)
    for one in answers:
        kept = {name: value for name, value in one.items() if name != "elapsed_s"}
        state.update(json.dumps(kept).encode())
    return state.hexdigest()


if __name__ == "__main__":
    sys.exit(main())
