"""What is read of the terms of a field: order, lookup, statistics, postings."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
from whoosh.reading import TermInfo

from sou.codec.blobs import Blobs
from sou.codec.formats import item_size
from sou.codec.matcher import Postings
from sou.codec.terms_writer import LARGEST_FREQUENCY
from sou.store.gap_lists import Payload
from sou.store.gaps import GapReader

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sou.store.container import Container


class Terms(Protocol):
    """Terms in the order of their bytes."""

    def __len__(self) -> int: ...

    def __getitem__(self, ordinal: int, /) -> bytes: ...

    def from_(self, first: int, /) -> Iterator[bytes]:
        """Yield the terms from an ordinal on."""

    def lower_bound(self, wanted: bytes, /) -> int:
        """Return the ordinal of the first term not less than ``wanted``."""


def ordinal_of(terms: Terms, term: bytes) -> int:
    """Return the ordinal of a term, or -1."""
    at = terms.lower_bound(term)
    return at if at < len(terms) and terms[at] == term else -1


class Field(Protocol):
    """What is read of a field."""

    kind: str
    """What its postings say, as ``formats.KINDS`` names it."""

    @property
    def terms(self) -> Terms:
        """All terms."""

    def info(self, ordinal: int, /) -> Any:
        """Return what Whoosh asks of a term."""

    def total_weight(self, ordinal: int, /) -> float:
        """Return the weight of a term over all documents."""

    def document_count(self, ordinal: int, /) -> int:
        """Return how many documents hold a term."""

    def postings(self, ordinal: int, /) -> Postings:
        """Return the postings of a term."""


def fields_of(container: Container) -> dict[str, TermsField]:
    """Return the fields of a file of terms."""
    return {
        name: TermsField(container, number, kind)
        for number, (name, kind) in enumerate(container.meta["fields"])
    }


class TermsField:
    """The terms of one field; arrays are as ``terms_writer`` says."""

    def __init__(self, container: Container, number: int, kind: str) -> None:
        self.kind = kind
        self._container = container
        self._prefix = f"{number}."
        self.terms = Blobs(container, f"{number}.terms")
        self._item_size = item_size(kind)

    @cached_property
    def _lists(self) -> GapReader:
        return GapReader(self._container, self._prefix[:-1], Payload.FREQUENCY)

    @cached_property
    def _starts(self) -> Any:
        """The first posting of each term."""
        counts = self._container.array(f"{self._prefix}documents").astype(np.int64)
        return np.cumsum(counts) - counts

    def _number(self, name: str, ordinal: int) -> Any:
        return self._container.array(f"{self._prefix}{name}")[ordinal].item()

    def total_weight(self, ordinal: int) -> float:
        """Return the weight of a term over all documents."""
        return float(self._number("total_weight", ordinal))

    def document_count(self, ordinal: int) -> int:
        """Return how many documents hold a term."""
        return int(self._number("documents", ordinal))

    def info(self, ordinal: int) -> Any:
        """Return what Whoosh asks of a term; weights are true sums and maxima."""
        return TermInfo(
            weight=self._number("total_weight", ordinal),
            df=self._number("documents", ordinal),
            minlength=self._number("min_length", ordinal),
            maxlength=self._number("max_length", ordinal),
            maxweight=self._number("max_weight", ordinal),
            minid=self._number("first", ordinal),
            maxid=self._number("last", ordinal),
        )

    def postings(self, ordinal: int) -> Postings:
        """Return the postings of a term."""
        documents, kept = self._lists.one(ordinal)
        frequencies = self._whole(ordinal, kept)
        name = f"{self._prefix}weights"
        start = int(self._starts[ordinal])
        weights = frequencies
        if name in self._container:
            weights = self._container.array(name)[start : start + documents.size]
        return Postings(
            documents=documents.tolist(),
            frequencies=frequencies.tolist(),
            weights=weights.astype(np.float64).tolist(),
            values=self._values(ordinal, frequencies),
            kind=self.kind,
            info=self.info(ordinal),
        )

    def _whole(self, ordinal: int, kept: Any) -> Any:
        """Return the frequencies of a term, those too that the list cannot hold."""
        at = np.flatnonzero(kept == LARGEST_FREQUENCY)
        if not at.size or f"{self._prefix}big" not in self._container:
            return kept
        frequencies = kept.astype(np.uint32)
        big = self._container.array(f"{self._prefix}big")
        wanted = (at + self._starts[ordinal]).astype(np.uint64)
        place = np.minimum(big.searchsorted(wanted), big.size - 1)
        known = big[place] == wanted
        values = self._container.array(f"{self._prefix}big_values")
        frequencies[at[known]] = values[place[known]]
        return frequencies

    def _values(self, ordinal: int, frequencies: Any) -> memoryview:
        if not self._item_size:
            return memoryview(b"")
        start = self._number("value_starts", ordinal)
        end = start + int(frequencies.sum(dtype=np.int64))
        values = self._container.view(f"{self._prefix}values")
        return values[start * self._item_size : end * self._item_size]
