"""The only door from the app to the engine.

Searches, texts and completions are asked for here and answered by messages, each kind from
a thread of its own, previews and whole texts as well. So a slow search never holds up a
preview, and a late preview never takes the viewer's turn. Each does the newest request
only. Nothing in the app waits, except these threads.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from textual.message import Message

from sou.errors import QuerySyntaxError, SearchCancelled
from sou.text.scripts import mixes_scripts
from sou_tui.lane import Lane
from sou_tui.messages import (
    CompletionFound,
    IndexOpened,
    IndexUnavailable,
    SearchFailed,
    SearchFinished,
    SuggestionsFound,
    TextColoured,
    TextFailed,
    TextLoaded,
)
from sou_tui.offers import Offer, relaxed
from sou_tui.shown_text import ShownText, merged
from sou_tui.sources import source_state
from sou_tui.syntax import Part, may_have_parts, parts_of
from sou_tui.wanted import Wanted

if TYPE_CHECKING:
    import os

    from sou.model import DocumentInfo, FacetName, Hit, SearchPage, SearchRequest
    from sou_tui.contract import Index, IndexOpener

REFRESH_INTERVAL_S = 2.0
"""A commit by another process is noticed at most this late, at the next search."""
READ_AHEAD_CHARS = 10_000
"""What is read around a hit before it is shown; the rest is read where one scrolls."""
FIRST_TEXT_CHARS = 100_000
"""The preview of a first hit comes with the hits, to be painted with them, but for a longer
document: to find its matches may take as long as the search."""
AROUND_HITS = 20
"""Before the hit to stay on, and behind it."""
CLOSE_TIMEOUT_S = 1.0

Reply = Callable[[Message], object]


def engine_opener(location: str | os.PathLike[str] | None) -> IndexOpener:
    """Return what opens a real index; the engine is imported when it is called."""

    def open_index() -> Index:
        from sou import engine

        return engine.open_index(location, frugal=True)

    return open_index


@dataclass(frozen=True, slots=True)
class _Search:
    number: int
    request: SearchRequest | None
    """``None`` only opens the index, or looks for a newer commit."""
    reply: Reply
    typed: str = ""
    wanted: Wanted = field(default_factory=Wanted)
    """What the request was made of, for what to offer when nothing is found."""
    reads_first: bool = False
    stay_on: Hit | None = None
    """A hit of before; where its document is now, or who has its rank, is to be told, too."""
    facets: Sequence[FacetName] = ()
    """What the first search will count by, to be read when the index is opened."""
    is_quiet: bool = False
    """Whether only news are told: an index that was not there, a newer commit."""


@dataclass(frozen=True, slots=True)
class _Completion:
    number: int
    query: str
    reply: Reply


@dataclass(frozen=True, slots=True)
class _Read:
    hit: Hit
    request: SearchRequest | str
    """What the hit is an answer to."""
    reply: Reply
    wants_colours: bool = False


class Session:
    """Asks the engine in the background. Methods return at once."""

    def __init__(self, open_index: IndexOpener) -> None:
        self._open_index = open_index
        self._index: Index | None = None
        self._opening = threading.Lock()
        self._refreshed_s = float("-inf")
        self._is_closed = False
        self._searches = Lane[_Search]("sou-search", self._search)
        self._previews = Lane[_Read]("sou-preview", self._read)
        self._reads = Lane[_Read]("sou-read", self._read)
        self._completions = Lane[_Completion]("sou-complete", self._complete)

    def open(self, reply: Reply, facets: Sequence[FacetName] = ()) -> None:
        """Open the index, or look for a newer commit: ``IndexOpened`` or ``IndexUnavailable``.

        What the first search loads, and counting its ``facets``, is loaded at once. A search
        that waits opens the index, too, and is not replaced.
        """
        job = _Search(0, None, reply, facets=facets)
        self._searches.offer(job, over=lambda waiting: waiting.is_quiet)

    def look(self, reply: Reply) -> None:
        """Look for a newer commit, or an index that is there now: ``IndexOpened``, or nothing."""
        self._searches.offer(_Search(0, None, reply, is_quiet=True))

    def search(
        self,
        number: int,
        request: SearchRequest,
        reply: Reply,
        typed: str | None = None,
        wanted: Wanted | None = None,
        *,
        reads_first: bool = False,
        stay_on: Hit | None = None,
    ) -> None:
        """Search: ``SearchFinished`` or ``SearchFailed``, unless a newer search replaces it.

        With ``reads_first`` the text around the first hit comes with the hits, with
        ``stay_on`` the hits around the one that has its document now.

        A search that finds nothing is followed by ``SuggestionsFound`` if another one would:
        by what may have been meant by ``typed``, or by asking for less than ``wanted``.
        """
        typed = request.query if typed is None else typed
        wanted = wanted or Wanted()
        self._searches.put(_Search(number, request, reply, typed, wanted, reads_first, stay_on))

    def cancel_search(self) -> None:
        """Drop the running search; nothing is replied if it listens."""
        self._searches.cancel()

    def complete(self, number: int, query: str, reply: Reply) -> None:
        """Look how a query may go on: ``CompletionFound``, or nothing."""
        self._completions.put(_Completion(number, query, reply))

    def preview(self, hit: Hit, request: SearchRequest | str, reply: Reply) -> None:
        """Read the text around a hit: ``TextLoaded`` or ``TextFailed``."""
        self._previews.put(_Read(hit, request, reply))

    def read(
        self,
        hit: Hit,
        request: SearchRequest | str,
        reply: Reply,
        *,
        wants_colours: bool = False,
    ) -> None:
        """Read the whole text of a hit's document: ``TextLoaded`` or ``TextFailed``.

        With ``wants_colours`` what has some, if anything has, is told later: ``TextColoured``.
        """
        self._reads.put(_Read(hit, request, reply, wants_colours))

    def close(self) -> None:
        """Stop all threads and close the index; nothing is replied any more."""
        self._is_closed = True
        stopped = [lane.close(CLOSE_TIMEOUT_S) for lane in self._lanes()]
        if all(stopped) and self._index is not None:
            self._index.close()

    def _lanes(self) -> tuple[Lane[_Search], Lane[_Read], Lane[_Read], Lane[_Completion]]:
        return self._searches, self._previews, self._reads, self._completions

    def _search(self, job: _Search, should_stop: Callable[[], bool]) -> None:
        try:
            index = self._fresh_index(job)
        except Exception as error:
            if not job.is_quiet:
                self._answer(job.reply, IndexUnavailable(error))
            return
        if job.request is None:
            with suppress(Exception):  # the first search says what is wrong
                index.prepare(job.facets)
            return
        offers: tuple[Offer, ...] = ()
        try:
            page = index.search(job.request, cancel=should_stop)
            around = _around(index, job, page, should_stop)
            if not page.total and job.request.limit:
                self._answer(job.reply, SearchFinished(job.number, page))
                offers = _offers(index, job, should_stop)
        except SearchCancelled:
            return
        except Exception as error:
            self._answer(job.reply, SearchFailed(job.number, error))
            return
        if page.total or not job.request.limit:
            first = None if should_stop() else _first_text(index, job, page)
            self._answer(job.reply, SearchFinished(job.number, page, first, around))
        elif offers:
            self._answer(job.reply, SuggestionsFound(job.number, offers))

    def _fresh_index(self, job: _Search) -> Index:
        """Open the index or look for a newer commit; announce either, and a bare request."""
        was_open = self._index is not None
        index = self._opened()
        is_due = time.monotonic() - self._refreshed_s >= REFRESH_INTERVAL_S
        is_news = not was_open or (job.request is None and not job.is_quiet)
        if was_open and (is_due or job.request is None):
            is_news = index.refresh() or is_news
        if is_due:
            self._refreshed_s = time.monotonic()
        if is_news:
            self._answer(job.reply, IndexOpened(index.status()))
        return index

    def _opened(self) -> Index:
        with self._opening:
            if self._index is None:
                self._index = self._open_index()
            return self._index

    def _complete(self, job: _Completion, _should_stop: Callable[[], bool]) -> None:
        try:
            found = self._opened().complete(job.query)
        except Exception:
            return
        query = next((one.query for one in found if _goes_on(job.query, one.query)), None)
        if query is not None:
            self._answer(job.reply, CompletionFound(job.number, query))

    def _read(self, job: _Read, should_stop: Callable[[], bool]) -> None:
        try:
            index = self._opened()
        except Exception as error:
            self._answer(job.reply, TextFailed(job.hit, error))
            return
        text = _text(index, job.hit, job.request)
        self._answer(job.reply, text)
        if job.wants_colours and isinstance(text, TextLoaded):
            parts = _parts(job.hit.document, text.shown, should_stop)
            if parts:
                self._answer(job.reply, TextColoured(job.hit, parts))

    def _answer(self, reply: Reply, message: Message) -> None:
        if not self._is_closed:
            reply(message)


def _goes_on(typed: str, longer: str) -> bool:
    """Tell whether a query goes on what is typed, in its script: 圖書 工, not 圖書 工厂."""
    if len(longer) <= len(typed) or not longer.startswith(typed):
        return False
    return mixes_scripts(typed) or not mixes_scripts(longer)


def _offers(index: Index, job: _Search, cancel: Callable[[], bool]) -> tuple[Offer, ...]:
    """Return what finds something instead; what asks for less is counted here."""
    meant = () if job.wanted.filters else index.suggest(job.request or job.typed, cancel=cancel)
    found = [Offer("meant", one.query, job.wanted, one.documents) for one in meant]
    for offer in relaxed(job.typed, job.wanted):
        request = offer.wanted.request(offer.query, snippet_cells=0, limit=0, offset=0)
        try:
            total = index.search(request, cancel=cancel).total
        except QuerySyntaxError:
            continue
        if total:
            found.append(replace(offer, documents=total))
    return tuple(found)


def _around(
    index: Index, job: _Search, page: SearchPage, cancel: Callable[[], bool]
) -> tuple[Hit, ...]:
    """Return the hits around the one to stay on, if that is not on the page."""
    before = job.stay_on
    if before is None or any(hit.document.id == before.document.id for hit in page.hits):
        return ()
    rank = index.rank(page.request, before.document.id, cancel=cancel)
    wanted = min(before.rank, page.total) if rank is None else rank
    if wanted <= len(page.hits):
        return ()
    first = max(wanted - AROUND_HITS, len(page.hits) + 1)
    request = replace(page.request, offset=first - 1, limit=2 * AROUND_HITS, facets=())
    return index.search(request, cancel=cancel).hits


def _first_text(index: Index, job: _Search, page: SearchPage) -> TextLoaded | TextFailed | None:
    is_wanted = job.reads_first and page.hits
    if not is_wanted or page.hits[0].document.length_chars > FIRST_TEXT_CHARS:
        return None
    return _text(index, page.hits[0], page.request)


def _text(index: Index, hit: Hit, request: SearchRequest | str) -> TextLoaded | TextFailed:
    try:
        shown = _shown(index, hit, request)
    except Exception as error:
        return TextFailed(hit, error)
    return TextLoaded(hit, shown, request, source_state(hit.document))


def _parts(
    document: DocumentInfo, shown: ShownText, should_stop: Callable[[], bool]
) -> tuple[Part, ...]:
    """Return what has colours; nothing if it cannot be told, or read: that shows as one scrolls."""
    if not may_have_parts(document):
        return ()
    try:
        return parts_of(document, shown.read(0, shown.length), should_stop)
    except Exception:
        return ()


def _shown(index: Index, hit: Hit, request: SearchRequest | str) -> ShownText:
    document = index.document(hit.document.id)
    shown = ShownText(
        read=document.text,
        length=document.info.length_chars,
        spans=merged(index.matches(hit.document.id, request)),
        source_map=document.source_map,
        anchors=document.anchors,
        has_lines=document.info.has_lines,
    )
    around = hit.offset
    shown.read(max(around - READ_AHEAD_CHARS, 0), around + READ_AHEAD_CHARS)  # damage shows now
    return shown
