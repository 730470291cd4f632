"""Term dictionaries: which list of a field is a term's.

All are sorted, mapped from the file, and looked up by binary search; nothing is
loaded, and looking up needs no numpy. Terms that begin alike are neighbours, so a
prefix is a range of ordinals.
"""

from __future__ import annotations

from bisect import bisect_left
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    import numpy.typing as npt

    from sou.store.container import Container, ContainerWriter

    Array = npt.NDArray[Any]
    Keys = npt.NDArray[np.uint64]

_SHORT_BYTES = 2
_REMEMBERED: Final = 1024
"""Terms of which the place is kept: whoever types asks for the same again."""
SECOND_BITS = 21
"""A pair's key is its first code point, shifted by this, and its second."""


class CodeDictionary:
    """Terms that are one code point."""

    def __init__(self, container: Container, field: str) -> None:
        self._container = container
        self._field = field
        self._codes = container.view(f"{field}.codes")

    def __len__(self) -> int:
        return len(self._codes)

    @cached_property
    def codes(self) -> Array:
        """All terms, ascending."""
        return self._container.array(f"{self._field}.codes")

    def ordinal(self, code: int) -> int:
        """Return the ordinal of a term, or -1."""
        return _place(self._codes, code, 0, len(self._codes))

    def key_counts(self) -> tuple[Array, Array]:
        """Return the first code points of the terms, ascending, and how many each has."""
        import numpy as np

        return self.codes, np.ones(self.codes.size, dtype=np.int64)

    def ordinals_between(self, first: int, end: int) -> tuple[int, int]:
        """Return the ordinals of the terms with a first code point in ``[first, end)``."""
        return bisect_left(self._codes, first), bisect_left(self._codes, end)

    def keys(self, start: int, end: int) -> Keys:
        """Return the terms of a half-open range of ordinals as sorted numbers."""
        import numpy as np

        return self.codes[start:end].astype(np.uint64)

    @staticmethod
    def write(writer: ContainerWriter, field: str, keys: Keys) -> None:
        """Write a dictionary of sorted keys."""
        import numpy as np

        writer.append(f"{field}.codes", keys.astype(np.uint32))


class PairDictionary:
    """Terms that are two code points.

    ``codes`` are all code points of the field, ascending. The pairs whose first is
    ``codes[i]`` are ``starts[i]`` to ``starts[i + 1]``; ``seconds`` gives the place
    in ``codes`` of the second of each pair.
    """

    def __init__(self, container: Container, field: str) -> None:
        self._container = container
        self._field = field
        self._codes = container.view(f"{field}.codes")
        self._starts = container.view(f"{field}.starts")
        self._seconds = container.view(f"{field}.seconds")

    def __len__(self) -> int:
        return len(self._seconds)

    def ordinal(self, first: int, second: int) -> int:
        """Return the ordinal of a pair, or -1."""
        place = _place(self._codes, second, 0, len(self._codes))
        if place < 0:
            return -1
        return _place(self._seconds, place, *self.ordinals_of(first))

    def ordinals_of(self, first: int) -> tuple[int, int]:
        """Return the half-open range of ordinals of the pairs that begin with a code point."""
        place = _place(self._codes, first, 0, len(self._codes))
        return (self._starts[place], self._starts[place + 1]) if place >= 0 else (0, 0)

    def key_counts(self) -> tuple[Array, Array]:
        """Return the first code points of the terms, ascending, and how many each has."""
        import numpy as np

        starts = self._array("starts").astype(np.int64)
        return self._array("codes"), np.diff(starts)

    def ordinals_between(self, first: int, end: int) -> tuple[int, int]:
        """Return the ordinals of the terms with a first code point in ``[first, end)``."""
        start, stop = (bisect_left(self._codes, code) for code in (first, end))
        return self._starts[start], self._starts[stop]

    def between(self, firsts: Array, seconds: Array) -> tuple[Array, Array, Array]:
        """Return the pairs of flagged code points, a flag for each of the ``codes``.

        Their ordinals, ascending, and the places of their first and second code points.
        """
        import numpy as np

        starts = self._array("starts").astype(np.int64)
        places = np.flatnonzero(firsts)
        counts = starts[places + 1] - starts[places]
        ends = np.cumsum(counts)
        total = int(ends[-1]) if ends.size else 0
        ordinals = np.arange(total) + np.repeat(starts[places] - (ends - counts), counts)
        second_places = self._array("seconds")[ordinals].astype(np.int64)
        held = seconds[second_places]
        return ordinals[held], np.repeat(places, counts)[held], second_places[held]

    def keys(self, start: int, end: int) -> Keys:
        """Return the terms of a half-open range of ordinals as sorted numbers."""
        import numpy as np

        codes = self._array("codes").astype(np.uint64)
        places = np.searchsorted(self._array("starts"), np.arange(start, end), side="right") - 1
        seconds = codes[self._array("seconds")[start:end]]
        keys: Keys = codes[places] << np.uint64(SECOND_BITS) | seconds
        return keys

    def _array(self, name: str) -> Array:
        return self._container.array(f"{self._field}.{name}")

    @staticmethod
    def write(writer: ContainerWriter, field: str, keys: Keys) -> None:
        """Write a dictionary of sorted keys."""
        import numpy as np

        firsts = (keys >> np.uint64(SECOND_BITS)).astype(np.uint32)
        seconds = (keys & np.uint64((1 << SECOND_BITS) - 1)).astype(np.uint32)
        seen = np.zeros(0x110000, dtype=np.bool_)
        seen[firsts] = seen[seconds] = True
        codes = np.flatnonzero(seen).astype(np.uint32)
        small = np.uint16 if codes.size <= 1 << 16 else np.uint32
        writer.append(f"{field}.codes", codes)
        writer.append(
            f"{field}.starts",
            np.append(np.searchsorted(firsts, codes), keys.size).astype(np.uint32),
        )
        writer.append(f"{field}.seconds", np.searchsorted(codes, seconds).astype(small))


def _place(values: Sequence[int], value: int, start: int, end: int) -> int:
    """Return the place of a value in sorted ``values[start:end]``, or -1."""
    at = bisect_left(values, value, start, end)
    return at if at < end and values[at] == value else -1


class BlobDictionary:
    """Terms of any length, UTF-8, in byte order, each closed by a zero byte."""

    def __init__(self, container: Container, field: str) -> None:
        self._container = container
        self._name = f"{field}.terms"
        self._ends_name = f"{field}.term_ends"
        self._ends = container.view(self._ends_name)
        self.ordinal = lru_cache(maxsize=_REMEMBERED)(self._ordinal)
        """Return the ordinal of a term, or -1."""

    def __len__(self) -> int:
        return len(self._ends)

    @cached_property
    def ends(self) -> Array:
        """Where each term ends in the blob, its zero byte included."""
        return self._container.array(self._ends_name)

    def _start(self, ordinal: int) -> int:
        start: int = self._ends[ordinal - 1] if ordinal else 0
        return start

    def term(self, ordinal: int) -> bytes:
        """Return a term by its ordinal."""
        return self._container.slice(self._name, self._start(ordinal), self._ends[ordinal] - 1)

    def terms(self, first: int, end: int) -> list[bytes]:
        """Return the terms of a half-open range of ordinals."""
        if end <= first:
            return []
        blob = self._container.slice(self._name, self._start(first), self._ends[end - 1] - 1)
        return blob.split(b"\0")

    def _ordinal(self, term: bytes) -> int:
        at = self.lower_bound(term)
        return at if at < len(self) and self.term(at) == term else -1

    def ordinals_with_prefix(self, prefix: bytes) -> tuple[int, int]:
        """Return the half-open range of ordinals of terms that begin with ``prefix``."""
        return self.lower_bound(prefix), self.lower_bound(prefix + b"\xff")

    def occurrences(self, infix: bytes) -> tuple[Array, Array, Array]:
        """Return where terms contain ``infix``: ordinals, offsets in bytes, in code points."""
        import numpy as np

        places = self._places(infix)
        ordinals = np.searchsorted(self.ends, places, side="right")
        starts = self._starts(ordinals)
        continued = self._continuation_bytes
        return ordinals, places - starts, places - starts - (continued[places] - continued[starts])

    def _places(self, infix: bytes) -> Array:
        """Return where the blob holds some bytes, ascending."""
        import numpy as np

        if len(infix) > _SHORT_BYTES:  # few places: one search after the other is faster
            found: list[int] = []
            at = self._container.find(self._name, infix)
            while at >= 0:
                found.append(at)
                at = self._container.find(self._name, infix, at + 1)
            return np.array(found, dtype=np.int64)
        blob = self._container.array(self._name)
        places = np.flatnonzero(blob == infix[0])
        for distance, byte in enumerate(infix[1:], start=1):
            places = places[blob[places + distance] == byte]  # a zero byte closes the blob
        return places

    def _starts(self, ordinals: Array) -> Array:
        import numpy as np

        return np.where(ordinals > 0, self.ends[np.maximum(ordinals - 1, 0)], 0).astype(np.int64)

    @cached_property
    def _continuation_bytes(self) -> Array:
        """How many bytes before each byte continue a code point."""
        import numpy as np

        blob = self._container.array(self._name)
        return np.concatenate(([0], np.cumsum(blob & 0xC0 == 0x80, dtype=np.int32)))

    def lengths(self, ordinals: Array) -> Array:
        """Return the byte lengths of some terms."""
        return self.ends[ordinals].astype("int64") - self._starts(ordinals) - 1

    def texts(self, ordinals: Array) -> list[str]:
        """Return some terms as strings."""
        if not ordinals.size:
            return []
        codes = self._gathered(ordinals).tobytes().decode("utf-8", "surrogatepass")
        return codes.split("\0")[:-1]

    def code_lengths(self, ordinals: Array) -> Array:
        """Return how many code points each of some terms has."""
        import numpy as np

        if not ordinals.size:
            return np.zeros(0, dtype=np.int64)
        begins = self._gathered(ordinals) & 0xC0 != 0x80
        sizes = self.lengths(ordinals) + 1
        counts: Array = np.add.reduceat(begins, np.cumsum(sizes) - sizes, dtype=np.int64)
        return counts - 1

    def _gathered(self, ordinals: Array) -> Array:
        """Return the bytes of some terms, each closed by a zero byte."""
        import numpy as np

        blob = self._container.array(self._name)
        starts, ends = self._starts(ordinals), self.ends[ordinals].astype(np.int64)
        if np.array_equal(starts[1:], ends[:-1]):
            return blob[starts[0] : ends[-1]]
        sizes = ends - starts
        shifts = starts - np.cumsum(sizes) + sizes
        return blob[np.arange(int(sizes.sum())) + np.repeat(shifts, sizes)]

    def lower_bound(self, term: bytes) -> int:
        """Return the ordinal of the first term not less than ``term``."""
        low, high = 0, len(self)
        while low < high:
            middle = (low + high) // 2
            if self.term(middle) < term:
                low = middle + 1
            else:
                high = middle
        return low

    @staticmethod
    def write(writer: ContainerWriter, field: str, terms: list[bytes], size_bytes: int = 0) -> int:
        """Append sorted terms; return how many bytes the dictionary has with them.

        ``size_bytes`` is what it had before.
        """
        import numpy as np

        blob = b"\0".join([*terms, b""])
        lengths = np.fromiter((len(term) + 1 for term in terms), dtype=np.uint32, count=len(terms))
        writer.append_bytes(f"{field}.terms", blob)
        writer.append(
            f"{field}.term_ends",
            (np.cumsum(lengths, dtype=np.uint64) + size_bytes).astype(np.uint32),
        )
        return size_bytes + len(blob)
