"""``sou open``: land on a hit, in an editor, in a viewer, or in the text that is kept."""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from sou.cli.arguments import HELP, INDEX, Argument, Command, UsageError, usage
from sou.cli.diagnostics import Exit
from sou.errors import ConfigError, SouError
from sou.model import Anchor, Place

if TYPE_CHECKING:
    from argparse import Namespace

    from sou.cli.console import Console
    from sou.jump import EditorCommand
    from sou.model import DocumentInfo
    from sou.stored_document import StoredDocument

_PLACE = re.compile(r"(?P<path>.+?):(?P<line>[1-9]\d*)(?::(?P<column>[1-9]\d*))?", re.DOTALL)


def run(namespace: Namespace, console: Console) -> int:
    """Open the place, or print it."""
    if len(namespace.hit) != 1:
        raise UsageError("one hit is needed", usage(COMMAND))
    from sou.paths import index_location

    location = index_location(namespace.index, console.environ)
    target = _target(namespace.hit[0], location, console.cwd)
    stored = _indexed(target, location)
    info = None if stored is None else stored.info
    if info is not None:
        target = replace(target, path=info.path)
    if stored is not None and not Path(stored.info.path).is_absolute():  # a program's, no file
        from sou.cli.stored_text import show_stored

        return show_stored(stored, _landing(target, stored), console, only_say=namespace.print)
    if not Path(target.path).is_file() and not (info and info.part):
        raise ConfigError(f"{target.path!r} is gone; sou index brings the index up to date")
    if info is not None and has_changed(info):
        console.narrator.say(
            "sou: warning: the file has changed since it was indexed, so the place may be "
            "another; sou index brings the index up to date"
        )
    command = _command(target, info, console)
    if command is None and stored is not None:
        from sou.cli.stored_text import show_stored

        return show_stored(stored, _landing(target, stored), console, only_say=namespace.print)
    if command is None:
        raise ConfigError(f"nothing here shows {target.path!r}; set $SOU_VIEWER")
    if namespace.print:
        return _print(target, info, command, console)
    return _run_program(command, waits=_is_in_lines(target, info) or command.is_terminal)


@dataclass(frozen=True, slots=True)
class _Target:
    document_id: str
    path: str
    place: Place
    anchor: Anchor | None = None
    offset: int | None = None
    """In the document's text; ``None`` for where the place or anchor is."""
    typed: str = ""
    """Perhaps the id of a document that is no file."""


def _command(target: _Target, info: DocumentInfo | None, console: Console) -> EditorCommand | None:
    """Return what opens the place; ``None`` if only the text that is kept can be shown."""
    if _is_in_lines(target, info):
        from sou.documents.source_lines import line_before
        from sou.jump import editor_command

        encoding = "utf-8" if info is None else info.encoding
        before = line_before(target.path, encoding, target.place)
        return editor_command(target.path, target.place, before, console.environ)
    if info is not None and info.part:
        return None
    from sou.viewers import viewer_command

    return viewer_command(target.path, _anchor(target), console.environ)


def _is_in_lines(target: _Target, info: DocumentInfo | None) -> bool:
    """Tell whether lines of the document are lines of its file, by the name if it is unknown."""
    if info is not None:
        return info.is_in_lines_of_file
    from sou.documents.extract import is_text_by_name

    return is_text_by_name(target.path)


def _anchor(target: _Target) -> Anchor | None:
    """Return the place for a viewer; a number after a path is the number of a page."""
    if target.offset is not None:
        return target.anchor
    return Anchor(0, "page", str(target.place.line), target.place.line)


def _landing(target: _Target, stored: StoredDocument) -> int:
    """Return where in the stored text the target is."""
    if target.offset is not None:
        return target.offset
    if stored.info.has_lines:
        return stored.source_map.offset(target.place.line, target.place.column)
    number = target.place.line
    pages = (one.offset for one in stored.anchors if one.number == number)
    return next(pages, 0)


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


def _target(hit: str, location: Path, cwd: str) -> _Target:
    if hit.isdecimal():
        from sou.cli.last_search import recall

        remembered = recall(location, int(hit))
        if remembered is None:
            raise ConfigError(f"the last search showed no hit {hit}; run sou search first")
        return _Target(*remembered[1:])
    path, place = hit, Place(1, 1)
    found = _PLACE.fullmatch(hit)
    if found is not None and not Path(hit).exists():
        path = found["path"]
        place = Place(int(found["line"]), int(found["column"] or 1))
    from sou.cli.names import document_name

    name = document_name(path, cwd)
    return _Target(name, name, place, typed=path)


def _indexed(target: _Target, location: Path) -> StoredDocument | None:
    """Return the document as the index keeps it; ``None`` when it has no such."""
    from sou.engine import open_index

    for name in filter(None, (target.document_id, target.typed)):
        with suppress(SouError, LookupError), open_index(location) as index:
            return index.document(name)
    return None


def _print(
    target: _Target, info: DocumentInfo | None, command: EditorCommand, console: Console
) -> int:
    import shlex

    from sou.output.shown import shown_name, shown_place

    place = target.place
    shown = f"{shown_name(target.path, '', console.cwd)}:{place.line}:{place.column}"
    if info is not None:
        anchor = target.anchor if info.has_lines else _anchor(target)
        shown = shown_place(info, place, anchor, console.cwd)
    console.write_path(f"{shown}\n{shlex.join(command.argv)}\n")
    return Exit.OK


def _run_program(command: EditorCommand, *, waits: bool) -> int:
    """Run an editor or viewer, until it ends or, with a window of its own, by itself."""
    import subprocess

    program = command.argv[0]
    try:
        if not waits:
            nothing = subprocess.DEVNULL
            subprocess.Popen(  # noqa: S603 -- the user's own program
                command.argv,
                stdin=nothing,
                stdout=nothing,
                stderr=nothing,
                start_new_session=True,
            )
            return Exit.OK
        finished = subprocess.run(command.argv, check=False)  # noqa: S603 -- the user's own program
    except OSError as error:
        raise ConfigError(
            f"cannot run {program!r}: {error.strerror}; set $EDITOR or $SOU_VIEWER"
        ) from error
    if finished.returncode:
        raise ConfigError(f"{program!r} ended with status {finished.returncode}")
    return Exit.OK


COMMAND = Command(
    "open",
    "Open a hit where it stands: in $VISUAL or $EDITOR, $SOU_VIEWER, or a pager",
    (
        Argument(
            ("hit",),
            "number of a hit of the last search, or PATH[#PART][:LINE[:COLUMN]] or PATH:PAGE",
            kind="words",
            metavar="HIT",
        ),
        Argument(("--print",), "print the place and the command instead"),
        INDEX,
        HELP,
    ),
    run,
    """\
Text goes to the editor, at line and column. Other files go to $SOU_VIEWER, a
command with {path}, {page} and {anchor} in it, or to that of their suffix in the
table [open] of config.toml, else to a viewer of PDFs at the page, else to what
the system opens them with. Parts of files, and files that
nothing here shows, are shown by $PAGER as the index keeps them.

Exit status: 0 opened, 2 the file is gone, there is no such hit, or the editor
or viewer failed.""",
)
