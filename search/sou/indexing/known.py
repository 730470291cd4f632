"""What an index knows of files, kept between runs of one process.

Segments never change and only lose documents, so each is read once. That makes a run
on a few changed paths cost what they cost, not what the index holds.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sou.indexing.plan import Known, known_documents
from sou.store.segment import Segment

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sou.store.manifest import SegmentEntry
    from sou.store.writer import IndexWriter


@dataclass(slots=True)
class _Part:
    """Files of one segment."""

    segment: Segment
    deleted: frozenset[int]
    files: dict[str, Known]
    folders: set[str]
    """That files are in, at any depth."""


class KnownFiles:
    """Files of an index, by segment."""

    def __init__(self) -> None:
        self._parts: dict[str, _Part] = {}

    def below(self, writer: IndexWriter, paths: Iterable[str]) -> dict[str, Known]:
        """Return the files known that are one of some paths, or inside one.

        Raises:
            IndexCorruptError: a segment cannot be read.
        """
        self._parts = {e.name: self._part(e, writer) for e in writer.current_segments()}
        found: dict[str, Known] = {}
        for path in paths:
            for part in self._parts.values():
                if path in part.files:
                    _add(found, path, part.files[path])
                elif path in part.folders:
                    start = os.path.join(path, "")  # noqa: PTH118  # for each file
                    for inside in part.files:
                        if inside.startswith(start):
                            _add(found, inside, part.files[inside])
        return found

    def _part(self, entry: SegmentEntry, writer: IndexWriter) -> _Part:
        part = self._parts.get(entry.name)
        if part is None:
            segment = Segment(writer.folder / entry.name)
            segment.container.verify()
            files = known_documents([(segment, entry.deleted)])
            return _Part(segment, entry.deleted, files, _folders(files))
        for document in entry.deleted - part.deleted:
            part.files.pop(part.segment.record(document)["path"], None)
        part.deleted = entry.deleted
        return part


def _add(found: dict[str, Known], path: str, known: Known) -> None:
    """Take in what a segment holds of a file; of one in several, all goes together."""
    old = found.get(path)
    homes = list(known.homes)
    if old is not None:
        homes = [*old.homes, *(home for home in homes if home not in old.homes)]
    found[path] = replace(known, homes=homes)


def _folders(paths: Iterable[str]) -> set[str]:
    folders: set[str] = set()
    for path in paths:
        folder = os.path.dirname(path)  # noqa: PTH120  # for each file
        while folder not in folders:
            folders.add(folder)
            folder = os.path.dirname(folder)  # noqa: PTH120
    return folders
