"""The adapter of sou: the only module of the benchmark that knows the engine's inside."""

from __future__ import annotations

import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from bench.engines import PAGE, Column, Fed
from bench.measure import Meter
from bench.reading import OPTIONS, batches
from bench.tokens import FIELDS
from sou.analysis.fingerprint import fingerprint
from sou.engine import open_index
from sou.model import SearchRequest
from sou.query.parser import parse
from sou.searching.collect import search_snapshot
from sou.searching.snapshot import open_snapshot
from sou.store.container import FORMAT_VERSION
from sou.store.segment import Segment
from sou.upkeep import index_paths

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bench.engines import Planner, Run
    from bench.queryset import BenchQuery
    from bench.tokens import TokenFiles
    from sou.indexing.batch import Analysed, WordBlock

LIMIT: Final = 10
STORED_PART: Final = "text"
"""The group of arrays that holds the texts."""
_BATCH_CHARS: Final = 4_000_000
"""Tokens are given in batches of so many characters, each a segment."""
_SEARCHES: Final = "import sys; from sou.cli.main import main; sys.exit(main())"


def analysis_key() -> str:
    """Return what tokens depend on besides the documents."""
    return fingerprint()


def version_key() -> str:
    """Return what an index depends on besides the documents."""
    return f"{fingerprint()} format {FORMAT_VERSION}"


def index_files(files: Path, folder: Path, workers: int) -> int:
    """Do what ``sou index`` does; return how many characters were indexed."""
    return index_paths([files], folder, options=OPTIONS, workers=workers).text_chars


def index_tokens(files: Path, tokens: TokenFiles, folder: Path, most: int | None) -> Fed:
    """Invert batches whose analysis is done before the meter runs.

    Each batch becomes a segment of postings, without texts; nothing is merged.
    """
    meter = Meter()
    for number, batch in enumerate(batches(files, _BATCH_CHARS, most)):
        analysed, words = prepare([document.text for _, document in batch])
        with meter:
            bench_entry(analysed, words, folder / f"{number}.seg")
    return Fed(meter, tokens.count(FIELDS, most))


def prepare(texts: Sequence[str]) -> tuple[Analysed, list[WordBlock]]:
    """Return the analysis of a batch: what other engines get as tokens."""
    from sou.indexing.batch import analyse, segmented

    analysed = analyse(texts)
    return analysed, list(segmented(analysed))


def bench_entry(analysed: Analysed, words: Sequence[WordBlock], path: Path) -> None:
    """Turn an analysed batch into the postings of a segment on the disk."""
    from sou.indexing.batch import invert
    from sou.store.segment_writer import SegmentWriter

    writer = SegmentWriter(path)
    try:
        invert(writer, analysed, iter(words))
        writer.finish()
    finally:
        writer.close()


def columns(folder: Path) -> list[Column]:
    """Return the ways to ask: the ten best, always counted, and as a page with snippets."""
    return [
        Column("ours", partial(_open_snapshot, folder)),
        Column(PAGE, partial(_open_index, folder), is_slow=True),
    ]


def _open_snapshot(folder: Path) -> Planner:
    snapshot = open_snapshot(folder, fingerprint())

    def plan(query: BenchQuery) -> Run:
        tree = parse(query.typed).tree

        def run() -> int:
            return search_snapshot(snapshot, tree, limit=LIMIT).total

        return run

    return plan


def _open_index(folder: Path) -> Planner:
    index = open_index(folder)

    def plan(query: BenchQuery) -> Run:
        request = SearchRequest(query.typed, limit=LIMIT)

        def run() -> int:
            return index.search(request).total

        return run

    return plan


def parts(folder: Path) -> dict[str, int]:
    """Return the size of each group of arrays: what stands before the dot of a name."""
    groups: dict[str, int] = {}
    for path in sorted(folder.glob("*.seg")):
        for name, size in Segment(path).container.sizes().items():
            group = name.partition(".")[0]
            groups[group] = groups.get(group, 0) + size
    return groups


def command() -> list[str]:
    """Return how a user runs sou: the script beside the interpreter, else the function."""
    script = Path(sys.executable).with_name("sou")
    return [str(script)] if script.exists() else [sys.executable, "-c", _SEARCHES]


def traced_command() -> list[str]:
    """Return how to run sou so that Python says what each import takes."""
    return [sys.executable, "-X", "importtime", "-c", _SEARCHES]


def search_arguments(folder: Path, query: str) -> list[str]:
    """Return the arguments of a search whose result is JSON."""
    return ["search", "--json", "--index", str(folder), query]
