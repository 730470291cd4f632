"""The OpenAPI page of the service, made from the declared parameters and the JSON Schema."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from sou.output.schema import wire_schema
from sou.services import questions
from sou.services.parameters import Parameter, object_schema, value_schema

if TYPE_CHECKING:
    from sou.output.wire import JsonObject

_VERSION: Final = "3.1.1"
_SUMMARIES: Final = {
    "400": "The request makes no sense; of a query, with the place.",
    "401": "The token is missing or wrong.",
    "404": "There is no such document.",
    "405": "The method is not for this address.",
    "408": "The request took too long to arrive.",
    "413": "The body is too large.",
    "415": "The body is not JSON.",
    "421": "The service does not go by the name in Host.",
    "500": "The system refused, or there is a mistake in sou.",
    "503": "Too many requests at once (with Retry-After), or the index is not fit to be asked.",
    "504": "The answer took too long and was given up.",
}
_ALWAYS: Final = ("400", "401", "408", "421", "500", "503", "504")
_JSON: Final = "application/json"


class Operation(NamedTuple):
    """What can be asked at an address."""

    path: str
    summary: str
    message: str
    """The definition of its answer in the JSON Schema."""
    parameters: tuple[Parameter, ...] = ()
    in_path: tuple[Parameter, ...] = ()
    takes_body: bool = False
    """Whether POST with the same values in a JSON object does the same."""
    may_lack: bool = False
    """Whether there may be no such document."""


OPERATIONS: Final = (
    Operation(
        "/v1/search", "Search, best document first", "page", questions.SEARCH, takes_body=True
    ),
    Operation(
        "/v1/suggest",
        "Queries that find something, and how the last word goes on",
        "suggestions",
        questions.SUGGEST,
        takes_body=True,
    ),
    Operation(
        "/v1/explain",
        "What the score of a document is made of, or why it does not match",
        "explanation",
        questions.EXPLAIN,
        takes_body=True,
        may_lack=True,
    ),
    Operation("/v1/documents", "What is indexed", "documents", questions.DOCUMENTS),
    Operation(
        "/v1/documents/{id}",
        "The text of a document as the index keeps it",
        "text",
        questions.TEXT,
        (questions.DOCUMENT,),
        may_lack=True,
    ),
    Operation("/v1/status", "The state of the index", "status"),
)


def described(version: str) -> JsonObject:
    """Return the page."""
    return {
        "openapi": _VERSION,
        "info": {
            "title": "sou",
            "summary": "Full-text search of Chinese text",
            "version": version,
            "license": {"name": "MIT", "identifier": "MIT"},
        },
        "servers": [{"url": "/"}],
        "security": [{"token": []}],
        "paths": {
            "/health": {"get": _health()},
            **{one.path: _path_item(one) for one in OPERATIONS},
        },
        "components": {
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
            "schemas": _definitions(),
            "responses": {status: _fault(status) for status in _SUMMARIES},
        },
    }


def _path_item(operation: Operation) -> JsonObject:
    name = operation.path.removeprefix("/v1/").replace("/{id}", "_text")
    asked = [_parameter(one, "path") for one in operation.in_path]
    asked += [_parameter(one, "query") for one in operation.parameters]
    made = {"get": _operation(operation, name) | {"parameters": asked}}
    if operation.takes_body:
        content = {_JSON: {"schema": object_schema(operation.parameters)}}
        made["post"] = _operation(operation, f"post_{name}", "413", "415") | {
            "requestBody": {"required": True, "content": content}
        }
    return made


def _operation(operation: Operation, name: str, *statuses: str) -> JsonObject:
    faults = (*_ALWAYS, *statuses, *(("404",) if operation.may_lack else ()))
    answer = {"$ref": f"#/components/schemas/{operation.message}"}
    return {
        "operationId": name,
        "summary": operation.summary,
        "responses": {
            "200": {"description": "The answer.", "content": {_JSON: {"schema": answer}}},
            **{one: {"$ref": f"#/components/responses/{one}"} for one in sorted(faults)},
        },
    }


def _parameter(parameter: Parameter, place: str) -> JsonObject:
    made: JsonObject = {
        "name": parameter.name,
        "in": place,
        "description": parameter.help,
        "required": parameter.is_required,
        "schema": value_schema(parameter),
    }
    return made | ({"style": "form", "explode": True} if parameter.kind == "texts" else {})


def _health() -> JsonObject:
    schema = {
        "type": "object",
        "properties": {"status": {"const": "ok"}},
        "required": ["status"],
        "additionalProperties": False,
    }
    return {
        "operationId": "health",
        "summary": "Whether the service runs; needs no token",
        "security": [],
        "responses": {
            "200": {"description": "It does.", "content": {_JSON: {"schema": schema}}},
            "421": {"$ref": "#/components/responses/421"},
        },
    }


def _fault(status: str) -> JsonObject:
    made: JsonObject = {
        "description": _SUMMARIES[status],
        "content": {_JSON: {"schema": {"$ref": "#/components/schemas/error"}}},
    }
    if status == "401":
        made["headers"] = {"WWW-Authenticate": {"schema": {"const": "Bearer"}}}
    if status == "503":
        made["headers"] = {"Retry-After": {"schema": {"type": "integer"}}}
    return made


def _definitions() -> Any:
    """Return the definitions of the JSON Schema, with references that hold in the page."""
    text = json.dumps(wire_schema()["$defs"], ensure_ascii=False)
    return json.loads(text.replace('"#/$defs/', '"#/components/schemas/'))
