"""Compressed files: gzip, bzip2 and xz, read as the file they were made of.

That file's name is the part, so that nobody takes its lines for those of the compressed one.

Bytes are counted while they are inflated; sizes that headers claim are not looked at.
What comes before damage is read, and the damage named.
"""

from __future__ import annotations

import os
import zlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from io import BytesIO
from typing import TYPE_CHECKING, Final

from sou.documents.reading import MEMBER_BYTES
from sou.errors import DocumentError

if TYPE_CHECKING:
    from sou.documents.reading import Reading
    from sou.sources import Document

TAR_BYTES: Final = 256 << 20
"""Most that a compressed tar archive may unpack to."""
CHUNK_BYTES: Final = 1 << 16
XZ_MEMORY_BYTES: Final = 256 << 20
"""As much as ``xz -9`` needs to unpack, four times over."""

_TARS: Final = {".tgz": ".gz", ".tbz": ".bz2", ".tbz2": ".bz2", ".txz": ".xz"}


def read_compressed(data: bytes, name: str, reading: Reading) -> tuple[Document, ...]:
    """Read a file by what it is when unpacked; ``.tgz`` and its like are tar archives."""
    stem, suffix = os.path.splitext(name)  # noqa: PTH122 -- Path would normalise the name
    suffix = suffix.lower()
    inner = f"{stem}.tar" if suffix in _TARS else stem
    limit_bytes = TAR_BYTES if inner.lower().endswith(".tar") else MEMBER_BYTES
    if not data:
        raise DocumentError("empty file")
    content, note = _unpacked(_OPENERS[_TARS.get(suffix, suffix)](data), limit_bytes)
    if note and not content:
        raise DocumentError(f"not a {suffix} file, or damaged")
    reading.allowance.take(len(content))
    documents = reading.read(content, inner)
    if not inner.lower().endswith(".tar"):
        documents = tuple(
            replace(one, part=f"{inner}/{one.part}" if one.part else inner) for one in documents
        )
    first, *others = documents
    notes = (*first.notes, note) if note else first.notes
    return (replace(first, notes=notes), *others)


def _unpacked(chunks: Iterator[bytes], limit_bytes: int) -> tuple[bytes, str]:
    """Return what comes out, up to damage, and the damage."""
    content = bytearray()
    try:
        for chunk in chunks:
            content += chunk
            if len(content) > limit_bytes:
                raise DocumentError(f"unpacks to more than {limit_bytes >> 20:,} MiB")
    except EOFError:
        return bytes(content), f"cut off, {len(content):,} bytes of it are read"
    except (OSError, ValueError, zlib.error):
        return bytes(content), f"damaged, {len(content):,} bytes of it are read"
    return bytes(content), ""


def _gzip(data: bytes) -> Iterator[bytes]:
    import gzip

    with gzip.GzipFile(fileobj=BytesIO(data)) as file:
        while chunk := file.read1(CHUNK_BYTES):
            yield chunk


def _bzip2(data: bytes) -> Iterator[bytes]:
    import bz2

    with bz2.BZ2File(BytesIO(data)) as file:
        while chunk := file.read1(CHUNK_BYTES):
            yield chunk


def _xz(data: bytes) -> Iterator[bytes]:
    import lzma

    while data.strip(b"\0"):
        stream = lzma.LZMADecompressor(lzma.FORMAT_XZ, XZ_MEMORY_BYTES)
        try:
            while not stream.eof:
                chunk = stream.decompress(data, CHUNK_BYTES)
                if not chunk and stream.needs_input and not stream.eof:
                    raise EOFError
                yield chunk
                data = b""
        except lzma.LZMAError as error:
            raise ValueError(str(error)) from error
        data = stream.unused_data


_OPENERS: Final[dict[str, Callable[[bytes], Iterator[bytes]]]] = {
    ".gz": _gzip,
    ".bz2": _bzip2,
    ".xz": _xz,
}
