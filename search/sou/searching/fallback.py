"""What becomes of query nodes that the executor does not know.

They are matched by Whoosh's own matchers over the rows of a segment, posting by posting,
and scored by Whoosh with the statistics of all segments.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from sou.errors import QueryTreeError
from sou.query.tree import Query, walk
from sou.searching.literal import LiteralFinder
from sou.searching.snapshot import SegmentView

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    Array = npt.NDArray[Any]
    Scores = npt.NDArray[np.float32]


class Drained(NamedTuple):
    """All that a matcher matches in one segment."""

    rows: npt.NDArray[Any]
    """Ascending, each once."""
    scores: npt.NDArray[np.float32]
    """What each row scores; not below 0."""


Drain = Callable[[Query, SegmentView], Drained]
"""Return what a query matches in a segment whose Whoosh documents are its rows."""


def unknown(node: Query, view: SegmentView) -> Drained:
    """Refuse a node.

    Raises:
        QueryTreeError: always.
    """
    del view
    raise QueryTreeError(f"{type(node).__name__} cannot be searched for: {node!r}")


class WhooshMatchers:
    """Evaluates nodes by Whoosh's matchers; nothing is opened before the first node."""

    def __init__(
        self, views: Sequence[SegmentView], check_cancelled: Callable[[], object] | None = None
    ) -> None:
        self._views = views
        self._check_cancelled = check_cancelled

    def __call__(self, node: Query, view: SegmentView) -> Drained:
        """Return what a node matches in a segment.

        Raises:
            QueryTreeError: Whoosh cannot match it on these fields, or there is no such field.
        """
        from sou.codec.application import drain

        readers, whole = self._opened
        for one in walk(node):
            name = getattr(one, "fieldname", None)
            if name is not None and name not in whole.schema:
                raise QueryTreeError(f"{type(node).__name__} cannot be asked of {name}: {one!r}")
        return Drained(*drain(node, readers[view.segment.name], whole, self._check_cancelled))

    @cached_property
    def _opened(self) -> tuple[dict[str, Any], Any]:
        """Readers by the name of the segment, and a searcher of all of them."""
        from sou.codec.application import reader_of, searcher_of
        from sou.searching.body_field import body_field

        readers = {
            view.segment.name: reader_of(view.segment, {"body": body_field(LiteralFinder(view))})
            for view in self._views
        }
        return readers, searcher_of(list(readers.values()))


@dataclass(frozen=True, slots=True, eq=False)
class DrainedPart:
    """Scores of rows that are known already."""

    drained: Drained
    weight: float
    cost: int = 0

    @property
    def bound(self) -> float:
        """More than it adds to any row."""
        return self.weight * float(self.drained.scores.max(initial=0.0))

    def scores(self, rows: Array) -> Scores:
        """Return what it adds to each of some ascending rows."""
        scores = np.zeros(rows.size, dtype=np.float32)
        held = self.drained.rows
        if held.size:
            at = np.minimum(held.searchsorted(rows.astype(held.dtype)), held.size - 1)
            same = held[at] == rows
            scores[same] = self.drained.scores[at[same]] * np.float32(self.weight)
        return scores

    def add_to(self, totals: Scores) -> bool:
        """Add to the total of each row of the segment."""
        totals[self.drained.rows] += self.drained.scores * np.float32(self.weight)
        return True

    def champions(self) -> tuple[Sequence[Array], float]:
        """Return rows to which it adds most, and more than it adds to any other."""
        return [], self.bound
