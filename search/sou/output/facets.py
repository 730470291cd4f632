"""Counts of all matches by their values, as lines for people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sou.text.sanitize import sanitize

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


def facet_lines(facets: Mapping[str, Sequence[tuple[str, int]]]) -> str:
    r"""Return a line for each value: facet, value and number of documents, parted by tabs.

    >>> facet_lines({"type": [("text", 12)]})
    'type\ttext\t12\n'
    """
    return "".join(
        f"{name}\t{sanitize(value, single_line=True)}\t{count}\n"
        for name, counts in facets.items()
        for value, count in counts
    )
