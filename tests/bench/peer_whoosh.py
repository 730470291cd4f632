"""The adapter of Whoosh as it comes: its own codec, words only, with positions."""

from __future__ import annotations

import logging
import warnings
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

from bench.engines import Column, Fed
from bench.measure import Meter

if TYPE_CHECKING:
    from pathlib import Path

    from bench.engines import Planner, Run
    from bench.queryset import BenchQuery
    from bench.tokens import TokenFiles

_LIMIT: Final = 10
_MEMORY_MB: Final = 512


def version_key() -> str:
    """Return what an index depends on besides the documents and their tokens."""
    return str(_whoosh("").__version__)


def load_jieba() -> None:
    """Load jieba's dictionary, without its narration."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # jieba's invalid escapes, and pkg_resources
        jieba = import_module("jieba")
    jieba.setLogLevel(logging.WARNING)
    jieba.initialize()


def index_files(files: Path, folder: Path, most: int | None) -> int:
    """Index documents with jieba's own analyzer for Whoosh; return how many characters."""
    from bench.reading import documents

    analyzer = import_module("jieba.analyse").ChineseAnalyzer()
    fields = _whoosh("fields")
    schema = fields.Schema(path=fields.STORED, words=fields.TEXT(analyzer=analyzer, stored=True))
    writer = _whoosh("index").create_in(str(folder), schema).writer(limitmb=_MEMORY_MB)
    chars = 0
    for path, document in documents(files, most):
        writer.add_document(path=path, words=document.text)
        chars += len(document.text)
    writer.commit(optimize=True)
    return chars


def index_tokens(files: Path, tokens: TokenFiles, folder: Path, most: int | None) -> Fed:
    """Index the segmenter's words, split at spaces."""
    del files
    fields = _whoosh("fields")
    analyzer = _whoosh("analysis").SpaceSeparatedTokenizer()
    schema = fields.Schema(words=fields.TEXT(analyzer=analyzer, phrase=True))
    index = _whoosh("index").create_in(str(folder), schema)
    with Meter() as meter:
        writer = index.writer(limitmb=_MEMORY_MB)
        for line in tokens.lines("words", most):
            writer.add_document(words=line)
        writer.commit(optimize=True)
    return Fed(meter, tokens.count(("words",), most))


def columns(folder: Path) -> list[Column]:
    """Return the one way to ask."""
    return [Column("whoosh", lambda: _open(folder), is_slow=True)]


def _open(folder: Path) -> Planner:
    searcher = _whoosh("index").open_dir(str(folder)).searcher()

    def plan(query: BenchQuery) -> Run | None:
        translated = _query(query)
        if translated is None:
            return None

        def run() -> None:
            searcher.search(translated, limit=_LIMIT)

        return run

    return plan


def _query(query: BenchQuery) -> Any:
    make = _whoosh("query")
    terms = [make.Term("words", term) for term in query.terms]
    match query.form:
        case "and":
            return make.And(terms)
        case "prefix":
            return make.Prefix("words", query.terms[0])
        case "quoted":
            is_phrase = len(query.terms) > 1  # a slice of a text need not be words
            return make.Phrase("words", list(query.terms)) if is_phrase else None
        case _:
            return terms[0] if len(terms) == 1 else make.Or(terms)


def _whoosh(module: str) -> Any:
    return import_module(f"whoosh.{module}" if module else "whoosh")
