"""Numbers that are rarely read: columns of 32-bit values in compressed blocks.

A block holds up to 1,024 values as differences (modulo 2^32), byte planes apart,
deflated: line starts and the like take little more than a byte each. They are read
with numpy, or without.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from functools import lru_cache
from itertools import accumulate
from typing import TYPE_CHECKING, Any, Final, overload

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy as np
    import numpy.typing as npt

    from sou.store.container import Container, ContainerWriter

    Numbers = npt.NDArray[np.uint32]

_BLOCK_VALUES: Final = 1024
_ZLIB_LEVEL: Final = 6
PLAIN_VALUES: Final = 8 * _BLOCK_VALUES
"""Up to so many values are read at once."""
_CACHED_BLOCKS: Final = 64


class ColumnWriter:
    """Write a column piece by piece."""

    def __init__(self, writer: ContainerWriter, name: str) -> None:
        self._writer = writer
        self._name = name
        self._waiting: list[Numbers] = []
        self._waiting_values = 0
        self._size_bytes = 0

    def append(self, values: npt.NDArray[Any]) -> None:
        """Add values to the end."""
        import numpy as np

        self._waiting.append(values.astype(np.uint32))
        self._waiting_values += values.size
        if self._waiting_values >= 64 * _BLOCK_VALUES:
            self._write(self._waiting_values // _BLOCK_VALUES * _BLOCK_VALUES)

    def finish(self) -> None:
        """Write what is left."""
        self._write(self._waiting_values)

    def _write(self, count: int) -> None:
        import numpy as np

        values = np.concatenate([np.zeros(0, np.uint32), *self._waiting])
        blocks = [
            zlib.compress(_packed(values[at : min(at + _BLOCK_VALUES, count)]), _ZLIB_LEVEL)
            for at in range(0, count, _BLOCK_VALUES)
        ]
        ends = np.cumsum(np.array([len(block) for block in blocks], dtype=np.uint64))
        self._writer.append_bytes(f"{self._name}.blocks", b"".join(blocks))
        self._writer.append(f"{self._name}.ends", (ends + np.uint64(self._size_bytes)))
        self._size_bytes += sum(map(len, blocks))
        self._waiting = [values[count:]]
        self._waiting_values = values.size - count


def _packed(values: Numbers) -> bytes:
    import numpy as np

    differences = np.diff(values, prepend=np.uint32(0)).astype("<u4")
    return differences.view(np.uint8).reshape(-1, 4).T.tobytes()


def read_column(container: Container, name: str, start: int, end: int) -> Numbers:
    """Return values ``[start, end)`` of a column; only the blocks touched are read."""
    import numpy as np

    base = start // _BLOCK_VALUES * _BLOCK_VALUES
    blocks = [
        np.frombuffer(_differences(raw, end - base - n * _BLOCK_VALUES), "<u4").cumsum(dtype="<u4")
        for n, raw in enumerate(_blocks(container, name, start, end))
    ]
    if not blocks:
        return np.zeros(0, dtype=np.uint32)
    values: Numbers = blocks[0] if len(blocks) == 1 else np.concatenate(blocks)
    return values[start - base : end - base]


def plain_column(container: Container, name: str, start: int, end: int) -> list[int]:
    """Return what :func:`read_column` does, without numpy."""
    values: list[int] = []
    for raw in _blocks(container, name, start, end):
        values += _plain_values(raw)
    base = start // _BLOCK_VALUES * _BLOCK_VALUES
    return values[start - base : end - base]


def long_column(container: Container, name: str, start: int, end: int) -> Sequence[int]:
    """Return what :func:`plain_column` does; a long part is read only where it is asked for."""
    if end - start <= PLAIN_VALUES:
        return plain_column(container, name, start, end)
    return _LongColumn(container, name, start, end)


class _LongColumn(Sequence[int]):
    """Values ``[start, end)``: a binary search in a million of them reads some 12 blocks."""

    def __init__(self, container: Container, name: str, start: int, end: int) -> None:
        self._start, self._end = start, end

        def read(block: int) -> list[int]:
            first = block * _BLOCK_VALUES
            raw = next(_blocks(container, name, first, first + 1))
            return _plain_values(raw)

        self._block = lru_cache(maxsize=_CACHED_BLOCKS)(read)

    def __len__(self) -> int:
        return self._end - self._start

    @overload
    def __getitem__(self, index: int) -> int: ...
    @overload
    def __getitem__(self, index: slice) -> list[int]: ...
    def __getitem__(self, index: int | slice) -> int | list[int]:
        if isinstance(index, slice):
            return [self[one] for one in range(*index.indices(len(self)))]
        if not -len(self) <= index < len(self):
            raise IndexError(index)
        block, inside = divmod(self._start + index % len(self), _BLOCK_VALUES)
        return self._block(block)[inside]


def _plain_values(raw: bytes) -> list[int]:
    differences = memoryview(_differences(raw, _BLOCK_VALUES)).cast("I")
    return [value & 0xFFFFFFFF for value in accumulate(differences)]


def _differences(raw: bytes, most: int) -> bytearray:
    """Return the first values of a block, each less the one before: planes put together."""
    size = len(raw) // 4
    kept = min(size, most)
    mixed = bytearray(4 * kept)
    for plane in range(4):
        mixed[plane::4] = raw[plane * size : plane * size + kept]
    return mixed


def _blocks(container: Container, name: str, start: int, end: int) -> Iterator[bytes]:
    """Yield the inflated blocks that hold some values."""
    if end <= start:
        return
    ends = container.view(f"{name}.ends")
    first = start // _BLOCK_VALUES
    at = ends[first - 1] if first else 0
    for block_end in ends[first : (end - 1) // _BLOCK_VALUES + 1]:
        yield zlib.decompress(container.slice(f"{name}.blocks", at, block_end))
        at = block_end
