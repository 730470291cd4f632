"""How long the app takes from a key to painted results, on a real pseudo-terminal.

``PYTHONPATH=tests python -m bench.app_latency --index FOLDER``. A frame is what stands between
the marks of mode 2026; results are painted when the frame with the new count is closed, and
all is settled when nothing more comes: the preview, too. The load is printed with the figures:
on a busy machine they say little.
"""

from __future__ import annotations

import argparse
import fcntl
import os
import pty
import re
import select
import signal
import struct
import sys
import termios
import time
from dataclasses import dataclass, field
from pathlib import Path
from statistics import quantiles
from typing import Final

QUERY: Final = "人工智慧晶片"
_COLS, _ROWS = 120, 40
_TIMEOUT_S: Final = 20.0
_QUIET_S: Final = 0.15
_IDLE_S: Final = 20.0
_ASKS_FOR_FRAMES: Final = b"\x1b[?2026$p"
_HAS_FRAMES: Final = b"\x1b[?2026;2$y"
_FRAME_END: Final = b"\x1b[?2026l"
_COUNT: Final = re.compile(" [0-9,]+ 筆 · ".encode())
_CLEAR_LINE: Final = b"\x15"
_MS: Final = 1000.0


class Pty:
    """The app on a terminal of its own. A context manager."""

    def __init__(self, index: str) -> None:
        self.started_s = time.perf_counter()
        self.pid, self._fd = pty.fork()
        if not self.pid:
            os.environ.update(TERM="xterm-256color", COLORTERM="truecolor", LC_ALL="C.UTF-8")
            os.environ.pop("TMUX", None)
            script = "from sou.cli.main import main; raise SystemExit(main())"
            os.execv(  # noqa: S606 - no shell is wanted
                sys.executable, [sys.executable, "-c", script, "--index", index]
            )
        size = struct.pack("HHHH", _ROWS, _COLS, 0, 0)
        fcntl.ioctl(self._fd, termios.TIOCSWINSZ, size)
        self._seen = b""
        self._read_s = self.started_s
        self.written_bytes = 0

    def __enter__(self) -> Pty:
        return self

    def __exit__(self, *_: object) -> None:
        os.kill(self.pid, signal.SIGTERM)
        os.waitpid(self.pid, 0)
        os.close(self._fd)

    def hang_up(self) -> None:
        """Close the terminal, as its window does."""
        os.close(self._fd)

    def press(self, data: bytes) -> float:
        """Send bytes at once; return when. What came before is forgotten."""
        while self._read(0):
            pass
        self._seen = b""
        os.write(self._fd, data)
        return time.perf_counter()

    def wait_for(self, pattern: re.Pattern[bytes]) -> float:
        """Wait for a closed frame that holds a pattern; return when it came."""
        deadline = time.perf_counter() + _TIMEOUT_S
        while time.perf_counter() < deadline:
            found = pattern.search(self._seen)
            if found and self._seen.find(_FRAME_END, found.end()) >= 0:
                return time.perf_counter()
            self._read(0.5)
        raise TimeoutError(f"no {pattern.pattern!r} in {self._seen[-2000:]!r}")

    def settle(self) -> float:
        """Wait until nothing more comes; return when the last of it came."""
        last = self._read_s
        while self._read(_QUIET_S):
            last = self._read_s
        return last

    def cpu_s(self) -> float:
        """Return the processor time used so far, of all threads; as Linux tells it."""
        threads = Path(f"/proc/{self.pid}/task").glob("*/schedstat")
        return sum(int(one.read_text("ascii").split()[0]) for one in threads) / 1e9

    def anonymous_mib(self) -> float:
        """Return the memory of the process that is no mapped file."""
        lines = Path(f"/proc/{self.pid}/status").read_text("ascii").splitlines()
        return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("RssAnon"))

    def _read(self, timeout_s: float) -> bool:
        if not select.select([self._fd], [], [], timeout_s)[0]:
            return False
        data = os.read(self._fd, 1 << 16)
        if _ASKS_FOR_FRAMES in data:
            os.write(self._fd, _HAS_FRAMES)
        self._read_s = time.perf_counter()
        self._seen += data
        self.written_bytes += len(data)
        return True


@dataclass(slots=True)
class Figures:
    """Times of one way of typing, in seconds."""

    echo: list[float] = field(default_factory=list)
    results: list[float] = field(default_factory=list)
    settled: list[float] = field(default_factory=list)

    def lines(self, name: str) -> list[str]:
        """Return a line for each kind."""
        kinds = (("echo", self.echo), ("results", self.results), ("settled", self.settled))
        return [f"{name:24} {kind:8} {spread(times)}" for kind, times in kinds]


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m bench.app_latency")
    parser.add_argument("--index", required=True, metavar="FOLDER")
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--starts", type=int, default=5)
    given = parser.parse_args()
    lines = [f"load {os.getloadavg()[0]:.1f}, {_COLS}x{_ROWS}, {given.index}"]
    lines += _starts(given.index, given.starts)
    with Pty(given.index) as app:
        app.wait_for(re.compile("小技巧".encode()))
        app.settle()
        by_key, at_once = Figures(), Figures()
        _type(app, QUERY.encode(), Figures())  # loads the dictionary
        app.written_bytes = 0
        for _ in range(given.rounds):
            _clear(app)
            for character in QUERY:
                _type(app, character.encode(), by_key)
        size = app.written_bytes / len(by_key.results) / 1024
        for _ in range(given.rounds):
            _clear(app)
            _type(app, QUERY.encode(), at_once)
        lines += [*by_key.lines("character by character"), *at_once.lines("one commit")]
        time.sleep(_QUIET_S)
        before = app.cpu_s()
        time.sleep(_IDLE_S)
        idle = (app.cpu_s() - before) / _IDLE_S
        lines.append(f"idle {idle:.3%} CPU, {size:.1f} KiB a key, {app.anonymous_mib():.0f} MiB")
    sys.stdout.write("\n".join([*lines, f"load {os.getloadavg()[0]:.1f} at the end", ""]))
    return 0


def _starts(index: str, count: int) -> list[str]:
    first, ready = [], []
    for _ in range(count):
        with Pty(index) as app:
            first.append(app.wait_for(re.compile("❯".encode())) - app.started_s)
            ready.append(app.wait_for(re.compile("小技巧".encode())) - app.started_s)
            app.settle()
    return [f"{'start':24} {kind:8} {spread(times)}" for kind, times in
            (("frame", first), ("index", ready))]  # fmt: skip


def _clear(app: Pty) -> None:
    app.press(_CLEAR_LINE)
    app.settle()


def _type(app: Pty, data: bytes, figures: Figures) -> None:
    pressed = app.press(data)
    figures.echo.append(app.wait_for(re.compile(re.escape(data))) - pressed)
    figures.results.append(app.wait_for(_COUNT) - pressed)
    figures.settled.append(app.settle() - pressed)


def spread(times: list[float]) -> str:
    cuts = quantiles(times, n=100, method="inclusive")
    shown = {"p50": cuts[49], "p95": cuts[94], "max": max(times)}
    body = "  ".join(f"{name} {value * _MS:6.1f}" for name, value in shown.items())
    return f"{body} ms (n={len(times)})"


if __name__ == "__main__":
    sys.exit(main())
