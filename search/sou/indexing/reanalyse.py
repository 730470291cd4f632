"""Cut the words of an index anew, by another dictionary of the user's.

The text is taken from the index itself: sources are neither read nor needed. Segment by
segment the live documents are written again, some at a time so that memory stays bounded,
and committed in the place of the old ones; a run that is stopped leaves every document
in the index, and the next one does the rest.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from sou.analysis.fingerprint import fingerprint
from sou.errors import IndexOutdatedError
from sou.indexing.batch import Batch, write_batch
from sou.indexing.budget import budget_for
from sou.indexing.merging import merge_segments
from sou.reports import IndexProgress, IndexReport
from sou.sources import Document, Source
from sou.store.manifest import read_manifest
from sou.store.segment import Segment
from sou.store.writer import IndexWriter

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from sou.analysis.user_dictionary import UserDictionary
    from sou.store.manifest import SegmentEntry

    Progress = Callable[[IndexProgress], None]


def reanalyse(
    folder: Path,
    dictionary: UserDictionary,
    memory_bytes: int,
    progress: Progress | None = None,
) -> IndexReport:
    """Cut the words of all documents that were cut by another dictionary.

    Raises:
        IndexMissingError: there is no index.
        IndexOutdatedError: the index is of another version, or a segment does not fit it,
            which only its sources can mend.
        IndexCorruptError: a file is damaged.
        IndexLockedError: another process writes to the index.
    """
    started = time.monotonic()
    read_manifest(folder)
    with IndexWriter(folder, fingerprint()) as writer:
        if writer.was_rebuilt:
            message = f"the index in {folder} is of another version or damaged; run: sou index"
            raise IndexOutdatedError(message)
        total = writer.manifest.documents
        run = _Run(writer, dictionary, budget_for(memory_bytes, 1, 0).batch_chars, progress, total)
        for entry in writer.current_segments():
            run.take(entry)
        while merge_segments(writer):
            writer.commit()
        manifest = writer.manifest
        return IndexReport(
            added=0,
            updated=run.changed,
            removed=0,
            unchanged=total - run.changed,
            skipped=(),
            doubtful=(),
            text_chars=run.text_chars,
            elapsed_s=time.monotonic() - started,
            generation=manifest.generation,
            documents=manifest.documents,
        )


class _Run:
    """Writes segments again, and counts."""

    def __init__(
        self,
        writer: IndexWriter,
        dictionary: UserDictionary,
        batch_chars: int,
        progress: Progress | None,
        total: int,
    ) -> None:
        self._writer = writer
        self._dictionary = dictionary
        self._batch_chars = batch_chars
        self._progress = progress
        self._total = total
        self._done = 0
        self.changed = 0
        self.text_chars = 0

    def take(self, entry: SegmentEntry) -> None:
        """Put what a segment holds in its place, cut anew; nothing if it is cut so."""
        segment = Segment(self._writer.folder / entry.name)
        if segment.dictionary == self._dictionary.digest:
            self._done += entry.documents - len(entry.deleted)
            return
        segment.container.verify()
        batch = Batch()
        for number in entry.live().nonzero()[0].tolist():
            source, document = stored_document(segment, number)
            if batch.chars >= self._batch_chars and source.path != batch.sources[-1].path:
                self._write(batch)  # never between the documents of a file
                batch = Batch()
            batch.add(source, document)
            self._tell(source.path)
        self._write(batch)
        self._writer.remove_segments([entry.name])
        self._writer.commit()

    def _write(self, batch: Batch) -> None:
        if not len(batch):
            return
        path = self._writer.new_path()
        self._writer.add_segment(path, write_batch(batch, path, self._dictionary))
        self.changed += len(batch)
        self.text_chars += batch.chars

    def _tell(self, path: str) -> None:
        self._done += 1
        if self._progress:
            self._progress(IndexProgress(self._done, self._total, path))


def stored_document(segment: Segment, number: int) -> tuple[Source, Document]:
    """Return a document of a segment as it was when it was read."""
    info = segment.info(number)
    record = segment.record(number)
    modified_ns = int(segment.modified_ns[number])
    said = record.get("told", ""), record.get("rules", "")
    source = Source(info.path, info.size_bytes, modified_ns, *said)
    document = Document(
        text=segment.text(number),
        title=info.title,
        kind=record["kind"],
        encoding=info.encoding,
        neighbours=record.get("neighbours", ""),
        confidence=1.0,
        source_map=segment.source_map(number),
        anchors=segment.anchors(number),
        digest=info.digest,
        part=info.part,
        author=info.author,
        date=info.date,
        language=info.language,
    )
    return source, document
