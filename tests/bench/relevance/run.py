"""The one command: ask the questions of every set, print how high the answers stand."""

from __future__ import annotations

import argparse
import tempfile
import time
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from bench.engines import is_installed
from bench.relevance.figures import PAGE, figures
from bench.relevance.forms import as_keywords, other_script
from bench.relevance.ours import Sou
from bench.relevance.peers import PEERS
from bench.relevance.pool import joined, of_articles, read_passages, read_questions
from bench.table import NOTHING, table

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from bench.relevance.figures import Figures
    from bench.relevance.peers import Answering
    from bench.relevance.pool import Collection, Question

_DATA: Final = Path(__file__).resolve().parents[4] / "shared" / "relevance"
_SLOW: Final = {"whoosh": 60}
"""Peers that take up to a second a question: so many questions a set are enough."""
_QUOTED: Final = (
    "Quoted, not run here: Lucene CJKAnalyzer as Anserini sets it (k1 0.9, b 0.4): MRR@10 91.9",
    "on drcd_test and 96.5 on cmrc_dev (same pool, other questions of both sources), 54.9 and 56.4",
    "in the other script.",
)


@dataclass(frozen=True, slots=True)
class Options:
    """What was asked for."""

    sets: tuple[str, ...]
    """Beginnings of their names; empty for all."""
    peers: tuple[str, ...]
    sample: int
    """Most questions a set; 0 for all."""
    data: Path
    work: Path
    rebuild: bool


def main(argv: Sequence[str]) -> int:
    """Run the benchmark and return the exit status."""
    options = parse_options(argv)
    if not options.data.is_dir():
        _say(f"the pool is missing: {options.data}")
        return 1
    options.work.mkdir(parents=True, exist_ok=True)
    passages = read_passages(options.data)
    articles, owners = joined(passages)
    asked = read_questions(options.data)
    of_passages = _by_set([*asked, *other_script(asked), *as_keywords(asked)], options)
    wiki = [question for question in asked if question.set_name == "drcd_dev"]
    about_articles = _by_set(of_articles(wiki, owners), options)
    found: dict[str, dict[str, Figures]] = {}
    for name, prepare in _systems(options).items():
        found[name] = {}
        for collection, sets in ((passages, of_passages), (articles, about_articles)):
            if sets:
                system = _prepared(name, prepare, collection)
                found[name] |= _asked(name, system, sets, options)
    names = [*of_passages, *about_articles]
    _say(_table(f"MRR@{PAGE}", names, found, lambda one: one.mrr))
    _say(_table(f"Recall@{PAGE}", names, found, lambda one: one.recall))
    _say("", *_QUOTED)
    return 0


def parse_options(argv: Sequence[str]) -> Options:
    """Read the words of the command line."""
    parser = argparse.ArgumentParser(
        prog="python tests/bench/relevance",
        description="Compare how sou and other engines rank; see tests/bench/README.md",
    )
    parser.add_argument("--sets", default="", help="beginnings of names of sets, with commas")
    parser.add_argument("--peers", default=",".join(PEERS), help="with commas; none for sou alone")
    parser.add_argument("--sample", type=int, default=0, help="most questions a set; 0 for all")
    parser.add_argument("--data", type=Path, default=_DATA, help="where the pool lies")
    work = Path(tempfile.gettempdir()) / "sou-relevance"
    parser.add_argument("--work", type=Path, default=work, help="where indexes are kept")
    parser.add_argument("--rebuild", action="store_true", help="index anew with sou")
    given = parser.parse_args(argv)
    peers = [name for name in given.peers.split(",") if name not in ("", "none")]
    unknown = [name for name in peers if name not in PEERS]
    if unknown:
        parser.error(f"there is no peer {unknown[0]!r}; there are {', '.join(PEERS)}")
    return Options(
        sets=tuple(name for name in given.sets.split(",") if name),
        peers=tuple(peers),
        sample=given.sample,
        data=given.data,
        work=given.work,
        rebuild=given.rebuild,
    )


def _systems(options: Options) -> dict[str, Callable[[Collection], Answering]]:
    """Return what makes each system ready to answer from a collection."""
    sou = Sou(options.work, rebuild=options.rebuild)
    systems: dict[str, Callable[[Collection], Answering]] = {sou.name: sou.prepare}
    for name in options.peers:
        if not is_installed(name):  # type: ignore[arg-type]  # the same names
            _say(f"  ! {name}: not installed, left out")
            continue
        systems[name] = _maker(name, options.work)
    return systems


def _maker(name: str, work: Path) -> Callable[[Collection], Answering]:
    return lambda collection: PEERS[name](collection, work)


def _by_set(questions: Iterable[Question], options: Options) -> dict[str, list[Question]]:
    """Return the questions of each set that was asked for."""
    sets: dict[str, list[Question]] = defaultdict(list)
    for question in questions:
        if question.set_name.startswith(options.sets or ("",)):
            sets[question.set_name].append(question)
    return {name: _sampled(asked, options.sample) for name, asked in sets.items()}


def _sampled(questions: list[Question], count: int) -> list[Question]:
    """Return about ``count`` questions, evenly spaced; 0 means all."""
    return questions[:: max(len(questions) // count, 1)][:count] if count else questions


def _prepared(
    name: str, prepare: Callable[[Collection], Answering], collection: Collection
) -> Answering:
    started = time.monotonic()
    system = prepare(collection)
    _say(f"{name}: {collection.name} ready after {time.monotonic() - started:.0f} s")
    return system


def _asked(
    name: str, system: Answering, sets: dict[str, list[Question]], options: Options
) -> dict[str, Figures]:
    """Ask all questions; return the figures of each set."""
    most = min(_SLOW.get(name, 0), options.sample or _SLOW.get(name, 0))
    found: dict[str, Figures] = {}
    for set_name, questions in sets.items():
        started = time.monotonic()
        asked = _sampled(questions, most)
        answered = [(system.answers(one, PAGE), one.relevant) for one in asked]
        one = found[set_name] = figures(answered)
        ms = 1000 * (time.monotonic() - started) / max(len(asked), 1)
        _say(
            f"{name}: {set_name}: MRR {one.mrr:.1f}, recall {one.recall:.1f}, "
            f"{one.questions} questions, {ms:.0f} ms each"
        )
    return found


def _table(
    title: str,
    names: Sequence[str],
    found: dict[str, dict[str, Figures]],
    figure: Callable[[Figures], float],
) -> str:
    """Return a table of one figure: a row for each set, a column for each system.

    A figure of fewer questions than sou's has their number beside it.
    """
    rows = []
    for name in names:
        whole = found["sou"][name].questions
        cells = [f"{name} ({whole})"]
        for of_system in found.values():
            one = of_system.get(name)
            sample = f" /{one.questions}" if one and one.questions < whole else ""
            cells.append(f"{figure(one):.1f}{sample}" if one else NOTHING)
        rows.append(cells)
    return table(title, ["set (questions)", *found], rows)


def _say(*lines: str) -> None:
    for line in lines:
        print(line, flush=True)  # noqa: T201 -- the report is what it is for
