"""A pseudo-terminal for tests that send the bytes of a terminal themselves.

Tmux reads keys and sends its own; here nothing stands between. What the program writes is
drawn on a small screen that knows the sequences Textual writes. Its widths are those of the
Unicode database, not of the libraries that draw: it may judge where the cursor is.
"""

from __future__ import annotations

import codecs
import fcntl
import os
import pty
import re
import select
import struct
import subprocess
import termios
import time
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from types import TracebackType

TIMEOUT_S = 20.0
_TOKEN = re.compile(
    r"\x1b\[(?P<parameters>[0-?]*)[ -/]*(?P<final>[@-~])"
    r"|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)"
    r"|\x1b[^\[\]]|(?P<text>[^\x1b])",
    re.DOTALL,
)


class Screen:
    """Rows of cells. What follows a joiner, and marks, belong to the cell before."""

    def __init__(self, cols: int, rows: int) -> None:
        self.cols, self.rows = cols, rows
        self.cells = [[" "] * cols for _ in range(rows)]
        self.column = self.row = 0
        self.is_drawing = False
        """Whether a frame (mode 2026) is begun and not yet ended."""
        self.answers: list[str] = []
        """What a terminal answers to what was asked of it, and has not been sent yet."""
        self._unread = ""

    def line(self, row: int) -> str:
        return "".join(self.cells[row]).rstrip()

    def write(self, text: str) -> None:
        text = self._unread + text
        at = 0
        while at < len(text) and (token := _TOKEN.match(text, at)):
            at = token.end()
            if (character := token["text"]) is not None:
                self._put(character)
            elif (final := token["final"]) is not None:
                self._obey(token["parameters"], final)
        self._unread = text[at:]

    def _obey(self, parameters: str, final: str) -> None:
        if parameters == "?2026":
            self.is_drawing = final == "h"
            self.answers += ["\x1b[?2026;2$y"] if final == "p" else []
            return
        if (parameters, final) == ("6", "n"):
            self.answers.append(f"\x1b[{self.row + 1};{self.column + 1}R")
        numbers = [int(one) if one.isdecimal() else 0 for one in parameters.split(";")]
        count = max(numbers[0], 1)
        if final == "H":
            self.row, self.column = count - 1, max([*numbers, 1][1], 1) - 1
        elif final in "AB":
            self.row += count if final == "B" else -count
        elif final in "CD":
            self.column += count if final == "C" else -count
        elif final == "K":
            first = 0 if numbers[0] else self.column
            self.cells[self.row][first:] = [" "] * (self.cols - first)
        elif final == "J":
            first = 0 if numbers[0] else self.row
            for row in range(first, self.rows):
                self.cells[row] = [" "] * self.cols
        self.row = min(max(self.row, 0), self.rows - 1)
        self.column = min(max(self.column, 0), self.cols - 1)

    def _put(self, character: str) -> None:
        if character == "\r":
            self.column = 0
        elif character == "\n":
            self.row = min(self.row + 1, self.rows - 1)
        elif character >= " ":
            line = self.cells[self.row]
            before = max(self.column - 1, 0)
            while before and not line[before]:
                before -= 1
            joins = line[before].endswith("\u200d") and self.column
            if joins or unicodedata.category(character) in {"Mn", "Me", "Cf"}:
                line[before] += character
                return
            wide = unicodedata.east_asian_width(character) in "WF"
            if self.column + wide < self.cols:
                line[self.column] = character
                if wide:
                    line[self.column + 1] = ""
            self.column = self.column + 1 + wide


class RawPty:
    """A program on a terminal of its own. A context manager; every wait has a deadline."""

    def __init__(
        self,
        command: Sequence[str],
        environ: Mapping[str, str],
        *,
        cols: int = 80,
        rows: int = 24,
        takes_stdout: bool = True,
    ) -> None:
        self.screen = Screen(cols, rows)
        self.written = b""
        """All that the program has written to the terminal."""
        self._decode = codecs.getincrementaldecoder("utf-8")().decode
        self._fd, terminal = pty.openpty()
        fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", rows, cols, 0, 0))
        defaults = {"TERM": "xterm-256color", "COLORTERM": "truecolor", "LC_ALL": "C.UTF-8"}
        kept = {key: os.environ[key] for key in ("PATH", "HOME") if key in os.environ}
        self.process = subprocess.Popen(
            command,
            stdin=terminal,
            stdout=terminal if takes_stdout else subprocess.PIPE,
            stderr=terminal,
            env={**kept, **defaults, **environ},
            start_new_session=True,
        )
        os.close(terminal)

    def __enter__(self) -> RawPty:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.process.communicate()
        os.close(self._fd)

    def send(self, *pieces: bytes, pause_s: float = 0.0) -> None:
        """Send bytes, each piece by a write of its own, with pauses between."""
        for number, piece in enumerate(pieces):
            if number:
                time.sleep(pause_s)
            rest = memoryview(piece)
            while rest:
                # The program draws while it reads: both could wait for each other.
                readable, writable, _ = select.select([self._fd], [self._fd], [], TIMEOUT_S)
                if readable:
                    self._read()
                if writable:
                    rest = rest[os.write(self._fd, rest[:1024]) :]

    def wait(self, condition: Callable[[], bool], what: str) -> None:
        """Wait until a condition holds on a screen that is drawn to the end."""
        deadline = time.monotonic() + TIMEOUT_S
        while self.screen.is_drawing or not condition():
            if time.monotonic() > deadline or self.process.poll() is not None:
                shown = "\n".join(map(self.screen.line, range(self.screen.rows)))
                cursor = (self.screen.column, self.screen.row)
                raise AssertionError(f"no {what}; cursor {cursor}; on the screen:\n{shown}")
            if select.select([self._fd], [], [], 0.1)[0]:
                self._read()

    def wait_for(self, text: str) -> None:
        """Wait until a text is on the screen."""
        lines = range(self.screen.rows)
        self.wait(lambda: any(text in self.screen.line(row) for row in lines), repr(text))

    def wait_for_exit(self) -> int:
        """Wait until the program has ended; return its exit status."""
        deadline = time.monotonic() + TIMEOUT_S
        while self.process.poll() is None and time.monotonic() < deadline:
            if select.select([self._fd], [], [], 0.05)[0]:
                self._read()
        return self.process.wait(1)

    def _read(self) -> None:
        try:
            data = os.read(self._fd, 1 << 16)
        except OSError:  # it has ended
            return
        self.written += data
        self.screen.write(self._decode(data))
        while self.screen.answers:
            os.write(self._fd, self.screen.answers.pop(0).encode())
