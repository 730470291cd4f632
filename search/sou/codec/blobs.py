"""Many byte strings in two arrays: the bytes, and where each string ends."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sou.store.container import Container, ContainerWriter


def write_blobs(writer: ContainerWriter, name: str, blobs: Sequence[bytes]) -> None:
    """Write byte strings, which may hold any byte."""
    lengths = np.fromiter(map(len, blobs), dtype=np.uint64, count=len(blobs))
    writer.append_bytes(name, b"".join(blobs))
    writer.append(f"{name}_ends", np.cumsum(lengths))


class Blobs:
    """Byte strings of a container, by number."""

    def __init__(self, container: Container, name: str) -> None:
        self._bytes = container.view(name)
        self._ends = container.view(f"{name}_ends")

    def __len__(self) -> int:
        return len(self._ends)

    def __getitem__(self, number: int) -> bytes:
        start = self._ends[number - 1] if number else 0
        return bytes(self._bytes[start : self._ends[number]])

    def from_(self, first: int) -> Iterator[bytes]:
        """Yield the strings from ``first`` on."""
        return map(self.__getitem__, range(first, len(self)))

    def lower_bound(self, wanted: bytes) -> int:
        """Return the number of the first string not less than ``wanted``; they are sorted."""
        low, high = 0, len(self)
        while low < high:
            middle = (low + high) // 2
            if self[middle] < wanted:
                low = middle + 1
            else:
                high = middle
        return low
