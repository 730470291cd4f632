r"""Paragraphs, table cells, headings and pages put together into one text.

Paragraphs stand apart by a blank line, lines and rows by a line end, cells by a tab.
A paragraph that stands inside of another (a text box, a note) follows it, so that the
outer one stays whole. Anchors are ascending; one that is set before any text marks
the next that comes.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from sou.documents.plain import line_starts
from sou.documents.text_parts import TextParts
from sou.model import Anchor, AnchorKind, SourceMap

LABEL_CHARS: Final = 200
MOST_ANCHORS: Final = 200_000
"""Places above which further ones are not kept; the text is."""

NOTHING: Final = 0
TAB: Final = 1
LINE: Final = 2
PARAGRAPH: Final = 3
_SEPARATORS: Final = ("", "\t", "\n", "\n\n")


class _Mark(NamedTuple):
    """An anchor whose place is known within its paragraph only."""

    offset: int
    kind: AnchorKind
    label: str
    number: int


class _Paragraph:
    def __init__(self) -> None:
        self.parts = TextParts()
        self.marks: list[_Mark] = []
        self.is_heading = False
        self.joins_next = False
        self.inner: list[_Paragraph] = []


class Flow:
    """Receives the pieces of a document in order."""

    def __init__(self, *, gap: int = PARAGRAPH) -> None:
        """Begin a text whose paragraphs outside of tables stand so far apart."""
        self.anchors: list[Anchor] = []
        self._parts = TextParts()
        self._gap = gap
        self._pending = NOTHING
        self._open: list[_Paragraph] = []
        self._marks: dict[AnchorKind, _Mark] = {}
        self._tables: list[int] = []  # what parts each open table's first text from others

    @property
    def length(self) -> int:
        """Code points so far, without open paragraphs."""
        return self._parts.length

    def open_paragraph(self) -> None:
        """Begin a paragraph; inside of another, one that follows it."""
        self._open.append(_Paragraph())

    def write(self, text: str) -> None:
        """Add text to the open paragraph; without one, nothing happens."""
        if self._open:
            self._open[-1].parts.append(text)

    def set_heading(self) -> None:
        """Make the open paragraph a heading."""
        if self._open:
            self._open[-1].is_heading = True

    def join_next(self) -> None:
        """Let the next paragraph continue the open one: its mark was deleted."""
        if self._open:
            self._open[-1].joins_next = True

    def close_paragraph(self) -> None:
        """End the open paragraph."""
        if not self._open:
            return
        paragraph = self._open.pop()
        if self._open:
            self._open[-1].inner.append(paragraph)
        else:
            self._emit(paragraph)

    def add_paragraph(self, text: str, *, is_heading: bool = False) -> None:
        """Add a whole paragraph."""
        self.open_paragraph()
        self.write(text)
        if is_heading:
            self.set_heading()
        self.close_paragraph()

    def mark(self, kind: AnchorKind, label: str = "", number: int = 0) -> None:
        """Set an anchor at this point; of two of a kind without text between, the last."""
        if self._open:
            paragraph = self._open[-1]
            paragraph.marks.append(_Mark(paragraph.parts.length, kind, label, number))
        else:
            self._marks[kind] = _Mark(0, kind, label[:LABEL_CHARS], number)

    def separate(self, strength: int) -> None:
        """Keep what follows apart from what was written, at least so much."""
        if not self._open:
            self._pending = max(self._pending, strength)

    def open_table(self) -> None:
        """Begin a table; inside of another's cell, lines of that cell."""
        self.separate(LINE if self._tables else PARAGRAPH)
        self._tables.append(self._pending)

    def close_cell(self) -> None:
        """End a cell of the innermost table."""
        if self._tables and not self._open:
            self._pending = max(self._tables[-1], TAB)

    def close_row(self) -> None:
        """End a row of the innermost table."""
        if self._tables and not self._open:
            self._pending = max(self._tables[-1], LINE)

    def close_table(self) -> None:
        """End the innermost table."""
        if self._tables:
            self._tables.pop()
        self.separate(LINE if self._tables else PARAGRAPH)

    def close(self) -> None:
        """End what is still open, in a document that broke off."""
        while self._open:
            self.close_paragraph()

    def number_first_page(self) -> None:
        """Where later pages are known, make the beginning page 1."""
        if any(anchor.kind == "page" for anchor in self.anchors):
            self.anchors.insert(0, Anchor(0, "page", "1", 1))

    def text(self) -> str:
        """Return the text so far."""
        return self._parts.text()

    def first_heading(self) -> str:
        """Return the label of the first heading, or nothing."""
        labels = (anchor.label for anchor in self.anchors if anchor.kind == "heading")
        return next((label for label in labels if label), "")

    def _emit(self, paragraph: _Paragraph) -> None:
        whole = paragraph.parts.text()
        text = whole.strip("\n")
        if text.strip():
            self._flush()
            self._place(paragraph, text, len(whole) - len(whole.lstrip("\n")))
            self._parts.append(text)
            self._pending = NOTHING
            self._tables = [NOTHING] * len(self._tables)
            if not paragraph.joins_next:
                self._pending = LINE if self._tables else self._gap
        else:
            for mark in paragraph.marks:
                self._marks[mark.kind] = mark
        for inner in paragraph.inner:
            self.separate(LINE)
            self._emit(inner)

    def _flush(self) -> None:
        separator = _SEPARATORS[self._pending] if self.length else ""
        self._parts.append(separator)

    def _place(self, paragraph: _Paragraph, text: str, cut: int) -> None:
        """Append the anchors of a paragraph whose text begins here, so much cut off."""
        marks = [mark._replace(offset=0) for mark in self._marks.values()]
        self._marks.clear()
        marks += [
            m._replace(offset=min(max(m.offset - cut, 0), len(text))) for m in paragraph.marks
        ]
        if paragraph.is_heading:
            label = " ".join(text.split())[:LABEL_CHARS]
            marks.append(_Mark(0, "heading", label, 0))
        del marks[max(MOST_ANCHORS - len(self.anchors), 0) :]
        marks.sort(key=lambda mark: mark.offset)
        self.anchors += [
            Anchor(self.length + mark.offset, mark.kind, mark.label, mark.number) for mark in marks
        ]


def flow_map(text: str) -> SourceMap:
    """Return the map of a text that has no lines but its own."""
    return SourceMap(line_starts(text))
