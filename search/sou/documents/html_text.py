"""What a browser would show of a page, put together tag by tag.

Inline tags join without a space, because 中<b>央</b>研究院 is one word. Paragraph-like
elements stand apart by a blank line, other blocks and ``<br>`` by a line end, table
cells by a tab. Blanks collapse but in ``<pre>``. Readings of ruby and what no reader
sees are left out.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from sou.documents.html_tags import CELLS, HEADINGS, HIDDEN, KEPT_BLANKS, LINES, PARAGRAPHS
from sou.documents.text_builder import TextBuilder
from sou.model import Anchor

if TYPE_CHECKING:
    from sou.documents.markup_scan import TextPart

LABEL_CHARS: Final = 200

_SEPARATORS: Final = ("", " ", "\t", "\n", "\n\n")
_SPACE, _TAB, _LINE, _PARAGRAPH = 1, 2, 3, 4
_WORD = re.compile(r"[^ \t\n\r\f]+")
_BLANKS: Final = " \t\n\r\f"


class HtmlText:
    """Receives a page's tags and text in order; balanced or not."""

    def __init__(self, source: str) -> None:
        self.builder = TextBuilder(source)
        self.anchors: list[Anchor] = []
        self._pending = 0
        self._hidden = 0
        self._kept_blanks = 0
        self._heading_offset: int | None = None
        self._in_heading = False
        self._parts: Sequence[TextPart] = ()
        self._used_parts = 0
        self._title_parts: list[str] | None = None
        self._in_title = False

    def open(self, tag: str) -> None:
        """Take in a start tag."""
        self._separate(tag)
        if tag == "title" and self._title_parts is None:
            self._title_parts, self._in_title = [], True
        if tag in HIDDEN:
            self._hidden += 1
        elif tag in KEPT_BLANKS:
            self._kept_blanks += 1
        elif tag in HEADINGS:
            self._in_heading, self._heading_offset = True, None

    def close(self, tag: str) -> None:
        """Take in an end tag, written or implied."""
        if tag != "br":
            self._separate(tag)
        if tag == "title":
            self._in_title = False
        if tag in HIDDEN:
            self._hidden = max(self._hidden - 1, 0)
        elif tag in KEPT_BLANKS:
            self._kept_blanks = max(self._kept_blanks - 1, 0)
        elif tag in HEADINGS:
            self._end_heading()

    def text(self, text: str, parts: Sequence[TextPart]) -> None:
        """Take in a text node; ``parts`` cover it, by offsets into it."""
        if self._in_title and self._title_parts is not None:
            self._title_parts.append(text)
        if self._hidden or not text:
            return
        self._parts, self._used_parts = parts, 0
        if self._kept_blanks:
            self._emit(text, 0, len(text))
            return
        for word in _WORD.finditer(text):
            if word.start():
                self._pending = max(self._pending, _SPACE)
            self._emit(text, word.start(), word.end())
        if text[-1] in _BLANKS:
            self._pending = max(self._pending, _SPACE)

    def title(self) -> str:
        """Return the page's title in one line, else its first heading, else nothing."""
        title = " ".join("".join(self._title_parts or ()).split())
        return title or next((anchor.label for anchor in self.anchors if anchor.label), "")

    @property
    def keeps_blanks(self) -> bool:
        """Whether blanks at this point are text."""
        return self._kept_blanks > 0

    def _separate(self, tag: str) -> None:
        if self._hidden:
            return
        if tag in PARAGRAPHS:
            self._pending = _PARAGRAPH
        elif tag in CELLS:
            self._pending = max(self._pending, _TAB)
        elif tag == "br" and self._pending >= _LINE:
            self._pending = _PARAGRAPH
        elif tag in LINES:
            self._pending = max(self._pending, _LINE)

    def _emit(self, text: str, start: int, end: int) -> None:
        """Add ``text[start:end]``; calls for one node come in order."""
        self._flush()
        if self._in_heading and self._heading_offset is None:
            self._heading_offset = self.builder.length
        while self._used_parts < len(self._parts):
            part = self._parts[self._used_parts]
            first, last = max(part.start, start), min(part.end, end)
            if first < last:
                self.builder.append(text[first:last], part.source_offset + first - part.start)
            if part.end >= end:
                return
            self._used_parts += 1

    def _flush(self) -> None:
        separator = _SEPARATORS[self._pending] if self.builder.length else ""
        if self.builder.ends_line:
            separator = separator[1:] if self._pending == _PARAGRAPH else ""
        self._pending = 0
        if separator:
            self.builder.insert(separator)

    def _end_heading(self) -> None:
        if self._heading_offset is not None:
            label = " ".join(self.builder.text_from(self._heading_offset).split())
            self.anchors.append(Anchor(self._heading_offset, "heading", label[:LABEL_CHARS]))
        self._in_heading, self._heading_offset = False, None
