"""Errors -> what a client by HTTP is told: a status of HTTP and an object with an ``error``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sou.output.version import VERSION

if TYPE_CHECKING:
    from sou.output.wire import JsonObject

HTTP_STATUSES: Final = {
    "usage": 400,
    "configuration": 400,
    "query": 400,
    "document": 404,
    "index-missing": 503,
    "index-outdated": 503,
    "index-corrupt": 503,
    "index-locked": 503,
}
"""By the ``kind`` of an error; 500 for others."""
_USAGE: Final = 2
_SYSTEM: Final = 10

KINDS: Final = {
    400: ("usage", _USAGE, "the request makes no sense"),
    401: ("unauthorized", _USAGE, "the token is missing or wrong: Authorization: Bearer TOKEN"),
    404: ("not-found", _USAGE, "there is nothing at this address; see /docs"),
    405: ("method", _USAGE, "this method is not for this address; see /docs"),
    408: ("timeout", _SYSTEM, "the request took too long to arrive"),
    413: ("too-large", _USAGE, "the request is too large"),
    415: ("media-type", _USAGE, "the body is JSON: Content-Type: application/json"),
    421: ("host", _USAGE, "this service does not go by that name; see --allow-host"),
    503: ("busy", _SYSTEM, "too many requests at once; try again"),
    504: ("timeout", _SYSTEM, "the answer took too long; ask for less"),
}
"""What only a service says: the kind, the exit status nearest to it, and the message."""


def fault_object(status: int, message: str | None = None) -> JsonObject:
    """Return the object for a status of HTTP that is no error of the engine."""
    kind, exit_status, usual = KINDS[status]
    error = {"kind": kind, "status": exit_status, "message": message or usual}
    return {"version": VERSION, "error": error}
