"""The body as a field for Whoosh's matchers: its terms are literals, found when asked for.

A term is any text; it stands where the literal does that it is after folding, and covers
as many positions as that has characters. There are too many to be listed, so patterns of
the body cannot be expanded here; they are errors of the tree.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NoReturn

import numpy as np

from sou.codec.row_terms import RowField
from sou.errors import QueryTreeError
from sou.searching.literal_plan import plan_literal

if TYPE_CHECKING:
    from sou.searching.literal import LiteralFinder


def body_field(finder: LiteralFinder) -> RowField:
    """Return the body of a segment as a field of rows."""
    terms = _LiteralTerms(finder)
    lengths = finder.segment.row_lengths("chars")
    return RowField(terms, terms.entries, lengths, has_positions=True, covers_whole_term=True)


class _LiteralTerms:
    """Literals that stand somewhere in a segment, numbered as they were asked for."""

    def __init__(self, finder: LiteralFinder) -> None:
        self._finder = finder
        self._texts: list[bytes] = []

    def __len__(self) -> int:
        return len(self._texts)

    def __getitem__(self, ordinal: int) -> bytes:
        return self._texts[ordinal]

    def lower_bound(self, wanted: bytes) -> int:
        """Return the ordinal of a literal, or one behind all if it stands nowhere."""
        if wanted in self._texts:
            return self._texts.index(wanted)
        if self._positions(wanted).size:
            self._texts.append(wanted)
            return len(self._texts) - 1
        return len(self._texts)

    def from_(self, first: int) -> NoReturn:
        """Refuse to list terms.

        Raises:
            QueryTreeError: always.
        """
        del first
        raise QueryTreeError(
            "literals of the body cannot be listed inside this query; ask the fields runs, "
            "words, chars or pairs"
        )

    def entries(self, ordinal: int) -> tuple[Any, Any]:
        """Return the row of each place of a literal, and the offset in it."""
        starts = self._positions(self._texts[ordinal])
        row_positions = self._finder.segment.row_positions
        rows = row_positions.searchsorted(starts.astype(np.uint32), side="right") - 1
        return rows, starts - row_positions[rows].astype(np.int64)

    def _positions(self, text: bytes) -> Any:
        return self._finder.positions(plan_literal(text.decode("utf-8", "surrogatepass")))
