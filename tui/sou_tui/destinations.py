"""What is typed after ``:`` -> an offset of the text.

``500`` is a line, or a page where there are no lines; ``第3頁`` and ``p3`` are pages
everywhere, ``80%`` is a share of the text, and other words are looked for among the names of
chapters and headings. Full-width figures and signs are as good.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from sou.text.fold import fold

if TYPE_CHECKING:
    from sou.model import Anchor
    from sou_tui.shown_text import ShownText

_LINE = re.compile(r"(?:第|l)?\s*(\d{1,12})\s*(?:行|:\d*)?", re.IGNORECASE)
_PAGE = re.compile(r"(?:p\.?\s*(\d{1,9})|第?\s*(\d{1,9})\s*[頁页張张])", re.IGNORECASE)
_SHARE = re.compile(r"(\d{1,3}(?:\.\d+)?)\s*%")


def destination(shown: ShownText, typed: str) -> int | None:
    """Return where to go; ``None`` if there is no such place."""
    words = unicodedata.normalize("NFKC", typed).strip()
    if share := _SHARE.fullmatch(words):
        return round(min(float(share[1]) / 100, 1.0) * max(shown.length - 1, 0))
    if page := _PAGE.fullmatch(words):
        return _numbered(shown, int(page[1] or page[2]))
    if line := _LINE.fullmatch(words):
        number = int(line[1])
        if not shown.has_lines:
            return _numbered(shown, number)
        if not 1 <= number <= shown.last_line:
            return None
        return min(shown.source_map.offset(number), max(shown.length - 1, 0))
    return _named(shown, fold(words)) if words else None


def next_anchor(shown: ShownText, offset: int, step: int) -> Anchor | None:
    """Return the first anchor after an offset, or the last before it if ``step`` is negative."""
    if step > 0:
        return next((one for one in shown.anchors if one.offset > offset), None)
    return next((one for one in reversed(shown.anchors) if one.offset < offset), None)


def _numbered(shown: ShownText, number: int) -> int | None:
    numbered = (one.offset for one in shown.anchors if one.number == number)
    return next(numbered, None)


def _named(shown: ShownText, name: str) -> int | None:
    named = (one.offset for one in shown.anchors if name in fold(one.label))
    return next(named, None)
