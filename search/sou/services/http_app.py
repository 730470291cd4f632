"""The service by HTTP; the only door to starlette.

Every request is checked in this order: the name it is for, the token, a slot among those
answered at once, its size and form. Answers are the messages of docs/json-format.md.
"""

from __future__ import annotations

import asyncio
import json
import time
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import unquote_to_bytes

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route

from sou.output.wire import encode
from sou.services import answers, questions
from sou.services.faults import HTTP_STATUSES, fault_object
from sou.services.http_guard import is_authorized, is_known_host
from sou.services.http_page import PAGE_POLICY, page
from sou.services.openapi import described
from sou.services.parameters import checked, from_address
from sou.services.work import ClientGoneError, TooBusyError, TooLongError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from sou.output.wire import JsonObject
    from sou.services.live_index import LiveIndex
    from sou.services.parameters import Parameter
    from sou.services.work import Slot, Workers

    Cancel = Callable[[], bool]
    Answer = Callable[[Cancel], JsonObject]

MOST_BODY_BYTES: Final = 65_536
RETRY_AFTER_S: Final = 1
_JSON: Final = "application/json"
_PRIVATE: Final = "/v1/"
_PRIVATE_HEADERS: Final = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
_GONE: Final = 499
"""What proxies call it; nobody reads it."""


@dataclass(frozen=True)
class Service:
    """What the answers need."""

    live: LiveIndex
    workers: Workers
    token: str
    fault: Callable[[BaseException], JsonObject]
    environ: Mapping[str, str]
    version: str
    bound: str
    """The address it listens at."""
    names: frozenset[str] = frozenset()
    """Other names it goes by, in small letters."""
    description: JsonObject = field(init=False)
    """The OpenAPI page."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "description", described(self.version))


class _StatusError(Exception):
    """A request that only a service refuses."""

    def __init__(self, status: int, message: str | None = None) -> None:
        super().__init__(status)
        self.status = status
        self.message = message


def http_app(service: Service) -> Starlette:
    """Return the service as an ASGI application."""

    def asked(path: str, parameters: tuple[Parameter, ...], answer: Any, *methods: str) -> Route:
        return Route(path, partial(_ask, service, parameters, answer), methods=methods)

    app = Starlette(
        routes=[
            Route("/health", _health),
            Route("/openapi.json", partial(_openapi, service)),
            Route("/docs", partial(_docs, service)),
            asked("/v1/search", questions.SEARCH, answers.search, "GET", "POST"),
            asked("/v1/suggest", questions.SUGGEST, answers.suggest, "GET", "POST"),
            asked("/v1/explain", questions.EXPLAIN, answers.explain, "GET", "POST"),
            asked("/v1/documents", questions.DOCUMENTS, answers.documents, "GET"),
            Route("/v1/documents/{id:path}", partial(_text, service)),
            Route("/v1/status", partial(_status, service)),
        ],
        middleware=[Middleware(_Guard, service=service)],
        exception_handlers={404: _refused, 405: _refused},
    )
    app.router.redirect_slashes = False
    return app


class _Guard:
    """Lets pass what is meant for the service, and what has the token where it is needed."""

    def __init__(self, app: ASGIApp, service: Service) -> None:
        self._app = app
        self._service = service

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        hosts = [value for name, value in scope["headers"] if name == b"host"]
        if not is_known_host(hosts, self._service.bound, self._service.names):
            await _fault(421)(scope, receive, send)
        elif scope["path"].startswith(_PRIVATE) and not self._is_authorized(scope):
            await _fault(401, headers={"WWW-Authenticate": "Bearer"})(scope, receive, send)
        else:
            await self._app(scope, receive, send)

    def _is_authorized(self, scope: Scope) -> bool:
        given = [value for name, value in scope["headers"] if name == b"authorization"]
        return is_authorized(given, self._service.token)


async def _ask(
    service: Service,
    parameters: tuple[Parameter, ...],
    answer: Callable[..., JsonObject],
    request: Request,
) -> Response:
    """Answer with the index, by values of the address or the body."""

    async def prepared() -> Answer:
        given = await _given(request, parameters)
        return lambda cancel: answer(service.live.current(), given, cancel)

    return await _answered(service, request, prepared)


async def _text(service: Service, request: Request) -> Response:
    raw: bytes = request.scope["raw_path"].partition(b"?")[0]
    name = unquote_to_bytes(raw).decode("utf-8", "surrogateescape")
    document = name.removeprefix("/v1/documents/")

    async def prepared() -> Answer:
        given = from_address(questions.TEXT, request.scope["query_string"])
        return lambda _cancel: answers.text(service.live.current(), document, given)

    return await _answered(service, request, prepared)


async def _status(service: Service, request: Request) -> Response:
    async def prepared() -> Answer:
        from_address((), request.scope["query_string"])
        return lambda _cancel: answers.status(service.live.current(), service.environ)

    return await _answered(service, request, prepared)


async def _answered(
    service: Service, request: Request, prepare: Callable[[], Awaitable[Answer]]
) -> Response:
    """Answer a request in a slot, within the time; every error ends here."""
    deadline = time.monotonic() + service.workers.limits.timeout_s
    try:
        with service.workers.slot() as slot:
            try:
                async with asyncio.timeout(deadline - time.monotonic()):
                    answer = await prepare()
            except TimeoutError:
                return _fault(408, headers={"Connection": "close"})
            return await _worked(request, slot, answer, deadline)
    except TooBusyError:
        return _fault(503, headers={"Retry-After": str(RETRY_AFTER_S), "Connection": "close"})
    except TooLongError:
        return _fault(504)
    except (ClientGoneError, ClientDisconnect):
        return Response(status_code=_GONE)
    except _StatusError as error:
        return _fault(error.status, error.message, headers={"Connection": "close"})
    except Exception as error:  # a client is told, and the service goes on
        made = service.fault(error)
        return _json(made, HTTP_STATUSES.get(made["error"]["kind"], 500))


async def _worked(request: Request, slot: Slot, answer: Answer, deadline: float) -> Response:
    def work(cancel: Cancel) -> str:
        return encode(answer(cancel))

    left_s = max(deadline - time.monotonic(), 0)
    made = await slot.result(work, left_s, _left(request.receive))
    return Response(made.encode("utf-8"), media_type=_JSON, headers=_PRIVATE_HEADERS)


async def _left(receive: Callable[[], Awaitable[Message]]) -> None:
    """End when the client has gone."""
    while (await receive())["type"] != "http.disconnect":
        pass


async def _given(request: Request, parameters: tuple[Parameter, ...]) -> dict[str, Any]:
    """Return the values of a request: of its address, or of the JSON in its body."""
    if request.method != "POST":
        return from_address(parameters, request.scope["query_string"])
    from_address((), request.scope["query_string"])
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != _JSON:
        raise _StatusError(415)
    try:
        given = json.loads(await _body(request))
    except (ValueError, RecursionError) as error:
        raise _StatusError(400, f"the body is no JSON: {error}") from error
    if not isinstance(given, dict):
        raise _StatusError(400, "the body is a JSON object")
    return checked(parameters, given)


async def _body(request: Request) -> bytes:
    """Return the body; one that says it is too large is not read."""
    if int(request.headers.get("content-length", "0")) > MOST_BODY_BYTES:
        raise _StatusError(413, f"a body has up to {MOST_BODY_BYTES} bytes")
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > MOST_BODY_BYTES:
            raise _StatusError(413, f"a body has up to {MOST_BODY_BYTES} bytes")
    return bytes(body)


async def _health(_request: Request) -> Response:
    return _json({"status": "ok"})


async def _openapi(service: Service, _request: Request) -> Response:
    return _json(service.description)


async def _docs(service: Service, _request: Request) -> Response:
    headers = {"Content-Security-Policy": PAGE_POLICY, "X-Content-Type-Options": "nosniff"}
    return Response(page(service.description), media_type="text/html", headers=headers)


async def _refused(_request: Request, error: Exception) -> Response:
    status: int = getattr(error, "status_code", 404)
    return _fault(status, headers=getattr(error, "headers", None))


def _fault(
    status: int, message: str | None = None, *, headers: Mapping[str, str] | None = None
) -> Response:
    return _json(fault_object(status, message), status, headers)


def _json(
    made: JsonObject, status: int = 200, headers: Mapping[str, str] | None = None
) -> Response:
    text = encode(made).encode("utf-8")
    return Response(text, status, {**_PRIVATE_HEADERS, **(headers or {})}, _JSON)
