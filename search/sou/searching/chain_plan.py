"""Chains of characters of which each is one of several: what pinyin is looked for as.

Made without an index and light to import, like :mod:`sou.searching.literal_plan`.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import re
    from collections.abc import Iterator

    from sou.text.joined import JoinedText


class ChainPlan(NamedTuple):
    """Characters side by side, each one of those that its place allows."""

    places: tuple[str, ...]
    """Folded wide characters that may stand at each place, ascending; none: any."""

    @property
    def length(self) -> int:
        """Code points of a match, in joined text."""
        return len(self.places)

    def occurrences(self, joined: JoinedText) -> Iterator[int]:
        """Yield the joined offsets where a match begins, overlaps included."""
        return (found.start() for found in _pattern(self.places).finditer(joined.text))


@lru_cache(maxsize=64)
def _pattern(places: tuple[str, ...]) -> re.Pattern[str]:
    """Return an expression that matches, without taking any text, where a chain begins."""
    import re

    from sou.text.classes import WIDE_RANGES

    wide = "".join(f"{chr(first)}-{chr(last)}" for first, last in WIDE_RANGES)
    chain = "".join(f"[{re.escape(place) if place else wide}]" for place in places)
    return re.compile(f"(?={chain})")
