"""The streams and surroundings of one run of the command line.

In: the process. Out: ``Console``, which commands get instead of ``sys``, so
that tests can hand them another. Data goes to ``stdout``, all narration
through ``narrator``.
"""

from __future__ import annotations

import io
import os
import sys
from typing import TYPE_CHECKING, BinaryIO, NamedTuple, TextIO

from sou.cli.diagnostics import Narrator

if TYPE_CHECKING:
    from collections.abc import Mapping


class ReaderGone(Exception):
    """The program that reads stdout has had enough."""


class Console(NamedTuple):
    """Where a command reads its surroundings and writes what it found."""

    stdout: TextIO
    stdout_is_terminal: bool
    stdin_is_terminal: bool
    narrator: Narrator
    environ: Mapping[str, str]
    cwd: str
    """Absolute; empty when the current folder is gone."""
    stdin: BinaryIO | None = None

    def write(self, text: str) -> None:
        """Write data to stdout.

        Raises:
            ReaderGone: nobody reads it any more.
        """
        try:
            self.stdout.write(text)
        except BrokenPipeError as error:
            raise ReaderGone from error

    def write_path(self, text: str) -> None:
        """Write text made of paths: byte for byte to a program, drawable to a terminal."""
        if self.stdout_is_terminal:
            from sou.text.sanitize import sanitize

            text = sanitize(text)
        self.write(text)

    def flush(self) -> None:
        """Hand over what was written.

        Raises:
            ReaderGone: nobody reads it any more.
        """
        try:
            self.stdout.flush()
        except BrokenPipeError as error:
            raise ReaderGone from error


def process_console() -> Console:
    """Return the console of this process; both streams become UTF-8 in any locale."""
    for stream, errors in ((sys.stdout, "surrogateescape"), (sys.stderr, "backslashreplace")):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors=errors, newline="\n")
    return Console(
        stdout=sys.stdout or io.StringIO(),  # None when the shell closed it: >&-
        stdout_is_terminal=_is_terminal(sys.stdout),
        stdin_is_terminal=_is_terminal(sys.stdin),
        narrator=Narrator(sys.stderr, _is_terminal(sys.stderr)),
        environ=os.environ,
        cwd=_current_folder(),
        stdin=sys.stdin.buffer if isinstance(sys.stdin, io.TextIOWrapper) else None,
    )


def _is_terminal(stream: TextIO | None) -> bool:
    return stream is not None and not stream.closed and stream.isatty()


def _current_folder() -> str:
    try:
        return os.getcwd()  # noqa: PTH109 -- Path.cwd() gives the same text more slowly
    except FileNotFoundError:
        return ""
