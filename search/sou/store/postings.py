"""Postings of one field of one segment: dictionary, rows, frequencies, positions.

A *row* is a passage. Postings lie in term order, so the postings of neighbouring
terms are one slice. A position is a code point of the segment's joined text (the
documents one after another, each closed by one END code), so the positions of a
term are one sorted array, adjacency is arithmetic, and no hit can span documents.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

    from sou.store.container import Container

Array = Any
"""A numpy array read from a container; its dtype is the file format's."""


class Postings(NamedTuple):
    """Rows that hold a term, ascending, and how often each does."""

    rows: npt.NDArray[np.uint32]
    frequencies: npt.NDArray[np.uint16]


class PairDictionary:
    """Terms that are one or two code points, kept as sorted 64-bit keys."""

    def __init__(self, container: Container, field: str) -> None:
        self.keys = container.array(f"{field}.keys")

    def __len__(self) -> int:
        return int(self.keys.size)

    def ordinal(self, key: int) -> int:
        """Return the ordinal of a key, or -1."""
        at = int(np.searchsorted(self.keys, np.uint64(key)))
        return at if at < self.keys.size and int(self.keys[at]) == key else -1

    def ordinals_between(self, first_key: int, end_key: int) -> tuple[int, int]:
        """Return the half-open range of ordinals whose keys are in ``[first_key, end_key)``."""
        found = np.searchsorted(self.keys, np.array([first_key, end_key], dtype=np.uint64))
        return int(found[0]), int(found[1])


class BlobDictionary:
    """Terms of any length, UTF-8, in byte order, each closed by a zero byte."""

    def __init__(self, container: Container, field: str) -> None:
        self._container = container
        self._name = f"{field}.terms"
        self.offsets = container.array(f"{field}.term_offsets")

    def __len__(self) -> int:
        return int(self.offsets.size) - 1

    def term(self, ordinal: int) -> bytes:
        """Return a term by its ordinal."""
        start, end = int(self.offsets[ordinal]), int(self.offsets[ordinal + 1])
        return self._container.slice(self._name, start, end - 1)

    def ordinal(self, term: bytes) -> int:
        """Return the ordinal of a term, or -1."""
        at = self._lower_bound(term)
        return at if at < len(self) and self.term(at) == term else -1

    def ordinals_with_prefix(self, prefix: bytes) -> tuple[int, int]:
        """Return the half-open range of ordinals of terms that begin with ``prefix``."""
        return self._lower_bound(prefix), self._lower_bound(prefix + b"\xff")

    def occurrences(self, infix: bytes) -> tuple[Array, Array, Array]:
        """Return where terms contain ``infix``: ordinals, offsets in bytes, in code points."""
        found: list[int] = []
        at = self._container.find(self._name, infix)
        while at >= 0:
            found.append(at)
            at = self._container.find(self._name, infix, at + 1)
        places = np.array(found, dtype=np.int64)
        ordinals = np.searchsorted(self.offsets, places, side="right") - 1
        starts = self.offsets[ordinals].astype(np.int64)
        continued = self._continuation_bytes
        return ordinals, places - starts, places - starts - (continued[places] - continued[starts])

    @cached_property
    def _continuation_bytes(self) -> Array:
        """How many bytes before each byte continue a code point."""
        blob = self._container.array(self._name)
        return np.concatenate(([0], np.cumsum(blob & 0xC0 == 0x80, dtype=np.int64)))

    def lengths(self, ordinals: Array) -> Array:
        """Return the byte lengths of some terms."""
        return self.offsets[ordinals + 1].astype(np.int64) - self.offsets[ordinals] - 1

    def _lower_bound(self, term: bytes) -> int:
        low, high = 0, len(self)
        while low < high:
            middle = (low + high) // 2
            if self.term(middle) < term:
                low = middle + 1
            else:
                high = middle
        return low


@dataclass(frozen=True, slots=True)
class FieldPostings:
    """Posting arrays of a field; ``positions`` only where the field has them."""

    starts: Array
    """First posting of each term; one more element than there are terms."""
    rows: Array
    frequencies: Array
    position_starts: Array | None = None
    positions: Array | None = None

    @classmethod
    def read(cls, container: Container, field: str, *, positional: bool) -> FieldPostings:
        """Map a field's arrays."""
        return cls(
            starts=container.array(f"{field}.starts"),
            rows=container.array(f"{field}.rows"),
            frequencies=container.array(f"{field}.frequencies"),
            position_starts=container.array(f"{field}.position_starts") if positional else None,
            positions=container.array(f"{field}.positions") if positional else None,
        )

    def of(self, ordinal: int) -> Postings:
        """Return the postings of a term."""
        start, end = int(self.starts[ordinal]), int(self.starts[ordinal + 1])
        return Postings(self.rows[start:end], self.frequencies[start:end])

    def positions_of(self, ordinal: int) -> Array:
        """Return the positions of a term, ascending."""
        return self.positions_between(ordinal, ordinal + 1)

    def positions_shifted(self, ordinals: Array, shifts: Array) -> Array:
        """Return the positions of some terms, each term's moved by its shift, ascending."""
        if self.positions is None or self.position_starts is None:
            raise TypeError("this field has no positions")
        first = self.position_starts[ordinals].astype(np.int64)
        counts = self.position_starts[ordinals + 1].astype(np.int64) - first
        steps = np.repeat(first - np.cumsum(counts) + counts, counts)
        positions = self.positions[np.arange(steps.size) + steps]
        return np.sort(positions + np.repeat(shifts, counts).astype(np.uint32))

    def positions_between(self, first: int, end: int) -> Array:
        """Return the positions of neighbouring terms, ascending only inside each term."""
        if self.positions is None or self.position_starts is None:
            raise TypeError("this field has no positions")
        return self.positions[int(self.position_starts[first]) : int(self.position_starts[end])]
