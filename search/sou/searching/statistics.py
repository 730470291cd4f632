"""How frequent the terms of a query are over all segments."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sou.ranking import idf

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
        self._counted: set[tuple[Hashable, str]] = set()

    def term_of(self, statistics: TermStatistics) -> Hashable:
        """Return the term that some statistics of this query speak of."""
        return next((term for term, one in self._terms.items() if one is statistics), None)

    def counted(self, term: Hashable, segment: str, rows: int) -> TermStatistics:
        """Take in the rows of a segment that hold a term; return its statistics.

        A term that stands in a query again is counted once, and shares one object.
        """
        found = self._terms.get(term)
        if found is None:
            found = self._terms[term] = TermStatistics(self._total_rows)
        if (term, segment) not in self._counted:
            self._counted.add((term, segment))
            found.term_rows += rows
        return found
