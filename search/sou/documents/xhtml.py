"""Pages of books as a browser for HTML would understand them.

Books are XML: ``<title/>`` is a whole element there, and an open one to a parser of
HTML, which then takes the chapter for a title. And they may declare entities, which
no such parser knows.
"""

from __future__ import annotations

import re
from typing import Final

from sou.documents.html_tags import VOID
from sou.errors import DocumentError

ENTITY_CHARS: Final = 100
"""Longest text an entity is replaced by; longer ones are bombs, not characters."""
_CLOSED_TAG: Final = re.compile(
    r"<([A-Za-z][^\s<>/\"'=]*+)((?:[^<>\"'/]++|/(?!>)|\"[^\"<]*+\"|'[^'<]*+')*+)/>"
)
_DOCTYPE: Final = re.compile(
    r"<!DOCTYPE[^<>\[]*+\[((?:[^\]\"']|\"[^\"]*+\"|'[^']*+')*+)\]\s*>", re.IGNORECASE
)
_ENTITY: Final = re.compile(
    r"<!ENTITY\s+([\w.:-]+)\s+(?:(?:SYSTEM|PUBLIC)\b|\"([^\"]*)\"|'([^']*)')", re.IGNORECASE
)
_OTHER_ENTITY: Final = re.compile(r"&(?!#|(?:amp|lt|gt|quot|apos);)")


def as_html(source: str) -> tuple[str, tuple[str, ...]]:
    """Return a page of a book in a form that a parser of HTML reads right, and notes.

    Raises:
        DocumentError: It declares entities that grow when they are replaced.
    """
    doctype = _DOCTYPE.search(source, 0, 1 << 16)
    notes: tuple[str, ...] = ()
    if doctype:
        entities = _entities(doctype[1])
        if "" in entities.values():
            notes = ("text that lies outside of the file was left out",)
        source = source[: doctype.start()] + source[doctype.end() :]
        if entities:
            names = "|".join(map(re.escape, entities))
            source = re.sub(f"&({names});", lambda found: entities[found[1]], source)
    return _CLOSED_TAG.sub(_opened_and_closed, source), notes


def _entities(declarations: str) -> dict[str, str]:
    """Return the entities declared; those that lie outside of the page as nothing."""
    entities: dict[str, str] = {}
    for found in _ENTITY.finditer(declarations):
        value = found[2] or found[3] or ""
        if _OTHER_ENTITY.search(value) or len(value) > ENTITY_CHARS:
            raise DocumentError("XML with declarations that grow, which may be an attack")
        entities[found[1]] = value
    return entities


def _opened_and_closed(tag: re.Match[str]) -> str:
    name = tag[1]
    return tag[0] if name.lower() in VOID else f"<{name}{tag[2]}></{name}>"
