"""Carry out jobs, in this process or in several others.

A worker that dies takes no more with it than the file it died of: its job is tried
again in halves, and the file that kills a worker by itself is named. That is rare:
files that are not plain text are read by yet another process (:mod:`sou.indexing.guard`).
"""

from __future__ import annotations

import json
import subprocess
import threading
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from sou.errors import SouError
from sou.indexing.guard import GuardedReader
from sou.indexing.job import Job, JobResult, Outcome, run_job
from sou.indexing.processes import module_process
from sou.indexing.worker import job_to_line, result_from_data

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable, Iterator

    Progress = Callable[[str, int], None]

_CRASHED: Final = "reading it crashed"
_POLL_S: Final = 0.2


class WorkerDied(SouError):
    """A worker ended in the middle of a job."""


def run_jobs(
    jobs: Iterable[Job],
    workers: int,
    progress: Progress,
    stopped: Callable[[], bool] = bool,
) -> Generator[JobResult, None, None]:
    """Yield the results of jobs as they are done; jobs are taken from the iterable late.

    ``progress`` is told every file read, from any thread. When the caller stops early,
    the workers are stopped. When ``stopped`` returns true, what this process has read by
    then is yielded, and what workers are at is left for another run.
    """
    if workers <= 1:
        with GuardedReader() as guard:
            for job in jobs:
                yield run_job(job, progress, guard, stopped)
                if stopped():
                    return
        return
    with _Pool(workers, progress) as pool:
        yield from pool.run(jobs, stopped)


class _Pool:
    """Workers, one for each thread that waits for it."""

    def __init__(self, workers: int, progress: Progress) -> None:
        self._workers = workers
        self._progress = progress
        self._threads = ThreadPoolExecutor(workers, thread_name_prefix="sou-worker")
        self._mine = threading.local()
        self._all: list[_Worker] = []
        self._is_stopping = False

    def __enter__(self) -> _Pool:
        return self

    def __exit__(self, *_: object) -> None:
        self._is_stopping = True
        for worker in self._all:
            worker.stop()
        self._threads.shutdown(cancel_futures=True)

    def run(self, jobs: Iterable[Job], stopped: Callable[[], bool]) -> Iterator[JobResult]:
        """Keep every worker busy, with one job waiting for each."""
        running: set[Future[JobResult]] = set()
        waiting = iter(jobs)
        is_more = True
        while (is_more or running) and not stopped():
            if is_more and len(running) < 2 * self._workers:
                job = next(waiting, None)
                is_more = job is not None
                if job is not None:
                    running.add(self._threads.submit(self._carry_out, job))
                continue
            done, running = wait(running, timeout=_POLL_S, return_when=FIRST_COMPLETED)
            for future in done:
                yield future.result()

    def _carry_out(self, job: Job) -> JobResult:
        """Do a job, in halves if its worker dies; the file that kills one is left out, named."""
        try:
            return self._worker().run(job, self._progress)
        except WorkerDied:
            if self._is_stopping:
                raise
        if len(job.sources) == 1:
            path = job.sources[0].path
            self._progress(path, 1)
            return JobResult(outcomes=[Outcome(path, reason=_CRASHED, is_error=True)])
        result = JobResult()
        for half in _halves(job):
            done = self._carry_out(half)
            result.segments += done.segments
            result.outcomes += done.outcomes
        return result

    def _worker(self) -> _Worker:
        """Return this thread's worker, a new one if it died."""
        if self._is_stopping:
            raise WorkerDied("the run is over")
        worker: _Worker | None = getattr(self._mine, "worker", None)
        if worker is None or not worker.is_alive:
            worker = self._mine.worker = _Worker()
            self._all.append(worker)
        return worker


def _halves(job: Job) -> tuple[Job, Job]:
    path, middle = Path(job.path), len(job.sources) // 2
    return (
        replace(job, sources=job.sources[:middle], path=str(path.with_stem(f"{path.stem}a"))),
        replace(job, sources=job.sources[middle:], path=str(path.with_stem(f"{path.stem}b"))),
    )


class _Worker:
    """One process."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[str] = module_process(
            "sou.indexing.worker", encoding="ascii"
        )

    @property
    def is_alive(self) -> bool:
        """False when the process has ended."""
        return self._process.poll() is None

    def run(self, job: Job, progress: Progress) -> JobResult:
        """Carry out a job.

        Raises:
            OSError: what was read could not be written.
            WorkerDied: the process ended before it was done.
        """
        requests, answers = self._process.stdin, self._process.stdout
        if requests is None or answers is None:
            raise WorkerDied("the worker has no pipes")
        try:
            requests.write(job_to_line(job))
            requests.flush()
        except OSError as error:
            raise WorkerDied("the worker ended") from error
        told = 0
        for line in answers:
            message = json.loads(line)
            if "failed" in message:
                raise OSError(*message["failed"])
            if message["files"]:
                told += message["files"]
                progress(message.get("read", job.sources[-1].path), message["files"])
            if "done" in message:
                return result_from_data(message["done"])
        self._process.wait()
        if told:
            progress(job.sources[0].path, -told)  # they will be read again
        raise WorkerDied("the worker ended")

    def stop(self) -> None:
        """End the process, at once if it is at work."""
        with suppress(OSError, ValueError):
            if self._process.stdin is not None:
                self._process.stdin.close()
        self._process.terminate()
        self._process.wait()
        if self._process.stdout is not None:
            self._process.stdout.close()
