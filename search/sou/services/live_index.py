"""An index that is asked for long, and shows its last commit each time."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING, Final

from sou.engine import open_index

if TYPE_CHECKING:
    from pathlib import Path

    from sou.engine import Index

_SETTLED_NS: Final = 2_000_000_000
"""Two commits so close together may leave a folder with one time of change."""


class LiveIndex:
    """Opens an index once. Safe to share between threads."""

    def __init__(self, location: Path) -> None:
        """Open the index.

        Raises:
            SouError: it is missing, outdated or damaged.
        """
        self.location = location
        self._index = open_index(location)
        self._seen: int | None = None
        self._refreshing = threading.Lock()

    def current(self) -> Index:
        """Return the index as of its last commit; looks at one time of change, mostly.

        Raises:
            SouError: it has gone, or is of another version now, or damaged.
        """
        with self._refreshing:
            changed = self._changed_ns()
            if changed is None or changed != self._seen:
                self._index.refresh()
                is_settled = changed is not None and time.time_ns() - changed > _SETTLED_NS
                self._seen = changed if is_settled else None
        return self._index

    def _changed_ns(self) -> int | None:
        """Return when something in the folder was last replaced, as each commit does."""
        try:
            return self.location.stat().st_mtime_ns
        except OSError:
            return None
