"""Queries that led somewhere, newest first: kept for the next time, unless that is private.

A query is remembered when something is done with its hits, not for every key. The file
has a query a line, the newest last, and is replaced whole: two apps at once lose the
other's newest at worst, never the file. A folder that cannot be written is no reason to
disturb a search.
"""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Final

from sou_tui.kept_file import replace_file

if TYPE_CHECKING:
    from pathlib import Path

HISTORY_NAME: Final = "history.txt"
MOST_QUERIES: Final = 500


class History:
    """Past queries, and which of them is in the box."""

    def __init__(self, folder: Path | None = None) -> None:
        """Read what is kept in ``folder``; ``None`` keeps nothing beyond this run."""
        self._path = folder / HISTORY_NAME if folder is not None else None
        self._queries = _read(self._path) if self._path is not None else []
        self._place = -1

    @property
    def queries(self) -> tuple[str, ...]:
        """All queries, newest first, each once."""
        return tuple(self._queries)

    def remember(self, query: str) -> None:
        """Make a query the newest, and keep it."""
        query = " ".join(query.split())
        if not query or self._queries[:1] == [query]:
            return
        self._queries = _bounded([query, *self._queries])
        self._place = -1
        if self._path is not None:
            with contextlib.suppress(OSError):
                self._write(_bounded([query, *_read(self._path)]))

    def leave(self, typed: str) -> None:
        """Remember a query that is typed, and count the older ones from there."""
        self.remember(typed)
        self._place = 0 if typed.strip() else -1

    def forget(self, query: str) -> None:
        """Take a query out, of the file too."""
        self._queries = [one for one in self._queries if one != query]
        self._place = -1
        if self._path is not None:
            with contextlib.suppress(OSError):
                self._write([one for one in _read(self._path) if one != query])

    def step(self, step: int, shown: str) -> str | None:
        """Return an older query (``step`` -1) or a newer one (1) than the one shown.

        ``None`` if what is shown is no query of the past, nor empty, or there is none further.
        """
        words = " ".join(shown.split())
        is_recalled = 0 <= self._place < len(self._queries) and self._queries[self._place] == words
        if shown and not is_recalled:
            return None
        place = (self._place if is_recalled else -1) - step
        if not 0 <= place < len(self._queries):
            return None
        self._place = place
        return self._queries[place]

    def _write(self, queries: list[str]) -> None:
        if self._path is not None:
            replace_file(self._path, "".join(f"{query}\n" for query in reversed(queries)))


def _bounded(queries: list[str]) -> list[str]:
    return list(dict.fromkeys(queries))[:MOST_QUERIES]


def _read(path: Path) -> list[str]:
    try:
        lines = path.read_text("utf-8", errors="replace").split("\n")
    except OSError:
        return []
    return _bounded([line for line in reversed(lines) if line.strip()])
