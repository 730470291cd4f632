"""How long a step through many results takes in the app, on a real pseudo-terminal.

``PYTHONPATH=tests python -m bench.app_scrolling --index FOLDER --query 工程``. Keys are
repeated as a keyboard does, ``PERIOD_S`` apart or as soon as the last one is painted: a step
is painted when the frame that holds the cursor's bar is closed, hits that had to be read first
included.
"""

from __future__ import annotations

import argparse
import os
import re
import sys
import time
from typing import Final

from bench.app_latency import Pty, spread

PERIOD_S: Final = 1 / 30
_BAR: Final = re.compile("▌".encode())
_FOUND: Final = re.compile("[0-9,]+ 筆 · ".encode())
_HITS_A_PAGE: Final = 12


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m bench.app_scrolling")
    parser.add_argument("--index", required=True, metavar="FOLDER")
    parser.add_argument("--query", required=True, help="one with more hits than there are steps")
    parser.add_argument("--hits", type=int, default=10_000, help="how far to scroll")
    given = parser.parse_args()
    lines = [f"load {os.getloadavg()[0]:.1f}, {given.query}, {given.index}"]
    with Pty(given.index) as app:
        app.wait_for(re.compile("小技巧".encode()))
        app.settle()
        app.press(f"{given.query} ".encode())
        app.wait_for(_FOUND)
        app.settle()
        app.press(b"\t")
        app.settle()
        pages = given.hits // _HITS_A_PAGE
        for name, key, steps in (
            ("page down", b"\x1b[6~", pages),
            ("page up", b"\x1b[5~", pages // 4),
            ("down", b"\x1b[B", 300),
        ):
            lines.append(f"{name:9} {spread(_repeated(app, key, steps))}")
        first, last = [], []
        for _ in range(5):
            last.append(_painted(app, b"\x1b[F"))
            app.settle()
            first.append(_painted(app, b"\x1b[H"))
            app.settle()
        lines += [f"{'end':9} {spread(last)}", f"{'home':9} {spread(first)}"]
        lines.append(f"{app.anonymous_mib():.0f} MiB")
    sys.stdout.write("\n".join([*lines, f"load {os.getloadavg()[0]:.1f} at the end", ""]))
    return 0


def _painted(app: Pty, key: bytes) -> float:
    pressed = app.press(key)
    return app.wait_for(_BAR) - pressed


def _repeated(app: Pty, key: bytes, count: int) -> list[float]:
    steps = []
    for _ in range(count):
        started = time.perf_counter()
        steps.append(_painted(app, key))
        time.sleep(max(PERIOD_S - (time.perf_counter() - started), 0))
    app.settle()
    return steps


if __name__ == "__main__":
    sys.exit(main())
