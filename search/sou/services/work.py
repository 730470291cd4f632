"""Work for clients in threads: so much at once, for so long, and not after they are gone.

In: functions that poll whether to go on. Out: what they return, or the reason why not.
Each runs with a flag that is set when the time is over, the client gone, or the service
ending; the engine looks at it and stops. A slot is free again when the work really ends.
"""

from __future__ import annotations

import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator
    from concurrent.futures import Future

T = TypeVar("T")


class TooBusyError(Exception):
    """As much is going on as may be."""


class TooLongError(Exception):
    """The time is over; the work has been told to stop."""


class ClientGoneError(Exception):
    """Nobody waits for the answer; the work has been told to stop."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How much a service does."""

    at_once: int
    """Requests that are answered at a time."""
    timeout_s: float
    """From the head of a request to its answer."""


class Workers:
    """Does work in threads of its own. All methods are for the thread of the event loop."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self._stopping = threading.Event()
        self._pool = ThreadPoolExecutor(limits.at_once, thread_name_prefix="sou-work")
        self._taken = 0

    @contextmanager
    def slot(self) -> Iterator[Slot]:
        """Take a slot until the block is left and its work has ended.

        Raises:
            TooBusyError: none is free.
        """
        if self._taken >= self.limits.at_once:
            raise TooBusyError
        self._taken += 1
        slot = Slot(self._pool, self._stopping)
        try:
            yield slot
        finally:
            slot.cancelled.set()
            if slot.future is None or slot.future.done():
                self._free()
            else:
                loop = asyncio.get_running_loop()
                slot.future.add_done_callback(lambda _: _call(loop, self._free))

    def stop(self) -> None:
        """Tell all work to stop, and wait for it."""
        self._stopping.set()
        self._pool.shutdown(cancel_futures=True)

    def _free(self) -> None:
        self._taken -= 1


class Slot:
    """Room for one piece of work."""

    def __init__(self, pool: ThreadPoolExecutor, stopping: threading.Event) -> None:
        self.cancelled = threading.Event()
        self.future: Future[object] | None = None
        self._pool = pool
        self._stopping = stopping

    def is_cancelled(self) -> bool:
        """Tell whether to stop; for the thread of the work."""
        return self.cancelled.is_set() or self._stopping.is_set()

    async def result(
        self,
        work: Callable[[Callable[[], bool]], T],
        timeout_s: float,
        gone: Awaitable[object] | None = None,
    ) -> T:
        """Do the work and return what it returns, once; ``gone`` ends when the client leaves.

        Raises:
            TooLongError: it takes longer than so many seconds.
            ClientGoneError: the client left.
        """
        future = self._pool.submit(work, self.is_cancelled)
        self.future = future  # type: ignore[assignment]  # only asked whether it is done
        done = asyncio.wrap_future(future)
        waited: set[asyncio.Future[object]] = {done}  # type: ignore[arg-type]  # as above
        leaving = None if gone is None else asyncio.ensure_future(gone)
        if leaving is not None:
            waited.add(leaving)
        try:
            await asyncio.wait(waited, timeout=timeout_s, return_when=asyncio.FIRST_COMPLETED)
            if done.done():
                return done.result()
            if leaving is not None and leaving.done():
                raise ClientGoneError
            raise TooLongError
        finally:
            self.cancelled.set()
            if leaving is not None:
                leaving.cancel()
            done.add_done_callback(_looked_at)


def _call(loop: asyncio.AbstractEventLoop, function: Callable[[], object]) -> None:
    """Call in the thread of a loop, unless that has ended."""
    if not loop.is_closed():
        loop.call_soon_threadsafe(function)


def _looked_at(done: asyncio.Future[T]) -> None:
    """Take the error of work that nobody waits for any more: it was told to stop."""
    if not done.cancelled():
        done.exception()
