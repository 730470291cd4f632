"""What is measured of a piece of work, and how many measurements become one figure."""

from __future__ import annotations

import math
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from types import TracebackType

_KIBIBYTE: Final = 1024
_STATUS: Final = Path("/proc/self/status")
LONGEST_REPEATING_S: Final = 2.0
"""A measurement that has taken so long is not repeated any more."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What a piece of work took."""

    cpu_s: float
    """User and system time of the process and of the children it waited for."""
    wall_s: float
    peak_bytes: int
    """Largest resident size of the process, without its children."""


class Meter:
    """Adds up the cost of what is done inside ``with``, one or many times."""

    def __init__(self) -> None:
        self._cpu_s = 0.0
        self._wall_s = 0.0

    def __enter__(self) -> Meter:
        self._cpu_s -= cpu_s()
        self._wall_s -= time.perf_counter()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._cpu_s += cpu_s()
        self._wall_s += time.perf_counter()

    @property
    def cost(self) -> Cost:
        """The cost so far."""
        return Cost(self._cpu_s, self._wall_s, peak_bytes())


def cpu_s() -> float:
    """Return the CPU time of this process, all its threads, and its finished children."""
    import resource

    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime + children_cpu_s()


def children_cpu_s() -> float:
    """Return the CPU time of the finished children of this process."""
    import resource

    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def peak_bytes() -> int:
    """Return the largest resident size so far; see :attr:`Cost.peak_bytes`."""
    import resource
    import sys

    unit = 1 if sys.platform == "darwin" else _KIBIBYTE
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit
    if _STATUS.exists():  # ru_maxrss begins with the size of the process that forked this one
        lines = _STATUS.read_text("ascii", "replace").splitlines()
        own = next(int(line.split()[1]) for line in lines if line.startswith("VmHWM"))
        own *= _KIBIBYTE
    return own


def percentile(values: Sequence[float], share: float) -> float:
    """Return the nearest-rank percentile: the least value that ``share`` of them do not exceed.

    >>> percentile([40, 10, 30, 20], 0.5), percentile([40, 10, 30, 20], 0.95)
    (20, 40)

    Raises:
        ValueError: there are no values.
    """
    if not values:
        raise ValueError("no values have no percentile")
    rank = math.ceil(share * len(values) - 1e-9)
    return sorted(values)[max(rank, 1) - 1]


def repeat(action: Callable[[], object], repeats: int) -> float:
    """Time an action several times; return the least time, in seconds."""
    least = math.inf
    spent = 0.0
    for _ in range(repeats):
        started = time.perf_counter()
        action()
        taken = time.perf_counter() - started
        least = min(least, taken)
        spent += taken
        if spent > LONGEST_REPEATING_S:
            break
    return least
