"""``sou search --batch``: many queries, one process, an object for each in their order.

In: lines, each a query or ``{"query": …, "id": …}``. Out: on one line each, a page with the
``id``, or an object with an ``error``. Lines are answered as they come.
"""

from __future__ import annotations

import contextlib
import json
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from sou.cli.arguments import UsageError
from sou.cli.diagnostics import Exit
from sou.errors import ConfigError, QuerySyntaxError
from sou.output.wire import encode, encode_value, error_object, page_object

if TYPE_CHECKING:
    from collections.abc import Iterator
    from contextlib import AbstractContextManager
    from typing import BinaryIO

    from sou.cli.console import Console
    from sou.engine import Index
    from sou.model import SearchRequest

_FIELDS = {"query", "id"}
_STDIN = "-"


class _Asked(NamedTuple):
    id: Any
    """Any JSON; the number of the line, from 1, where none was given."""
    query: str


def run_batch(request: SearchRequest, source: str, location: Path, console: Console) -> int:
    """Answer every line by ``request`` with its query; return the exit status.

    It is that of a query error when any line is none, else tells whether anything matched.
    """
    from sou.engine import open_index

    exit_status = Exit.NOTHING
    with _opened(source, console) as lines, open_index(location) as index:
        for number, line in enumerate(lines, 1):
            if not line.strip():
                continue
            status = _answer(index, request, line, number, console)
            console.flush()
            exit_status = _worse(exit_status, status)
    return exit_status


def _worse(before: Exit, now: Exit) -> Exit:
    """Return what counts of two: an error, else a match, else nothing."""
    if Exit.QUERY in (before, now):
        return Exit.QUERY
    return Exit.OK if Exit.OK in (before, now) else Exit.NOTHING


def _answer(
    index: Index, request: SearchRequest, line: bytes, number: int, console: Console
) -> Exit:
    asked = _Asked(number, "")
    try:
        asked = _read(line, number)
        page = index.search(replace(request, query=asked.query))
    except (QuerySyntaxError, _LineError) as error:
        status = Exit.QUERY
        given = error.id if isinstance(error, _LineError) else asked.id
        console.write(encode({"id": given} | error_object(error, "query", status)))
        return status
    made = page_object(page, page.hits, str(index.location))
    console.write(encode({"id": asked.id} | made))
    return Exit.OK if page.total else Exit.NOTHING


class _LineError(ValueError):
    """A line that is no query."""

    def __init__(self, message: str, number: Any) -> None:
        super().__init__(message)
        self.id = number


def _read(line: bytes, number: int) -> _Asked:
    try:
        text = line.decode("utf-8-sig" if number == 1 else "utf-8").strip()
    except UnicodeDecodeError as error:
        raise _LineError(f"line {number} is not UTF-8", number) from error
    if not text.startswith("{"):
        return _Asked(number, text)
    try:
        given = json.loads(text)
        named = given.get("id", number)
        encode_value([named])  # Python reads NaN and 1e999, which are no JSON to write again
    except (ValueError, RecursionError) as error:
        raise _LineError(f"line {number} begins with {{ and is no JSON", number) from error
    if unknown := sorted(given.keys() - _FIELDS):
        raise _LineError(f"line {number} has {unknown[0]!r}; there are query and id", named)
    if not isinstance(given.get("query"), str):
        raise _LineError(f"line {number} has no query that is a string", named)
    return _Asked(named, given["query"])


def _opened(source: str, console: Console) -> AbstractContextManager[Iterator[bytes] | BinaryIO]:
    if source == _STDIN:
        if console.stdin is None:
            raise UsageError("--batch - reads stdin, and there is none")
        return contextlib.nullcontext(console.stdin)
    try:
        return Path(source).open("rb")
    except OSError as error:
        raise ConfigError(f"--batch {source}: {error.strerror}") from error
