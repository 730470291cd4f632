"""Collect documents, then analyse them and write them as one segment.

A batch is bounded by code points, not documents, so memory stays bounded:
some 90 bytes per code point at the peak of the inversion.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import chain, repeat
from os.path import splitext
from typing import TYPE_CHECKING, Final

import numpy as np

from sou.analysis.passages import passage_starts
from sou.analysis.segmenter import search_tokens
from sou.analysis.units import Units, split_units
from sou.analysis.user_dictionary import NO_DICTIONARY, UserDictionary
from sou.documents.dates import date_ns
from sou.indexing.invert import (
    OFFSET_BITS,
    Ranks,
    WordInverter,
    invert_chars,
    invert_pairs,
    invert_runs,
)
from sou.store.segment_writer import DocumentFacts, Lists, SegmentWriter
from sou.text.characters import to_codes, to_text
from sou.text.classes import RUN, WIDE
from sou.text.fold import fold_codes, segmentation_fold_codes
from sou.text.languages import languages_of
from sou.text.scripts import scripts_of_rows
from sou.text.searchable import SPACE, JoinedTexts, character_classes, join_texts
from sou.text.spellings import unusual_spellings

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    import numpy.typing as npt

    from sou.sources import Document, Source
    from sou.text.characters import Codes

_WORDS_AT_A_TIME: Final = 200_000


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

    def __len__(self) -> int:
        return len(self.documents)


@dataclass(frozen=True, slots=True)
class Analysed:
    """A batch after analysis: what is inverted."""

    texts: JoinedTexts
    units: Units
    row_starts: npt.NDArray[np.int64]
    """Where each row begins, in the joined texts; one more closes the last."""
    rows_of_documents: npt.NDArray[np.int64]

    @property
    def row_count(self) -> int:
        """Number of rows."""
        return self.row_starts.size - 1


def write_batch(batch: Batch, path: Path, dictionary: UserDictionary = NO_DICTIONARY) -> int:
    """Analyse and invert a batch and write its segment; return how many documents it has."""
    writer = SegmentWriter(path)
    writer.dictionary = dictionary.digest
    try:
        analysed = analyse([document.text for document in batch.documents])
        languages = languages_of(analysed.texts, [one.language for one in batch.documents])
        _add_documents(writer, batch, languages)
        _add_maps(writer, batch.documents, analysed.texts)
        invert(writer, analysed, segmented(analysed, dictionary))
        return writer.finish()
    finally:
        writer.close()


def analyse(texts: Sequence[str]) -> Analysed:
    """Join, fold and cut texts into rows and units."""
    joined = join_texts(texts)
    starts = passage_starts(joined)
    return Analysed(
        texts=joined,
        units=split_units(joined.codes),
        row_starts=np.array([*(s for of_text in starts for s in of_text), joined.bounds[-1]]),
        rows_of_documents=np.array([len(of_text) for of_text in starts]),
    )


@dataclass(frozen=True, slots=True)
class WordBlock:
    """Tokens of some rows, as the segmenter cut them."""

    codes: Codes
    """Folded tokens, each closed by one code 0."""
    rows: npt.NDArray[np.int64]
    """The row of each token."""


def segmented(
    analysed: Analysed, dictionary: UserDictionary = NO_DICTIONARY
) -> Iterator[WordBlock]:
    """Yield the segmenter's tokens of every row, blocks of some 200,000."""
    codes = segmentation_fold_codes(analysed.texts.unfolded)
    codes[codes == 0] = SPACE
    text = to_text(codes)
    starts = analysed.row_starts.tolist()
    tokens: list[str] = []
    counts: list[int] = []
    first = 0
    for row, start in enumerate(starts[:-1]):
        found = search_tokens(text[start : starts[row + 1]], dictionary)
        tokens += found
        counts.append(len(found))
        if len(tokens) >= _WORDS_AT_A_TIME or row == len(starts) - 2:
            rows = np.repeat(np.arange(first, row + 1), counts)
            yield WordBlock(fold_codes(to_codes("\0".join([*tokens, ""]))), rows)
            tokens, counts, first = [], [], row + 1


def invert(writer: SegmentWriter, analysed: Analysed, words: Iterator[WordBlock]) -> None:
    """Write rows and postings of a batch."""
    codes, units, row_count = analysed.texts.codes, analysed.units, analysed.row_count
    sizes = np.diff(analysed.row_starts)
    row_of = np.repeat(np.arange(row_count, dtype=np.uint32), sizes)
    places = np.arange(codes.size, dtype=np.uint32)
    places -= np.repeat(analysed.row_starts[:-1].astype(np.uint32), sizes)
    places |= row_of << np.uint32(OFFSET_BITS)
    wide = units.singles[units.is_wide[units.singles]]
    runs_in_row = np.bincount(row_of[units.run_starts], minlength=row_count)
    pairs_in_row = np.bincount(row_of[wide[units.is_wide[wide + 1]]], minlength=row_count)
    writer.add_rows(analysed.rows_of_documents, sizes)
    scripts = scripts_of_rows(analysed.texts.unfolded, row_of, row_count)
    writer.add_scripts(scripts)
    writer.add_spellings(*unusual_spellings(analysed.texts.unfolded, codes, scripts[row_of]))
    writer.add_lengths("chars", np.bincount(row_of[wide], minlength=row_count) + runs_in_row)
    writer.add_lengths("pairs", pairs_in_row + runs_in_row)
    ranks = Ranks.of(np.append(codes, np.uint32(0xFFFD)))
    keys, lists = invert_pairs(codes, ranks, units.singles, places, row_count)
    _put(writer, "pairs", lists, keys)
    keys, lists = invert_chars(codes, ranks, wide, row_of[wide], row_count)
    _put(writer, "chars", lists, keys)
    terms, lists = invert_runs(_run_tokens(codes, units), places[units.run_starts], row_count)
    _put(writer, "runs", lists, terms)
    inverter = WordInverter(ranks, row_count)
    word_lengths = np.zeros(row_count, dtype=np.int64)
    for block in words:
        word_lengths += _add_words(inverter, block, row_count)
    writer.add_lengths("words", word_lengths)
    terms, lists = inverter.finish()
    _put(writer, "words", lists, terms)
    writer.has_long_runs |= units.has_long_runs


def _put(
    writer: SegmentWriter,
    field_name: str,
    lists: Lists,
    terms: npt.NDArray[np.uint64] | list[bytes],
) -> None:
    writer.add_lists(field_name, lists)
    if isinstance(terms, list):
        writer.add_terms(field_name, terms)
    else:
        writer.put_keys(field_name, terms)


def _run_tokens(codes: Codes, units: Units) -> list[str]:
    text = to_text(codes)
    bounds = zip(units.run_starts.tolist(), units.run_ends.tolist(), strict=True)
    return [text[start:end] for start, end in bounds]


def _add_words(inverter: WordInverter, block: WordBlock, row_count: int) -> npt.NDArray[np.int64]:
    """Add the tokens that hold a letter or digit; return how many each row has."""
    ends = np.flatnonzero(block.codes == 0)
    starts = np.append(0, ends[:-1] + 1)
    classes = character_classes().of(block.codes)
    in_word = np.cumsum((classes == WIDE) | (classes == RUN), dtype=np.int32)
    is_word = in_word[ends] - in_word[np.maximum(starts - 1, 0)] > 0
    is_word[:1] = in_word[ends[:1]] > 0
    rows = block.rows[is_word]
    inverter.add(block.codes, starts[is_word], ends[is_word], rows)
    return np.bincount(rows, minlength=row_count)


def _add_documents(writer: SegmentWriter, batch: Batch, languages: Sequence[str]) -> None:
    documents = zip(batch.sources, batch.documents, languages, strict=True)
    writer.add_documents([_facts(*one) for one in documents])
    writer.texts.add(document.text for document in batch.documents)
    writer.add_text_chars(batch.chars)


def _facts(source: Source, document: Document, language: str) -> DocumentFacts:
    dated_ns = date_ns(document.date) if document.date else None
    return DocumentFacts(
        path=source.path,
        title=document.title,
        kind=document.kind,
        suffix=_suffix(document.part) or _suffix(source.path),
        encoding=document.encoding,
        told=source.told,
        rules=source.rules,
        neighbours=document.neighbours,
        size_bytes=source.size_bytes,
        modified_ns=source.mtime_ns,
        digest=document.digest,
        anchors=[(a.offset, a.kind, a.label, a.number) for a in document.anchors],
        part=document.part,
        author=document.author,
        date=document.date,
        dated_ns=source.mtime_ns if dated_ns is None else dated_ns,
        language=language,
    )


def _suffix(name: str) -> str:
    return splitext(name)[1].lower().removeprefix(".")  # noqa: PTH122 -- Path is slow


def _add_maps(writer: SegmentWriter, documents: Sequence[Document], texts: JoinedTexts) -> None:
    columns = writer.columns
    columns["joins.offsets"].append(texts.map_starts)
    columns["joins.removed"].append(texts.map_removed)
    places = [document.source_map for document in documents]
    sizes = [len(place.offsets) for place in places]
    values = {
        "offsets": (place.offsets for place in places),
        "lines": (
            range(1, size + 1) if place.lines is None else place.lines
            for place, size in zip(places, sizes, strict=True)
        ),
        "columns": (
            repeat(1, size) if place.columns is None else place.columns
            for place, size in zip(places, sizes, strict=True)
        ),
    }
    for name, of_documents in values.items():
        flat = np.fromiter(chain.from_iterable(of_documents), dtype=np.uint32, count=sum(sizes))
        columns[f"places.{name}"].append(flat)
    writer.add_maps(np.diff(texts.map_bounds), np.array(sizes))
