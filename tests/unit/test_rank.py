"""The highest scores are found as sorting would, however many are equal."""

from __future__ import annotations

import numpy as np
import pytest

from sou.store.highest import nth_highest


@pytest.mark.parametrize("count", [1, 10, 100, 5000])
@pytest.mark.parametrize("size", [5_000, 20_000, 100_000])
@pytest.mark.parametrize("distinct", [1, 3, 50, 10**9])
def test_the_nth_highest_is_that_of_the_sorted(size: int, count: int, distinct: int) -> None:
    dice = np.random.default_rng(size + count)
    scores = (dice.integers(0, distinct, size) / max(distinct, 10)).astype(np.float32)
    scores[dice.random(size) < 0.7] = 0.0

    assert nth_highest(scores, count) == np.sort(scores)[-count]
