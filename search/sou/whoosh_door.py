"""The only door to Whoosh: schema fields, query tree and file lock.

Works with ``whoosh3`` (declared), ``whoosh-reloaded`` and ``whoosh`` 2.7.4: all
three import as ``whoosh``. Types end here; the stages see our own protocols.
"""

from __future__ import annotations

from whoosh import fields, query
from whoosh.util.filelock import FileLock

__all__ = ["FileLock", "fields", "query"]
