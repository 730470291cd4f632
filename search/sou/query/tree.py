"""Query nodes: Whoosh's tree, plus the leaves that Chinese needs.

Operators are Whoosh's ``And``, ``Or``, ``Not``, ``Every``;
filters are its ``Term("type", …)`` and ``DateRange("date", …)``. The leaves
below speak of text as the user typed it: folding and analysis happen when the
tree is executed, so a tree does not depend on an index.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sou.whoosh_door import (
    And,
    DateRange,
    Every,
    Not,
    Or,
    Prefix,
    Query,
    Term,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = [
    "And",
    "DateRange",
    "Every",
    "Literal",
    "Not",
    "Or",
    "Prefix",
    "Query",
    "Term",
    "Words",
    "walk",
]


class _TextLeaf(Query):  # type: ignore[misc]  # Whoosh has no stubs
    """Base of leaves that compare and print by their own fields."""

    boost = 1.0

    def _key(self) -> tuple[object, ...]:
        raise NotImplementedError

    def __eq__(self, other: object) -> bool:
        return type(other) is type(self) and self._key() == other._key()

    def __hash__(self) -> int:
        return hash((type(self).__name__, self._key()))

    def __repr__(self) -> str:
        return f"{type(self).__name__}{self._key()!r}"

    __str__ = __repr__

    def normalize(self) -> _TextLeaf:
        """Return self: a leaf is already in normal form."""
        return self


class Literal(_TextLeaf):
    """A run of characters that must stand in ``fieldname`` as typed, after folding.

    ``fieldname`` is ``"body"``, ``"title"`` or ``"path"``.
    """

    def __init__(self, fieldname: str, text: str) -> None:
        self.fieldname = fieldname
        self.text = text

    def field(self) -> str:
        """Return the field that is searched."""
        return self.fieldname

    def _key(self) -> tuple[object, ...]:
        return (self.fieldname, self.text)


class Words(_TextLeaf):
    """Plain words side by side, matched in the body and ranked together.

    Without ``match_all``, documents with every word come first, then those with
    most; a long word that stands nowhere is matched by its parts.
    """

    def __init__(self, words: tuple[str, ...], *, match_all: bool = False) -> None:
        self.words = words
        self.match_all = match_all

    def field(self) -> str:
        """Return the field that is searched."""
        return "body"

    def _key(self) -> tuple[object, ...]:
        return (self.words, self.match_all)


def walk(tree: Query) -> Iterator[Query]:
    """Yield every node of a tree, parents first."""
    yield tree
    for child in tree.children():
        yield from walk(child)
