"""``sou mcp``: the index for assistants, by the Model Context Protocol."""

from __future__ import annotations

import os
import signal
from typing import TYPE_CHECKING, Final, NoReturn

from sou.cli.arguments import HELP, INDEX, Command, UsageError
from sou.cli.diagnostics import Exit, fault
from sou.cli.extras import needed_extra

if TYPE_CHECKING:
    from argparse import Namespace
    from types import FrameType

    from sou.cli.console import Console

_AT_ONCE: Final = 4
_TIMEOUT_S: Final = 30


def run(namespace: Namespace, console: Console) -> int:
    """Serve until the client closes stdin."""
    if console.stdin_is_terminal:
        raise UsageError(
            "sou mcp speaks with a program on stdin and stdout; docs/mcp.md says how to set one up"
        )
    from sou.paths import index_location

    location = index_location(namespace.index, console.environ)
    if console.stdin is None:
        raise UsageError("sou mcp reads what it is asked from stdin, and there is none")
    with needed_extra("mcp"):
        from sou.services.mcp_server import run_mcp
    from importlib.metadata import version

    from sou.services.live_index import LiveIndex
    from sou.services.work import Limits, Workers

    workers = Workers(Limits(_AT_ONCE, _TIMEOUT_S))
    live = LiveIndex(location)
    before = signal.signal(signal.SIGINT, _end)
    try:
        run_mcp(live, workers, lambda error: fault(error, console.environ), version("sou"))
    finally:
        signal.signal(signal.SIGINT, before)
        workers.stop()
    return Exit.OK


def _end(_number: int, _frame: FrameType | None) -> NoReturn:
    """End at once: a thread of the SDK waits for stdin, and would be waited for."""
    os._exit(Exit.INTERRUPTED)


COMMAND = Command(
    "mcp",
    "Answer an assistant by MCP on stdin and stdout (needs sou[mcp])",
    (INDEX, HELP),
    run,
    """\
Tools: search, read, documents, sources, explain. Nothing is changed, and no file
is read but the index; of a client that names roots, only what is below them is
found. How assistants are set up: docs/mcp.md.

Exit status: 0 the client has closed stdin, 2 sou[mcp] is not installed, more for
other errors: docs/exit-codes.md.""",
)
