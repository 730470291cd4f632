"""Have files read by a process that may crash, hang or want too much memory.

A file that does any of that is named with the reason, the process is ended, and the
next file gets a new one. So foreign code (libraries in C, commands of the user's) and
long files cannot harm the run.
"""

from __future__ import annotations

import os
import signal
import subprocess
import threading
import time
from contextlib import suppress
from dataclasses import asdict, replace
from typing import IO, TYPE_CHECKING, Any, Final

from sou.errors import DocumentError
from sou.indexing.document_pipe import documents_of, receive, send
from sou.indexing.processes import module_process
from sou.indexing.roots import options_to_data

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sou.documents import WalkOptions
    from sou.limits import Limits
    from sou.sources import Document, Source

_START_S: Final = 60.0
"""The start of a process is not held against the file it is to read."""
_AHEAD_BYTES: Final = 64 << 10
_AHEAD_CHARS: Final = 200_000
"""Longer files, and longer texts, are read one at a time."""
_MEBIBYTE: Final = 1 << 20
_WANT_OF_MEMORY: Final = frozenset({"SIGABRT", "SIGKILL", "SIGTRAP", "SIGILL", "SIGBUS"})
"""How processes end that get no memory: allocators give up, the system kills."""


class TooManyCharacters(DocumentError):
    """A file has more text than the budget holds."""

    def __init__(self, chars: int) -> None:
        super().__init__(f"{chars:,} characters are too many")
        self.chars = chars


class GuardedReader:
    """Reads files, one at a time, in a process started when it is needed."""

    def __init__(self) -> None:
        self._process: _ReaderProcess | None = None
        self._answers: dict[str, tuple[dict[str, Any], bytes]] = {}

    def __enter__(self) -> GuardedReader:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End the process."""
        if self._process is not None:
            self._process.stop()
            self._process = None

    def read_ahead(self, sources: Sequence[Source], options: WalkOptions, limits: Limits) -> None:
        """Have short files read one after another, for :meth:`read` to return them.

        Going to and fro between two processes for each takes as long as to read it. What
        harms the process, takes long in all or has a long text is left to ``read``.
        """
        self._answers = {}
        commands = options.config.extract if options.config else ()
        slow = tuple(command.suffix for command in commands)
        short = [
            source
            for source in sources
            if source.size_bytes <= _AHEAD_BYTES and not source.path.lower().endswith(slow)
        ]
        if len(short) < 2:
            return
        try:
            process = self._running(limits)
            answers = process.ask(_request(short, options, _AHEAD_CHARS))
            for source, answer in zip(short, answers, strict=True):
                if answer[0].get("memory"):
                    break
                process.files += 1
                if "chars" not in answer[0]:
                    self._answers[source.path] = answer
            else:
                return
        except (EOFError, OSError, DocumentError):
            pass
        self.close()

    def read(
        self, source: Source, options: WalkOptions, limits: Limits, most_chars: int
    ) -> tuple[Document, ...]:
        """Return the documents of a file.

        Raises:
            DocumentError: it cannot be read, within these limits or at all.
            TooManyCharacters: its text is longer than ``most_chars``.
        """
        answered = self._answers.pop(source.path, None)
        if answered is not None:
            return _documents(*answered)
        request = _request([source], options, most_chars)
        while True:
            process = self._running(limits)
            try:
                ((header, body),) = process.ask(request)
            except (EOFError, OSError) as error:
                reason = process.end_reason(limits)
                self.close()
                if process.is_late or not process.files:
                    raise DocumentError(reason) from error
                continue  # it may have died of what it read before: once more, in a new one
            if header.get("memory"):
                self.close()  # what it did not get may be held by what it read before
                if process.files == 0:
                    raise DocumentError(_memory_reason(limits))
                continue
            process.files += 1
            return _documents(header, body)

    def _running(self, limits: Limits) -> _ReaderProcess:
        if self._process is not None and not self._process.is_alive:
            self.close()
        if self._process is None:
            try:
                self._process = _ReaderProcess(limits)
            except OSError as error:
                reason = f"no process could be started to read it ({error.strerror})"
                raise DocumentError(reason) from error
        return self._process


def _request(sources: Sequence[Source], options: WalkOptions, most_chars: int) -> dict[str, Any]:
    return {
        "sources": [asdict(source) for source in sources],
        "options": options_to_data(replace(options, is_guarded=True)),
        "most_chars": most_chars,
    }


def _documents(header: dict[str, Any], body: bytes) -> tuple[Document, ...]:
    if "documents" in header:
        return documents_of(header, body)
    if "chars" in header:
        raise TooManyCharacters(header["chars"])
    if "failed" in header:
        raise DocumentError(failure(header["failed"]))
    raise DocumentError(header["reason"], is_error=header["is_error"])


def failure(what: str) -> str:
    """Return the reason for a file that a reader stumbled over.

    >>> failure("ValueError: bad row")
    'damaged, or not understood (ValueError: bad row)'
    """
    return f"damaged, or not understood ({' '.join(what.split())[:200]})"


class _ReaderProcess:
    """One process, in a session of its own, so that what it starts ends with it."""

    def __init__(self, limits: Limits) -> None:
        self._process: subprocess.Popen[bytes] = module_process(
            "sou.indexing.reader",
            str(limits.memory_bytes),
            str(limits.seconds),
            stderr=None if os.environ.get("SOU_DEBUG") else subprocess.DEVNULL,
            start_new_session=True,
        )
        self.files = 0
        """Read so far."""
        self.is_late = False
        """True when it was ended because a file took too long."""
        self._is_ready = False
        self._seconds = limits.seconds
        self._deadline_s: float | None = None
        self._lock = threading.Lock()
        self._ended = threading.Event()
        threading.Thread(target=self._watch, name="sou-watchdog", daemon=True).start()

    @property
    def is_alive(self) -> bool:
        """False when the process has ended."""
        return self._process.poll() is None

    def ask(self, request: dict[str, Any]) -> Iterator[tuple[dict[str, Any], bytes]]:
        """Yield the answer for each source of a request.

        Raises:
            EOFError: the process ended before it was done.
            OSError: it had ended before.
        """
        requests, answers = self._pipes()
        try:
            if not self._is_ready:
                self._deadline_s = time.monotonic() + _START_S
                receive(answers)
                self._is_ready = True
            self._deadline_s = time.monotonic() + self._seconds
            send(requests, request)
            requests.flush()
            for _ in request["sources"]:
                yield receive(answers)
        finally:
            with self._lock:
                self._deadline_s = None

    def end_reason(self, limits: Limits) -> str:
        """Return why the process has ended, for people."""
        status = self._process.wait()
        name = signal.Signals(-status).name if status < 0 else ""
        if self.is_late or name == "SIGALRM":
            return f"took longer than {limits.seconds:g} s"
        if name in _WANT_OF_MEMORY:
            return f"reading it crashed; perhaps it {_memory_reason(limits)}"
        return "reading it crashed"

    def stop(self) -> None:
        """End the process and what it started, at once."""
        self._ended.set()
        self._kill()
        for pipe in self._pipes():
            with suppress(OSError):
                pipe.close()
        self._process.wait()

    def _watch(self) -> None:
        """End the process when a file takes too long; a thread for each file costs more."""
        while not self._ended.wait(min(self._seconds / 4, 1.0)):
            with self._lock:
                if self._deadline_s is not None and time.monotonic() > self._deadline_s:
                    self.is_late = True
                    self._kill()
                    return

    def _kill(self) -> None:
        if self._process.returncode is not None:
            return  # its number may be another's by now
        if os.name == "posix":
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(self._process.pid, signal.SIGKILL)  # it leads its own group
        else:
            with suppress(OSError):
                self._process.kill()

    def _pipes(self) -> tuple[IO[bytes], IO[bytes]]:
        requests, answers = self._process.stdin, self._process.stdout
        if requests is None or answers is None:
            raise EOFError
        return requests, answers


def _memory_reason(limits: Limits) -> str:
    """Return the reason for a file that takes too much memory.

    >>> from sou.limits import Limits
    >>> _memory_reason(Limits())
    'needed more than 1 GB'
    """
    gigabytes = limits.memory_bytes / (1024 * _MEBIBYTE)
    if gigabytes >= 1:
        return f"needed more than {gigabytes:.3g} GB"
    return f"needed more than {limits.memory_bytes / _MEBIBYTE:.0f} MB"
