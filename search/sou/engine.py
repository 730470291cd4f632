"""The public engine: open an index, search it, keep it up to date.

The only composer of the stages. What goes in and out is plain data; an
:class:`Index` may be used from several threads at once.
"""

from __future__ import annotations

import os
import secrets
import threading
import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from sou.analysis.fingerprint import fingerprint
from sou.analysis.segmenter import load_dictionary
from sou.asked import Asked, as_request, wording_of
from sou.checks.damage import damage_named, opened_whole
from sou.checks.integrity import check_folder
from sou.config import load_config
from sou.errors import DocumentError, QuerySyntaxError
from sou.highlight.lookup import matched_spans
from sou.highlight.ranked import hits_of, marks_of
from sou.model import (
    Completion,
    DocumentInfo,
    PinyinMatch,
    SearchPage,
    SearchRequest,
    Span,
    Suggestion,
)
from sou.paths import config_folder, index_location
from sou.query.tree import NullQuery
from sou.query.vocabulary import VocabularyReader
from sou.query.widen import expansions_of
from sou.reports import (
    Explanation,
    IndexStatus,
    RecallReport,
    VerifyReport,
)
from sou.searching.cache import frugal_bytes
from sou.searching.collect import Options, matching_documents, rank_of, search_snapshot
from sou.searching.facets import prepare_facets
from sou.searching.literal import LiteralFinder
from sou.searching.plan import pinyin_leaves, plan_query
from sou.store.manifest import commit_stamp
from sou.store.skipped import read_skipped
from sou.stored_document import StoredDocument

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from types import TracebackType

    from sou.model import FacetName
    from sou.query.tree import Query
    from sou.searching.plan import QueryPlan
    from sou.searching.snapshot import Snapshot
    from sou.sources import NewDocument


class Index:
    """An open index: a snapshot of its last commit when it was opened or refreshed.

    Use :func:`open_index`. Safe to share between threads; results stay valid when
    the index changes.
    """

    def __init__(self, location: Path, config: Path | None = None, *, frugal: bool = False) -> None:
        self.location = location
        self._config = config or config_folder(os.environ)
        self._vocabulary = VocabularyReader(self._config)
        self._refreshing = threading.Lock()
        self._stamp = commit_stamp(location)
        self._snapshot = opened_whole(location)
        if frugal:
            documents = sum(view.segment.document_count for view in self._snapshot.views)
            self._snapshot.cache.limit(frugal_bytes(documents))

    def __enter__(self) -> Index:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the index; mapped files are freed with the last result."""

    def prepare(self, facets: Sequence[FacetName] = ()) -> None:
        """Load now what a first search would: the segmenter's dictionary, values of facets."""
        load_dictionary()
        prepare_facets(self._snapshot, facets)

    def refresh(self) -> bool:
        """Show the last commit; return whether it is newer than the one shown before.

        Cheap when there is none: one look at a file's time.
        """
        with self._refreshing:
            stamp = commit_stamp(self.location)
            if stamp is not None and stamp == self._stamp:
                return False
            newer = opened_whole(self.location, self._snapshot)
            self._stamp = stamp
            changed = newer.manifest.generation != self._snapshot.manifest.generation
            if changed:
                self._snapshot = newer
        return changed

    def search(
        self, request: SearchRequest | str, *, cancel: Callable[[], bool] | None = None
    ) -> SearchPage:
        """Return the best documents for a query.

        Raises:
            QuerySyntaxError: the query cannot be understood.
            ConfigError: a filter cannot be understood.
            SearchCancelled: ``cancel``, polled now and then, returned true.
        """
        started = time.perf_counter()
        asked = self._asked(request)
        snapshot, request = self._snapshot, asked.request
        with damage_named(snapshot.views):
            page = search_snapshot(
                snapshot,
                asked.tree,
                limit=request.limit,
                offset=request.offset,
                cancel=cancel,
                options=asked.options(is_page=True),
            )
            hits = hits_of(page, request)
            pairs = zip(hits, page.documents, strict=True)
            snapshot.remember((h.document.id, d.evaluator.view, d.document) for h, d in pairs)
            heard = _heard(snapshot, page.plan)
        return SearchPage(
            request=request,
            hits=hits,
            total=page.total,
            elapsed_s=time.perf_counter() - started,
            interpretation=asked.parsed.interpretation,
            generation=snapshot.manifest.generation,
            facets=page.facets,
            expansions=expansions_of(asked.tree),
            pinyin=heard,
            warnings=asked.vocabulary.warnings,
            unfinished=snapshot.manifest.unfinished,
        )

    def _asked(self, request: SearchRequest | str) -> Asked:
        return Asked.of(request, self._vocabulary.current())

    def rank(
        self,
        request: SearchRequest | str,
        document_id: str,
        *,
        cancel: Callable[[], bool] | None = None,
    ) -> int | None:
        """Return the rank of a document among all hits, from 1; ``None`` if it is none.

        All matches are ranked for it, but no snippets are made.

        Raises:
            QuerySyntaxError: the query cannot be understood.
            ConfigError: a filter cannot be understood.
            SearchCancelled: ``cancel``, polled now and then, returned true.
        """
        asked, snapshot = self._asked(request), self._snapshot
        try:
            place = snapshot.named(document_id)
        except DocumentError:
            return None
        with damage_named(snapshot.views):
            options = asked.options(is_page=True)
            return rank_of(snapshot, asked.tree, place, cancel=cancel, options=options)

    def suggest(
        self,
        request: SearchRequest | str,
        *,
        limit: int = 5,
        cancel: Callable[[], bool] | None = None,
    ) -> tuple[Suggestion, ...]:
        """Return queries that may have been meant, likeliest first; each finds something.

        Words that stand nowhere in the index are replaced by ones that do; a query that
        is Zhuyin typed in Latin, or pinyin, is read as that. None for a query whose words
        are all there.

        Raises:
            SearchCancelled: ``cancel`` returned true.
        """
        from sou.searching.suggest import suggest_queries

        request = as_request(request)
        snapshot = self._snapshot
        check = plan_query(NullQuery, cancel).check_cancelled
        count = self._counter(snapshot, request, cancel)
        with damage_named(snapshot.views):
            return suggest_queries(snapshot, request.query, count, limit=limit, check=check)

    def complete(
        self,
        request: SearchRequest | str,
        *,
        limit: int = 8,
        cancel: Callable[[], bool] | None = None,
    ) -> tuple[Completion, ...]:
        """Return the query with its last word completed from the index's own terms.

        Most frequent first; each finds something. None where the query does not end in
        a plain word.

        Raises:
            SearchCancelled: ``cancel`` returned true.
        """
        from sou.searching.complete import complete_query

        request = as_request(request)
        snapshot = self._snapshot
        count = self._counter(snapshot, request, cancel)
        with damage_named(snapshot.views):
            return complete_query(snapshot, request.query, count, limit=limit)

    def _counter(
        self,
        snapshot: Snapshot,
        request: SearchRequest,
        cancel: Callable[[], bool] | None = None,
    ) -> Callable[[str], int]:
        """Return what tells how many documents another query finds, asked as a request is."""
        vocabulary = self._vocabulary.current()
        options = Options(wording=wording_of(request, vocabulary))

        def count(query: str) -> int:
            try:
                tree = Asked.of(replace(request, query=query), vocabulary).tree
            except QuerySyntaxError:
                return 0
            return search_snapshot(snapshot, tree, limit=0, cancel=cancel, options=options).total

        return count

    def documents(self) -> Iterator[DocumentInfo]:
        """Yield what is known of every document, in the order of indexing."""
        views = self._snapshot.views
        with damage_named(views):
            for view in views:
                for number in view.live.flags().nonzero()[0].tolist():
                    yield view.segment.info(number)

    def matching(
        self, request: SearchRequest | str = "", *, cancel: Callable[[], bool] | None = None
    ) -> Iterator[StoredDocument]:
        """Yield every document that a query finds, in the order of indexing, unranked.

        The same documents as of :meth:`search` with no limit, each read when its turn comes;
        without a query all that pass the filters. They are of one commit, whatever happens
        meanwhile.

        Raises:
            QuerySyntaxError: the query cannot be understood.
            ConfigError: a filter cannot be understood.
            SearchCancelled: ``cancel``, polled now and then, returned true.
        """
        vocabulary = self._vocabulary.current()
        asked = Asked.of(request, vocabulary, blank_is_everything=True)
        return self._matching(self._snapshot, asked.tree, asked.options(), cancel)

    def _matching(
        self,
        snapshot: Snapshot,
        tree: Query,
        options: Options,
        cancel: Callable[[], bool] | None,
    ) -> Iterator[StoredDocument]:
        with damage_named(snapshot.views):
            found = matching_documents(snapshot, tree, cancel=cancel, options=options)
            for view, number in found:
                yield StoredDocument.of(view, number)

    def add(self, documents: Iterable[NewDocument]) -> int:
        """Add documents that are no files, and show them; see :func:`sou.upkeep.add_documents`."""
        from sou.upkeep import add_documents

        count = add_documents(documents, self.location, config=self._config)
        self.refresh()
        return count

    def delete(self, ids: Iterable[str]) -> int:
        """Delete documents that are no files; return how many there were.

        Raises:
            ConfigError: an id is the path of a file.
            IndexLockedError: another process writes to the index.
        """
        from sou.indexing.records import delete_records

        count = delete_records(self.location, ids)
        self.refresh()
        return count

    def document(self, document_id: str) -> StoredDocument:
        """Return a stored document.

        Raises:
            DocumentError: the index has no such document (any more).
        """
        with damage_named(self._snapshot.views):
            return StoredDocument.of(*self._snapshot.named(document_id))

    def matches(self, document_id: str, request: SearchRequest | str) -> tuple[Span, ...]:
        """Return every span of a document that a query marks, ascending, disjoint.

        Raises:
            DocumentError: the index has no such document (any more).
            QuerySyntaxError: the query cannot be understood.
        """
        asked = self._asked(request)
        plan = plan_query(asked.tree, wording=asked.wording)
        with damage_named(self._snapshot.views):
            view, number = self._snapshot.named(document_id)
            return matched_spans(LiteralFinder(view), number, marks_of(plan))

    def explain(
        self,
        request: SearchRequest | str,
        path: str,
        *,
        cancel: Callable[[], bool] | None = None,
    ) -> Explanation:
        """Return why a document stands where it does among the hits, or why not at all.

        Its score, part by part, is that of the hit; all matches are ranked for it.

        Raises:
            DocumentError: the index has no such document (any more).
            QuerySyntaxError: the query cannot be understood.
            SearchCancelled: ``cancel`` returned true.
        """
        from sou.searching.explain import explain

        snapshot, asked = self._snapshot, self._asked(request)
        query, parsed, wording = asked.request.query, asked.parsed, asked.wording
        with damage_named(snapshot.views):
            place = snapshot.named(path)
            return explain(snapshot, query, parsed, place, wording=wording, cancel=cancel)

    def warnings(self) -> tuple[str, ...]:
        """Return what of the user's own words cannot be read, for people."""
        return self._vocabulary.current().warnings

    def status(self) -> IndexStatus:
        """Return size and state of the snapshot."""
        snapshot = self._snapshot
        manifest = snapshot.manifest
        with damage_named(snapshot.views):
            kinds, files = snapshot.kinds(), snapshot.files
        return IndexStatus(
            location=str(self.location),
            generation=manifest.generation,
            documents=manifest.documents,
            segments=len(snapshot.views),
            text_chars=sum(view.segment.text_chars for view in snapshot.views),
            size_bytes=sum(view.segment.container.size_bytes for view in snapshot.views),
            roots=manifest.roots,
            committed_s=manifest.committed_s,
            kinds=kinds,
            skipped=read_skipped(self.location),
            files=files,
            cut_otherwise=sum(
                view.segment.document_count
                for view in snapshot.views
                if view.segment.dictionary != self._vocabulary.current().dictionary.digest
            ),
            unfinished=manifest.unfinished,
        )

    def verify(self) -> VerifyReport:
        """Check the index as it is on the disk now; see :func:`verify_index`."""
        return verify_index(self.location)

    def check_recall(self, *, samples: int = 1000, seed: int | None = None) -> RecallReport:
        """Search for random pieces of the index's own documents, each where it stands.

        The same ``seed`` gives the same pieces of the same index; ``None`` chooses one.

        Raises:
            IndexCorruptError: a file of the index is damaged.
        """
        from sou.checks.recall import check_recall
        from sou.documents.installed import installed_extractors

        snapshot = self._snapshot
        if seed is None:
            seed = secrets.randbelow(1_000_000)
        with damage_named(snapshot.views):
            config = replace(load_config(self._config), extractors=installed_extractors())
            location = str(self.location)
            return check_recall(snapshot, location, samples=samples, seed=seed, config=config)


def open_index(
    location: str | os.PathLike[str] | None = None,
    *,
    config: str | os.PathLike[str] | None = None,
    frugal: bool = False,
) -> Index:
    """Open an index: a folder, a name, or (``None``) ``SOU_INDEX`` or the default one.

    ``config`` is the folder of the user's synonyms, stop words and dictionary, by default
    ``SOU_CONFIG`` or where the system keeps configuration. With ``frugal`` at most 16 MiB of
    decoded postings are kept for further searches, or 50 bytes a document, not 128 MiB.

    Raises:
        IndexMissingError: there is none.
        IndexOutdatedError: another version wrote it.
        IndexCorruptError: it is damaged.
    """
    return Index(_folder(location), None if config is None else Path(config), frugal=frugal)


def verify_index(location: str | os.PathLike[str] | None = None) -> VerifyReport:
    """Check an index against itself, though it be too damaged to open.

    Reads every file and every document and goes on after each problem.

    Raises:
        IndexMissingError: there is none.
        IndexOutdatedError: another version wrote it.
    """
    started = time.monotonic()
    status, problems = check_folder(_folder(location), fingerprint())
    return VerifyReport(status, problems, time.monotonic() - started)


def _folder(location: str | os.PathLike[str] | None) -> Path:
    if isinstance(location, Path):
        return location
    return index_location(None if location is None else os.fspath(location), os.environ)


def _heard(snapshot: Snapshot, plan: QueryPlan) -> tuple[PinyinMatch, ...]:
    if not pinyin_leaves(plan.tree):
        return ()
    from sou.searching.heard import heard_matches

    return heard_matches(snapshot, plan)
