"""Read what a segment knows of each document; the file is as ``documents_writer`` says."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from whoosh.codec import base
from whoosh.filedb.structfile import BufferFile
from whoosh.matching import ListMatcher
from whoosh.util.numeric import byte_to_length

from sou.codec import plain
from sou.codec.blobs import Blobs
from sou.store.texts import RecordReader

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sou.codec.segment import NumpySegment
    from sou.store.container import Container


class _Vectors:
    """The terms of documents, for one field."""

    def __init__(self, container: Container, name: str) -> None:
        self._documents = container.array(f"{name}.documents")
        self._ends = container.array(f"{name}.ends")
        self._weights = container.array(f"{name}.weights")
        self._terms = Blobs(container, f"{name}.terms")
        self._values = Blobs(container, f"{name}.values")

    def place(self, docnum: int) -> int:
        """Return which of the vectors is a document's, or -1."""
        at = int(self._documents.searchsorted(docnum))
        return at if at < self._documents.size and self._documents[at] == docnum else -1

    def matcher(self, place: int, format_: Any) -> Any:
        """Return a matcher whose postings are the terms of a document."""
        start = int(self._ends[place - 1]) if place else 0
        numbers = range(start, int(self._ends[place]))
        return ListMatcher(
            [self._terms[number].decode("utf-8", "surrogatepass") for number in numbers],
            self._weights[numbers.start : numbers.stop].tolist(),
            [self._values[number] for number in numbers],
            format_,
        )


class NumpyPerDocReader(base.PerDocumentReader):  # type: ignore[misc]  # Whoosh is untyped here
    """Whoosh's reader of documents over a container; deletions are the segment's."""

    def __init__(self, container: Container, segment: NumpySegment) -> None:
        self._container = container
        self._segment = segment
        self._count = int(container.meta["documents"])
        self._totals: dict[str, int] = dict(container.meta["lengths"])
        self._lengths = {
            name: container.view(f"lengths.{number}") for number, name in enumerate(self._totals)
        }
        self._columns: dict[str, Any] = {}
        self._records = RecordReader(container)

    def doc_count(self) -> int:
        """Return how many documents are not deleted."""
        return self._count - self._segment.deleted_count()

    def doc_count_all(self) -> int:
        """Return how many documents there are, deleted ones too."""
        return self._count

    def has_deletions(self) -> bool:
        """Return whether a document is deleted."""
        return self._segment.deleted_count() > 0

    def is_deleted(self, docnum: int) -> bool:
        """Return whether this document is deleted."""
        return self._segment.is_deleted(docnum)

    def deleted_docs(self) -> Iterator[int]:
        """Yield the deleted documents, ascending."""
        return self._segment.deleted_docs()

    def supports_columns(self) -> bool:
        """Return true."""
        return True

    def has_column(self, fieldname: str) -> bool:
        """Return whether a document has a value in this column."""
        return fieldname in self._container.meta["columns"]

    def list_columns(self) -> list[str]:
        """Return the names of the columns."""
        return list(self._container.meta["columns"])

    def column_reader(self, fieldname: str, column: Any) -> Any:
        """Return Whoosh's reader of a column."""
        if fieldname not in self._columns:
            number = self._container.meta["columns"].index(fieldname)
            raw = self._container.view(f"columns.{number}")
            self._columns[fieldname] = BufferFile(raw, name=fieldname), len(raw)
        file, size = self._columns[fieldname]
        return column.reader(file, 0, size, self._count)

    def doc_field_length(self, docnum: int, fieldname: str, default: int = 0) -> int:
        """Return the length of a document's field as Whoosh rounds it."""
        lengths = self._lengths.get(fieldname)
        return (byte_to_length(lengths[docnum]) if lengths else 0) or default

    def doc_field_length_reader(self, fieldname: str, default: int = 0) -> Callable[[int], int]:
        """Return a function from documents to the lengths of a field."""
        lengths = self._lengths.get(fieldname)
        if lengths is None:
            return lambda _: default
        return lambda docnum: byte_to_length(lengths[docnum]) or default

    def field_length(self, fieldname: str) -> int:
        """Return the sum of a field's lengths, as they were when the segment was written."""
        return self._totals.get(fieldname, 0)

    def min_field_length(self, fieldname: str) -> int:
        """Return the shortest length of a field; 0 where a document does not have it."""
        return self._extreme(fieldname, np.min)

    def max_field_length(self, fieldname: str) -> int:
        """Return the longest length of a field."""
        return self._extreme(fieldname, np.max)

    def _extreme(self, fieldname: str, chosen: Callable[[Any], Any]) -> int:
        lengths = self._lengths.get(fieldname)
        length: int = (
            byte_to_length(int(chosen(np.frombuffer(lengths, np.uint8)))) if lengths else 0
        )
        return length

    @cached_property
    def _vectors(self) -> dict[str, _Vectors]:
        names = self._container.meta["vectors"]
        return {name: _Vectors(self._container, f"vectors.{n}") for n, name in enumerate(names)}

    def has_vector(self, docnum: int, fieldname: str) -> bool:
        """Return whether a document has a vector of a field."""
        vectors = self._vectors.get(fieldname)
        return vectors is not None and vectors.place(docnum) >= 0

    def vector(self, docnum: int, fieldname: str, format_: Any) -> Any:
        """Return a matcher whose postings are the terms of a document's field.

        Raises:
            KeyError: the document has no vector of the field.
        """
        vectors = self._vectors.get(fieldname)
        place = vectors.place(docnum) if vectors else -1
        if vectors is None or place < 0:
            raise KeyError(f"Field {fieldname!r} has no vector in docnum {docnum}")
        return vectors.matcher(place, format_)

    def stored_fields(self, docnum: int) -> dict[str, Any]:
        """Return what is stored of a document."""
        stored: dict[str, Any] = plain.loads(self._records.record(docnum))
        return stored
