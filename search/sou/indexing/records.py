"""Documents that a program gives, not files: added, replaced and deleted by their ids.

In: :class:`~sou.sources.NewDocument` of any number. Out: one commit, so that a search sees
all of a call or nothing. Their ids are no absolute paths, so no run over files removes them.
"""

from __future__ import annotations

import time
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING, Final

from sou.analysis.fingerprint import fingerprint
from sou.analysis.user_dictionary import NO_DICTIONARY
from sou.documents.dates import date_ns
from sou.errors import ConfigError, IndexOutdatedError
from sou.indexing.batch import Batch, write_batch
from sou.indexing.merging import merge_segments
from sou.indexing.plan import known_documents
from sou.model import SourceMap
from sou.sources import Document, Source
from sou.store.manifest import read_manifest
from sou.store.segment import Segment
from sou.store.writer import IndexWriter

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from sou.analysis.user_dictionary import UserDictionary
    from sou.sources import NewDocument
    from sou.store.manifest import SegmentEntry

_DIGEST_BYTES: Final = 16
_BATCH_CHARS: Final = 4_000_000
"""Some 360 MB are needed for as many."""
_FEW: Final = 64
"""So many ids are looked up one by one, in 1 ms each for 100,000 documents; more by reading
the records of all."""


def add_records(
    folder: Path, documents: Iterable[NewDocument], dictionary: UserDictionary = NO_DICTIONARY
) -> int:
    """Add documents, or put them in the place of those of the same ids; return how many.

    Of several with one id the last counts.

    Raises:
        ConfigError: an id or a date is none; nothing is added then.
        IndexOutdatedError: the index is of another version or damaged.
        IndexLockedError: another process writes to the index.
    """
    with IndexWriter(folder, fingerprint()) as writer:
        _check_whole(writer)
        before = writer.current_segments()
        homes: dict[str, tuple[str, int]] = {}
        for pending in _batches(documents):
            batch = Batch()
            for one in pending.values():
                batch.add(_source(one), _document(one))
            path = writer.new_path()
            writer.add_segment(path, write_batch(batch, path, dictionary))
            for number, name in enumerate(pending):
                if name in homes:
                    writer.delete(*homes[name])
                homes[name] = (path.name, number)
        if homes:
            _forget(writer, before, homes)
            _commit(writer)
        return len(homes)


def delete_records(folder: Path, ids: Iterable[str]) -> int:
    """Delete documents by their ids; return how many there were.

    Raises:
        ConfigError: an id is the path of a file.
        IndexMissingError: there is no index.
        IndexOutdatedError: the index is of another version or damaged.
        IndexLockedError: another process writes to the index.
    """
    wanted = dict.fromkeys(ids)
    for name in wanted:
        _check_id(name)
    read_manifest(folder)
    with IndexWriter(folder, fingerprint()) as writer:
        _check_whole(writer)
        deleted = _forget(writer, writer.current_segments(), wanted)
        if deleted:
            _commit(writer)
        return deleted


def _check_whole(writer: IndexWriter) -> None:
    """Refuse to empty an index: what programs gave is nowhere else."""
    if writer.was_rebuilt:
        raise IndexOutdatedError(
            f"the index in {writer.folder} is of another version or damaged; build it anew with: "
            "sou index"
        )


def _commit(writer: IndexWriter) -> None:
    writer.commit()
    while merge_segments(writer):
        writer.commit()


def _batches(documents: Iterable[NewDocument]) -> Iterator[dict[str, NewDocument]]:
    pending: dict[str, NewDocument] = {}
    chars = 0
    for one in documents:
        _check_id(one.id)
        if one.date and date_ns(one.date) is None:
            raise ConfigError(f"{one.date!r} is no date in the form of ISO 8601, of {one.id!r}")
        if chars + len(one.text) > _BATCH_CHARS and pending:
            yield pending
            pending, chars = {}, 0
        pending[one.id] = one
        chars += len(one.text)
    if pending:
        yield pending


def _check_id(name: str) -> None:
    if not name or "\0" in name or Path(name).is_absolute():
        raise ConfigError(
            f"{name!r} is no id for a document that is no file: it is empty, absolute or has a NUL"
        )


def _forget(writer: IndexWriter, entries: Iterable[SegmentEntry], ids: Collection[str]) -> int:
    """Delete the live documents of some ids in some segments; return how many there were."""
    segments = [(Segment(writer.folder / entry.name), entry.deleted) for entry in entries]
    found: set[tuple[str, int]] = set()
    if len(ids) <= _FEW:
        for segment, deleted in segments:
            numbers = {segment.find_id(name) for name in ids} - deleted
            found |= {(segment.name, number) for number in numbers if number >= 0}
    else:
        known = known_documents(segments)
        for name in ids:
            for home, numbers_of in known[name].homes if name in known else ():
                found |= {(home, number) for number in numbers_of}
    for home, number in found:
        writer.delete(home, number)
    return len(found)


def _source(one: NewDocument) -> Source:
    modified_s = time.time() if one.modified_s is None else one.modified_s
    return Source(one.id, len(_encoded(one.text)), int(modified_s * 1_000_000_000))


def _document(one: NewDocument) -> Document:
    starts = [0, *(at + 1 for at, character in enumerate(one.text) if character == "\n")]
    return Document(
        text=one.text,
        title=one.title,
        kind="text",
        encoding="utf-8",
        confidence=1.0,
        source_map=SourceMap(starts),
        digest=blake2b(_encoded(one.text), digest_size=_DIGEST_BYTES).hexdigest(),
        author=one.author,
        date=one.date,
        language=one.language,
    )


def _encoded(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")
