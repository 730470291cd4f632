"""PDF: the text of every page, its pages and bookmarks as anchors.

PDFium reads; a page of fonts that are not in the file and of which it makes nothing is
read again by pypdf. A page that cannot be read is said and the others are kept; a file
without any text is refused with the reason, so that nobody takes a scan for searched.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from sou.documents.pdf_headings import heading_anchors
from sou.documents.pdf_pages import Bookmark, PdfFile, PdfPage, open_pdf
from sou.documents.pdf_properties import iso_date, language_tag, shown, worthy_title
from sou.documents.pdf_repair import (
    MEBIBYTE,
    MOST_STREAM_BYTES,
    is_pdf,
    with_trailer,
    without_bombs,
)
from sou.documents.pdf_second import SecondReader
from sou.documents.pdf_text import clean, settle_hyphens
from sou.documents.plain import line_starts
from sou.errors import DocumentError
from sou.model import Anchor, SourceMap
from sou.sources import Document

MOST_PAGES: Final = 20_000
"""The longest books have a tenth of it; an endless list of pages stops here."""
MOST_CHARS: Final = 30_000_000
MOST_SECOND_PAGES: Final = 200
"""Pages that pypdf reads: about 20 s."""
MOST_SECOND_OBJECTS: Final = 20_000
"""A drawing of more pieces would take pypdf many seconds."""
READABLE_SHARE: Final = 0.5
"""Text of which less than this is letters and digits may be of an unknown font."""
SCANNED_SHARE: Final = 0.6
"""A page without text whose pictures cover more than this of it is a scan."""
UNREADABLE_SHARE: Final = 0.1
"""From this share of glyphs without a character on, the file is said to be doubtful."""

_TOO_LARGE: Final = f"content that unpacks to more than {MOST_STREAM_BYTES // MEBIBYTE} MiB"
_NOT_READABLE: Final = re.compile(r"[\W_\x80-\xff]+")


@dataclass(slots=True)
class _Reading:
    """What has been read so far."""

    texts: list[str] = field(default_factory=list)
    labels: list[str] = field(default_factory=list)
    pictured: int = 0
    """Pages without text that have a picture."""
    scanned: int = 0
    """Those of them that are little else."""
    damaged: int = 0
    second_pages: int = 0
    chars: int = 0


def read_pdf(data: bytes, name: str) -> tuple[Document, ...]:
    """Read a PDF; its anchors are the pages and, where it has them, the bookmarks.

    Raises:
        DocumentError: It is none, wants a password, is damaged, or has no text.
    """
    if not is_pdf(data):
        raise DocumentError("not a PDF, whatever its name" if data else "empty file")
    data, bombs = without_bombs(data)
    try:
        return (_read(data, name, bombs),)
    except DocumentError as error:
        mended = with_trailer(data) if str(error) == "damaged PDF" else None
        if mended is None:
            raise
        return (_read(mended, name, bombs, "damaged: its end is missing"),)


def _read(data: bytes, name: str, bombs: int, *notes: str) -> Document:
    with open_pdf(data) as file:
        reading = _read_pages(file, SecondReader(data))
        notes += tuple(_notes(reading, file.page_count, bombs))
        pages = settle_hyphens(reading.texts)
        if not any(pages):
            raise DocumentError(_why_empty(reading, bombs))
        bookmarks = [mark._replace(title=shown(mark.title)) for mark in file.bookmarks()]
        text, anchors = _joined(pages, reading.labels, bookmarks)
        return Document(
            text=text,
            title=worthy_title(file.property("Title")) or _first_bookmark(bookmarks) or name,
            kind="pdf",
            encoding="utf-8",
            confidence=1.0,
            source_map=SourceMap(line_starts(text)),
            anchors=anchors,
            notes=notes,
            author=shown(file.property("Author")),
            date=iso_date(file.property("CreationDate")) or iso_date(file.property("ModDate")),
            language=language_tag(file.language()),
        )


def _read_pages(file: PdfFile, second: SecondReader) -> _Reading:
    reading = _Reading()
    for index, page in enumerate(file.pages(MOST_PAGES)):
        text = ""
        if page is None:
            reading.damaged += 1
        else:
            text = _page_text(page, index, second, reading)
        reading.chars += len(text)
        if reading.chars > MOST_CHARS:
            break
        reading.texts.append(text)
        reading.labels.append(shown(page.label) if page else "")
    return reading


def _page_text(page: PdfPage, index: int, second: SecondReader, reading: _Reading) -> str:
    text = clean(page.text)
    readable = _readable_chars(text)
    if readable > len(text) * READABLE_SHARE:
        return text
    parts = page.parts()
    is_small = parts.objects <= MOST_SECOND_OBJECTS
    if parts.has_foreign_fonts and is_small and reading.second_pages < MOST_SECOND_PAGES:
        reading.second_pages += 1
        other = clean(second.page_text(index))
        if _readable_chars(other) > 2 * readable:
            return other
    if not text:
        reading.pictured += parts.picture_share > 0
        reading.scanned += parts.picture_share > SCANNED_SHARE
    return text


def _readable_chars(text: str) -> int:
    """Count letters and digits, but for those that bytes of GBK are mistaken for."""
    return len(_NOT_READABLE.sub("", text))


def _joined(
    pages: Sequence[str], labels: Sequence[str], bookmarks: Sequence[Bookmark]
) -> tuple[str, tuple[Anchor, ...]]:
    """Put pages together, one line break between them: sentences run across pages."""
    titles: dict[int, list[str]] = {}
    for mark in bookmarks:
        titles.setdefault(mark.page_index, []).append(mark.title)
    parts: list[str] = []
    anchors: list[Anchor] = []
    offset = 0
    for index, (page, label) in enumerate(zip(pages, labels, strict=True)):
        number = index + 1
        anchors.append(Anchor(offset, "page", label or str(number), number))
        anchors += heading_anchors(page, titles.get(index, ()), offset, number)
        if page:
            parts += (page, "\n")
            offset += len(page) + 1
    return "".join(parts), tuple(anchors)


def _first_bookmark(bookmarks: Sequence[Bookmark]) -> str:
    """Return the title that the outline begins with, if it names the first page."""
    return worthy_title(bookmarks[0].title) if bookmarks and not bookmarks[0].page_index else ""


def _notes(reading: _Reading, page_count: int, bombs: int) -> Iterator[str]:
    read = len(reading.texts)
    if read < page_count:
        yield f"only the first {read:,} of {page_count:,} pages were read"
    if reading.damaged:
        yield f"{reading.damaged:,} of {page_count:,} pages damaged"
    if bombs:
        yield f"{_TOO_LARGE} was left out"
    if reading.scanned:
        yield f"no text layer on {reading.scanned:,} of {page_count:,} pages (scans)"
    unknown = sum(text.count("\ufffd") for text in reading.texts)
    if unknown > UNREADABLE_SHARE * reading.chars:
        yield f"{unknown:,} of {reading.chars:,} characters are not named by its fonts"


def _why_empty(reading: _Reading, bombs: int) -> str:
    if bombs:
        return _TOO_LARGE
    if reading.damaged:
        return "damaged PDF, no page can be read"
    return "no text layer (a scan)" if reading.pictured else "no text layer"
