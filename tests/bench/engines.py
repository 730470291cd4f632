"""The engines that are compared, and what each adapter offers.

An adapter is a module; the only one that imports its library. ``Any`` stops there.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from typing import TYPE_CHECKING, Final, Literal, Protocol

from bench.processes import NotAvailableError

if TYPE_CHECKING:
    from pathlib import Path

    from bench.measure import Meter
    from bench.queryset import BenchQuery
    from bench.tokens import TokenFiles

EngineName = Literal["ours", "tantivy", "fts5", "fts5-trigram", "bm25s", "whoosh"]

OURS: Final = "ours"
PAGE: Final = "ours, page"
"""The column of whole first pages, with snippets."""
PEERS: Final[tuple[EngineName, ...]] = ("tantivy", "fts5", "fts5-trigram", "bm25s", "whoosh")
_LIBRARIES: Final[Mapping[EngineName, str]] = {
    "tantivy": "tantivy",
    "fts5": "sqlite3",
    "fts5-trigram": "sqlite3",
    "bm25s": "bm25s",
    "whoosh": "whoosh",
}
MOST_DOCUMENTS: Final[Mapping[EngineName, int]] = {"bm25s": 30_000, "whoosh": 2_000}
"""Engines that are left out above a number of documents: bm25s takes its tokens in one
list, some 100 bytes each; plain Whoosh takes 40 µs a token."""

Run = Callable[[], int | None]
"""Asks a query for its ten best documents; returns how many match, if that was counted."""
Planner = Callable[["BenchQuery"], Run | None]
"""Translates a query for an open index; ``None`` when the engine cannot ask it."""


@dataclass(frozen=True, slots=True)
class Column:
    """One way of asking an engine; a column of the tables."""

    name: str
    open: Callable[[], Planner]
    """Opens the index, with nothing remembered from earlier queries where that can be."""
    is_slow: bool = False
    """True when it is asked less often, lest all wait for it."""


class Adapter(Protocol):
    """What the benchmark asks of an engine."""

    def version_key(self) -> str:
        """Return what an index depends on besides the documents and their tokens."""

    def index_tokens(self, files: Path, tokens: TokenFiles, folder: Path, most: int | None) -> Fed:
        """Index tokens that are given; only that is metered. No more than ``most`` documents."""

    def columns(self, folder: Path) -> list[Column]:
        """Return the ways to ask the index in a folder."""


@dataclass(frozen=True, slots=True)
class Fed:
    """An engine was fed tokens."""

    meter: Meter
    tokens: int


def is_installed(name: EngineName) -> bool:
    """Tell whether a peer's library is there."""
    return name == OURS or find_spec(_LIBRARIES[name]) is not None


def adapter(name: str) -> Adapter:
    """Return the adapter of an engine; this imports its library.

    Raises:
        NotAvailableError: there is no such engine.
    """
    match name:
        case "ours":
            from bench import ours

            return ours
        case "tantivy":
            from bench import peer_tantivy

            return peer_tantivy
        case "fts5" | "fts5-trigram":
            from bench import peer_fts5

            return peer_fts5.TOKENS if name == "fts5" else peer_fts5.TRIGRAM
        case "bm25s":
            from bench import peer_bm25s

            return peer_bm25s
        case "whoosh":
            from bench import peer_whoosh

            return peer_whoosh
        case _:
            raise NotAvailableError(f"there is no engine {name!r}")
