"""Merge segments: the live documents of several become one segment.

Documents keep their order, so the entries of a term are those of the first part,
then those of the second, renumbered; offsets in rows stay. Stored text is copied
as compressed. Dictionaries are gone through side by side and entries moved some
millions at a time, so memory does not grow with the segments' size.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from sou.store.columns import read_column
from sou.store.equal_runs import members_of_ranges, starts_of_runs
from sou.store.folded_names import common_folder
from sou.store.segment import DIGEST_BYTES, RANKED_FIELDS
from sou.store.segment_writer import COLUMNS, FIELDS, Lists, SegmentWriter
from sou.store.texts import BLOCK_CHARS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    import numpy.typing as npt

    from sou.store.gaps import GapReader
    from sou.store.segment import Segment

    Array = npt.NDArray[Any]
    Integers = npt.NDArray[np.int64]

ENTRIES_AT_A_TIME: Final = 1_000_000
"""About so many entries are in memory at once, some 60 bytes each."""
_DOCUMENTS_AT_A_TIME: Final = 4096
_TERMS_AT_A_TIME: Final = 500_000
_COPIED_CHARS: Final = 16 * BLOCK_CHARS
"""Smaller segments have blocks that are not full: their text is packed anew."""


@dataclass(frozen=True, slots=True)
class Part:
    """The live documents of one segment."""

    segment: Segment
    documents: Integers
    """Live documents, ascending."""
    rows: Integers
    """Rows of the live documents, ascending."""

    @classmethod
    def of(cls, segment: Segment, live: npt.NDArray[np.bool_]) -> Part:
        """Return the part of a segment whose documents are flagged."""
        documents = np.flatnonzero(live)
        return cls(segment, documents, _ranges(segment.document_rows, documents))

    @property
    def is_whole(self) -> bool:
        """True when no document is deleted."""
        return self.documents.size == self.segment.document_count


def merge_parts(parts: Sequence[Part], path: Path) -> int:
    """Write the segment with the documents of all parts; return how many they are."""
    writer = SegmentWriter(path)
    writer.paths_begin = common_folder([part.segment.paths_begin for part in parts])
    try:
        for part in parts:
            _add_documents(writer, part)
            part.segment.container.let_go()
        for field in FIELDS:
            merge = _merge_key_field if field in ("pairs", "chars") else _merge_term_field
            merge(writer, parts, field)
        writer.has_long_runs = any(part.segment.has_long_runs for part in parts)
        dictionaries = {part.segment.dictionary for part in parts}
        writer.dictionary = dictionaries.pop() if len(dictionaries) == 1 else "mixed"
        return writer.finish()
    finally:
        writer.close()


def _ranges(starts: Array, numbers: Integers) -> Integers:
    """Return the members of the ranges ``starts[n]`` to ``starts[n + 1]``, in order."""
    first = starts[numbers].astype(np.int64)
    return members_of_ranges(first, starts[numbers + 1].astype(np.int64) - first)


def _add_documents(writer: SegmentWriter, part: Part) -> None:
    """Copy everything of the documents but their postings."""
    segment, documents, container = part.segment, part.documents, part.segment.container
    writer.add_rows(
        np.diff(segment.document_rows.astype(np.int64))[documents],
        np.diff(segment.row_positions.astype(np.int64))[part.rows],
    )
    for field in RANKED_FIELDS:
        writer.add_lengths(field, segment.row_lengths(field)[part.rows])
    writer.add_scripts(segment.row_scripts[part.rows])
    writer.add_spellings(*_spellings(part))
    digests = container.array("documents.digests").reshape(-1, DIGEST_BYTES)[documents]
    sizes = container.array("documents.size_bytes")[documents]
    times = (segment.modified_ns[documents], segment.dated_ns[documents])
    writer.add_sources(sizes, *times, digests.tobytes())
    writer.add_types(segment.types, segment.type_codes[documents])
    writer.add_languages(segment.languages, segment.language_codes[documents])
    writer.add_file_starts(segment.file_starts[documents])
    writer.add_maps(
        *(
            np.diff(container.array(f"{name}.starts").astype(np.int64))[documents]
            for name in ("joins", "places")
        )
    )
    for name in COLUMNS:
        _copy_column(writer, part, name)
    for name in ("titles", "authors", "paths"):
        _copy_names(writer, part, name)
    container.let_go()
    _copy_texts(writer, part)


def _spellings(part: Part) -> tuple[Integers, Array]:
    """Return the unusual spellings of a part, by position among its own rows."""
    positions, numbers_spelt = part.segment.unusual_spellings
    codes = np.array(part.segment.spelt, dtype=np.uint32)[numbers_spelt]
    starts = part.segment.row_positions.astype(np.int64)
    rows = starts.searchsorted(positions, side="right") - 1
    numbers = _numbers(part.rows, part.segment.row_count)[rows]
    kept = numbers >= 0
    sizes = np.diff(starts)[part.rows]
    moved = np.cumsum(sizes) - sizes - starts[part.rows]
    return positions[kept] + moved[numbers[kept]], codes[kept]


def _copy_column(writer: SegmentWriter, part: Part, name: str) -> None:
    starts = part.segment.container.array(f"{name.partition('.')[0]}.starts")
    for at in range(0, part.documents.size, _DOCUMENTS_AT_A_TIME):
        documents = part.documents[at : at + _DOCUMENTS_AT_A_TIME]
        first, end = int(starts[documents[0]]), int(starts[documents[-1] + 1])
        values = read_column(part.segment.container, name, first, end)
        writer.columns[name].append(values[_ranges(starts, documents) - first])


def _copy_names(writer: SegmentWriter, part: Part, name: str) -> None:
    folded = part.segment.folded_names(name)
    for at in range(0, part.documents.size, _DOCUMENTS_AT_A_TIME):
        documents = part.documents[at : at + _DOCUMENTS_AT_A_TIME]
        first, last = int(documents[0]), int(documents[-1])
        names = folded.between(first, last + 1)
        writer.add_names(name, [names[number - first] for number in documents.tolist()])


def _copy_texts(writer: SegmentWriter, part: Part) -> None:
    segment = part.segment
    if part.is_whole and segment.text_chars >= _COPIED_CHARS:
        writer.texts.copy(segment.container)
        writer.records.copy(segment.container, segment.document_count)
        writer.add_text_chars(segment.text_chars)
        return
    chars = 0
    for document in part.documents.tolist():
        text = segment.text(document)
        chars += len(text)
        writer.texts.add([text])
        writer.records.add(segment.raw_record(document))
    writer.add_text_chars(chars)


def _row_numbers(parts: Sequence[Part]) -> list[npt.NDArray[np.int32]]:
    """Return for each part the new number of each row, -1 if it is gone."""
    result = []
    base = 0
    for part in parts:
        result.append(_numbers(part.rows, part.segment.row_count, base))
        base += part.rows.size
    return result


def _numbers(rows: Integers, row_count: int, base: int = 0) -> npt.NDArray[np.int32]:
    """Return which of some rows each row is, counted from ``base``; -1 if none."""
    numbers = np.full(row_count, -1, dtype=np.int32)
    numbers[rows] = np.arange(rows.size, dtype=np.int32) + base
    return numbers


def _merge_key_field(writer: SegmentWriter, parts: Sequence[Part], field: str) -> None:
    """Merge a field whose terms are numbers."""
    dictionaries = [getattr(part.segment, field).dictionary for part in parts]
    lists: list[GapReader] = [getattr(part.segment, field).lists for part in parts]
    rows = _row_numbers(parts)
    kept = []
    for first, end in _code_ranges([d.key_counts() for d in dictionaries]):
        ranges = [dictionary.ordinals_between(first, end) for dictionary in dictionaries]
        keys = [d.keys(a, b) for d, (a, b) in zip(dictionaries, ranges, strict=True)]
        union = _union(keys)
        places = [np.searchsorted(union, known) for known in keys]
        starts = [start for start, _ in ranges]
        used = _merge_lists(writer, field, lists, rows, starts, places)
        kept.append(union[used])
        _let_go(parts)
    writer.put_keys(field, np.concatenate([np.zeros(0, np.uint64), *kept]))


def _code_ranges(counts: Sequence[tuple[Array, Array]]) -> Iterator[tuple[int, int]]:
    """Yield ranges of first code points, each with few enough terms in all parts."""
    totals = np.zeros(0x110001, dtype=np.int64)
    for codes, terms in counts:
        totals[codes] += terms
    present = np.flatnonzero(totals)
    for first, end in _bounded(totals[present], _TERMS_AT_A_TIME):
        yield int(present[first]), int(present[end - 1]) + 1


def _let_go(parts: Sequence[Part]) -> None:
    for part in parts:
        part.segment.container.let_go()


def _union(keys: Sequence[npt.NDArray[np.uint64]]) -> npt.NDArray[np.uint64]:
    """Return the distinct keys, ascending; ``np.unique`` hashes and is 7 times slower."""
    merged = np.concatenate(keys)
    merged.sort()
    return merged[starts_of_runs(merged)]


def _merge_term_field(writer: SegmentWriter, parts: Sequence[Part], field: str) -> None:
    """Merge a field whose terms are strings."""
    lists: list[GapReader] = [getattr(part.segment, field).lists for part in parts]
    rows = _row_numbers(parts)
    writer.add_terms(field, [])  # there is a dictionary even when no document has a run
    for starts, terms in _term_chunks(parts, field):
        union = sorted(set().union(*terms))
        number = {term: place for place, term in enumerate(union)}
        places = [np.array([number[term] for term in known], dtype=np.int64) for known in terms]
        used = _merge_lists(writer, field, lists, rows, starts, places)
        writer.add_terms(field, [union[place] for place in used.tolist()])
        _let_go(parts)


def _term_chunks(
    parts: Sequence[Part], field: str
) -> Iterator[tuple[list[int], list[list[bytes]]]]:
    """Yield for each part where a range of terms begins and the terms, smallest first.

    The ranges yielded together hold the same part of the alphabet.
    """
    dictionaries = [getattr(part.segment, field).dictionary for part in parts]
    step = _TERMS_AT_A_TIME // len(parts) + 1
    at = [0] * len(parts)
    while any(start < len(d) for start, d in zip(at, dictionaries, strict=True)):
        stops = [
            d.term(start + step)
            for start, d in zip(at, dictionaries, strict=True)
            if start + step < len(d)
        ]
        limit = min(stops, default=None)
        ends = [len(d) if limit is None else d.lower_bound(limit) for d in dictionaries]
        bounds = zip(dictionaries, at, ends, strict=True)
        yield at, [d.terms(start, end) for d, start, end in bounds]
        at = ends


def _merge_lists(
    writer: SegmentWriter,
    field: str,
    lists: Sequence[GapReader],
    rows: Sequence[npt.NDArray[np.int32]],
    starts: Sequence[int],
    places: Sequence[Integers],
) -> Integers:
    """Merge lists of a field; return which terms still have entries.

    ``places[i]`` are the terms, ascending, of the lists of part ``i`` from
    ``starts[i]`` on.
    """
    sizes = np.zeros(max((int(p[-1]) + 1 for p in places if p.size), default=0), dtype=np.int64)
    for reader, start, place in zip(lists, starts, places, strict=True):
        sizes[place] += reader.entry_counts(start, start + place.size)
    used = []
    for first, end in _bounded(sizes, ENTRIES_AT_A_TIME):
        for reader in lists:
            reader.let_go()
        terms, parts = [], []
        for reader, numbers, start, place in zip(lists, rows, starts, places, strict=True):
            a, b = np.searchsorted(place, (first, end)).tolist()
            entries = reader.many(np.arange(start + a, start + b))
            new = numbers[entries.rows]
            kept = new >= 0
            terms.append(place[a:b][entries.lists[kept]])
            parts.append((new[kept], entries.payload[kept]))
        term = np.concatenate(terms)
        order = np.argsort(term, kind="stable")
        counts = np.bincount(term - first, minlength=end - first) if term.size else sizes[:0]
        present = np.flatnonzero(counts)
        used.append(present + first)
        merged = Lists(
            np.concatenate([new for new, _ in parts])[order],
            np.concatenate([payload for _, payload in parts])[order],
            counts[present],
        )
        writer.add_lists(field, merged)
    return np.concatenate([np.zeros(0, np.int64), *used])


def _bounded(sizes: Integers, limit: int) -> Iterator[tuple[int, int]]:
    """Split things of some sizes into ranges that hold no more than a limit, or one thing."""
    ends = np.cumsum(sizes)
    first = 0
    while first < sizes.size:
        before = int(ends[first - 1]) if first else 0
        end = int(np.searchsorted(ends, before + limit, side="right"))
        end = max(end, first + 1)
        yield first, end
        first = end
