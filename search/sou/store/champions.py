"""Champions: the rows of a long list with the highest BM25, known without reading the list.

They are found when the list is written (``champion_writer``), by the mean length of the
rows of that segment. Arrays of a field ``F``, for each list of :data:`FROM_ENTRIES` or more:
its number in ``F.champion_lists``; :data:`CHAMPIONS` rows, ascending, in
``F.champion_rows``; the least weight among them in ``F.champion_weights``, which no other
row of the list exceeds; and in ``F.champion_documents`` how many documents the list has.
"""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sou.store.container import Container

CHAMPIONS: Final = 128
"""Rows known of a list: with 64, two searches for a frequent word in thirty were not
decided by them at 300,000 documents, with 128 one of sixty."""
FROM_ENTRIES: Final = 4096
"""Shorter lists are soon read."""


class Champions(NamedTuple):
    """What is known of a long list."""

    rows: Sequence[int]
    """Ascending."""
    weight: float
    """BM25, without idf, that no other row exceeded when the list was written."""
    documents: int
    """Documents of the list, deleted ones included."""


def read_champions(container: Container, field: str, number: int) -> Champions | None:
    """Return the champions of a list; ``None`` for a short one."""
    lists = container.view(f"{field}.champion_lists")
    at = bisect_left(lists, number)
    if at == len(lists) or lists[at] != number:
        return None
    rows = container.view(f"{field}.champion_rows")[at * CHAMPIONS : (at + 1) * CHAMPIONS]
    weight = container.view(f"{field}.champion_weights")[at]
    return Champions(rows, weight, container.view(f"{field}.champion_documents")[at])
