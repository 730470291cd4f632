"""Put the matches of all segments in order: by score, or by a column.

Documents that are alike come in the order of indexing: by segment, then by number; by
score, those in the script of the query before.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from operator import itemgetter
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from sou.searching.document_set import DocumentSet
from sou.searching.rank import Ranked, Ranker
from sou.store.highest import nth_highest
from sou.text.scripts import NEITHER

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    import numpy.typing as npt

    from sou.searching.clauses import Matched
    from sou.searching.execute import Evaluator
    from sou.store.segment import Segment

    Check = Callable[[], None]
    Integers = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Candidates:
    """Live matches of one segment."""

    evaluator: Evaluator
    matched: Matched
    documents: DocumentSet
    counted: Mapping[str, DocumentSet] = field(default_factory=dict)
    """What some facets count instead: the matches without the facet's own filter."""

    @property
    def segment(self) -> Segment:
        """The segment."""
        return self.evaluator.view.segment

    def ranked(
        self, documents: DocumentSet, count: int, check: Check, least: float = 0.0
    ) -> Ranked:
        """Return the ``count`` best of some of them, and perhaps others; see :class:`Ranker`.

        What adds only to documents that match by alternatives alone is left out of the
        others' scores.
        """
        matched = self.matched
        own = Ranker(self.evaluator.view, matched.parts, check)
        if matched.literal is None:
            return own.best(documents, count, least)
        wide = Ranker(self.evaluator.view, (*matched.parts, *matched.added), check)
        tiers = ((own, documents & matched.literal), (wide, documents - matched.literal))
        found = [ranker.best(tier, count, least) for ranker, tier in tiers if len(tier)]
        if len(found) == 1:
            return found[0]
        return Ranked(*(np.concatenate(values) for values in zip(*found, strict=True)))


class Placed(NamedTuple):
    """A match in its place."""

    owner: int
    """Number of its segment."""
    document: int
    score: float
    row: int
    """Its best row."""
    is_same_script: bool
    """Whether that is in the script of the query, which is in one."""
    tier: int = 0
    """Matches of a lower tier come first, whatever their scores."""


def best(
    found: Sequence[Candidates], count: int, check: Check, script: int = NEITHER
) -> list[Placed]:
    """Return the ``count`` best: those with most keywords, then those with the highest scores.

    Of equal ones those come first whose best passage is in ``script``.
    """
    placed: list[Placed] = []
    for number, tier in enumerate(_tiers(found, count)):
        if len(placed) < count:
            leading = _best_of_tier(found, tier, count - len(placed), check, script)
            placed += (one._replace(tier=number) for one in leading) if number else leading
    return placed


def worst(found: Sequence[Candidates], count: int, check: Check) -> list[Placed]:
    """Return the ``count`` with the lowest scores, lowest first; all are scored for it."""
    ranked = [
        (number, one.ranked(one.documents, len(one.documents), check))
        for number, one in enumerate(found)
        if len(one.documents)
    ]
    return _ordered(found, ranked, count, sign=1)


def first_by(found: Sequence[Candidates], sort: str, count: int) -> list[tuple[int, int]]:
    """Return segment and number of the first by a column; ``-`` before its name reverses."""
    column = sort.removeprefix("-")
    sign = -1 if sort.startswith("-") else 1
    chosen: list[tuple[Any, int, int]] = []
    for owner, one in enumerate(found):
        numbers = one.documents.numbers()
        keys = sign * _column(one.segment, column)[numbers]
        if keys.size > count:
            kept = keys <= np.partition(keys, count - 1)[count - 1]
            numbers, keys = numbers[kept], keys[kept]
        order = np.argsort(keys, kind="stable")[:count]
        names: list[Any] = keys[order].tolist()
        if column == "path":  # ranks speak of one segment, names of all
            names = [one.segment.record(number)["path"] for number in numbers[order].tolist()]
        chosen += zip(names, [owner] * order.size, numbers[order].tolist(), strict=True)
    chosen.sort(key=itemgetter(0), reverse=column == "path" and sign < 0)
    return [(owner, document) for _, owner, document in chosen[:count]]


def _column(segment: Segment, name: str) -> Integers:
    """Return what documents are sorted by: a number each."""
    if name == "date":
        return segment.dated_ns
    return segment.path_ranks if name == "path" else segment.sizes_bytes


def scored(
    found: Sequence[Candidates], chosen: Sequence[tuple[int, int]], check: Check
) -> list[Placed]:
    """Return some matches with their scores and best rows, in the order given."""
    placed: dict[tuple[int, int], Placed] = {}
    for owner in {owner for owner, _ in chosen}:
        numbers = np.array(sorted(document for one, document in chosen if one == owner))
        documents = DocumentSet.of_sorted(found[owner].documents.size, numbers)
        ranked = found[owner].ranked(documents, numbers.size, check)
        for document, score, row in zip(*(values.tolist() for values in ranked), strict=True):
            placed[owner, document] = Placed(owner, document, score, row, is_same_script=False)
    return [placed[one] for one in chosen]


def _tiers(found: Sequence[Candidates], count: int) -> list[list[DocumentSet]]:
    """Split the matches: first those that match by the query's own words.

    Each tier has a set for each segment; later tiers are left out once ``count``
    documents are in earlier ones.
    """
    whole = [one.documents for one in found]
    if all(one.matched.literal is None for one in found):
        return _by_keywords(found, whole, count)
    own = [one.documents & one.matched.literal_documents for one in found]
    tiers = _by_keywords(found, own, count)
    missing = count - sum(map(len, own))
    if missing > 0:
        others = [documents - first for documents, first in zip(whole, own, strict=True)]
        tiers += _by_keywords(found, others, missing)
    return tiers


def _by_keywords(
    found: Sequence[Candidates], whole: list[DocumentSet], count: int
) -> list[list[DocumentSet]]:
    """Split documents of each segment by how many keywords they hold, most first."""
    if not any(one.matched.keywords for one in found):
        return [whole]
    most = max(len(one.matched.keywords) for one in found)
    every = [_with_all(*one) for one in zip(found, whole, strict=True)]
    if sum(map(len, every)) >= count:
        return [every]
    held = [_keyword_counts(*one) for one in zip(found, whole, strict=True)]
    return [
        [
            DocumentSet.of_sorted(documents.size, documents.numbers()[counts == number])
            for documents, counts in zip(whole, held, strict=True)
        ]
        for number in range(most, -1, -1)
    ]


def _with_all(one: Candidates, documents: DocumentSet) -> DocumentSet:
    for keyword in one.matched.keywords:
        documents = documents & keyword
    return documents


def _keyword_counts(one: Candidates, documents: DocumentSet) -> npt.NDArray[np.int64]:
    numbers = documents.numbers()
    counts = np.zeros(numbers.size, dtype=np.int64)
    for keyword in one.matched.keywords:
        counts += keyword.has(numbers)
    return counts


def _best_of_tier(
    found: Sequence[Candidates],
    tier: Sequence[DocumentSet],
    count: int,
    check: Check,
    script: int,
) -> list[Placed]:
    order = sorted(range(len(found)), key=lambda number: len(tier[number]), reverse=True)
    parts: list[tuple[int, Ranked]] = []
    least = 0.0
    for number in order:
        if not len(tier[number]):
            continue
        parts.append((number, found[number].ranked(tier[number], count, check, least)))
        scores = np.concatenate([ranked.scores for _, ranked in parts])
        if scores.size >= count:
            least = nth_highest(scores, count)
    return _ordered(found, parts, count, sign=-1, script=script)


def _ordered(
    found: Sequence[Candidates],
    parts: Sequence[tuple[int, Ranked]],
    count: int,
    *,
    sign: int,
    script: int = NEITHER,
) -> list[Placed]:
    """Return the first of all segments by score; equal ones by script, then as indexed."""
    if not parts:
        return []
    owner = np.repeat([number for number, _ in parts], [ranked.scores.size for _, ranked in parts])
    documents = np.concatenate([ranked.documents for _, ranked in parts])
    scores = np.concatenate([ranked.scores for _, ranked in parts])
    rows = np.concatenate([ranked.rows for _, ranked in parts])
    is_same = np.zeros(scores.size, dtype=np.bool_)
    if script != NEITHER:
        scripts = [found[number].segment.row_scripts[ranked.rows] for number, ranked in parts]
        is_same = np.concatenate(scripts) == script
    order = np.lexsort((documents, owner, ~is_same, sign * scores))[:count]
    columns = (values[order].tolist() for values in (owner, documents, scores, rows, is_same))
    return list(map(Placed, *columns))
