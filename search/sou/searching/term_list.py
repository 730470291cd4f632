"""One term of one segment: where it stands and how often, decoded as little as needed."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from sou.ranking import bm25, carried_weight
from sou.searching.document_set import DocumentSet
from sou.store.champions import read_champions
from sou.store.equal_runs import as_index, members_of_ranges, starts_of_runs
from sou.store.gap_lists import LONG, SKIP
from sou.store.postings import Postings, counted_rows

if TYPE_CHECKING:
    from collections.abc import Hashable

    import numpy.typing as npt

    from sou.searching.snapshot import SegmentView

    Array = npt.NDArray[Any]

_MOST_TERMS: Final = 4096
"""So many terms are remembered of a segment, with where their lists are."""
NO_POSTINGS: Final = Postings(np.zeros(0, np.int32), np.zeros(0, np.uint8))
CHAMPIONS: Final = 1024
"""So many rows with the highest BM25 are known of a term."""
_DENSE: Final = 8
"""A term in more than one of so many rows is kept as one weight a row."""
_FEW: Final = 1024
"""Of so many rows all are weighed, whether they hold the term or not."""
_SEARCHED: Final = 256
"""More rows than one in so many are looked up in a table, fewer by binary search."""
_KEPT_PLACES: Final = 1 << 15
"""Of lists up to so long all places are remembered, of longer ones those of few rows read."""
_MOSTLY: Final = 2
"""When more rows are wanted than one in so many entries, a weight is made for each row."""
_OFTEN: Final = 4
"""A search asks about a term up to so often; while its postings are kept, more is a repetition."""
_DECODED_NS: Final = 3
_LOOKED_UP_NS: Final = 12
"""Nanoseconds an entry takes when a list is decoded, and when stretches of it are."""


@dataclass(frozen=True)
class TermList:
    """The list of a term, found in the dictionary."""

    view: SegmentView
    field: str
    """``chars``, ``pairs``, ``runs`` or ``words``."""
    ordinal: int
    known_rows: int = 0
    """How many rows hold it, where that was looked up before."""

    @cached_property
    def entries(self) -> int:
        """How long the list is: what it costs to read."""
        return int(self._field.lists.entry_count(self.ordinal))

    @property
    def row_count(self) -> int:
        """How many rows hold the term."""
        if self.known_rows:
            return self.known_rows
        if self.entries < LONG:
            return int(self.postings().rows.size)
        return int(self._field.lists.distinct_rows(self.ordinal))

    @property
    def _field(self) -> Any:
        return getattr(self.view.segment, self.field)

    @property
    def _key(self) -> tuple[str, str, int]:
        return (self.view.segment.name, self.field, self.ordinal)

    @property
    def _postings_key(self) -> tuple[Hashable, ...]:
        return (*self._key, "postings")

    def postings(self) -> Postings:
        """Return the rows that hold the term, and how often."""
        made = self.view.cache.get(self._postings_key, lambda: self._field.postings(self.ordinal))
        return Postings(*made)

    def documents(self) -> DocumentSet:
        """Return the documents that hold the term."""
        size = self.view.segment.document_count
        key = (*self._key, "documents")
        (values,) = self.view.cache.get(key, lambda: self._documents().values())
        return DocumentSet.of_values(size, values)

    def _documents(self) -> DocumentSet:
        return self.view.documents_of(self.postings().rows)

    def weights(self, length_field: str) -> tuple[Array, Array]:
        """Return the rows that hold the term, and its BM25 in each, without idf."""
        norms = self.view.norms(length_field)
        key = self._weights_key(length_field)
        rows, weights = self.view.cache.get(key, lambda: _weights(self.postings(), norms))
        return rows, weights

    @property
    def is_dense(self) -> bool:
        """Whether so many rows hold the term that a weight is kept for each row."""
        return self.entries * _DENSE > self.view.segment.row_count

    def weights_of_all(self, length_field: str, factor: float) -> Array:
        """Return the BM25 of the term in every row, times a factor; 0 where it is not."""
        key = (*self._weights_key(length_field), factor)

        def make() -> tuple[Array]:
            rows, frequencies = self.postings()
            at = as_index(rows)
            weights = bm25(frequencies, self.view.norms(length_field).take(at))
            weights *= np.float32(factor)
            of_all = np.zeros(self.view.segment.row_count, dtype=np.float32)
            of_all[at] = weights
            return (of_all,)

        return self.view.cache.get(key, make)[0]

    def _weights_key(self, length_field: str) -> tuple[Hashable, ...]:
        return (*self._key, "weights", length_field, self.view.mean_lengths[length_field])

    def champions(self, length_field: str) -> tuple[Array, float]:
        """Return rows with the highest BM25, ascending, and a bound of all others.

        A list that was not decoded yet has those that were written with it, if it is long.
        """
        mean = self.view.mean_lengths[length_field]
        stored = self._written_champions(length_field, mean)
        if stored is not None and self.view.cache.peek(self._weights_key(length_field)) is None:
            return stored
        key = (*self._key, "champions", length_field, mean)
        rows, bound = self.view.cache.get(key, lambda: _champions(*self.weights(length_field)))
        return rows, float(bound[0])

    def _written_champions(self, length_field: str, mean: float) -> tuple[Array, float] | None:
        segment = self.view.segment
        if length_field != self.field:
            return None
        written = read_champions(segment.container, self.field, self.ordinal)
        if written is None:
            return None
        rows = np.array(written.rows)
        written_mean = segment.field_lengths[self.field] / segment.row_count
        return rows[starts_of_runs(rows)], carried_weight(written.weight, written_mean, mean)

    def weights_at(self, rows: Array, length_field: str, factor: float) -> Array:
        """Return the BM25 of the term in each of some ascending rows, times a factor.

        A long list is read in part the first time few rows of it are wanted, and
        remembered whole the second time; a weight for each row is kept when it is worth it.
        """
        view = self.view
        if self.is_dense:
            known = view.cache.peek((*self._weights_key(length_field), factor))
            if known is not None:
                return known[0][rows]
        entries = self.entries
        times = view.cache.times_asked(self._postings_key) if entries >= LONG else 0
        if self.is_dense and (rows.size * _MOSTLY > entries or times > _OFTEN):
            return self.weights_of_all(length_field, factor)[rows]
        is_little = rows.size * SKIP * _LOOKED_UP_NS < entries * _DECODED_NS
        if is_little and not times and view.cache.peek(self._postings_key) is None:
            postings = self._near(rows)
        else:
            postings = self.postings()
        frequencies = frequencies_among(postings, rows, view.segment.row_count)
        return weighed(frequencies, rows, view.norms(length_field), factor)

    def positions_near(self, rows: Array) -> npt.NDArray[np.int64]:
        """Return positions of a positional term, all those in some ascending rows among them."""
        found, offsets = self._field.lists.near(self.ordinal, rows)
        positions: npt.NDArray[np.int64] = self._field.to_positions(found, offsets)
        return positions

    def places_in(self, rows: Array) -> tuple[Array, Array]:
        """Return where a positional term stands in some ascending rows.

        Ordinals among those rows, and offsets in them; by row, then by offset.
        """
        lists = self._field.lists
        if self.entries > _KEPT_PLACES:
            found, offsets = lists.near(self.ordinal, rows)
        else:
            key = (*self._key, "places")
            found, offsets = self.view.cache.get(key, lambda: lists.one(self.ordinal))
        wanted = rows.astype(found.dtype)
        first = found.searchsorted(wanted)
        counts = found.searchsorted(wanted, side="right") - first
        members = members_of_ranges(first, counts)
        return np.repeat(np.arange(rows.size), counts), offsets[members].astype(np.int64)

    def _near(self, rows: Array) -> Postings:
        found, payload = self._field.lists.near(self.ordinal, rows)
        return counted_rows(found) if self.field in ("pairs", "runs") else Postings(found, payload)


def term_list(
    view: SegmentView, field: str, term: int | tuple[int, int] | bytes
) -> TermList | None:
    """Return the list of a term, if the segment has one; the next query finds it at once."""
    known = view.terms.get((field, term))
    if known is None:
        dictionary = getattr(view.segment, field).dictionary
        ordinal = dictionary.ordinal(*(term if isinstance(term, tuple) else (term,)))
        rows = TermList(view, field, ordinal).row_count if ordinal >= 0 else 0
        if len(view.terms) >= _MOST_TERMS:
            view.terms.clear()
        known = view.terms[field, term] = ordinal, rows
    ordinal, rows = known
    return TermList(view, field, ordinal, rows) if rows else None


def _weights(postings: Postings, norms: Array) -> tuple[Array, Array]:
    return postings.rows, bm25(postings.frequencies, norms.take(as_index(postings.rows)))


def _champions(rows: Array, weights: Array) -> tuple[Array, Array]:
    if rows.size <= CHAMPIONS:
        return rows, np.zeros(1, dtype=np.float32)
    least = np.partition(weights, -CHAMPIONS)[-CHAMPIONS]
    best = (weights > least).nonzero()[0]
    return rows[best], np.full(1, least)


def frequencies_among(postings: Postings, rows: Array, row_count: int) -> Array:
    """Return the frequency at each of ``rows``, 0 where there is none; both ascending."""
    held, frequencies = postings
    fewer = min(held.size, rows.size)
    if fewer * _SEARCHED > row_count:
        dense = np.zeros(row_count, dtype=frequencies.dtype)
        dense[as_index(held)] = frequencies
        return dense.take(as_index(rows))
    found = np.zeros(rows.size, dtype=frequencies.dtype)
    if not fewer:
        return found
    if held.size < rows.size:
        at = np.minimum(rows.searchsorted(held.astype(rows.dtype)), rows.size - 1)
        same = rows[at] == held
        found[at[same]] = frequencies[same]
        return found
    at = np.minimum(held.searchsorted(rows.astype(held.dtype)), held.size - 1)
    same = held[at] == rows
    found[same] = frequencies[at[same]]
    return found


def weighed(frequencies: Array, rows: Array, norms: Array, factor: float) -> Array:
    """Return the BM25 of something in each of some rows, times a factor; ``norms`` are of all."""
    if rows.size > _FEW and np.count_nonzero(frequencies) * 2 < rows.size:
        scores = np.zeros(rows.size, dtype=np.float32)
        held = frequencies.nonzero()[0]
        at = as_index(rows[held])
        scores[held] = bm25(frequencies[held], norms.take(at)) * np.float32(factor)
        return scores
    scores = bm25(frequencies, norms.take(as_index(rows)))
    scores *= np.float32(factor)
    return scores
