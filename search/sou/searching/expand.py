"""Patterns become terms of a segment's dictionaries, and those one list of postings.

All terms that a pattern means score as one term: a row has it as often as it has all
of them, and as many rows have it as have any. So a score does not depend on how the
index is cut into segments.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from sou.analysis.limits import RUN_LIMIT_CHARS
from sou.query import tree as nodes
from sou.searching.patterns import (
    AnyTerm,
    FuzzyPattern,
    PrefixPattern,
    RangePattern,
    RegexPattern,
    WildcardPattern,
)
from sou.searching.term_list import NO_POSTINGS, TermList
from sou.store.postings import FrequencyField, Postings, counted_rows
from sou.text.classes import RUN, class_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import numpy.typing as npt

    from sou.searching.patterns import TermPattern
    from sou.searching.snapshot import SegmentView
    from sou.store.dictionary import BlobDictionary

    Integers = npt.NDArray[np.int64]

EXPANDED_FIELDS: Final = ("body", "runs", "words")
"""Fields whose dictionaries are strings; the body's terms are its runs and its words."""
_ENTRIES: Final = 4_000_000
"""About so many entries are decoded at a time."""
_DENSE: Final = 4
"""More entries than one in so many rows are counted in a table, fewer are sorted."""


@dataclass(frozen=True, slots=True)
class Expansion:
    """A pattern in a field."""

    field: str
    pattern: TermPattern

    @property
    def length_field(self) -> str:
        """The field whose row lengths normalise it."""
        return "words" if self.field == "words" else "chars"


def expansion_of(node: nodes.Query) -> Expansion | None:
    """Return what a node means in dictionaries, ``None`` if it speaks of something else."""
    pattern = _pattern_of(node)
    if pattern is None or node.fieldname not in EXPANDED_FIELDS:
        return None
    return Expansion(node.fieldname, pattern)


def _pattern_of(node: nodes.Query) -> TermPattern | None:
    match node:
        case nodes.Prefix():
            return PrefixPattern(node.text)
        case nodes.Wildcard():
            return WildcardPattern(node.text)
        case nodes.Regex():
            return RegexPattern(node.text)
        case nodes.FuzzyTerm():
            return FuzzyPattern(node.text, int(node.maxdist), int(node.prefixlength))
        case nodes.TermRange():
            return RangePattern(node.start, node.end, bool(node.startexcl), bool(node.endexcl))
        case nodes.Every():
            return AnyTerm()
        case _:
            return None


def expanded_postings(
    view: SegmentView, expansion: Expansion, check: Callable[[], None]
) -> Postings:
    """Return the rows that hold any term meant, and how often all of them; remembered.

    ``check`` is called now and then, and may raise to stop.
    """
    key = (view.segment.name, "expanded", expansion)
    return Postings(*view.cache.get(key, lambda: _expanded(view, expansion, check)))


def _expanded(view: SegmentView, expansion: Expansion, check: Callable[[], None]) -> Postings:
    found = []
    for field in ("runs", "words") if expansion.field == "body" else (expansion.field,):
        terms = getattr(view.segment, field).dictionary
        ordinals = expansion.pattern.ordinals(terms, check)
        if field == "words" and expansion.field == "body":
            ordinals = ordinals[~_are_runs(terms, ordinals)]
        found.append(_united(view, field, ordinals, check))
    return summed(found, view.segment.row_count)


def _are_runs(terms: BlobDictionary, ordinals: Integers) -> npt.NDArray[np.bool_]:
    """Tell which words are runs as well, whose places the runs count already."""
    return np.array([_is_run(text) for text in terms.texts(ordinals)], dtype=np.bool_)


def _is_run(text: str) -> bool:
    return len(text) <= RUN_LIMIT_CHARS and all(
        class_of(ord(character)) == RUN for character in text
    )


def _united(
    view: SegmentView, field: str, ordinals: Integers, check: Callable[[], None]
) -> Postings:
    """Return the postings of several terms of a field as one."""
    if ordinals.size < 2:
        return TermList(view, field, int(ordinals[0])).postings() if ordinals.size else NO_POSTINGS
    of_field = getattr(view.segment, field)
    first = int(ordinals[0])
    costs = np.cumsum(of_field.lists.entry_counts(first, int(ordinals[-1]) + 1)[ordinals - first])
    found = []
    for some in np.split(ordinals, np.flatnonzero(np.diff(costs // _ENTRIES)) + 1):
        check()
        entries = of_field.lists.many(some)
        if isinstance(of_field, FrequencyField):
            found.append(_counted(entries.rows, entries.payload, view.segment.row_count))
        else:
            found.append(counted_rows(np.sort(entries.rows)))
    return summed(found, view.segment.row_count)


def summed(found: Sequence[Postings], row_count: int) -> Postings:
    """Return the rows that hold any of some terms, and how often all of them together."""
    held = [postings for postings in found if postings.rows.size]
    if len(held) < 2:
        return held[0] if held else NO_POSTINGS
    rows = np.concatenate([postings.rows for postings in held])
    frequencies = np.concatenate([postings.frequencies for postings in held])
    return _counted(rows, frequencies, row_count)


def _counted(rows: npt.NDArray[Any], frequencies: npt.NDArray[Any], row_count: int) -> Postings:
    """Add up the frequencies of each row; rows come in any order, none frequency is 0."""
    if rows.size * _DENSE > row_count:
        totals = np.bincount(rows, weights=frequencies, minlength=row_count).astype(np.int64)
        held = np.flatnonzero(totals)
        return Postings(held.astype(np.int32), totals[held])
    order = np.argsort(rows, kind="stable")
    rows, frequencies = rows[order], frequencies[order]
    starts = np.flatnonzero(np.diff(rows, prepend=-1))
    totals = np.add.reduceat(frequencies, starts, dtype=np.int64) if starts.size else frequencies
    return Postings(rows[starts].astype(np.int32), totals)
