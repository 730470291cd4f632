"""Decoded postings that queries are likely to want again: the same word, one letter on.

Bounded by bytes; the arrays longest unused go first. Safe to share between threads.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

    import numpy.typing as npt

    Arrays = tuple[npt.NDArray[Any], ...]

CACHE_BYTES: Final = 128 << 20
"""Most memory that decoded postings may take."""
_FRUGAL_BYTES: Final = 16 << 20
_FRUGAL_BYTES_A_DOCUMENT: Final = 50
"""What ranking needs of all rows is less than a quarter of it, the most that is kept of a key."""

_MOST_ASKED: Final = 10_000


def frugal_bytes(documents: int) -> int:
    """Return what suffices for one person who types: the next key asks for the same terms."""
    return max(_FRUGAL_BYTES, _FRUGAL_BYTES_A_DOCUMENT * documents)


class PostingsCache:
    """Arrays by key."""

    def __init__(self, limit_bytes: int = CACHE_BYTES) -> None:
        self._limit_bytes = limit_bytes
        self._lock = threading.Lock()
        self._arrays: OrderedDict[Hashable, Arrays] = OrderedDict()
        self._size_bytes = 0
        self._asked: dict[Hashable, int] = {}

    def limit(self, limit_bytes: int) -> None:
        """Keep no more than so many bytes from now on."""
        with self._lock:
            self._limit_bytes = limit_bytes
            self._drop()

    def times_asked(self, key: Hashable) -> int:
        """Return how often this was asked of the same key before, since it was last dropped."""
        with self._lock:
            if len(self._asked) >= _MOST_ASKED:
                self._asked.clear()
            times = self._asked.get(key, 0)
            self._asked[key] = times + 1
            return times

    def get(self, key: Hashable, make: Callable[[], Arrays]) -> Arrays:
        """Return the arrays of a key, made now if they are not here."""
        found = self.peek(key)
        if found is not None:
            return found
        made = make()
        size = _size_bytes(made)
        if size > self._limit_bytes // 4:
            return made
        with self._lock:
            if key not in self._arrays:
                self._arrays[key] = made
                self._size_bytes += size
            self._drop()
        return made

    def _drop(self) -> None:
        while self._size_bytes > self._limit_bytes:
            dropped, arrays = self._arrays.popitem(last=False)
            self._size_bytes -= _size_bytes(arrays)
            self._asked.pop(dropped, None)

    def peek(self, key: Hashable) -> Arrays | None:
        """Return the arrays of a key, or ``None``."""
        with self._lock:
            found = self._arrays.get(key)
            if found is not None:
                self._arrays.move_to_end(key)
            return found


def _size_bytes(arrays: Arrays) -> int:
    return sum(array.nbytes for array in arrays)
