"""Sets of documents behave as Python's sets, few or many."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from sou.searching.document_set import DocumentSet

SIZE = 200
SETS = st.one_of(
    st.sets(st.integers(0, SIZE - 1), max_size=8), st.sets(st.integers(0, SIZE - 1), min_size=60)
)


def _set(numbers: set[int]) -> DocumentSet:
    return DocumentSet.of_sorted(SIZE, np.array(sorted(numbers), dtype=np.int32))


def _numbers(documents: DocumentSet) -> list[int]:
    numbers: list[int] = documents.numbers().tolist()
    return numbers


@given(SETS, SETS)
def test_operations_are_those_of_sets(first: set[int], second: set[int]) -> None:
    a, b = _set(first), _set(second)

    assert _numbers(a & b) == sorted(first & second)
    assert _numbers(a | b) == sorted(first | second)
    assert _numbers(a - b) == sorted(first - second)
    assert _numbers(a.complement()) == sorted(set(range(SIZE)) - first)
    assert len(a) == len(first)
    assert np.flatnonzero(a.flags()).tolist() == sorted(first)
    assert _numbers(DocumentSet.of_values(SIZE, *a.values())) == sorted(first)
    wanted = np.array(sorted(second), dtype=np.int64)
    assert a.has(wanted).tolist() == [number in first for number in sorted(second)]
    assert _numbers(a) == sorted(first)


@given(st.lists(SETS, max_size=5))
def test_a_union_of_any_number_of_sets(sets: list[set[int]]) -> None:
    union = DocumentSet.any_of(SIZE, map(_set, sets))

    assert _numbers(union) == sorted(set().union(*sets))


def test_repeated_numbers_count_once() -> None:
    assert _numbers(DocumentSet.of_sorted(SIZE, np.array([3, 3, 5]))) == [3, 5]


def test_none_and_all() -> None:
    assert _numbers(DocumentSet.none(SIZE)) == []
    assert len(DocumentSet.all(SIZE)) == SIZE
