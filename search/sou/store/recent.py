"""What was read last is kept: pages of hits, and queries typed on, ask for it again."""

from __future__ import annotations

import threading
from collections import OrderedDict
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Hashable

Value = TypeVar("Value")


class Recent(Generic[Value]):
    """Values by key, up to a total size; what is longest unused goes first.

    Safe to share between threads.
    """

    def __init__(self, limit_bytes: int) -> None:
        self._limit_bytes = limit_bytes
        self._lock = threading.Lock()
        self._values: OrderedDict[Hashable, tuple[Value, int]] = OrderedDict()
        self._size_bytes = 0

    def get(self, key: Hashable) -> Value | None:
        """Return what is kept under a key, or ``None``."""
        with self._lock:
            found = self._values.get(key)
            if found is None:
                return None
            self._values.move_to_end(key)
            return found[0]

    def put(self, key: Hashable, value: Value, size_bytes: int) -> None:
        """Keep a value, in the place of any other of that key; the newest is always kept."""
        with self._lock:
            replaced = self._values.pop(key, None)
            self._values[key] = (value, size_bytes)
            self._size_bytes += size_bytes - (replaced[1] if replaced else 0)
            while self._size_bytes > self._limit_bytes and len(self._values) > 1:
                self._size_bytes -= self._values.popitem(last=False)[1][1]
