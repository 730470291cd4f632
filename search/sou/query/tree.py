"""Query nodes: Whoosh's tree, plus the leaves that Chinese needs.

Operators, ranges and patterns are Whoosh's. The leaves below speak of text as the
user typed it: folding and analysis happen when the tree is executed, so a tree does
not depend on an index. docs/decisions/0007 says what each node matches and adds.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sou.whoosh_door import (
    And,
    AndMaybe,
    AndNot,
    ConstantScoreQuery,
    DateRange,
    DisjunctionMax,
    Every,
    FuzzyTerm,
    Not,
    NullQuery,
    NumericRange,
    Or,
    Ordered,
    Otherwise,
    Phrase,
    Prefix,
    Query,
    Regex,
    Require,
    Sequence,
    SpanNear,
    SpanNear2,
    Term,
    TermRange,
    Wildcard,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sou.query.alternatives import Alternatives

__all__ = [
    "And",
    "AndMaybe",
    "AndNot",
    "ConstantScoreQuery",
    "DateRange",
    "DisjunctionMax",
    "Every",
    "FuzzyTerm",
    "Literal",
    "Near",
    "Not",
    "NullQuery",
    "NumericRange",
    "Or",
    "Ordered",
    "Otherwise",
    "Phrase",
    "Pinyin",
    "Prefix",
    "Query",
    "Regex",
    "Require",
    "Sequence",
    "SpanNear",
    "SpanNear2",
    "Term",
    "TermRange",
    "Wildcard",
    "Words",
    "children_of",
    "walk",
]


class _TextLeaf(Query):  # type: ignore[misc]  # Whoosh has no stubs
    """Base of leaves that compare and print by their own fields."""

    boost = 1.0

    def _key(self) -> tuple[object, ...]:
        raise NotImplementedError

    def __eq__(self, other: object) -> bool:
        if type(other) is not type(self):
            return False
        return (self._key(), self.boost) == (other._key(), other.boost)

    def __hash__(self) -> int:
        return hash((type(self).__name__, self._key(), self.boost))

    def __repr__(self) -> str:
        boost = f"^{self.boost}" if self.boost != 1.0 else ""
        return f"{type(self).__name__}{self._key()!r}{boost}"

    __str__ = __repr__

    def normalize(self) -> _TextLeaf:
        """Return self: a leaf is already in normal form."""
        return self


class Literal(_TextLeaf, Term):  # type: ignore[misc]  # as above
    """A run of characters that must stand in ``fieldname`` as typed, after folding.

    ``fieldname`` is ``"body"``, ``"title"``, ``"author"`` or ``"path"``. Inside query
    classes that the executor does not know, Whoosh matches it as a term of the body. With
    ``exact_script`` the body must have the Han characters as typed.
    """

    def __init__(
        self, fieldname: str, text: str, boost: float = 1.0, *, exact_script: bool = False
    ) -> None:
        Term.__init__(self, fieldname, text, boost)
        self.exact_script = exact_script

    def _key(self) -> tuple[object, ...]:
        return (self.fieldname, self.text, self.exact_script)


class Words(_TextLeaf):
    """Plain words side by side, matched in the body and ranked together.

    Without ``match_all``, documents with every word come first, then those with
    most; a long word that stands nowhere is matched by its parts. ``alternatives``, one
    for each word or none at all, may stand in for the words and rank lower. ``stopped``
    words do not rank: documents that have nothing else come last.
    """

    def __init__(
        self,
        words: tuple[str, ...],
        *,
        match_all: bool = False,
        boost: float = 1.0,
        alternatives: tuple[Alternatives, ...] = (),
        stopped: tuple[str, ...] = (),
    ) -> None:
        self.words = words
        self.stopped = stopped
        self.match_all = match_all
        self.boost = boost
        self.alternatives = alternatives

    def field(self) -> str:
        """Return the field that is searched."""
        return "body"

    def _key(self) -> tuple[object, ...]:
        return (self.words, self.match_all, self.alternatives, self.stopped)


class Near(_TextLeaf):
    """Literals of the body that stand near each other, in this order or in any.

    From one to the next in the text there are at most ``distance_chars`` characters,
    none of which two literals share; passages do not part them, documents do.
    """

    def __init__(
        self,
        literals: tuple[str, ...],
        distance_chars: int,
        *,
        ordered: bool = False,
        boost: float = 1.0,
    ) -> None:
        self.literals = literals
        self.distance_chars = distance_chars
        self.ordered = ordered
        self.boost = boost

    def field(self) -> str:
        """Return the field that is searched."""
        return "body"

    def _key(self) -> tuple[object, ...]:
        return (self.literals, self.distance_chars, self.ordered)


class Pinyin(_TextLeaf):
    """Han characters of the body that are read as typed pinyin says.

    Matches every string of them that some way to read the spelling allows; see
    :func:`sou.query.pinyin.read_pinyin`.
    """

    def __init__(self, spelling: str, boost: float = 1.0) -> None:
        self.spelling = spelling
        self.boost = boost

    def field(self) -> str:
        """Return the field that is searched."""
        return "body"

    def _key(self) -> tuple[object, ...]:
        return (self.spelling,)


def children_of(node: Query) -> list[Query]:
    """Return the clauses of a node; Whoosh's ``SpanNear`` does not tell its own."""
    return [node.a, node.b] if isinstance(node, SpanNear) else list(node.children())


def walk(tree: Query) -> Iterator[Query]:
    """Yield every node of a tree, parents first."""
    yield tree
    for child in children_of(tree):
        yield from walk(child)
