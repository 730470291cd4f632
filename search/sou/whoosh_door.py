"""The only door to Whoosh: query tree and file lock.

Works with ``whoosh3`` (declared), ``whoosh-reloaded`` and ``whoosh`` 2.7.4: all
three import as ``whoosh``, and all three have every class named here. Types end
here; the stages see our own protocols.
"""

from __future__ import annotations

from whoosh.query import (
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
from whoosh.util.filelock import FileLock

__all__ = [
    "And",
    "AndMaybe",
    "AndNot",
    "ConstantScoreQuery",
    "DateRange",
    "DisjunctionMax",
    "Every",
    "FileLock",
    "FuzzyTerm",
    "Not",
    "NullQuery",
    "NumericRange",
    "Or",
    "Ordered",
    "Otherwise",
    "Phrase",
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
]
