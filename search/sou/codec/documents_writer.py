"""Write what a segment knows of each document: stored fields, lengths, columns, vectors.

The file is a container with the arrays

- ``records.…`` (``sou.store.texts``): stored fields, a line of JSON each (``plain``);
- ``lengths.n``: a byte for each document, the field's length as Whoosh rounds it, 0: none;
- ``columns.n``: a column as Whoosh's own class writes it;
- ``vectors.n.documents``, ``.ends``: documents that have a vector, ascending, and where
  the terms of each end; ``.terms``, ``.values`` (each with ``_ends``), ``.weights``: terms.

``n`` counts the names that the meta lists under ``lengths``, ``columns``, ``vectors``.
"""

from __future__ import annotations

from collections import Counter
from io import BytesIO
from typing import TYPE_CHECKING, Any

import numpy as np
from whoosh.codec import base
from whoosh.filedb.structfile import StructFile
from whoosh.util.numeric import length_to_byte

from sou.codec import plain
from sou.codec.blobs import write_blobs
from sou.store.container import ContainerWriter
from sou.store.text_writer import RecordWriter

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path


class _Column:
    """A column being written, in memory."""

    def __init__(self, column: Any) -> None:
        self._file = BytesIO()
        self._writer = column.writer(StructFile(self._file))

    def add(self, docnum: int, value: Any) -> None:
        self._writer.add(docnum, value)

    def finish(self, documents: int) -> bytes:
        self._writer.finish(documents)
        return self._file.getvalue()


class _Vectors:
    """The terms of documents, for one field."""

    def __init__(self) -> None:
        self.documents: list[int] = []
        self.ends: list[int] = []
        self.terms: list[bytes] = []
        self.weights: list[float] = []
        self.values: list[bytes] = []

    def add(self, docnum: int, items: Iterable[tuple[str, float, bytes]]) -> None:
        for term, weight, value in items:
            self.terms.append(term.encode("utf-8", "surrogatepass"))
            self.weights.append(weight)
            self.values.append(value or b"")
        self.documents.append(docnum)
        self.ends.append(len(self.terms))

    def write(self, writer: ContainerWriter, name: str) -> None:
        writer.append(f"{name}.documents", np.array(self.documents, dtype=np.uint32))
        writer.append(f"{name}.ends", np.array(self.ends, dtype=np.uint64))
        writer.append(f"{name}.weights", np.array(self.weights, dtype=np.float32))
        write_blobs(writer, f"{name}.terms", self.terms)
        write_blobs(writer, f"{name}.values", self.values)


class _Document:
    """What was said of the document being added; nothing is kept before it is finished."""

    def __init__(self, number: int) -> None:
        self.number = number
        self.stored: dict[str, Any] = {}
        self.lengths: dict[str, int] = {}
        self.columns: list[tuple[str, Any, Any]] = []
        self.vectors: list[tuple[str, list[Any]]] = []


class NumpyPerDocWriter(base.PerDocumentWriter):  # type: ignore[misc]  # Whoosh is untyped here
    """Whoosh's writer of documents, numbered from 0 without gaps."""

    def __init__(self, path: Path) -> None:
        self._writer = ContainerWriter(path)
        self._records = RecordWriter(self._writer)
        self._count = 0
        self._document: _Document | None = None
        self._lengths: dict[str, bytearray] = {}
        self._totals: Counter[str] = Counter()
        self._columns: dict[str, _Column] = {}
        self._vectors: dict[str, _Vectors] = {}
        self.is_closed = False

    def start_doc(self, docnum: int) -> None:
        """Begin a document."""
        if self._document is not None or docnum != self._count:
            raise ValueError(f"document {docnum} begins out of order, after {self._count}")
        self._document = _Document(docnum)

    def add_field(self, fieldname: str, fieldobj: Any, value: Any, length: int | None) -> None:
        """Set the stored value (``None``: none) and length of a field.

        Raises:
            UnplainValueError: the value is of a type that is not stored.
        """
        document = self._current()
        if value is not None:
            plain.dumps(value)
            document.stored[fieldname] = value
        if length:
            document.lengths[fieldname] = length

    def add_column_value(self, fieldname: str, columnobj: Any, value: Any) -> None:
        """Set the value of a column; one that the column cannot take is refused here."""
        _Column(columnobj).add(0, value)
        self._current().columns.append((fieldname, columnobj, value))

    def add_vector_items(self, fieldname: str, fieldobj: Any, items: Iterable[Any]) -> None:
        """Set the terms of a field, ascending: term, weight, value."""
        self._current().vectors.append((fieldname, list(items)))

    def finish_doc(self) -> None:
        """End a document: keep it."""
        document = self._current()
        number = document.number
        self._records.add(plain.dumps(document.stored))
        for name, length in document.lengths.items():
            lengths = self._lengths.setdefault(name, bytearray())
            lengths.extend(bytes(number - len(lengths)))
            lengths.append(length_to_byte(length))
            self._totals[name] += length
        for name, column, value in document.columns:
            self._columns.setdefault(name, _Column(column)).add(number, value)
        for name, items in document.vectors:
            if items:
                self._vectors.setdefault(name, _Vectors()).add(number, items)
        self._count += 1
        self._document = None

    def cancel_doc(self) -> None:
        """Drop the document that was begun, if one was."""
        self._document = None

    def _current(self) -> _Document:
        if self._document is None:
            raise RuntimeError("no document was begun")
        return self._document

    def discard(self) -> None:
        """Drop all documents; no file is written."""
        self._writer.close()
        self.is_closed = True

    def close(self) -> None:
        """Write the file and flush it to the disk."""
        self._records.finish()
        for number, lengths in enumerate(self._lengths.values()):
            lengths.extend(bytes(self._count - len(lengths)))
            self._writer.append_bytes(f"lengths.{number}", bytes(lengths))
        for number, column in enumerate(self._columns.values()):
            self._writer.append_bytes(f"columns.{number}", column.finish(self._count))
        for number, vectors in enumerate(self._vectors.values()):
            vectors.write(self._writer, f"vectors.{number}")
        self._writer.finish(
            {
                "documents": self._count,
                "lengths": [(name, self._totals[name]) for name in self._lengths],
                "columns": list(self._columns),
                "vectors": list(self._vectors),
            }
        )
        self.is_closed = True
