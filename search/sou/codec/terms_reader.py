"""Read the terms of a segment: lookup, order, statistics, matchers."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from whoosh.codec import base
from whoosh.reading import TermInfo, TermNotFound

from sou.codec.blobs import Blobs
from sou.codec.formats import KINDS, item_size
from sou.codec.matcher import NumpyMatcher, Postings
from sou.codec.terms_writer import LARGEST_FREQUENCY
from sou.store.gap_lists import Payload
from sou.store.gaps import GapReader

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sou.store.container import Container


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

    def ordinal(self, term: bytes) -> int:
        """Return the ordinal of a term, or -1."""
        at = self.terms.lower_bound(term)
        return at if at < len(self.terms) and self.terms[at] == term else -1

    def number(self, name: str, ordinal: int) -> Any:
        """Return one statistic of a term."""
        return self._container.array(f"{self._prefix}{name}")[ordinal].item()

    def info(self, ordinal: int) -> Any:
        """Return what Whoosh asks of a term; weights are true sums and maxima."""
        return TermInfo(
            weight=self.number("total_weight", ordinal),
            df=self.number("documents", ordinal),
            minlength=self.number("min_length", ordinal),
            maxlength=self.number("max_length", ordinal),
            maxweight=self.number("max_weight", ordinal),
            minid=self.number("first", ordinal),
            maxid=self.number("last", ordinal),
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
        start = self.number("value_starts", ordinal)
        end = start + int(frequencies.sum(dtype=np.int64))
        values = self._container.view(f"{self._prefix}values")
        return values[start * self._item_size : end * self._item_size]


class NumpyTermsReader(base.TermsReader):  # type: ignore[misc]  # Whoosh is untyped here
    """Whoosh's reader of terms over a container."""

    def __init__(self, container: Container) -> None:
        self._fields = {
            name: TermsField(container, number, kind)
            for number, (name, kind) in enumerate(container.meta["fields"])
        }

    def __contains__(self, term: tuple[str, bytes]) -> bool:
        field, ordinal = self._find(*term)
        return field is not None and ordinal >= 0

    def _find(self, fieldname: str, text: bytes) -> tuple[TermsField | None, int]:
        field = self._fields.get(fieldname)
        return field, field.ordinal(text) if field else -1

    def _known(self, fieldname: str, text: bytes) -> tuple[TermsField, int]:
        field, ordinal = self._find(fieldname, text)
        if field is None or ordinal < 0:
            raise TermNotFound(f"No term {fieldname}:{text!r}")
        return field, ordinal

    def indexed_field_names(self) -> Iterable[str]:
        """Return the names of the fields that have terms."""
        return self._fields.keys()

    def cursor(self, fieldname: str, fieldobj: Any) -> Any:
        """Return a cursor over the terms of a field."""
        field = self._fields.get(fieldname)
        return NumpyCursor(field, fieldobj) if field else base.EmptyCursor()

    def terms(self) -> Iterator[tuple[str, bytes]]:
        """Yield all terms, by field and bytes."""
        for name in sorted(self._fields):
            yield from self.terms_from(name, b"")

    def terms_from(self, fieldname: str, prefix: bytes) -> Iterator[tuple[str, bytes]]:
        """Yield the terms of a field that are not less than ``prefix``."""
        if field := self._fields.get(fieldname):
            for text in field.terms.from_(field.terms.lower_bound(prefix)):
                yield fieldname, text

    def items(self) -> Iterator[tuple[tuple[str, bytes], Any]]:
        """Yield all terms with what is known about them."""
        for name in sorted(self._fields):
            yield from self.items_from(name, b"")

    def items_from(self, fieldname: str, prefix: bytes) -> Iterator[tuple[tuple[str, bytes], Any]]:
        """Yield the terms of a field not less than ``prefix``, with what is known about them."""
        if field := self._fields.get(fieldname):
            first = field.terms.lower_bound(prefix)
            for ordinal in range(first, len(field.terms)):
                yield (fieldname, field.terms[ordinal]), field.info(ordinal)

    def term_info(self, fieldname: str, text: bytes) -> Any:
        """Return what is known about a term.

        Raises:
            TermNotFound: the segment does not have it.
        """
        field, ordinal = self._known(fieldname, text)
        return field.info(ordinal)

    def frequency(self, fieldname: str, text: bytes) -> float:
        """Return the weight of a term over all documents; 0 when it is not there."""
        field, ordinal = self._find(fieldname, text)
        return float(field.number("total_weight", ordinal)) if field and ordinal >= 0 else 0

    def doc_frequency(self, fieldname: str, text: bytes) -> int:
        """Return how many documents have a term."""
        field, ordinal = self._find(fieldname, text)
        return int(field.number("documents", ordinal)) if field and ordinal >= 0 else 0

    def matcher(self, fieldname: str, text: bytes, format_: Any, scorer: Any = None) -> Any:
        """Return a matcher of a term's postings.

        The format is the one the segment was written with: a field may have been removed
        and added again with another.

        Raises:
            TermNotFound: the segment does not have it.
        """
        field, ordinal = self._known(fieldname, text)
        kind = KINDS[field.kind]
        if type(format_) is not kind:
            format_ = kind(field_boost=getattr(format_, "field_boost", 1.0))
        return NumpyMatcher(field.postings(ordinal), format_, (fieldname, text), scorer)


class NumpyCursor(base.FieldCursor):  # type: ignore[misc]  # as above
    """A place among the terms of a field."""

    def __init__(self, field: TermsField, fieldobj: Any) -> None:
        self._field = field
        self._fieldobj = fieldobj
        self._at = 0

    def is_valid(self) -> bool:
        """Return whether the cursor is on a term."""
        return self._at < len(self._field.terms)

    def first(self) -> Any:
        """Go to the first term; return it."""
        self._at = 0
        return self.text()

    def find(self, string: Any) -> Any:
        """Go to the first term not less than ``string``; return it."""
        wanted = string if isinstance(string, bytes) else self._fieldobj.to_bytes(string)
        self._at = self._field.terms.lower_bound(wanted)
        return self.text()

    def next(self) -> Any:
        """Go to the next term; return it."""
        self._at += 1
        return self.text()

    def term_bytes(self) -> bytes | None:
        """Return the term as it is in the file, or ``None`` after the last."""
        return self._field.terms[self._at] if self.is_valid() else None

    def text(self) -> Any:
        """Return the term as the field shows it, or ``None`` after the last."""
        raw = self.term_bytes()
        return None if raw is None else self._fieldobj.from_bytes(raw)

    term = text

    def term_info(self) -> Any:
        """Return what is known about the term, or ``None`` after the last."""
        return self._field.info(self._at) if self.is_valid() else None
