"""Sets of documents of one segment: sorted numbers when few, flags when many.

Queries are put together with ``&``, ``|`` and ``-``, each as fast as the smaller
side allows. Sets are immutable.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
import numpy.typing as npt

from sou.store.equal_runs import as_index, starts_of_runs

if TYPE_CHECKING:
    from collections.abc import Iterable

Numbers = npt.NDArray[Any]
Flags = npt.NDArray[np.bool_]

_FEW: Final = 16
"""A set with less than one in so many documents is kept as numbers."""


class DocumentSet:
    """Some of ``size`` documents; use the class methods to make one."""

    __slots__ = ("kept_flags", "kept_numbers", "size")

    def __init__(self, size: int, numbers: Numbers | None, flags: Flags | None) -> None:
        self.size = size
        self.kept_numbers = numbers
        self.kept_flags = flags

    @classmethod
    def of_sorted(cls, size: int, numbers: Numbers) -> DocumentSet:
        """Return the set of ascending numbers, each of which may be there many times."""
        if numbers.size * _FEW < size:
            if numbers.size > 1:
                numbers = numbers[starts_of_runs(numbers)]
            return cls(size, numbers, None)
        flags = np.zeros(size, dtype=np.bool_)
        flags[as_index(numbers)] = True
        return cls(size, None, flags)

    @classmethod
    def of_flags(cls, flags: Flags) -> DocumentSet:
        """Return the set of documents whose flag is true."""
        return cls(flags.size, None, flags)

    @classmethod
    def none(cls, size: int) -> DocumentSet:
        """Return the empty set."""
        return cls(size, np.zeros(0, dtype=np.int32), None)

    @classmethod
    def all(cls, size: int) -> DocumentSet:
        """Return the set of all documents."""
        return cls(size, None, np.ones(size, dtype=np.bool_))

    @classmethod
    def of_values(cls, size: int, values: Numbers) -> DocumentSet:
        """Return the set that :meth:`values` gave."""
        return cls(size, None, values) if values.dtype == np.bool_ else cls(size, values, None)

    def values(self) -> tuple[Numbers]:
        """Return the array that the set is kept as."""
        return (self.numbers() if self.kept_flags is None else self.kept_flags,)

    def __len__(self) -> int:
        if self.kept_numbers is not None:
            return int(self.kept_numbers.size)
        return int(np.count_nonzero(self.kept_flags)) if self.kept_flags is not None else 0

    def numbers(self) -> Numbers:
        """Return the documents, ascending."""
        if self.kept_numbers is not None:
            return self.kept_numbers
        return self.flags().nonzero()[0]

    def flags(self) -> Flags:
        """Return one flag a document; not to be changed."""
        if self.kept_flags is not None:
            return self.kept_flags
        flags = np.zeros(self.size, dtype=np.bool_)
        flags[as_index(self.numbers())] = True
        return flags

    def has(self, documents: Numbers) -> Flags:
        """Tell for each of some documents whether it is in the set."""
        if self.kept_flags is not None:
            return self.kept_flags[as_index(documents)]
        numbers = self.numbers()
        if not numbers.size:
            return np.zeros(documents.size, dtype=np.bool_)
        if documents.size * 64 > self.size:
            return self.flags()[as_index(documents)]
        at = numbers.searchsorted(documents.astype(numbers.dtype))
        found: Flags = numbers[np.minimum(at, numbers.size - 1)] == documents
        return found

    def __and__(self, other: DocumentSet) -> DocumentSet:
        if self.kept_flags is not None and other.kept_flags is not None:
            return DocumentSet(self.size, None, self.kept_flags & other.kept_flags)
        first, second = (self, other) if self._is_fewer(other) else (other, self)
        numbers = first.numbers()
        return DocumentSet(self.size, numbers.take(second.has(numbers).nonzero()[0]), None)

    def _is_fewer(self, other: DocumentSet) -> bool:
        if self.kept_numbers is None:
            return False
        return other.kept_numbers is None or self.kept_numbers.size <= other.kept_numbers.size

    def __or__(self, other: DocumentSet) -> DocumentSet:
        return DocumentSet.any_of(self.size, (self, other))

    @classmethod
    def any_of(cls, size: int, sets: Iterable[DocumentSet]) -> DocumentSet:
        """Return the union of sets."""
        given = [one for one in sets if one.kept_flags is not None or len(one)]
        if len(given) == 1:
            return given[0]
        few = [one.kept_numbers for one in given if one.kept_numbers is not None]
        many = [one.kept_flags for one in given if one.kept_flags is not None]
        if not many and sum(numbers.size for numbers in few) * _FEW < size:
            numbers = np.sort(np.concatenate([np.zeros(0, dtype=np.int32), *few]))
            return cls.of_sorted(size, numbers)
        flags = many[0].copy() if many else np.zeros(size, dtype=np.bool_)
        for other in many[1:]:
            flags |= other
        for numbers in few:
            flags[as_index(numbers)] = True
        return cls(size, None, flags)

    def __sub__(self, other: DocumentSet) -> DocumentSet:
        if self.kept_numbers is not None:
            return DocumentSet(self.size, self.kept_numbers[~other.has(self.kept_numbers)], None)
        flags = self.flags().copy()
        if other.kept_numbers is not None:
            flags[as_index(other.kept_numbers)] = False
        else:
            flags &= ~other.flags()
        return DocumentSet(self.size, None, flags)

    def complement(self) -> DocumentSet:
        """Return the set of all other documents."""
        return DocumentSet(self.size, None, ~self.flags())
