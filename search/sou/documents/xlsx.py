"""Workbooks: every sheet, hidden ones too, each row a line as it is shown.

Values come as the page shows them (dates, percentages), of formulas the last result.
Comments, text boxes and charts follow the rows of their sheet. Only cells that are
there cost anything, however far apart.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Final

from sou.documents.chart_text import add_drawing_part
from sou.documents.flow import LINE, Flow, flow_map
from sou.documents.number_format import BUILT_IN, Shown, general, shown_by
from sou.documents.ooxml import Package
from sou.documents.sheet_rows import SheetRows
from sou.documents.xml_events import MalformedXmlError, descendant, local_name, parse_xml
from sou.documents.zip_members import ARCHIVE_BYTES, ZipMembers
from sou.errors import DocumentError
from sou.sources import Document

MOST_CELLS: Final = 60_000_000
"""Elements of one sheet; a full one of ten columns has 21 million."""
_ROW: Final = re.compile(r"\D{0,4}(\d{1,9})")
_REMARKS: Final = ("comments", "threadedComment")


def read_xlsx(archive: ZipMembers, main: str, name: str) -> Document:
    """Read a workbook whose main part is at ``main``.

    Raises:
        DocumentError: The main part, the shared strings or every sheet cannot be read;
            a single sheet is noted.
    """
    package = Package(archive, main)
    workbook = _Workbook(package)
    rows = SheetRows()
    for sheet, path in workbook.sheets:
        rows.open_sheet(sheet)
        _read_noting(package, path, _Sheet(rows, workbook))
        _add_remarks(package, path, rows)
    text = rows.text()
    if package.notes and not text:
        raise DocumentError(package.notes[0])
    properties = package.properties()
    return Document(
        text=text,
        title=properties.title or name,
        kind="xlsx",
        encoding="utf-8",
        confidence=1.0,
        source_map=flow_map(text),
        anchors=tuple(rows.anchors),
        notes=tuple(package.notes),
        author=properties.author,
        date=properties.date,
        language=properties.language,
    )


def _read_noting(package: Package, path: str, target: _Sheet | _Remarks) -> None:
    try:
        chunks = package.chunks(path, most_bytes=ARCHIVE_BYTES)
        parse_xml(chunks, target, most_elements=MOST_CELLS)
    except DocumentError as error:
        package.note(path, error)


def _add_remarks(package: Package, path: str, rows: SheetRows) -> None:
    """Add comments on a sheet's cells, and the text of its drawings."""
    threads = _Remarks()
    notes = _Remarks()
    for relation in package.relations(path):
        if relation.kind == "threadedComment":
            _read_noting(package, relation.target, threads)
        elif relation.kind == "comments":
            _read_noting(package, relation.target, notes)
    # For old programs a thread is a note as well, with a sentence on their age.
    cells = {cell for cell, _ in threads.found}
    remarks = threads.found + [(cell, text) for cell, text in notes.found if cell not in cells]
    for cell, text in remarks:
        rows.add_remark(_row_number(cell), text)
    for drawing in package.related(path, "drawing"):
        charts = package.related(drawing, "chart") + package.related(drawing, "chartEx")
        for part in (drawing, *charts):
            labels = Flow(gap=LINE)
            try:
                add_drawing_part(package, part, labels)
            except DocumentError as error:
                package.note(part, error)
            rows.add_remark(0, labels.text())


def _row_number(cell: str) -> int:
    found = _ROW.match(cell)
    return int(found[1]) if found else 0


class _Workbook:
    """What all sheets share.

    Attributes:
        sheets: Name and path of each, in order.
        strings: The shared strings.
    """

    def __init__(self, package: Package) -> None:
        root = package.tree(package.main)
        if root is None:
            raise DocumentError((*package.notes, f"{package.main} is missing")[0])
        targets = {relation.id: relation.target for relation in package.relations(package.main)}
        listed = [(sheet.get("name", ""), sheet.get("r:id", "")) for sheet in root.iter("x:sheet")]
        self.sheets = [(name, targets[id_]) for name, id_ in listed if id_ in targets]
        if not self.sheets:
            self.sheets = [("", path) for path in package.related(package.main, "worksheet")]
        about = descendant(root, "x:workbookPr")
        said = "" if about is None else about.get("date1904", "")
        self._is_1904 = said in {"1", "true", "on"}
        self._codes = _style_codes(package)
        self._shown: dict[str, Shown] = {}
        self.strings: list[str] = []
        paths = [*package.related(package.main, "sharedStrings"), "xl/sharedStrings.xml"]
        if package.archive.find(paths[0]):
            strings = _Strings(self.strings)
            try:
                parse_xml(package.chunks(paths[0]), strings, most_elements=MOST_CELLS)
            except MalformedXmlError as error:
                package.note(paths[0], error)

    def shown(self, value: str, style: str) -> str:
        """Return a number as a cell of a style shows it."""
        show = self._shown.get(style)
        if show is None:
            number = int(style) if style.isdecimal() and len(style) < 9 else 0
            code = self._codes[number] if number < len(self._codes) else "General"
            show = general if code == "General" else shown_by(code, is_1904=self._is_1904)
            self._shown[style] = show
        return show(value)


def _style_codes(package: Package) -> list[str]:
    """Return the number format of each cell style, by its number."""
    root = package.tree([*package.related(package.main, "styles"), "xl/styles.xml"][0])
    if root is None:
        return []
    own = {
        element.get("numFmtId", ""): element.get("formatCode", "General")
        for element in root.iter("x:numFmt")
    }
    built_in = {str(number): code for number, code in BUILT_IN.items()}
    codes = {**built_in, **own}
    styles = descendant(root, "x:cellXfs")
    listed: Iterable[Mapping[str, str]] = (xf.attrib for xf in (() if styles is None else styles))
    return [codes.get(xf.get("numFmtId", "0"), "General") for xf in listed]


class _Strings:
    """Takes in the shared strings; readings above characters are left out."""

    def __init__(self, strings: list[str]) -> None:
        self._strings = strings
        self._parts: list[str] = []
        self._in_text = False
        self._in_reading = False

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        if tag == "x:si":
            self._parts = []
        elif tag == "x:rPh":
            self._in_reading = True
        elif tag == "x:t":
            self._in_text = not self._in_reading

    def end(self, tag: str) -> None:
        if tag == "x:t":
            self._in_text = False
        elif tag == "x:si":
            self._strings.append("".join(self._parts))
        elif tag == "x:rPh":
            self._in_reading = False

    def text(self, text: str) -> None:
        if self._in_text:
            self._parts.append(text)


class _Sheet:
    """Takes in a sheet, row by row."""

    def __init__(self, rows: SheetRows, workbook: _Workbook) -> None:
        self._rows = rows
        self._workbook = workbook
        self._row = 0
        self._cells: list[str] = []
        self._value: list[str] = []
        self._type = ""
        self._style = ""
        self._in_value = False
        self._in_reading = False

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        if tag == "x:v" or tag == "x:t":
            self._in_value = not self._in_reading
        elif tag == "x:c":
            self._type = attributes.get("t", "n")
            self._style = attributes.get("s", "0")
            self._value = []
        elif tag == "x:row":
            number = attributes.get("r", "")
            is_number = number.isdecimal() and len(number) < 10
            self._row = int(number) if is_number else self._row + 1
            self._cells = []
        elif tag == "x:rPh":
            self._in_reading = True

    def end(self, tag: str) -> None:
        if tag == "x:v" or tag == "x:t":
            self._in_value = False
        elif tag == "x:c":
            if self._value:
                self._cells.append(self._shown("".join(self._value)))
        elif tag == "x:row":
            self._rows.add_row(self._row, self._cells)
        elif tag == "x:rPh":
            self._in_reading = False

    def text(self, text: str) -> None:
        if self._in_value:
            self._value.append(text)

    def _shown(self, value: str) -> str:
        if self._type == "n":
            return self._workbook.shown(value, self._style)
        if self._type == "s":
            strings = self._workbook.strings
            is_known = value.isdecimal() and len(value) < 10 and int(value) < len(strings)
            return strings[int(value)] if is_known else ""
        if self._type == "b":
            return "TRUE" if value.strip() == "1" else "FALSE"
        return value


class _Remarks:
    """Takes in the comments of a sheet, of either kind.

    Attributes:
        found: Cell and text of each.
    """

    def __init__(self) -> None:
        self.found: list[tuple[str, str]] = []
        self._cell = ""
        self._parts: list[str] = []
        self._in_comment = False
        self._in_text = 0

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        name = local_name(tag)
        if name in {"comment", "threadedComment"}:
            self._cell = attributes.get("ref", "")
            self._parts = []
        elif name in {"text", "t"}:
            self._in_text += 1

    def end(self, tag: str) -> None:
        name = local_name(tag)
        if name in {"comment", "threadedComment"}:
            self.found.append((self._cell, "".join(self._parts)))
        elif name in {"text", "t"}:
            self._in_text -= 1

    def text(self, text: str) -> None:
        if self._in_text:
            self._parts.append(text)
