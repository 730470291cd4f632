"""Word documents: all that a reader of the printed page could read, once.

Runs are joined, because 跨<b>格</b>式 is one word. Tracked insertions are in, deletions
and moved-away text out; results of fields are in, their codes out; of ruby the base.
Notes, headers, footers and comments follow the body. Pages are where Word last put
them, where it left a trace of that.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from sou.documents.chart_text import add_drawing_part
from sou.documents.docx_styles import Styles
from sou.documents.flow import LINE, PARAGRAPH, Flow, flow_map
from sou.documents.ooxml import Package, attribute, known_language
from sou.documents.xml_events import MalformedXmlError, parse_xml
from sou.errors import DocumentError
from sou.sources import Document

if TYPE_CHECKING:
    from sou.documents.zip_members import ZipMembers

_SKIPPED: Final = frozenset(
    {
        "w:del",
        "w:moveFrom",
        "w:rt",  # the reading above a character
        "w:instrText",
        "w:delText",
        "w:delInstrText",
        "mc:Fallback",  # the same once more, for old programs
        "w:sdtPr",
        "w:sectPr",
        "w:rubyPr",
        "w:tblPr",
        "w:trPr",
        "w:tcPr",
    }
)
_WRITTEN: Final = {"w:br": "\n", "w:cr": "\n", "w:ptab": "\t", "w:noBreakHyphen": "-"}
_TEXT: Final = frozenset({"w:t", "m:t", "a:t"})
_BEHIND: Final = (
    ("footnotes", "Footnotes"),
    ("endnotes", "Endnotes"),
    ("header", "Header"),
    ("footer", "Footer"),
    ("comments", "Comments"),
    ("chart", "Chart"),
    ("chartEx", "Chart"),
    ("diagramData", "Diagram"),
)
"""Kinds of parts that follow the body, and what their place is called."""


def read_docx(archive: ZipMembers, main: str, name: str) -> Document:
    """Read a Word document whose main part is at ``main``.

    Raises:
        DocumentError: The main part cannot be read; other parts are noted.
    """
    package = Package(archive, main)
    styles = Styles.of(package)
    flow = Flow()
    body = _Body(flow, styles)
    try:
        parse_xml(package.chunks(main), body)
    except MalformedXmlError as error:
        package.note(main, error)
    flow.close()
    flow.number_first_page()
    _add_parts_behind(package, flow, styles)
    if package.related(main, "aFChunk"):
        package.notes.append("a file embedded in the text was not read")
    text = flow.text()
    if package.notes and not text:
        raise DocumentError(package.notes[0])
    properties = package.properties()
    return Document(
        text=text,
        title=properties.title or body.title or flow.first_heading() or name,
        kind="docx",
        encoding="utf-8",
        confidence=1.0,
        source_map=flow_map(text),
        anchors=tuple(flow.anchors),
        notes=tuple(package.notes),
        author=properties.author,
        date=properties.date,
        language=properties.language or known_language(styles.language(text)),
    )


def _add_parts_behind(package: Package, flow: Flow, styles: Styles) -> None:
    """Add notes and the like; equal ones (headers of many sections) once."""
    seen: set[str] = set()
    for kind, label in _BEHIND:
        for path in dict.fromkeys(package.related(package.main, kind)):
            part = Flow(gap=LINE)
            try:
                if kind in {"chart", "chartEx", "diagramData"}:
                    add_drawing_part(package, path, part)
                else:
                    parse_xml(package.chunks(path), _Body(part, styles))
            except DocumentError as error:
                package.note(path, error)
            part.close()
            text = part.text()
            if text and text not in seen:
                seen.add(text)
                flow.separate(PARAGRAPH)
                flow.mark("heading", label)
                flow.add_paragraph(text)


class _Body:
    """Takes in the content of a part with paragraphs."""

    def __init__(self, flow: Flow, styles: Styles) -> None:
        self.title = ""
        """The paragraph styled as the document's title."""
        self._flow = flow
        self._styles = styles
        self._skipping = 0
        self._in_text = False
        self._in_run = 0
        self._in_properties = 0
        self._fields: list[bool] = []  # of each open field, whether its result has begun
        self._style: str | None = None
        self._level: str | None = None
        self._title_parts: list[str] | None = None
        self._page = self._last_page = 1
        self._rows: list[list[int]] = []  # page each open row began on, last page of its cells

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        if self._skipping:
            self._skipping += 1
        elif self._in_properties:
            self._in_properties += 1
            self._property(tag, attributes)
        elif tag in _SKIPPED:
            self._skipping = 1
        elif tag in _TEXT:
            self._in_text = True
        elif tag == "w:r":
            self._in_run += 1
        elif tag == "w:p":
            self._flow.open_paragraph()
            self._style = self._level = self._title_parts = None
        elif tag in {"w:pPr", "w:rPr"}:
            self._in_properties = 1
        else:
            self._other(tag, attributes)

    def end(self, tag: str) -> None:
        if self._skipping:
            self._skipping -= 1
        elif self._in_properties:
            self._in_properties -= 1
            if tag == "w:pPr" and not self._in_properties:
                self._styled()
        elif tag in _TEXT:
            self._in_text = False
        elif tag == "w:r":
            self._in_run -= 1
        elif tag == "w:p":
            # A field without a result ends with its paragraph, should its end be missing.
            self._fields = [field for field in self._fields if field]
            if self._title_parts is not None:
                self.title = self.title or " ".join("".join(self._title_parts).split())
                self._title_parts = None
            self._flow.close_paragraph()
        else:
            self._other_end(tag)

    def text(self, text: str) -> None:
        if self._in_text and not self._skipping and all(self._fields):
            self._flow.write(text)
            if self._title_parts is not None:
                self._title_parts.append(text)

    def _other(self, tag: str, attributes: Mapping[str, str]) -> None:
        flow = self._flow
        if tag in _WRITTEN:
            flow.write(_WRITTEN[tag])
        elif tag == "w:tab" and self._in_run:
            flow.write("\t")
        elif tag == "w:fldChar":
            self._field(attributes.get("w:fldCharType", ""))
        elif tag == "w:lastRenderedPageBreak":
            self._turn_page()
        elif tag == "w:tbl":
            flow.open_table()
        elif tag == "w:tr":
            self._rows.append([self._page, self._page])
        elif tag == "w:tc" and self._rows:
            self._page = self._rows[-1][0]
        elif tag == "v:textpath":
            flow.write(attributes.get("string", ""))
        elif tag == "?:symEx":
            flow.write(_emoji(attribute(attributes, "char")))

    def _other_end(self, tag: str) -> None:
        flow = self._flow
        if tag == "w:tc":
            flow.close_cell()
            if self._rows:
                self._rows[-1][1] = max(self._rows[-1][1], self._page)
        elif tag == "w:tr":
            flow.close_row()
            if self._rows:
                self._page = self._rows.pop()[1]
        elif tag == "w:tbl":
            flow.close_table()
        elif tag in {"w:footnote", "w:endnote", "w:comment"}:
            flow.separate(PARAGRAPH)

    def _property(self, tag: str, attributes: Mapping[str, str]) -> None:
        # Deeper down stand the properties from before a tracked change.
        if self._in_properties == 2:
            if tag == "w:pStyle":
                self._style = attributes.get("w:val", "")
            elif tag == "w:outlineLvl":
                self._level = attributes.get("w:val", "")
        elif tag == "w:del" and self._in_properties == 3:  # in the w:rPr of a w:pPr
            self._flow.join_next()

    def _styled(self) -> None:
        if self._styles.is_heading(self._style, self._level):
            self._flow.set_heading()
        if self._styles.is_title(self._style):
            self._title_parts = []

    def _field(self, kind: str) -> None:
        if kind == "begin":
            self._fields.append(False)
        elif kind == "separate" and self._fields:
            self._fields[-1] = True
        elif kind == "end" and self._fields:
            self._fields.pop()

    def _turn_page(self) -> None:
        """Count a page; cells of a row that goes on there count it once."""
        self._page += 1
        if self._page > self._last_page:
            self._last_page = self._page
            self._flow.mark("page", str(self._page), self._page)


def _emoji(code: str) -> str:
    """Return a character that Word keeps by its code, for fonts in colour."""
    try:
        return chr(int(code, 16))
    except (ValueError, OverflowError):
        return ""
