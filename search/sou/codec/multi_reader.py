"""Whoosh's reader of several segments, with a cursor over their terms."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from whoosh.codec import base
from whoosh.reading import MultiReader, combine_terminfos

if TYPE_CHECKING:
    from sou.codec.terms_reader import NumpyCursor


class NumpyMultiReader(MultiReader):  # type: ignore[misc]  # Whoosh is untyped here
    """Several segments as one; Whoosh's own cursor over them never finds a term."""

    def cursor(self, fieldname: str) -> MergedCursor:
        """Return a cursor over the terms that a field has in any segment."""
        cursors = [reader.cursor(fieldname) for reader in self.readers]
        return MergedCursor(list(zip(cursors, self.doc_offsets, strict=True)))


class MergedCursor(base.FieldCursor):  # type: ignore[misc]  # as above
    """A place among the terms of a field, in the order of their bytes, each once."""

    def __init__(self, cursors: list[tuple[NumpyCursor, int]]) -> None:
        self._cursors = [(cursor, offset) for cursor, offset in cursors if cursor.is_valid()]

    def _lowest(self) -> list[tuple[NumpyCursor, int]]:
        """Return the cursors that are on the term."""
        there = [(one.term_bytes(), one, offset) for one, offset in self._cursors if one.is_valid()]
        least = min((raw for raw, _, _ in there if raw is not None), default=None)
        return [(one, offset) for raw, one, offset in there if raw == least]

    def is_valid(self) -> bool:
        """Return whether the cursor is on a term."""
        return any(cursor.is_valid() for cursor, _ in self._cursors)

    def first(self) -> Any:
        """Go to the first term; return it."""
        for cursor, _ in self._cursors:
            cursor.first()
        return self.text()

    def find(self, string: Any) -> Any:
        """Go to the first term not less than ``string``; return it."""
        for cursor, _ in self._cursors:
            cursor.find(string)
        return self.text()

    def next(self) -> Any:
        """Go to the next term; return it."""
        for cursor, _ in self._lowest():
            cursor.next()
        return self.text()

    def text(self) -> Any:
        """Return the term as the field shows it, or ``None`` after the last."""
        there = self._lowest()
        return there[0][0].text() if there else None

    term = text

    def term_info(self) -> Any:
        """Return what is known about the term over all segments, or ``None``."""
        there = self._lowest()
        infos = [(cursor.term_info(), offset) for cursor, offset in there]
        return combine_terminfos(infos) if infos else None
