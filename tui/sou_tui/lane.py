"""One thread that does the newest job it was given.

Jobs that wait are replaced, never queued: while a search runs, ten keys leave one
job behind. A running job is asked to stop, by the flag it polls, once a newer one
has waited and it has had its ``grace_s``: quick searches finish and are shown. What is
only offered waits until it is done.
"""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

Job = TypeVar("Job")

GRACE_S = 0.1


class Lane(Generic[Job]):
    """A worker thread with a mailbox for one job. All methods may be called from any thread."""

    def __init__(
        self,
        name: str,
        work: Callable[[Job, Callable[[], bool]], None],
        *,
        grace_s: float = GRACE_S,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._work = work
        self._grace_s = grace_s
        self._clock = clock
        self._changed = threading.Condition()
        self._waiting: Job | None = None
        self._is_urgent = False
        self._started_s = 0.0
        self._is_cancelled = False
        self._is_closed = False
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)

    def put(self, job: Job) -> None:
        """Do this job next, in place of any that still waits."""
        self._place(job, is_urgent=True)

    def offer(self, job: Job, *, over: Callable[[Job], bool] | None = None) -> None:
        """Do this job when the running one is done, unless another waits already.

        The running one is not asked to stop. A waiting job that it may go ``over`` is replaced.
        """
        with self._changed:
            if self._waiting is None or (over is not None and over(self._waiting)):
                self._place(job, is_urgent=False)

    def _place(self, job: Job, *, is_urgent: bool) -> None:
        with self._changed:
            if self._is_closed:
                return
            self._waiting = job
            self._is_urgent = is_urgent
            self._changed.notify()
            if self._thread.ident is None:
                self._thread.start()

    def cancel(self) -> None:
        """Forget the waiting job and ask the running one to stop."""
        with self._changed:
            self._waiting = None
            self._is_cancelled = True

    def close(self, timeout_s: float) -> bool:
        """Stop the thread; False if its job did not listen in time."""
        with self._changed:
            self._is_closed = True
            self._waiting = None
            self._changed.notify()
        if self._thread.ident is not None:
            self._thread.join(timeout_s)
        return not self._thread.is_alive()

    def _should_stop(self) -> bool:
        if self._is_cancelled or self._is_closed:
            return True
        is_wanted = self._waiting is not None and self._is_urgent
        return is_wanted and self._clock() - self._started_s >= self._grace_s

    def _run(self) -> None:
        while (job := self._next()) is not None:
            self._work(job, self._should_stop)

    def _next(self) -> Job | None:
        with self._changed:
            while self._waiting is None and not self._is_closed:
                self._changed.wait()
            job, self._waiting = self._waiting, None
            self._is_cancelled = False
            self._started_s = self._clock()
            return job
