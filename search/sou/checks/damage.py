"""Damage that a search or an opening meets is named by the file it is in."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from sou.analysis.fingerprint import fingerprint
from sou.errors import DAMAGE, IndexCorruptError
from sou.searching.snapshot import open_snapshot
from sou.store.container import REMEDY
from sou.store.manifest import MANIFEST_NAME

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from sou.searching.snapshot import SegmentView, Snapshot


@contextmanager
def damage_named(views: Iterable[SegmentView]) -> Iterator[None]:
    """Turn errors that damaged arrays lead to into one that names the file.

    Raises:
        IndexCorruptError: a checksum does not hold.
    """
    try:
        yield
    except DAMAGE:
        for view in views:
            view.segment.container.verify()
        raise


def opened_whole(location: Path, previous: Snapshot | None = None) -> Snapshot:
    """Open the last commit, and make sure that its files fit what it says of them.

    Raises:
        IndexCorruptError: one does not.
    """
    snapshot = open_snapshot(location, fingerprint(), previous)
    for entry, view in zip(snapshot.manifest.segments, snapshot.views, strict=True):
        if view.segment.document_count != entry.documents:
            path = view.segment.container.path
            raise IndexCorruptError(f"{path} does not fit {MANIFEST_NAME}; {REMEDY}")
    return snapshot
