"""The engine for services that are asynchronous: each call in a thread, cancelled with its task.

>>> import sou.aio
>>> async def count(query: str) -> int:
...     async with sou.aio.open_index("notes") as index:
...         return (await index.search(query)).total

Nothing is done here but to hand calls over: methods are those of :class:`sou.engine.Index`,
with the same arguments, answers and errors. When a task is cancelled, what it waits for is
told, and ends within milliseconds where the engine can be told so (searches, suggestions,
explanations, ``matching``); other calls end unheard.
"""

from __future__ import annotations

import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING, Final, ParamSpec, TypeVar

if TYPE_CHECKING:
    import os
    from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Sequence
    from types import TracebackType

    from sou.engine import Index
    from sou.model import (
        Completion,
        DocumentInfo,
        FacetName,
        SearchPage,
        SearchRequest,
        Span,
        Suggestion,
    )
    from sou.reports import Explanation, IndexReport, IndexStatus, RecallReport, VerifyReport
    from sou.sources import NewDocument
    from sou.stored_document import StoredDocument

P = ParamSpec("P")
T = TypeVar("T")

DEFAULT_THREADS: Final = 8
_AT_ONCE: Final = 64
"""Documents that are fetched by one hand-over, which takes some 50 µs."""


class AsyncIndex:
    """An open index, see :class:`sou.engine.Index`; use :func:`open_index`.

    At most ``threads`` calls run at once; others wait for their turn.
    """

    def __init__(self, opener: Callable[[], Index], threads: int) -> None:
        self._opener = opener
        self._executor = ThreadPoolExecutor(threads, "sou")
        self._opened: Index | None = None

    async def __aenter__(self) -> AsyncIndex:
        try:
            self._opened = await self._call(self._opener)
        except BaseException:
            self._executor.shutdown(wait=False, cancel_futures=True)
            raise
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self.close()

    @property
    def index(self) -> Index:
        """The index itself, for what takes no time.

        Raises:
            RuntimeError: it is not open: use ``async with``.
        """
        if self._opened is None:
            raise RuntimeError("the index is not open: use async with")
        return self._opened

    async def close(self) -> None:
        """Let go of the index, after what is running."""
        shut_down = partial(self._executor.shutdown, cancel_futures=True)
        await asyncio.to_thread(shut_down)
        if self._opened is not None:
            self._opened.close()
            self._opened = None

    async def prepare(self, facets: Sequence[FacetName] = ()) -> None:
        """Load now what the first search would load."""
        await self._call(self.index.prepare, facets)

    async def refresh(self) -> bool:
        """Show the last commit; return whether it is newer."""
        return await self._call(self.index.refresh)

    async def search(self, request: SearchRequest | str) -> SearchPage:
        """Return the best documents for a query."""
        return await self._cancellable(partial(self.index.search, request))

    async def rank(self, request: SearchRequest | str, document_id: str) -> int | None:
        """Return the rank of a document among all hits; ``None`` if it is none."""
        return await self._cancellable(partial(self.index.rank, request, document_id))

    async def suggest(
        self, request: SearchRequest | str, *, limit: int = 5
    ) -> tuple[Suggestion, ...]:
        """Return queries that may have been meant, likeliest first."""
        return await self._cancellable(partial(self.index.suggest, request, limit=limit))

    async def complete(
        self, request: SearchRequest | str, *, limit: int = 8
    ) -> tuple[Completion, ...]:
        """Return the query with its last word completed."""
        return await self._cancellable(partial(self.index.complete, request, limit=limit))

    async def document(self, document_id: str) -> StoredDocument:
        """Return a stored document; its ``text`` is read when it is called, in 0.1 ms and more."""
        return await self._call(self.index.document, document_id)

    async def matches(self, document_id: str, request: SearchRequest | str) -> tuple[Span, ...]:
        """Return every span of a document that a query marks."""
        return await self._call(self.index.matches, document_id, request)

    async def explain(self, request: SearchRequest | str, path: str) -> Explanation:
        """Return why a document stands where it does, or why not at all."""
        return await self._cancellable(partial(self.index.explain, request, path))

    def documents(self) -> AsyncIterator[DocumentInfo]:
        """Yield what is known of every document, in the order of indexing."""
        return self._iterated(lambda _cancel: self.index.documents())

    def matching(self, request: SearchRequest | str = "") -> AsyncIterator[StoredDocument]:
        """Yield every document that a query finds, in the order of indexing, unranked."""
        return self._iterated(lambda cancel: self.index.matching(request, cancel=cancel))

    async def add(self, documents: Iterable[NewDocument]) -> int:
        """Add documents that are no files, and show them."""
        return await self._call(self.index.add, documents)

    async def delete(self, ids: Iterable[str]) -> int:
        """Delete documents that are no files; return how many there were."""
        return await self._call(self.index.delete, ids)

    async def warnings(self) -> tuple[str, ...]:
        """Return what of the user's own words cannot be read."""
        return await self._call(self.index.warnings)

    async def status(self) -> IndexStatus:
        """Return size and state of what is shown."""
        return await self._call(self.index.status)

    async def verify(self) -> VerifyReport:
        """Check the index as it is on the disk now."""
        return await self._call(self.index.verify)

    async def check_recall(self, *, samples: int = 1000, seed: int | None = None) -> RecallReport:
        """Search for random pieces of the index's own documents."""
        return await self._call(self.index.check_recall, samples=samples, seed=seed)

    async def _call(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._executor, partial(function, *args, **kwargs))

    async def _cancellable(self, function: Callable[..., T]) -> T:
        """Call a function with ``cancel``, which is true when the task has been cancelled."""
        cancelled = threading.Event()
        try:
            return await self._call(function, cancel=cancelled.is_set)
        except asyncio.CancelledError:
            cancelled.set()
            raise

    async def _iterated(
        self, start: Callable[[Callable[[], bool]], Iterator[T]]
    ) -> AsyncIterator[T]:
        cancelled = threading.Event()
        try:
            items = await self._call(start, cancelled.is_set)
            while some := await self._call(_taken, items):
                for item in some:
                    yield item
        finally:
            cancelled.set()


def _taken(items: Iterator[T]) -> list[T]:
    return list(islice(items, _AT_ONCE))


def open_index(
    location: str | os.PathLike[str] | None = None,
    *,
    config: str | os.PathLike[str] | None = None,
    frugal: bool = False,
    threads: int = DEFAULT_THREADS,
) -> AsyncIndex:
    """Return an index for ``async with``; arguments and errors are :func:`sou.open_index`'s."""

    def opener() -> Index:
        from sou.engine import open_index as open_engine

        return open_engine(location, config=config, frugal=frugal)

    return AsyncIndex(opener, threads)


async def watch_index(
    paths: Sequence[str | os.PathLike[str]],
    location: str | os.PathLike[str] | None = None,
    **options: object,
) -> AsyncIterator[IndexReport]:
    """Keep an index up to date; yield a report of each run, until the iterator is closed.

    ``options`` are those of :func:`sou.watch_index`. A batch that has begun is finished first.
    """
    from sou.upkeep import watch_index as watch

    loop, stop = asyncio.get_running_loop(), threading.Event()
    reports: asyncio.Queue[IndexReport | None] = asyncio.Queue()

    def tell(report: IndexReport | None) -> None:
        loop.call_soon_threadsafe(reports.put_nowait, report)

    def watching() -> None:
        try:
            watch(paths, location, stop=stop, tell=tell, **options)  # type: ignore[arg-type] # as documented there
        finally:
            tell(None)

    with ThreadPoolExecutor(1, "sou-watch") as executor:  # waits for its end when left
        ended = loop.run_in_executor(executor, watching)
        try:
            while (report := await reports.get()) is not None:
                yield report
            await ended
        finally:
            stop.set()
            await asyncio.shield(asyncio.wait([ended]))
