"""The one command: read the options, run the sections, print the tables."""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
import tempfile
import time
from dataclasses import dataclass
from functools import partial
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from bench.engines import MOST_DOCUMENTS, PEERS, EngineName, is_installed

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from bench.indexes import Bench
    from bench.sections import Section

SECTIONS: Final = ("extraction", "indexing", "size", "queries", "cold", "growth")
WITHOUT_SIZE: Final = frozenset(("extraction", "growth"))
"""Sections that are not measured anew for each number of documents."""
_DOCUMENTS: Final = (20_000, 300_000)
_GROWTH: Final = (10_000, 30_000, 100_000, 300_000, 1_000_000)
_REPEATS: Final = 7
_ROUNDS: Final = 3
_LIBRARIES: Final = ("sou", "numpy", "rjieba", "tantivy", "bm25s", "whoosh3")


@dataclass(frozen=True, slots=True)
class Options:
    """What was asked for."""

    documents: tuple[int, ...]
    growth: tuple[int, ...]
    sections: tuple[str, ...]
    peers: tuple[EngineName, ...]
    work: Path
    rounds: int
    repeats: int
    rebuild: bool
    json_file: Path | None


def main(argv: Sequence[str]) -> int:
    """Run the benchmark and return the exit status."""
    options = parse_options(argv)
    missing = [peer for peer in options.peers if not is_installed(peer)]
    installed = tuple(peer for peer in options.peers if peer not in missing)
    _say(_machine())
    for peer in missing:
        _say(f"  ! {peer}: not installed, left out")
    options.work.mkdir(parents=True, exist_ok=True)
    report: dict[str, Any] = {"machine": _machine(), "missing": missing}
    if "extraction" in options.sections:
        from bench.extraction import extraction

        report["extraction"] = _run("extraction", partial(extraction, options.rounds))
    compared = [n for n in SECTIONS if n in options.sections and n not in WITHOUT_SIZE]
    for documents in options.documents if compared else ():
        bench = _bench(documents, installed, options)
        report[str(documents)] = {
            name: _run(name, partial(_section, name, bench, options)) for name in compared
        }
    if "growth" in options.sections:
        from bench.growth import growth

        benches = (_bench(documents, (), options) for documents in options.growth)
        report["growth"] = _run("growth", lambda: growth(benches, options.repeats))
    if options.json_file:
        options.json_file.write_text(json.dumps(report, ensure_ascii=False), "utf-8")
    return 0


def parse_options(argv: Sequence[str]) -> Options:
    """Read the words of the command line."""
    parser = argparse.ArgumentParser(
        prog="python tests/bench", description="Compare sou with other engines; see README.md"
    )
    parser.add_argument(
        "--docs", type=int, nargs="+", default=_DOCUMENTS, metavar="N", help="sizes to compare at"
    )
    parser.add_argument(
        "--growth", type=int, nargs="+", default=_GROWTH, metavar="N", help="sizes to grow to"
    )
    parser.add_argument(
        "--only",
        type=_names(SECTIONS),
        default=SECTIONS[:-1],
        metavar="SECTION,…",
        help=f"of {', '.join(SECTIONS)} (default: all but growth)",
    )
    parser.add_argument(
        "--peers",
        type=_names(PEERS),
        default=PEERS,
        metavar="PEER,…",
        help=f"of {', '.join(PEERS)}",
    )
    parser.add_argument(
        "--work",
        type=Path,
        default=Path(tempfile.gettempdir(), "sou-bench"),
        metavar="DIR",
        help="where corpora and indexes are kept (default: sou-bench in the temporary folder)",
    )
    parser.add_argument("--rounds", type=int, default=_ROUNDS, metavar="N", help="of indexing")
    parser.add_argument("--repeats", type=int, default=_REPEATS, metavar="N", help="of a query")
    parser.add_argument("--rebuild", action="store_true", help="trust no index that is kept")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the raw figures")
    given = parser.parse_args(argv)
    return Options(
        documents=tuple(given.docs),
        growth=tuple(sorted(given.growth)),
        sections=given.only,
        peers=given.peers,
        work=given.work.resolve(),
        rounds=given.rounds,
        repeats=given.repeats,
        rebuild=given.rebuild,
        json_file=given.json,
    )


def _names(known: Sequence[str]) -> Callable[[str], tuple[str, ...]]:
    def read(text: str) -> tuple[str, ...]:
        names = tuple(filter(None, text.split(",")))
        for name in names:
            if name not in known:
                raise argparse.ArgumentTypeError(f"{name!r} is none of {', '.join(known)}")
        return names

    return read


def _bench(documents: int, peers: tuple[EngineName, ...], options: Options) -> Bench:
    from bench.corpus import make_corpus
    from bench.indexes import Bench
    from bench.ours import analysis_key

    for peer in peers:
        if documents > MOST_DOCUMENTS.get(peer, documents):
            _say(f"  ! {peer}: left out of {documents:,} documents, see README.md")
    corpus = make_corpus(documents, options.work)
    return Bench(corpus, peers, analysis_key(), options.rebuild)


def _section(name: str, bench: Bench, options: Options) -> Section:
    match name:
        case "indexing":
            from bench.indexing import indexing

            return indexing(bench, options.rounds)
        case "size":
            from bench.weighing import weigh

            return weigh(bench)
        case "queries":
            from bench.latency import latency

            return latency(bench, options.repeats)
        case _:
            from bench.cold import cold

            return cold(bench)


def _run(name: str, section: Callable[[], Section]) -> dict[str, Any]:
    started = time.monotonic()
    done = section()
    _say(done.text())
    _say(f"\n({name}: {time.monotonic() - started:.0f} s)")
    return {**done.raw, "notes": done.notes}


def _machine() -> str:
    """Return what a reader of the figures must know of the machine."""
    load = f", load {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else ""
    return (
        f"{platform.system()} {platform.machine()}, {os.cpu_count()} processors{load}, "
        f"Python {platform.python_version()}, {', '.join(map(_named, _LIBRARIES))}"
    )


def _named(library: str) -> str:
    try:
        return f"{library} {version(library)}"
    except PackageNotFoundError:
        return f"{library} absent"


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()
