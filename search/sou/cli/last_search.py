"""Remembers the hits of the last search, for ``sou open N``.

In: hits. Out: a file beside the index, replaced at once or not at all. It is a
convenience: where it cannot be written or read, there is no last search.
"""

from __future__ import annotations

import contextlib
import json
import os
from typing import TYPE_CHECKING, NamedTuple

from sou.model import Anchor, Hit, Place

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

FILE_NAME = "last-search.json"
_VERSION = 2
_KEPT_HITS = 1000


class RememberedHit(NamedTuple):
    """Where a hit of the last search is."""

    rank: int
    document_id: str
    path: str
    place: Place
    anchor: Anchor | None = None
    offset: int | None = None
    """In the document's text."""

    @classmethod
    def of(cls, hit: Hit) -> RememberedHit:
        """Return what is kept of a hit."""
        document = hit.document
        return cls(hit.rank, document.id, document.path, hit.place, hit.anchor, hit.offset)


def remember(location: Path, query: str, hits: Sequence[RememberedHit]) -> None:
    """Replace the last search by this one; keeps its first thousand hits."""
    kept = [_to_data(hit) for hit in hits[:_KEPT_HITS]]
    text = json.dumps({"version": _VERSION, "query": query, "hits": kept})
    with contextlib.suppress(OSError):
        _replace(location / FILE_NAME, text)


def recall(location: Path, rank: int) -> RememberedHit | None:
    """Return the hit of that rank; ``None`` when the last search had none."""
    try:
        remembered = json.loads((location / FILE_NAME).read_text("ascii"))
        if remembered["version"] != _VERSION:
            return None
        for hit_rank, document_id, path, place, anchor, offset in remembered["hits"]:
            if hit_rank == rank:
                found = Anchor(*anchor) if anchor else None
                return RememberedHit(rank, document_id, path, Place(*place), found, offset)
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return None


def _to_data(hit: RememberedHit) -> list[object]:
    anchor = hit.anchor
    place = anchor and [anchor.offset, anchor.kind, anchor.label, anchor.number]
    return [hit.rank, hit.document_id, hit.path, list(hit.place), place, hit.offset]


def _replace(path: Path, text: str) -> None:
    temporary = path.with_name(f".{FILE_NAME}.{os.getpid()}")  # importing tempfile takes 3 ms
    try:
        temporary.write_text(text, "ascii")
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
