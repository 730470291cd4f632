"""Opens a source file at a place: text in the user's editor, other files in a viewer.

A terminal editor gets the terminal until it is left; one with a window of its own
runs beside the app. What happened comes back as a line to show.
"""

from __future__ import annotations

import os
import subprocess
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from textual.app import App, SuspendNotSupported

from sou.documents.failures import failure_reason
from sou.documents.source_lines import line_before
from sou.errors import ConfigError
from sou.jump import EditorCommand, editor_command
from sou.output.shown import readable_path
from sou.text.sanitize import sanitize
from sou.viewers import viewer_command
from sou_tui import texts
from sou_tui.labels import anchor_name
from sou_tui.moved_lines import line_now
from sou_tui.reasons import reason
from sou_tui.sources import has_changed, stat_of_readable

if TYPE_CHECKING:
    from sou.model import Anchor, DocumentInfo, Place
    from sou_tui.shown_text import ShownText


@dataclass(frozen=True, slots=True)
class Outcome:
    """What to tell the user."""

    text: str
    is_error: bool = False


class Spot(NamedTuple):
    """Where in a document to land."""

    place: Place
    anchor: Anchor | None
    kept_line: str = ""
    """The line of the source as it was indexed, which one that has changed is looked through
    for; empty where that is not known, as of a page, which is kept without its markup."""


def spot_at(document: DocumentInfo, shown: ShownText, offset: int) -> Spot:
    """Return where an offset of a document's text is in its source."""
    line = shown.kept_line(offset) if document.is_as_written else ""
    return Spot(shown.place(offset), shown.landing(offset).anchor, line)


def open_source(app: App[int], document: DocumentInfo, spot: Spot, hint: str = "") -> Outcome:
    """Open a document's source; a missing file or program is an outcome, not an exception.

    ``hint`` says how to read the text that the index keeps, where there is no source.
    """
    shown_path = sanitize(readable_path(document), single_line=True)
    is_text = document.is_in_lines_of_file
    if document.part and not is_text:
        name = sanitize(document.part, single_line=True)
        return Outcome(texts.PART_OF_FILE.format(path=name), is_error=True)
    try:
        stat = stat_of_readable(document.path)
    except (FileNotFoundError, NotADirectoryError):
        return Outcome(texts.SOURCE_MISSING.format(path=shown_path, hint=hint), is_error=True)
    except OSError as error:
        why = reason(failure_reason(error))
        text = texts.SOURCE_UNREADABLE.format(path=shown_path, hint=hint, reason=why)
        return Outcome(text, is_error=True)
    moved = _moved_line(document, spot) if is_text and has_changed(document, stat) else None
    if moved is not None:
        spot = spot._replace(place=spot.place._replace(line=moved))
    try:
        if is_text:
            before = line_before(document.path, document.encoding, spot.place)
            command = editor_command(document.path, spot.place, before, os.environ)
        elif viewer := viewer_command(document.path, spot.anchor, os.environ):
            command = viewer
        else:
            return Outcome(texts.NO_VIEWER.format(path=shown_path), is_error=True)
        code = _run(app, command)
    except SuspendNotSupported:
        return Outcome(texts.EDITOR_NEEDS_TERMINAL, is_error=True)
    except (ConfigError, OSError) as error:
        return Outcome(texts.EDITOR_FAILED.format(error=error), is_error=True)
    if code:
        return Outcome(texts.EDITOR_EXIT.format(code=code), is_error=True)
    if moved is not None:
        text = texts.SOURCE_LINE_MOVED.format(path=shown_path, line=moved)
        return Outcome(text, is_error=True)
    if has_changed(document, stat):
        return Outcome(texts.SOURCE_CHANGED.format(path=shown_path), is_error=True)
    if is_text:
        return Outcome(texts.OPENED_IN_EDITOR.format(path=shown_path, line=spot.place.line))
    place = anchor_name(spot.anchor) if spot.anchor else ""
    return Outcome(texts.OPENED_IN_VIEWER.format(path=shown_path, place=place).rstrip())


def _moved_line(document: DocumentInfo, spot: Spot) -> int | None:
    """Return where the line of a spot stands in a source that has changed, if that is known."""
    return line_now(document.path, document.encoding, spot.place.line, spot.kept_line)


def _run(app: App[int], command: EditorCommand) -> int:
    """Run an editor; wait for it, and return its exit code, if it uses the terminal."""
    if command.is_terminal:
        with app.suspend():
            return subprocess.run(command.argv, check=False).returncode  # noqa: S603 - the user's own editor, no shell
    process = subprocess.Popen(  # noqa: S603 - the user's own editor, no shell
        command.argv,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    threading.Thread(target=process.wait, daemon=True).start()  # or it stays a zombie
    return 0
