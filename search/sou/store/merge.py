"""Merge segments: the live documents of several become one segment.

Works on arrays alone: documents keep their order, so the postings of a term are
those of the first segment, then those of the second, renumbered. Stored text is
copied as compressed. Small segments are merged, and segments with many deleted
documents rewritten; memory is bounded because large ones are left alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from sou.store.segment import Segment

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import numpy.typing as npt

    from sou.store.manifest import SegmentEntry
    from sou.store.postings import FieldPostings
    from sou.store.writer import IndexWriter

    Array = npt.NDArray[Any]
    Arrays = dict[str, Array]

MERGED_CHARS: Final = 4_000_000
"""Merging stops when the result would hold more text than this."""
SMALL_SEGMENTS: Final = 6
"""So many segments smaller than half of that are merged."""
MOST_DELETED: Final = 0.3
"""A segment with a larger share of deleted documents is rewritten."""

_RANKED: Final = ("chars", "pairs", "words")


def merge_small_segments(writer: IndexWriter) -> bool:
    """Merge what should be merged, to be committed; return whether anything was."""
    opened = {
        entry.name: Segment(writer.folder / entry.name) for entry in writer.current_segments()
    }
    changed = False
    for entry in writer.current_segments():
        if len(entry.deleted) > MOST_DELETED * entry.documents:
            _replace(writer, [entry], opened)
            changed = True
    small = [
        entry
        for entry in writer.current_segments()
        if entry.name in opened and opened[entry.name].text_chars < MERGED_CHARS // 2
    ]
    if len(small) >= SMALL_SEGMENTS:
        for group in _groups(small, opened):
            _replace(writer, group, opened)
            changed = True
    return changed


def _groups(
    entries: Sequence[SegmentEntry], opened: dict[str, Segment]
) -> list[list[SegmentEntry]]:
    """Split entries, in order, into groups of at least two that fit into one segment."""
    groups: list[list[SegmentEntry]] = [[]]
    chars = 0
    for entry in entries:
        size = opened[entry.name].text_chars
        if groups[-1] and chars + size > MERGED_CHARS:
            groups.append([])
            chars = 0
        groups[-1].append(entry)
        chars += size
    return [group for group in groups if len(group) > 1]


def _replace(
    writer: IndexWriter, entries: Sequence[SegmentEntry], opened: dict[str, Segment]
) -> None:
    parts = [_Part.of(opened[entry.name], entry.live()) for entry in entries]
    names = [entry.name for entry in entries]
    if any(part.documents.size for part in parts):
        writer.replace_segments(names, *merged_arrays(parts))
    else:
        writer.replace_segments(names)


@dataclass(frozen=True, slots=True)
class _Part:
    """The live documents of one segment."""

    segment: Segment
    documents: npt.NDArray[np.int64]
    """Live documents, ascending."""
    rows: npt.NDArray[np.int64]
    """Rows of the live documents, ascending."""

    @classmethod
    def of(cls, segment: Segment, live: npt.NDArray[np.bool_]) -> _Part:
        documents = np.flatnonzero(live)
        return cls(segment, documents, _ranges(segment.document_rows, documents))


def _ranges(starts: Array, numbers: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Return the members of the ranges ``starts[n]`` to ``starts[n + 1]``, in order."""
    first = starts[numbers].astype(np.int64)
    counts = starts[numbers + 1].astype(np.int64) - first
    shift = np.repeat(first - np.concatenate(([0], np.cumsum(counts)[:-1])), counts)
    return np.arange(int(counts.sum())) + shift


def merged_arrays(parts: Sequence[_Part]) -> tuple[Arrays, dict[str, Any]]:
    """Return the arrays and meta of one segment with the documents of all parts."""
    arrays: Arrays = {
        "document_positions": _spliced(parts, lambda s: s.document_positions).astype(np.uint32),
        "document_rows": _spliced(parts, lambda s: s.document_rows).astype(np.uint32),
    }
    arrays["row_positions"] = _row_positions(parts, arrays["document_positions"])
    lengths = {}
    for field in _RANKED:
        row_lengths = np.concatenate([p.segment.row_lengths(field)[p.rows] for p in parts])
        arrays[f"lengths.{field}"] = row_lengths
        lengths[field] = int(row_lengths.sum(dtype=np.int64))
    _merge_postings(arrays, parts)
    for starts, values in (
        ("joins.starts", ("joins.offsets", "joins.removed")),
        ("places.starts", ("places.offsets", "places.lines", "places.columns")),
    ):
        _copy_ranges(arrays, parts, starts, values)
    for offsets, blob in (
        ("records.offsets", "records.json"),
        ("titles.offsets", "titles.folded"),
        ("paths.offsets", "paths.folded"),
    ):
        _copy_ranges(arrays, parts, offsets, (blob,))
    _copy_text(arrays, parts)
    arrays["documents.modified_ns"] = np.concatenate(
        [p.segment.modified_ns[p.documents] for p in parts]
    )
    meta = {
        "documents": sum(p.documents.size for p in parts),
        "rows": sum(p.rows.size for p in parts),
        "text_chars": sum(
            p.segment.info(document).length_chars
            for p in parts
            for document in p.documents.tolist()
        ),
        "field_lengths": lengths,
        "has_long_runs": any(p.segment.has_long_runs for p in parts),
        "types": _merge_types(arrays, parts),
    }
    return arrays, meta


def _spliced(
    parts: Sequence[_Part], starts_of: Callable[[Segment], Array]
) -> npt.NDArray[np.int64]:
    """Return range starts of the live documents, renumbered from 0 without gaps."""
    counts = [np.diff(starts_of(p.segment).astype(np.int64))[p.documents] for p in parts]
    return np.concatenate(([0], np.cumsum(np.concatenate(counts))))


def _row_positions(parts: Sequence[_Part], document_positions: Array) -> Array:
    lengths = [np.diff(p.segment.row_positions.astype(np.int64))[p.rows] for p in parts]
    positions = np.concatenate(([0], np.cumsum(np.concatenate(lengths)))).astype(np.uint32)
    positions[-1] = document_positions[-1]
    return positions


def _copy_ranges(
    arrays: Arrays, parts: Sequence[_Part], starts: str, values: Sequence[str]
) -> None:
    get = [p.segment.container.array for p in parts]
    arrays[starts] = _spliced(parts, lambda s: s.container.array(starts)).astype(
        get[0](starts).dtype
    )
    chosen = [_ranges(array(starts), p.documents) for array, p in zip(get, parts, strict=True)]
    for name in values:
        arrays[name] = np.concatenate(
            [array(name)[at] for array, at in zip(get, chosen, strict=True)]
        )


def _copy_text(arrays: Arrays, parts: Sequence[_Part]) -> None:
    blobs, sizes = [], []
    for part in parts:
        array = part.segment.container.array
        blocks = _ranges(array("text.starts"), part.documents)
        blobs.append(array("text.blocks")[_ranges(array("text.offsets"), blocks)])
        sizes.append(np.diff(array("text.offsets").astype(np.int64))[blocks])
    arrays["text.blocks"] = np.concatenate(blobs)
    arrays["text.offsets"] = np.concatenate(([0], np.cumsum(np.concatenate(sizes)))).astype(
        np.uint64
    )
    arrays["text.starts"] = _spliced(
        parts, lambda segment: segment.container.array("text.starts")
    ).astype(np.uint32)


def _merge_types(arrays: Arrays, parts: Sequence[_Part]) -> list[tuple[str, str]]:
    numbers: dict[tuple[str, str], int] = {}
    codes = []
    for part in parts:
        renumbered = [numbers.setdefault(names, len(numbers)) for names in part.segment.types]
        codes.append(np.array(renumbered, dtype=np.uint16)[part.segment.type_codes[part.documents]])
    arrays["documents.type_codes"] = np.concatenate(codes)
    return list(numbers)


def _merge_postings(arrays: Arrays, parts: Sequence[_Part]) -> None:
    for field in ("pairs", "chars"):
        keys = [getattr(p.segment, field)[0].keys for p in parts]
        union = np.unique(np.concatenate(keys))
        used = _merge_field(arrays, parts, field, [np.searchsorted(union, k) for k in keys])
        arrays[f"{field}.keys"] = union[used]
    for field in ("runs", "words"):
        terms = [_terms(getattr(p.segment, field)[0]) for p in parts]
        merged = sorted(set().union(*terms))
        number = {term: place for place, term in enumerate(merged)}
        places = [np.array([number[term] for term in known], dtype=np.int64) for known in terms]
        used = _merge_field(arrays, parts, field, places)
        kept = [merged[place] + b"\0" for place in used.tolist()]
        arrays[f"{field}.terms"] = np.frombuffer(b"".join(kept), dtype=np.uint8)
        arrays[f"{field}.term_offsets"] = np.cumsum([0, *map(len, kept)]).astype(np.uint32)


def _terms(dictionary: Any) -> list[bytes]:
    return [dictionary.term(ordinal) for ordinal in range(len(dictionary))]


def _merge_field(
    arrays: Arrays, parts: Sequence[_Part], field: str, places: Sequence[npt.NDArray[np.int64]]
) -> npt.NDArray[np.int64]:
    """Merge the postings of a field; return which terms of the union are still used.

    ``places[i]`` gives the place in the union of each term of part ``i``.
    """
    postings: list[FieldPostings] = [getattr(p.segment, field)[1] for p in parts]
    row_numbers = _renumbering(parts, rows=True)
    terms, rows, frequencies = [], [], []
    for part_postings, place, numbers in zip(postings, places, row_numbers, strict=True):
        new_rows = numbers[part_postings.rows]
        kept = new_rows >= 0
        counts = np.diff(part_postings.starts.astype(np.int64))
        terms.append(np.repeat(place, counts)[kept])
        rows.append(new_rows[kept])
        frequencies.append(part_postings.frequencies[kept])
    term = np.concatenate(terms)
    order = np.argsort(term, kind="stable")
    used, counts = np.unique(term, return_counts=True)
    arrays[f"{field}.rows"] = np.concatenate(rows)[order].astype(np.uint32)
    arrays[f"{field}.frequencies"] = np.concatenate(frequencies)[order]
    arrays[f"{field}.starts"] = np.concatenate(([0], np.cumsum(counts))).astype(np.uint32)
    if postings[0].positions is not None:
        _merge_positions(arrays, parts, field, places)
    return used


def _merge_positions(
    arrays: Arrays, parts: Sequence[_Part], field: str, places: Sequence[npt.NDArray[np.int64]]
) -> None:
    terms, positions = [], []
    shifts = _renumbering(parts, rows=False)
    for part, place, shift in zip(parts, places, shifts, strict=True):
        postings: FieldPostings = getattr(part.segment, field)[1]
        assert postings.positions is not None  # noqa: S101  # the caller asked for a positional field
        assert postings.position_starts is not None  # noqa: S101
        document = part.segment.document_of(postings.positions)
        kept = shift[document] != _GONE
        counts = np.diff(postings.position_starts.astype(np.int64))
        terms.append(np.repeat(place, counts)[kept])
        positions.append((postings.positions.astype(np.int64) + shift[document])[kept])
    term = np.concatenate(terms)
    order = np.argsort(term, kind="stable")
    _, counts = np.unique(term, return_counts=True)
    arrays[f"{field}.positions"] = np.concatenate(positions)[order].astype(np.uint32)
    arrays[f"{field}.position_starts"] = np.concatenate(([0], np.cumsum(counts))).astype(np.uint32)


_GONE: Final = np.iinfo(np.int64).min


def _renumbering(parts: Sequence[_Part], *, rows: bool) -> list[npt.NDArray[np.int64]]:
    """Return for each part the new number of each row (-1 if gone), or for each
    document how far its positions move (:data:`_GONE` if it is gone).
    """  # noqa: D205
    result = []
    base = 0
    for part in parts:
        segment = part.segment
        if rows:
            numbers = np.full(segment.row_count, -1, dtype=np.int64)
            numbers[part.rows] = np.arange(part.rows.size) + base
            base += part.rows.size
        else:
            starts = segment.document_positions.astype(np.int64)
            sizes = np.diff(starts)[part.documents]
            new_starts = base + np.concatenate(([0], np.cumsum(sizes)))
            numbers = np.full(segment.document_count, _GONE, dtype=np.int64)
            numbers[part.documents] = new_starts[:-1] - starts[part.documents]
            base = int(new_starts[-1])
        result.append(numbers)
    return result
