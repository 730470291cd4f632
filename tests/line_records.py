"""Formats for tests.

Of ``.lines`` each line is a document, ``name|text`` or the text alone; ``.paged`` has pages.
"""

from __future__ import annotations

import re
from types import MappingProxyType

import pytest

from sou.documents import extract
from sou.errors import DocumentError
from sou.model import Anchor, SourceMap
from sou.sources import Document

BROKEN = "損壞"
"""A line that makes a file unreadable."""


def read_lines(data: bytes, name: str) -> tuple[Document, ...]:
    """Return a document for each line."""
    lines = data.decode("utf-8").splitlines()
    if BROKEN in lines:
        raise DocumentError("broken")
    return tuple(_document(number, line, name) for number, line in enumerate(lines, 1))


def use_line_records(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let files that end in ``.lines`` and ``.paged`` be read so, in this process."""
    readers = {
        **extract.READERS,
        ".lines": ("line_records", "read_lines"),
        ".paged": ("line_records", "read_pages"),
    }
    monkeypatch.setattr(extract, "READERS", MappingProxyType(readers))
    monkeypatch.setattr(extract, "LIGHT_MODULES", extract.LIGHT_MODULES | {"line_records"})


def _document(number: int, line: str, name: str) -> Document:
    part, mark, text = line.rpartition("|")
    places = SourceMap([0], [number], [len(part + mark) + 1])
    return Document(text, f"{name} {number}", "mail", "utf-8", 1.0, places, part=part)


def read_pages(data: bytes, name: str) -> tuple[Document, ...]:
    """Return one document: form feeds part its pages, ``# `` begins a heading."""
    text = data.decode("utf-8")
    pages = [0, *(found.end() for found in re.finditer("\f", text))]
    anchors = [Anchor(start, "page", str(number), number) for number, start in enumerate(pages, 1)]
    headings = re.finditer("^# (.*)$", text, re.MULTILINE)
    anchors += [Anchor(found.start(), "heading", found[1]) for found in headings]
    anchors.sort(key=lambda anchor: anchor.offset)
    starts = SourceMap([0, *(found.end() for found in re.finditer("\n", text))])
    return (Document(text, name, "pdf", "utf-8", 1.0, starts, tuple(anchors)),)
