"""The immutable file of one segment: named arrays, checksummed.

Layout: 16-byte header (magic, version); raw little-endian arrays, each aligned to
64 bytes; a JSON footer ``{"meta": …, "arrays": {name: [offset, dtype, count,
crc32]}}``; a 24-byte trailer (footer offset, length, crc32, magic). Opening maps
the file and reads only the footer, so it costs the same at any size. Nothing in
the file is ever executed or unpickled. Arrays are read through numpy, or, by a short
search that cannot wait for it, as memory views.
"""

from __future__ import annotations

import json
import mmap
import os
import struct
import sys
import zlib
from typing import IO, TYPE_CHECKING, Any, Final

from sou.errors import IndexCorruptError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    import numpy.typing as npt

REMEDY: Final = "build the index again with: sou index"
"""What to do about a damaged file; indexing finds the damage and builds anew."""
MAGIC: Final = b"SOUSEG\x00\x03"
FORMAT_VERSION: Final = 6
_HEADER: Final = struct.Struct("<8sII")
_TRAILER: Final = struct.Struct("<QIII4s")
_TRAILER_MAGIC: Final = b"UOS\x01"
_ALIGNMENT: Final = 64
_FORMATS: Final[dict[str, Any]] = {
    "|u1": "B",
    "<u2": "H",
    "<u4": "I",
    "<u8": "Q",
    "<i4": "i",
    "<i8": "q",
    "<f4": "f",
}
"""numpy's names of the types that arrays have, and the struct module's."""
_MEMORY_BYTES: Final = 32 << 20
"""Pieces are kept in memory up to this size, and in a temporary file beyond."""


class ContainerWriter:
    """Collect arrays piece by piece, then write them as one file.

    The pieces of an array may come in between those of others; in the file each
    array is whole. What is collected is not in memory but for the first 32 MB.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._pieces: dict[str, list[tuple[int, int] | memoryview]] = {}
        self._dtypes: dict[str, str] = {}
        self._spool: IO[bytes] | None = None
        self._held_bytes = 0

    def append(self, name: str, values: npt.NDArray[Any]) -> None:
        """Add elements to the end of an array, which begins with its first piece."""
        import numpy as np

        array = np.ascontiguousarray(values)
        array = array.astype(array.dtype.newbyteorder("<"), copy=False)
        pieces = self._pieces.setdefault(name, [])
        if self._dtypes.setdefault(name, array.dtype.str) != array.dtype.str:
            raise TypeError(f"{name} is of {self._dtypes[name]}, not {array.dtype.str}")
        if array.size:
            pieces.append(self._kept(array.data.cast("B")))

    def append_bytes(self, name: str, values: bytes) -> None:
        """Add bytes to the end of an array of bytes."""
        import numpy as np

        self.append(name, np.frombuffer(values, dtype=np.uint8))

    def _kept(self, raw: memoryview) -> tuple[int, int] | memoryview:
        if self._held_bytes + raw.nbytes <= _MEMORY_BYTES:
            self._held_bytes += raw.nbytes
            return raw
        if self._spool is None:
            import tempfile

            self._spool = tempfile.TemporaryFile(dir=self._path.parent)  # noqa: SIM115  # closed by close
        at = self._spool.tell()
        self._spool.write(raw)
        return at, raw.nbytes

    def finish(self, meta: Mapping[str, Any]) -> int:
        """Write the file and flush it to the disk; return its size in bytes."""
        table: dict[str, tuple[int, str, int, int]] = {}
        with self._path.open("wb") as file:
            file.write(_HEADER.pack(MAGIC, FORMAT_VERSION, 0))
            for name, dtype in self._dtypes.items():
                file.write(b"\0" * (-file.tell() % _ALIGNMENT))
                at, checksum = file.tell(), 0
                for raw in self._blocks(name):
                    checksum = zlib.crc32(raw, checksum)
                    file.write(raw)
                count = (file.tell() - at) // _item_bytes(dtype)
                table[name] = (at, dtype, count, checksum)
            footer = json.dumps({"meta": meta, "arrays": table}).encode()
            at = file.tell()
            file.write(footer)
            file.write(_TRAILER.pack(at, len(footer), zlib.crc32(footer), 0, _TRAILER_MAGIC))
            file.flush()
            os.fsync(file.fileno())
            size = file.tell()
        self.close()
        return size

    def _blocks(self, name: str) -> Iterator[bytes | memoryview]:
        for piece in self._pieces[name]:
            if isinstance(piece, memoryview):
                yield piece
            elif self._spool is not None:
                at, size = piece
                self._spool.seek(at)
                for start in range(0, size, _MEMORY_BYTES // 8):
                    yield self._spool.read(min(_MEMORY_BYTES // 8, size - start))

    def close(self) -> None:
        """Drop what was collected."""
        self._pieces = {}
        if self._spool is not None:
            self._spool.close()
            self._spool = None


HAS_VIEWS: Final = sys.byteorder == "little"
"""Whether memory views, which know the machine's byte order only, read the files right."""


def _item_bytes(dtype: str) -> int:
    return int(dtype[2:])


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
        self._arrays: dict[str, npt.NDArray[Any]] = {}
        self._views: dict[str, memoryview] = {}

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
            if dtype not in _FORMATS or offset + count * _item_bytes(dtype) > at:
                raise IndexCorruptError(f"{self.path} is damaged; {REMEDY}")
        return footer

    def __contains__(self, name: str) -> bool:
        return name in self._table

    def array(self, name: str) -> npt.NDArray[Any]:
        """Return a named array; its elements stay in the file until they are read."""
        array = self._arrays.get(name)
        if array is None:
            import numpy as np

            offset, dtype, count, _ = self._table[name]
            array = np.frombuffer(self._map, dtype=dtype, count=count, offset=offset)
            self._arrays[name] = array
        return array

    def view(self, name: str) -> memoryview:
        """Return a named array without numpy; only where :data:`HAS_VIEWS`."""
        view = self._views.get(name)
        if view is None:
            offset, dtype, count, _ = self._table[name]
            part = memoryview(self._map)[offset : offset + count * _item_bytes(dtype)]
            view = self._views[name] = part.cast(_FORMATS[dtype])
        return view

    def sizes(self) -> dict[str, int]:
        """Return the size in bytes of each array."""
        return {
            name: count * _item_bytes(dtype) for name, (_, dtype, count, _) in self._table.items()
        }

    def find(self, name: str, needle: bytes, start: int = 0) -> int:
        """Return the offset of ``needle`` in a byte array at or after ``start``, or -1."""
        base, _, count, _ = self._table[name]
        found = self._map.find(needle, base + start, base + count)
        return -1 if found < 0 else found - base

    def slice(self, name: str, start: int, end: int) -> bytes:
        """Return a copy of bytes ``[start, end)`` of a byte array."""
        base = self._table[name][0]
        return self._map[base + start : base + end]

    def let_go(self) -> None:
        """Tell the system that what was read so far is not wanted soon.

        Mapped pages count as the process's memory until then.
        """
        if hasattr(mmap, "MADV_DONTNEED"):
            self._map.madvise(mmap.MADV_DONTNEED)

    def verify(self) -> None:
        """Check every array against its checksum.

        Raises:
            IndexCorruptError: an array was altered; the message names file and array.
        """
        for name, (offset, dtype, count, checksum) in self._table.items():
            size = count * _item_bytes(dtype)
            with memoryview(self._map) as whole, whole[offset : offset + size] as part:
                intact = zlib.crc32(part) == checksum
            if not intact:
                raise IndexCorruptError(f"{self.path}: {name} is damaged; {REMEDY}")
        self.let_go()
