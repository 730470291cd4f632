"""How frequent the terms of a query are over all segments."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sou.searching.ranking import idf

if TYPE_CHECKING:
    from collections.abc import Hashable


@dataclass(slots=True)
class TermStatistics:
    """What is known of a term, gathered while the segments are matched."""

    total_rows: int
    """Rows of the snapshot."""
    term_rows: int = 0
    """Rows that hold the term, in the segments seen so far."""

    @property
    def idf(self) -> float:
        """Inverse document frequency."""
        return idf(self.total_rows, self.term_rows)


class Statistics:
    """The statistics of the terms of one query."""

    def __init__(self, total_rows: int) -> None:
        self._total_rows = total_rows
        self._terms: dict[Hashable, TermStatistics] = {}

    def of(self, term: Hashable) -> TermStatistics:
        """Return the statistics of a term; the same object for the same term."""
        found = self._terms.get(term)
        if found is None:
            found = self._terms[term] = TermStatistics(self._total_rows)
        return found
