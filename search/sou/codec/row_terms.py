"""Terms of one of the application's segments, as the codec's reader of terms asks for them."""

from __future__ import annotations

from bisect import bisect_left
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from whoosh.reading import TermInfo

from sou.codec.matcher import Postings
from sou.store.dictionary import SECOND_BITS, BlobDictionary
from sou.store.postings import PositionField, counted_rows

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from sou.codec.terms_field import Terms
    from sou.store.dictionary import CodeDictionary, PairDictionary
    from sou.store.segment import Segment

_TERMS_AT_A_TIME: Final = 4096
_REMEMBERED: Final = 32
"""Terms whose postings are kept: Whoosh asks for statistics, then for a matcher."""
_SECOND_MASK: Final = (1 << SECOND_BITS) - 1


def row_fields(segment: Segment, length_fields: Mapping[str, str]) -> dict[str, RowField]:
    """Return the fields of a segment by name, with the lengths that each is scored by."""
    return {
        name: _stored_field(getattr(segment, name), segment.row_lengths(of))
        for name, of in length_fields.items()
    }


def _stored_field(field: Any, lengths: Any) -> RowField:
    dictionary = field.dictionary
    is_blob = isinstance(dictionary, BlobDictionary)
    return RowField(
        BlobTerms(dictionary) if is_blob else CodeTerms(dictionary),
        field.lists.one,
        lengths,
        has_positions=isinstance(field, PositionField),
        covers_whole_term=is_blob,
    )


class RowField:
    """Terms of a field of a segment; their documents are rows.

    ``entries`` returns the rows of a term, by its ordinal, and beside each a frequency or,
    where there are positions, the offset in the row, one entry for each.
    """

    def __init__(
        self,
        terms: Terms,
        entries: Callable[[int], tuple[Any, Any]],
        lengths: Any,
        *,
        has_positions: bool,
        covers_whole_term: bool,
    ) -> None:
        self.terms = terms
        self._entries = entries
        self._lengths = lengths
        self._covers_whole_term = covers_whole_term
        self.kind = "positions" if has_positions else "frequency"
        self.postings = lru_cache(maxsize=_REMEMBERED)(self._read)

    def info(self, ordinal: int) -> Any:
        """Return what Whoosh asks of a term."""
        return self.postings(ordinal).info

    def total_weight(self, ordinal: int) -> float:
        """Return how often a term stands in all rows."""
        weight: float = self.info(ordinal).weight()
        return weight

    def document_count(self, ordinal: int) -> int:
        """Return how many rows hold a term."""
        rows: int = self.info(ordinal).doc_frequency()
        return rows

    def _read(self, ordinal: int) -> Postings:
        """Return the postings of a term."""
        rows, payload = self._entries(ordinal)
        values, width = b"", 1
        frequencies = payload
        if self.kind == "positions":
            values = payload.astype("<u4").tobytes()
            rows, frequencies = counted_rows(rows)
            if self._covers_whole_term:
                width = len(self.terms[ordinal].decode("utf-8", "surrogatepass"))
        return Postings(
            documents=rows.tolist(),
            frequencies=frequencies.tolist(),
            weights=frequencies.astype(np.float64).tolist(),
            values=memoryview(values),
            kind=self.kind,
            info=self._info(rows, frequencies),
            width=width,
        )

    def _info(self, rows: Any, frequencies: Any) -> Any:
        lengths = self._lengths[rows]
        return TermInfo(
            weight=float(frequencies.sum(dtype=np.int64)),
            df=int(rows.size),
            minlength=int(lengths.min()),
            maxlength=int(lengths.max()),
            maxweight=float(frequencies.max()),
            minid=int(rows[0]),
            maxid=int(rows[-1]),
        )


class BlobTerms:
    """Terms of any length; order is that of UTF-8 bytes."""

    def __init__(self, dictionary: BlobDictionary) -> None:
        self._dictionary = dictionary
        self.lower_bound = dictionary.lower_bound

    def __len__(self) -> int:
        return len(self._dictionary)

    def __getitem__(self, ordinal: int) -> bytes:
        return self._dictionary.term(ordinal)

    def from_(self, first: int) -> Iterator[bytes]:
        """Yield the terms from an ordinal on."""
        for start in range(first, len(self), _TERMS_AT_A_TIME):
            yield from self._dictionary.terms(start, min(start + _TERMS_AT_A_TIME, len(self)))


class CodeTerms:
    """Terms of one code point or two; their order is also that of their UTF-8 bytes."""

    def __init__(self, dictionary: CodeDictionary | PairDictionary) -> None:
        self._dictionary = dictionary

    def __len__(self) -> int:
        return len(self._dictionary)

    def __getitem__(self, ordinal: int) -> bytes:
        return next(self._between(ordinal, ordinal + 1))

    def from_(self, first: int) -> Iterator[bytes]:
        """Yield the terms from an ordinal on."""
        for start in range(first, len(self), _TERMS_AT_A_TIME):
            yield from self._between(start, min(start + _TERMS_AT_A_TIME, len(self)))

    def lower_bound(self, wanted: bytes) -> int:
        """Return the ordinal of the first term not less than ``wanted``."""
        return bisect_left(range(len(self)), wanted, key=self.__getitem__)

    def _between(self, start: int, end: int) -> Iterator[bytes]:
        for key in self._dictionary.keys(start, end).tolist():
            first = key >> SECOND_BITS
            text = f"{chr(first)}{chr(key & _SECOND_MASK)}" if first else chr(key)
            yield text.encode("utf-8", "surrogatepass")
