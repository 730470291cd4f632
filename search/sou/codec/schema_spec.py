"""A schema as JSON, and back, without running code that the file names.

A field is written as the names of its classes and their attributes. Only Whoosh's own
fields, formats, columns, analyzers, and stemming functions are looked up by name, and
attributes are set without calling constructors. What an application made itself (an
analyzer of its own, a function) is written by name only: such an index is opened with
the schema at hand.
"""

from __future__ import annotations

import importlib
import re
from decimal import Decimal
from types import FunctionType
from typing import Any, Final

from whoosh.analysis import Composable
from whoosh.columns import Column
from whoosh.fields import FieldConfigurationError, FieldType, Schema
from whoosh.formats import Format

from sou.codec.plain import from_plain, to_plain
from sou.codec.schema import field_tables, packed_schema

_BASES: Final = (FieldType, Format, Column, Composable)
_CLASS_MODULES: Final = re.compile(
    r"whoosh\.(fields|formats|columns|analysis(\.\w+)?)|sou\.codec\.formats"
)
_FUNCTION_MODULES: Final = re.compile(r"whoosh\.(lang|support)(\.\w+)*")
_TYPES: Final = {kind.__name__: kind for kind in (bool, bytes, float, int, str, Decimal)}
_APPLICATION: Final = "application"


def schema_to_plain(schema: Any) -> dict[str, Any]:
    """Return what JSON can hold of a packed schema."""
    fields, subfields, dynamic = field_tables(schema)
    return {
        "fields": {name: _field(one) for name, one in fields.items()},
        "subfields": subfields,
        "dynamic": {
            name: [pattern.pattern, _field(one)] for name, (pattern, one) in dynamic.items()
        },
    }


def schema_from_plain(plain: dict[str, Any]) -> Any:
    """Return the packed schema that became ``plain``.

    Raises:
        FieldConfigurationError: a field has parts that only the application can give.
    """
    schema = Schema()
    fields, subfields, dynamic = field_tables(schema)
    fields.update({name: _field_from(name, one) for name, one in plain["fields"].items()})
    subfields.update(plain["subfields"])
    for name, (pattern, one) in plain["dynamic"].items():
        dynamic[name] = (re.compile(pattern), _field_from(name, one))
    return packed_schema(schema)


def is_complete(plain: dict[str, Any]) -> bool:
    """Return whether a schema can be made again without the application."""
    fields = [*plain["fields"].values(), *(one for _, one in plain["dynamic"].values())]
    return not any(_APPLICATION in one for one in fields)


class _OwnPartError(Exception):
    """A part of a field is the application's own; the message names it."""


def _field(field: Any) -> dict[str, Any]:
    try:
        plain: dict[str, Any] = to_plain(field, _named)
    except _OwnPartError as error:
        return {_APPLICATION: str(error)}
    return plain


def _field_from(name: str, plain: dict[str, Any]) -> Any:
    if _APPLICATION in plain:
        raise FieldConfigurationError(
            f"field {name!r} has parts that are not Whoosh's ({plain[_APPLICATION]}); "
            "open the index with its schema"
        )
    return from_plain(plain, _made)


def _named(value: Any) -> tuple[str, Any]:
    kind = type(value)
    if isinstance(value, re.Pattern):
        return "pattern", [value.pattern, value.flags]
    if kind in (set, frozenset):
        return kind.__name__, sorted((to_plain(one, _named) for one in value), key=repr)
    module, name = getattr(value, "__module__", None), getattr(value, "__qualname__", None)
    if kind is type and _TYPES.get(str(name)) is value:
        return "type", name
    if kind is FunctionType and _function(module, name) is value:
        return "function", [module, name]
    if _class(kind.__module__, kind.__qualname__) is not kind:
        raise _OwnPartError(f"{module or kind.__module__}.{name or kind.__qualname__}")
    return "object", [kind.__module__, kind.__qualname__, to_plain(_state(value), _named)]


def _state(value: Any) -> dict[str, Any]:
    """Return the attributes of an object as it would be copied, caches left out."""
    own = getattr(type(value), "__getstate__", None)
    is_inherited = own is getattr(object, "__getstate__", None)
    return dict(vars(value)) if own is None or is_inherited else own(value)


def _made(name: str, content: Any) -> Any:
    match name:
        case "pattern":
            return re.compile(*content)
        case "set" | "frozenset":
            kind = set if name == "set" else frozenset
            return kind(from_plain(one, _made) for one in content)
        case "type":
            return _TYPES[content]
        case "function":
            return _found(_function(*content), content)
        case "object":
            module, qualified, state = content
            return _revived(_found(_class(module, qualified), content), from_plain(state, _made))
        case _:
            raise FieldConfigurationError(f"{name} is no part of a schema")


def _revived(kind: type, state: dict[str, Any]) -> Any:
    made: Any = object.__new__(kind)
    if hasattr(kind, "__setstate__"):
        made.__setstate__(state)
    else:
        vars(made).update(state)
    return made


def _class(module: str, name: str) -> type | None:
    """Return a class that schemas may name, or ``None``."""
    found = _looked_up(_CLASS_MODULES, module, name)
    return found if isinstance(found, type) and issubclass(found, _BASES) else None


def _function(module: str | None, name: str | None) -> FunctionType | None:
    """Return a function that schemas may name, or ``None``."""
    found = _looked_up(_FUNCTION_MODULES, module, name)
    return found if isinstance(found, FunctionType) else None


def _looked_up(modules: re.Pattern[str], module: str | None, name: str | None) -> Any:
    if not module or not name or not modules.fullmatch(module):
        return None
    try:
        return getattr(importlib.import_module(module), name, None)
    except ImportError:
        return None


def _found(found: Any, content: Any) -> Any:
    if found is None:
        raise FieldConfigurationError(f"{content[0]}.{content[1]} is no part of a schema")
    return found
