from __future__ import annotations

import random

import pytest

from sou.indexing.merging import to_merge
from sou.store.segment_writer import SEGMENT_CHARS


@pytest.mark.parametrize(
    ("sizes", "merged"),
    [
        ([], []),
        ([5], []),
        ([5, 5], [0, 1]),
        ([100, 5], []),
        ([100, 5, 5], [1, 2]),
        ([100, 30, 25], [0, 1, 2]),
        ([SEGMENT_CHARS, 9, 9], [1, 2]),
    ],
)
def test_what_grows_enough_is_merged(sizes: list[int], merged: list[int]) -> None:
    assert to_merge(sizes) == merged


def test_segments_stay_few_and_copies_logarithmic() -> None:
    """A thousand small runs: segments, and how often the average character is copied."""
    dice = random.Random(1)  # noqa: S311  # a test's dice
    sizes: list[int] = []
    copied = written = 0
    for _ in range(1000):
        sizes.append(dice.randint(1, 200_000))
        written += sizes[-1]
        chosen = to_merge(sizes)
        if chosen:
            merged = sum(sizes[number] for number in chosen)
            copied += merged
            sizes = [*(s for n, s in enumerate(sizes) if n not in chosen), merged]
        assert len(sizes) <= 9

    assert copied < 12 * written
