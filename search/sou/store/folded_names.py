"""Folded titles, authors and paths of a segment's documents, to be searched for pieces.

All names of a field stand one after another, each closed by a zero byte, so one search of
bytes finds a piece in all of them. What they all begin with, which of paths is a folder, is
kept once: of 300,000 documents in one folder it was a fiftieth of the index.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import numpy.typing as npt

    from sou.store.container import Container


def common_folder(paths: Sequence[bytes]) -> bytes:
    """Return what all of some folded paths begin with, up to the last separator in it.

    >>> common_folder([b"/texts/a/1.txt", b"/texts/b.txt"])
    b'/texts/'
    """
    first, last = min(paths), max(paths)
    pairs = zip(first, last, strict=False)
    length = next((at for at, (a, b) in enumerate(pairs) if a != b), len(first))
    return first[: max(first.rfind(sign, 0, length) for sign in (b"/", b"\\")) + 1]


class FoldedNames:
    """Reader of the names of one field, ``titles``, ``authors`` or ``paths``."""

    def __init__(self, container: Container, field: str, beginning: bytes = b"") -> None:
        self._container = container
        self._blob = f"{field}.folded"
        self._beginning = beginning
        """What every name begins with besides what is in the array."""
        self.ends: npt.NDArray[np.uint32] = container.array(f"{field}.ends")

    def containing(self, piece: bytes) -> npt.NDArray[np.int64]:
        """Return the documents, ascending, whose name contains ``piece``, which is not empty."""
        if piece in self._beginning:
            return np.arange(self.ends.size)
        found = set(self._with(piece))
        for cut in range(1, len(piece)):
            if self._beginning.endswith(piece[:cut]):
                found.update(self._starting(piece[cut:]))
        return np.array(sorted(found), dtype=np.int64)

    def starting(self, name: bytes) -> Iterator[int]:
        """Yield the documents whose name begins with ``name``, ascending.

        A zero byte at the end of it stands for the end of the whole name.
        """
        if name.startswith(self._beginning):
            yield from self._starting(name[len(self._beginning) :])

    def between(self, first: int, end: int) -> list[bytes]:
        """Return the whole names of the documents ``[first, end)``, without their zero bytes."""
        start = int(self.ends[first - 1]) if first else 0
        blob = self._container.slice(self._blob, start, int(self.ends[end - 1]))
        return [self._beginning + name for name in blob.split(b"\0")[:-1]]

    def _with(self, piece: bytes) -> Iterator[int]:
        at = self._container.find(self._blob, piece)
        while at >= 0:
            document = int(np.searchsorted(self.ends, at, side="right"))
            yield document
            at = self._container.find(self._blob, piece, int(self.ends[document]))

    def _starting(self, piece: bytes) -> Iterator[int]:
        if self._container.slice(self._blob, 0, len(piece)) == piece:
            yield 0
        at = self._container.find(self._blob, b"\0" + piece)
        while at >= 0:
            yield int(np.searchsorted(self.ends, at + 1, side="right"))
            at = self._container.find(self._blob, b"\0" + piece, at + 1)
