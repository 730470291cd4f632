"""Lists of ascending row numbers, kept as gaps of 4 to 24 bits.

A list is a run of *entries*; each entry is the gap from the row before (the first
from row -1), a gap of 0 means the same row again. All gaps of a list have one
*width*, whichever makes it smallest; the largest gap of a width is an *escape*: go
on by that much, no entry here. Lists of one width lie side by side in arrays whose
elements are whole nibbles, so that a list is decoded by slicing, one or two shifts
and a cumulative sum, about 2 ns an entry.

Each entry may carry a *payload*: its offset in the row (9 bits), or how often the
row holds the term (a nibble; what does not fit stands in a table).

Arrays of a field ``F``, for each width ``W``: ``F.W.low`` and ``F.W.high``, the gap;
``F.W.payload`` and ``F.W.extra``, the payload; and for each list ``F.addresses``
(width in the top three bits, first entry) and ``F.counts`` (entries, 255: it is long).
Long lists are found in ``F.long``; each has its entries in ``F.long_counts``, its
distinct rows in ``F.long_rows``, and in ``F.skips``, from ``F.long_skips`` on, the row
reached before every 256th entry, so that a few rows are looked up without the rest.

This module has what a list is and how it is read without numpy; :mod:`sou.store.gaps`
reads and writes many at once.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from enum import Enum
from functools import cache
from itertools import accumulate
from typing import TYPE_CHECKING, Any, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sou.store.container import Container

WIDTHS: Final = (4, 8, 12, 16, 20, 24)
"""Bits of a gap, by number of the width."""
OFFSET_LIMIT: Final = 512
"""Offsets in a row are below this."""
PADDING: Final = 8
"""Entries written at a time are a multiple of this, so that nibbles and bits fill bytes."""
ADDRESS_BITS: Final = 29
ADDRESS_MASK: Final = (1 << ADDRESS_BITS) - 1
LONG: Final = 255
"""A list with so many entries is long."""
SKIP: Final = 256
"""Entries from one skip of a long list to the next."""
BIG: Final = 15


class Payload(Enum):
    """What the entries of a field carry."""

    OFFSET = "offset"
    FREQUENCY = "frequency"


class ListPlace(NamedTuple):
    """Where a list is."""

    bits: int
    """Width of its gaps."""
    start: int
    """Its first entry among those of this width."""
    end: int


class GapLists:
    """The lists of a field: where they are, and the entries of one, without numpy."""

    def __init__(self, container: Container, field: str, payload: Payload) -> None:
        self._container = container
        self._field = field
        self._payload = payload
        self._addresses = self._view("addresses")
        self._counts = self._view("counts")
        self._long_lists = self._view("long")

    def __len__(self) -> int:
        return len(self._addresses)

    def let_go(self) -> None:
        """Tell the system that what was read so far is not wanted soon."""
        self._container.let_go()

    def entry_count(self, number: int) -> int:
        """Return how many entries a list has, escapes included: its cost."""
        count: int = self._counts[number]
        return count if count < LONG else self._of_long("long_counts", number)

    def long_rows(self, number: int) -> int:
        """Return how many rows a list of :data:`LONG` entries or more has."""
        return self._of_long("long_rows", number)

    def place(self, number: int) -> ListPlace:
        """Return where a list is."""
        address = self._addresses[number]
        start = address & ADDRESS_MASK
        return ListPlace(WIDTHS[address >> ADDRESS_BITS], start, start + self.entry_count(number))

    def plain(self, number: int) -> tuple[list[int], list[int]]:
        """Return rows and payload of a list, about 60 ns an entry."""
        place = self.place(number)
        gaps = self._plain_gaps(place)
        rows = list(accumulate(gaps, initial=-1))[1:]
        payload = self._plain_payload(place)
        escape = (1 << place.bits) - 1
        if escape not in gaps:
            return rows, payload
        real = [at for at, gap in enumerate(gaps) if gap != escape]
        return [rows[at] for at in real], [payload[at] for at in real]

    def plain_frequencies(self, number: int, rows: Sequence[int]) -> dict[int, int]:
        """Return how often a term stands in those of some ascending rows that hold it.

        About 30 ns an entry, but no more than 10 us for each of the rows.
        """
        place = self.place(number)
        escape = (1 << place.bits) - 1
        has_offsets = self._payload is Payload.OFFSET
        found: dict[int, int] = {}
        for stretch, before, wanted in self._stretches(number, place, rows):
            gaps = self._plain_gaps(stretch)
            reached = list(accumulate(gaps, initial=before - 1))[1:]
            reached.append(-1)  # what is no row: the end of the list needs no look
            frequencies = None if has_offsets else self._plain_payload(stretch)
            at, end = 0, len(gaps)
            for row in wanted:
                at = bisect_left(reached, row, at, end)
                while reached[at] == row:
                    if gaps[at] != escape:
                        held = frequencies[at] if frequencies else 1
                        found[row] = found.get(row, 0) + held
                    at += 1
        return found

    def _stretches(
        self, number: int, place: ListPlace, rows: Sequence[int]
    ) -> list[tuple[ListPlace, int, Sequence[int]]]:
        """Return the parts of a list that may hold some rows, and those.

        With each comes the row after the last one before it.
        """
        count = place.end - place.start
        if count < LONG or len(rows) * SKIP * 3 // 2 > count:
            return [(place, 0, rows)]
        first = self._of_long("long_skips", number)
        skips = self._view("skips")[first : first + (count - 1) // SKIP]
        wanted: dict[int, list[int]] = {}
        for row in rows:
            last = bisect_right(skips, row + 1)
            for stretch in range(bisect_left(skips, row + 1, 0, last), last + 1):
                wanted.setdefault(stretch, []).append(row)
        bits, start, end = place
        return [
            (
                ListPlace(bits, start + at * SKIP, min(start + (at + 1) * SKIP, end)),
                skips[at - 1] if at else 0,
                inside,
            )
            for at, inside in sorted(wanted.items())
        ]

    def _plain_gaps(self, place: ListPlace) -> Sequence[int]:
        bits, start, end = place
        if bits == 4:
            return self._plain_nibbles("4.low", start, end)
        low = self._view(f"{bits}.low")[start:end]
        if bits in (8, 16):
            return bytes(low) if bits == 8 else low.tolist()
        name = f"{bits}.high"
        high = self._view(name)[start:end] if bits == 24 else self._plain_nibbles(name, start, end)
        if bits == 12:
            return _interleaved([low, high], "H")
        raw = low.cast("B")
        return _interleaved([raw[::2], raw[1::2], high, bytes(len(high))], "I")

    def _plain_payload(self, place: ListPlace) -> list[int]:
        bits, start, end = place
        if self._payload is Payload.OFFSET:
            low = self._view(f"{bits}.payload")[start:end]
            extra = self._view(f"{bits}.extra")
            return [
                offset | (extra[at >> 3] >> (at & 7) & 1) << 8
                for at, offset in enumerate(low, start)
            ]
        frequencies = list(self._plain_nibbles(f"{bits}.payload", start, end))
        if BIG in frequencies:
            big, values = self._view(f"{bits}.extra"), self._view(f"{bits}.extra_values")
            at = bisect_left(big, start)
            while at < len(big) and big[at] < end:
                frequencies[big[at] - start] = values[at]
                at += 1
        return frequencies

    def _plain_nibbles(self, name: str, start: int, end: int) -> bytes:
        packed = bytes(self._view(name)[start >> 1 : (end + 1) >> 1])
        low, high = _nibble_tables()
        values = bytearray(2 * len(packed))
        values[::2] = packed.translate(low)
        values[1::2] = packed.translate(high)
        return bytes(values[start & 1 : (start & 1) + end - start])

    def _of_long(self, name: str, number: int) -> int:
        value: int = self._view(name)[bisect_left(self._long_lists, number)]
        return value

    def _view(self, name: str) -> Any:
        return self._container.view(f"{self._field}.{name}")


@cache
def _nibble_tables() -> tuple[bytes, bytes]:
    """Return tables that take the low and the high half out of a byte."""
    return bytes(value & 15 for value in range(256)), bytes(value >> 4 for value in range(256))


def _interleaved(planes: Sequence[Any], code: str) -> list[int]:
    """Return numbers whose bytes stand in planes, the lowest first."""
    mixed = bytearray(len(planes) * len(planes[0]))
    for place, plane in enumerate(planes):
        mixed[place :: len(planes)] = bytes(plane)
    return memoryview(mixed).cast(code).tolist()  # type: ignore[call-overload,no-any-return]  # H or I
