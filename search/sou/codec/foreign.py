"""A reader of any codec, as a writer of this one takes documents in."""

from __future__ import annotations

from typing import Any

from whoosh.matching import ListMatcher

from sou.codec.formats import kind_of, value_of


class ForeignReader:
    """A reader whose vectors have values in the formats of a packed schema.

    Whoosh's writer copies these values as they are. It also asks for the columns of fields
    that only its own schema has; readers raise then.
    """

    def __init__(self, reader: Any, schema: Any) -> None:
        self._reader = reader
        self._schema = schema

    def __getattr__(self, name: str) -> Any:
        return getattr(self._reader, name)

    def has_column(self, fieldname: str) -> bool:
        """Return whether a document has a value in this column."""
        return fieldname in self._reader.schema and self._reader.has_column(fieldname)

    def vector(self, docnum: int, fieldname: str, format_: Any = None) -> Any:
        """Return a matcher whose postings are the terms of a document's field."""
        mine = format_ or self._schema[fieldname].vector
        theirs = self._reader.vector(docnum, fieldname)
        terms, weights, values = [], [], []
        while theirs.is_active():
            terms.append(theirs.id())
            weights.append(theirs.weight())
            values.append(value_of(kind_of(mine), mine, theirs) or b"")
            theirs.next()
        return ListMatcher(terms, weights, values, mine)
