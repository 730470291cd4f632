"""One term of one segment: where it stands and how often, decoded as little as needed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from sou.store.gaps import LONG, SKIP
from sou.store.postings import Postings, counted_rows

if TYPE_CHECKING:
    import numpy.typing as npt

    from sou.searching.snapshot import SegmentView

    Array = npt.NDArray[Any]

NO_POSTINGS: Final = Postings(np.zeros(0, np.int32), np.zeros(0, np.uint8))
_DENSE: Final = 8
"""A term in more than one of so many rows is kept as one frequency a row."""
_DECODED_NS: Final = 3
_LOOKED_UP_NS: Final = 12
"""Nanoseconds an entry takes when a list is decoded, and when stretches of it are."""


@dataclass(frozen=True, slots=True)
class TermList:
    """The list of a term, found in the dictionary."""

    view: SegmentView
    field: str
    """``chars``, ``pairs``, ``runs`` or ``words``."""
    ordinal: int

    @property
    def entries(self) -> int:
        """How long the list is: what it costs to read."""
        return self._field.lists.entry_count(self.ordinal)

    @property
    def row_count(self) -> int:
        """How many rows hold the term."""
        if self.entries < LONG:
            return int(self.postings().rows.size)
        return self._field.lists.distinct_rows(self.ordinal)

    @property
    def _field(self) -> Any:
        return getattr(self.view.segment, self.field)

    @property
    def _key(self) -> tuple[str, str, int]:
        return (self.view.segment.name, self.field, self.ordinal)

    def postings(self) -> Postings:
        """Return the rows that hold the term, and how often."""
        key = (*self._key, "postings")
        return Postings(*self.view.cache.get(key, lambda: self._field.postings(self.ordinal)))

    def frequencies_at(self, rows: Array) -> Array:
        """Return how often each of some ascending rows holds the term."""
        dense = self.view.cache.peek((*self._key, "dense"))
        if dense is not None:
            return dense[0][rows]
        entries = self.entries
        if entries < LONG:
            return frequencies_among(self.postings(), rows)
        if rows.size * SKIP * _LOOKED_UP_NS < entries * _DECODED_NS:
            return frequencies_among(self._near(rows), rows)
        if entries * _DENSE > self.view.segment.row_count:
            return self.view.cache.get((*self._key, "dense"), self._dense)[0][rows]
        return frequencies_among(self.postings(), rows)

    def positions_near(self, rows: Array) -> npt.NDArray[np.int64]:
        """Return positions of a positional term, all those in some ascending rows among them."""
        found, offsets = self._field.lists.near(self.ordinal, rows)
        positions: npt.NDArray[np.int64] = self._field.to_positions(found, offsets)
        return positions

    def _near(self, rows: Array) -> Postings:
        found, payload = self._field.lists.near(self.ordinal, rows)
        return counted_rows(found) if self.field in ("pairs", "runs") else Postings(found, payload)

    def _dense(self) -> tuple[Array]:
        postings = self.postings()
        largest = int(postings.frequencies.max(initial=0))
        kind = np.uint8 if largest <= 0xFF else np.uint16
        frequencies = np.zeros(self.view.segment.row_count, dtype=kind)
        frequencies[postings.rows] = postings.frequencies
        return (frequencies,)


def frequencies_among(postings: Postings, rows: Array) -> Array:
    """Return the frequency at each of ``rows``, 0 where there is none; both ascending."""
    held, frequencies = postings
    found = np.zeros(rows.size, dtype=frequencies.dtype)
    if not held.size or not rows.size:
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
