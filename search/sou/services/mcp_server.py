"""The service for assistants, by MCP on stdin and stdout; the only door to mcp.

An error of a tool is its answer, marked as one, with the ``kind`` and ``status`` of
docs/exit-codes.md, so that the assistant can mend what it asked.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, Final

from mcp import types
from mcp.server.lowlevel import Server
from mcp.server.stdio import stdio_server
from mcp.shared.exceptions import MCPError

from sou.errors import RequestError, SearchCancelled
from sou.output.wire import encode
from sou.services.client_roots import folders_of
from sou.services.faults import fault_object
from sou.services.mcp_tools import INSTRUCTIONS, TOOLS, shown
from sou.services.parameters import checked, object_schema
from sou.services.work import TooBusyError, TooLongError, Workers

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from mcp.server.context import ServerRequestContext

    from sou.output.wire import JsonObject
    from sou.services.answers import Cancel, Folders
    from sou.services.live_index import LiveIndex
    from sou.services.mcp_tools import Tool

_ROOTS: Final = "roots"
_ROOTS_TIMEOUT_S: Final = 30
_MODERN: Final = "2026-07-28"
"""From this version on, a server asks for roots in the answer to a call."""


def run_mcp(
    live: LiveIndex,
    workers: Workers,
    fault: Callable[[BaseException], JsonObject],
    version: str,
) -> None:
    """Serve until stdin ends."""
    asyncio.run(_serve(_Tools(live, workers, fault), version))


async def _serve(tools: _Tools, version: str) -> None:
    server: Server[Any] = Server(
        "sou",
        version=version,
        title="sou",
        instructions=INSTRUCTIONS,
        on_list_tools=tools.listed,
        on_call_tool=tools.called,
    )
    async with stdio_server() as (reading, writing):
        await server.run(reading, writing, server.create_initialization_options())


class _Tools:
    def __init__(
        self,
        live: LiveIndex,
        workers: Workers,
        fault: Callable[[BaseException], JsonObject],
    ) -> None:
        self._live = live
        self._workers = workers
        self._fault = fault
        self._tools = {one.name: one for one in TOOLS}
        self._turns = asyncio.Semaphore(workers.limits.at_once)

    async def listed(
        self, _context: ServerRequestContext[Any], _params: types.PaginatedRequestParams | None
    ) -> types.ListToolsResult:
        return types.ListToolsResult(tools=[_declared(one) for one in TOOLS])

    async def called(
        self, context: ServerRequestContext[Any], params: types.CallToolRequestParams
    ) -> types.CallToolResult | types.InputRequiredResult:
        tool = self._tools.get(params.name)
        if tool is None:
            raise MCPError(types.INVALID_PARAMS, f"there is no tool {params.name!r}")
        try:
            folders = await _folders(context, params)
            if isinstance(folders, types.InputRequiredResult):
                return folders
            given = checked(tool.parameters, params.arguments or {})
            return _result(await self._answer(tool, given, folders))
        except asyncio.CancelledError:
            raise
        except Exception as error:  # the assistant is told, and the service goes on
            return _result(self._faulty(error), is_error=True)

    async def _answer(self, tool: Tool, given: Mapping[str, Any], folders: Folders) -> JsonObject:
        def work(cancel: Cancel) -> JsonObject:
            return tool.answer(self._live.current(), given, cancel, folders)

        async with self._turns:  # an assistant may well ask ten things at once
            with self._workers.slot() as slot:
                return await slot.result(work, self._workers.limits.timeout_s)

    def _faulty(self, error: Exception) -> JsonObject:
        if isinstance(error, TooBusyError):
            return fault_object(503)
        if isinstance(error, TooLongError | SearchCancelled):
            return fault_object(504)
        return self._fault(error)


async def _folders(
    context: ServerRequestContext[Any], params: types.CallToolRequestParams
) -> Folders | types.InputRequiredResult:
    """Return the folders that the client has opened, asked anew for each call; or the question.

    Raises:
        RequestError: a client that has roots does not tell them.
    """
    capabilities = context.session.client_capabilities
    if capabilities is None or capabilities.roots is None:
        return None
    if context.protocol_version >= _MODERN:
        told = (params.input_responses or {}).get(_ROOTS)
        if told is None:
            return types.InputRequiredResult(input_requests={_ROOTS: types.ListRootsRequest()})
        if not isinstance(told, types.ListRootsResult):
            raise RequestError("the client did not answer with its roots")
        return folders_of(str(root.uri) for root in told.roots)
    try:
        listed = await context.session.send_request(
            types.ListRootsRequest(), types.ListRootsResult, _ROOTS_TIMEOUT_S
        )
    except MCPError as error:
        raise RequestError(f"the client did not tell its roots: {error}") from error
    return folders_of(str(root.uri) for root in listed.roots)


def _declared(tool: Tool) -> types.Tool:
    return types.Tool(
        name=tool.name,
        title=tool.title,
        description=tool.description,
        input_schema=object_schema(tool.parameters),
        annotations=types.ToolAnnotations(
            read_only_hint=True, idempotent_hint=True, open_world_hint=False
        ),
    )


def _result(answer: JsonObject, *, is_error: bool = False) -> types.CallToolResult:
    safe = shown(answer)
    text = types.TextContent(type="text", text=encode(safe).rstrip("\n"))
    return types.CallToolResult(content=[text], structured_content=safe, is_error=is_error)
