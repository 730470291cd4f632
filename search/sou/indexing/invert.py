"""Invert a batch: units of many documents become sorted posting arrays.

Everything is sorted as one 64-bit number per token, ``term rank | position``, by
a single ``np.sort``: characters are first mapped to dense ranks that keep their
order, so two ranks and a position fit.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from sou.text.characters import Codes

    Arrays = dict[str, npt.NDArray[Any]]
    Integers = npt.NDArray[np.int64]


def bits_for(count: int) -> int:
    """Return how many bits number ``count`` things from 0."""
    return max(int(count - 1).bit_length(), 1)


@dataclass(frozen=True, slots=True)
class Ranks:
    """Dense ranks of the code points of a batch, in code point order."""

    codes: npt.NDArray[np.uint32]
    """The code point of each rank, ascending."""
    rank_of: npt.NDArray[np.uint32]
    """The rank of each code point that occurs; meaningless for others."""

    @classmethod
    def of(cls, codes: Codes) -> Ranks:
        """Rank the distinct code points of a text."""
        seen = np.zeros(0x110000, dtype=np.bool_)
        seen[codes] = True
        distinct = np.flatnonzero(seen).astype(np.uint32)
        rank_of = np.zeros(0x110000, dtype=np.uint32)
        rank_of[distinct] = np.arange(distinct.size, dtype=np.uint32)
        return cls(distinct, rank_of)


def invert_pairs(field: str, codes: Codes, singles: Integers, row_of: Codes) -> Arrays:
    """Invert pairs (code, next code) at the offsets ``singles``, with positions."""
    ranks = Ranks.of(codes)
    width = bits_for(ranks.codes.size)
    ranked = ranks.rank_of[codes]
    first, second = ranked[singles].astype(np.uint64), ranked[singles + 1].astype(np.uint64)
    terms, positions = _sorted_tokens(first << np.uint64(width) | second, singles, codes.size)
    arrays, distinct = _postings(field, terms, row_of[positions], positions)
    low = distinct & np.uint64((1 << width) - 1)
    arrays[f"{field}.keys"] = ranks.codes[distinct >> np.uint64(width)].astype(
        np.uint64
    ) << np.uint64(21) | ranks.codes[low].astype(np.uint64)
    return arrays


def invert_chars(field: str, codes: Codes, offsets: Integers, row_of: Codes) -> Arrays:
    """Invert single code points at ``offsets``, without positions."""
    ranks = Ranks.of(codes)
    terms, positions = _sorted_tokens(
        ranks.rank_of[codes[offsets]].astype(np.uint64), offsets, codes.size
    )
    arrays, distinct = _postings(field, terms, row_of[positions], None)
    arrays[f"{field}.keys"] = ranks.codes[distinct].astype(np.uint64) << np.uint64(21)
    return arrays


def invert_strings(
    field: str, tokens: Sequence[str], rows: npt.NDArray[np.uint32], positions: Integers | None
) -> Arrays:
    """Invert tokens given in text order with their rows and, if wanted, positions."""
    vocabulary: dict[str, int] = {}
    ids = np.fromiter(
        (vocabulary.setdefault(token, len(vocabulary)) for token in tokens),
        dtype=np.uint32,
        count=len(tokens),
    )
    encoded = [term.encode("utf-8", "surrogatepass") for term in vocabulary]
    order = sorted(range(len(encoded)), key=encoded.__getitem__)
    rank_of_id = np.empty(len(order), dtype=np.uint64)
    rank_of_id[order] = np.arange(len(order), dtype=np.uint64)
    terms, tokens_at = _sorted_tokens(
        rank_of_id[ids] if order else ids.astype(np.uint64),
        np.arange(len(tokens)),
        max(len(tokens), 1),
    )
    where = None if positions is None else positions[tokens_at]
    arrays, _ = _postings(field, terms, rows[tokens_at], where)
    arrays.update(string_table(f"{field}.term", [encoded[number] for number in order]))
    arrays[f"{field}.terms"] = arrays.pop(f"{field}.term_bytes")
    return arrays


def string_table(name: str, values: Sequence[bytes]) -> Arrays:
    """Return ``NAME_bytes`` (each value closed by a zero byte) and ``NAME_offsets``."""
    blob = b"".join(value + b"\0" for value in values)
    lengths = np.fromiter((len(value) + 1 for value in values), dtype=np.uint32, count=len(values))
    offsets = np.concatenate(([0], np.cumsum(lengths, dtype=np.uint64))).astype(np.uint32)
    return {f"{name}_bytes": np.frombuffer(blob, dtype=np.uint8), f"{name}_offsets": offsets}


def _sorted_tokens(
    terms: npt.NDArray[np.uint64], positions: Integers, end: int
) -> tuple[npt.NDArray[np.uint64], Integers]:
    """Sort tokens by term, then position; positions are below ``end``."""
    shift = np.uint64(bits_for(end + 1))
    keys = terms << shift | positions.astype(np.uint64)
    keys.sort()
    return keys >> shift, (keys & np.uint64((1 << int(shift)) - 1)).astype(np.int64)


def _postings(
    field: str,
    terms: npt.NDArray[np.uint64],
    rows: npt.NDArray[np.uint32],
    positions: Integers | None,
) -> tuple[Arrays, npt.NDArray[np.uint64]]:
    """Group sorted tokens into postings; return the arrays and the distinct terms."""
    new_term = np.diff(terms, prepend=np.uint64(0)) != 0
    new_posting = new_term | (np.diff(rows, prepend=rows[:1]) != 0)
    if terms.size:
        new_term[0] = new_posting[0] = True
    at = np.flatnonzero(new_posting)
    frequencies = np.minimum(np.diff(np.append(at, terms.size)), 0xFFFF).astype(np.uint16)
    term_tokens = np.flatnonzero(new_term)
    starts = np.searchsorted(at, np.append(term_tokens, terms.size)).astype(np.uint32)
    arrays: Arrays = {
        f"{field}.starts": starts,
        f"{field}.rows": rows[at],
        f"{field}.frequencies": frequencies,
    }
    if positions is not None:
        arrays[f"{field}.position_starts"] = np.append(term_tokens, terms.size).astype(np.uint32)
        arrays[f"{field}.positions"] = positions.astype(np.uint32)
    return arrays, terms[term_tokens]
