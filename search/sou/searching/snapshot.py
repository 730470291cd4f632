"""One committed state of an index, open for reading."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING, Any

import numpy as np

from sou.errors import DocumentError, IndexCorruptError
from sou.ranking import length_norms
from sou.searching.cache import PostingsCache
from sou.searching.document_set import DocumentSet
from sou.store.equal_runs import as_index
from sou.store.manifest import Manifest, another_version, read_manifest
from sou.store.segment import RANKED_FIELDS, Segment

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Iterator, Mapping
    from pathlib import Path

    import numpy.typing as npt

_ATTEMPTS = 10
_MOST_PLACES = 4096


@dataclass(frozen=True, slots=True)
class SegmentView:
    """A segment and which of its documents are live in this snapshot."""

    segment: Segment
    live: DocumentSet
    is_whole: bool
    """True when no document is deleted."""
    cache: PostingsCache
    mean_lengths: Mapping[str, float]
    """Mean number of tokens of a row over the whole snapshot, by ranked field."""
    terms: dict[tuple[str, Hashable], tuple[int, int]] = field(
        default_factory=dict, compare=False, repr=False
    )
    """Terms that were looked up, with their place in the dictionary, -1 for none, and how many
    rows hold them: see :func:`sou.searching.term_list.term_list`."""

    def norms(self, field: str) -> npt.NDArray[np.float32]:
        """Return the length norm of each row for a ranked field."""
        mean = self.mean_lengths[field]
        key = (self.segment.name, "norms", field, mean)
        lengths = self.segment.row_lengths(field)
        return self.cache.get(key, lambda: (length_norms(lengths, mean),))[0]

    def documents_of(self, rows: npt.NDArray[Any]) -> DocumentSet:
        """Return the documents of some ascending rows."""
        segment = self.segment
        if segment.row_count != segment.document_count:
            rows = segment.row_documents[as_index(rows)]
        return DocumentSet.of_sorted(segment.document_count, rows)


class Snapshot:
    """Segments of one commit. Immutable; safe to share between threads.

    Frequencies and lengths count deleted documents until they are merged away,
    as in Lucene: the effect on ranking is small and vanishes with the merge.
    """

    def __init__(
        self, manifest: Manifest, segments: tuple[Segment, ...], cache: PostingsCache | None = None
    ) -> None:
        self.manifest = manifest
        self.cache = cache or PostingsCache()
        self._places: dict[str, tuple[SegmentView, int]] = {}
        self.row_count = sum(segment.row_count for segment in segments)
        self.views = tuple(
            SegmentView(
                segment,
                DocumentSet.of_flags(entry.live()),
                not entry.deleted,
                self.cache,
                _mean_lengths(segments),
            )
            for segment, entry in zip(segments, manifest.segments, strict=True)
        )

    @cached_property
    def text_chars(self) -> int:
        """Code points of all stored text."""
        return sum(view.segment.text_chars for view in self.views)

    @cached_property
    def files(self) -> int:
        """Files that the live documents were made of."""
        return sum(int(view.segment.file_starts[view.live.flags()].sum()) for view in self.views)

    def remember(self, found: Iterable[tuple[str, SegmentView, int]]) -> None:
        """Keep where live documents are, by id, to be found without a look at all names."""
        if len(self._places) >= _MOST_PLACES:
            self._places.clear()
        self._places.update((name, (view, number)) for name, view, number in found)

    def find(self, document_id: str) -> tuple[SegmentView, int] | None:
        """Return the live document with a name, if there is one."""
        if (known := self._places.get(document_id)) is not None:
            return known
        for view in reversed(self.views):
            document = view.segment.find_id(document_id)
            if document >= 0 and _is_live(view, document):
                return view, document
        return None

    def named(self, name: str) -> tuple[SegmentView, int]:
        """Return the live document with a name, or with its file's if that has only one.

        Raises:
            DocumentError: there is no such document (any more), or several.
        """
        found = self.find(name)
        if found is not None:
            return found
        parts = list(islice(self.parts_of(name), 2))
        if len(parts) == 1:
            return parts[0]
        if parts:
            view, number = parts[0]
            first = view.segment.info(number).id
            raise DocumentError(f"{name} has several documents; name one, such as {first}")
        raise DocumentError(f"{name} is not in the index any more")

    def kinds(self) -> tuple[tuple[str, int], ...]:
        """Return the kinds of live documents and how many there are of each, most first."""
        counts: Counter[str] = Counter()
        for view in self.views:
            codes = view.segment.type_codes[view.live.flags()]
            for code, count in zip(*np.unique(codes, return_counts=True), strict=True):
                counts[view.segment.types[int(code)][0]] += int(count)
        return tuple(sorted(counts.items(), key=lambda item: (-item[1], item[0])))

    def parts_of(self, path: str) -> Iterator[tuple[SegmentView, int]]:
        """Yield the live documents that are parts of a file, in its order."""
        for view in self.views:
            for document in view.segment.find_file(path):
                if _is_live(view, document):
                    yield view, document


def _is_live(view: SegmentView, document: int) -> bool:
    return bool(view.live.has(np.array([document]))[0])


def _mean_lengths(segments: tuple[Segment, ...]) -> Mapping[str, float]:
    rows = max(sum(segment.row_count for segment in segments), 1)
    return {
        field: sum(segment.field_lengths[field] for segment in segments) / rows
        for field in RANKED_FIELDS
    }


def open_snapshot(folder: Path, fingerprint: str, previous: Snapshot | None = None) -> Snapshot:
    """Open the committed state; segments of ``previous`` are used again.

    A writer may replace files between reading the manifest and opening them; the
    new manifest is then read.

    Raises:
        IndexMissingError: there is no index in the folder.
        IndexOutdatedError: another format or analysis wrote it.
        IndexCorruptError: a file is damaged or missing.
    """
    known = {view.segment.name: view.segment for view in previous.views} if previous else {}
    for _ in range(_ATTEMPTS):
        manifest = read_manifest(folder)
        if manifest.fingerprint != fingerprint:
            raise another_version(folder, is_newer=manifest.is_newer)
        try:
            segments = tuple(
                known.get(entry.name) or Segment(folder / entry.name) for entry in manifest.segments
            )
        except FileNotFoundError as error:
            missing = error.filename
            continue
        return Snapshot(manifest, segments, previous.cache if previous else None)
    raise IndexCorruptError(f"{missing} is missing; build the index again with: sou index")
