"""The adapter of bm25s: words only, without positions, so only terms and their OR."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from bench.engines import Column, Fed
from bench.measure import Meter

if TYPE_CHECKING:
    from pathlib import Path

    from bench.engines import Planner, Run
    from bench.queryset import BenchQuery
    from bench.tokens import TokenFiles


def version_key() -> str:
    """Return what an index depends on besides the documents and their tokens."""
    return str(_bm25s().__version__)


def index_tokens(files: Path, tokens: TokenFiles, folder: Path, most: int | None) -> Fed:
    """Index lists of words, which are made before the meter runs."""
    del files
    corpus = [line.split(" ") for line in tokens.lines("words", most)]
    with Meter() as meter:
        retriever = _bm25s().BM25()
        retriever.index(corpus, show_progress=False)
        retriever.save(str(folder))
    return Fed(meter, sum(map(len, corpus)))


def columns(folder: Path) -> list[Column]:
    """Return the one way to ask; the index is loaded once, it remembers no queries."""
    loaded: list[Any] = []

    def open_() -> Planner:
        if not loaded:
            loaded.append(_bm25s().BM25.load(str(folder)))
        retriever = loaded[0]

        def plan(query: BenchQuery) -> Run | None:
            if query.form not in ("plain", "or"):
                return None
            words = [list(query.terms)]

            def run() -> None:
                retriever.retrieve(words, k=10, show_progress=False)

            return run

        return plan

    return [Column("bm25s", open_)]


def _bm25s() -> Any:
    return import_module("bm25s")
