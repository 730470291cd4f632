"""How much of a question stands close together in a passage: the second look at a ranking.

For rows that lead by BM25, the places of the query's pairs and runs are read from the
postings. The best window of :data:`sou.ranking.WINDOW_CHARS` characters is the one that
holds most of the query, each term counted once, by idf.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from sou.ranking import WINDOW_CHARS, idf
from sou.searching.term_list import TermList, term_list
from sou.store.equal_runs import members_of_ranges, starts_of_runs

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import numpy.typing as npt

    from sou.searching.leaves import RankingTerm
    from sou.searching.snapshot import SegmentView

    Array = npt.NDArray[Any]
    Scores = npt.NDArray[np.float32]


class Window(NamedTuple):
    """The best window of each of some rows."""

    shares: Scores
    """Of the query's idf, what stands in it."""
    starts: Array
    """Its first offset in the row."""


class _Places(NamedTuple):
    """Where terms stand in rows, one element each, by row and offset."""

    rows: Array
    """Ordinals among the rows asked about."""
    offsets: Array
    ends: Array
    terms: Array


@dataclass(frozen=True)
class Windows:
    """Finds the best windows for the terms of one query."""

    views: Sequence[SegmentView]
    terms: Sequence[RankingTerm]
    """Pairs and runs."""
    total_rows: int
    check_cancelled: Callable[[], None]

    @cached_property
    def idfs(self) -> Array:
        """The idf of each term; 0 for what no row holds."""
        counts = np.zeros(len(self.terms), dtype=np.int64)
        for view in self.views:
            for number, found in self._lists(view):
                counts[number] += found.row_count
        known = [idf(self.total_rows, count) if count else 0.0 for count in counts.tolist()]
        return np.array(known)

    def best(self, view: SegmentView, rows: Array) -> Window:
        """Return the best window of each of some ascending rows of a segment."""
        shares = np.zeros(rows.size, dtype=np.float32)
        firsts = np.zeros(rows.size, dtype=np.int64)
        places = self._places(view, rows)
        if not places.rows.size:
            return Window(shares, firsts)
        sums = _sums_of_windows(places, self.idfs)
        starts = starts_of_runs(places.rows)
        held = places.rows[starts]
        best = np.maximum.reduceat(sums, starts)
        shares[held] = best / self.idfs.sum()
        is_best = (sums == shares_of(best, places.rows, starts)).nonzero()[0]
        is_best = is_best[starts_of_runs(places.rows[is_best])]
        firsts[held] = places.offsets[is_best]
        return Window(shares, firsts)

    def _lists(self, view: SegmentView) -> list[tuple[int, TermList]]:
        """Return the lists of those terms that a segment has, with their numbers."""
        lists = (term_list(view, term.field, term.term) for term in self.terms)
        return [(number, one) for number, one in enumerate(lists) if one is not None]

    def _places(self, view: SegmentView, rows: Array) -> _Places:
        parts: list[tuple[Array, Array, Array, Array]] = []
        for number, found in self._lists(view):
            self.check_cancelled()
            at, offsets = found.places_in(rows)
            length = _length(self.terms[number].term)
            parts.append((at, offsets, offsets + length, np.full(at.size, number)))
        if not parts:
            return _Places(*(np.zeros(0, dtype=np.int64) for _ in range(4)))
        joined = [np.concatenate(arrays) for arrays in zip(*parts, strict=True)]
        order = np.lexsort((joined[1], joined[0]))
        return _Places(*(array[order] for array in joined))


@dataclass(frozen=True)
class QueryWindows:
    """Finds the best windows for the words of a query, or for what they may be called."""

    ways: Sequence[Windows]
    """The query's own words first."""

    @classmethod
    def of(
        cls,
        ways: Sequence[Sequence[RankingTerm]],
        views: Sequence[SegmentView],
        check_cancelled: Callable[[], None],
    ) -> QueryWindows:
        """Return what finds windows of some ways to say a query."""
        total_rows = sum(view.segment.row_count for view in views)
        return cls([Windows(views, terms, total_rows, check_cancelled) for terms in ways])

    def best(self, view: SegmentView, rows: Array) -> Window:
        """Return the best window of each row, whichever way of saying the query it is for."""
        shares, starts = self.ways[0].best(view, rows)
        for way in self.ways[1:]:
            other = way.best(view, rows)
            starts = np.where(other.shares > shares, other.starts, starts)
            shares = np.maximum(shares, other.shares)
        return Window(shares, starts)


def _length(term: int | tuple[int, int] | bytes) -> int:
    """Return the characters of a pair or run."""
    return len(term.decode("utf-8", "surrogatepass")) if isinstance(term, bytes) else 2


def shares_of(best: Array, rows: Array, starts: Array) -> Array:
    """Repeat a value of each row for all places in it."""
    return np.repeat(best, np.diff(np.append(starts, rows.size)))


def _sums_of_windows(places: _Places, idfs: Array) -> Array:
    """Return the idf of the distinct terms in the window that begins at each place."""
    size = places.rows.size
    far = np.int64(1) << 20
    keys = places.rows * far + places.offsets
    # A term may end up to its own length behind where the window's last place begins.
    counts = np.searchsorted(keys, keys + WINDOW_CHARS) - np.arange(size)
    inside = members_of_ranges(np.arange(size), counts)
    owners = np.repeat(np.arange(size), counts)
    is_whole = places.ends[inside] <= places.offsets[owners] + WINDOW_CHARS
    is_first = _previous_of_term(places)[inside] < owners
    counted = is_whole & is_first
    return np.bincount(owners[counted], idfs[places.terms[inside[counted]]], minlength=size)


def _previous_of_term(places: _Places) -> Array:
    """Return the number of the place before where the same term stands, or -1."""
    order = np.argsort(places.terms, kind="stable")
    terms = places.terms[order]
    previous = np.full(order.size, -1, dtype=np.int64)
    follows = (terms[1:] == terms[:-1]).nonzero()[0]
    previous[order[follows + 1]] = order[follows]
    return previous
