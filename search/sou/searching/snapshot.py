"""One committed state of an index, open for reading."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from sou.errors import IndexCorruptError, IndexOutdatedError
from sou.store.manifest import Manifest, read_manifest
from sou.store.segment import Segment

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    import numpy as np
    import numpy.typing as npt

_ATTEMPTS = 10


@dataclass(frozen=True, slots=True)
class SegmentView:
    """A segment and which of its documents are live in this snapshot."""

    segment: Segment
    live: npt.NDArray[np.bool_]


class Snapshot:
    """Segments of one commit. Immutable; safe to share between threads.

    Frequencies and lengths count deleted documents until they are merged away,
    as in Lucene: the effect on ranking is small and vanishes with the merge.
    """

    def __init__(self, manifest: Manifest, views: tuple[SegmentView, ...]) -> None:
        self.manifest = manifest
        self.views = views
        self.row_count = sum(view.segment.row_count for view in views)

    @cached_property
    def mean_lengths(self) -> Mapping[str, float]:
        """Mean number of tokens of a row, by ranked field."""
        rows = max(self.row_count, 1)
        return {
            field: sum(view.segment.field_lengths[field] for view in self.views) / rows
            for field in ("chars", "pairs", "words")
        }

    def find(self, path: str) -> tuple[SegmentView, int] | None:
        """Return the live document with a source path, if there is one."""
        for view in reversed(self.views):
            document = view.segment.find_path(path)
            if document >= 0 and view.live[document]:
                return view, document
        return None


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
            message = f"the index in {folder} was written by another version; run: sou index"
            raise IndexOutdatedError(message)
        try:
            views = tuple(
                SegmentView(known.get(entry.name) or Segment(folder / entry.name), entry.live())
                for entry in manifest.segments
            )
        except FileNotFoundError as error:
            missing = error.filename
            continue
        return Snapshot(manifest, views)
    raise IndexCorruptError(f"{missing} is missing; build the index again with: sou index")
