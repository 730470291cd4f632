"""One immutable part of an index: rows, postings and documents of a batch."""

from __future__ import annotations

import json
import zlib
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from sou.errors import IndexCorruptError
from sou.model import Anchor, DocumentInfo, SourceMap
from sou.store.container import REMEDY, Container
from sou.store.postings import BlobDictionary, FieldPostings, PairDictionary
from sou.text.fold import fold
from sou.text.searchable import OffsetMap

if TYPE_CHECKING:
    from pathlib import Path

    import numpy.typing as npt

TEXT_BLOCK_CHARS: Final = 16_384
"""Code points of stored text in one compressed block."""


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
        self.document_positions = array("document_positions")
        """First position of each document, and one past the last: the next one's."""
        self.row_positions = array("row_positions")
        """First position of each row; the last element closes the last row."""
        self.modified_ns = array("documents.modified_ns")
        self.type_codes = array("documents.type_codes")
        self.types: list[tuple[str, str]] = [tuple(t) for t in meta["types"]]
        """(kind, suffix without its dot) by type code."""

    @cached_property
    def pairs(self) -> tuple[PairDictionary, FieldPostings]:
        """Singles with the code point that follows, by position."""
        return self._pair_field("pairs", positional=True)

    @cached_property
    def runs(self) -> tuple[BlobDictionary, FieldPostings]:
        """Letter and digit runs, by position."""
        return self._blob_field("runs", positional=True)

    @cached_property
    def chars(self) -> tuple[PairDictionary, FieldPostings]:
        """Wide characters, for ranking."""
        return self._pair_field("chars", positional=False)

    @cached_property
    def words(self) -> tuple[BlobDictionary, FieldPostings]:
        """The segmenter's words, for ranking."""
        return self._blob_field("words", positional=False)

    def _pair_field(self, field: str, *, positional: bool) -> tuple[PairDictionary, FieldPostings]:
        return PairDictionary(self.container, field), FieldPostings.read(
            self.container, field, positional=positional
        )

    def _blob_field(self, field: str, *, positional: bool) -> tuple[BlobDictionary, FieldPostings]:
        return BlobDictionary(self.container, field), FieldPostings.read(
            self.container, field, positional=positional
        )

    def row_lengths(self, field: str) -> npt.NDArray[np.uint16]:
        """Return the number of tokens of a ranked field in each row."""
        return self.container.array(f"lengths.{field}")

    def document_of(self, positions: npt.ArrayLike) -> npt.NDArray[np.int64]:
        """Return the document that each position belongs to."""
        return np.searchsorted(self.document_positions, positions, side="right") - 1

    def record(self, document: int) -> dict[str, Any]:
        """Return a document's stored record."""
        offsets = self.container.array("records.offsets")
        raw = self.container.slice(
            "records.json", int(offsets[document]), int(offsets[document + 1])
        )
        record: dict[str, Any] = json.loads(raw)
        return record

    def info(self, document: int) -> DocumentInfo:
        """Return what is known about a document without its text."""
        return _info(self.record(document))

    def anchors(self, document: int) -> tuple[Anchor, ...]:
        """Return a document's anchors, by offset."""
        return tuple(Anchor(*fields) for fields in self.record(document)["anchors"])

    def source_map(self, document: int) -> SourceMap:
        """Return the map from text offsets to lines and columns of the source."""
        start, end = self._bounds("places.starts", document)
        array = self.container.array
        return SourceMap(
            array("places.offsets")[start:end].data,
            array("places.lines")[start:end].data,
            array("places.columns")[start:end].data,
        )

    def offset_map(self, document: int) -> OffsetMap:
        """Return the map from joined offsets to text offsets."""
        start, end = self._bounds("joins.starts", document)
        array = self.container.array
        return OffsetMap(array("joins.offsets")[start:end], array("joins.removed")[start:end])

    def text(self, document: int, start: int = 0, end: int | None = None) -> str:
        """Return the stored text ``[start, end)``; only the blocks touched are read."""
        first, last = self._bounds("text.starts", document)
        block = first + start // TEXT_BLOCK_CHARS
        stop = last if end is None else min(last, first + -(-end // TEXT_BLOCK_CHARS))
        joined = "".join(self._text_block(number) for number in range(block, stop))
        base = (block - first) * TEXT_BLOCK_CHARS
        return joined[start - base : None if end is None else max(end - base, 0)]

    def _text_block(self, number: int) -> str:
        offsets = self.container.array("text.offsets")
        raw = self.container.slice("text.blocks", int(offsets[number]), int(offsets[number + 1]))
        try:
            return zlib.decompress(raw).decode("utf-8", "surrogatepass")
        except (zlib.error, UnicodeDecodeError) as error:
            message = f"{self.container.path}: stored text is damaged; {REMEDY}"
            raise IndexCorruptError(message) from error

    def _bounds(self, name: str, document: int) -> tuple[int, int]:
        starts = self.container.array(name)
        return int(starts[document]), int(starts[document + 1])

    def find_path(self, path: str) -> int:
        """Return the newest document with exactly this source path, or -1."""
        needle = folded_name(path) + b"\0"
        offsets = self.container.array("paths.offsets")
        at, found = self.container.find("paths.folded", needle), -1
        while at >= 0:
            document = int(np.searchsorted(offsets, at, side="right")) - 1
            if at == int(offsets[document]) and self.record(document)["path"] == path:
                found = document
            at = self.container.find("paths.folded", needle, at + 1)
        return found

    def find_documents(self, field: str, needle: bytes) -> npt.NDArray[np.int64]:
        """Return the documents whose folded ``title`` or ``path`` contains ``needle``."""
        offsets = self.container.array(f"{field}s.offsets")
        found: list[int] = []
        at = self.container.find(f"{field}s.folded", needle)
        while at >= 0:
            document = int(np.searchsorted(offsets, at, side="right")) - 1
            found.append(document)
            at = self.container.find(f"{field}s.folded", needle, int(offsets[document + 1]))
        return np.array(found, dtype=np.int64)


def folded_name(name: str) -> bytes:
    """Return a title or path as it is compared: folded, UTF-8, without zero bytes."""
    return fold(name).replace("\0", " ").encode("utf-8", "surrogatepass")


def _info(record: dict[str, Any]) -> DocumentInfo:
    return DocumentInfo(
        id=record["path"],
        path=record["path"],
        title=record["title"],
        kind=record["kind"],
        encoding=record["encoding"],
        size_bytes=record["size"],
        modified_s=record["mtime_ns"] / 1e9,
        length_chars=record["chars"],
        digest=record["digest"],
    )
