"""Files that a program of the user's reads: what it writes to stdout is the text.

Nothing runs but what the configuration names for the suffix, and no shell is between.
The program has no input, a limit of time and of output, and its children end with it: it
leads a session that is ended as a whole, or belongs to that of a reader which is.
"""

from __future__ import annotations

import os
import signal
import subprocess
import threading
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from typing import IO, TYPE_CHECKING, Final

from sou.config import PATH_PLACEHOLDER
from sou.documents.decode import decode
from sou.documents.plain import verbatim
from sou.errors import DocumentError

if TYPE_CHECKING:
    from sou.sources import Document

TIMEOUT_S: Final = 50.0
OUTPUT_BYTES: Final = 100 << 20
COMPLAINT_BYTES: Final = 2048
"""Of what it says on stderr, to be quoted from."""
COMPLAINT_CHARS: Final = 200
LAST_WORDS_S: Final = 1.0


def read_by_command(
    arguments: Sequence[str],
    path: str,
    name: str,
    *,
    timeout_s: float = TIMEOUT_S,
    output_bytes: int = OUTPUT_BYTES,
    is_guarded: bool = False,
) -> tuple[Document, ...]:
    """Read the file at an absolute path by a command; lines are those of its output.

    With ``is_guarded`` whoever ends this process minds the time, and ends the program with
    it. In a session of its own the program would live on.

    Raises:
        DocumentError: the program is not there, fails, takes too long, or says too much.
    """
    is_guarded = is_guarded and os.name == "posix"
    program = arguments[0]
    command = [program, *(one.replace(PATH_PLACEHOLDER, path) for one in arguments[1:])]
    try:
        process = subprocess.Popen(  # noqa: S603 -- the user's own command, without a shell
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=not is_guarded,
        )
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise DocumentError(f"{program} could not be run: {reason.lower()}") from error
    with process:
        limit_s = None if is_guarded else timeout_s
        output, complaint = _outcome(process, program, limit_s, output_bytes)
    if process.returncode:
        said = " ".join(decode(complaint).text.split())[:COMPLAINT_CHARS]
        status = f"exit status {process.returncode}"
        if process.returncode < 0:
            status = f"signal {-process.returncode}"
        raise DocumentError(f"{program} failed: {said or 'it says nothing'} ({status})")
    return (replace(verbatim(decode(output), title=name), kind="other"),)


def _outcome(
    process: subprocess.Popen[bytes], program: str, timeout_s: float | None, output_bytes: int
) -> tuple[bytes, bytes]:
    """Return what the program wrote to stdout and stderr; it has ended then."""
    output = _Heard(process.stdout, output_bytes, reads_on=False)
    complaint = _Heard(process.stderr, COMPLAINT_BYTES, reads_on=True)
    try:
        output.thread.join(timeout_s)
        if timeout_s is not None and output.thread.is_alive():
            raise DocumentError(f"{program} took more than {timeout_s:,.0f} s")
        if output.is_cut:
            raise DocumentError(f"{program} wrote more than {output_bytes >> 20:,} MiB")
        process.wait(timeout_s)
    except subprocess.TimeoutExpired as error:
        raise DocumentError(f"{program} took more than {error.timeout:,.0f} s") from error
    finally:
        if process.returncode is None:
            _kill(process, has_session=timeout_s is not None)
        complaint.thread.join(LAST_WORDS_S)
    return bytes(output.content), bytes(complaint.content)


class _Heard:
    """What comes out of a pipe, read by a thread up to a limit."""

    def __init__(self, pipe: IO[bytes] | None, limit_bytes: int, *, reads_on: bool) -> None:
        self.content = bytearray()
        self.is_cut = False
        self._pipe = pipe
        self._limit_bytes = limit_bytes
        self._reads_on = reads_on
        """Whether what is beyond the limit is read, too, so that the program goes on."""
        self.thread = threading.Thread(target=self._read, daemon=True)
        self.thread.start()

    def _read(self) -> None:
        with suppress(OSError, ValueError):  # closed, because a child left behind holds it open
            while self._pipe and (chunk := os.read(self._pipe.fileno(), 1 << 16)):
                room_bytes = self._limit_bytes - len(self.content)
                self.content += chunk[:room_bytes]
                self.is_cut = self.is_cut or len(chunk) > room_bytes
                if self.is_cut and not self._reads_on:
                    return


def _kill(process: subprocess.Popen[bytes], *, has_session: bool) -> None:
    """End the program, and where it leads a process group all that it started."""
    with suppress(ProcessLookupError, PermissionError):
        if has_session and hasattr(os, "killpg"):
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()
    process.wait()
