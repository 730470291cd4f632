"""Watch how much memory a process and its children take together."""

from __future__ import annotations

import threading
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from types import TracebackType

_PROCESSES: Final = Path("/proc")
_EVERY_S: Final = 0.2
"""A look at a large process takes some milliseconds of one processor."""
_KIBIBYTE: Final = 1024


class PeakWatch:
    """Looks at a process and its descendants now and then, while inside ``with``.

    Pages that processes share are divided among them (proportional set size), so the
    sum is what the machine gives. Where ``/proc`` does not tell, the peak is 0.
    """

    def __init__(self, process: int) -> None:
        self._process = process
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)
        self.peak_bytes = 0

    def __enter__(self) -> PeakWatch:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._over.set()
        self._thread.join()

    def _look(self) -> None:
        while not self._over.wait(_EVERY_S):
            self.peak_bytes = max(self.peak_bytes, _tree_bytes(self._process))


def _tree_bytes(process: int) -> int:
    folder = _PROCESSES / str(process)
    size = 0
    with suppress(OSError, StopIteration):  # it may end at any time
        lines = (folder / "smaps_rollup").read_text("ascii", "replace").splitlines()
        size = int(next(line for line in lines if line.startswith("Pss:")).split()[1]) * _KIBIBYTE
    for children in folder.glob("task/*/children"):
        with suppress(OSError):
            size += sum(_tree_bytes(int(child)) for child in children.read_text("ascii").split())
    return size
