"""Whoosh's writer, with a pool, a commit and a merge that never pickle.

A transaction writes one new segment; merge policies are Whoosh's. What was not committed
leaves no file: neither after ``cancel``, nor after an error, nor, once there is another
writer, after a kill.
"""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Any

from whoosh.index import TOC, LockError
from whoosh.writing import IndexingError, SegmentWriter

from sou.codec.foreign import ForeignReader
from sou.codec.formats import kind_of, value_of
from sou.codec.pool import PostingPool
from sou.codec.schema import packed_field
from sou.codec.toc import remove_unnamed, write_toc
from sou.errors import ConfigError

if TYPE_CHECKING:
    from sou.codec.index import NumpyIndex


class NumpyWriter(SegmentWriter):  # type: ignore[misc]  # Whoosh is untyped here
    """The one writer of an index.

    Options of Whoosh's writer that speak of its files or its memory (``compound``,
    ``limitmb``) mean nothing here.

    Raises:
        LockError: another writer is open.
    """

    def __init__(self, index: NumpyIndex, **options: Any) -> None:
        if options.pop("codec", None) not in (None, index.codec):
            raise ConfigError("the segments of this index are written by its own codec only")
        index.storage.check_writable()
        try:
            super().__init__(index, codec=index.codec, **options)
        except LockError:
            raise LockError(f"another writer is open on {index}") from None
        except BaseException:
            if self.writelock:
                self.writelock.release()
            raise
        self._index = index
        self._is_broken = False
        self.pool = PostingPool(self.schema)
        self._remove_unnamed()

    def reader(self, reuse: Any = None) -> Any:
        """Return a reader of the committed documents, with this writer's deletions."""
        self._check_state()
        return self._index._reader(self.storage, self.schema, self.segments, self.generation)  # noqa: SLF001  # Whoosh's own door

    def add_field(self, fieldname: str, fieldspec: Any, **options: Any) -> None:
        """Add a field to the schema.

        Raises:
            FieldConfigurationError: it cannot be stored without pickling.
        """
        field = fieldspec() if isinstance(fieldspec, type) else fieldspec
        super().add_field(fieldname, packed_field(fieldname, field), **options)

    def add_document(self, **fields: Any) -> None:
        """Add a document; one that raises leaves nothing behind."""
        try:
            super().add_document(**fields)
        except BaseException:
            self.perdocwriter.cancel_doc()
            self.pool.drop()
            raise
        self.pool.keep()

    def update_document(self, **fields: Any) -> None:
        """Add a document in place of those with the same unique values.

        They may have been added by this writer.
        """
        for name in self._unique_fields(fields):
            if fields[name] is not None:
                term = self.schema[name].to_bytes(fields[name])
                for docnum in self.pool.documents(name, term):
                    self.newsegment.delete_document(docnum)
        super().update_document(**fields)

    def add_reader(self, reader: Any) -> None:
        """Add all documents of a reader, which may be of another codec.

        Raises:
            UnplainValueError: a stored value cannot be kept; the transaction is lost.
        """
        try:
            super().add_reader(ForeignReader(reader, self.schema))
        except BaseException:
            self._is_broken = True
            raise

    def add_postings_to_pool(self, reader: Any, startdoc: int, docmap: Any) -> None:
        """Take in the postings of a reader.

        Those of a field that had another format then, and said less, are left out.
        """
        for fieldname, term in reader.all_terms():
            format_ = self.schema[fieldname].format if fieldname in self.schema else None
            if format_ is None:
                continue
            kind, matcher = kind_of(format_), reader.postings(fieldname, term)
            while matcher.is_active():
                docnum = matcher.id()
                docnum = startdoc + docnum if docmap is None else docmap[docnum]
                value = value_of(kind, format_, matcher)
                if value is not None:
                    self.pool.put(fieldname, term, docnum, matcher.weight(), value)
                matcher.next()

    def commit(self, *arguments: Any, **options: Any) -> None:
        """Write the new segment, merge as the policy says, and make all that the index.

        Raises:
            IndexingError: documents of a reader were added in part; nothing is written.
        """
        if self._is_broken:
            self.cancel()
            raise IndexingError("a reader could not be added as a whole; nothing was written")
        super().commit(*arguments, **options)

    def _close_segment(self) -> None:
        """Drop what was not flushed: the transaction has nothing to write."""
        for part in (self.perdocwriter, self.fieldwriter):
            if not part.is_closed:
                part.discard()
        super()._close_segment()

    def _commit_toc(self, segments: list[Any]) -> None:
        write_toc(self.storage, self.indexname, TOC(self.schema, segments, self.generation))
        self._index.remember(self.schema)
        self._remove_unnamed()

    def _cleanup_on_error(self) -> None:
        with contextlib.suppress(Exception):  # the error that brought us here is told
            self._close_segment()
            self._remove_unnamed()
        super()._cleanup_on_error()

    def _remove_unnamed(self) -> None:
        toc = self._index._read_toc()  # noqa: SLF001  # Whoosh's own door
        remove_unnamed(self.storage, self.indexname, toc.generation, toc.segments)
