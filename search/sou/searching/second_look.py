"""Put the documents that lead a ranking in their final order.

BM25 does not see whether the words of a question stand together. So the best
:data:`sou.ranking.LOOKED_AT_TWICE` documents get more, by what their best passage has in
its best window; what comes behind them keeps its place. The page does not matter: the
same documents are looked at whichever is asked for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sou.ranking import WINDOW_WEIGHT

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sou.searching.order import Candidates, Placed
    from sou.searching.windows import Windows


def looked_at_twice(
    placed: Sequence[Placed], found: Sequence[Candidates], windows: Windows
) -> list[Placed]:
    """Return leading matches in their final order, with their final scores.

    Scores only grow, so none falls behind those that were not looked at.
    """
    shares: dict[tuple[int, int], float] = {}
    for owner in {one.owner for one in placed}:
        rows = np.unique([one.row for one in placed if one.owner == owner])
        window = windows.best(found[owner].evaluator.view, rows)
        for row, share in zip(rows.tolist(), window.shares.tolist(), strict=True):
            shares[owner, row] = share
    highest = max((one.score for one in placed), default=0.0)
    weight = WINDOW_WEIGHT * highest
    final = [one._replace(score=one.score + weight * shares[one.owner, one.row]) for one in placed]
    final.sort(key=lambda one: (one.tier, -one.score, one.owner, one.document))
    return final
