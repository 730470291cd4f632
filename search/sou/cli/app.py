"""``sou tui``: the app in the terminal, and the only way there from here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sou.cli.arguments import HELP, INDEX, Argument, Command, UsageError, readable
from sou.errors import ConfigError

if TYPE_CHECKING:
    from argparse import Namespace

    from sou.cli.console import Console


_LAST_PORT = 65_535


def run(namespace: Namespace, console: Console) -> int:
    """Open the app and return its exit status when it is left."""
    if namespace.web:
        return _serve(namespace, console)
    if not (console.stdin_is_terminal and console.stdout_is_terminal):
        raise ConfigError("the app needs a terminal; for a script there is sou search")
    if console.environ.get("TERM") == "dumb":
        raise ConfigError("the app cannot draw on TERM=dumb; for a script there is sou search")
    from sou.paths import index_location

    location = index_location(namespace.index, console.environ)
    from sou_tui.app import run as run_app

    return run_app(str(location), readable(namespace.words), is_plain=namespace.plain)


def _serve(namespace: Namespace, console: Console) -> int:
    """Serve the app to a browser until it is interrupted."""
    if namespace.plain:
        raise UsageError("--plain is for terminals, not for --web")
    if not 1 <= namespace.port <= _LAST_PORT:
        raise UsageError(f"--port is 1 to {_LAST_PORT}")
    from sou.paths import index_location

    location = index_location(namespace.index, console.environ)
    from sou_tui.web import serve

    say = console.narrator.say
    return serve(str(location), readable(namespace.words), namespace.port, say)


PLAIN = Argument(
    ("--plain",),
    "no colour, no lines but ASCII, the terminal's own cursor: for screen readers",
    option="app.plain",
)

COMMAND = Command(
    "tui",
    "Open the app, as sou alone does on a terminal",
    (
        Argument(("words",), "what to search for at once", kind="words", metavar="QUERY"),
        PLAIN,
        Argument(("--web",), "serve it to a browser on this machine; needs sou[web]"),
        Argument(
            ("--port",),
            "where --web listens (default: 8000)",
            kind="integer",
            metavar="N",
            default=8000,
        ),
        INDEX,
        HELP,
    ),
    run,
)
