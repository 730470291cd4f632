"""A long text put together from very many small parts, in little more than its own size."""

from __future__ import annotations

from typing import Final

from sou.errors import DocumentError

MOST_CHARS: Final = 100_000_000
"""A string that is kept once and shown in a million cells would fill any memory."""
PARTS_OF_A_BLOCK: Final = 8192
"""A part is 50 bytes more than its characters; blocks of parts are hardly more."""


class TextParts:
    """Receives the parts of a text in order.

    Attributes:
        length: Code points so far.
    """

    def __init__(self) -> None:
        self.length = 0
        self._blocks: list[str] = []
        self._parts: list[str] = []

    def append(self, text: str) -> None:
        """Add a part.

        Raises:
            DocumentError: The text becomes longer than any that is read.
        """
        self.length += len(text)
        if self.length > MOST_CHARS:
            raise DocumentError(f"more than {MOST_CHARS:,} characters of text")
        self._parts.append(text)
        if len(self._parts) >= PARTS_OF_A_BLOCK:
            self._blocks.append("".join(self._parts))
            self._parts.clear()

    def text(self) -> str:
        """Return the text so far."""
        return "".join((*self._blocks, *self._parts))
