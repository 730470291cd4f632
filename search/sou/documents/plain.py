"""Text files as they are: every line of the document is a line of the source."""

from __future__ import annotations

import re
from array import array
from collections.abc import Sequence
from typing import Final

from sou.documents.decode import Decoded, decode
from sou.documents.markup_scan import declared_in_xml
from sou.model import SourceMap
from sou.sources import Document

_LINE_FEED = re.compile("\n")
LARGEST_UINT32: Final = 2**32 - 1


def read_plain(data: bytes, name: str) -> tuple[Document, ...]:
    """Read text that has no reader of its own; its title is the file's name."""
    decoded = decode(data, declared_in_xml(data))
    return (verbatim(decoded, title=name),)


def verbatim(decoded: Decoded, *, title: str) -> Document:
    """Return the document whose text is the decoded file, unchanged."""
    return Document(
        text=decoded.text,
        title=title,
        kind="text",
        encoding=decoded.encoding,
        confidence=decoded.confidence,
        source_map=SourceMap(line_starts(decoded.text)),
        notes=decoded.notes,
    )


def line_starts(text: str) -> Sequence[int]:
    r"""Return the offset of each line's first character.

    Lines end with ``\n`` and nothing else, so offset 0 is always there and a text
    that ends with ``\n`` has an empty last line.

    >>> list(line_starts("甲\r\n乙\n"))
    [0, 3, 5]
    """
    starts = array("I" if len(text) <= LARGEST_UINT32 else "Q", [0])
    starts.extend(match.end() for match in _LINE_FEED.finditer(text))
    return starts
