"""The adapter of SQLite's FTS5, twice: fed with sou's tokens, and with its own trigrams.

Both tables are contentless: what is measured is the index, not a copy of the texts.
Results are ranked by FTS5's BM25 over what must match; it knows no optional terms.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from bench.engines import Column, Fed
from bench.measure import Meter
from bench.terms import pairs
from bench.tokens import FIELDS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from bench.engines import Planner, Run
    from bench.queryset import BenchQuery
    from bench.tokens import TokenFiles

_FILE: Final = "index.db"
_SPLIT_AT_SPACES: Final = "unicode61 remove_diacritics 0 categories 'L* M* N* P* S* C*'"
_MAPPED_BYTES: Final = 1 << 30
_TRIGRAM: Final = 3
_BEST: Final = "SELECT rowid, rank FROM documents WHERE documents MATCH ? ORDER BY rank LIMIT 10"


@dataclass(frozen=True, slots=True)
class Fts5:
    """One way to use FTS5."""

    name: str
    fields: tuple[str, ...]
    """Token files that become columns."""
    tokenizer: str

    @property
    def is_trigram(self) -> bool:
        """True when FTS5 makes the tokens, from the folded text."""
        return self.tokenizer == "trigram"

    def version_key(self) -> str:
        """Return what an index depends on besides the documents and their tokens."""
        return f"{sqlite3.sqlite_version} {self.fields} {self.tokenizer}"

    def index_tokens(self, files: Path, tokens: TokenFiles, folder: Path, most: int | None) -> Fed:
        """Index the lines of the token files in one transaction, then optimise."""
        del files
        connection = sqlite3.connect(folder / _FILE)
        connection.execute("PRAGMA journal_mode = off")
        with Meter() as meter:
            names = ", ".join(self.fields)
            connection.execute(
                f"CREATE VIRTUAL TABLE documents USING fts5({names}, content='', "
                f'tokenize="{self.tokenizer}")'
            )
            marks = ", ".join("?" * (len(self.fields) + 1))
            rows = self._rows(tokens, most)
            connection.executemany(f"INSERT INTO documents(rowid, {names}) VALUES ({marks})", rows)  # noqa: S608 -- our names
            connection.execute("INSERT INTO documents(documents) VALUES ('optimize')")
            connection.commit()
        connection.close()
        return Fed(meter, tokens.count(self.fields, most))

    def _rows(self, tokens: TokenFiles, most: int | None) -> Iterator[tuple[object, ...]]:
        columns = zip(*(tokens.lines(field, most) for field in self.fields), strict=True)
        return ((number, *lines) for number, lines in enumerate(columns))

    def columns(self, folder: Path) -> list[Column]:
        """Return the one way to ask."""
        return [Column(self.name, lambda: self._open(folder))]

    def _open(self, folder: Path) -> Planner:
        connection = sqlite3.connect(folder / _FILE)
        connection.execute(f"PRAGMA mmap_size = {_MAPPED_BYTES}")

        def plan(query: BenchQuery) -> Run | None:
            match = self._match(query)
            if match is None:
                return None

            def run() -> None:
                connection.execute(_BEST, (match,)).fetchall()

            return run

        return plan

    def _match(self, query: BenchQuery) -> str | None:
        """Return a query in FTS5's syntax."""
        if query.form == "prefix":
            return None if self.is_trigram else f"words : {_quoted(query.terms)}*"
        texts = ["".join(query.terms)] if query.form == "quoted" else query.terms
        if self.is_trigram:
            literals = [_quoted([text]) for text in texts if len(text) >= _TRIGRAM]
            if len(literals) < len(texts):
                return None
        else:
            literals = [_literal(text) for text in texts]
        return (" AND " if query.form == "and" else " OR ").join(literals)


def _literal(text: str) -> str:
    terms = pairs(text)
    return f"grams : {_quoted(terms)}" if terms else f"chars : {_quoted([text])}"


def _quoted(terms: tuple[str, ...] | list[str]) -> str:
    return '"' + " ".join(terms).replace('"', '""') + '"'


TOKENS: Final = Fts5("fts5", FIELDS, _SPLIT_AT_SPACES)
TRIGRAM: Final = Fts5("fts5-trigram", ("text",), "trigram")
