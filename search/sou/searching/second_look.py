"""Put the documents that lead a ranking in their final order.

BM25 does not see whether the words of a question stand together, nor in which script. So
the best :data:`sou.ranking.LOOKED_AT_TWICE` documents get more, by what their best passage
has in its best window, and a little if it is in the script of the query; what comes behind
them keeps its place. The page does not matter: the
same documents are looked at whichever is asked for.
"""

from __future__ import annotations

from itertools import repeat
from typing import TYPE_CHECKING

import numpy as np

from sou.ranking import SAME_SCRIPT_WEIGHT, WINDOW_WEIGHT

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sou.searching.order import Candidates, Placed
    from sou.searching.windows import QueryWindows


def looked_at_twice(
    placed: Sequence[Placed], found: Sequence[Candidates], windows: QueryWindows
) -> list[Placed]:
    """Return leading matches in their final order, with their final scores.

    Scores only grow, so none falls behind those that were not looked at.
    """
    shares: dict[tuple[int, int], float] = {}
    for owner in {one.owner for one in placed}:
        view = found[owner].evaluator.view
        rows = np.unique([one.row for one in placed if one.owner == owner])
        of_rows = windows.best(view, rows).shares.tolist()
        shares.update(zip(zip(repeat(owner), rows.tolist()), of_rows, strict=True))
    highest = max((one.score for one in placed), default=0.0)
    final = [
        one._replace(score=one.score + highest * added(shares[one.owner, one.row], one))
        for one in placed
    ]
    final.sort(
        key=lambda one: (one.tier, -one.score, not one.is_same_script, one.owner, one.document)
    )
    return final


def added(share: float, one: Placed) -> float:
    """Return what a match gets for the share of its window and for its script.

    In units of the highest score.
    """
    return WINDOW_WEIGHT * share + SAME_SCRIPT_WEIGHT * one.is_same_script
