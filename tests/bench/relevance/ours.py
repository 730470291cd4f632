"""sou itself: every passage a file, indexed by ``index_paths``, asked by ``Index.search``.

Nothing is passed by: files are walked, read and analysed, and a question goes through the
parser as a user typed it. One that is an error finds nothing.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from bench.kept import digest, keep
from bench.ours import version_key
from sou.engine import open_index
from sou.errors import QuerySyntaxError
from sou.model import SearchRequest
from sou.upkeep import index_paths

if TYPE_CHECKING:
    from bench.kept import Facts
    from bench.relevance.pool import Collection, Question

_TEXTS: Final = "texts"
_INDEX: Final = "index"


class Sou:
    """An index of each collection that questions are asked of."""

    name = "sou"

    def __init__(self, work: Path, *, rebuild: bool = False) -> None:
        self._work = work
        self._rebuild = rebuild

    def prepare(self, collection: Collection) -> Asked:
        """Return what answers from a collection."""
        return Asked(collection, self._work, rebuild=self._rebuild)


class Asked:
    """Answers questions from one collection, without the hidden passages."""

    def __init__(self, collection: Collection, work: Path, *, rebuild: bool) -> None:
        self._collection = collection
        self._work = work
        self._rebuild = rebuild
        self._open: dict[str, OpenIndex] = {}

    def answers(self, question: Question, count: int) -> list[str]:
        """Return the names of the best passages."""
        hidden = question.hidden_source
        if hidden not in self._open:
            collection = self._collection.without(hidden) if hidden else self._collection
            self._open[hidden] = OpenIndex(collection, self._work, rebuild=self._rebuild)
        return self._open[hidden].answers(question.text, count)


class OpenIndex:
    """An index of a collection, made now unless it is kept."""

    def __init__(self, collection: Collection, work: Path, *, rebuild: bool) -> None:
        folder = work / f"sou-{collection.name}-{digest(version_key())}"

        def make(content: Path) -> Facts:
            texts = _write_texts(collection, content / _TEXTS)
            report = index_paths([texts], content / _INDEX)
            return {"documents": report.documents}

        kept = keep(folder, make, rebuild=rebuild)
        found, wanted = kept.facts["documents"], len(collection.passages)
        if found != wanted:
            raise ValueError(f"{found} of {wanted} passages were indexed")
        self._index = open_index(kept.content / _INDEX)

    def answers(self, text: str, count: int) -> list[str]:
        """Return the names of the best passages."""
        try:
            page = self._index.search(SearchRequest(text, limit=count))
        except QuerySyntaxError:
            return []
        return [Path(hit.document.path).stem for hit in page.hits]


def _write_texts(collection: Collection, folder: Path) -> Path:
    for passage in collection.passages:
        path = folder / passage.source / f"{passage.name}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(passage.text, encoding="utf-8", newline="")
    return folder
