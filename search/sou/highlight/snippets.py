"""The snippets of one document: the best window, then others that share no text with it."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Final

from sou.highlight.snippet import folded, landing, make_snippet
from sou.model import PlacedSnippet, Snippet, landing_at

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sou.model import Anchor, Span
    from sou.store.segment_file import SegmentFile

MOST_OUTSIDE: Final = 200
"""Matches looked at when none stands in the best passage, and for each further snippet."""
_CONTEXT_CHARS: Final = 400
"""Text read on either side of a match to make its snippet, at least."""


class Snippets:
    """Makes the snippets of a document, one after another."""

    def __init__(
        self, segment: SegmentFile, document: int, spans: Sequence[Span], width_cells: int
    ) -> None:
        self._segment = segment
        self._document = document
        self._spans = spans
        self._width_cells = width_cells
        self._made: list[Snippet] = []

    def at(self, focus: Span) -> Snippet:
        """Make the snippet around a match; it takes no text of those made before."""
        context = max(_CONTEXT_CHARS, self._width_cells)
        start, end = max(focus.start - context, 0), focus.end + context
        for other in self._made:
            other_end = other.offset + len(other.text)
            if other_end <= focus.start:
                start = max(start, other_end)
            else:
                end = min(end, other.offset)
        text = self._segment.text(self._document, start, end)
        made = make_snippet(text, start, self._spans, focus.start, self._width_cells, self._is_word)
        self._made.append(made)
        return made

    def more(self, count: int) -> tuple[PlacedSnippet, ...]:
        """Make up to so many more, of the richest windows that are left; by offset."""
        source_map = self._segment.source_map(self._document)
        found = []
        for _ in range(count):
            left = [span for span in self._spans if not self._is_shown(span)][:MOST_OUTSIDE]
            focus = richest(self._segment, self._document, left, self._width_cells // 2)
            if focus is None:
                break
            place = source_map.place(focus.start)
            length = focus.end - focus.start
            anchor = landing_at(self.anchors, focus.start, source_map).anchor
            found.append(PlacedSnippet(focus.start, length, place, self.at(focus), anchor))
        return tuple(sorted(found))

    @cached_property
    def anchors(self) -> Sequence[Anchor]:
        """The anchors of the document, by offset."""
        return self._segment.anchors(self._document)

    def _is_word(self, pair: str) -> bool:
        """Tell whether two characters are a word of the segment; its dictionary is mapped."""
        words = self._segment.word_dictionary
        return words.ordinal(folded(pair).encode("utf-8", "surrogatepass")) >= 0

    def _is_shown(self, span: Span) -> bool:
        return any(
            made.offset < span.end and span.start < made.offset + len(made.text)
            for made in self._made
        )


def richest(
    segment: SegmentFile, document: int, spans: Sequence[Span], window_chars: int
) -> Span | None:
    """Return the match that the richest window begins with; ``None`` if there are none."""
    if len(spans) < 2:
        return spans[0] if spans else None
    base = spans[0].start
    text = segment.text(document, base, spans[-1].end)
    texts = [folded(text[span.start - base : span.end - base]) for span in spans]
    return landing(spans, texts, window_chars) or spans[0]
