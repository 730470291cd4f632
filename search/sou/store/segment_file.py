"""The documents of one segment, and where its terms are; without numpy."""

from __future__ import annotations

import json
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any, Final

from sou.model import Anchor, DocumentInfo, SourceMap
from sou.store.columns import long_column
from sou.store.container import Container
from sou.store.dictionary import BlobDictionary
from sou.store.recent import Recent
from sou.store.texts import RecordReader, TextReader
from sou.text.fold import fold
from sou.text.joined import joined_text

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from sou.text.joined import JoinedText

DIGEST_BYTES: Final = 16
_JOINED_BYTES: Final = 8 << 20
"""Of joined texts that are kept: while a query is typed, most of its first hits stay, and
joining a text of 10,000 characters takes 2 ms."""
_RECORDS: Final = 64
_SOURCE_MAP_BYTES: Final = 2 << 20
_PLACE_BYTES: Final = 100
"""What a piece of a source map takes, as plain numbers."""


class SegmentFile:
    """Reader of a segment file. Immutable and safe to share between threads.

    Documents and rows are numbered from 0 inside the segment; the rows of a document
    are ``document_rows[d]`` to ``document_rows[d + 1]``.
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
        self.dictionary: str = meta.get("dictionary", "")
        """What names the user's dictionary that words were cut by; ``"mixed"`` for several.
        It tells what ``sou index --reanalyse`` must do, and nothing about what is found."""
        self.types: list[tuple[str, str]] = [tuple(t) for t in meta["types"]]
        """(kind, suffix without its dot) by type code."""
        self.languages: list[str] = meta["languages"]
        """Language tag by language code."""

    @cached_property
    def _texts(self) -> TextReader:
        return TextReader(self.container)

    @cached_property
    def _records(self) -> RecordReader:
        return RecordReader(self.container)

    def record(self, document: int) -> Mapping[str, Any]:
        """Return a document's stored record."""
        return self._record(document)

    @cached_property
    def _record(self) -> Callable[[int], Mapping[str, Any]]:
        def read(document: int) -> Mapping[str, Any]:
            record: Mapping[str, Any] = json.loads(self.raw_record(document))
            return record

        return lru_cache(maxsize=_RECORDS)(read)

    def raw_record(self, document: int) -> bytes:
        """Return a document's stored record as it was written."""
        return self._records.record(document)

    def info(self, document: int) -> DocumentInfo:
        """Return what is known about a document without its text."""
        record = self.record(document)
        return DocumentInfo(
            id=document_id(record["path"], record["part"]),
            path=record["path"],
            title=record["title"],
            kind=record["kind"],
            encoding=record["encoding"],
            size_bytes=self.size_bytes(document),
            modified_s=self._view("documents.modified_ns")[document] / 1e9,
            length_chars=self._texts.length(document),
            digest=self.digest(document),
            part=record["part"],
            author=record["author"],
            date=record["date"],
            language=self.languages[self._view("documents.language_codes")[document]],
        )

    def size_bytes(self, document: int) -> int:
        """Return the size of a document's source when it was read."""
        size: int = self._view("documents.size_bytes")[document]
        return size

    def digest(self, document: int) -> str:
        """Return the digest of a document's source, hexadecimal."""
        start = document * DIGEST_BYTES
        return self.container.slice("documents.digests", start, start + DIGEST_BYTES).hex()

    def anchors(self, document: int) -> tuple[Anchor, ...]:
        """Return a document's anchors, by offset."""
        return tuple(Anchor(*fields) for fields in self.record(document)["anchors"])

    def source_map(self, document: int) -> SourceMap:
        """Return the map from text offsets to lines and columns of the source."""
        found = self._source_maps.get(document)
        if found is None:
            start, end = self.bounds("places.starts", document)
            parts = ("places.offsets", "places.lines", "places.columns")
            found = SourceMap(*(self._column(name, start, end) for name in parts))
            self._source_maps.put(document, found, _PLACE_BYTES * (end - start))
        return found

    @cached_property
    def _source_maps(self) -> Recent[SourceMap]:
        return Recent(_SOURCE_MAP_BYTES)

    def _column(self, name: str, start: int, end: int) -> Sequence[int]:
        return long_column(self.container, name, start, end)

    def text(self, document: int, start: int = 0, end: int | None = None) -> str:
        """Return the stored text ``[start, end)``; only the blocks touched are read."""
        return self._texts.text(document, start, end)

    def joined_text(self, document: int) -> JoinedText:
        """Return the stored text as it is searched; the latest are kept."""
        found = self._joined.get(document)
        if found is None:
            found = joined_text(self.text(document))
            self.keep_joined(document, found)
        return found

    def keep_joined(self, document: int, joined: JoinedText) -> None:
        """Keep a text that was joined together with others; see :meth:`lacks_joined`."""
        self._joined.put(document, joined, joined.size_bytes)

    def lacks_joined(self, document: int) -> bool:
        """Tell whether :meth:`joined_text` would have to join."""
        return self._joined.get(document) is None

    @cached_property
    def _joined(self) -> Recent[JoinedText]:
        return Recent(_JOINED_BYTES)

    @cached_property
    def word_dictionary(self) -> BlobDictionary:
        """The words that the segmenter cut; read where it is asked, without a segmenter."""
        return BlobDictionary(self.container, "words")

    def text_length(self, document: int) -> int:
        """Return the code points of a document's stored text."""
        return self._texts.length(document)

    def bounds(self, name: str, number: int) -> tuple[int, int]:
        """Return an element of an array and the next one."""
        view = self._view(name)
        return view[number], view[number + 1]

    def joined_bounds(self, document: int, row: int) -> tuple[int, int]:
        """Return the joined offsets in a document, half-open, of one of its rows."""
        base = self._view("row_positions")[self._view("document_rows")[document]]
        start, end = self.bounds("row_positions", row)
        return start - base, end - base

    def _view(self, name: str) -> Any:
        return self.container.view(name)


def document_id(path: str, part: str) -> str:
    """Return what a document is called: its file, and which part of that it is."""
    return f"{path}#{part}" if part else path


def folded_name(name: str) -> bytes:
    """Return a title, author or path as it is compared: folded, UTF-8, without zero bytes."""
    return fold(name).replace("\0", " ").encode("utf-8", "surrogatepass")
