"""Styles of a Word document: which paragraphs are headings, which language is set.

A heading is what has an outline level, by itself or through its style, or a style
named so: programs name styles in the language of their menus.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, NamedTuple
from xml.etree.ElementTree import Element

from sou.documents.xml_events import descendant

if TYPE_CHECKING:
    from sou.documents.ooxml import Package

LEVELS: Final = frozenset("012345678")
"""Outline levels of headings, from 0; 9 is text."""
LANGUAGE_SAMPLE_CHARS: Final = 2000
_HEADING: Final = re.compile(r"(?:heading|標題|标题|見出し|제목) ?[1-9]", re.IGNORECASE)
_TITLE: Final = re.compile(r"title|標題|标题|文档标题|文件標題", re.IGNORECASE)
_HAN_LANGUAGE: Final = re.compile(r"(?:zh|yue|ja|ko)\b", re.IGNORECASE)
_HAN: Final = re.compile("[\u3400-\u9fff]")


class _Style(NamedTuple):
    name: str
    base: str
    level: str | None


@dataclass(frozen=True, slots=True)
class Styles:
    """Paragraph styles by id."""

    _styles: Mapping[str, _Style] = field(default_factory=dict)
    _western: str = ""
    _eastern: str = ""

    @classmethod
    def of(cls, package: Package) -> Styles:
        """Read the styles of a document; none if they are absent or damaged."""
        paths = [*package.related(package.main, "styles"), "word/styles.xml"]
        root = package.tree(paths[0])
        if root is None:
            return cls()
        styles = {}
        for element in root.iter("w:style"):
            styles[element.get("w:styleId", "")] = _Style(
                _value(descendant(element, "w:name")) or "",
                _value(descendant(element, "w:basedOn")) or "",
                _value(descendant(element, "w:pPr", "w:outlineLvl")),
            )
        language = descendant(root, "w:docDefaults", "w:rPrDefault", "w:rPr", "w:lang")
        said = {} if language is None else language.attrib
        return cls(styles, said.get("w:val", ""), said.get("w:eastAsia", ""))

    def is_heading(self, style: str | None, level: str | None) -> bool:
        """Return whether a paragraph of a style, with a level of its own, is a heading."""
        if level is not None:
            return level in LEVELS
        seen: set[str] = set()
        while style and style not in seen:
            seen.add(style)
            known = self._styles.get(style)
            if known is None:
                return bool(_HEADING.fullmatch(style))
            if known.level is not None:
                return known.level in LEVELS
            if _HEADING.fullmatch(known.name) or _TITLE.fullmatch(known.name):
                return True
            style = known.base
        return False

    def is_title(self, style: str | None) -> bool:
        """Return whether a style is that of the document's title."""
        known = self._styles.get(style or "")
        return bool(_TITLE.fullmatch(known.name if known else style or ""))

    def language(self, text: str) -> str:
        """Return the language set for the script the text begins in.

        A program's default says nothing: Han characters set as English have none.
        """
        if not _HAN.search(text, 0, LANGUAGE_SAMPLE_CHARS):
            return self._western
        return self._eastern if _HAN_LANGUAGE.match(self._eastern) else ""


def _value(element: Element | None) -> str | None:
    return None if element is None else element.get("w:val")
