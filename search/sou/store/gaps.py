"""Write the gap lists of a field, and read many entries at once; see gap_lists."""

from __future__ import annotations

from operator import itemgetter
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import numpy.typing as npt

from sou.store.gap_lists import (
    ADDRESS_BITS,
    ADDRESS_MASK,
    BIG,
    LONG,
    PADDING,
    SKIP,
    WIDTHS,
    GapLists,
    Payload,
)

if TYPE_CHECKING:
    from sou.store.container import Container, ContainerWriter

Integers = npt.NDArray[np.int64]
Array = npt.NDArray[Any]


class Entries(NamedTuple):
    """Decoded lists: one element an entry, list after list in the order asked for."""

    rows: npt.NDArray[np.int64]
    """Ascending inside a list."""
    payload: npt.NDArray[np.uint16]
    lists: npt.NDArray[np.int64]
    """Which of the lists asked for each entry is of; ascending."""


class GapWriter:
    """Encode the lists of a field, in the order of its terms."""

    def __init__(self, writer: ContainerWriter, field: str, payload: Payload) -> None:
        self._writer = writer
        self._field = field
        self._payload = payload
        self._written = [0] * len(WIDTHS)
        self._lists = 0
        self._skips = 0
        none = np.zeros(0, dtype=np.int64)
        self._put_lists(none, none, none, none)

    def add(self, rows: Array, payload: Array, counts: Array) -> None:
        """Append whole lists, ``counts[i]`` entries each and none empty."""
        if not counts.size:
            return
        starts = np.cumsum(counts) - counts
        gaps = np.diff(rows, prepend=rows[:1]).astype(np.uint32)
        gaps[starts] = rows[starts] + 1
        distinct = np.add.reduceat(gaps != 0, starts, dtype=np.int64)
        width = _narrowest(gaps, starts, counts)
        addresses = np.zeros(counts.size, dtype=np.int64)
        entries = np.zeros(counts.size, dtype=np.int64)
        skips: list[tuple[int, Array]] = []
        for number, bits in enumerate(WIDTHS):
            chosen = np.flatnonzero(width == number)
            if chosen.size:
                inside = np.repeat(width == number, counts)
                lists = _Lists.of(gaps[inside], payload[inside], counts[chosen], (1 << bits) - 1)
                first = self._append(number, lists)
                addresses[chosen] = first + lists.starts | number << ADDRESS_BITS
                entries[chosen] = lists.counts
                skips += [(int(chosen[place]), rows) for place, rows in lists.skips()]
        skips.sort(key=itemgetter(0))
        skip_rows = np.concatenate([np.zeros(0, np.int64), *(rows for _, rows in skips)])
        self._put_lists(addresses, entries, distinct, skip_rows)

    def _put_lists(
        self, addresses: Integers, entries: Integers, distinct: Integers, skips: Array
    ) -> None:
        """Write where some lists are and how many entries and rows they have."""
        long = np.flatnonzero(entries >= LONG)
        skip_counts = (entries[long] - 1) // SKIP
        skip_starts = np.cumsum(skip_counts) - skip_counts + self._skips
        self._put("addresses", addresses.astype(np.uint32))
        self._put("counts", np.minimum(entries, LONG).astype(np.uint8))
        self._put("long", (long + self._lists).astype(np.uint32))
        self._put("long_counts", entries[long].astype(np.uint32))
        self._put("long_rows", distinct[long].astype(np.uint32))
        self._put("long_skips", skip_starts.astype(np.uint32))
        self._put("skips", skips.astype(np.uint32))
        self._skips += int(skip_counts.sum())
        self._lists += entries.size

    def _append(self, number: int, lists: _Lists) -> int:
        """Write the entries of one width; return the number of the first."""
        first = self._written[number]
        size = lists.gaps.size + -lists.gaps.size % PADDING
        if first + size > ADDRESS_MASK:
            raise OverflowError("a segment has too many entries")
        gaps = np.zeros(size, dtype=np.uint32)
        gaps[: lists.gaps.size] = lists.gaps
        payload = np.zeros(size, dtype=np.uint16)
        payload[: lists.payload.size] = lists.payload
        name = f"{WIDTHS[number]}"
        for part, values in _planes(gaps, WIDTHS[number]).items():
            self._put(f"{name}.{part}", values)
        if self._payload is Payload.OFFSET:
            self._put(f"{name}.payload", payload.astype(np.uint8))
            self._put(f"{name}.extra", np.packbits(payload > 0xFF, bitorder="little"))
        else:
            big = np.flatnonzero(payload >= BIG)
            self._put(f"{name}.payload", _nibbles(np.minimum(payload, BIG)))
            self._put(f"{name}.extra", (big + first).astype(np.uint32))
            self._put(f"{name}.extra_values", payload[big])
        self._written[number] += size
        return first

    def _put(self, name: str, values: Array) -> None:
        self._writer.append(f"{self._field}.{name}", values)


class _Lists(NamedTuple):
    """Lists of one width with their escapes."""

    gaps: npt.NDArray[np.uint32]
    payload: Array
    starts: Integers
    counts: Integers

    def skips(self) -> list[tuple[int, Integers]]:
        """Return the skips of each long list: its place, and the rows reached."""
        found = []
        for place in np.flatnonzero(self.counts >= LONG).tolist():
            start, count = int(self.starts[place]), int(self.counts[place])
            reached = np.cumsum(self.gaps[start : start + count], dtype=np.int64)
            found.append((place, reached[SKIP - 1 : count - 1 : SKIP]))
        return found

    @classmethod
    def of(cls, gaps: Array, payload: Array, counts: Array, escape: int) -> _Lists:
        skips = gaps // np.uint32(escape)
        starts = np.cumsum(counts) - counts
        if not skips.any():
            return cls(gaps, payload, starts, counts.astype(np.int64))
        sizes = skips.astype(np.int64) + 1
        ends = np.cumsum(sizes)
        escaped = np.full(int(ends[-1]), escape, dtype=np.uint32)
        escaped[ends - 1] = gaps - skips * np.uint32(escape)
        carried = np.zeros(escaped.size, dtype=payload.dtype)
        carried[ends - 1] = payload
        grown = np.add.reduceat(sizes, starts)
        return cls(escaped, carried, np.cumsum(grown) - grown, grown)


def _narrowest(gaps: Array, starts: Integers, counts: Array) -> npt.NDArray[np.int64]:
    """Return for each list the number of the width that makes it smallest, or nearly.

    An escape goes on by one less than a power of two; shifts are a tenth of divisions.
    """
    largest = int(gaps.max())
    costs = []
    for bits in WIDTHS:
        size = counts.astype(np.int64)
        if largest >= (1 << bits) - 1:
            escapes = gaps + np.uint32(1) >> np.uint32(bits)
            size += np.add.reduceat(escapes, starts, dtype=np.uint32)
        costs.append(size * bits)
    width: Integers = np.argmin(np.stack(costs), axis=0)
    return width


def _planes(gaps: npt.NDArray[np.uint32], bits: int) -> dict[str, Array]:
    """Split gaps into the arrays of a width: whole bytes low, the rest high."""
    if bits == 4:
        return {"low": _nibbles(gaps)}
    if bits <= 12:
        low: dict[str, Array] = {"low": gaps.astype(np.uint8)}
        return low if bits == 8 else low | {"high": _nibbles(gaps >> 8)}
    low = {"low": gaps.astype(np.uint16)}
    if bits == 16:
        return low
    return low | {"high": _nibbles(gaps >> 16) if bits == 20 else (gaps >> 16).astype(np.uint8)}


def _nibbles(values: Array) -> npt.NDArray[np.uint8]:
    """Pack an even number of values below 16, the first of two in the low half."""
    small = values.astype(np.uint8)
    return small[::2] | small[1::2] << np.uint8(4)


class GapReader(GapLists):
    """Decode the lists of a field."""

    def __init__(self, container: Container, field: str, payload: Payload) -> None:
        super().__init__(container, field, payload)
        self._long = self._array("long")
        self._long_counts = self._array("long_counts")

    def distinct_rows(self, number: int) -> int:
        """Return how many rows a list has; a short one is decoded for it."""
        if self.entry_count(number) < LONG:
            rows = self.one(number, with_payload=False)[0]
            return int(np.count_nonzero(np.diff(rows))) + 1
        return self.long_rows(number)

    def near(self, number: int, rows: Array) -> tuple[Array, Array]:
        """Return rows and payload of a list's entries around some ascending rows.

        All entries in ``rows`` are among them. Only stretches of 256 entries that may
        hold one of the rows are decoded.
        """
        count = self.entry_count(number)
        if count < LONG or not rows.size:
            return self.one(number)
        place = int(self._long.searchsorted(number))
        first = int(self._array("long_skips")[place])
        skips = self._array("skips")[first : first + (count - 1) // SKIP]
        low = skips.searchsorted(rows.astype(np.uint32) + np.uint32(1), side="left")
        high = skips.searchsorted(rows.astype(np.uint32) + np.uint32(1), side="right")
        wanted = np.zeros(skips.size + 2, dtype=np.int32)
        np.add.at(wanted, low, 1)
        np.add.at(wanted, high + 1, -1)
        stretches = np.flatnonzero(np.cumsum(wanted[:-1]))
        if stretches.size * 3 > skips.size:
            return self.one(number)
        bits, start, _ = self.place(number)
        starts = start + stretches * SKIP
        counts = np.minimum(SKIP, start + count - starts)
        before = np.where(stretches > 0, skips[np.maximum(stretches - 1, 0)], 0)
        entries = self._gather(bits, starts, counts, np.arange(starts.size))
        return entries.rows + before[entries.lists], entries.payload

    def entry_counts(self, first: int, end: int) -> Integers:
        """Return how many entries each of neighbouring lists has, escapes included."""
        counts: Integers = self._array("counts")[first:end].astype(np.int64)
        counts[counts == LONG] = self._long_counts[slice(*self._long.searchsorted((first, end)))]
        return counts

    def total_entries(self, numbers: Array) -> int:
        """Return how many entries some lists have together, escapes included."""
        counts = self._array("counts")[numbers]
        long = counts == LONG
        of_long = self._long_counts[self._long.searchsorted(numbers[long])]
        return int(counts[~long].sum(dtype=np.int64) + of_long.sum(dtype=np.int64))

    def one(self, number: int, *, with_payload: bool = True) -> tuple[Array, Array]:
        """Return rows and payload of one list; the payload is empty if not wanted."""
        bits, start, end = self.place(number)
        at = slice(start, end)
        gaps = self._gaps(bits, at)
        rows = np.cumsum(gaps, dtype=np.int32)
        rows -= 1
        payload = self._payload_of(bits, at) if with_payload else gaps[:0]
        if not _may_have_escapes(gaps, bits):
            return rows, payload
        real = _without_escapes(gaps, bits)
        return rows.take(real), payload.take(real) if with_payload else payload

    def many(self, numbers: Integers) -> Entries:
        """Return the entries of several lists."""
        addresses = self._array("addresses")[numbers].astype(np.int64)
        counts = self._array("counts")[numbers].astype(np.int64)
        is_long = np.flatnonzero(counts == LONG)
        counts[is_long] = self._long_counts[self._long.searchsorted(numbers[is_long])]
        parts = []
        for width, bits in enumerate(WIDTHS):
            chosen = np.flatnonzero(addresses >> ADDRESS_BITS == width)
            if chosen.size:
                starts = addresses[chosen] & ADDRESS_MASK
                parts.append(self._gather(bits, starts, counts[chosen], chosen))
        if len(parts) == 1:
            return parts[0]
        if not parts:
            none = np.zeros(0, dtype=np.int64)
            return Entries(none, none.astype(np.uint16), none)
        lists = np.concatenate([part.lists for part in parts])
        order = np.argsort(lists, kind="stable")
        return Entries(
            np.concatenate([part.rows for part in parts])[order],
            np.concatenate([part.payload for part in parts])[order],
            lists[order],
        )

    def _gather(self, bits: int, starts: Integers, counts: Integers, lists: Integers) -> Entries:
        first = np.cumsum(counts) - counts
        size = int(counts.sum())
        at: slice | Integers
        if np.array_equal(first + starts[0], starts):  # side by side, as in a merge
            at = slice(int(starts[0]), int(starts[0]) + size)
        else:
            at = np.arange(size) + np.repeat(starts - first, counts)
        gaps = self._gaps(bits, at)
        sums = np.cumsum(gaps, dtype=np.int64)
        before = sums[first] - gaps[first]
        rows = sums - np.repeat(before + 1, counts)
        payload, owner = self._payload_of(bits, at), np.repeat(lists, counts)
        if not _may_have_escapes(gaps, bits):
            return Entries(rows, payload, owner)
        real = _without_escapes(gaps, bits)
        return Entries(rows.take(real), payload.take(real), owner.take(real))

    def _gaps(self, bits: int, at: slice | Integers) -> Any:
        """Return the gaps of some entries of a width."""
        if bits == 4:
            return self._nibbles_at("4.low", at)
        low = self._array(f"{bits}.low")[at]
        if bits in (8, 16):
            return low
        name = f"{bits}.high"
        high = self._array(name)[at] if bits == 24 else self._nibbles_at(name, at)
        if bits == 12:
            return low | high.astype(np.uint16) << np.uint16(8)
        return low | high.astype(np.uint32) << np.uint32(16)

    def _payload_of(self, bits: int, at: slice | Integers) -> Array:
        if self._payload is Payload.FREQUENCY:
            return self._frequencies(bits, at)
        low: Array = self._array(f"{bits}.payload")[at].astype(np.uint16)
        extra = self._array(f"{bits}.extra")
        if isinstance(at, slice):
            unpacked = np.unpackbits(extra[at.start >> 3 : (at.stop + 7) >> 3], bitorder="little")
            high = unpacked[at.start & 7 : (at.start & 7) + at.stop - at.start]
        else:
            high = extra[at >> 3] >> (at & 7).astype(np.uint8) & np.uint8(1)
        low |= high.astype(np.uint16) << np.uint16(8)
        return low

    def _frequencies(self, bits: int, at: slice | Integers) -> Array:
        frequencies = self._nibbles_at(f"{bits}.payload", at)
        big = np.flatnonzero(frequencies == BIG)
        if not big.size:
            return frequencies
        entries = big + at.start if isinstance(at, slice) else at[big]
        place = self._array(f"{bits}.extra").searchsorted(entries.astype(np.uint32))
        values = frequencies.astype(np.uint16)
        values[big] = self._array(f"{bits}.extra_values")[place]
        return values

    def _nibbles_at(self, name: str, at: slice | Integers) -> npt.NDArray[np.uint8]:
        packed = self._array(name)
        if not isinstance(at, slice):
            shifts = (at & 1).astype(np.uint8) << np.uint8(2)
            chosen: npt.NDArray[np.uint8] = packed[at >> 1] >> shifts & np.uint8(15)
            return chosen
        inside = packed[at.start >> 1 : (at.stop + 1) >> 1]
        pairs = inside.astype("<u2")  # both halves at once, a fifth of the time one by one
        pairs |= pairs << np.uint16(4)
        pairs &= np.uint16(0x0F0F)
        return pairs.view(np.uint8)[at.start & 1 : (at.start & 1) + at.stop - at.start]

    def _array(self, name: str) -> Array:
        return self._container.array(f"{self._field}.{name}")


def _may_have_escapes(gaps: Array, bits: int) -> bool:
    return int(gaps.max(initial=0)) == (1 << bits) - 1


def _without_escapes(gaps: Array, bits: int) -> npt.NDArray[np.intp]:
    """Return the places of what is no escape: to take them is twice as fast as to mask."""
    places: npt.NDArray[np.intp] = (gaps != (1 << bits) - 1).nonzero()[0]
    return places
