"""Tables as text: CSV and its kin, as they are written, with their rows counted.

The text stays the source, so lines and columns are an editor's. A row is a line, and
needs no other name, unless a quoted cell holds line breaks: from then on each row is an
anchor, or so many rows together that a table of a million has no more than some
thousand. Rows count from 1 with the header among them, as in a spreadsheet.
"""

from __future__ import annotations

import csv
import re
from array import array
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from itertools import chain, islice, pairwise
from typing import TYPE_CHECKING, Final, NamedTuple

from sou.documents.decode import decode
from sou.documents.plain import verbatim
from sou.model import Anchor

if TYPE_CHECKING:
    from sou.sources import Document

DELIMITERS: Final = ",\t;|"
SNIFFED_LINES: Final = 200
MOST_ANCHORS: Final = 4000
CELL_CHARS: Final = 16 << 20
"""A longer cell is none: the parser takes four bytes for each character of it."""

_LINE = re.compile(r"[^\r\n]*+(?:\r\n|\r|\n)|[^\r\n]++\Z")


def read_table(data: bytes, name: str) -> tuple[Document, ...]:
    """Read a file of rows; its title is its name."""
    decoded = decode(data)
    document = replace(verbatim(decoded, title=name), kind="csv")
    text = decoded.text
    if '"' not in text and text.count("\r") == text.count("\r\n"):
        return (document,)
    lines = _Lines.of(text)
    with _long_cells():
        is_tabbed = name.lower().endswith((".tsv", ".tab"))
        rows = _read_rows(text, lines, "\t" if is_tabbed else _delimiter(text))
    notes = () if rows.broken is None else (_broken(lines, rows.broken),)
    anchors = tuple(_anchors(lines, rows.first_lines))
    return (replace(document, anchors=anchors, notes=(*document.notes, *notes)),)


class _Lines(NamedTuple):
    """Lines that end with a line feed, a carriage return or both, as a table's may."""

    starts: array[int]
    feeds: array[int]
    """How many line feeds stand before each."""

    @classmethod
    def of(cls, text: str) -> _Lines:
        lines = cls(array("Q"), array("Q"))
        feeds = 0
        for line in _LINE.finditer(text):
            lines.starts.append(line.start())
            lines.feeds.append(feeds)
            feeds += text[line.end() - 1] == "\n"
        return lines


class _Rows(NamedTuple):
    """On which line each row begins, counted from 0."""

    first_lines: array[int]
    broken: int | None = None
    """The line of a quote that is never closed."""


def _read_rows(text: str, lines: _Lines, delimiter: str) -> _Rows:
    first_lines = array("Q", [0])
    widths: Counter[int] = Counter()
    of_broken_lines: Counter[int] = Counter()
    reader = csv.reader(_texts(text), delimiter=delimiter)
    line_count = len(lines.starts)
    try:
        for cells in reader:
            widths[len(cells)] += 1
            if reader.line_num - first_lines[-1] > 1:
                of_broken_lines[len(cells)] += 1
            first_lines.append(reader.line_num)
    except csv.Error:
        return _from_here_by_line(first_lines, line_count)
    first_lines.pop()
    if line_count - first_lines[-1] > 1 and not _is_whole(text, lines, first_lines[-1], delimiter):
        return _from_here_by_line(first_lines, line_count)
    usual = widths.most_common(1)[0][0]
    if of_broken_lines[usual] * 2 < of_broken_lines.total():
        return _Rows(array("Q", range(line_count)))  # its quotes do not hold cells together
    return _Rows(first_lines)


def _from_here_by_line(first_lines: array[int], line_count: int) -> _Rows:
    broken = first_lines.pop()
    first_lines.extend(range(broken, line_count))
    return _Rows(first_lines, broken)


def _is_whole(text: str, lines: _Lines, line: int, delimiter: str) -> bool:
    rest = text[lines.starts[line] :]
    try:
        return len(list(csv.reader(_texts(rest), delimiter=delimiter, strict=True))) == 1
    except csv.Error:
        return False


def _delimiter(text: str) -> str:
    """Return the character that cuts most of the first lines into equally many cells."""

    def evenness(delimiter: str) -> tuple[bool, float]:
        for is_strict in (True, False):
            rows = csv.reader(_texts(text), delimiter=delimiter, strict=is_strict)
            try:
                widths = Counter(len(cells) for cells in islice(rows, SNIFFED_LINES))
            except csv.Error:
                continue  # a quote ends inside a cell, so it was another's
            usual, count = widths.most_common(1)[0]
            return is_strict, count / widths.total() if usual > 1 else 0.0
        return False, 0.0

    return max(DELIMITERS, key=evenness)


def _texts(text: str) -> Iterator[str]:
    return (line[0] for line in _LINE.finditer(text))


def _anchors(lines: _Lines, first_lines: array[int]) -> Iterable[Anchor]:
    """Yield anchors from the first row on that has a line whose number is not its own."""
    last_lines = chain((line - 1 for line in first_lines[1:]), [len(lines.starts) - 1])
    first = next((row for row, line in enumerate(last_lines) if row != lines.feeds[line]), None)
    if first is None:
        return
    step = -(-(len(first_lines) - first) // MOST_ANCHORS)
    bounds = [*range(first, len(first_lines), step), len(first_lines)]
    for row, following in pairwise(bounds):
        several = following - row > 1
        label = f"rows {row + 1}–{following}" if several else f"row {row + 1}"
        yield Anchor(lines.starts[first_lines[row]], "row", label, row + 1)


def _broken(lines: _Lines, line: int) -> str:
    return f"a quote in line {lines.feeds[line] + 1} is never closed"


@contextmanager
def _long_cells() -> Iterator[None]:
    """Allow long cells for a while: the limit is one for the whole process."""
    limit = csv.field_size_limit(CELL_CHARS)
    try:
        yield
    finally:
        csv.field_size_limit(limit)
