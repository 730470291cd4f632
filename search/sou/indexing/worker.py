"""A process that carries out jobs: a line of JSON in, a line of JSON out.

Run as ``python -m sou.indexing.worker``. Not a fork, which is unsafe beside the app's
threads, nor a pool of :mod:`multiprocessing`, which runs the caller's main module again.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import time
from dataclasses import asdict
from typing import IO, Any, Final

from sou.analysis.user_dictionary import UserDictionary, UserWord
from sou.indexing.guard import GuardedReader
from sou.indexing.job import Job, JobResult, Outcome, run_job
from sou.indexing.processes import leave_interrupts_to_the_parent
from sou.indexing.roots import options_from, options_to_data
from sou.limits import Limits
from sou.sources import Source

_TELL_S: Final = 0.1


def job_to_line(job: Job) -> str:
    """Return a job as one line."""
    data = asdict(job)
    data["options"] = options_to_data(job.options)
    data["dictionary"] = job.dictionary  # a list of lists
    return json.dumps(data) + "\n"


def job_from_line(line: str) -> Job:
    """Return the job that a line holds."""
    data = json.loads(line)
    return Job(
        sources=tuple(Source(**source) for source in data["sources"]),
        options=options_from(data["options"]),
        path=data["path"],
        batch_chars=data["batch_chars"],
        most_chars=data["most_chars"],
        limits=Limits(**data["limits"]),
        dictionary=_dictionary(*data["dictionary"]),
    )


def _dictionary(words: list[list[Any]], digest: str) -> UserDictionary:
    return UserDictionary(tuple(UserWord(*word) for word in words), digest)


def result_from_data(data: dict[str, Any]) -> JobResult:
    """Return the result that the data of a line are."""
    return JobResult(
        segments=[(path, documents) for path, documents in data["segments"]],
        outcomes=[Outcome(**outcome) for outcome in data["outcomes"]],
    )


def serve(jobs: IO[str], answers: IO[str]) -> None:
    """Carry out jobs until there are no more lines."""
    with GuardedReader() as guard:
        for line in jobs:
            told = _Told(answers)
            try:
                result = run_job(job_from_line(line), told, guard)
            except OSError as error:  # of writing; what cannot be read is an outcome
                told.send({"failed": [error.errno, error.strerror, error.filename]})
            else:
                told.send({"done": asdict(result)})


class _Told:
    """Tells of files read, a few times a second."""

    def __init__(self, answers: IO[str]) -> None:
        self._answers = answers
        self._files = 0
        self._told_s = time.monotonic()

    def __call__(self, path: str, files: int = 1) -> None:
        """Take note of files read, ``path`` the last of them."""
        self._files += files
        if time.monotonic() - self._told_s >= _TELL_S:
            self.send({"read": path})

    def send(self, message: dict[str, Any]) -> None:
        """Write a message, with the number of files since the last."""
        self._answers.write(json.dumps({"files": self._files, **message}) + "\n")
        self._answers.flush()
        self._files = 0
        self._told_s = time.monotonic()


def main() -> None:
    """Serve the parent process, and nobody else."""
    leave_interrupts_to_the_parent()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # not before the guard is closed
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="ascii")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # nothing else may write to the pipe
    serve(sys.stdin, answers)


if __name__ == "__main__":
    main()
