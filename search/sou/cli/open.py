"""``sou open``: land on a hit in the user's editor."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sou.cli.arguments import HELP, INDEX, Argument, Command, UsageError, usage
from sou.cli.diagnostics import Exit
from sou.errors import ConfigError, SouError
from sou.model import Place

if TYPE_CHECKING:
    from argparse import Namespace

    from sou.cli.console import Console
    from sou.jump import EditorCommand
    from sou.model import DocumentInfo

_PLACE = re.compile(r"(?P<path>.+?):(?P<line>[1-9]\d*)(?::(?P<column>[1-9]\d*))?", re.DOTALL)


def run(namespace: Namespace, console: Console) -> int:
    """Open the place, or print it."""
    if len(namespace.hit) != 1:
        raise UsageError("one hit is needed", usage(COMMAND))
    from sou.jump import editor_command
    from sou.paths import index_location

    location = index_location(namespace.index, console.environ)
    target = _target(namespace.hit[0], location, console.cwd)
    if not Path(target.path).is_file():
        raise ConfigError(f"{target.path!r} is gone; sou index brings the index up to date")
    info = _indexed(target, location)
    if info is not None and has_changed(info):
        console.narrator.say(
            "sou: warning: the file has changed since it was indexed, so the place may be "
            "another; sou index brings the index up to date"
        )
    encoding = "utf-8" if info is None else info.encoding
    line = source_line(target.path, encoding, target.place.line)
    command = editor_command(target.path, target.place, line, console.environ)
    if namespace.print:
        return _print(target, command, console)
    return _run_editor(command)


@dataclass(frozen=True, slots=True)
class _Target:
    document_id: str
    path: str
    place: Place


def has_changed(info: DocumentInfo) -> bool:
    """Tell whether a source differs from what was indexed; reads it only in doubt."""
    try:
        now = Path(info.path).stat()
        if now.st_size != info.size_bytes:
            return True
        if abs(now.st_mtime - info.modified_s) < 1e-3 or not info.digest:
            return abs(now.st_mtime - info.modified_s) >= 1e-3
        import hashlib

        with Path(info.path).open("rb") as file:
            digest = hashlib.file_digest(file, lambda: hashlib.blake2b(digest_size=16))
    except OSError:
        return True
    return digest.hexdigest() != info.digest


def source_line(path: str, encoding: str, number: int) -> str:
    """Return a line of a source, without its end; empty when there is none."""
    try:
        with Path(path).open(encoding=encoding, errors="replace") as file:
            for at, line in enumerate(file, 1):
                if at == number:
                    return line.removesuffix("\n").removeprefix("\ufeff")
    except (OSError, LookupError, ValueError):
        return ""
    return ""


def _target(hit: str, location: Path, cwd: str) -> _Target:
    if hit.isdecimal():
        from sou.cli.last_search import recall

        remembered = recall(location, int(hit))
        if remembered is None:
            raise ConfigError(f"the last search showed no hit {hit}; run sou search first")
        return _Target(remembered.document_id, remembered.path, remembered.place)
    path, place = hit, Place(1, 1)
    found = _PLACE.fullmatch(hit)
    if found is not None and not Path(hit).exists():
        path = found["path"]
        place = Place(int(found["line"]), int(found["column"] or 1))
    path = os.path.normpath(os.path.join(cwd, path))  # noqa: PTH118 -- pathlib keeps ".."
    return _Target(path, path, place)


def _indexed(target: _Target, location: Path) -> DocumentInfo | None:
    """Return what the index knows about the document; ``None`` when nothing."""
    from sou.engine import open_index

    try:
        with open_index(location) as index:
            return index.document(target.document_id).info
    except (SouError, LookupError):
        return None


def _print(target: _Target, command: EditorCommand, console: Console) -> int:
    import shlex

    from sou.output.shown import shown_path

    path = shown_path(target.path, console.cwd)
    console.write_path(f"{path}:{target.place.line}:{target.place.column}\n")
    console.write_path(f"{shlex.join(command.argv)}\n")
    return Exit.OK


def _run_editor(command: EditorCommand) -> int:
    import subprocess

    program = command.argv[0]
    try:
        finished = subprocess.run(command.argv, check=False)  # noqa: S603 -- the user's own editor
    except OSError as error:
        raise ConfigError(f"cannot run {program!r}: {error.strerror}; set $EDITOR") from error
    if finished.returncode:
        raise ConfigError(f"{program!r} ended with status {finished.returncode}")
    return Exit.OK


COMMAND = Command(
    "open",
    "Open a hit in $VISUAL or $EDITOR",
    (
        Argument(
            ("hit",),
            "number of a hit of the last search, or PATH[:LINE[:COLUMN]]",
            kind="words",
            metavar="HIT",
        ),
        Argument(("--print",), "print the place and the editor's command instead"),
        INDEX,
        HELP,
    ),
    run,
    "Exit status: 0 opened, 2 the file is gone, there is no such hit, or the editor failed.",
)
