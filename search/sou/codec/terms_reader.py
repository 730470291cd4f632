"""Whoosh's reader of terms over some fields, and its cursor."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from whoosh.codec import base
from whoosh.reading import TermNotFound

from sou.codec.formats import KINDS
from sou.codec.matcher import NumpyMatcher
from sou.codec.terms_field import ordinal_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from sou.codec.terms_field import Field


class NumpyTermsReader(base.TermsReader):  # type: ignore[misc]  # Whoosh is untyped here
    """Whoosh's reader of terms over some fields."""

    def __init__(self, fields: Mapping[str, Field]) -> None:
        self._fields = fields

    def __contains__(self, term: tuple[str, bytes]) -> bool:
        field, ordinal = self._find(*term)
        return field is not None and ordinal >= 0

    def _find(self, fieldname: str, text: bytes) -> tuple[Field | None, int]:
        field = self._fields.get(fieldname)
        return field, ordinal_of(field.terms, text) if field else -1

    def _known(self, fieldname: str, text: bytes) -> tuple[Field, int]:
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
        return field.total_weight(ordinal) if field and ordinal >= 0 else 0

    def doc_frequency(self, fieldname: str, text: bytes) -> int:
        """Return how many documents have a term."""
        field, ordinal = self._find(fieldname, text)
        return field.document_count(ordinal) if field and ordinal >= 0 else 0

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

    def __init__(self, field: Field, fieldobj: Any) -> None:
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
