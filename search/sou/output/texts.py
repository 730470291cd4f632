"""Texts of documents and lists of documents, for programs; docs/json-format.md specifies them.

In: what the index keeps of a document, and part of its text. Out: objects for
:func:`sou.output.wire.encode`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sou.model import landing_at
from sou.output.version import VERSION
from sou.output.wire import anchor_object, document_fields

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from sou.model import Anchor, DocumentInfo, SourceMap
    from sou.output.wire import JsonObject


class TextPart(NamedTuple):
    """Consecutive text of a document, with what says where it stands."""

    document: DocumentInfo
    offset: int
    """Where it begins, in code points of the document's text."""
    text: str
    source_map: SourceMap
    anchors: Sequence[Anchor]
    """All of the document."""


def text_object(part: TextPart, location: str) -> JsonObject:
    """Return a text with the places of its lines and of the pages that begin in it."""
    start, end = part.offset, part.offset + len(part.text)
    place = part.source_map.place(start)
    landing = landing_at(part.anchors, start, part.source_map)
    whole = part.document.length_chars
    return {
        "version": VERSION,
        "index": location,
        **document_fields(part.document),
        "text_chars": whole,
        "offset": start,
        "line": place.line,
        "column": place.column,
        "anchor": anchor_object(landing.anchor),
        "heading": anchor_object(landing.heading),
        "text": part.text,
        "next": end if end < whole else None,
        "lines": [list(one) for one in _lines(part)],
        "anchors": [anchor_object(one) for one in part.anchors if start <= one.offset < end],
    }


def _lines(part: TextPart) -> Iterator[tuple[int, int, int]]:
    """Yield the offset of each line that begins in the text, and its line and column."""
    begins = [0, *(at + 1 for at, sign in enumerate(part.text) if sign == "\n")]
    for begin in begins:
        if begin < len(part.text):
            offset = part.offset + begin
            yield (offset, *part.source_map.place(offset))


def documents_object(
    documents: Iterable[DocumentInfo], total: int, offset: int, location: str
) -> JsonObject:
    """Return what is known of some documents of an index, ``total`` of which were asked for."""
    return {
        "version": VERSION,
        "index": location,
        "total": total,
        "offset": offset,
        "documents": [document_fields(one) | {"text_chars": one.length_chars} for one in documents],
    }
