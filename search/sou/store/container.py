"""The immutable file of one segment: named arrays, checksummed.

Layout: 16-byte header (magic, version); raw little-endian arrays, each aligned to
64 bytes; a JSON footer ``{"meta": …, "arrays": {name: [offset, dtype, count,
crc32]}}``; a 24-byte trailer (footer offset, length, crc32, magic). Opening maps
the file and reads only the footer, so it costs the same at any size. Nothing in
the file is ever executed or unpickled.
"""

from __future__ import annotations

import json
import mmap
import os
import struct
import zlib
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from sou.errors import IndexCorruptError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    import numpy.typing as npt

REMEDY: Final = "build the index again with: sou index"
"""What to do about a damaged file; indexing finds the damage and builds anew."""
MAGIC: Final = b"SOUSEG\x00\x01"
FORMAT_VERSION: Final = 1
_HEADER: Final = struct.Struct("<8sII")
_TRAILER: Final = struct.Struct("<QIII4s")
_TRAILER_MAGIC: Final = b"UOS\x01"
_ALIGNMENT: Final = 64
_DTYPES: Final = frozenset(("|u1", "<u2", "<u4", "<u8", "<i4", "<i8", "<f4"))


def write_container(
    path: Path, arrays: Mapping[str, npt.NDArray[Any]], meta: Mapping[str, Any]
) -> int:
    """Write a container and flush it to the disk; return its size in bytes."""
    table: dict[str, tuple[int, str, int, int]] = {}
    with path.open("wb") as file:
        file.write(_HEADER.pack(MAGIC, FORMAT_VERSION, 0))
        for name, values in arrays.items():
            array = np.ascontiguousarray(values)
            array = array.astype(array.dtype.newbyteorder("<"), copy=False)
            file.write(b"\0" * (-file.tell() % _ALIGNMENT))
            raw = array.data.cast("B") if array.size else b""
            table[name] = (file.tell(), array.dtype.str, array.size, zlib.crc32(raw))
            file.write(raw)
        footer = json.dumps({"meta": meta, "arrays": table}).encode()
        at = file.tell()
        file.write(footer)
        file.write(_TRAILER.pack(at, len(footer), zlib.crc32(footer), 0, _TRAILER_MAGIC))
        file.flush()
        os.fsync(file.fileno())
        return file.tell()


class Container:
    """A mapped container. Arrays are read-only views; pages load when touched."""

    def __init__(self, path: Path) -> None:
        self.path = path
        with path.open("rb") as file:
            self.size_bytes = os.fstat(file.fileno()).st_size
            if self.size_bytes < _HEADER.size + _TRAILER.size:
                raise IndexCorruptError(f"{path} is truncated; {REMEDY}")
            self._map = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        footer = self._read_footer()
        self.meta: dict[str, Any] = footer["meta"]
        self._table: dict[str, list[Any]] = footer["arrays"]

    def _read_footer(self) -> dict[str, Any]:
        magic, version, _ = _HEADER.unpack_from(self._map, 0)
        trailer = self.size_bytes - _TRAILER.size
        at, length, checksum, _, end_magic = _TRAILER.unpack_from(self._map, trailer)
        intact = magic == MAGIC and end_magic == _TRAILER_MAGIC and at + length == trailer
        raw = self._map[at : at + length] if intact else b""
        if not intact or version != FORMAT_VERSION or zlib.crc32(raw) != checksum:
            raise IndexCorruptError(f"{self.path} is damaged; {REMEDY}")
        footer: dict[str, Any] = json.loads(raw)
        for offset, dtype, count, _ in footer["arrays"].values():
            if dtype not in _DTYPES or offset + count * np.dtype(dtype).itemsize > at:
                raise IndexCorruptError(f"{self.path} is damaged; {REMEDY}")
        return footer

    def array(self, name: str) -> npt.NDArray[Any]:
        """Return a view of a named array."""
        offset, dtype, count, _ = self._table[name]
        return np.frombuffer(self._map, dtype=dtype, count=count, offset=offset)

    def offset_of(self, name: str) -> int:
        """Return where a named array begins in the file, in bytes."""
        return int(self._table[name][0])

    def find(self, name: str, needle: bytes, start: int = 0) -> int:
        """Return the offset of ``needle`` in a byte array at or after ``start``, or -1."""
        base, _, count, _ = self._table[name]
        found = self._map.find(needle, base + start, base + count)
        return -1 if found < 0 else found - base

    def slice(self, name: str, start: int, end: int) -> bytes:
        """Return a copy of bytes ``[start, end)`` of a byte array."""
        base = self._table[name][0]
        return self._map[base + start : base + end]

    def verify(self) -> None:
        """Check every array against its checksum.

        Raises:
            IndexCorruptError: an array was altered; the message names file and array.
        """
        for name, (offset, dtype, count, checksum) in self._table.items():
            size = count * np.dtype(dtype).itemsize
            if zlib.crc32(self._map[offset : offset + size]) != checksum:
                raise IndexCorruptError(f"{self.path}: {name} is damaged; {REMEDY}")
