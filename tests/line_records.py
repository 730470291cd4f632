"""A format for tests: each line of a file is a document, ``name|text`` or the text alone."""

from __future__ import annotations

from itertools import accumulate
from types import MappingProxyType

import pytest

from sou.documents import extract
from sou.errors import DocumentError
from sou.model import Anchor, SourceMap
from sou.sources import Document

SUFFIX = ".lines"
BROKEN = "損壞"
"""A line that makes a file unreadable."""


def read_lines(data: bytes, name: str) -> tuple[Document, ...]:
    """Return a document for each line."""
    lines = data.decode("utf-8").splitlines()
    if BROKEN in lines:
        raise DocumentError("broken")
    return tuple(_document(number, line, name) for number, line in enumerate(lines, 1))


def use_line_records(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let files that end in ``.lines`` be read so, in this process."""
    readers = {**extract.READERS, SUFFIX: ("line_records", "read_lines")}
    monkeypatch.setattr(extract, "READERS", MappingProxyType(readers))


def _document(number: int, line: str, name: str) -> Document:
    part, mark, text = line.rpartition("|")
    places = SourceMap([0], [number], [len(part + mark) + 1])
    return Document(text, f"{name} {number}", "mail", "utf-8", 1.0, places, part=part)


def paged(pages: list[str], headings: dict[int, str] | None = None) -> Document:
    """Return a document of some pages, with headings at offsets."""
    starts = [0, *accumulate(len(page) + 1 for page in pages)][: len(pages)]
    anchors = [
        *(Anchor(start, "page", str(n), n) for n, start in enumerate(starts, 1)),
        *(Anchor(offset, "heading", label) for offset, label in (headings or {}).items()),
    ]
    anchors.sort(key=lambda anchor: anchor.offset)
    text = "\n".join(pages)
    return Document(text, "", "pdf", "utf-8", 1.0, SourceMap([0]), tuple(anchors))
