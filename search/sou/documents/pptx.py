"""Presentations: slides in the order they are shown, each a place with its number.

Of a slide: its shapes, tables, diagrams and charts as they are written, then the
notes and comments that belong to it. Hidden slides are slides.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Final

from sou.documents.chart_text import add_drawing_part
from sou.documents.flow import LINE, PARAGRAPH, Flow, flow_map
from sou.documents.ooxml import Package, attribute
from sou.documents.xml_events import MalformedXmlError, local_name, parse_xml
from sou.errors import DocumentError
from sou.sources import Document

if TYPE_CHECKING:
    from sou.documents.zip_members import ZipMembers

_SKIPPED: Final = frozenset({"mc:Fallback", "a:rPr", "a:pPr", "a:endParaRPr", "p:nvPicPr"})
_TITLES: Final = frozenset({"title", "ctrTitle"})
_SLIDE_NUMBER: Final = "sldNum"
_PARTS: Final = frozenset({"comments", "comment", "notesSlide"})
"""Relations of a slide to what people said about it; new and old programs' words."""


def read_pptx(archive: ZipMembers, main: str, name: str) -> Document:
    """Read a presentation whose main part is at ``main``.

    Raises:
        DocumentError: The main part, or every slide, cannot be read; a single slide
            is noted.
    """
    package = Package(archive, main)
    flow = Flow(gap=LINE)
    paths = list(_slides(package))
    first_title = ""
    for number, path in enumerate(paths, 1):
        flow.separate(PARAGRAPH)
        title = _add_slide(package, path, number, flow)
        first_title = first_title or title
    text = flow.text()
    if package.notes and not text:
        raise DocumentError(package.notes[0])
    properties = package.properties()
    return Document(
        text=text,
        title=properties.title or first_title or name,
        kind="pptx",
        encoding="utf-8",
        confidence=1.0,
        source_map=flow_map(text),
        anchors=tuple(flow.anchors),
        notes=tuple(package.notes),
        author=properties.author,
        date=properties.date,
        language=properties.language,
    )


def _slides(package: Package) -> Iterator[str]:
    """Yield the paths of the slides in the order of the presentation."""
    listed = _SlideList()
    try:
        parse_xml(package.chunks(package.main), listed)
    except MalformedXmlError as error:
        package.note(package.main, error)
    relations = package.relations(package.main)
    targets = {relation.id: relation.target for relation in relations}
    in_order = [targets[id_] for id_ in listed.ids if id_ in targets]
    # A slide that is not listed is shown by no program; if none is, the list was lost.
    yield from dict.fromkeys(in_order) or package.related(package.main, "slide")


def _add_slide(package: Package, path: str, number: int, flow: Flow) -> str:
    """Add a slide and what belongs to it; return its title."""
    slide = Flow(gap=LINE)
    targets = {relation.id: relation.target for relation in package.relations(path)}
    shapes = _Shapes(slide, lambda id_: _add_drawing(package, targets.get(id_), slide))
    _read_part(package, path, shapes)
    slide.close()
    title = " ".join(shapes.title.split())
    flow.mark("slide", title, number)
    if slide.length:
        flow.add_paragraph(slide.text())
    for relation in package.relations(path):
        if relation.kind in _PARTS:
            said = Flow(gap=LINE)
            _read_part(package, relation.target, _Shapes(said, None))
            said.close()
            flow.separate(PARAGRAPH)
            flow.add_paragraph(said.text())
    return title


def _read_part(package: Package, path: str, target: _Shapes) -> None:
    try:
        parse_xml(package.chunks(path), target)
    except DocumentError as error:
        package.note(path, error)


def _add_drawing(package: Package, path: str | None, flow: Flow) -> None:
    """Add the chart or diagram that a shape of a slide refers to."""
    if path is None:
        return
    try:
        add_drawing_part(package, path, flow)
    except DocumentError as error:
        package.note(path, error)


class _SlideList:
    """Takes in the main part."""

    def __init__(self) -> None:
        self.ids: list[str] = []

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        if tag == "p:sldId":
            self.ids.append(attributes.get("r:id", ""))

    def end(self, tag: str) -> None: ...

    def text(self, text: str) -> None: ...


class _Shapes:
    """Takes in a slide, its notes or its comments."""

    def __init__(self, flow: Flow, add_by_id: Callable[[str], None] | None) -> None:
        self.title = ""
        """Text of the first title placeholder."""
        self._flow = flow
        self._add_by_id = add_by_id
        self._skipping = 0
        self._in_text = False
        self._placeholder = ""
        self._has_title = False

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        flow = self._flow
        if self._skipping:
            self._skipping += 1
        elif tag in _SKIPPED:
            self._skipping = 1
        elif tag in {"a:t", "m:t"} or (local_name(tag) == "text" and not tag.startswith("a:")):
            if tag not in {"a:t", "m:t"}:
                flow.open_paragraph()  # an old comment is a line by itself
            self._in_text = True
        elif tag == "a:p":
            flow.open_paragraph()
        elif tag == "a:br":
            flow.write("\n")
        elif tag == "a:tbl":
            flow.open_table()
        elif tag == "p:sp":
            flow.separate(PARAGRAPH)
            self._placeholder = ""
        elif tag == "p:ph":
            self._placeholder = attributes.get("type", "")
        elif tag in {"c:chart", "cx:chart", "dgm:relIds"} and self._add_by_id:
            flow.separate(PARAGRAPH)
            self._add_by_id(attributes.get("r:id") or attribute(attributes, "dm"))
            flow.separate(PARAGRAPH)

    def end(self, tag: str) -> None:
        flow = self._flow
        if self._skipping:
            self._skipping -= 1
        elif tag in {"a:t", "m:t"}:
            self._in_text = False
        elif tag == "a:p":
            flow.close_paragraph()
        elif tag == "a:tc":
            flow.close_cell()
        elif tag == "a:tr":
            flow.close_row()
        elif tag == "a:tbl":
            flow.close_table()
        elif tag == "p:sp":
            flow.separate(PARAGRAPH)
            self._has_title = self._has_title or bool(self.title)
            self._placeholder = ""
        elif local_name(tag) == "text" and self._in_text:
            self._in_text = False
            flow.close_paragraph()

    def text(self, text: str) -> None:
        if not self._in_text or self._skipping or self._placeholder == _SLIDE_NUMBER:
            return
        self._flow.write(text)
        if self._placeholder in _TITLES and not self._has_title:
            self.title += text
