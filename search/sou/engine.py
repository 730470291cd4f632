"""The public engine: open an index, search it, keep it up to date.

The only composer of the stages. What goes in and out is plain data; an
:class:`Index` may be used from several threads at once.
"""

from __future__ import annotations

import os
import secrets
import threading
import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from sou.analysis.fingerprint import fingerprint
from sou.analysis.segmenter import load_dictionary
from sou.checks.damage import damage_named, opened_whole
from sou.checks.integrity import check_folder
from sou.config import load_config
from sou.errors import ConfigError, QuerySyntaxError
from sou.highlight.lookup import matched_spans
from sou.highlight.ranked import hits_of, marks_of
from sou.model import (
    Anchor,
    Completion,
    DocumentInfo,
    PinyinMatch,
    SearchPage,
    SearchRequest,
    Span,
    Suggestion,
)
from sou.paths import config_folder, index_location
from sou.query.parser import parse
from sou.query.tree import Every, NullQuery
from sou.query.vocabulary import VocabularyReader
from sou.query.widen import expansions_of, widened
from sou.reports import (
    Explanation,
    IndexStatus,
    RecallReport,
    VerifyReport,
)
from sou.searching.collect import Options, matching_documents, search_snapshot
from sou.searching.leaves import Wording
from sou.searching.literal import LiteralFinder
from sou.searching.plan import pinyin_leaves, plan_query
from sou.store.skipped import read_skipped

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from types import TracebackType

    from sou.model import SourceMap
    from sou.query.tree import Query
    from sou.query.vocabulary import Vocabulary
    from sou.searching.plan import QueryPlan
    from sou.searching.snapshot import SegmentView, Snapshot
    from sou.sources import NewDocument


@dataclass(frozen=True, slots=True)
class StoredDocument:
    """A document as the index keeps it; reading its text does not need the source."""

    info: DocumentInfo
    source_map: SourceMap
    anchors: tuple[Anchor, ...]
    _view: SegmentView
    _number: int

    def text(self, start: int = 0, end: int | None = None) -> str:
        """Return the text ``[start, end)`` in code points; only that part is read."""
        with damage_named([self._view]):
            return self._view.segment.text(self._number, start, end)


class Index:
    """An open index: a snapshot of its last commit when it was opened or refreshed.

    Use :func:`open_index`. Safe to share between threads; results stay valid when
    the index changes.
    """

    def __init__(self, location: Path, config: Path | None = None) -> None:
        self.location = location
        self._config = config or config_folder(os.environ)
        self._vocabulary = VocabularyReader(self._config)
        self._refreshing = threading.Lock()
        self._snapshot = opened_whole(location)

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

    def prepare(self) -> None:
        """Load now what the first search would load: the segmenter's dictionary."""
        load_dictionary()

    def refresh(self) -> bool:
        """Show the last commit; return whether it is newer than the one shown before."""
        with self._refreshing:
            newer = opened_whole(self.location, self._snapshot)
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
        if isinstance(request, str):
            request = SearchRequest(request)
        snapshot = self._snapshot
        parsed = parse(request.query, match_all=request.match_all)
        vocabulary = self._vocabulary.current()
        tree = _widened(parsed.tree, request, vocabulary)
        with damage_named(snapshot.views):
            page = search_snapshot(
                snapshot,
                tree,
                limit=request.limit,
                offset=request.offset,
                cancel=cancel,
                options=Options(
                    sort=request.sort,
                    wording=_wording(request, vocabulary),
                    filters=_filters(request),
                    folders=request.folders,
                    facets=request.facets,
                ),
            )
            hits = hits_of(page, request)
            heard = _heard(snapshot, page.plan)
        return SearchPage(
            request=request,
            hits=hits,
            total=page.total,
            elapsed_s=time.perf_counter() - started,
            interpretation=parsed.interpretation,
            generation=snapshot.manifest.generation,
            facets=page.facets,
            expansions=expansions_of(tree),
            pinyin=heard,
            warnings=vocabulary.warnings,
        )

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

        if isinstance(request, str):
            request = SearchRequest(request)
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

        if isinstance(request, str):
            request = SearchRequest(request)
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
        options = Options(wording=_wording(request, vocabulary))

        def count(query: str) -> int:
            try:
                tree = parse(query, match_all=request.match_all).tree
            except QuerySyntaxError:
                return 0
            tree = _widened(tree, request, vocabulary)
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
        if isinstance(request, str):
            request = SearchRequest(request)
        vocabulary = self._vocabulary.current()
        tree: Query = Every()
        if request.query.strip():
            parsed = parse(request.query, match_all=request.match_all)
            tree = _widened(parsed.tree, request, vocabulary)
        options = Options(
            wording=_wording(request, vocabulary),
            filters=_filters(request),
            folders=request.folders,
        )
        return self._matching(self._snapshot, tree, options, cancel)

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
                yield _stored(view, number)

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
            return _stored(*self._snapshot.named(document_id))

    def matches(self, document_id: str, request: SearchRequest | str) -> tuple[Span, ...]:
        """Return every span of a document that a query marks, ascending, disjoint.

        Raises:
            DocumentError: the index has no such document (any more).
            QuerySyntaxError: the query cannot be understood.
        """
        if isinstance(request, str):
            request = SearchRequest(request)
        tree = parse(request.query, match_all=request.match_all).tree
        vocabulary = self._vocabulary.current()
        wording = _wording(request, vocabulary)
        plan = plan_query(_widened(tree, request, vocabulary), wording=wording)
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

        snapshot = self._snapshot
        if isinstance(request, str):
            request = SearchRequest(request)
        vocabulary = self._vocabulary.current()
        parsed = parse(request.query, match_all=request.match_all)
        parsed = replace(parsed, tree=_widened(parsed.tree, request, vocabulary))
        wording = _wording(request, vocabulary)
        with damage_named(snapshot.views):
            place = snapshot.named(path)
            return explain(snapshot, request.query, parsed, place, wording=wording, cancel=cancel)

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
) -> Index:
    """Open an index: a folder, a name, or (``None``) ``SOU_INDEX`` or the default one.

    ``config`` is the folder of the user's synonyms, stop words and dictionary, by default
    ``SOU_CONFIG`` or where the system keeps configuration.

    Raises:
        IndexMissingError: there is none.
        IndexOutdatedError: another version wrote it.
        IndexCorruptError: it is damaged.
    """
    return Index(_folder(location), None if config is None else Path(config))


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


def _config_folder(chosen: str | os.PathLike[str] | None) -> Path:
    return config_folder(os.environ) if chosen is None else Path(chosen)


def _stored(view: SegmentView, number: int) -> StoredDocument:
    segment = view.segment
    return StoredDocument(
        info=segment.info(number),
        source_map=segment.source_map(number),
        anchors=segment.anchors(number),
        _view=view,
        _number=number,
    )


def _widened(tree: Query, request: SearchRequest, vocabulary: Vocabulary) -> Query:
    return widened(tree, vocabulary.sources(request), vocabulary.stop_words)


def _filters(request: SearchRequest) -> tuple[Query, ...]:
    """Return the trees of the filters.

    Raises:
        ConfigError: one cannot be understood; it is no mistake in the query.
    """
    trees = []
    for one in request.filters:
        try:
            trees.append(parse(one, match_all=True).tree)
        except QuerySyntaxError as error:
            raise ConfigError(f"{one}: {error.message}") from error
    return tuple(trees)


def _wording(request: SearchRequest, vocabulary: Vocabulary) -> Wording:
    return Wording(request.exact_script, vocabulary.stop_words, vocabulary.dictionary)


def _heard(snapshot: Snapshot, plan: QueryPlan) -> tuple[PinyinMatch, ...]:
    if not pinyin_leaves(plan.tree):
        return ()
    from sou.searching.heard import heard_matches

    return heard_matches(snapshot, plan)
