"""Books: chapters in the order they are read, each through the reader of pages.

Chapters are places, named as the table of contents does, and so are the headings in
them. A chapter that is missing, damaged or encrypted is noted; the rest is read.
"""

from __future__ import annotations

import codecs
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from sou.documents.decode import decode
from sou.documents.epub_package import BookPart, EpubPackage
from sou.documents.flow import flow_map
from sou.documents.html import read_html
from sou.documents.markup_scan import declared_in_html
from sou.documents.xhtml import as_html
from sou.errors import DocumentError
from sou.model import Anchor
from sou.sources import Document

if TYPE_CHECKING:
    from sou.documents.zip_members import ZipMembers

CHAPTER_BYTES: Final = 32 << 20
"""Most bytes of a chapter; whole novels in one file reach 5 MB."""
MOST_NOTES: Final = 20
DRM: Final = "encrypted (DRM)"


def read_epub(archive: ZipMembers, _main: str, name: str) -> Document:
    """Read a book.

    Raises:
        DocumentError: It has no package document, or no chapter can be read.
    """
    package = EpubPackage(archive)
    book = _Book()
    for part in package.parts:
        try:
            book.add(part, _content(archive, package, part))
        except DocumentError as error:
            reason = str(error)
            book.notes.append(reason if part.path in reason else f"{part.path}: {reason}")
    if not book.texts:
        raise DocumentError(_failure(package, book.notes))
    text = "".join(book.texts)
    notes = [*package.notes, *book.notes]
    if len(notes) > MOST_NOTES:
        notes[MOST_NOTES:] = [f"{len(notes) - MOST_NOTES:,} more notes of this kind"]
    properties = package.properties
    return Document(
        text=text,
        title=properties.title or book.first_heading or name,
        kind="epub",
        encoding=book.encoding or "utf-8",
        confidence=book.confidence,
        source_map=flow_map(text),
        anchors=tuple(book.anchors),
        notes=tuple(notes),
        author=properties.author,
        date=properties.date,
        language=properties.language,
    )


def _content(archive: ZipMembers, package: EpubPackage, part: BookPart) -> bytes:
    member = archive.find(part.path)
    if member is None:
        raise DocumentError(f"{part.path} is missing")
    if part.path in package.encrypted:
        raise DocumentError(DRM)
    return archive.read(member, most_bytes=CHAPTER_BYTES)


def _failure(package: EpubPackage, notes: list[str]) -> str:
    if package.encrypted and any(note.endswith(DRM) for note in notes):
        return "protected by DRM"
    return notes[0] if notes else "book without chapters"


class _Book:
    """Chapters put together, a blank line between them."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.anchors: list[Anchor] = []
        self.notes: list[str] = []
        self.encoding = ""
        self.confidence = 1.0
        self.first_heading = ""
        self._length = 0

    def add(self, part: BookPart, data: bytes) -> None:
        """Add a chapter; one without text (a cover) only counts as read."""
        decoded = decode(data, declared_in_html(data))
        source, source_notes = as_html(decoded.text)
        (page,) = read_html(codecs.BOM_UTF8 + source.encode("utf-8", "replace"), "")
        notes = (*decoded.notes, *source_notes, *page.notes)
        self.notes += [f"{part.path}: {note}" for note in notes]
        if decoded.confidence < self.confidence or not self.encoding:
            self.encoding = decoded.encoding
        self.confidence = min(self.confidence, decoded.confidence)
        text = page.text.strip("\n")
        if not text.strip():
            self.texts.append("")
            return
        if self._length:
            self._append("\n\n")
        headings = [anchor for anchor in page.anchors if anchor.label]
        label = part.label or page.title
        self.anchors.append(Anchor(self._length, "chapter", label, part.number))
        for anchor in headings:
            self.first_heading = self.first_heading or anchor.label
            self.anchors.append(replace(anchor, offset=anchor.offset + self._length))
        self._append(text)

    def _append(self, text: str) -> None:
        self.texts.append(text)
        self._length += len(text)
