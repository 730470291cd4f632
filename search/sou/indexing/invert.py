"""Invert a batch: units of many documents become sorted lists of entries.

Everything is sorted as one 64-bit number per token, ``term rank | place``, by a
single ``np.sort``: characters are first mapped to dense ranks that keep their
order, so two or three ranks and a place fit. A *place* is a row and the offset in
it, as one number that ascends with the text.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from sou.store.dictionary import SECOND_BITS
from sou.store.equal_runs import lengths_of_runs, members_of_ranges, starts_of_runs
from sou.store.segment_writer import Lists
from sou.text.characters import to_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from sou.text.characters import Codes

    Array = npt.NDArray[Any]
    Integers = npt.NDArray[np.int64]
    Keys = npt.NDArray[np.uint64]

OFFSET_BITS = 9
"""Bits of an offset in a row; rows are no longer than 500 code points."""


def bits_for(count: int) -> int:
    """Return how many bits number ``count`` things from 0."""
    return max(int(count - 1).bit_length(), 1)


@dataclass(frozen=True, slots=True)
class Ranks:
    """Dense ranks of the code points of a batch, in code point order."""

    codes: Codes
    """The code point of each rank, ascending."""
    rank_of: Codes
    """The rank of each code point that occurs; 0 for others."""

    @classmethod
    def of(cls, codes: Codes) -> Ranks:
        """Rank the distinct code points of a text."""
        seen = np.zeros(0x110000, dtype=np.bool_)
        seen[codes] = True
        distinct = np.flatnonzero(seen).astype(np.uint32)
        rank_of = np.zeros(0x110000, dtype=np.uint32)
        rank_of[distinct] = np.arange(distinct.size, dtype=np.uint32)
        return cls(distinct, rank_of)

    @property
    def bits(self) -> int:
        """Bits of a rank."""
        return bits_for(self.codes.size)


def invert_pairs(
    codes: Codes, ranks: Ranks, singles: Integers, places: Codes, row_count: int
) -> tuple[Keys, Lists]:
    """Invert pairs (code, next code) at the offsets ``singles``; return keys and lists."""
    distinct, lists = _offset_lists(
        _pair_terms(codes, ranks, singles), 2 * ranks.bits, places[singles], row_count
    )
    firsts = ranks.codes[distinct >> np.uint64(ranks.bits)].astype(np.uint64)
    seconds = ranks.codes[distinct & np.uint64((1 << ranks.bits) - 1)]
    return firsts << np.uint64(SECOND_BITS) | seconds, lists


def _pair_terms(codes: Codes, ranks: Ranks, singles: Integers) -> Keys:
    terms: Keys = ranks.rank_of[codes[singles]].astype(np.uint64)
    terms <<= np.uint64(ranks.bits)
    terms |= ranks.rank_of[codes[singles + 1]]
    return terms


def invert_chars(
    codes: Codes, ranks: Ranks, offsets: Integers, rows: Codes, row_count: int
) -> tuple[Keys, Lists]:
    """Invert single code points at ``offsets``, which stand in ``rows``."""
    terms = ranks.rank_of[codes[offsets]].astype(np.uint64)
    bits = bits_for(row_count)
    terms <<= np.uint64(bits)
    terms |= rows
    keys: Array = terms.astype(np.uint32) if ranks.bits + bits <= 32 else terms
    del terms
    keys.sort()
    distinct, lists = _frequency_lists(keys, bits)
    return ranks.codes[distinct].astype(np.uint64), lists


def invert_runs(tokens: Sequence[str], places: Codes, row_count: int) -> tuple[list[bytes], Lists]:
    """Invert runs given in text order with their places."""
    ids, terms = _numbered(tokens)
    _, lists = _offset_lists(ids, bits_for(len(terms)), places, row_count)
    return terms, lists


def _numbered(tokens: Sequence[str]) -> tuple[Keys, list[bytes]]:
    """Return the rank of each token among the distinct ones, and those, in byte order."""
    numbers = {token: number for number, token in enumerate(dict.fromkeys(tokens))}
    ids = np.fromiter(map(numbers.__getitem__, tokens), dtype=np.int64, count=len(tokens))
    encoded = [term.encode("utf-8", "surrogatepass") for term in numbers]
    order = sorted(range(len(encoded)), key=encoded.__getitem__)
    rank_of = np.empty(len(order), dtype=np.uint64)
    rank_of[order] = np.arange(len(order), dtype=np.uint64)
    return rank_of[ids] if order else ids.astype(np.uint64), [encoded[i] for i in order]


def _offset_lists(terms: Keys, term_bits: int, places: Codes, row_count: int) -> tuple[Keys, Lists]:
    """Sort tokens by term, then place; return the distinct terms and their lists.

    ``terms`` are used up: what is made of them takes their place, as these arrays are what
    takes the most memory of all in a run.
    """
    bits = bits_for(row_count) + OFFSET_BITS
    known = None
    if term_bits + bits > 64:  # only with hundreds of thousands of rows and rare characters
        known, numbers = np.unique(terms, return_inverse=True)
        terms = numbers.astype(np.uint64)
    terms <<= np.uint64(bits)
    terms |= places
    terms.sort()
    place = terms.astype(np.uint32)  # the lower half
    place &= np.uint32((1 << bits) - 1)
    terms >>= np.uint64(bits)
    starts = starts_of_runs(terms)
    distinct = terms[starts]
    del terms
    lists = Lists(
        rows=(place >> np.uint32(OFFSET_BITS)).astype(np.int64),
        payload=(place & np.uint32((1 << OFFSET_BITS) - 1)).astype(np.uint16),
        counts=lengths_of_runs(starts, place.size),
    )
    return (distinct if known is None else known[distinct]), lists


def _frequency_lists(keys: Array, row_bits: int) -> tuple[Array, Lists]:
    """Count equal keys, sorted ``term << row_bits | row``; return distinct terms and lists."""
    starts = starts_of_runs(keys)
    frequencies = lengths_of_runs(starts, keys.size)
    postings = keys[starts]
    kind = keys.dtype.type
    terms = postings >> kind(row_bits)
    lists = starts_of_runs(terms)
    inverted = Lists(
        rows=(postings & kind((1 << row_bits) - 1)).astype(np.int64),
        payload=np.minimum(frequencies, 0xFFFF).astype(np.uint16),
        counts=lengths_of_runs(lists, terms.size),
    )
    return terms[lists], inverted


class WordInverter:
    """Invert the words of a batch, given in pieces so that few are held as strings.

    Words of up to three code points are sorted as numbers; longer ones, a few in a
    hundred, are numbered by a dictionary.
    """

    def __init__(self, ranks: Ranks, row_count: int) -> None:
        self._ranks = ranks
        self._bits = bits_for(ranks.codes.size + 1)
        self._row_bits = bits_for(row_count)
        self._short_limit = 3 if 3 * self._bits + self._row_bits <= 64 else 0
        self._short: list[Keys] = []
        self._long: list[str] = []
        self._long_rows: list[Array] = []

    def add(self, codes: Codes, starts: Integers, ends: Integers, rows: Array) -> None:
        """Add tokens ``codes[starts[i]:ends[i]]`` of the given rows; a code 0 closes each."""
        lengths = ends - starts
        is_short = lengths <= self._short_limit
        self._short.append(self._keys(codes, starts, lengths, rows, is_short))
        long = np.flatnonzero(~is_short)
        if long.size:
            closed = members_of_ranges(starts[long], lengths[long] + 1)
            self._long += to_text(codes[closed]).split("\0")[:-1]
        self._long_rows.append(rows[long])

    def _keys(
        self, codes: Codes, starts: Integers, lengths: Integers, rows: Array, chosen: Array
    ) -> Keys:
        begin, length = starts[chosen], lengths[chosen]
        keys = np.zeros(begin.size, dtype=np.uint64)
        last = codes.size - 1
        for place in range(self._short_limit):
            rank = self._ranks.rank_of[codes[np.minimum(begin + place, last)]] + np.uint32(1)
            keys = keys << np.uint64(self._bits) | np.where(place < length, rank, 0).astype(
                np.uint64
            )
        return keys << np.uint64(self._row_bits) | rows[chosen].astype(np.uint64)

    def finish(self) -> tuple[list[bytes], Lists]:
        """Return the terms in byte order and their lists."""
        short = np.concatenate([np.zeros(0, np.uint64), *self._short])
        self._short = []
        short.sort()
        keys, short_lists = _frequency_lists(short, self._row_bits)
        ids, long_terms = _numbered(self._long)
        rows = np.concatenate([np.zeros(0, np.int64), *self._long_rows])
        long = ids << np.uint64(self._row_bits) | rows.astype(np.uint64)
        long.sort()
        _, long_lists = _frequency_lists(long, self._row_bits)
        terms = self._terms(keys) + long_terms
        order = sorted(range(len(terms)), key=terms.__getitem__)
        return [terms[i] for i in order], _reordered(short_lists, long_lists, np.array(order, int))

    def _terms(self, keys: Keys) -> list[bytes]:
        """Return the terms that some keys of short words stand for."""
        letters = np.zeros((keys.size, max(self._short_limit, 1)), dtype="<u4")
        codes = np.concatenate((np.zeros(1, np.uint32), self._ranks.codes))
        for place in range(self._short_limit):
            shift = np.uint64((self._short_limit - 1 - place) * self._bits)
            letters[:, place] = codes[keys >> shift & np.uint64((1 << self._bits) - 1)]
        text = letters.tobytes().decode("utf-32-le", "surrogatepass")
        size = letters.shape[1]
        return [
            text[at : at + size].rstrip("\0").encode("utf-8", "surrogatepass")
            for at in range(0, len(text), size)
        ]


def _reordered(first: Lists, second: Lists, order: Integers) -> Lists:
    """Return the lists of both in another order of all lists."""
    counts = np.concatenate((first.counts, second.counts))
    starts = np.cumsum(counts) - counts
    chosen = counts[order]
    begin = np.cumsum(chosen) - chosen
    at = np.arange(int(chosen.sum())) + np.repeat(starts[order] - begin, chosen)
    return Lists(
        np.concatenate((first.rows, second.rows))[at],
        np.concatenate((first.payload, second.payload))[at],
        chosen,
    )
