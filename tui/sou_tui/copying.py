"""What is copied: a place, a paragraph, a quotation with where it stands.

A terminal takes what is copied as one escape sequence (OSC 52), and many drop a long one
without a word: so there is a limit, and it is said.
"""

from __future__ import annotations

from pathlib import PurePath
from typing import TYPE_CHECKING

from sou.output.shown import readable_path
from sou.text.sanitize import sanitize
from sou_tui import texts
from sou_tui.labels import landing_name

if TYPE_CHECKING:
    from sou.model import DocumentInfo
    from sou_tui.shown_text import ShownText

LIMIT_BYTES = 70_000
"""In UTF-8: xterm and tmux take about 100,000 bytes of base64."""
_QUOTED_CHARS = 400


def place_text(document: DocumentInfo, shown: ShownText, offset: int) -> str:
    """Return a place as editors and ``sou open`` read it: ``PATH:LINE:COLUMN``, ``PATH:PAGE``."""
    name = _readable_id(document)
    if document.has_lines:
        place = shown.place(offset)
        return f"{name}:{place.line}:{place.column}"
    anchor = shown.landing(offset).anchor
    return f"{name}:{anchor.number}" if anchor and anchor.number else name


def paragraph(shown: ShownText, offset: int) -> str:
    """Return the line of the text that an offset is in, or the part of it that is shown."""
    return sanitize(shown.block(shown.block_at(offset)).text).strip()


def citation(document: DocumentInfo, shown: ShownText, offset: int) -> str:
    """Return a quotation with author, title, place and date, as far as they are known."""
    start = shown.block_at(offset)
    text = shown.block(start).text
    first = max(min(offset - start, len(text)) - _QUOTED_CHARS // 2, 0)
    quoted = sanitize(text[first : first + _QUOTED_CHARS]).strip()
    before = "…" if first else ""
    after = "…" if first + _QUOTED_CHARS < len(text) else ""
    there = landing_name(shown.landing(offset))
    if document.has_lines:
        line = texts.LINE.format(number=shown.line_number(offset))
        there = f"{there}，{line}" if there else line
    title = sanitize(document.title or PurePath(document.path).name, single_line=True)
    author = sanitize(document.author, single_line=True)
    parts = (author, f"〈{title}〉", document.date[:10], there)
    source = "，".join(part for part in parts if part)
    return f"「{before}{quoted}{after}」（{source}，{_readable_id(document)}）"


def _readable_id(document: DocumentInfo) -> str:
    part = document.id.removeprefix(document.path)
    return sanitize(f"{readable_path(document)}{part}", single_line=True)


def is_too_long(text: str) -> bool:
    """Tell whether terminals may drop a text."""
    return len(text.encode("utf-8", "replace")) > LIMIT_BYTES
