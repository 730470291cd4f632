"""Errors by what the caller can do about them.

Messages say what happened, on what, and what to do next.
"""

from __future__ import annotations

import zlib
from typing import Final

DAMAGE: Final = (ArithmeticError, LookupError, MemoryError, TypeError, ValueError, zlib.error)
"""What reading a damaged array may raise, besides :class:`IndexCorruptError`."""


class SouError(Exception):
    """Base of every error sou raises on purpose."""


class ConfigError(SouError):
    """An option, environment variable or path makes no sense."""


class RequestError(ConfigError):
    """A program asked for what makes no sense: an argument is missing, unknown or wrong."""


class DocumentError(SouError):
    """One source file was not read; ``str(error)`` is the reason to show.

    ``is_error`` is false when the file is of a kind that is left out on purpose
    (a picture, a format without a reader), true when it should have been readable.
    """

    def __init__(self, reason: str, *, is_error: bool = True) -> None:
        super().__init__(reason)
        self.is_error = is_error


class DiskFullError(SouError):
    """There was no room to write an index; what was committed before is intact."""


class IndexMissingError(SouError):
    """There is no index where one was looked for."""


class IndexOutdatedError(SouError):
    """The index was written with another format or analysis; it must be built again."""


class IndexTooNewError(IndexOutdatedError):
    """A newer version wrote the index; an update reads it, too."""


class IndexCorruptError(SouError):
    """A file of the index is damaged; the message names it."""


class IndexLockedError(SouError):
    """Another process is writing to the index."""


class SearchCancelled(SouError):
    """The caller asked for the search, or the forecast, to stop."""


class QueryTreeError(SouError):
    """A query tree, made by a program, has a node that means nothing to the index."""


class QuerySyntaxError(SouError):
    """A query that cannot be understood.

    ``start`` and ``end`` are code points of the query, half-open and inside it
    (an empty query gives 0, 0).
    """

    def __init__(self, message: str, query: str, start: int, end: int) -> None:
        super().__init__(message)
        self.message = message
        self.query = query
        self.start = start
        self.end = end
