r"""The one door to PDFium: a file's pages, bookmarks and properties as plain values.

Every call of this module is by number or handle, with a bound; nothing recurses. PDFium
is not made for threads, so one file is open at a time in a process. Text comes as PDFium
puts it, with ``\n`` for a line end, :data:`LINE_HYPHEN` where it joined a word that a
hyphen broke at the end of a line, and U+FFFD for a glyph without a character.
"""

from __future__ import annotations

import ctypes
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from threading import Lock
from typing import Any, Final, NamedTuple

from sou.errors import DocumentError

LINE_HYPHEN: Final = "\x02"
"""A hyphen at the end of a line, and the line break behind it, which is gone."""

MOST_OBJECTS: Final = 200_000
"""Objects of a page that are looked at: 0.3 s."""
MOST_NOTES: Final = 5_000
LEAST_WIDTH: Final = 0.01
"""Points; PDFium's own limit for text that counts."""
MOST_BOOKMARKS: Final = 20_000
MOST_LABEL_BYTES: Final = 2_000
MOST_PROPERTY_BYTES: Final = 20_000

_NEEDS_PASSWORD: Final = 4
_UNKNOWN_SECURITY: Final = 5
_NO_CHARACTER: Final = "\ufffe"
_NO_CHARACTERS: Final = re.compile(_NO_CHARACTER)

_ONE_AT_A_TIME: Final = Lock()


class PageParts(NamedTuple):
    """What a page is drawn with, as far as it was looked at."""

    has_foreign_fonts: bool
    """Some text is set in a font that is not in the file."""
    picture_share: float
    """Area of the pictures, by that of the page; more than 1 where they overlap."""
    objects: int
    """How many there are: pieces of text, lines, pictures; not those past a limit."""


class Bookmark(NamedTuple):
    """An entry of the outline that leads to a page."""

    title: str
    page_index: int
    """0-based."""


@dataclass(frozen=True, slots=True)
class PdfPage:
    """One page, open while the loop that got it is at it."""

    label: str
    """As the file calls the page; empty if it does not."""
    text: str
    parts: Callable[[], PageParts]
    """Looks at the page's objects when called; only before the next page is asked for."""


@contextmanager
def open_pdf(data: bytes) -> Iterator[PdfFile]:
    """Open a file for the length of a ``with`` block.

    Raises:
        DocumentError: It has no page that can be read, or wants a password.
    """
    import pypdfium2

    with _ONE_AT_A_TIME:
        try:
            # The empty password, which files have that only forbid printing, is tried too.
            document = pypdfium2.PdfDocument(data)
        except pypdfium2.PdfiumError as error:
            raise DocumentError(_reason(error.err_code)) from error
        try:
            yield PdfFile(document)
        finally:
            document.close()


class PdfFile:
    """An open file."""

    def __init__(self, document: Any) -> None:
        import pypdfium2.raw as pdfium

        self._document = document
        self._pdfium: Any = pdfium
        self._sides = tuple(ctypes.c_float() for _ in range(4))
        self._into_sides = tuple(map(ctypes.byref, self._sides))
        self.page_count = len(document)

    def pages(self, limit: int) -> Iterator[PdfPage | None]:
        """Yield the first pages in order, ``None`` for one that is damaged."""
        for index in range(min(self.page_count, limit)):
            page = self._loaded(index)
            if not page:
                yield None
                continue
            try:
                yield PdfPage(self._label(index), self._text(page), partial(self._parts, page))
            finally:
                self._pdfium.FPDF_ClosePage(page)

    def bookmarks(self) -> list[Bookmark]:
        """Return the outline in reading order, loops cut."""
        first = self._pdfium.FPDFBookmark_GetFirstChild
        found: list[Bookmark] = []
        seen: set[int] = set()
        waiting = [first(self._document, None)]
        while waiting and len(seen) < MOST_BOOKMARKS:
            mark = waiting.pop()
            if not mark or (address := ctypes.addressof(mark.contents)) in seen:
                continue
            seen.add(address)
            waiting.append(self._pdfium.FPDFBookmark_GetNextSibling(self._document, mark))
            waiting.append(first(self._document, mark))
            target = self._pdfium.FPDFBookmark_GetDest(self._document, mark)
            if target:
                page_index = self._pdfium.FPDFDest_GetDestPageIndex(self._document, target)
                title = self._string(self._pdfium.FPDFBookmark_GetTitle, mark)
                if page_index >= 0 and title:
                    found.append(Bookmark(title, page_index))
        return found

    def property(self, name: str) -> str:
        """Return an entry of the information dictionary, such as ``Title``; "" if none."""
        return self._string(self._pdfium.FPDF_GetMetaText, self._document, name.encode())

    def language(self) -> str:
        """Return the language that the catalogue names, as it is written there."""
        get = self._pdfium.FPDFCatalog_GetLanguage
        size = get(self._document, None, 0)
        if not 0 < size <= MOST_LABEL_BYTES:
            return ""
        buffer = (ctypes.c_ushort * size)()
        get(self._document, buffer, size)
        return bytes(buffer).decode("utf-16-le", "replace").partition("\0")[0]

    def _loaded(self, index: int) -> Any:
        """Return a page on which filled-in fields and written notes are part of the text."""
        page = self._pdfium.FPDF_LoadPage(self._document, index)
        if page and self._has_written_notes(page):
            self._pdfium.FPDFPage_Flatten(page, self._pdfium.FLAT_NORMALDISPLAY)
            self._pdfium.FPDF_ClosePage(page)
            page = self._pdfium.FPDF_LoadPage(self._document, index)
        return page

    def _has_written_notes(self, page: Any) -> bool:
        pdfium = self._pdfium
        written = (pdfium.FPDF_ANNOT_WIDGET, pdfium.FPDF_ANNOT_FREETEXT, pdfium.FPDF_ANNOT_STAMP)
        for number in range(min(pdfium.FPDFPage_GetAnnotCount(page), MOST_NOTES)):
            note = pdfium.FPDFPage_GetAnnot(page, number)
            kind = pdfium.FPDFAnnot_GetSubtype(note)
            pdfium.FPDFPage_CloseAnnot(note)
            if kind in written:
                return True
        return False

    def _label(self, index: int) -> str:
        return self._string(
            self._pdfium.FPDF_GetPageLabel, self._document, index, limit_bytes=MOST_LABEL_BYTES
        )

    def _string(self, get: Any, *where: Any, limit_bytes: int = MOST_PROPERTY_BYTES) -> str:
        """Return a string that PDFium measures first and writes then, as UTF-16."""
        size = get(*where, None, 0)
        if not 0 < size <= limit_bytes:
            return ""
        buffer = ctypes.create_string_buffer(size)
        get(*where, buffer, size)
        return buffer.raw.decode("utf-16-le", "replace").rstrip("\0")

    def _text(self, page: Any) -> str:
        self._widen(page)
        text_page = self._pdfium.FPDFText_LoadPage(page)
        if not text_page:
            return ""
        try:
            count = self._pdfium.FPDFText_CountChars(text_page)
            if count <= 0:
                return ""
            # Twice the room that is asked for: characters past U+FFFF take two units.
            units = (ctypes.c_ushort * (2 * count + 2))()
            written = self._pdfium.FPDFText_GetText(text_page, 0, count, units)
            text = bytes(memoryview(units)[: max(written - 1, 0)]).decode("utf-16-le", "replace")
            if _NO_CHARACTER in text:
                text = self._told_apart(text_page, text)
        finally:
            self._pdfium.FPDFText_ClosePage(text_page)
        return text.replace("\r\n", "\n").replace("\r", "\n")

    def _told_apart(self, text_page: Any, text: str) -> str:
        """Return text with marks for hyphens; PDFium writes U+FFFE for more than them."""
        pdfium = self._pdfium
        pieces: list[str] = []
        units = done = 0
        for found in _NO_CHARACTERS.finditer(text):
            piece = text[done : found.start()]
            done = found.end()
            units += len(piece) + sum(character > "\uffff" for character in piece)
            character = pdfium.FPDFText_GetCharIndexFromTextIndex(text_page, units)
            is_hyphen = character >= 0 and pdfium.FPDFText_IsHyphen(text_page, character) == 1
            pieces += (piece, LINE_HYPHEN if is_hyphen else "\ufffd")
            units += 1
        return "".join(pieces) + text[done:]

    def _widen(self, page: Any) -> None:
        """Give every piece of text a width: PDFium leaves out those that have none.

        Such are single characters of fonts without ink, which scans have below the
        picture, and of Han fonts that are neither in the file nor installed. The line
        that would be drawn around letters counts, so they get one.
        """
        pdfium = self._pdfium
        left, _, right, _ = self._sides
        for kind, part in self._objects(page):
            if kind != pdfium.FPDF_PAGEOBJ_TEXT:
                continue
            pdfium.FPDFPageObj_GetBounds(part, *self._into_sides)
            if abs(right.value - left.value) < LEAST_WIDTH:
                pdfium.FPDFTextObj_SetTextRenderMode(part, pdfium.FPDF_TEXTRENDERMODE_STROKE)
                pdfium.FPDFPageObj_SetStrokeWidth(part, 1.0)
                pdfium.FPDFPageObj_Transform(part, 1, 0, 0, 1, 0, 0)  # makes it measure anew

    def _parts(self, page: Any) -> PageParts:
        pdfium = self._pdfium
        has_foreign_fonts = False
        pictures = 0.0
        objects = 0
        left, bottom, right, top = self._sides
        for kind, part in self._objects(page):
            objects += 1
            if kind == pdfium.FPDF_PAGEOBJ_IMAGE:
                pdfium.FPDFPageObj_GetBounds(part, *self._into_sides)
                pictures += abs((right.value - left.value) * (top.value - bottom.value))
            elif kind == pdfium.FPDF_PAGEOBJ_TEXT and not has_foreign_fonts:
                font = pdfium.FPDFTextObj_GetFont(part)
                has_foreign_fonts = pdfium.FPDFFont_GetIsEmbedded(font) == 0
        area = pdfium.FPDF_GetPageWidthF(page) * pdfium.FPDF_GetPageHeightF(page)
        return PageParts(has_foreign_fonts, pictures / area if area > 0 else 0.0, objects)

    def _objects(self, page: Any) -> Iterator[tuple[int, Any]]:
        """Yield kind and handle of what a page is drawn with, also inside its forms."""
        pdfium = self._pdfium
        forms: list[Any] = []
        count, get, holder = pdfium.FPDFPage_CountObjects, pdfium.FPDFPage_GetObject, page
        left = MOST_OBJECTS
        while True:
            for number in range(min(count(holder), left)):
                left -= 1
                part = get(holder, number)
                kind = pdfium.FPDFPageObj_GetType(part)
                if kind == pdfium.FPDF_PAGEOBJ_FORM:
                    forms.append(part)
                yield kind, part
            if not forms or not left:
                return
            count, get = pdfium.FPDFFormObj_CountObjects, pdfium.FPDFFormObj_GetObject
            holder = forms.pop()


def _reason(error_code: int | None) -> str:
    if error_code == _NEEDS_PASSWORD:
        return "needs a password"
    if error_code == _UNKNOWN_SECURITY:
        return "encrypted in a way that cannot be read"
    return "damaged PDF"
