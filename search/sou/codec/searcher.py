"""Whoosh's searcher, whose limit changes neither what is best nor how much is found."""

from __future__ import annotations

from typing import Any

from whoosh.collectors import TopCollector
from whoosh.searching import Searcher


class NumpySearcher(Searcher):  # type: ignore[misc]  # Whoosh is untyped here
    """A searcher whose collectors look at every match.

    Those of whoosh3 3.54 drop parts of a query that they take to be too weak for the best
    ten, by bounds that are wrong where ``Or`` and ``And`` are nested (``ArrayUnionMatcher``
    forgets what it has read); then a best document is missing and the count is too low.
    """

    def collector(self, limit: int | None = 10, **options: Any) -> Any:
        """Return Whoosh's collector for some options, without its short cuts."""
        collector = super().collector(limit=limit, **options)
        inner = collector
        while hasattr(inner, "child"):
            inner = inner.child
        if isinstance(inner, TopCollector):
            inner.usequality = False
            inner.replace = 0
        return collector
