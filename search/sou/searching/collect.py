"""Rank the matches of all segments and keep a page of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sou.searching.execute import SegmentMatches, score_matches
from sou.searching.plan import plan_query

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy.typing as npt

    from sou.query.tree import Query
    from sou.searching.plan import QueryPlan
    from sou.searching.snapshot import Snapshot

_FULL_SORT_LIMIT = 50_000


@dataclass(frozen=True, slots=True)
class RankedDocument:
    """A matched document of one segment, in its place of the ranking."""

    rank: int
    matches: SegmentMatches
    document: int
    score: float


@dataclass(frozen=True, slots=True)
class RankedPage:
    """A page of a ranking."""

    plan: QueryPlan
    documents: tuple[RankedDocument, ...]
    total: int


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
    matches = [SegmentMatches(view, plan) for view in snapshot.views]
    for found in matches:
        found.match()
    total = sum(found.documents.size for found in matches)
    if not total or not limit:
        return RankedPage(plan, (), total)
    score_matches(matches, plan, snapshot.row_count, snapshot.mean_lengths)
    scores = np.concatenate([found.scores for found in matches])
    coverage = np.concatenate([found.coverage[found.documents] for found in matches])
    documents = np.concatenate([found.documents for found in matches])
    owner = np.repeat(np.arange(len(matches)), [found.documents.size for found in matches])
    order = _best(coverage, scores, offset + limit)[offset:]
    return RankedPage(
        plan,
        tuple(
            RankedDocument(
                offset + place + 1, matches[owner[at]], int(documents[at]), float(scores[at])
            )
            for place, at in enumerate(order.tolist())
        ),
        total,
    )


def _best(
    coverage: npt.NDArray[np.float32],
    scores: npt.NDArray[np.float32],
    count: int,
) -> npt.NDArray[np.int64]:
    """Return the places of the ``count`` best, best first; ties keep their order."""
    candidates = np.arange(scores.size)
    if scores.size > _FULL_SORT_LIMIT and count < scores.size:
        key = coverage.astype(np.float64) * (float(np.max(scores)) + 1.0) + scores
        candidates = np.flatnonzero(key >= np.partition(key, -count)[-count])
    order = np.lexsort((candidates, -scores[candidates], -coverage[candidates]))
    return candidates[order][:count]
