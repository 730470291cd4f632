"""Write the file of one segment, part by part, in bounded memory.

Documents are added in the order of their numbers, the terms of each field in the
order of its dictionary; the parts may come in between each other.
"""

from __future__ import annotations

import json
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np

from sou.ranking import length_norms
from sou.store.champion_writer import ChampionWriter
from sou.store.columns import ColumnWriter
from sou.store.container import ContainerWriter
from sou.store.dictionary import BlobDictionary, CodeDictionary, PairDictionary
from sou.store.folded_names import common_folder
from sou.store.gap_lists import Payload
from sou.store.gaps import GapWriter
from sou.store.segment import RANKED_FIELDS, document_id, folded_name
from sou.store.text_writer import RecordWriter, TextWriter

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import numpy.typing as npt

    Array = npt.NDArray[Any]

SEGMENT_CHARS: Final = 400_000_000
"""No segment holds more text than this."""
COLUMNS: Final = (
    "joins.offsets",
    "joins.removed",
    "places.offsets",
    "places.lines",
    "places.columns",
)
_NARROWED: Final = (
    "documents.type_codes",
    "documents.language_codes",
    "documents.size_bytes",
    "spellings.codes",
)
"""Arrays of the narrowest type that holds their highest value, which is known at the end."""
FIELDS: Final = {
    "pairs": Payload.OFFSET,
    "runs": Payload.OFFSET,
    "chars": Payload.FREQUENCY,
    "words": Payload.FREQUENCY,
}


class Lists(NamedTuple):
    """Whole lists of a field, in the order of its terms."""

    rows: Array
    """The rows of each list, ascending in it."""
    payload: Array
    counts: npt.NDArray[np.int64]
    """Entries of each list, none empty."""


class DocumentFacts(NamedTuple):
    """What is kept of a document besides its text."""

    path: str
    title: str
    kind: str
    suffix: str
    encoding: str
    told: str
    """Encoding that the user named; empty for none."""
    rules: str
    """Stamp of the user's rules that it was read by; empty for none."""
    neighbours: str
    """Stamp of the files that the encoding was judged with; empty for none."""
    size_bytes: int
    modified_ns: int
    digest: str
    anchors: list[tuple[int, str, str, int]]
    part: str
    author: str
    date: str
    """As the document says, ISO 8601, or empty."""
    dated_ns: int
    """The moment of that, else when the source changed."""
    language: str


class SegmentWriter:
    """Collect the parts of a segment; :meth:`finish` writes the file."""

    def __init__(self, path: Path) -> None:
        self.file = ContainerWriter(path)
        self.lists = {
            field: GapWriter(self.file, field, payload) for field, payload in FIELDS.items()
        }
        self._champions = {
            field: ChampionWriter(self.file, field, FIELDS[field]) for field in RANKED_FIELDS
        }
        self.texts = TextWriter(self.file)
        self.records = RecordWriter(self.file)
        self.columns = {name: ColumnWriter(self.file, name) for name in COLUMNS}
        self.has_long_runs = False
        self.dictionary = ""
        """What names the user's dictionary that words were cut by; empty for none."""
        self.paths_begin = b""
        """What every folded path begins with, to be set before the first is added."""
        self._types: dict[tuple[str, str], int] = {}
        self._languages: dict[str, int] = {}
        self._spelt: dict[int, int] = {}
        self._small: dict[str, list[Array]] = {name: [] for name in _NARROWED}
        self._last_path: str | None = None
        self._field_lengths = dict.fromkeys(RANKED_FIELDS, 0)
        self._lengths: dict[str, list[Array]] = {field: [] for field in RANKED_FIELDS}
        self._rows_of_documents: list[Array] = []
        self._known: dict[str, Array] = {}
        self._ends: dict[str, int] = {}
        self._terms_bytes = {"runs": 0, "words": 0}
        self._documents = 0
        self._dated = 0
        self._last_positions = 0
        self._rows = 0
        self._chars = 0

    def add_rows(self, rows_of_documents: Array, positions_of_rows: Array) -> None:
        """Add the rows of the next documents, at least one each."""
        self._put_starts("document_rows", rows_of_documents)
        self._put_starts("row_positions", positions_of_rows)
        self._last_positions = int(positions_of_rows.sum(dtype=np.int64))
        self._rows_of_documents.append(rows_of_documents)
        self._documents += rows_of_documents.size
        self._rows += positions_of_rows.size

    def add_lengths(self, field: str, lengths: Array) -> None:
        """Add how many tokens of a ranked field the next rows have; before any of its lists."""
        stored = np.minimum(lengths, 0xFFFF).astype(np.uint16)
        self.file.append(f"lengths.{field}", stored)
        self._lengths[field].append(stored)
        self._field_lengths[field] += int(lengths.sum(dtype=np.int64))

    def add_scripts(self, scripts: Array) -> None:
        """Add the script that each of the next rows is written in."""
        self.file.append("row_scripts", scripts)

    def add_spellings(self, positions: Array, codes: Array) -> None:
        """Add the unusual spellings of the rows added last, by position among those."""
        start = self._ends["row_positions"] - self._last_positions
        self.file.append("spellings.positions", (positions + start).astype(np.uint32))
        written, numbers = np.unique(codes, return_inverse=True)
        known = [self._spelt.setdefault(code, len(self._spelt)) for code in written.tolist()]
        self._small["spellings.codes"].append(np.array(known, dtype=np.uint32)[numbers])

    def add_lists(self, field: str, lists: Lists) -> None:
        """Add the lists of the next terms of a field; all rows are known by then."""
        self.lists[field].add(*lists)
        if field in RANKED_FIELDS:
            self._champions[field].add(lists, self._norms(field), self._row_documents())

    def _norms(self, field: str) -> Array:
        """Return the length norms of all rows, made once."""
        if field not in self._known:
            mean = self._field_lengths[field] / max(self._rows, 1)
            lengths = np.concatenate([np.zeros(0, np.uint16), *self._lengths[field]])
            self._known[field] = length_norms(lengths, mean)
        return self._known[field]

    def _row_documents(self) -> Array:
        """Return the document of each row, made once."""
        if "documents" not in self._known:
            counts = np.concatenate([np.zeros(0, np.int64), *self._rows_of_documents])
            numbers = np.arange(self._documents, dtype=np.int32)
            self._known["documents"] = np.repeat(numbers, counts)
        return self._known["documents"]

    def _put_starts(self, name: str, sizes: Array) -> None:
        """Append where ranges of some sizes begin; :meth:`finish` closes the last."""
        ends = np.cumsum(sizes, dtype=np.int64) + self._ends.setdefault(name, 0)
        starts = ends - sizes
        self.file.append(name, starts.astype(np.uint32))
        self._ends[name] = int(ends[-1]) if ends.size else self._ends[name]

    def add_maps(self, joins_of_documents: Array, places_of_documents: Array) -> None:
        """Say how many elements of the columns each of the next documents has."""
        self._put_starts("joins.starts", joins_of_documents)
        self._put_starts("places.starts", places_of_documents)

    def add_documents(self, documents: Sequence[DocumentFacts]) -> None:
        """Add the records of all documents."""
        for facts in documents:
            record = {
                "path": facts.path,
                "part": facts.part,
                "title": facts.title,
                "kind": facts.kind,
                "encoding": facts.encoding,
                "author": facts.author,
                "date": facts.date,
                "anchors": facts.anchors,
            }
            rare = {"told": facts.told, "rules": facts.rules, "neighbours": facts.neighbours}
            record.update({name: value for name, value in rare.items() if value})
            self.records.add(json.dumps(record, separators=(",", ":")).encode())
        self.add_sources(
            np.array([facts.size_bytes for facts in documents], dtype=np.int64),
            np.array([facts.modified_ns for facts in documents], dtype=np.int64),
            np.array([facts.dated_ns for facts in documents], dtype=np.int64),
            bytes.fromhex("".join(facts.digest for facts in documents)),
        )
        types = [(facts.kind, facts.suffix) for facts in documents]
        self.add_types(types, np.arange(len(types)))
        languages = [facts.language for facts in documents]
        self.add_languages(languages, np.arange(len(languages)))
        self.add_file_starts(self._file_starts(documents))
        self.add_names("titles", [folded_name(facts.title) for facts in documents])
        self.add_names("authors", [folded_name(facts.author) for facts in documents])
        paths = [folded_name(document_id(facts.path, facts.part)) for facts in documents]
        self.paths_begin = common_folder(paths)
        self.add_names("paths", paths)

    def _file_starts(self, documents: Sequence[DocumentFacts]) -> Array:
        """Tell which documents are the first of their file: those of one come together."""
        paths = [self._last_path, *(facts.path for facts in documents)]
        self._last_path = paths[-1]
        return np.array([a != b for a, b in pairwise(paths)], dtype=np.uint8)

    def _add_dates(self, dated_ns: Array, modified_ns: Array) -> None:
        """Add the moments by which the next documents are found, where no file's time is it."""
        own = np.flatnonzero(dated_ns != modified_ns)
        self.file.append("dates.documents", (own + self._dated).astype(np.uint32))
        self.file.append("dates.ns", dated_ns[own])
        self._dated += dated_ns.size

    def add_languages(self, languages: list[str], codes: Array) -> None:
        """Add the languages of the next documents, as numbers into ``languages``."""
        numbers = [self._languages.setdefault(one, len(self._languages)) for one in languages]
        self._small["documents.language_codes"].append(np.array(numbers, dtype=np.uint32)[codes])

    def add_file_starts(self, flags: Array) -> None:
        """Say which of the next documents are the first of their file."""
        self.file.append("documents.file_starts", flags)

    def add_sources(
        self, sizes: Array, modified_ns: Array, dated_ns: Array, digests: bytes
    ) -> None:
        """Add what tells whether the sources of the next documents have changed, and dates.

        ``dated_ns`` are the moments by which the documents are found and sorted.
        """
        self._small["documents.size_bytes"].append(sizes)
        self.file.append("documents.modified_ns", modified_ns)
        self._add_dates(dated_ns, modified_ns)
        self.file.append_bytes("documents.digests", digests)

    def add_types(self, types: list[tuple[str, str]], codes: Array) -> None:
        """Add the types of the next documents, as numbers into ``types``."""
        numbers = [self._types.setdefault(names, len(self._types)) for names in types]
        self._small["documents.type_codes"].append(np.array(numbers, dtype=np.uint32)[codes])

    def add_names(self, name: str, values: list[bytes]) -> None:
        """Add the folded titles, authors or paths of the next documents."""
        known = len(self.paths_begin) if name == "paths" else 0
        blob = b"\0".join([*(value[known:] for value in values), b""])
        lengths = np.array([len(value) + 1 - known for value in values], dtype=np.int64)
        start = self._ends.setdefault(f"{name}.ends", 0)
        self.file.append_bytes(f"{name}.folded", blob)
        self.file.append(f"{name}.ends", (np.cumsum(lengths) + start).astype(np.uint32))
        self._ends[f"{name}.ends"] = start + len(blob)

    def add_text_chars(self, chars: int) -> None:
        """Count the text of the next documents."""
        self._chars += chars

    def add_terms(self, field: str, terms: list[bytes]) -> None:
        """Add terms of ``runs`` or ``words``."""
        size = self._terms_bytes[field]
        self._terms_bytes[field] = BlobDictionary.write(self.file, field, terms, size)

    def put_keys(self, field: str, keys: npt.NDArray[np.uint64]) -> None:
        """Set the whole dictionary of ``chars`` or ``pairs``."""
        (CodeDictionary if field == "chars" else PairDictionary).write(self.file, field, keys)

    def finish(self) -> int:
        """Write the file; return the number of its documents."""
        for name in ("document_rows", "row_positions", "joins.starts", "places.starts"):
            self.file.append(name, np.array([self._ends.get(name, 0)], dtype=np.uint32))
        for name, pieces in self._small.items():
            values = np.concatenate([np.zeros(0, np.uint32), *pieces])
            kind = np.min_scalar_type(int(values.max(initial=0)))
            self.file.append(name, values.astype(kind))
        self.texts.finish()
        self.records.finish()
        for column in self.columns.values():
            column.finish()
        self.file.finish(
            {
                "documents": self._documents,
                "rows": self._rows,
                "text_chars": self._chars,
                "field_lengths": self._field_lengths,
                "has_long_runs": self.has_long_runs,
                "dictionary": self.dictionary,
                "types": list(self._types),
                "languages": list(self._languages),
                "spelt": list(self._spelt),
                "paths_begin": self.paths_begin.decode("utf-8", "surrogatepass"),
            }
        )
        return self._documents

    def close(self) -> None:
        """Drop what was collected."""
        self.file.close()
