"""Lines of a document around a match, as grep's ``-C`` shows them.

In: a text, matches in it, and a source map. Out: lines with their numbers.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sou.model import Span
from sou.text.sanitize import sanitize

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sou.model import SourceMap
    from sou.output.style import Style


def context_lines(text: str, focus: int, before: int, after: int) -> tuple[Span, ...]:
    r"""Return the line that offset ``focus`` is in, with so many before and after it.

    Spans leave out the line feeds.

    >>> context_lines("甲\n乙\n丙\n", 2, 1, 0)
    (Span(start=0, end=1), Span(start=2, end=3))
    """
    lines = [_line_at(text, text.rfind("\n", 0, focus) + 1)]
    while before > 0 and lines[0].start > 0:
        lines.insert(0, _line_at(text, text.rfind("\n", 0, lines[0].start - 1) + 1))
        before -= 1
    while after > 0 and lines[-1].end + 1 < len(text):
        lines.append(_line_at(text, lines[-1].end + 1))
        after -= 1
    return tuple(lines)


def _line_at(text: str, start: int) -> Span:
    end = text.find("\n", start)
    return Span(start, len(text) if end < 0 else end)


def shown_lines(
    text: str,
    lines: Sequence[Span],
    spans: Sequence[Span],
    source_map: SourceMap,
    style: Style,
) -> Iterator[str]:
    """Yield each line with its number; ``:`` follows the number where it has a match, else ``-``.

    ``spans`` are ascending and disjoint.
    """
    numbers = [source_map.place(line.start).line for line in lines]
    width = len(str(max(numbers, default=0)))
    for line, number in zip(lines, numbers, strict=True):
        inside = [one for one in spans if one.start < line.end and line.start < one.end]
        pieces, done = [], line.start
        for one in inside:
            start, end = max(one.start, line.start), min(one.end, line.end)
            pieces.append(sanitize(text[done:start], single_line=True))
            pieces.append(style.paint(style.match, sanitize(text[start:end], single_line=True)))
            done = end
        pieces.append(sanitize(text[done : line.end].rstrip("\r"), single_line=True))
        yield f"    {number:>{width}}{':' if inside else '-'} {''.join(pieces)}\n"
