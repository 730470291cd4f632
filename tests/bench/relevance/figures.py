"""What is said of a system: how high the right answer stands, how many are on the page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

PAGE: Final = 10
"""What stands lower is as good as not found."""


@dataclass(frozen=True, slots=True)
class Figures:
    """Means over the questions of a set, in percent."""

    mrr: float
    recall: float
    questions: int


def reciprocal_rank(answers: Sequence[str], relevant: frozenset[str]) -> float:
    """Return 1 divided by the rank of the first relevant answer of the page, or 0.

    >>> reciprocal_rank(["a", "b", "c"], frozenset("bc"))
    0.5
    """
    for rank, answer in enumerate(answers[:PAGE], 1):
        if answer in relevant:
            return 1 / rank
    return 0.0


def recall(answers: Sequence[str], relevant: frozenset[str]) -> float:
    """Return which share of the relevant answers is on the page.

    >>> recall(["a", "b"], frozenset("bc"))
    0.5
    """
    return len(relevant.intersection(answers[:PAGE])) / len(relevant)


def figures(answered: Sequence[tuple[Sequence[str], frozenset[str]]]) -> Figures:
    """Return the figures of some questions: answers and what is relevant of each."""
    count = max(len(answered), 1)
    return Figures(
        mrr=100 * sum(reciprocal_rank(*one) for one in answered) / count,
        recall=100 * sum(recall(*one) for one in answered) / count,
        questions=len(answered),
    )
