"""A document as the index keeps it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sou.checks.damage import damage_named

if TYPE_CHECKING:
    from sou.model import Anchor, DocumentInfo, SourceMap
    from sou.searching.snapshot import SegmentView


@dataclass(frozen=True, slots=True)
class StoredDocument:
    """A document as the index keeps it; reading its text does not need the source."""

    info: DocumentInfo
    source_map: SourceMap
    anchors: tuple[Anchor, ...]
    _view: SegmentView
    _number: int

    @classmethod
    def of(cls, view: SegmentView, number: int) -> StoredDocument:
        """Return a document of a segment."""
        segment = view.segment
        info, places = segment.info(number), segment.source_map(number)
        return cls(info, places, segment.anchors(number), view, number)

    def text(self, start: int = 0, end: int | None = None) -> str:
        """Return the text ``[start, end)`` in code points; only that part is read."""
        with damage_named([self._view]):
            return self._view.segment.text(self._number, start, end)
