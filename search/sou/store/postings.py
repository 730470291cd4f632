"""Postings of one field of one segment.

A *row* is a passage. The segment's joined texts stand one after another, each
closed by an END code; a *position* is a code point of that, and the sum of its
row's first position and its offset in the row. So adjacency is arithmetic, and no
match can span documents.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Generic, NamedTuple, TypeVar

import numpy as np

from sou.store.equal_runs import as_index, lengths_of_runs, starts_of_runs
from sou.store.gap_lists import Payload
from sou.store.gaps import GapReader

if TYPE_CHECKING:
    import numpy.typing as npt

    from sou.store.container import Container

    Array = npt.NDArray[Any]
    Integers = npt.NDArray[np.int64]


DictionaryT = TypeVar("DictionaryT")


class Postings(NamedTuple):
    """Rows that hold a term, ascending, and how often each does."""

    rows: npt.NDArray[np.int32]
    frequencies: Array


class FrequencyField(Generic[DictionaryT]):
    """Terms with rows and frequencies, for ranking."""

    def __init__(self, container: Container, field: str, dictionary: DictionaryT) -> None:
        self.dictionary = dictionary
        self.lists = GapReader(container, field, Payload.FREQUENCY)

    def postings(self, ordinal: int) -> Postings:
        """Return the postings of a term."""
        return Postings(*self.lists.one(ordinal))


class PositionField(Generic[DictionaryT]):
    """Terms with every place where they stand."""

    def __init__(
        self, container: Container, field: str, dictionary: DictionaryT, row_positions: Array
    ) -> None:
        self.dictionary = dictionary
        self.lists = GapReader(container, field, Payload.OFFSET)
        self._row_positions = row_positions

    def postings(self, ordinal: int) -> Postings:
        """Return the postings of a term; offsets are not read."""
        return counted_rows(self.lists.one(ordinal, with_payload=False)[0])

    def postings_of(self, ordinals: Integers) -> Postings:
        """Return the rows that hold any of some terms, and how many of their places."""
        rows = self.lists.many(ordinals).rows
        return counted_rows(rows if ordinals.size == 1 else np.sort(rows))

    def positions(self, ordinal: int) -> Integers:
        """Return the positions of a term, ascending."""
        return self.to_positions(*self.lists.one(ordinal))

    def positions_of(self, ordinals: Integers, shifts: Integers | None = None) -> Integers:
        """Return the positions of some terms, each term's moved by its shift, ascending."""
        entries = self.lists.many(ordinals)
        positions = self.to_positions(entries.rows, entries.payload)
        if shifts is not None:
            positions += shifts[entries.lists]
        if ordinals.size > 1:
            positions.sort()
        return positions

    def to_positions(self, rows: Array, offsets: Array) -> Integers:
        """Return the positions that are at some offsets of some rows."""
        return self._row_positions[as_index(rows)].astype(np.int64) + offsets


def counted_rows(rows: Array) -> Postings:
    """Return the distinct rows of an ascending array, and how often each stands in it."""
    if not rows.size:
        return Postings(rows.astype(np.int32), np.zeros(0, np.int64))
    at = starts_of_runs(rows)
    if at.size == rows.size:
        return Postings(rows, np.ones(rows.size, dtype=np.uint8))
    return Postings(rows[at], lengths_of_runs(at, rows.size))
