"""Section ``extraction``: from files to text, per format, beside the tools people use.

A format is a row of :data:`FORMATS`; a peer is a command that writes a file's text to its
standard output. Files are those of the shared corpora; both sides read each of them, in the
cache, the same number of times. A peer pays for the start of a process for each file, sou
once for all and outside of the clock, which matters where files are small.
"""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from bench.measure import Meter
from bench.sections import Section
from bench.table import MEGABYTE, NOTHING, number, ratio, table
from sou.documents import WalkOptions, read_all
from sou.errors import DocumentError
from sou.sources import Source

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

FILES: Final = Path(__file__).resolve().parents[3] / "shared" / "corpora" / "dev"
_MS: Final = 1000.0
_PATH: Final = "{path}"
_LONGEST_S: Final = 60
"""For one file of a peer."""


@dataclass(frozen=True, slots=True)
class Format:
    """A row of the table, or several if it has several peers."""

    name: str
    suffixes: tuple[str, ...]
    peers: Mapping[str, tuple[str, ...]]
    """Commands by name; ``{path}`` stands for the file."""


@dataclass(frozen=True, slots=True)
class Speed:
    """What reading some files took."""

    cpu_s: float
    text_chars: int
    failed: int
    """Files that gave no text."""


_PANDOC: Final[dict[str, tuple[str, ...]]] = {
    "pandoc": ("pandoc", "-t", "plain", "--wrap=none", _PATH)
}
_MARKITDOWN: Final[dict[str, tuple[str, ...]]] = {"markitdown": ("markitdown", _PATH)}

FORMATS: Final = (
    Format("pdf", (".pdf",), {"pdftotext": ("pdftotext", "-enc", "UTF-8", _PATH, "-")}),
    Format("docx", (".docx",), _PANDOC | _MARKITDOWN),
    Format("pptx", (".pptx",), _MARKITDOWN),
    Format("xlsx", (".xlsx",), _MARKITDOWN),
    Format("odt", (".odt",), _PANDOC),
    Format("epub", (".epub",), _PANDOC | _MARKITDOWN),
    Format("csv", (".csv",), {}),
    Format("json", (".json",), {"jq": ("jq", "-r", ".. | strings", _PATH)}),
    Format("mail", (".eml",), {}),
    Format("gz", (".gz",), {"zcat": ("zcat", _PATH)}),
)


def extraction(rounds: int = 1, *, files: Path = FILES) -> Section:
    """Measure all formats of which there are files below a folder."""
    section = Section()
    rows = []
    for format_ in FORMATS:
        paths = [path for path in sorted(files.rglob("*")) if path.suffix in format_.suffixes]
        if not paths:
            section.notes.append(f"{format_.name}: no files, left out")
            continue
        ours = read_with_sou(paths, rounds)
        theirs: dict[str, Speed] = {}
        for peer, command in format_.peers.items():
            if shutil.which(command[0]) is None:
                section.notes.append(f"{peer}: not installed, left out")
            else:
                theirs[peer] = read_with_peer(paths, command, rounds)
        rows += _rows(format_, paths, rounds, ours, theirs)
        section.raw[format_.name] = {
            "files": len(paths),
            "cpu_s": {"ours": ours.cpu_s, **{peer: one.cpu_s for peer, one in theirs.items()}},
            "chars": {
                "ours": ours.text_chars,
                **{peer: one.text_chars for peer, one in theirs.items()},
            },
        }
    head = ("format", "files", "MB", "ms/file", "MB/s", "failed", "peer", "ms/file", "ours/peer")
    section.tables.append(table("Extraction, CPU", head, rows))
    return section


def read_with_sou(paths: Sequence[Path], rounds: int) -> Speed:
    """Read files in this process; libraries are loaded before the clock starts."""
    options = WalkOptions(max_size_bytes=1 << 31)
    _read(paths[0], options)
    chars = failed = 0
    meter = Meter()
    for _ in range(rounds):
        chars = failed = 0
        for path in paths:
            with meter:
                text_chars = _read(path, options)
            chars += text_chars or 0
            failed += text_chars is None
    return Speed(meter.cost.cpu_s, chars, failed)


def read_with_peer(paths: Sequence[Path], command: Sequence[str], rounds: int) -> Speed:
    """Read files with a command, one process each."""
    chars = failed = 0
    meter = Meter()
    for _ in range(rounds):
        chars = failed = 0
        for path in paths:
            with meter:
                said = _say(path, command)
            chars += len(said.decode("utf-8", "replace")) if said is not None else 0
            failed += said is None
    return Speed(meter.cost.cpu_s, chars, failed)


def _read(path: Path, options: WalkOptions) -> int | None:
    try:
        documents = read_all(Source(str(path), path.stat().st_size, 0), options)
    except DocumentError:
        return None
    return sum(len(document.text) for document in documents)


def _say(path: Path, command: Sequence[str]) -> bytes | None:
    words = [str(path) if word == _PATH else word for word in command]
    try:
        ended = subprocess.run(words, capture_output=True, timeout=_LONGEST_S, check=True)
    except (OSError, subprocess.SubprocessError):
        return None
    return ended.stdout


def _rows(
    format_: Format, paths: Sequence[Path], rounds: int, ours: Speed, theirs: Mapping[str, Speed]
) -> list[list[str]]:
    size_bytes = sum(path.stat().st_size for path in paths)
    readings = rounds * len(paths)
    own = [
        format_.name,
        number(len(paths)),
        number(size_bytes / MEGABYTE),
        number(_MS * ours.cpu_s / readings),
        number(rounds * size_bytes / MEGABYTE / ours.cpu_s),
        number(ours.failed),
    ]
    peers = [
        [peer, number(_MS * speed.cpu_s / readings), ratio(ours.cpu_s, speed.cpu_s)]
        for peer, speed in theirs.items()
    ]
    return [[*own, *peer] for peer in peers or [[NOTHING, NOTHING, NOTHING]]]
