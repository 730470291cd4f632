"""The one door to pypdf, the second reader: for pages where PDFium knows no characters.

PDFium gives blanks for the text of some fonts that are not in the file, which pypdf
reads; it takes eight times as long and is asked for such pages alone.
"""

from __future__ import annotations

import logging
from io import BytesIO
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pypdf import PdfReader


class SecondReader:
    """A file, opened when its first page is asked for."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._reader: PdfReader | None = None
        self._is_broken = False

    def page_text(self, page_index: int) -> str:
        r"""Return the text of a page (0-based), lines ended by ``\n``; "" if it cannot be read."""
        if self._is_broken:
            return ""
        import pypdf

        # It tells its worries on stderr, which is ours.
        logging.getLogger("pypdf").setLevel(logging.CRITICAL)
        try:
            if self._reader is None:
                self._reader = pypdf.PdfReader(BytesIO(self._data))
            return self._reader.pages[page_index].extract_text()
        except Exception:  # damaged files make it raise nearly anything
            self._is_broken = self._reader is None
            return ""
