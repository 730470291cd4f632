"""OpenDocument files: texts, spreadsheets and presentations, from one ``content.xml``.

Of tracked changes the result; of ruby the base; notes, comments and text boxes behind
the paragraph they belong to. Cells come as the program that wrote them showed them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Final

from sou.documents.flow import LINE, PARAGRAPH, Flow, flow_map
from sou.documents.odf_sheets import OdfSheets
from sou.documents.ooxml import Properties, known_date, known_language, known_title
from sou.documents.sheet_rows import SheetRows
from sou.documents.xml_events import MalformedXmlError, parse_tree, parse_xml
from sou.documents.zip_members import ARCHIVE_BYTES, ZipMembers
from sou.errors import DocumentError
from sou.sources import Document

MOST_ELEMENTS: Final = 30_000_000
_SKIPPED: Final = frozenset(
    {
        "text:tracked-changes",
        "text:ruby-text",
        "text:note-citation",
        "text:sequence-decls",
        "table:covered-table-cell",
        "office:forms",
        "office:scripts",
    }
)
_PARAGRAPHS: Final = frozenset({"text:p", "text:h"})
_CHART: Final = re.compile(r"(?:.*/)?Object [^/]*/content\.xml")
_BLANKS: Final = re.compile(r"[ \t\r\n]+")
_MOST_SPACES: Final = 100


def read_odf(archive: ZipMembers, main: str, name: str) -> Document:
    """Read an OpenDocument file whose content is at ``main``.

    Raises:
        DocumentError: The content cannot be read; styles and charts are noted.
    """
    notes: list[str] = []
    content = _Content()
    _read(archive, main, content, notes)
    flow = content.flow
    flow.close()
    flow.number_first_page()
    for label, text in _texts_behind(archive, notes):
        flow.separate(PARAGRAPH)
        flow.mark("heading", label)
        flow.add_paragraph(text)
    rows = content.rows.text()
    text, anchors = (rows, content.rows.anchors) if rows else (flow.text(), flow.anchors)
    if rows and flow.length:  # what stands around the sheets
        text = f"{rows}\n\n{flow.text()}"
    properties = _properties(archive, notes)
    return Document(
        text=text,
        title=properties.title or content.title or flow.first_heading() or name,
        kind="odt",
        encoding="utf-8",
        confidence=1.0,
        source_map=flow_map(text),
        anchors=tuple(anchors),
        notes=tuple(notes),
        author=properties.author,
        date=properties.date,
        language=properties.language,
    )


def _read(archive: ZipMembers, path: str, target: _Content, notes: list[str]) -> None:
    member = archive.find(path)
    if member is None:
        raise DocumentError(f"{path} is missing")
    try:
        chunks = archive.chunks(member, most_bytes=ARCHIVE_BYTES)
        parse_xml(chunks, target, most_elements=MOST_ELEMENTS)
    except MalformedXmlError as error:
        notes.append(f"{path}: {error}")


def _texts_behind(archive: ZipMembers, notes: list[str]) -> list[tuple[str, str]]:
    """Return the texts of headers, footers and charts, equal ones once."""
    found: dict[str, str] = {}
    charts = [member.name for member in archive.members if _CHART.fullmatch(member.name)]
    headers = [("Header", "styles.xml", "style:header"), ("Footer", "styles.xml", "style:footer")]
    for label, path, only in headers + [("Chart", path, "chart:chart") for path in charts]:
        part = _Content(only=only)
        try:
            if archive.find(path):
                _read(archive, path, part, notes)
        except DocumentError as error:
            notes.append(f"{path}: {error}")
        part.flow.close()
        if part.flow.length:
            found.setdefault(part.flow.text(), label)
    return [(label, text) for text, label in found.items()]


def _properties(archive: ZipMembers, notes: list[str]) -> Properties:
    member = archive.find("meta.xml")
    if member is None:
        return Properties()
    try:
        root = parse_tree(archive.chunks(member))
    except DocumentError as error:
        notes.append(f"meta.xml: {error}")
        return Properties()
    said: dict[str, str] = {}
    for element in root.iter():
        said.setdefault(element.tag, " ".join((element.text or "").split()))
    return Properties(
        title=known_title(said.get("dc:title", "")),
        author=said.get("meta:initial-creator") or said.get("dc:creator", ""),
        date=known_date(said.get("meta:creation-date") or said.get("dc:date", "")),
        language=known_language(said.get("dc:language", "")),
    )


class _Content:
    """Takes in the content of a text or presentation; sheets it passes on.

    Attributes:
        flow: Text of all that is no sheet.
        rows: Text of the sheets.
        title: Title of the first slide that has one.
    """

    def __init__(self, *, only: str = "") -> None:
        """Take in everything, or what is inside of one kind of element, without tables."""
        self.flow = Flow()
        self.rows = SheetRows()
        self.title = ""
        self._only = only
        self._is_on = not only
        self._depth_on = 0
        self._skipping = 0
        self._is_text: list[bool] = []  # of each open element, whether its text is shown
        self._whole = self.flow  # the flow slides are parts of
        self._sheets: OdfSheets | None = None
        self._slide = 0
        self._page = 1
        self._title_depth = 0
        self._slide_title = ""

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        if self._sheets:
            self._sheets.start(tag, attributes)
        elif self._skipping:
            self._skipping += 1
        elif tag in _SKIPPED or (self._only and tag == "table:table"):
            self._skipping = 1
        elif tag == "office:spreadsheet":
            self._sheets = OdfSheets(self.rows)
        else:
            self._is_text.append(tag.startswith("text:") and tag != "text:note")
            if tag.startswith(self._only or " "):
                self._is_on, self._depth_on = True, len(self._is_text)
            if self._is_on:
                self._started(tag, attributes)

    def end(self, tag: str) -> None:
        if self._sheets:
            if tag == "office:spreadsheet":
                self._sheets = None
            else:
                self._sheets.end(tag)
        elif self._skipping:
            self._skipping -= 1
        else:
            if self._is_on:
                self._ended(tag)
            if self._only and len(self._is_text) == self._depth_on:
                self._is_on, self._depth_on = False, 0
            if len(self._is_text) == self._title_depth:
                self._title_depth = 0
            self._is_text.pop()

    def text(self, text: str) -> None:
        if self._sheets:
            self._sheets.text(text)
        elif self._is_on and not self._skipping and self._is_text and self._is_text[-1]:
            text = _BLANKS.sub(" ", text)
            self.flow.write(text)
            if self._title_depth:
                self._slide_title += text

    def _started(self, tag: str, attributes: Mapping[str, str]) -> None:
        flow = self.flow
        if tag in _PARAGRAPHS:
            flow.open_paragraph()
            if tag == "text:h":
                flow.set_heading()
        elif tag == "text:s":
            count = attributes.get("text:c", "1")
            flow.write(" " * (min(int(count), _MOST_SPACES) if count.isdecimal() else 1))
        elif tag == "text:tab":
            flow.write("\t")
        elif tag == "text:line-break":
            flow.write("\n")
        elif tag == "text:soft-page-break" and not self._slide:
            self._page += 1
            flow.mark("page", str(self._page), self._page)
        elif tag == "table:table":
            flow.open_table()
        elif tag == "draw:page":
            self._slide += 1
            self._slide_title = ""
            self.flow = Flow(gap=LINE)
        elif tag == "draw:frame":
            flow.separate(PARAGRAPH if self._slide else LINE)
            if attributes.get("presentation:class") == "title" and not self._slide_title:
                self._title_depth = len(self._is_text)

    def _ended(self, tag: str) -> None:
        closes: dict[str, Callable[[], None]] = {
            "text:p": self.flow.close_paragraph,
            "text:h": self.flow.close_paragraph,
            "table:table-cell": self.flow.close_cell,
            "table:table-row": self.flow.close_row,
            "table:table": self.flow.close_table,
            "draw:page": self._end_slide,
        }
        if close := closes.get(tag):
            close()

    def _end_slide(self) -> None:
        slide, self.flow = self.flow, self._whole
        slide.close()
        title = " ".join(self._slide_title.split())
        self.title = self.title or title
        self.flow.separate(PARAGRAPH)
        self.flow.mark("slide", title, self._slide)
        self.flow.add_paragraph(slide.text())
