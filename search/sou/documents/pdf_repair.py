"""Bytes of a PDF made safe and whole enough to be read.

Two things PDFium does not do: stop at a stream that is small in the file and endless
unpacked, and read a file whose end, with the pointer to its first object, is missing.
"""

from __future__ import annotations

import re
import zlib
from typing import Final

MEBIBYTE: Final = 1 << 20
MOST_STREAM_BYTES: Final = 24 * MEBIBYTE
"""Content that unpacks to more is not read; PDFium takes 30 bytes of memory for a byte of
drawing, and 0.15 s a megabyte."""
HARMLESS_BYTES: Final = MOST_STREAM_BYTES // 1032
"""Deflate makes at most 1,032 bytes of one: shorter streams need no look."""
HEADER_BYTES: Final = 1024
"""The signature may stand this far from the beginning."""

_STREAM: Final = re.compile(rb"stream\r?\n")
_MAY_BE_LARGE: Final = re.compile(rb"/(?:Image|Length1|CIDFontType0C|Type1C|OpenType)\b")
_DICTIONARY_BYTES: Final = 2_000
_CATALOGUE: Final = re.compile(rb"(\d{1,9})\s+(\d{1,5})\s+obj\s*<<[^>]{0,2000}?/Type\s*/Catalog\b")
_PIECE_BYTES: Final = 64 * 1024


def is_pdf(data: bytes) -> bool:
    """Tell whether content is that of a PDF, whatever became of its end."""
    return b"%PDF-" in data[:HEADER_BYTES]


def without_bombs(data: bytes) -> tuple[bytes, int]:
    """Return the data with too large streams made empty, and how many there were.

    Each keeps its length, so that all offsets of the file stay true. Pictures and fonts
    may be large: the former nobody unpacks here, the latter cost no more than their size.
    """
    bombs: list[tuple[int, int]] = []
    for found in _STREAM.finditer(data):
        start = found.end()
        head = data[max(found.start() - _DICTIONARY_BYTES, 0) : found.start()]
        head = head[head.rfind(b" obj") + 1 :]
        if head.endswith(b"end") or b"Flate" not in head or _MAY_BE_LARGE.search(head):
            continue
        end = data.find(b"endstream", start)
        end = len(data) if end < 0 else end
        if end - start > HARMLESS_BYTES and _unpacks_to_too_much(memoryview(data)[start:end]):
            bombs.append((start, end))
    if not bombs:
        return data, 0
    safe = bytearray(data)
    for start, end in bombs:
        safe[start:end] = bytes(end - start)
    return bytes(safe), len(bombs)


def with_trailer(data: bytes) -> bytes | None:
    """Return a file that lost its end with one that names its catalogue, else ``None``.

    PDFium finds the other objects by itself. A file that says it is encrypted is left
    alone: the key was at the end, too.
    """
    catalogues = list(_CATALOGUE.finditer(data))
    if not catalogues or b"/Encrypt" in data:
        return None
    number, generation = catalogues[-1].groups()
    return data + b"\nendobj\ntrailer\n<</Root %s %s R>>\n" % (number, generation)


def _unpacks_to_too_much(packed: memoryview) -> bool:
    unpacker = zlib.decompressobj()
    size = 0
    try:
        for start in range(0, len(packed), _PIECE_BYTES):
            rest: bytes | memoryview = packed[start : start + _PIECE_BYTES]
            while rest and not unpacker.eof:  # past the end it would ask for the same again
                size += len(unpacker.decompress(rest, MEBIBYTE))
                rest = unpacker.unconsumed_tail
                if size > MOST_STREAM_BYTES:
                    return True
    except zlib.error:
        pass  # encrypted or damaged; PDFium stops there, too
    return False
