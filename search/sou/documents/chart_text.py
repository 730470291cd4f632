"""Text in charts and diagrams, which lie in parts of their own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from sou.documents.flow import LINE, Flow
from sou.documents.xml_events import parse_xml

if TYPE_CHECKING:
    from sou.documents.ooxml import Package


def add_drawing_part(package: Package, path: str, flow: Flow) -> None:
    """Add the titles and labels of a chart, or the texts of a diagram, once each.

    Raises:
        DocumentError: The part cannot be read; what came before is added.
    """
    parse_xml(package.chunks(path), _Labels(flow))


class _Labels:
    """Takes in rich text (``a:p``) and strings that a chart keeps of its sheet."""

    def __init__(self, flow: Flow) -> None:
        self._flow = flow
        self._seen: set[str] = set()
        self._parts: list[str] | None = None
        self._strings = 0
        self._in_text = False

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        if tag in {"c:strCache", "c:strLit"}:
            self._strings += 1
        elif tag in {"a:p", "cx:pt"} or (tag == "c:v" and self._strings):
            self._parts = []
            self._in_text = tag != "a:p"
        elif tag in {"a:t", "cx:v"}:
            self._in_text = True
        elif tag == "a:br" and self._parts is not None:
            self._parts.append(" ")

    def end(self, tag: str) -> None:
        if tag in {"c:strCache", "c:strLit"}:
            self._strings -= 1
        elif tag in {"a:p", "cx:pt"} or (tag == "c:v" and self._strings):
            self._in_text = False
            label = "".join(self._parts or ()).strip()
            self._parts = None
            if label and label not in self._seen:
                self._seen.add(label)
                self._flow.separate(LINE)
                self._flow.add_paragraph(label)
        elif tag in {"a:t", "cx:v"}:
            self._in_text = False

    def text(self, text: str) -> None:
        if self._in_text and self._parts is not None:
            self._parts.append(text)
