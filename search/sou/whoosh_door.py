"""The only door to Whoosh: query tree and file lock.

Works with ``whoosh3`` (declared), ``whoosh-reloaded`` and ``whoosh`` 2.7.4: all
three import as ``whoosh``. Types end here; the stages see our own protocols.
"""

from __future__ import annotations

from whoosh.query import And, DateRange, Every, Not, Or, Prefix, Query, Term
from whoosh.util.filelock import FileLock

__all__ = [
    "And",
    "DateRange",
    "Every",
    "FileLock",
    "Not",
    "Or",
    "Prefix",
    "Query",
    "Term",
]
