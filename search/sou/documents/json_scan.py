"""Where the strings of a JSON text stand, and which names lead to them.

In: JSON as it is written. Out: its values, each with its strings as slices of the source:
Python's own parser says no places, recurses, and makes numbers of a million digits. This
one keeps a stack of its own, so nesting costs memory only, and passes numbers over.
Control characters inside strings and a comma before a closing bracket are forgiven.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final, NamedTuple

MOST_LEVELS: Final = 1_000_000
"""Deeper is nothing that anybody wrote; a level takes 100 bytes."""
KEPT_NAMES: Final = 8
"""Names on the way to a string that are kept; a path grows with every level otherwise."""

_TOKEN = re.compile(
    r"[ \t\r\n]*+(?:"
    r'"([^"\\]*+(?:\\.[^"\\]*+)*+)"'
    r"|([{\[])|([}\]])|([,:])"
    r"|(true|false|null|NaN|-?Infinity|-?(?:0|[1-9][0-9]*+)(?:\.[0-9]++)?(?:[eE][-+]?[0-9]++)?)"
    r"(?![\w.+-]))",
    re.DOTALL,
)
_STRING, _OPEN, _CLOSE, _MARK, _ATOM = 1, 2, 3, 4, 5
_BLANKS = re.compile(r"[ \t\r\n]*+")
_ESCAPE = re.compile(
    r"(?P<run>(?:\\u(?![dD][89a-fA-F])[0-9a-fA-F]{4})+)"
    r"|(?P<pair>\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2})"
    r"|(?P<half>\\u[dD][89a-fA-F][0-9a-fA-F]{2})"
    r"|\\(?P<other>.)",
    re.DOTALL,
)
UNIT_CHARS: Final = len("\\u4e2d")
_MEANINGS: Final = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}


class JsonError(Exception):
    """The text is no JSON from ``offset`` on, which may be its end."""

    def __init__(self, offset: int, unfinished: JsonValue) -> None:
        super().__init__(offset)
        self.offset = offset
        self.unfinished = unfinished
        """What of the value was read before."""


class JsonString(NamedTuple):
    """A string, or a number where one was asked for by name."""

    names: tuple[str, ...]
    """Of the members that lead to it, the outermost first; lists have none."""
    start: int
    """Of what stands between the quotes; half-open with ``end``, in the source."""
    end: int
    is_name: bool = False
    """Whether it is the name of a member, which leads to itself last."""


@dataclass(slots=True)
class JsonValue:
    """A value and all strings in it, in the order of the source."""

    strings: list[JsonString] = field(default_factory=list)
    numbers: list[JsonString] = field(default_factory=list)
    """Numbers that are members of the value itself, by their name."""


def scan_values(source: str, start: int, end: int, *, in_list: bool) -> Iterator[JsonValue]:
    """Yield the values that follow one another in ``source[start:end]``.

    With ``in_list`` the members of a list at the outermost level, instead of the list.

    Raises:
        JsonError: what follows is no JSON; what was yielded is.
    """
    scan = _Scan(source, start, end)
    while scan.has_more():
        yield from scan.values(in_list=in_list)


class Piece(NamedTuple):
    """Some of what a string says."""

    text: str
    offset: int
    """Where it begins in the source."""
    width: int = 1
    """Characters of the source that each of the text's takes up."""


def unescaped(source: str, start: int, end: int) -> Iterator[Piece]:
    r"""Yield what a string says: stretches as they are written, and escapes.

    >>> [tuple(piece) for piece in unescaped(r"中\n\u6587\u5b57", 0, 15)]
    [('中', 0, 1), ('\n', 1, 2), ('文字', 3, 6)]
    """
    position = start
    for escape in _ESCAPE.finditer(source, start, end):
        begin = escape.start()
        if position < begin:
            yield Piece(source[position:begin], position)
        position = escape.end()
        if escape.lastgroup == "other":
            written = escape["other"]
            yield Piece(_MEANINGS.get(written, written), begin, 2)
        elif escape.lastgroup == "half":
            yield Piece("\ufffd", begin, UNIT_CHARS)
        else:
            units = bytes.fromhex(escape[0].replace("\\u", ""))
            width = UNIT_CHARS if escape.lastgroup == "run" else 2 * UNIT_CHARS
            yield Piece(units.decode("utf-16-be"), begin, width)
    if position < end:
        yield Piece(source[position:end], position)


def string_text(source: str, string: JsonString) -> str:
    """Return what a string says."""
    if source.find("\\", string.start, string.end) < 0:
        return source[string.start : string.end]
    return "".join(piece.text for piece in unescaped(source, string.start, string.end))


class _Level(NamedTuple):
    """A list or an object that is open."""

    bracket: str
    names: tuple[str, ...]
    """That lead to it."""


_VALUE, _NAME, _COLON, _COMMA = range(4)
"""What must come next; a closing bracket may stand for a value in a list, a name, a comma."""


class _Scan:
    """Goes through a text token by token."""

    def __init__(self, source: str, start: int, end: int) -> None:
        self._source = source
        self._position = start
        self._end = end
        self._levels: list[_Level] = []
        self._names: tuple[str, ...] = ()
        self._expected = _VALUE
        self._value = JsonValue()

    def has_more(self) -> bool:
        """Pass blanks over, and return whether anything else is left."""
        blanks = _BLANKS.match(self._source, self._position, self._end)
        if blanks:
            self._position = blanks.end()
        return self._position < self._end

    def values(self, *, in_list: bool) -> Iterator[JsonValue]:
        """Yield the next value, or the members of the next list."""
        base = int(in_list and self._source.startswith("[", self._position))
        self._value, self._expected = JsonValue(), _VALUE
        match = _TOKEN.match
        while True:
            token = match(self._source, self._position, self._end)
            if token is None:
                raise self._unreadable()
            self._take(token, base)
            self._position = token.end()
            depth = len(self._levels)
            if depth <= base and self._expected == _COMMA:
                if depth == base:
                    yield self._value
                    self._value = JsonValue()
                if depth == 0:
                    return

    def _unreadable(self) -> JsonError:
        """Return the error of what is no token; a string without an end is read up to it."""
        if self.has_more() and self._source[self._position] == '"':
            string = JsonString(self._names, self._position + 1, self._end)
            self._value.strings.append(string)
            self._position = self._end
        return JsonError(self._position, self._value)

    def _take(self, token: re.Match[str], base: int) -> None:
        kind, expected = token.lastindex, self._expected
        if kind == _STRING and expected == _NAME:
            self._take_name(token)
        elif kind == _STRING and expected == _VALUE:
            self._value.strings.append(JsonString(self._names, *token.span(_STRING)))
            self._expected = _COMMA
        elif kind == _ATOM and expected == _VALUE:
            if len(self._levels) == base + 1 and self._levels[-1].bracket == "{":
                self._value.numbers.append(JsonString(self._names, *token.span(_ATOM)))
            self._expected = _COMMA
        elif kind == _OPEN and expected == _VALUE and len(self._levels) < MOST_LEVELS:
            self._levels.append(_Level(token[_OPEN], self._names))
            self._expected = _NAME if token[_OPEN] == "{" else _VALUE
        elif kind == _CLOSE:
            self._close(token)
        elif kind == _MARK and expected == (_COLON if token[_MARK] == ":" else _COMMA):
            self._take_mark(token[_MARK])
        else:
            raise JsonError(token.start(kind or 0), self._value)

    def _take_name(self, token: re.Match[str]) -> None:
        written = JsonString((), *token.span(_STRING), is_name=True)
        name = string_text(self._source, written)
        self._names = (*self._levels[-1].names, name)[:KEPT_NAMES]
        self._value.strings.append(written._replace(names=self._names))
        self._expected = _COLON

    def _take_mark(self, mark: str) -> None:
        if mark == ":":
            self._expected = _VALUE
            return
        level = self._levels[-1]
        self._names = level.names
        self._expected = _NAME if level.bracket == "{" else _VALUE

    def _close(self, token: re.Match[str]) -> None:
        level = self._levels.pop() if self._levels else _Level("", ())
        awaited = _VALUE if level.bracket == "[" else _NAME
        if level.bracket != _OPENED_BY[token[_CLOSE]] or self._expected not in (awaited, _COMMA):
            raise JsonError(token.start(_CLOSE), self._value)
        self._names = level.names
        self._expected = _COMMA


_OPENED_BY: Final = {"}": "{", "]": "["}
