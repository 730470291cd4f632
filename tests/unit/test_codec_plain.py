"""Stored values survive as what they were, or are refused."""

from __future__ import annotations

from collections import OrderedDict
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from enum import IntEnum
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sou.codec.plain import UnplainValueError, dumps, loads

VALUES = [
    None,
    True,
    False,
    0,
    -1,
    2**63,
    -(10**5000),
    0.1,
    -0.0,
    float("inf"),
    "",
    "晶片\n𠮷\ud83d\ude00\ud800\x00\u2028",
    b"",
    bytes(range(256)),
    datetime(2024, 2, 29, 23, 59, 59, 999_999),
    datetime(2024, 3, 31, 2, 30, tzinfo=UTC, fold=1),
    datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=8))),
    date(2024, 2, 29),
    Decimal("1.10"),
    Decimal("-Infinity"),
    [],
    (),
    {},
    [1, ("二", [b"3"]), {"四": (5,)}],
    {1: "a", "b": 2, (3, "c"): b"d", None: None},
    {"$": 1},
    {"$": ["bytes", "00"]},
]


class Colour(IntEnum):
    RED = 1


def shape(value: Any) -> Any:
    """Return a value with its types, so that 1, 1.0 and True differ."""
    if isinstance(value, list | tuple):
        return type(value), [shape(one) for one in value]
    if isinstance(value, dict):
        return dict, [(shape(key), shape(one)) for key, one in value.items()]
    return type(value), value if type(value) is int else repr(value)


@pytest.mark.parametrize("value", VALUES, ids=lambda value: type(value).__name__)
def test_a_value_comes_back_as_it_was(value: Any) -> None:
    line = dumps(value)

    assert b"\n" not in line
    assert shape(loads(line)) == shape(value)


PLAIN = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False)
    | st.text(st.characters(codec=None))
    | st.binary()
    | st.datetimes()
    | st.dates()
    | st.decimals(allow_nan=False),
    lambda inner: (
        st.lists(inner)
        | st.lists(inner).map(tuple)
        | st.dictionaries(st.text() | st.integers() | st.just("$"), inner)
    ),
    max_leaves=12,
)


@given(PLAIN)
def test_any_value_comes_back_as_it_was(value: Any) -> None:
    assert shape(loads(dumps(value))) == shape(value)


@pytest.mark.parametrize(
    "value",
    [{1, 2}, frozenset(), 1j, timedelta(1), Colour.RED, OrderedDict(), object, bytearray()],
    ids=lambda value: type(value).__name__,
)
def test_a_value_of_another_type_is_refused_by_name(value: Any) -> None:
    with pytest.raises(UnplainValueError, match=type(value).__name__):
        dumps({"文": [value]})


def test_a_line_with_an_unknown_name_is_refused() -> None:
    with pytest.raises(UnplainValueError, match="pickle"):
        loads(b'{"$":["pickle","gASVBQ=="]}')
