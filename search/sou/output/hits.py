"""Hits as lines for people.

In: hits of a page. Out: text whose only control characters are line feeds
and those of its ``Style``.
"""

from __future__ import annotations

import os
import re
from dataclasses import replace
from typing import TYPE_CHECKING

from sou.model import Hit, PinyinMatch, PlacedSnippet, SearchPage, Snippet, Span
from sou.output.shown import cut_to_cells, readable_path, shown_anchor, shown_count, shown_place
from sou.text.sanitize import sanitize

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from sou.output.style import Style

_TITLE_CELLS = 60
_PINYIN_TEXTS = 8
_BESIDES_LINES = frozenset(("cue", "row"))
"""Places that a line does not tell: the moment of a film, the row of a table."""
_BREAK = re.compile(r"[ \t\u3000]*[\r\n]\s*")


def hit_blocks(
    hits: Iterable[Hit],
    style: Style,
    cwd: str,
    lines_around: Callable[[Hit], Iterable[str]] | None = None,
) -> Iterator[str]:
    """Yield a block per hit: place and title, the snippet, others with their places.

    Blank lines stand between blocks. ``lines_around`` gives whole lines instead of snippets.
    """
    separator = ""
    for hit in hits:
        if lines_around is not None:
            yield f"{separator}{_heading(hit, style, cwd)}\n{''.join(lines_around(hit))}"
            separator = "\n"
            continue
        lines = [_heading(hit, style, cwd), f"    {_snippet(hit, hit.snippet, style)}"]
        for one in hit.more:
            where = style.paint(style.path, _further_place(hit, one))
            lines.append(f"    {where} {_snippet(hit, one.snippet, style)}")
        yield separator + "".join(f"{line}\n" for line in lines)
        separator = "\n"


def truncation(page: SearchPage, shown: int) -> str | None:
    """Return the line that says what was left out; ``None`` when nothing was.

    ``shown`` counts the hits printed from ``page.request.offset`` on.
    """
    first = page.request.offset
    if shown == page.total:
        return None
    part = f"{first + 1:,} to {first + shown:,}" if first and shown else f"{shown:,}"
    of = f"{part} of {shown_count(page.total, 'document')}"
    return of if first + shown >= page.total else f"{of}; -n {page.total - first} shows all"


def pinyin_line(match: PinyinMatch) -> str:
    """Return what a query's pinyin found, in one line: ``py:hwj: 寒武紀 (18), 行為學 (2)``."""
    shown = match.texts[:_PINYIN_TEXTS]
    named = ", ".join(f"{sanitize(one.text)} ({one.occurrences:,})" for one in shown)
    left = match.total - len(shown)
    more = f" and {shown_count(left, 'other')}" if left else ""
    return f"{match.query}: {named}{more}"


def one_line(snippet: Snippet) -> tuple[str, tuple[Span, ...]]:
    r"""Return the snippet with each line break a single blank, and its spans moved along.

    A break takes the blanks around it, and further breaks, with it; one at
    either end vanishes.
    """
    text, kept = snippet.text, 0
    pieces: list[str] = []
    moved: list[int] = []
    length = 0
    for found in _BREAK.finditer(text):
        blank = " " if found.start() > 0 and found.end() < len(text) else ""
        pieces += [text[kept : found.start()], blank]
        moved += range(length, length + found.start() - kept)
        length += found.start() - kept
        moved += [length] * (found.end() - found.start())
        length += len(blank)
        kept = found.end()
    pieces.append(text[kept:])
    moved += range(length, length + len(text) - kept + 1)
    spans = (Span(moved[start], moved[end]) for start, end in snippet.spans)
    return "".join(pieces), tuple(span for span in spans if span.start < span.end)


def _heading(hit: Hit, style: Style, cwd: str) -> str:
    document = replace(hit.document, path=readable_path(hit.document))
    place = shown_place(document, hit.place, hit.anchor, cwd)
    where = style.paint(style.path, sanitize(place, single_line=True))
    if style.has_links:
        from sou.output.links import linked

        where = linked(where, hit.document.path)
    parts = [style.paint(style.rank, f"[{hit.rank}]"), where]
    if hit.heading and hit.heading is not hit.anchor and not hit.document.has_lines:
        parts.append(sanitize(shown_anchor(hit.heading), single_line=True))
    elif hit.anchor and hit.anchor.kind in _BESIDES_LINES and hit.document.has_lines:
        where = sanitize(shown_anchor(hit.anchor), single_line=True)
        parts[-1] += f" {where}"
    title = sanitize(hit.document.title, single_line=True).strip()
    path = sanitize(document.part or document.path, single_line=True)
    name = os.path.basename(path)  # noqa: PTH119 -- text, not a file
    is_said = len(parts) > 2 and hit.heading and hit.heading.label == hit.document.title
    if title and not is_said and title not in {name, os.path.splitext(name)[0]}:  # noqa: PTH122 -- same
        parts.append(cut_to_cells(title, _TITLE_CELLS))
    if hit.occurrences:
        parts.append(f"({shown_count(hit.occurrences, 'match', 'matches')})")
    if hit.expansions:
        others = dict.fromkeys((one.text, one.kind) for one in hit.expansions)
        also = ", ".join(f"{sanitize(text, single_line=True)} ({kind})" for text, kind in others)
        parts.append(f"also: {also}")
    return " ".join(parts)


def _further_place(hit: Hit, snippet: PlacedSnippet) -> str:
    """Return where a further snippet is in the document of a hit."""
    if hit.document.has_lines:
        return f"{snippet.place.line}:{snippet.place.column}"
    return sanitize(shown_anchor(snippet.anchor), single_line=True) if snippet.anchor else "·"


def _snippet(hit: Hit, snippet: Snippet, style: Style) -> str:
    text, spans = one_line(snippet)
    text = sanitize(text, single_line=True)
    pieces, done = [], 0
    for start, end in spans:
        pieces += [text[done:start], style.paint(style.match, text[start:end])]
        done = end
    pieces.append(text[done:])
    begins = snippet.offset == 0
    after = hit.document.length_chars - snippet.offset - len(snippet.text)
    ends = after <= 1  # a file's last line feed is no text that goes on
    return f"{'' if begins else '…'}{''.join(pieces)}{'' if ends else '…'}"
