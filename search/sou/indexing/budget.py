"""How many workers there are, and how much each takes at a time, so that memory suffices."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sou.sources import Source

MEBIBYTE: Final = 1 << 20
DEFAULT_MEMORY_BYTES: Final = 900 * MEBIBYTE
"""Of all processes together; fits a laptop of 8 GB with everything else running."""

_PARENT_BYTES: Final = 400 * MEBIBYTE
"""The parent's own: imports, what is known, a merge."""
_FILE_BYTES: Final = 300
"""The parent's for each file to read: a million were 300 MB."""
WORKER_BYTES: Final = 115 * MEBIBYTE
"""A worker's own: imports and the segmenter's dictionary."""
BYTES_A_CHAR: Final = 90
"""Measured at the peak of the inversion, batches of 2 and 4 million characters."""
_FILE_START_BYTES: Final = 150 * MEBIBYTE
_FILE_BYTES_A_CHAR: Final = 56
"""Of a file that is a batch by itself: measured with 4, 9 and 49 million characters, which took
410, 690 and 2,600 MB of a process, where 456, 734 and 2,870 are reckoned with."""
_MOST_FILE_CHARS: Final = 700_000_000
"""Longer ones were never tried, whatever the memory."""
_FEWEST_CHARS: Final = 500_000
_MOST_CHARS: Final = 4_000_000
_ALONE_BYTES: Final = 4 * MEBIBYTE
"""Less to read than this is not worth starting workers for: 0.4 s each."""
_FILES_A_JOB: Final = 4000


@dataclass(frozen=True, slots=True)
class Budget:
    """Size of the work."""

    workers: int
    """1 means that this process does it."""
    batch_chars: int
    """A segment is written before it would have more characters, unless it is one file."""
    most_chars: int
    """A file may have so many."""


def budget_for(
    memory_bytes: int, workers: int, to_read_bytes: int, to_read_files: int = 0
) -> Budget:
    """Return how to share out some memory.

    >>> budget_for(1000 * MEBIBYTE, workers=2, to_read_bytes=10**9).workers
    2
    """
    shared = memory_bytes - _PARENT_BYTES - to_read_files * _FILE_BYTES
    least = WORKER_BYTES + _FEWEST_CHARS * BYTES_A_CHAR
    workers = max(min(workers, shared // least), 1)
    if to_read_bytes < _ALONE_BYTES:
        workers = 1
    chars = (shared // workers - WORKER_BYTES) // BYTES_A_CHAR
    left = memory_bytes - WORKER_BYTES - _FILE_START_BYTES
    most_chars = min(max(left // _FILE_BYTES_A_CHAR, _FEWEST_CHARS), _MOST_FILE_CHARS)
    return Budget(workers, min(max(chars, _FEWEST_CHARS), _MOST_CHARS), most_chars)


def memory_for(chars: int) -> int:
    """Return the bytes of memory with which a file of so many characters is taken."""
    return WORKER_BYTES + _FILE_START_BYTES + chars * _FILE_BYTES_A_CHAR


def default_workers() -> int:
    """Return how many processes this machine can run at once."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def portions(sources: Sequence[Source], budget: Budget) -> Iterator[tuple[Source, ...]]:
    """Split files into jobs of about one segment each."""
    portion: list[Source] = []
    size = 0
    limit = budget.batch_chars * 3  # bytes of a Chinese character in UTF-8
    for source in sources:
        if portion and (size + source.size_bytes > limit or len(portion) >= _FILES_A_JOB):
            yield tuple(portion)
            portion, size = [], 0
        portion.append(source)
        size += source.size_bytes
    if portion:
        yield tuple(portion)
