"""Opens a source file in the user's editor, at a place.

A terminal editor gets the terminal until it is left; one with a window of its own
runs beside the app. What happened comes back as a line to show.
"""

from __future__ import annotations

import os
import subprocess
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from textual.app import App, SuspendNotSupported

from sou.errors import ConfigError
from sou.jump import EditorCommand, editor_command
from sou.text.sanitize import sanitize
from sou_tui import texts

if TYPE_CHECKING:
    from sou.model import DocumentInfo, Place


@dataclass(frozen=True, slots=True)
class Outcome:
    """What to tell the user."""

    text: str
    is_error: bool = False


def open_in_editor(app: App[int], document: DocumentInfo, place: Place, text_line: str) -> Outcome:
    """Open a document's source; a missing file or editor is an outcome, not an exception."""
    shown_path = sanitize(document.path, single_line=True)
    try:
        stat = Path(document.path).stat()
    except OSError:
        return Outcome(texts.SOURCE_MISSING.format(path=shown_path), is_error=True)
    try:
        command = editor_command(document.path, place, text_line, os.environ)
        code = _run(app, command)
    except SuspendNotSupported:
        return Outcome(texts.EDITOR_NEEDS_TERMINAL, is_error=True)
    except (ConfigError, OSError) as error:
        return Outcome(texts.EDITOR_FAILED.format(error=error), is_error=True)
    if code:
        return Outcome(texts.EDITOR_EXIT.format(code=code), is_error=True)
    if _has_changed(document, stat):
        return Outcome(texts.SOURCE_CHANGED.format(path=shown_path), is_error=True)
    return Outcome(texts.OPENED_IN_EDITOR.format(path=shown_path, line=place.line))


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


def _has_changed(document: DocumentInfo, stat: os.stat_result) -> bool:
    """Tell whether a source is not the one that was indexed, by size and time."""
    return stat.st_size != document.size_bytes or abs(stat.st_mtime - document.modified_s) > 1
