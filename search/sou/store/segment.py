"""One immutable part of an index: rows, postings and documents of a batch."""

from __future__ import annotations

from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from sou.store.columns import PLAIN_VALUES, long_column, read_column
from sou.store.dictionary import BlobDictionary, CodeDictionary, PairDictionary
from sou.store.folded_names import FoldedNames
from sou.store.names import (
    AUTHOR,
    ENCODING,
    PATH,
    Names,
    folders,
    named,
    ranks,
    read_names,
    top_folders,
    years,
)
from sou.store.offset_maps import StoredMap
from sou.store.postings import FrequencyField, PositionField
from sou.store.recent import Recent
from sou.store.segment_file import DIGEST_BYTES, SegmentFile, document_id, folded_name

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    import numpy.typing as npt

    Integers = npt.NDArray[np.int64]

__all__ = ["DIGEST_BYTES", "RANKED_FIELDS", "Segment", "document_id", "folded_name"]

RANKED_FIELDS: Final = ("chars", "pairs", "words")
"""Fields whose row lengths are kept."""
_OFFSET_MAP_BYTES: Final = 8 << 20


class Segment(SegmentFile):
    """Reader of a segment with its postings."""

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        array = self.container.array
        self.document_rows = array("document_rows")
        self.row_positions = array("row_positions")
        """First position of each row; the last element closes the last row."""
        self.modified_ns = array("documents.modified_ns")
        self.language_codes = array("documents.language_codes")
        self.file_starts = array("documents.file_starts")
        """One flag per document: whether it is the first, or only, one of its file."""
        self.type_codes = array("documents.type_codes")

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
        return FrequencyField(self.container, "words", self.word_dictionary)

    @property
    def row_scripts(self) -> npt.NDArray[np.uint8]:
        """The script that each row is written in: see :mod:`sou.text.scripts`."""
        return self.container.array("row_scripts")

    @cached_property
    def dated_ns(self) -> Integers:
        """When each document was written by its own account, else its source changed."""
        documents, moments = self.own_dates
        dated = self.modified_ns.copy()
        dated[documents] = moments
        return dated

    @property
    def own_dates(self) -> tuple[npt.NDArray[np.uint32], Integers]:
        """The documents that are dated by their own account, and when."""
        return self.container.array("dates.documents"), self.container.array("dates.ns")

    @property
    def unusual_spellings(
        self,
    ) -> tuple[npt.NDArray[np.uint32], npt.NDArray[np.unsignedinteger[Any]]]:
        """Positions where a character is spelt otherwise than its row's script would have it.

        Ascending, with the characters as numbers into :attr:`spelt`: see
        :func:`sou.text.spellings.unusual_spellings`.
        """
        array = self.container.array
        return array("spellings.positions"), array("spellings.codes")

    @property
    def spelt(self) -> list[int]:
        """The characters that are an unusual spelling somewhere."""
        characters: list[int] = self.container.meta["spelt"]
        return characters

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

    def _column(self, name: str, start: int, end: int) -> Sequence[int]:
        if end - start <= PLAIN_VALUES:
            return read_column(self.container, name, start, end).copy().data  # no whole blocks
        return long_column(self.container, name, start, end)

    def offset_map(self, document: int) -> StoredMap:
        """Return the map from joined offsets to text offsets; the latest are kept."""
        found = self._offset_maps.get(document)
        if found is None:
            found = StoredMap(self.container, *self.bounds("joins.starts", document))
            self._offset_maps.put(document, found, found.size_bytes)
        return found

    @cached_property
    def _offset_maps(self) -> Recent[StoredMap]:
        return Recent(_OFFSET_MAP_BYTES)

    @cached_property
    def sizes_bytes(self) -> Integers:
        """The size of each document's source when it was read."""
        return self.container.array("documents.size_bytes").astype(np.int64)

    @cached_property
    def text_lengths(self) -> Integers:
        """The code points of each document's stored text."""
        starts = self.container.array("text.starts").astype(np.int64)
        return starts[1:] - starts[:-1]

    @cached_property
    def path_ranks(self) -> Integers:
        """The place of each document when all are sorted by path, by code points."""
        return ranks(list(read_names(self._records.blocks(), PATH)))

    @cached_property
    def folders(self) -> Names:
        """The folder of each document's source."""
        return folders(read_names(self._records.blocks(), PATH))

    @cached_property
    def top_folders(self) -> Callable[[tuple[str, ...]], Names]:
        """By the roots: the folder right below its root of each document's source."""
        return lru_cache(maxsize=2)(lambda roots: top_folders(self.folders, roots))

    @cached_property
    def years(self) -> Names:
        """The local year in which each document was written, or its source changed."""
        return years(self.dated_ns)

    @cached_property
    def encodings(self) -> Names:
        """The encoding of each document's source."""
        return named(read_names(self._records.blocks(), ENCODING))

    @cached_property
    def authors(self) -> Names:
        """The author of each document, empty where it names none."""
        return named(read_names(self._records.blocks(), AUTHOR))

    @property
    def paths_begin(self) -> bytes:
        """What every folded path begins with."""
        beginning: str = self.container.meta["paths_begin"]
        return beginning.encode("utf-8", "surrogatepass")

    def folded_names(self, field: str) -> FoldedNames:
        """Return the folded ``titles``, ``authors`` or ``paths`` of the documents."""
        return FoldedNames(self.container, field, self.paths_begin if field == "paths" else b"")

    def find_id(self, name: str) -> int:
        """Return the newest document that is called exactly so, or -1."""
        named = self.folded_names("paths").starting(folded_name(name) + b"\0")
        found = [document for document in named if self._id(document) == name]
        return found[-1] if found else -1

    def find_file(self, path: str) -> Iterator[int]:
        """Yield the documents with a part, of a file with exactly this path, in order."""
        for document in self.folded_names("paths").starting(folded_name(path) + b"#"):
            if self.record(document)["path"] == path:
                yield document

    def _id(self, document: int) -> str:
        record = self.record(document)
        return document_id(record["path"], record["part"])

    def find_documents(self, field: str, needle: bytes) -> Integers:
        """Return the documents whose folded ``title``, ``author`` or ``path`` contains ``needle``.

        A part of a file is part of the path.
        """
        return self.folded_names(f"{field}s").containing(needle)
