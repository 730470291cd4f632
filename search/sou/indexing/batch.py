"""Collect documents, then turn them into the arrays of one segment.

A batch is bounded by code points, not documents, so memory stays bounded: about
60 bytes per code point at the peak of the inversion.
"""

from __future__ import annotations

import json
import zlib
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from sou.analysis.passages import passages
from sou.analysis.segmenter import is_word, search_tokens
from sou.analysis.units import END, split_units
from sou.indexing.invert import invert_chars, invert_pairs, invert_strings, string_table
from sou.store.segment import TEXT_BLOCK_CHARS, folded_name
from sou.text.characters import to_text
from sou.text.fold import segmentation_fold
from sou.text.searchable import SearchableText, searchable

if TYPE_CHECKING:
    import numpy.typing as npt

    from sou.model import Document, Source, Span

BATCH_CHARS: Final = 4_000_000
"""A batch is written as a segment when it holds this many code points."""
_ZLIB_LEVEL: Final = 3


@dataclass(slots=True)
class Batch:
    """Documents waiting to be written together."""

    sources: list[Source] = field(default_factory=list)
    documents: list[Document] = field(default_factory=list)
    chars: int = 0

    def add(self, source: Source, document: Document) -> None:
        """Add one document."""
        self.sources.append(source)
        self.documents.append(document)
        self.chars += len(document.text)

    @property
    def is_full(self) -> bool:
        """True when it should be written before more is added."""
        return self.chars >= BATCH_CHARS

    def __len__(self) -> int:
        return len(self.documents)


def segment_arrays(batch: Batch) -> tuple[dict[str, npt.NDArray[Any]], dict[str, Any]]:
    """Analyse and invert a batch; return the arrays and meta of its segment file."""
    texts = [searchable(document.text) for document in batch.documents]
    rows = [passages(text) for text in texts]
    codes = _joined_codes(texts)
    bounds = np.cumsum([0] + [text.codes.size + 1 for text in texts])
    row_positions = _row_positions(rows, bounds)
    arrays: dict[str, npt.NDArray[Any]] = {
        "document_positions": bounds.astype(np.uint32),
        "document_rows": np.cumsum([0] + [len(spans) for spans in rows]).astype(np.uint32),
        "row_positions": row_positions,
    }
    meta = _invert(arrays, codes, row_positions, texts, rows)
    arrays.update(_text_arrays(batch.documents))
    arrays.update(_offset_arrays(batch.documents, texts))
    arrays.update(_record_arrays(batch))
    codes_of_types, types = _types(batch)
    arrays["documents.type_codes"] = codes_of_types
    meta.update(documents=len(batch), rows=row_positions.size - 1, types=types)
    meta["text_chars"] = batch.chars
    return arrays, meta


def _joined_codes(texts: list[SearchableText]) -> npt.NDArray[np.uint32]:
    end = np.array([END], dtype=np.uint32)
    return np.concatenate([part for text in texts for part in (text.codes, end)])


def _row_positions(rows: list[list[Span]], bounds: npt.NDArray[np.int64]) -> npt.NDArray[np.uint32]:
    starts = [
        int(base) + span.start for base, spans in zip(bounds, rows, strict=False) for span in spans
    ]
    return np.array([*starts, int(bounds[-1])], dtype=np.uint32)


def _invert(
    arrays: dict[str, npt.NDArray[Any]],
    codes: npt.NDArray[np.uint32],
    row_positions: npt.NDArray[np.uint32],
    texts: list[SearchableText],
    rows: list[list[Span]],
) -> dict[str, Any]:
    """Add the postings and row lengths of every field; return what the meta says of them."""
    units = split_units(codes)
    row_count = row_positions.size - 1
    row_of = np.repeat(np.arange(row_count, dtype=np.uint32), np.diff(row_positions))
    wide = units.singles[units.is_wide[units.singles]]
    wide_pairs = wide[units.is_wide[wide + 1]]
    arrays.update(invert_pairs("pairs", codes, units.singles, row_of))
    arrays.update(invert_chars("chars", codes, wide, row_of))
    run_tokens = _run_tokens(codes, units.run_starts, units.run_ends)
    run_rows = row_of[units.run_starts]
    arrays.update(invert_strings("runs", run_tokens, run_rows, units.run_starts))
    words, word_rows = _words(texts, rows)
    arrays.update(invert_strings("words", words, word_rows, None))
    runs_in_row = np.bincount(run_rows, minlength=row_count)
    lengths = {
        "chars": np.bincount(row_of[wide], minlength=row_count) + runs_in_row,
        "pairs": np.bincount(row_of[wide_pairs], minlength=row_count) + runs_in_row,
        "words": np.bincount(word_rows, minlength=row_count),
    }
    for name, length in lengths.items():
        arrays[f"lengths.{name}"] = np.minimum(length, 0xFFFF).astype(np.uint16)
    return {
        "field_lengths": {name: int(length.sum()) for name, length in lengths.items()},
        "has_long_runs": units.has_long_runs,
    }


def _run_tokens(
    codes: npt.NDArray[np.uint32], starts: npt.NDArray[np.int64], ends: npt.NDArray[np.int64]
) -> list[str]:
    text = to_text(codes)
    return [text[a:b] for a, b in zip(starts.tolist(), ends.tolist(), strict=True)]


def _words(
    texts: list[SearchableText], rows: list[list[Span]]
) -> tuple[list[str], npt.NDArray[np.uint32]]:
    """Segment every passage; return the words that hold a letter or digit, and their rows."""
    words: list[str] = []
    counts: list[int] = []
    for text, spans in zip(texts, rows, strict=True):
        folded = segmentation_fold(to_text(text.unfolded))
        for span in spans:
            tokens = [t for t in search_tokens(folded[span.start : span.end]) if is_word(t)]
            words += tokens
            counts.append(len(tokens))
    return words, np.repeat(np.arange(len(counts), dtype=np.uint32), counts)


def _text_arrays(documents: list[Document]) -> dict[str, npt.NDArray[Any]]:
    blocks: list[bytes] = []
    starts = [0]
    for document in documents:
        text = document.text
        for at in range(0, len(text), TEXT_BLOCK_CHARS):
            raw = text[at : at + TEXT_BLOCK_CHARS].encode("utf-8", "surrogatepass")
            blocks.append(zlib.compress(raw, _ZLIB_LEVEL))
        starts.append(len(blocks))
    return {
        "text.starts": np.array(starts, dtype=np.uint32),
        "text.offsets": np.cumsum([0, *map(len, blocks)]).astype(np.uint64),
        "text.blocks": np.frombuffer(b"".join(blocks), dtype=np.uint8),
    }


def _offset_arrays(
    documents: list[Document], texts: list[SearchableText]
) -> dict[str, npt.NDArray[Any]]:
    places = [document.source_map for document in documents]
    empty = np.zeros(0, dtype=np.uint32)
    return {
        "joins.starts": np.cumsum([0] + [t.map.starts.size for t in texts]).astype(np.uint32),
        "joins.offsets": np.concatenate([empty, *(t.map.starts for t in texts)]),
        "joins.removed": np.concatenate([empty, *(t.map.removed for t in texts)]),
        "places.starts": np.cumsum([0] + [len(p.offsets) for p in places]).astype(np.uint32),
        "places.offsets": np.concatenate([empty, *(_u4(p.offsets) for p in places)]),
        "places.lines": np.concatenate(
            [
                empty,
                *(
                    np.arange(1, len(p.offsets) + 1, dtype=np.uint32)
                    if p.lines is None
                    else _u4(p.lines)
                    for p in places
                ),
            ]
        ),
        "places.columns": np.concatenate(
            [
                empty,
                *(
                    np.ones(len(p.offsets), dtype=np.uint32)
                    if p.columns is None
                    else _u4(p.columns)
                    for p in places
                ),
            ]
        ),
    }


def _u4(values: Any) -> npt.NDArray[np.uint32]:
    return np.asarray(values, dtype=np.uint32)


def _record_arrays(batch: Batch) -> dict[str, npt.NDArray[Any]]:
    records = [
        json.dumps(_record(source, document)).encode()
        for source, document in zip(batch.sources, batch.documents, strict=True)
    ]
    arrays: dict[str, npt.NDArray[Any]] = {
        "records.json": np.frombuffer(b"".join(records), dtype=np.uint8),
        "records.offsets": np.cumsum([0, *map(len, records)]).astype(np.uint64),
        "documents.modified_ns": np.array([s.mtime_ns for s in batch.sources], dtype=np.int64),
    }
    titles = [folded_name(document.title) for document in batch.documents]
    paths = [folded_name(source.path) for source in batch.sources]
    for name, values in (("titles", titles), ("paths", paths)):
        table = string_table(name, values)
        arrays[f"{name}.folded"] = table[f"{name}_bytes"]
        arrays[f"{name}.offsets"] = table[f"{name}_offsets"]
    return arrays


def _record(source: Source, document: Document) -> dict[str, Any]:
    return {
        "path": source.path,
        "title": document.title,
        "kind": document.kind,
        "encoding": document.encoding,
        "size": source.size_bytes,
        "mtime_ns": source.mtime_ns,
        "digest": document.digest,
        "chars": len(document.text),
        "anchors": [[a.offset, a.kind, a.label] for a in document.anchors],
    }


def _types(batch: Batch) -> tuple[npt.NDArray[np.uint16], list[tuple[str, str]]]:
    numbers: dict[tuple[str, str], int] = {}
    codes = [
        numbers.setdefault(
            (document.kind, PurePath(source.path).suffix.lower().removeprefix(".")), len(numbers)
        )
        for source, document in zip(batch.sources, batch.documents, strict=True)
    ]
    return np.array(codes, dtype=np.uint16), list(numbers)
