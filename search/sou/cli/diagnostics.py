"""The only owner of stderr and of exit statuses.

In: errors and narration. Out: lines on stderr that a terminal only draws,
and the number the process ends with.
"""

from __future__ import annotations

import enum
import os
from typing import TYPE_CHECKING, Final, TextIO

from sou.cli.arguments import UsageError
from sou.errors import (
    ConfigError,
    DiskFullError,
    DocumentError,
    IndexCorruptError,
    IndexLockedError,
    IndexMissingError,
    IndexOutdatedError,
    QuerySyntaxError,
    RequestError,
    SearchCancelled,
    SouError,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from sou.output.wire import JsonObject


class Exit(enum.IntEnum):
    """What a run ends with; docs/exit-codes.md is the promise, and only grows."""

    OK = 0
    NOTHING = 1
    """Search: no document matches. Index: done, but some files could not be read.
    Verify: a piece of a document was not found."""
    ERROR = 2
    """The command line or the configuration makes no sense, or a program could not be run."""
    QUERY = 3
    """The query cannot be understood."""
    INDEX_MISSING = 4
    INDEX_OUTDATED = 5
    """Another version wrote the index; it must be built again."""
    INDEX_CORRUPT = 6
    INDEX_LOCKED = 7
    """Another process writes to the index; the same command may do later."""
    DOCUMENT = 8
    """There is no such document in the index."""
    SKIPPED = 9
    """Index, with ``--exit-error-on-skip``: done, but some files could not be read."""
    SYSTEM = 10
    """The system refused: no room, no permission."""
    BUG = 70
    """This should not have happened."""
    INTERRUPTED = 130
    """Ctrl-C, as shells count it."""


_KINDS: Final[tuple[tuple[type[BaseException], str, Exit], ...]] = (
    (UsageError, "usage", Exit.ERROR),
    (RequestError, "usage", Exit.ERROR),
    (ConfigError, "configuration", Exit.ERROR),
    (QuerySyntaxError, "query", Exit.QUERY),
    (IndexMissingError, "index-missing", Exit.INDEX_MISSING),
    (IndexOutdatedError, "index-outdated", Exit.INDEX_OUTDATED),
    (IndexCorruptError, "index-corrupt", Exit.INDEX_CORRUPT),
    (IndexLockedError, "index-locked", Exit.INDEX_LOCKED),
    (DocumentError, "document", Exit.DOCUMENT),
    (DiskFullError, "system", Exit.SYSTEM),
    (OSError, "system", Exit.SYSTEM),
    (SouError, "other", Exit.ERROR),
)
"""What an error is called in JSON, and its status; the first that fits counts."""
_JSON_OPTIONS: Final = frozenset(("--json", "--jsonl", "--batch"))


class Narrator:
    """Writes to stderr; remembers whether an unfinished line must be erased first."""

    def __init__(self, stream: TextIO | None, is_terminal: bool) -> None:
        self._stream = stream
        self._has_open_line = False
        self.is_terminal = is_terminal

    def say(self, text: str) -> None:
        """Write whole lines."""
        from sou.text.sanitize import sanitize

        self._write(self._erasure() + sanitize(text) + "\n")

    def redraw(self, line: str) -> None:
        """Replace the line that the terminal shows last; only for terminals."""
        from sou.text.sanitize import sanitize

        self._write(self._erasure() + sanitize(line, single_line=True))
        self._has_open_line = True

    def erase(self) -> None:
        """Take back the line drawn last."""
        self._write(self._erasure())

    def _erasure(self) -> str:
        erasure = "\r\x1b[K" if self._has_open_line else ""
        self._has_open_line = False
        return erasure

    def _write(self, text: str) -> None:
        if self._stream is None or not text:
            return
        try:
            self._stream.write(text)
            self._stream.flush()
        except (OSError, ValueError):  # nobody listens; the exit status still tells
            self._stream = None


def warn(warnings: Iterable[str], narrator: Narrator) -> None:
    """Say what was left out of the user's own words."""
    for warning in warnings:
        narrator.say(f"sou: warning: {warning}")


def report(
    error: BaseException, narrator: Narrator, environ: Mapping[str, str], *, as_json: bool = False
) -> Exit:
    """Say what went wrong, as text or as a line of JSON, and return the exit status for it."""
    if isinstance(error, KeyboardInterrupt | SearchCancelled):
        narrator.erase()
        return Exit.INTERRUPTED
    if as_json:
        from sou.output.wire import encode

        narrator.say(encode(fault(error, environ)).rstrip("\n"))
    else:
        narrator.say(f"sou: error: {_message(error, environ)}")
    return kind_of(error)[1]


def fault(error: BaseException, environ: Mapping[str, str]) -> JsonObject:
    """Return what went wrong, for a program."""
    from sou.output.wire import error_object

    kind, status = kind_of(error)
    message = None if isinstance(error, QuerySyntaxError) else _message(error, environ)
    return error_object(error, kind, status, message)


def kind_of(error: BaseException) -> tuple[str, Exit]:
    """Return what an error is called in JSON, and the exit status for it."""
    for known, kind, status in _KINDS:
        if isinstance(error, known):
            return kind, status
    return "bug", Exit.BUG


def wants_json(words: Sequence[str]) -> bool:
    """Tell whether a command line asks for JSON, though it may make no sense."""
    end = words.index("--") if "--" in words else len(words)
    return any(word in _JSON_OPTIONS or word.startswith("--batch=") for word in words[:end])


def _message(error: BaseException, environ: Mapping[str, str]) -> str:
    if isinstance(error, QuerySyntaxError):
        from sou.output.caret import pointer

        return f"{error.message}\n{pointer(error.query, error.start, error.end)}"
    if isinstance(error, UsageError):
        return f"{error}\nusage: {error.usage}" if error.usage else str(error)
    if isinstance(error, SouError):
        return str(error)
    if isinstance(error, OSError):
        return _os_message(error)
    if environ.get("SOU_DEBUG"):
        import traceback

        return "".join(traceback.format_exception(error)).rstrip()
    return (
        f"this should not have happened: {type(error).__name__}: {error}\n"
        "Please report it, with what SOU_DEBUG=1 adds to this message."
    )


def _os_message(error: OSError) -> str:
    reason = error.strerror or str(error)
    return f"{os.fsdecode(error.filename)}: {reason}" if error.filename else reason
