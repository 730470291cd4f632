"""Carry out jobs, in this process or in several others.

A worker that dies takes no more with it than the file it died of: its job is tried
again file by file, and the file that kills a worker by itself is named.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

import sou
from sou.errors import SouError
from sou.indexing.job import Job, JobResult, Outcome, run_job
from sou.indexing.worker import job_to_line, result_from_data

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable, Iterator

    Progress = Callable[[str, int], None]

_CRASHED: Final = "reading it crashed"


class WorkerDied(SouError):
    """A worker ended in the middle of a job."""


def run_jobs(
    jobs: Iterable[Job], workers: int, progress: Progress
) -> Generator[JobResult, None, None]:
    """Yield the results of jobs as they are done; jobs are taken from the iterable late.

    ``progress`` is told every file read, from any thread. When the caller stops early,
    the workers are stopped.
    """
    if workers <= 1:
        for job in jobs:
            yield run_job(job, progress)
        return
    with _Pool(workers, progress) as pool:
        yield from pool.run(jobs)


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

    def run(self, jobs: Iterable[Job]) -> Iterator[JobResult]:
        """Keep every worker busy, with one job waiting for each."""
        running: set[Future[JobResult]] = set()
        for job in jobs:
            running.add(self._threads.submit(self._carry_out, job))
            if len(running) >= 2 * self._workers:
                done, running = wait(running, return_when=FIRST_COMPLETED)
                for future in done:
                    yield future.result()
        while running:
            done, running = wait(running, return_when=FIRST_COMPLETED)
            for future in done:
                yield future.result()

    def _carry_out(self, job: Job) -> JobResult:
        try:
            return self._worker().run(job, self._progress)
        except WorkerDied:
            return self._one_by_one(job)

    def _one_by_one(self, job: Job) -> JobResult:
        """Do a job file by file; a file that kills its worker is left out, and named."""
        result = JobResult()
        for number, source in enumerate(job.sources):
            path = Path(job.path)
            alone = replace(
                job, sources=(source,), path=str(path.with_stem(f"{path.stem}-{number}a"))
            )
            try:
                one = self._worker().run(alone, self._progress)
            except WorkerDied:
                if self._is_stopping:
                    raise
                one = JobResult(outcomes=[Outcome(source.path, reason=_CRASHED, is_error=True)])
            result.segments += one.segments
            result.outcomes += one.outcomes
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


class _Worker:
    """One process."""

    def __init__(self) -> None:
        package_folder = str(Path(sou.__file__).parent.parent)
        paths = [package_folder, *filter(None, [os.environ.get("PYTHONPATH")])]
        self._process = subprocess.Popen(  # our own interpreter and module
            [sys.executable, "-m", "sou.indexing.worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            encoding="ascii",
            env={**os.environ, "PYTHONPATH": os.pathsep.join(paths)},
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
        for line in answers:
            message = json.loads(line)
            if "failed" in message:
                raise OSError(*message["failed"])
            if message["files"]:
                progress(message.get("read", job.sources[-1].path), message["files"])
            if "done" in message:
                return result_from_data(message["done"])
        self._process.wait()
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
