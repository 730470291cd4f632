"""Postings of the documents that a writer has added, by field and term.

They are kept in memory, in three arrays a term, and come out in order. (Whoosh's own pool
pickles what does not fit.)
"""

from __future__ import annotations

from array import array
from collections import defaultdict
from typing import TYPE_CHECKING, Any

from whoosh.fields import SpellField
from whoosh.system import pack_uint

if TYPE_CHECKING:
    from collections.abc import Iterator

Item = tuple[str, bytes, int, float, bytes]
"""Field, term, document, weight, value."""


class _Postings:
    """Postings of a term; documents ascend."""

    __slots__ = ("documents", "values", "weights")

    def __init__(self) -> None:
        self.documents = array("I")
        self.weights = array("d")
        self.values: list[bytes] = []


class _Field:
    """Terms of a field."""

    def __init__(self, field: Any) -> None:
        self.terms: defaultdict[bytes, _Postings] = defaultdict(_Postings)
        self._combine = field.format.combine
        self._is_spelling = isinstance(field, SpellField)

    def put(self, term: bytes, docnum: int, weight: float, value: bytes) -> None:
        if self._is_spelling:
            value = pack_uint(1)  # Whoosh passes the value of another field
        postings = self.terms[term]
        if postings.documents and postings.documents[-1] == docnum:
            postings.values[-1] = self._combine([postings.values[-1], value])
            postings.weights[-1] += weight if value else 0
            return
        postings.documents.append(docnum)
        postings.weights.append(weight)
        postings.values.append(value or b"")


class PostingPool:
    """What a segment being written will hold."""

    def __init__(self, schema: Any) -> None:
        self._schema = schema
        self._fields: dict[str, _Field] = {}
        self._waiting: list[Item] = []

    def add(self, item: Item) -> None:
        """Add a posting of the document that is being added."""
        self._waiting.append(item)

    def keep(self) -> None:
        """Take in the postings of the document that was added."""
        for item in self._waiting:
            self.put(*item)
        self._waiting.clear()

    def drop(self) -> None:
        """Forget the postings of a document that was not added after all."""
        self._waiting.clear()

    def put(self, fieldname: str, term: bytes, docnum: int, weight: float, value: bytes) -> None:
        """Take in a posting; two of one document (a number given twice) become one."""
        field = self._fields.get(fieldname)
        if field is None:
            field = self._fields[fieldname] = _Field(self._schema[fieldname])
        field.put(term, docnum, weight, value)

    def documents(self, fieldname: str, term: bytes) -> list[int]:
        """Return the documents added that hold a term."""
        field = self._fields.get(fieldname)
        return list(field.terms[term].documents) if field and term in field.terms else []

    def iter_postings(self) -> Iterator[Item]:
        """Yield all postings by field, term and document."""
        for fieldname in sorted(self._fields):
            terms = self._fields[fieldname].terms
            for term in sorted(terms):
                found = terms[term]
                postings = zip(found.documents, found.weights, found.values, strict=True)
                for docnum, weight, value in postings:
                    yield fieldname, term, docnum, weight, value

    def cleanup(self) -> None:
        """Forget everything."""
        self._fields.clear()
        self._waiting.clear()
