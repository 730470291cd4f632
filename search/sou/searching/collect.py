"""Rank the matches of all segments and keep a page of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from sou.searching.document_set import DocumentSet
from sou.searching.execute import Evaluator, Matched
from sou.searching.plan import plan_query
from sou.searching.rank import Ranked, Ranker, nth_highest
from sou.searching.statistics import Statistics

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import numpy.typing as npt

    from sou.query.tree import Query
    from sou.searching.plan import QueryPlan
    from sou.searching.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class RankedDocument:
    """A matched document of one segment, in its place of the ranking."""

    rank: int
    evaluator: Evaluator
    document: int
    score: float
    row: int
    """Its best row."""


@dataclass(frozen=True, slots=True)
class RankedPage:
    """A page of a ranking."""

    plan: QueryPlan
    documents: tuple[RankedDocument, ...]
    total: int


@dataclass(frozen=True, slots=True)
class _Candidates:
    """Live matches of one segment."""

    evaluator: Evaluator
    matched: Matched
    documents: DocumentSet


def search_snapshot(
    snapshot: Snapshot,
    tree: Query,
    *,
    limit: int,
    offset: int = 0,
    cancel: Callable[[], bool] | None = None,
) -> RankedPage:
    """Return documents ``[offset, offset + limit)`` of the ranking, and how many match.

    Order: how many of the keywords a document holds, then score, then the order
    of indexing.

    Raises:
        SearchCancelled: ``cancel`` returned true.
    """
    plan = plan_query(tree, cancel)
    statistics = Statistics(snapshot.row_count)
    segments = []
    for view in snapshot.views:
        evaluator = Evaluator(view, plan, statistics)
        matched = evaluator.evaluate(plan.tree)
        live = matched.documents if view.is_whole else matched.documents & view.live
        segments.append(_Candidates(evaluator, matched, live))
    total = sum(len(found.documents) for found in segments)
    wanted = min(offset + limit, total)
    if not wanted or not limit:
        return RankedPage(plan, (), total)
    best = _best(segments, plan, wanted)
    return RankedPage(
        plan,
        tuple(
            RankedDocument(place + 1, segments[owner].evaluator, document, score, row)
            for place, (owner, document, score, row) in enumerate(best)
            if place >= offset
        ),
        total,
    )


def _best(
    segments: Sequence[_Candidates], plan: QueryPlan, count: int
) -> list[tuple[int, int, float, int]]:
    """Return segment, document, score and row of the best, best first."""
    found: list[tuple[int, int, float, int]] = []
    for tier in _tiers(segments, count):
        if len(found) < count:
            found += _best_of_tier(segments, tier, plan, count - len(found))
    return found


def _tiers(segments: Sequence[_Candidates], count: int) -> list[list[DocumentSet]]:
    """Split the matches by how many keywords they hold, most first.

    Each tier has a set for each segment; later tiers are empty once ``count``
    documents are in earlier ones.
    """
    whole = [found.documents for found in segments]
    if not any(found.matched.keywords for found in segments):
        return [whole]
    most = max(len(found.matched.keywords) for found in segments)
    every = [_with_all(found) for found in segments]
    if sum(map(len, every)) >= count:
        return [every]
    held = [_keyword_counts(found) for found in segments]
    return [
        [
            DocumentSet.of_sorted(documents.size, documents.numbers()[counts == number])
            for documents, counts in zip(whole, held, strict=True)
        ]
        for number in range(most, -1, -1)
    ]


def _with_all(found: _Candidates) -> DocumentSet:
    documents = found.documents
    for keyword in found.matched.keywords:
        documents = documents & keyword
    return documents


def _keyword_counts(found: _Candidates) -> npt.NDArray[np.int64]:
    numbers = found.documents.numbers()
    counts = np.zeros(numbers.size, dtype=np.int64)
    for keyword in found.matched.keywords:
        counts += keyword.has(numbers)
    return counts


def _best_of_tier(
    segments: Sequence[_Candidates], tier: Sequence[DocumentSet], plan: QueryPlan, count: int
) -> list[tuple[int, int, float, int]]:
    order = sorted(range(len(segments)), key=lambda number: len(tier[number]), reverse=True)
    parts: list[tuple[int, Ranked]] = []
    least = 0.0
    for number in order:
        if not len(tier[number]):
            continue
        view = segments[number].evaluator.view
        ranker = Ranker(view, segments[number].matched.parts, plan.check_cancelled)
        parts.append((number, ranker.best(tier[number], count, least)))
        scores = np.concatenate([ranked.scores for _, ranked in parts])
        if scores.size >= count:
            least = nth_highest(scores, count)
    return _ordered(parts, count)


def _ordered(parts: Sequence[tuple[int, Ranked]], count: int) -> list[tuple[int, int, float, int]]:
    """Return the best of all segments; equal scores in the order of indexing."""
    if not parts:
        return []
    sizes = [ranked.scores.size for _, ranked in parts]
    owner = np.repeat([number for number, _ in parts], sizes)
    documents, scores, rows = (
        np.concatenate([_column(ranked, place) for _, ranked in parts]) for place in range(3)
    )
    order = np.lexsort((documents, owner, -scores))[:count]
    return list(
        zip(
            owner[order].tolist(),
            documents[order].tolist(),
            scores[order].tolist(),
            rows[order].tolist(),
            strict=True,
        )
    )


def _column(ranked: Ranked, place: int) -> npt.NDArray[Any]:
    values: npt.NDArray[Any] = ranked[place]
    return values
