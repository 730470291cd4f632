"""Parts of a byte string to judge it by, bounded in size and never cut in a character.

Bytes below ``0x30`` are characters by themselves in UTF-8, GB18030 and Big5, so a
sample may begin after one and end before one. From there on the next byte above
``0x7f`` begins a character, which is how long stretches of ASCII are passed over:
one Chinese comment in a megabyte of code still counts.
"""

from __future__ import annotations

import re
from typing import Final

SAMPLE_BYTES: Final = 12 * 1024
"""Enough: samples of 16 KB and of 64 KB choose the same encodings in all corpora."""
PIECE_BYTES: Final = 512
CUT_BYTES: Final = 4096
"""A piece without any safe byte for so long ends wherever that is."""

_HIGH = re.compile(rb"[\x80-\xff]")
_SAFE = re.compile(rb"[\x00-\x2f]")


def high_sample(data: bytes) -> bytes:
    """Return stretches that hold bytes above ``0x7f``, from the head and the middle."""
    head = _stretches(data, 0, SAMPLE_BYTES * 2 // 3)
    middle = _SAFE.search(data, max(len(data) // 2, SAMPLE_BYTES))
    tail = _stretches(data, middle.end(), SAMPLE_BYTES // 3) if middle else []
    return b"\n".join(head + tail)


def wide_sample(data: bytes) -> bytes:
    """Return the head and a part of the middle, both at even offsets, for UTF-16."""
    middle = max(len(data) // 4 * 2, SAMPLE_BYTES)
    sample = data[:SAMPLE_BYTES] + data[middle : middle + SAMPLE_BYTES]
    return sample[: len(sample) // 2 * 2]


def windows(data: bytes) -> bytes:
    """Return the head and four windows further on, 128 KB in all at most."""
    head, window = 64 * 1024, 16 * 1024
    if len(data) <= head + 4 * window:
        return data
    step = (len(data) - head - window) // 4
    starts = range(head + step, len(data) - window + 1, step)
    return data[:head] + b"".join(data[start : start + window] for start in starts)


def _stretches(data: bytes, start: int, limit_bytes: int) -> list[bytes]:
    """Collect stretches from ``start``, which must begin a character."""
    pieces: list[bytes] = []
    while limit_bytes > 0 and (high := _HIGH.search(data, start)):
        begin = max(high.start() - 1, start)  # whether a letter stands before it tells much
        safe = _SAFE.search(data, begin + PIECE_BYTES, begin + CUT_BYTES)
        end = safe.start() if safe else min(begin + CUT_BYTES, len(data))
        pieces.append(data[begin:end])
        limit_bytes -= end - begin
        if not safe:
            break  # the end of the data, or a cut we could not align after
        start = end
    return pieces
