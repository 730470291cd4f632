"""Find and write the champions of long lists; :mod:`sou.store.champions` reads them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from sou.ranking import bm25
from sou.store.champions import CHAMPIONS, FROM_ENTRIES
from sou.store.equal_runs import lengths_of_runs, starts_of_runs
from sou.store.gap_lists import Payload
from sou.store.highest import nth_highest

if TYPE_CHECKING:
    import numpy.typing as npt

    from sou.store.container import ContainerWriter
    from sou.store.segment_writer import Lists

    Array = npt.NDArray[Any]


class ChampionWriter:
    """Write the champions of a field's lists, in the order of its terms."""

    def __init__(self, writer: ContainerWriter, field: str, payload: Payload) -> None:
        self._writer = writer
        self._field = field
        self._has_offsets = payload is Payload.OFFSET
        self._lists = 0
        self._put([], [], [], [])

    def add(self, lists: Lists, norms: Array, row_documents: Array) -> None:
        """Take in whole lists.

        ``norms`` are the length norms of all rows of the segment, ``row_documents`` their
        documents.
        """
        rows, payload, counts = lists
        ends = np.cumsum(counts)
        long = np.flatnonzero(counts >= FROM_ENTRIES).tolist()
        champions, weights, documents = [], [], []
        for number in long:
            inside = slice(int(ends[number] - counts[number]), int(ends[number]))
            held, frequencies = rows[inside], payload[inside]
            if self._has_offsets:
                starts = starts_of_runs(held)
                frequencies = lengths_of_runs(starts, held.size)
                held = held[starts]
            reached = bm25(frequencies, norms[held])
            best, least = _best(reached)
            champions.append(np.resize(held[best], CHAMPIONS))
            weights.append(least)
            documents.append(starts_of_runs(row_documents[held]).size)
        self._put([self._lists + number for number in long], champions, weights, documents)
        self._lists += counts.size

    def _put(
        self, lists: list[int], rows: list[Array], weights: list[float], documents: list[int]
    ) -> None:
        put = self._writer.append
        flat = np.concatenate([np.zeros(0, np.uint32), *rows])
        put(f"{self._field}.champion_lists", np.array(lists, dtype=np.uint32))
        put(f"{self._field}.champion_rows", flat.astype(np.uint32))
        put(f"{self._field}.champion_weights", np.array(weights, dtype=np.float32))
        put(f"{self._field}.champion_documents", np.array(documents, dtype=np.uint32))


def _best(weights: Array) -> tuple[Array, float]:
    """Return the places of the champions, ascending, and what no other weight exceeds."""
    if weights.size <= CHAMPIONS:
        return np.arange(weights.size), 0.0
    least = nth_highest(weights, CHAMPIONS)
    best = (weights > least).nonzero()[0]
    ties = (weights == least).nonzero()[0][: CHAMPIONS - best.size]
    return np.sort(np.concatenate((best, ties))), least
