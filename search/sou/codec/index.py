"""Create and open an index: Whoosh's ``FileIndex`` with our TOC, codec and writer."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING, Any

from whoosh.filedb.filestore import FileStorage
from whoosh.index import TOC, FileIndex, LockError
from whoosh.reading import EmptyReader, SegmentReader

from sou.codec.codec import NumpyCodec
from sou.codec.multi_reader import NumpyMultiReader
from sou.codec.schema import packed_schema
from sou.codec.schema_spec import is_complete, schema_to_plain
from sou.codec.searcher import NumpySearcher
from sou.codec.storage import SealedStorage
from sou.codec.toc import read_toc, remove_unnamed, write_toc
from sou.codec.writer import NumpyWriter

if TYPE_CHECKING:
    from pathlib import Path

DEFAULT_NAME = "MAIN"


def create_index(folder: Path | str, schema: Any, indexname: str = DEFAULT_NAME) -> NumpyIndex:
    """Create an empty index; the folder is made, an index of that name emptied.

    Raises:
        LockError: a writer is open on the index that is there.
        FieldConfigurationError: a field cannot be stored without pickling.
    """
    return NumpyIndex.create(FileStorage(str(folder)).create(), schema, indexname)


def open_index(folder: Path | str, schema: Any = None, indexname: str = DEFAULT_NAME) -> NumpyIndex:
    """Open an index; ``schema``, when given, stands for the one in the file.

    Raises:
        EmptyIndexError: there is none.
        IndexVersionError: plain Whoosh wrote it, or another version of this codec.
        IndexCorruptError: the TOC is damaged.
        FieldConfigurationError: a field has parts that only the application can give.
    """
    return NumpyIndex(FileStorage(str(folder)), schema, indexname)


class NumpyIndex(FileIndex):  # type: ignore[misc]  # Whoosh is untyped here
    """Whoosh's index in a folder, without pickles.

    May be given to Whoosh's storages as ``indexclass``.
    """

    def __init__(self, storage: Any, schema: Any = None, indexname: str = DEFAULT_NAME) -> None:
        self.storage = SealedStorage(storage)
        self.indexname = indexname
        self.codec = NumpyCodec()
        self._schema = packed_schema(schema) if schema else None
        self._read_toc()

    @classmethod
    def create(cls, storage: Any, schema: Any, indexname: str = DEFAULT_NAME) -> NumpyIndex:
        """Create an empty index in a storage, in place of one that is there."""
        mine = packed_schema(schema)
        storage = SealedStorage(storage)
        storage.check_writable()
        lock = storage.lock(f"{indexname}_WRITELOCK")
        if not lock.acquire():
            raise LockError(f"a writer is open on index {indexname!r} in {storage}")
        try:
            generation = TOC._latest_generation(storage, indexname) + 1  # noqa: SLF001  # Whoosh's names
            write_toc(storage, indexname, TOC(mine, [], generation))
            remove_unnamed(storage, indexname, generation, [])
        finally:
            lock.release()
        return cls(storage, None if is_complete(schema_to_plain(mine)) else mine, indexname)

    def _read_toc(self) -> Any:
        schema = packed_schema(self._schema) if self._schema else None  # writers change theirs
        return read_toc(self.storage, self.indexname, self.codec, schema)

    def remember(self, schema: Any) -> None:
        """Go on with the schema that a writer committed, if this index was given one."""
        if self._schema is not None:
            self._schema = schema

    @classmethod
    def _reader(
        cls,
        storage: Any,
        schema: Any,
        segments: list[Any],
        generation: int,
        reuse: Any = None,
    ) -> Any:
        """Return a reader of exactly these segments.

        ``reuse`` is left alone: files are shared by the codec, and a reader of an older
        generation has older deletions.
        """
        readers = [SegmentReader(storage, schema, one, generation=generation) for one in segments]
        if not readers:
            return EmptyReader(schema)
        return readers[0] if len(readers) == 1 else NumpyMultiReader(readers, generation)

    def searcher(self, **options: Any) -> Any:
        """Return a searcher of the newest generation."""
        return NumpySearcher(self.reader(), fromindex=self, **options)

    def writer(self, procs: int = 1, **options: Any) -> Any:
        """Return a writer; there can be one at a time.

        Raises:
            LockError: there is one.
        """
        if procs > 1:
            warnings.warn("this index has a single-process writer", stacklevel=2)
        return NumpyWriter(self, **options)
