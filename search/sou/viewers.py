"""A page of a file that is no text -> the command that shows it there.

``SOU_VIEWER`` is a command of the user's with ``{path}``, ``{page}`` and ``{anchor}`` in it;
without it the table ``[open]`` of ``config.toml`` may name one for a suffix; else a usual
viewer of PDFs is taken at its page, then what the system opens files with, which knows no
page. Commands are argument lists and never pass a shell.
"""

from __future__ import annotations

import os
import shlex
import shutil
import sys
from pathlib import PurePath
from typing import TYPE_CHECKING, Final

from sou.config import load_config
from sou.errors import ConfigError
from sou.jump import EditorCommand
from sou.paths import config_folder

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sou.model import Anchor

VIEWER_VARIABLE: Final = "SOU_VIEWER"
_NUMBERED: Final = frozenset(("page", "slide"))
_OF_PDF: Final[Mapping[str, Sequence[str]]] = {
    "zathura": ("-P", "{page}", "{path}"),
    "sioyek": ("--page", "{page}", "{path}"),
    "evince": ("-i", "{page}", "{path}"),
    "okular": ("-p", "{page}", "{path}"),
    "xreader": ("-i", "{page}", "{path}"),
    "atril": ("-i", "{page}", "{path}"),
    "mupdf": ("{path}", "{page}"),
    "qpdfview": ("--unique", "{path}#{page}"),
    "SumatraPDF": ("-page", "{page}", "{path}"),
}
"""Viewers that go to a page, in the order they are looked for."""
_OF_THE_SYSTEM: Final = {"darwin": "open", "win32": "explorer"}


def viewer_command(
    path: str, anchor: Anchor | None, environ: Mapping[str, str]
) -> EditorCommand | None:
    """Return how to show ``path`` at ``anchor``; ``None`` where nothing here shows it.

    Raises:
        ConfigError: ``$SOU_VIEWER`` cannot be split into arguments, or ``config.toml``
            makes no sense.
    """
    target = f".{os.sep}{path}" if path.startswith("-") else path
    suffix = PurePath(path).suffix.lower()
    words: Sequence[str] = _chosen(suffix, environ)
    if words:
        name = PurePath(words[0]).name.removesuffix(".exe")
        return EditorCommand(_filled(words, target, anchor), is_terminal=name not in _WINDOWS)
    if not _has_screen(environ):
        return None
    if suffix == ".pdf":
        for program, arguments in _OF_PDF.items():
            if shutil.which(program, path=environ.get("PATH")):
                words = [program, *arguments]
                return EditorCommand(_filled(words, target, anchor), is_terminal=False)
    opener = _OF_THE_SYSTEM.get(sys.platform, "xdg-open")
    if shutil.which(opener, path=environ.get("PATH")):
        return EditorCommand([opener, target], is_terminal=False)
    return None


def _chosen(suffix: str, environ: Mapping[str, str]) -> Sequence[str]:
    """Return the user's command for files of a suffix; empty if there is none."""
    command = environ.get(VIEWER_VARIABLE, "").strip()
    if not command:
        return load_config(config_folder(environ)).viewer(suffix)
    try:
        words = [word.strip('"') for word in shlex.split(command, posix=os.name != "nt")]
    except ValueError as error:
        raise ConfigError(
            f"${VIEWER_VARIABLE} is not a command: {error}; it is {command!r}"
        ) from error
    return words if any("{path}" in word for word in words) else [*words, "{path}"]


def _filled(words: Sequence[str], path: str, anchor: Anchor | None) -> list[str]:
    """Put a path and a place in; a place without a number is on the first page."""
    page = anchor.number if anchor and anchor.kind in _NUMBERED and anchor.number else 1
    values = {"{page}": str(page), "{anchor}": anchor.label if anchor else "", "{path}": path}
    return [_replaced(word, values) for word in words]


def _replaced(word: str, values: Mapping[str, str]) -> str:
    """Replace placeholders once: what a path holds is no placeholder."""
    found = {at: name for name in values if (at := word.find(name)) >= 0}
    if not found:
        return word
    name = found[min(found)]
    before, _, after = word.partition(name)
    return before + values[name] + _replaced(after, values)


def _has_screen(environ: Mapping[str, str]) -> bool:
    """Tell whether a program with a window can show it."""
    is_linux = sys.platform not in _OF_THE_SYSTEM
    return not is_linux or bool(environ.get("DISPLAY") or environ.get("WAYLAND_DISPLAY"))


_WINDOWS: Final = frozenset((*_OF_PDF, "xdg-open", "open", "explorer", "libreoffice", "soffice"))
"""Programs with a window of their own; others may need the terminal."""
