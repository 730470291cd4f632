"""Values as JSON, and back: what Whoosh would pickle.

Text, numbers, ``None`` and lists are themselves, so are dictionaries with keys of text;
everything else is an object with the one key ``$`` and a pair of name and content. Types
are exact: a subclass would come back as its base, so it is refused.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

TAG: Final = "$"
_LARGE: Final = 1 << 63
"""Whole numbers from here on are written in hexadecimal; long decimals are slow to read."""

ToTagged = Callable[[Any], tuple[str, Any]]
FromTagged = Callable[[str, Any], Any]


class UnplainValueError(ValueError):
    """A value that cannot be written without pickling it."""


def dumps(value: Any) -> bytes:
    """Write a value as one line of UTF-8; lone surrogates survive.

    Raises:
        UnplainValueError: it holds something of another type.
    """
    plain = to_plain(value, _refuse)
    text = json.dumps(plain, ensure_ascii=False, separators=(",", ":"))
    return text.encode("utf-8", "surrogatepass")


def loads(line: bytes) -> Any:
    """Read a value that :func:`dumps` wrote."""
    return from_plain(json.loads(line.decode("utf-8", "surrogatepass")), _unknown)


def to_plain(value: Any, other: ToTagged) -> Any:
    """Return what JSON can hold of a value.

    ``other`` gives name and content of values of further types, the content plain.
    """
    kind = type(value)
    if value is None or kind in (str, bool, float) or (kind is int and abs(value) < _LARGE):
        return value
    if kind is list:
        return [to_plain(one, other) for one in value]
    if kind is dict and TAG not in value and all(type(key) is str for key in value):
        return {key: to_plain(one, other) for key, one in value.items()}
    return {TAG: _tagged(value, other)}


def _tagged(value: Any, other: ToTagged) -> tuple[str, Any]:
    kind = type(value)
    if kind is int:
        return "int", hex(value)
    if kind is bytes:
        return "bytes", base64.b85encode(value).decode("ascii")
    if kind is datetime:
        return "datetime", [value.isoformat(), value.fold]
    if kind is date:
        return "date", value.isoformat()
    if kind is Decimal:
        return "decimal", str(value)
    if kind is tuple:
        return "tuple", [to_plain(one, other) for one in value]
    if kind is dict:
        pairs = [[to_plain(key, other), to_plain(one, other)] for key, one in value.items()]
        return "dict", pairs
    return other(value)


def from_plain(plain: Any, other: FromTagged) -> Any:
    """Return the value that became ``plain``; ``other`` makes values of further names."""
    if isinstance(plain, list):
        return [from_plain(one, other) for one in plain]
    if not isinstance(plain, dict):
        return plain
    if TAG not in plain:
        return {key: from_plain(one, other) for key, one in plain.items()}
    name, content = plain[TAG]
    match name:
        case "int":
            return int(content, 16)
        case "bytes":
            return base64.b85decode(content)
        case "datetime":
            return datetime.fromisoformat(content[0]).replace(fold=content[1])
        case "date":
            return date.fromisoformat(content)
        case "decimal":
            return Decimal(content)
        case "tuple":
            return tuple(from_plain(one, other) for one in content)
        case "dict":
            return {from_plain(key, other): from_plain(one, other) for key, one in content}
        case _:
            return other(name, content)


def _refuse(value: Any) -> tuple[str, Any]:
    kind = f"{type(value).__module__}.{type(value).__qualname__}"
    raise UnplainValueError(
        f"a value of type {kind} cannot be stored; "
        "store text, numbers, bytes, dates, lists, tuples or dictionaries of them"
    )


def _unknown(name: str, content: Any) -> Any:
    raise UnplainValueError(f"{name} is no type of stored values: {content!r}")
