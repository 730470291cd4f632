"""A process that reads files for another one, and may die of it.

Run as ``python -m sou.indexing.reader MEMORY_BYTES SECONDS``. Where the system knows
such limits (Linux; macOS keeps to the time only), no file takes more memory or much more
time, though the process that asked be gone. Elsewhere that process minds the time.
"""

from __future__ import annotations

import os
import signal
import sys
from contextlib import suppress
from typing import IO, Final

from sou.documents import WalkOptions, read_all
from sou.errors import DocumentError
from sou.indexing.document_pipe import receive, send, send_documents
from sou.indexing.processes import leave_interrupts_to_the_parent
from sou.indexing.roots import options_from
from sou.sources import Source

_GRACE_S: Final = 5
"""The asking process ends this one first, if it is still there."""


def main() -> None:
    """Serve the parent process, and nobody else."""
    memory_bytes, seconds = int(sys.argv[1]), float(sys.argv[2])
    leave_interrupts_to_the_parent()
    _limit(memory_bytes)
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # nothing else may write to the pipe
    send(answers, {"ready": True})
    answers.flush()
    with suppress(EOFError):
        while True:
            request, _ = receive(sys.stdin.buffer)
            options = options_from(request["options"])
            for source in request["sources"]:
                _alarm(seconds + _GRACE_S)
                _answer(Source(**source), options, request["most_chars"], answers)
            _alarm(0)
            answers.flush()


def _answer(source: Source, options: WalkOptions, most_chars: int, answers: IO[bytes]) -> None:
    try:
        documents = read_all(source, options)
        chars = sum(len(document.text) for document in documents)
        if chars > most_chars:
            send(answers, {"chars": chars})
        else:
            send_documents(answers, documents)
    except DocumentError as error:
        send(answers, {"reason": str(error), "is_error": error.is_error})
    except MemoryError:
        send(answers, {"memory": True})
    except Exception as error:  # whatever a damaged file makes a reader do
        send(answers, {"failed": f"{type(error).__name__}: {error}"})


def _limit(memory_bytes: int) -> None:
    with suppress(ImportError, OSError, ValueError):
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # a crash writes no file
        _, most = resource.getrlimit(resource.RLIMIT_AS)  # a command of the user's may ask for it
        resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, most))


def _alarm(seconds: float) -> None:
    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_REAL, seconds)  # unhandled, it ends the process


if __name__ == "__main__":
    main()
