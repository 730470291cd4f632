"""How long the viewer takes on a file of 100 MB, on a real pseudo-terminal.

``PYTHONPATH=tests python -m bench.app_viewer --texts FOLDER``. Two files are made of the texts
of a folder, real ones, each line with a number of its own: one of usual lines, one with a line
of 5 MB among them. Each is indexed, opened on a hit in its middle, and moved about in. A time is
from the key to the last of what is painted for it. Memory is what is no mapped file.
"""

from __future__ import annotations

import argparse
import os
import re
import sys
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path
from statistics import quantiles
from typing import TYPE_CHECKING, Final

import sou
from bench.app_latency import Pty

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

SIZE_BYTES: Final = 100_000_000
LONG_LINE_BYTES: Final = 5_000_000
MEMORY_BYTES: Final = 8 << 30
"""More than a run takes unless told: such a file has some 45 million characters."""
MARKED: Final = "斷金切玉"
"""Stands once in the middle of a file, and in no text that is likely to be given."""
_LONGEST_CHARS: Final = 400
_MS: Final = 1000.0


@dataclass(frozen=True, slots=True)
class Made:
    """A file, and what is known of it."""

    path: Path
    lines: int


def made_file(path: Path, texts: Sequence[str], size_bytes: int, long_bytes: int) -> Made:
    """Write a file of real lines, numbered; ``MARKED`` in its middle, after any long line."""
    size, count, is_marked = 0, 0, False
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for line in cycle(texts):
            if size >= size_bytes:
                break
            if not is_marked and size >= size_bytes // 2:
                is_marked = True
                count += 2
                size += file.write(f"{_long_line(texts, long_bytes)}\n") + long_bytes
                size += file.write(f"這一行有{MARKED}四個字。\n")
            count += 1
            numbered = f"{line} 第{count}句\n"
            file.write(numbered)
            size += len(numbered.encode())
    return Made(path, count)


def _long_line(texts: Sequence[str], size_bytes: int) -> str:
    parts: list[str] = []
    size = 0
    for number, line in enumerate(cycle(texts), 1):
        if size >= size_bytes:
            return "".join(parts)
        parts.append(f"{line}第{number}段。")
        size += len(parts[-1].encode())
    return ""


def real_lines(folder: Path) -> list[str]:
    """Return the lines of the text files below a folder, without blank and very long ones."""
    lines: list[str] = []
    for path in sorted(folder.rglob("*")):
        if path.suffix in {".txt", ".md"}:
            text = path.read_text("utf-8", errors="ignore").replace("\0", "")
            lines += [line for line in text.splitlines() if line.strip()]
    return [line for line in lines if len(line) <= _LONGEST_CHARS]


def main() -> int:
    """Make, index, measure and print."""
    parser = argparse.ArgumentParser(prog="python -m bench.app_viewer")
    parser.add_argument("--texts", required=True, metavar="FOLDER")
    parser.add_argument("--work", required=True, metavar="FOLDER", help="to keep what is made in")
    parser.add_argument("--size", type=int, default=SIZE_BYTES)
    parser.add_argument("--rounds", type=int, default=10)
    given = parser.parse_args()
    work = Path(given.work)
    out = [f"load {os.getloadavg()[0]:.1f}"]
    for name, long_bytes in (("lines", 0), ("long", LONG_LINE_BYTES)):
        folder = work / name
        folder.mkdir(parents=True, exist_ok=True)
        made = _indexed(folder, Path(given.texts), given.size, long_bytes)
        out += [f"{name}: {made.path.stat().st_size:,} bytes, {made.lines:,} lines"]
        out += measured(folder / "index", made, given.rounds)
    sys.stdout.write("\n".join([*out, f"load {os.getloadavg()[0]:.1f} at the end", ""]))
    return 0


def _indexed(folder: Path, texts: Path, size_bytes: int, long_bytes: int) -> Made:
    """Make a file and its index, unless they are there."""
    path = folder / "files" / "百兆.txt"
    if not path.exists():
        path.parent.mkdir()
        made_file(path, real_lines(texts), size_bytes, long_bytes)
    sou.index_paths([path.parent], folder / "index", memory_bytes=MEMORY_BYTES)
    with path.open("rb") as file:
        return Made(path, sum(1 for _ in file))


def measured(index: Path, made: Made, rounds: int) -> list[str]:
    """Return a line for each thing that is done, with its times."""
    times: dict[str, list[float]] = {}
    peaks = []
    for _ in range(rounds):
        with Pty(str(index)) as app:
            app.wait_for(re.compile("小技巧".encode()))
            app.settle()
            app.press(MARKED.encode())
            app.wait_for(re.compile(b" 1 \xe7\xad\x86"))
            app.settle()
            before = app.anonymous_mib()
            for name, taken in _session(app, made):
                times.setdefault(name, []).append(taken)
            peaks.append(app.anonymous_mib() - before)
    lines = [f"  {name:26} {_spread(values)}" for name, values in times.items()]
    return [*lines, f"  {'memory of reading it':26} {max(peaks):6.1f} MiB"]


def _session(app: Pty, made: Made) -> Iterator[tuple[str, float]]:
    """Open the hit and move about; yield what was done, and how long it took."""
    middle = made.lines // 3
    steps = (
        ("enter: on the hit", b"\r", f"{MARKED}"),
        ("G: the end", b"G", ""),
        ("g: the top", b"g", ""),
        ("page down", b" ", ""),
        ("page up", b"b", ""),
        (f":{middle}: a line", f":{middle}\r".encode(), f"第{middle}句"),
        (":75%: a share", b":75%\r", ""),
        ("/第8234句: find", "/第8234句\r".encode(), "第8234句」"),
        ("/百姓: find, many", "/百姓\r".encode(), "「百姓」"),
        ("n: the next of many", b"n", "「百姓」"),
        ("N: the one before", b"N", "「百姓」"),
        ("esc: back", b"\x1b", ""),
    )
    for name, keys, shown in steps:
        pressed = app.press(keys)
        app.wait_for(re.compile(re.escape(shown.encode())))
        yield name, app.settle() - pressed


def _spread(times: list[float]) -> str:
    if len(times) < 2:
        return f"{times[0] * _MS:6.1f} ms"
    cuts = quantiles(times, n=100, method="inclusive")
    shown = {"p50": cuts[49], "p95": cuts[94], "max": max(times)}
    body = "  ".join(f"{name} {value * _MS:6.1f}" for name, value in shown.items())
    return f"{body} ms (n={len(times)})"


if __name__ == "__main__":
    sys.exit(main())
