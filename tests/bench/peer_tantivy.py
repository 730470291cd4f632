"""The adapter of tantivy: sou's tokens in three fields, sou's queries term by term.

``grams`` has positions; ``chars`` and ``words`` have frequencies, as in sou.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

from bench.engines import Column, Fed
from bench.measure import Meter
from bench.terms import WEIGHTS, pairs, substrings
from bench.tokens import BATCH_CHARS, FIELDS, Tokenizer

if TYPE_CHECKING:
    from pathlib import Path

    from bench.engines import Planner, Run
    from bench.queryset import BenchQuery
    from bench.tokens import TokenFiles

HEAP_BYTES: Final = 512_000_000
"""Memory for indexing, whatever the number of threads: few segments, little merging."""
STORED_PART: Final = "store"
"""The kind of file that holds the texts."""
_LIMIT: Final = 10


def version_key() -> str:
    """Return what an index depends on besides the documents and their tokens."""
    return str(_tantivy().__version__)


def index_files(files: Path, folder: Path, threads: int) -> int:
    """Read, analyse and index documents and texts; return how many characters."""
    from bench.reading import batches

    index = _tantivy().Index(_schema(is_stored=True), path=str(folder))
    writer = index.writer(heap_size=HEAP_BYTES, num_threads=threads)
    new_document = _tantivy().Document
    tokenizer = Tokenizer.new()
    chars = 0
    for batch in batches(files, BATCH_CHARS):
        lines = tokenizer.tokens([document.text for _, document in batch])
        for (path, document), tokens in zip(batch, lines, strict=True):
            raw = document.text.encode("utf-8", "surrogatepass")
            title = document.title.encode("utf-8", "surrogatepass")
            writer.add_document(new_document(path=path, title=title, text=raw, **tokens._asdict()))
            chars += len(document.text)
    writer.commit()
    writer.wait_merging_threads()
    return chars


def index_tokens(files: Path, tokens: TokenFiles, folder: Path, most: int | None) -> Fed:
    """Index tokens that are given, on one thread, without the texts."""
    del files
    index = _tantivy().Index(_schema(is_stored=False), path=str(folder))
    new_document = _tantivy().Document
    with Meter() as meter:
        writer = index.writer(heap_size=HEAP_BYTES, num_threads=1)
        for number, one in enumerate(tokens.documents(most)):
            writer.add_document(new_document(path=str(number), **one._asdict()))
        writer.commit()
        writer.wait_merging_threads()
    return Fed(meter, tokens.count(FIELDS, most))


def columns(folder: Path) -> list[Column]:
    """Return the ways to ask: for the ten best, and with all matches counted."""
    return [
        Column("tantivy", lambda: _open(folder, is_counted=False)),
        Column("tantivy +count", lambda: _open(folder, is_counted=True)),
    ]


def parts(folder: Path) -> dict[str, int]:
    """Return the size of each kind of file, named by its suffix."""
    kinds: dict[str, int] = {}
    for path in sorted(folder.iterdir()):
        kind = path.suffix.removeprefix(".") or path.name
        kinds[kind] = kinds.get(kind, 0) + path.stat().st_size
    return kinds


def _open(folder: Path, *, is_counted: bool) -> Planner:
    index = _tantivy().Index.open(str(folder))
    searcher = index.searcher()
    translation = _Translation(index.schema)

    def plan(query: BenchQuery) -> Run:
        translated = translation.query(query)

        def run() -> int | None:
            result = searcher.search(translated, _LIMIT, count=is_counted)
            return result.count if is_counted and result.hits is not None else None

        return run

    return plan


class _Translation:
    """Makes tantivy's queries of the terms that sou looks up for the same query."""

    def __init__(self, schema: Any) -> None:
        self._schema = schema
        self._make = _tantivy().Query
        self._occur = _tantivy().Occur

    def query(self, query: BenchQuery) -> Any:
        match query.form:
            case "quoted":
                return self._literal("".join(query.terms))
            case "prefix":
                return self._make.regex_query(self._schema, "words", f"{query.terms[0]}.*")
            case form:
                occur = self._occur.Must if form == "and" else self._occur.Should
                clauses = [(occur, self._word(word)) for word in query.terms]
                return clauses[0][1] if len(clauses) == 1 else self._make.boolean_query(clauses)

    def _word(self, word: str) -> Any:
        """A word must stand as it is; its characters, pairs and words rank."""
        ranking = [
            *(("chars", character) for character in dict.fromkeys(word)),
            *(("grams", pair) for pair in dict.fromkeys(pairs(word))),
            *(("words", part) for part in dict.fromkeys(substrings(word))),
        ]
        should = [
            (self._occur.Should, self._make.boost_query(self._term(field, term), WEIGHTS[field]))
            for field, term in ranking
        ]
        return self._make.boolean_query([(self._occur.Must, self._literal(word)), *should])

    def _literal(self, text: str) -> Any:
        terms = pairs(text)
        if not terms:
            return self._term("chars", text)
        if len(terms) == 1:
            return self._term("grams", terms[0])
        return self._make.phrase_query(self._schema, "grams", terms)

    def _term(self, field: str, term: str) -> Any:
        return self._make.term_query(self._schema, field, term)


def _schema(*, is_stored: bool) -> Any:
    builder = _tantivy().SchemaBuilder()
    builder.add_text_field("path", stored=True, tokenizer_name="raw", index_option="basic")
    options = {"grams": "position", "chars": "freq", "words": "freq"}
    for field, option in options.items():
        builder.add_text_field(field, tokenizer_name="whitespace", index_option=option)
    if is_stored:
        for field in ("title", "text"):
            builder.add_bytes_field(field, stored=True, indexed=False)
    return builder.build()


def _tantivy() -> Any:
    return import_module("tantivy")
