"""Snapshots of texts, segment by segment, without walking a folder."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

from sou.indexing.batch import Batch, write_batch
from sou.model import SourceMap
from sou.searching.snapshot import Snapshot
from sou.sources import Document, DocumentKind, Source
from sou.store.manifest import Manifest, SegmentEntry
from sou.store.segment import Segment


@dataclass(frozen=True)
class Given:
    """A document for a snapshot."""

    text: str
    path: str
    title: str = ""
    kind: DocumentKind = "text"
    encoding: str = "utf-8"
    size_bytes: int = 0
    modified_ns: int = 0
    part: str = ""
    author: str = ""
    date: str = ""
    language: str = ""


def given(texts: Sequence[str], folder: str = "/文件") -> list[Given]:
    """Return documents of some texts, named by their numbers."""
    return [Given(text, f"{folder}/{number}.txt") for number, text in enumerate(texts)]


def snapshot_of(
    folder: Path,
    segments: Sequence[Sequence[Given]],
    deleted: Collection[tuple[int, int]] = (),
    roots: Sequence[str] = (),
) -> Snapshot:
    """Return a snapshot with one segment for each sequence; ``deleted`` are (segment, number)."""
    entries = []
    for number, documents in enumerate(segments):
        batch = Batch()
        for one in documents:
            batch.add(Source(one.path, one.size_bytes, one.modified_ns), _document(one))
        name = f"{number:03d}.seg"
        gone = frozenset(document for segment, document in deleted if segment == number)
        entries.append(SegmentEntry(name, write_batch(batch, folder / name), gone))
    manifest = Manifest("test", 1, tuple(entries), tuple(roots))
    return Snapshot(manifest, tuple(Segment(folder / entry.name) for entry in entries))


def _document(one: Given) -> Document:
    return Document(
        text=one.text,
        title=one.title,
        kind=one.kind,
        encoding=one.encoding,
        confidence=1.0,
        source_map=SourceMap([0]),
        part=one.part,
        author=one.author,
        date=one.date,
        language=one.language,
    )
