"""Indexes of several segments, and which bytes of a segment file mean something.

Reads the layout of a segment file from its documentation, not with the code under test.
"""

from __future__ import annotations

import json
import random
import struct
from pathlib import Path

import numpy as np

from sou.upkeep import index_paths

_HEADER_BYTES = 12
_TRAILER = struct.Struct("<QIII4s")
_RESERVED = slice(-8, -4)


def index_in_segments(root: Path, location: Path, texts: dict[str, str], sizes: list[int]) -> None:
    """Write and index files in groups of some sizes, so that each group is a segment.

    A group must be much smaller than the one before, or the segments are merged.
    """
    names = iter(texts)
    for size in sizes:
        for _ in range(size):
            name = next(names)
            (root / name).write_text(texts[name], encoding="utf-8")
        index_paths([root], location)


def write_much(root: Path, files: int = 24) -> None:
    """Write some 5 MB: enough for the work to be shared out to worker processes."""
    dice = random.Random(5)  # noqa: S311  # a test's dice
    for number in range(files):
        words = "".join(dice.choices("晶片產業人工智慧發展的，。公司技術研究7aGPU ", k=80_000))
        (root / f"much-{number}.txt").write_text(words, encoding="utf-8")


def segments(location: Path) -> list[Path]:
    """Return the segment files of an index, oldest first."""
    return sorted(location.glob("*.seg"))


def meaningful_bytes(path: Path) -> list[int]:
    """Return the offsets of all bytes of a segment file but padding and reserved ones."""
    data = path.read_bytes()
    at, length, _, _, _ = _TRAILER.unpack(data[-_TRAILER.size :])
    means = np.zeros(len(data), dtype=np.bool_)
    means[:_HEADER_BYTES] = means[at:] = True
    means[_RESERVED] = False
    for offset, dtype, count, _ in json.loads(data[at : at + length])["arrays"].values():
        means[offset : offset + count * np.dtype(dtype).itemsize] = True
    return [int(offset) for offset in np.flatnonzero(means)]


def flip(path: Path, offset: int, bits: int = 1) -> None:
    """Change some bits of one byte of a file."""
    data = bytearray(path.read_bytes())
    data[offset] ^= bits
    path.write_bytes(data)
