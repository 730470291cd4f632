"""A real terminal for tests: tmux on a socket of its own, of a fixed size."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import signal
import subprocess
import termios
import time
import uuid
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from types import TracebackType

TIMEOUT_S = 20.0
_POLL_S = 0.02
_EXITED = "exited with code "
_EXIT_CODE = re.compile(rf"{_EXITED}(\d+)")

needs_tmux = [
    pytest.mark.tmux,
    pytest.mark.skipif(shutil.which("tmux") is None, reason="tmux is not installed"),
]
"""For ``pytestmark`` of modules that use ``Terminal``."""


class Terminal:
    """One tmux pane running one command. A context manager; every wait has a deadline."""

    def __init__(
        self,
        command: Sequence[str],
        *,
        cols: int = 80,
        rows: int = 24,
        environ: Mapping[str, str] | None = None,
    ) -> None:
        # A new socket each time: one used again right after kill-server is a race.
        self._tmux = ["tmux", "-u", "-L", f"sou-{uuid.uuid4().hex[:12]}", "-f", "/dev/null"]
        self._environ = {
            **os.environ,
            "TERM": "xterm-256color",
            "COLORTERM": "truecolor",
            "LC_ALL": "C.UTF-8",
            **(environ or {}),
        }
        # COLUMNS and LINES, which pytest-xdist sets, would fix the app's size for good.
        for name in ("TMUX", "COLUMNS", "LINES"):
            self._environ.pop(name, None)
        size = ("-x", str(cols), "-y", str(rows))
        self._run("new-session", "-d", *size, "sleep 1000000")
        for option, value in (
            ("escape-time", "0"),
            ("set-clipboard", "on"),
            ("status", "off"),
            ("default-terminal", "tmux-256color"),
        ):
            self._run("set", "-g", option, value)
        # tmux 3.3a now and then never learns the exit status of a pane: let the shell say it.
        script = f"{shlex.join(command)}; echo '{_EXITED}'$?; exec sleep 1000000"
        self._run("respawn-pane", "-k", script)

    def __enter__(self) -> Terminal:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the command and the server."""
        subprocess.run([*self._tmux, "kill-server"], check=False, capture_output=True)

    def press(self, *keys: str) -> None:
        """Send keys by tmux's names: ``Enter``, ``C-o``, ``F3``, ``PPage``."""
        self._run("send-keys", *keys)

    def type(self, text: str) -> None:
        """Send text as it is, as an input method commits it."""
        self._run("send-keys", "-l", "--", text)

    def send_bytes(self, data: bytes) -> None:
        """Send raw bytes, valid UTF-8 or not."""
        self._run("send-keys", "-H", *(f"{byte:02x}" for byte in data))

    def paste(self, text: str) -> None:
        """Paste with brackets, as terminals do."""
        self._run("set-buffer", "--", text)
        self._run("paste-buffer", "-p")

    def screen(self, *, with_colours: bool = False) -> str:
        """Return what is on the screen."""
        return self._run("capture-pane", "-p", *(["-e"] if with_colours else []))

    def lines(self) -> list[str]:
        """Return the rows of the screen without trailing blanks."""
        return self.screen().split("\n")

    def cursor(self) -> tuple[int, int]:
        """Return column and row of the terminal's own cursor, from 0."""
        column, row = self.flag("#{cursor_x} #{cursor_y}").split()
        return int(column), int(row)

    def flag(self, name: str) -> str:
        """Return one of tmux's format variables, for example ``#{alternate_on}``."""
        return self._run("display-message", "-p", name).strip()

    def clipboard(self) -> str:
        """Return what a program copied by OSC 52 last."""
        return self._run("show-buffer")

    def end_command(self, number: int = signal.SIGTERM) -> None:
        """Send a signal to the command."""
        subprocess.run(["pkill", f"-{number:d}", "-P", self.flag("#{pane_pid}")], check=True)

    def echoes(self) -> bool:
        """Tell whether the terminal shows what is typed, as shells need it."""
        terminal = os.open(self.flag("#{pane_tty}"), os.O_RDWR | os.O_NOCTTY)
        try:
            return bool(termios.tcgetattr(terminal)[3] & termios.ECHO)
        finally:
            os.close(terminal)

    def resize(self, cols: int, rows: int) -> None:
        """Change the terminal's size."""
        self._run("resize-window", "-x", str(cols), "-y", str(rows))

    def wait_for(self, text: str) -> str:
        """Wait until a text is on the screen; return the screen."""
        return self.wait(lambda screen: text in screen, f"{text!r} on the screen")

    def wait_for_cursor(self, column: int, row: int) -> None:
        """Wait until the terminal's cursor is somewhere."""
        self.wait(lambda _screen: self.cursor() == (column, row), f"cursor at {column}, {row}")

    def wait_for_exit(self) -> int:
        """Wait until the command has ended; return its exit code."""
        screen = self.wait(lambda screen: bool(_EXIT_CODE.search(screen)), "the command to end")
        return int(_EXIT_CODE.findall(screen)[-1])

    def wait(self, condition: Callable[[str], bool], what: str) -> str:
        """Wait until a condition holds for the screen; return the screen."""
        deadline = time.monotonic() + TIMEOUT_S
        while not condition(screen := self.screen()):
            if time.monotonic() > deadline:
                message = f"waited {TIMEOUT_S} s for {what}; cursor {self.cursor()}\n{screen}"
                raise AssertionError(message)
            time.sleep(_POLL_S)
        return screen

    def _run(self, *arguments: str) -> str:
        done = subprocess.run(
            [*self._tmux, *arguments],
            check=True,
            capture_output=True,
            text=True,
            env=self._environ,
        )
        return done.stdout
