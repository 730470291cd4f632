"""Decide which segments to merge, and merge them.

Segments are gone through from the smallest: as many are merged as make something at
least half as large again as the largest among them. So a document is copied a
logarithmic number of times, and the segments, each more than twice as large as all
smaller ones together, are few.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from sou.store.merge import Part, merge_parts
from sou.store.segment import Segment
from sou.store.segment_writer import SEGMENT_CHARS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sou.store.manifest import SegmentEntry
    from sou.store.writer import IndexWriter

GROWTH: Final = 1.5
"""What is merged is so many times as large as its largest part, or more."""
MANY_SEGMENTS: Final = 32
"""While a run goes on, fewer are not merged."""
MOST_DELETED: Final = 0.3
"""A segment with a larger share of deleted documents is written again."""


@dataclass(frozen=True, slots=True)
class _Sized:
    entry: SegmentEntry
    live_chars: int


def merge_segments(writer: IndexWriter, *, fewest: int = 2, only: set[str] | None = None) -> bool:
    """Merge what should be merged, to be committed; return whether anything was.

    Fewer than ``fewest`` segments are left alone. With ``only``, others than those
    named are; what is made of them is added to it.
    """
    opened: dict[str, Segment] = {}
    changed = False
    for entry in _chosen(writer, only):
        if len(entry.deleted) > MOST_DELETED * entry.documents:
            _replace(writer, [entry], opened, only)
            changed = True
    sized = [_Sized(e, _live_chars(e, writer, opened)) for e in _chosen(writer, only)]
    chosen = to_merge([one.live_chars for one in sized], fewest=fewest)
    if chosen:
        _replace(writer, [sized[number].entry for number in chosen], opened, only)
        changed = True
    return changed


def to_merge(sizes: Sequence[int], *, fewest: int = 2) -> list[int]:
    """Return which of some segments, by their sizes in characters, to make one; or none.

    >>> to_merge([400, 5, 30, 6])
    [1, 3]
    """
    ascending = sorted(range(len(sizes)), key=sizes.__getitem__)
    total, count = 0, 0
    for place, number in enumerate(ascending, start=1):
        total += sizes[number]
        if total > SEGMENT_CHARS:
            break
        if place >= fewest and total >= GROWTH * sizes[number]:
            count = place
    return sorted(ascending[:count])


def _chosen(writer: IndexWriter, only: set[str] | None) -> list[SegmentEntry]:
    return [e for e in writer.current_segments() if only is None or e.name in only]


def _live_chars(entry: SegmentEntry, writer: IndexWriter, opened: dict[str, Segment]) -> int:
    segment = _opened(entry, writer, opened)
    return segment.text_chars * (entry.documents - len(entry.deleted)) // entry.documents


def _opened(entry: SegmentEntry, writer: IndexWriter, opened: dict[str, Segment]) -> Segment:
    segment = opened.get(entry.name)
    if segment is None:
        segment = opened[entry.name] = Segment(writer.folder / entry.name)
    return segment


def _replace(
    writer: IndexWriter,
    entries: Sequence[SegmentEntry],
    opened: dict[str, Segment],
    only: set[str] | None,
) -> None:
    """Put one segment in the place of several."""
    parts = [Part.of(_opened(entry, writer, opened), entry.live()) for entry in entries]
    living = [part for part in parts if part.documents.size]
    if living:
        path = writer.new_path()
        writer.add_segment(path, merge_parts(living, path))
        if only is not None:
            only.add(path.name)
    writer.remove_segments(entry.name for entry in entries)
