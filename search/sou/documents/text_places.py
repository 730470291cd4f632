"""Where the text nodes of a parsed page stand in its source.

The parser tells no positions, but its text nodes come nearly in the order of the
source: found one after another, each is where the last one ended, or a little on.
Text that a misplaced table cell throws out of order is looked for where the walk
last left a gap.
"""

from __future__ import annotations

from typing import Final

from sou.documents.markup_scan import Markup, TextPart

NEAR_CHARS: Final = 256
FAR_SEARCHES: Final = 50
"""Times the stream's length that looking far may cost in all; near looks go on."""


class TextPlaces:
    """Finds text nodes, given in document order, in the stream of a page's text."""

    def __init__(self, markup: Markup) -> None:
        self._markup = markup
        self._next = 0
        self._gap: int | None = None
        self._budget = FAR_SEARCHES * len(markup.text)

    def find(self, text: str) -> list[TextPart]:
        """Return the parts of the source that make up a text node, by offsets into it.

        For text that is not found, one part at the place where it should have been.
        """
        if not self._markup.starts:
            return [TextPart(0, len(text), 0)]
        start = self._locate(text)
        if start is None:
            at = min(self._next, len(self._markup.text) - 1)
            nearest = next(self._markup.parts(at, at + 1))
            return [TextPart(0, len(text), nearest.source_offset)]
        return [
            TextPart(part.start - start, part.end - start, part.source_offset)
            for part in self._markup.parts(start, start + len(text))
        ]

    def _locate(self, text: str) -> int | None:
        start = self._near(text, self._next)
        if start is None and self._gap is not None:
            start = self._near(text, self._gap)
            if start is not None:
                self._gap = None
        if start is None:
            start = self._far(text)
            if start is not None and self._gap is None:
                self._gap = self._next
        if start is not None:
            self._next = start + len(text)
        return start

    def _near(self, text: str, place: int) -> int | None:
        """Find the text at a place, or behind the blanks that follow it."""
        stream = self._markup.text
        if stream.startswith(text, place):
            return place
        start = stream.find(text, place, place + len(text) + NEAR_CHARS)
        return start if start > place and stream[place:start].isspace() else None

    def _far(self, text: str) -> int | None:
        stream = self._markup.text
        if self._budget <= 0:
            return None
        start = stream.find(text, self._next)
        self._budget -= (len(stream) if start < 0 else start) - self._next
        return start if start >= 0 else None
