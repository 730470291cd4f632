"""What a program may ask with: declared as data, described as JSON Schema, checked alike.

In: tables of ``Parameter``, and JSON or the words of an address. Out: a value for each
parameter, or a ``RequestError``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Literal
from urllib.parse import parse_qsl

from sou.errors import RequestError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from sou.output.wire import JsonObject

_MOST_WORDS: Final = 200
"""Parameters in one address."""
_INTEGER: Final = re.compile(r"-?[0-9]{1,15}")
_BOOLEANS: Final = {"true": True, "false": False}


@dataclass(frozen=True, slots=True)
class Parameter:
    """One value of a request."""

    name: str
    help: str
    """A sentence for people and for assistants."""
    kind: Literal["text", "integer", "boolean", "texts"] = "text"
    is_required: bool = False
    default: str | int | bool | None = None
    """``None`` for nothing; of ``texts`` that is an empty list."""
    choices: tuple[str, ...] = ()
    least: int = 0
    """Of an integer, or code points of a text."""
    most: int = 500
    """As ``least``; of each of several texts, too."""
    most_texts: int = 20


def object_schema(parameters: Iterable[Parameter]) -> JsonObject:
    """Return the JSON Schema of an object with a field for each parameter."""
    declared = tuple(parameters)
    made: JsonObject = {
        "type": "object",
        "properties": {one.name: value_schema(one) | {"description": one.help} for one in declared},
        "additionalProperties": False,
    }
    if required := [one.name for one in declared if one.is_required]:
        made["required"] = required
    return made


def value_schema(parameter: Parameter) -> JsonObject:
    """Return the JSON Schema of a parameter's value."""
    made: JsonObject
    match parameter.kind:
        case "integer":
            made = {"type": "integer", "minimum": parameter.least, "maximum": parameter.most}
        case "boolean":
            made = {"type": "boolean"}
        case "text":
            made = _text_schema(parameter)
        case "texts":
            return {
                "type": "array",
                "items": _text_schema(parameter),
                "maxItems": parameter.most_texts,
                "default": [],
            }
    return made if parameter.default is None else made | {"default": parameter.default}


def _text_schema(parameter: Parameter) -> JsonObject:
    if parameter.choices:
        return {"type": "string", "enum": list(parameter.choices)}
    return {"type": "string", "minLength": parameter.least, "maxLength": parameter.most}


def checked(parameters: Sequence[Parameter], given: Mapping[str, Any]) -> dict[str, Any]:
    """Return a value for each parameter from a JSON object; ``texts`` become tuples.

    Raises:
        RequestError: a value is missing, unknown, of another type or out of range.
    """
    names = [one.name for one in parameters]
    if unknown := sorted(set(given).difference(names)):
        raise RequestError(f"{unknown[0]!r} is not known here; there are {', '.join(names)}")
    return {one.name: _value(one, given) for one in parameters}


def _value(parameter: Parameter, given: Mapping[str, Any]) -> Any:
    if parameter.name not in given:
        if parameter.is_required:
            raise RequestError(f"{parameter.name} is missing")
        return () if parameter.kind == "texts" else parameter.default
    value = given[parameter.name]
    match parameter.kind:
        case "integer":
            return _integer(parameter, value)
        case "boolean":
            if not isinstance(value, bool):
                raise RequestError(f"{parameter.name} is true or false")
            return value
        case "text":
            return _text(parameter, value)
        case "texts":
            if not isinstance(value, list) or len(value) > parameter.most_texts:
                most = parameter.most_texts
                raise RequestError(f"{parameter.name} is an array of up to {most} strings")
            return tuple(_text(parameter, one) for one in value)


def _integer(parameter: Parameter, value: Any) -> int:
    is_whole = isinstance(value, float) and value.is_integer()  # as in JSON Schema, 5.0 is 5
    if isinstance(value, int) or is_whole:
        number = int(value)
        if not isinstance(value, bool) and parameter.least <= number <= parameter.most:
            return number
    raise RequestError(
        f"{parameter.name} is a whole number from {parameter.least} to {parameter.most}"
    )


def _text(parameter: Parameter, value: Any) -> str:
    if not isinstance(value, str):
        raise RequestError(f"{parameter.name} is text")
    if parameter.choices and value not in parameter.choices:
        raise RequestError(f"{parameter.name} is one of {', '.join(parameter.choices)}")
    if not parameter.choices and not parameter.least <= len(value) <= parameter.most:
        raise RequestError(f"{parameter.name} has {parameter.least} to {parameter.most} characters")
    return value


def from_address(parameters: Sequence[Parameter], query: bytes) -> dict[str, Any]:
    """Return a value for each parameter from the part of an address after its ``?``.

    Bytes that are not UTF-8 are kept as surrogates, as in the names of files.

    Raises:
        RequestError: as of :func:`checked`, or a value is given twice.
    """
    try:
        words = parse_qsl(
            query.decode("ascii", "surrogateescape"),
            keep_blank_values=True,
            errors="surrogateescape",
            max_num_fields=_MOST_WORDS,
        )
    except ValueError as error:
        raise RequestError(f"the address has more than {_MOST_WORDS} parameters") from error
    kinds = {one.name: one.kind for one in parameters}
    given: dict[str, Any] = {}
    for name, word in words:
        if kinds.get(name) == "texts":
            given.setdefault(name, []).append(word)
        elif name in given:
            raise RequestError(f"{name} is given twice")
        else:
            given[name] = _READERS.get(kinds.get(name, ""), str)(word)
    return checked(parameters, given)


def _number(word: str) -> int | str:
    return int(word) if _INTEGER.fullmatch(word) else word


def _switch(word: str) -> bool | str:
    return _BOOLEANS.get(word, word)


_READERS: Final[dict[str, Callable[[str], Any]]] = {"integer": _number, "boolean": _switch}
