"""Build indexes: those that are asked are kept in the work folder, others forgotten."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal

from bench.building import Built
from bench.corpus import prepare_tokens, survey
from bench.engines import MOST_DOCUMENTS, OURS, EngineName, adapter
from bench.kept import digest, keep, size_bytes
from bench.processes import run_watched_job

if TYPE_CHECKING:
    from bench.corpus import Corpus, Survey
    from bench.kept import Facts

BuiltName = EngineName | Literal["analysis"]
_FED_FILES: Final[frozenset[BuiltName]] = frozenset((OURS, "tantivy"))


@dataclass(frozen=True, slots=True)
class Way:
    """A way to build an index."""

    engine: BuiltName
    """``"analysis"`` reads and analyses the files and drops the tokens."""
    fed: Literal["files", "tokens"]
    threads: int = 1
    """Threads of tantivy, processes of sou."""
    most: int | None = None
    """Index no more documents."""

    @classmethod
    def usual(cls, engine: EngineName) -> Way:
        """Return how the index is built that is asked and weighed."""
        return cls(engine, "files" if engine in _FED_FILES else "tokens")


@dataclass(frozen=True, slots=True)
class Index:
    """An index on the disk."""

    folder: Path
    size_bytes: int
    built: Built


@dataclass(frozen=True, slots=True)
class Bench:
    """A corpus, and the engines that are compared on it."""

    corpus: Corpus
    peers: tuple[EngineName, ...]
    analysis: str
    """Names sou's analysis, on which tokens and queries depend."""
    rebuild: bool = False

    def survey(self) -> Survey:
        """Return what the documents are, and the queries; made on first use."""
        return survey(self.corpus, self.analysis)

    def engines(self) -> list[EngineName]:
        """Return sou, and the peers that can be asked on so many documents."""
        documents = self.corpus.documents
        return [OURS, *(p for p in self.peers if documents <= MOST_DOCUMENTS.get(p, documents))]

    def index(self, engine: EngineName) -> Index:
        """Return an engine's index, built now if there is none.

        Raises:
            NotAvailableError: the engine fails.
        """
        return self._kept(engine, rebuild=self.rebuild)

    def measure(self, way: Way) -> Built:
        """Build an index now and return what it took.

        Raises:
            NotAvailableError: the engine fails.
        """
        if way.engine != "analysis" and way == Way.usual(way.engine):
            return self._kept(way.engine, rebuild=True).built
        with tempfile.TemporaryDirectory(dir=self.corpus.folder) as folder:
            return Built(**self._build(way, Path(folder))["built"])

    def _kept(self, engine: EngineName, *, rebuild: bool) -> Index:
        key = digest(self.analysis, adapter(engine).version_key())

        def make(folder: Path) -> Facts:
            return self._build(Way.usual(engine), folder)

        kept = keep(self.corpus.folder / f"index-{engine}-{key}", make, rebuild=rebuild)
        return Index(kept.content, kept.facts["size_bytes"], Built(**kept.facts["built"]))

    def _build(self, way: Way, folder: Path) -> Facts:
        tokens = ""
        if way.fed == "tokens":
            tokens = str(prepare_tokens(self.corpus, self.analysis).content)
        built = run_watched_job(
            f"index {way.fed}",
            engine=way.engine,
            files=str(self.corpus.files),
            tokens=tokens,
            folder=str(folder),
            threads=way.threads,
            most=way.most,
        )
        return {"built": built, "size_bytes": size_bytes(folder)}
