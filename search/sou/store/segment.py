"""One immutable part of an index: rows, postings and documents of a batch."""

from __future__ import annotations

import json
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from sou.model import Anchor, DocumentInfo, SourceMap
from sou.store.columns import read_column
from sou.store.container import Container
from sou.store.dictionary import BlobDictionary, CodeDictionary, PairDictionary
from sou.store.postings import FrequencyField, PositionField
from sou.store.texts import RecordReader, TextReader
from sou.text.fold import fold
from sou.text.searchable import OffsetMap

if TYPE_CHECKING:
    from pathlib import Path

    import numpy.typing as npt

    Integers = npt.NDArray[np.int64]

RANKED_FIELDS: Final = ("chars", "pairs", "words")
"""Fields whose row lengths are kept."""
DIGEST_BYTES: Final = 16


class Segment:
    """Reader of a segment file. Immutable and safe to share between threads.

    Documents and rows are numbered from 0 inside the segment; the rows of a
    document are ``document_rows[d]`` to ``document_rows[d + 1]``.
    """

    def __init__(self, path: Path) -> None:
        self.container = Container(path)
        self.name = path.name
        meta = self.container.meta
        self.document_count = int(meta["documents"])
        self.row_count = int(meta["rows"])
        self.text_chars = int(meta["text_chars"])
        self.field_lengths: dict[str, int] = meta["field_lengths"]
        """Tokens of each ranked field over all rows."""
        self.has_long_runs = bool(meta["has_long_runs"])
        array = self.container.array
        self.document_rows = array("document_rows")
        self.row_positions = array("row_positions")
        """First position of each row; the last element closes the last row."""
        self.modified_ns = array("documents.modified_ns")
        self.type_codes = array("documents.type_codes")
        self.types: list[tuple[str, str]] = [tuple(t) for t in meta["types"]]
        """(kind, suffix without its dot) by type code."""
        self._texts = TextReader(self.container)
        self._records = RecordReader(self.container)

    @cached_property
    def pairs(self) -> PositionField[PairDictionary]:
        """Singles with the code point that follows, by position."""
        dictionary = PairDictionary(self.container, "pairs")
        return PositionField(self.container, "pairs", dictionary, self.row_positions)

    @cached_property
    def runs(self) -> PositionField[BlobDictionary]:
        """Letter and digit runs, by position."""
        dictionary = BlobDictionary(self.container, "runs")
        return PositionField(self.container, "runs", dictionary, self.row_positions)

    @cached_property
    def chars(self) -> FrequencyField[CodeDictionary]:
        """Wide characters, for ranking."""
        return FrequencyField(self.container, "chars", CodeDictionary(self.container, "chars"))

    @cached_property
    def words(self) -> FrequencyField[BlobDictionary]:
        """The segmenter's words, for ranking."""
        return FrequencyField(self.container, "words", BlobDictionary(self.container, "words"))

    def row_lengths(self, field: str) -> npt.NDArray[np.uint16]:
        """Return the number of tokens of a ranked field in each row."""
        return self.container.array(f"lengths.{field}")

    @cached_property
    def row_documents(self) -> npt.NDArray[np.int32]:
        """The document of each row."""
        starts = self.document_rows.astype(np.int64)
        counts = starts[1:] - starts[:-1]
        return np.repeat(np.arange(self.document_count, dtype=np.int32), counts)

    def document_of(self, positions: Integers) -> Integers:
        """Return the document that each position belongs to."""
        rows = np.searchsorted(self.row_positions, positions.astype(np.uint32), side="right") - 1
        return self.row_documents[rows].astype(np.int64)

    def positions_of_document(self, document: int) -> tuple[int, int]:
        """Return the half-open range of positions of a document."""
        first, end = self.document_rows[document : document + 2].tolist()
        return int(self.row_positions[first]), int(self.row_positions[end])

    def record(self, document: int) -> dict[str, Any]:
        """Return a document's stored record."""
        record: dict[str, Any] = json.loads(self.raw_record(document))
        return record

    def raw_record(self, document: int) -> bytes:
        """Return a document's stored record as it was written."""
        return self._records.record(document)

    def info(self, document: int) -> DocumentInfo:
        """Return what is known about a document without its text."""
        record = self.record(document)
        return DocumentInfo(
            id=record["path"],
            path=record["path"],
            title=record["title"],
            kind=record["kind"],
            encoding=record["encoding"],
            size_bytes=self.size_bytes(document),
            modified_s=int(self.modified_ns[document]) / 1e9,
            length_chars=self._texts.length(document),
            digest=self.digest(document),
        )

    def size_bytes(self, document: int) -> int:
        """Return the size of a document's source when it was read."""
        return int(self.container.array("documents.size_bytes")[document])

    def digest(self, document: int) -> str:
        """Return the digest of a document's source, hexadecimal."""
        start = document * DIGEST_BYTES
        return self.container.slice("documents.digests", start, start + DIGEST_BYTES).hex()

    def anchors(self, document: int) -> tuple[Anchor, ...]:
        """Return a document's anchors, by offset."""
        return tuple(Anchor(*fields) for fields in self.record(document)["anchors"])

    def source_map(self, document: int) -> SourceMap:
        """Return the map from text offsets to lines and columns of the source."""
        start, end = self._bounds("places.starts", document)
        parts = ("places.offsets", "places.lines", "places.columns")
        return SourceMap(*(read_column(self.container, name, start, end).data for name in parts))

    def offset_map(self, document: int) -> OffsetMap:
        """Return the map from joined offsets to text offsets."""
        start, end = self._bounds("joins.starts", document)
        parts = ("joins.offsets", "joins.removed")
        return OffsetMap(*(read_column(self.container, name, start, end) for name in parts))

    def text(self, document: int, start: int = 0, end: int | None = None) -> str:
        """Return the stored text ``[start, end)``; only the blocks touched are read."""
        return self._texts.text(document, start, end)

    def text_length(self, document: int) -> int:
        """Return the code points of a document's stored text."""
        return self._texts.length(document)

    def _bounds(self, name: str, document: int) -> tuple[int, int]:
        starts = self.container.array(name)
        return int(starts[document]), int(starts[document + 1])

    def find_path(self, path: str) -> int:
        """Return the newest document with exactly this source path, or -1."""
        found = [d for d in self.find_documents("path", folded_name(path)) if self._is_at(d, path)]
        return int(found[-1]) if found else -1

    def _is_at(self, document: int, path: str) -> bool:
        return bool(self.record(document)["path"] == path)

    def find_documents(self, field: str, needle: bytes) -> Integers:
        """Return the documents whose folded ``title`` or ``path`` contains ``needle``."""
        ends = self.container.array(f"{field}s.ends")
        found: list[int] = []
        at = self.container.find(f"{field}s.folded", needle)
        while at >= 0:
            document = int(np.searchsorted(ends, at, side="right"))
            found.append(document)
            at = self.container.find(f"{field}s.folded", needle, int(ends[document]))
        return np.array(found, dtype=np.int64)


def folded_name(name: str) -> bytes:
    """Return a title or path as it is compared: folded, UTF-8, without zero bytes."""
    return fold(name).replace("\0", " ").encode("utf-8", "surrogatepass")
