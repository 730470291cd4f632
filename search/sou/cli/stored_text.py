"""Show the text of a document as the index keeps it, at a place, in a pager.

For what no editor or viewer can open: a member of an archive, a message of an mbox.
"""

from __future__ import annotations

import os
import shlex
import shutil
from pathlib import PurePath
from typing import TYPE_CHECKING

from sou.cli.diagnostics import Exit
from sou.errors import ConfigError

if TYPE_CHECKING:
    from sou.cli.console import Console
    from sou.stored_document import StoredDocument

_PAGERS = ("less", "more")


def show_stored(
    stored: StoredDocument, offset: int, console: Console, *, only_say: bool = False
) -> int:
    """Say where an offset is, and show the text there unless ``only_say``.

    A terminal gets a pager, at the line; anything else the whole text.
    """
    from sou.model import landing_at
    from sou.output.shown import shown_place
    from sou.text.sanitize import sanitize

    place = stored.source_map.place(offset)
    anchor = landing_at(stored.anchors, offset, stored.source_map).anchor
    shown = shown_place(stored.info, place, anchor, console.cwd)
    if only_say:
        console.write_path(f"{shown}\n")
        return Exit.OK
    text = stored.text()
    console.flush()
    pager = _pager(console, text.count("\n", 0, offset) + 1)
    console.narrator.say(f"{shown}, as the index keeps it")
    if pager is None:
        console.write(sanitize(text) if console.stdout_is_terminal else text)
        if not text.endswith("\n"):
            console.write("\n")
        return Exit.OK
    import subprocess

    try:
        data = sanitize(text).encode("utf-8", "replace")
        subprocess.run(pager, input=data, check=False)  # noqa: S603 -- the user's own pager
    except OSError as error:
        raise ConfigError(f"cannot run {pager[0]!r}: {error.strerror}; set $PAGER") from error
    return Exit.OK


def _pager(console: Console, line: int) -> list[str] | None:
    """Return the pager's command, ``None`` if there is none or no terminal for it."""
    if not console.stdout_is_terminal:
        return None
    chosen = console.environ.get("PAGER", "").strip()
    try:
        words = shlex.split(chosen, posix=os.name != "nt")
    except ValueError as error:
        raise ConfigError(f"$PAGER is not a command: {error}; it is {chosen!r}") from error
    path = console.environ.get("PATH")
    if not words:
        words = [name for name in _PAGERS if shutil.which(name, path=path)][:1]
    if words and PurePath(words[0]).name == "less":
        words = [words[0], *words[1:], f"+{line}g"]
    return words or None
