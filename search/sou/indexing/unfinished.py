"""Which paths a run was to read more of than it has committed.

The mark is in the manifest: it comes with the first commit of a run, what nothing is left of
to read loses it with the last. So whatever ends a run in between, the index says that it is
not all there, and the next run over the same paths goes on.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from sou.documents import Below

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from sou.store.writer import IndexWriter


def mark_begun(writer: IndexWriter, paths: Iterable[str]) -> None:
    """Mark paths that are about to be read, with the next commit.

    One that is not there now keeps what the index has of it, so it keeps its mark or has none.
    """
    there = (path for path in paths if os.path.lexists(path))
    writer.mark_unfinished([*writer.manifest.unfinished, *there])


def mark_emptied(writer: IndexWriter, roots: Iterable[str]) -> None:
    """Mark all roots of an index that has lost its documents, with the next commit."""
    writer.mark_unfinished([*writer.manifest.unfinished, *roots])


def mark_finished(writer: IndexWriter, paths: Collection[str], gone: Collection[str] = ()) -> None:
    """Take the mark from paths that were read, and all below them, with the next commit.

    One that is not there now, a disk that is not connected, was not read; ``gone`` are those
    that the index is to forget.
    """
    done = Below([*gone, *(path for path in paths if os.path.lexists(path))])
    writer.mark_unfinished(path for path in writer.manifest.unfinished if path not in done)


def mark_forgotten(writer: IndexWriter, roots: Collection[str]) -> None:
    """Take the mark from all paths outside some roots, with the next commit."""
    kept = Below(roots)
    writer.mark_unfinished(path for path in writer.manifest.unfinished if path in kept)
