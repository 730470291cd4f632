"""An explanation is of the score that the hit has, whatever the query."""

from __future__ import annotations

from pathlib import Path

import pytest

from dice import Dice
from snapshots import snapshot_of
from sou.query.parser import ParsedQuery
from sou.reports import ScoreNode
from sou.searching.collect import search_snapshot
from sou.searching.explain import explain

CLOSE = 1e-4


def check_sums(node: ScoreNode) -> None:
    """A node is the sum of its parts; of a choice, the best and a share of the others."""
    values = [part.value for part in node.parts]
    if node.is_best:
        tiebreak = dict(node.facts)["tiebreak"]
        best = max(values)
        wanted = best + tiebreak * (sum(values) - best)
        assert node.value == pytest.approx(wanted, rel=CLOSE, abs=CLOSE)
    elif values:
        assert node.value == pytest.approx(sum(values), rel=CLOSE, abs=CLOSE)
    for part in node.parts:
        check_sums(part)


@pytest.mark.parametrize("seed", range(3))
def test_the_tree_of_a_score_adds_up_to_that_of_the_hit(tmp_path: Path, seed: int) -> None:
    dice = Dice(300 + seed)
    sizes = (20, 8)
    segments = [[dice.document(100 * s + n) for n in range(size)] for s, size in enumerate(sizes)]
    snapshot = snapshot_of(tmp_path, segments, {(0, 3), (1, 2)})
    explained = unmatched = 0
    for _ in range(60):
        tree = dice.tree()
        hits = search_snapshot(snapshot, tree, limit=100).documents
        for hit in dice.random.sample(hits, min(3, len(hits))):
            view = hit.evaluator.view
            found = explain(snapshot, "", ParsedQuery(tree, ""), (view, hit.document))

            assert found.score is not None
            assert (found.rank, found.score.value) == (hit.rank, hit.score)
            assert found.clauses.matches
            check_sums(found.score)
            explained += 1
        matched = {hit.document for hit in hits if hit.evaluator.view.segment.name == "001.seg"}
        for number in {0, 1} - matched:
            found = explain(snapshot, "", ParsedQuery(tree, ""), (snapshot.views[1], number))
            assert (found.rank, found.score, found.clauses.matches) == (None, None, False)
            unmatched += 1
    assert min(explained, unmatched) > 20
