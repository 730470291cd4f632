"""Write the terms of a segment: dictionary, statistics, postings.

The file is a container. Field ``n`` of its meta has the arrays

- ``n.terms``, ``n.terms_ends``: the terms in byte order (any bytes: numbers hold zeros);
- ``n.addresses`` and the others of ``sou.store.gaps``: documents and frequencies;
- ``n.documents``, ``n.total_weight``, ``n.max_weight``, ``n.min_length``,
  ``n.max_length``, ``n.first``, ``n.last``: what Whoosh asks of a term, one each;
- ``n.values``, ``n.value_starts``: packed items of all postings (``formats``), and the
  first item of each term; only in fields whose postings say more than a frequency;
- ``n.weights``: a weight for each posting; only in fields where one is no frequency;
- ``n.big``, ``n.big_values``: postings whose frequency the lists cannot hold.
"""

from __future__ import annotations

from array import array
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from whoosh.codec import base

from sou.codec.blobs import write_blobs
from sou.codec.formats import HEAD_BYTES, item_size, kind_of
from sou.store.container import ContainerWriter
from sou.store.gap_lists import Payload
from sou.store.gaps import GapWriter

if TYPE_CHECKING:
    from pathlib import Path

    import numpy.typing as npt

LARGEST_FREQUENCY: Final = 0xFFFF
"""Higher frequencies are kept beside the lists."""


class _Field:
    """Terms and postings of the field being written."""

    def __init__(self, name: str, format_: Any) -> None:
        self.name = name
        self.kind = kind_of(format_)
        self.frequency_of = format_.decode_frequency
        self.terms: list[bytes] = []
        self.starts = array("Q")
        """The first posting of each term."""
        self.documents = array("I")
        self.frequencies = array("I")
        self.weights = array("f")
        self.lengths = array("I")
        self.items: list[bytes] = []
        """Packed items of each posting."""


class NumpyFieldWriter(base.FieldWriter):  # type: ignore[misc]  # Whoosh is untyped here
    """Whoosh's writer of fields: terms come in byte order, documents ascending."""

    def __init__(self, path: Path) -> None:
        self._writer = ContainerWriter(path)
        self._fields: dict[str, str] = {}
        self._field: _Field | None = None
        self.is_closed = False

    def start_field(self, fieldname: str, fieldobj: Any) -> None:
        """Begin a field."""
        self._field = _Field(fieldname, fieldobj.format)

    def start_term(self, text: bytes) -> None:
        """Begin a term of the field."""
        field = self._current()
        field.terms.append(text)
        field.starts.append(len(field.documents))

    def add(self, docnum: int, weight: float, vbytes: bytes, length: int | None) -> None:
        """Add a posting of the term."""
        field = self._current()
        field.documents.append(docnum)
        field.frequencies.append(field.frequency_of(vbytes))
        field.weights.append(weight)
        field.lengths.append(length or 0)
        field.items.append(vbytes[HEAD_BYTES:])

    def finish_term(self) -> None:
        """End a term."""

    def finish_field(self) -> None:
        """End a field: write it."""
        field = self._current()
        number = str(len(self._fields))
        self._fields[field.name] = field.kind
        write_blobs(self._writer, f"{number}.terms", field.terms)
        if field.terms:
            self._write_postings(number, field)
        self._field = None

    def _write_postings(self, number: str, field: _Field) -> None:
        starts = np.array(field.starts, dtype=np.int64)
        documents, frequencies, weights, lengths = (
            np.array(values)
            for values in (field.documents, field.frequencies, field.weights, field.lengths)
        )
        counts = np.diff(starts, append=documents.size)
        kept = np.minimum(frequencies, LARGEST_FREQUENCY)
        GapWriter(self._writer, number, Payload.FREQUENCY).add(documents, kept, counts)
        big = np.flatnonzero(frequencies > LARGEST_FREQUENCY)
        if big.size:
            self._put(number, "big", big.astype(np.uint64))
            self._put(number, "big_values", frequencies[big].astype(np.uint32))
        if not np.array_equal(weights, frequencies):
            self._put(number, "weights", weights)
        ends = starts + counts - 1
        self._put(number, "documents", counts.astype(np.uint32))
        self._put(number, "first", documents[starts].astype(np.uint32))
        self._put(number, "last", documents[ends].astype(np.uint32))
        self._put(number, "total_weight", np.add.reduceat(weights, starts))
        self._put(number, "max_weight", np.maximum.reduceat(weights, starts))
        self._put(number, "max_length", np.maximum.reduceat(lengths, starts).astype(np.uint32))
        self._put(number, "min_length", _least_length(lengths, starts).astype(np.uint32))
        if item_size(field.kind):
            items = np.add.reduceat(frequencies, starts, dtype=np.uint64)
            self._put(number, "value_starts", np.cumsum(items) - items)
            self._writer.append_bytes(f"{number}.values", b"".join(field.items))

    def _put(self, number: str, name: str, values: npt.NDArray[Any]) -> None:
        self._writer.append(f"{number}.{name}", values)

    def _current(self) -> _Field:
        if self._field is None:
            raise RuntimeError("a term or posting was added outside a field")
        return self._field

    def discard(self) -> None:
        """Drop what was added; no file is written."""
        self._writer.close()
        self.is_closed = True

    def close(self) -> None:
        """Write the file and flush it to the disk."""
        self._writer.finish({"fields": list(self._fields.items())})
        self.is_closed = True


def _least_length(
    lengths: npt.NDArray[Any], starts: npt.NDArray[np.int64]
) -> npt.NDArray[np.integer[Any]]:
    """Return the shortest length of each term's documents; 0, not known, does not count."""
    unknown = np.iinfo(lengths.dtype).max
    least = np.minimum.reduceat(np.where(lengths == 0, unknown, lengths), starts)
    return np.where(least == unknown, 0, least)
