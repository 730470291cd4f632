"""The peers, each as its users set it up: any token of the question may match.

Tokens are those of jieba, of the text as it is: no peer folds one script into the other.
Hidden passages are left out of the answers.
"""

from __future__ import annotations

import sqlite3
from importlib import import_module
from itertools import islice
from typing import TYPE_CHECKING, Any, Final, Protocol

from bench.kept import keep
from bench.peer_whoosh import load_jieba

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from bench.kept import Facts
    from bench.relevance.pool import Collection, Question

_MOST_HIDDEN: Final = 1000
"""So many answers more are looked at when some are hidden."""
_TRIGRAM: Final = 3


class Answering(Protocol):
    """What answers questions from a collection."""

    def answers(self, question: Question, count: int) -> list[str]:
        """Return the names of the best passages, best first."""


class _Peer:
    """Leaves hidden passages out of what a peer answers."""

    def __init__(self, collection: Collection) -> None:
        self._names = [passage.name for passage in collection.passages]
        self._sources = [passage.source for passage in collection.passages]

    def answers(self, question: Question, count: int) -> list[str]:
        hidden = question.hidden_source
        found = self.ranked(question.text, count + _MOST_HIDDEN if hidden else count)
        shown = (self._names[number] for number in found if self._sources[number] != hidden)
        return list(islice(shown, count))

    def ranked(self, text: str, count: int) -> Iterator[int]:
        """Yield the numbers of the best passages, best first."""
        raise NotImplementedError


class Tantivy(_Peer):
    """tantivy over the search-mode tokens of rjieba."""

    def __init__(self, collection: Collection, work: Path) -> None:
        super().__init__(collection)
        self._tantivy: Any = import_module("tantivy")
        kept = keep(work / f"tantivy-{collection.name}", lambda path: self._make(path, collection))
        self._index = self._tantivy.Index.open(str(kept.content))
        self._searcher = self._index.searcher()

    def _make(self, folder: Path, collection: Collection) -> Facts:
        builder = self._tantivy.SchemaBuilder()
        builder.add_integer_field("number", stored=True)
        builder.add_text_field("words", tokenizer_name="whitespace", index_option="freq")
        writer = self._tantivy.Index(builder.build(), path=str(folder)).writer()
        for number, passage in enumerate(collection.passages):
            words = " ".join(_tokens(passage.text))
            writer.add_document(self._tantivy.Document(number=number, words=words))
        writer.commit()
        writer.wait_merging_threads()
        return {}

    def ranked(self, text: str, count: int) -> Iterator[int]:
        make, should = self._tantivy.Query, self._tantivy.Occur.Should
        terms = [
            make.term_query(self._index.schema, "words", token)
            for token in dict.fromkeys(_tokens(text))
        ]
        query = make.boolean_query([(should, term) for term in terms])
        for _, address in self._searcher.search(query, count).hits:
            yield int(self._searcher.doc(address)["number"][0])


class Fts5(_Peer):
    """SQLite's FTS5 with its trigrams."""

    def __init__(self, collection: Collection, work: Path) -> None:
        super().__init__(collection)
        kept = keep(work / f"fts5-{collection.name}", lambda path: self._make(path, collection))
        self._connection = sqlite3.connect(kept.content / "index.db")

    def _make(self, folder: Path, collection: Collection) -> Facts:
        connection = sqlite3.connect(folder / "index.db")
        connection.execute("CREATE VIRTUAL TABLE t USING fts5(text, content='', tokenize=trigram)")
        rows = ((number, passage.text) for number, passage in enumerate(collection.passages))
        connection.executemany("INSERT INTO t(rowid, text) VALUES (?, ?)", rows)
        connection.execute("INSERT INTO t(t) VALUES ('optimize')")
        connection.commit()
        connection.close()
        return {}

    def ranked(self, text: str, count: int) -> Iterator[int]:
        starts = range(len(text) - _TRIGRAM + 1)
        trigrams = dict.fromkeys(text[start : start + _TRIGRAM] for start in starts)
        wanted = " OR ".join('"' + one.replace('"', '""') + '"' for one in trigrams)
        if not wanted:
            return
        query = "SELECT rowid FROM t WHERE t MATCH ? ORDER BY rank LIMIT ?"
        for (number,) in self._connection.execute(query, (wanted, count)):
            yield int(number)


class Bm25s(_Peer):
    """bm25s over the search-mode tokens of rjieba."""

    def __init__(self, collection: Collection, work: Path) -> None:
        super().__init__(collection)
        self._retriever: Any = import_module("bm25s").BM25()
        del work  # is built in some seconds
        tokens = [_tokens(passage.text) for passage in collection.passages]
        self._retriever.index(tokens, show_progress=False)

    def ranked(self, text: str, count: int) -> Iterator[int]:
        known = self._retriever.vocab_dict
        tokens = [token for token in dict.fromkeys(_tokens(text)) if token in known]
        if tokens:
            found, _ = self._retriever.retrieve([tokens], k=count, show_progress=False)
            yield from map(int, found[0])


class Whoosh(_Peer):
    """Whoosh with jieba's own analyzer; its parser is told that any word may match."""

    def __init__(self, collection: Collection, work: Path) -> None:
        super().__init__(collection)
        load_jieba()
        kept = keep(work / f"whoosh-{collection.name}", lambda path: self._make(path, collection))
        self._searcher = import_module("whoosh.index").open_dir(str(kept.content)).searcher()
        parsing = import_module("whoosh.qparser")
        self._parser = parsing.QueryParser(
            "words", self._searcher.schema, plugins=[], group=parsing.OrGroup
        )

    def _make(self, folder: Path, collection: Collection) -> Facts:
        analyzer = import_module("jieba.analyse").ChineseAnalyzer()
        fields = import_module("whoosh.fields")
        schema = fields.Schema(number=fields.STORED, words=fields.TEXT(analyzer=analyzer))
        index = import_module("whoosh.index").create_in(str(folder), schema)
        writer = index.writer(limitmb=512)
        for number, passage in enumerate(collection.passages):
            writer.add_document(number=number, words=passage.text)
        writer.commit(optimize=True)
        return {}

    def ranked(self, text: str, count: int) -> Iterator[int]:
        plain = "".join(c if c.isalnum() else " " for c in text)
        for hit in self._searcher.search(self._parser.parse(plain), limit=count):
            yield int(hit["number"])


PEERS: Final[dict[str, type[Tantivy | Fts5 | Bm25s | Whoosh]]] = {
    "tantivy": Tantivy,
    "bm25s": Bm25s,
    "fts5": Fts5,
    "whoosh": Whoosh,
}


def _tokens(text: str) -> list[str]:
    cut = import_module("rjieba").cut_for_search(text)
    return [token.lower() for token in cut if any(map(str.isalnum, token))]
