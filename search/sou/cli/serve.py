"""``sou serve``: the index by HTTP, for programs on this machine and, if asked to, others."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sou.cli.arguments import HELP, INDEX, Argument, Command, UsageError, usage
from sou.cli.diagnostics import Exit, fault
from sou.cli.extras import needed_extra

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Mapping

    from sou.cli.console import Console

TOKEN_VARIABLE = "SOU_TOKEN"  # noqa: S105 -- the name of a variable
_PORT = 8377
_LAST_PORT = 65_535
_OTHERS = 0o077
_READY = """\
Serving {index} at {url}, described at {url}/docs, until Ctrl-C."""


def run(namespace: Namespace, console: Console) -> int:
    """Serve until a signal."""
    _check(namespace)
    from sou.paths import index_location

    location = index_location(namespace.index, console.environ)
    with needed_extra("serve"):
        from sou.services.http_app import Service, http_app
        from sou.services.http_server import bound_socket, run_http
    from importlib.metadata import version

    from sou.services.http_guard import is_loopback, new_token
    from sou.services.live_index import LiveIndex
    from sou.services.work import Limits, Workers

    token = _given_token(namespace, console)
    if token is None and not is_loopback(namespace.host):
        raise UsageError(
            f"--host {namespace.host} is reached by other machines: set ${TOKEN_VARIABLE} or "
            "give --token-file",
            usage(COMMAND),
        )
    workers = Workers(Limits(namespace.max_requests, namespace.timeout))
    service = Service(
        live=LiveIndex(location),
        workers=workers,
        token=token or new_token(),
        fault=lambda error: fault(error, console.environ),
        environ=console.environ,
        version=version("sou"),
        bound=namespace.host,
        names=frozenset(name.lower() for name in namespace.allow_host),
    )
    with bound_socket(namespace.host, namespace.port) as listening:
        host = f"[{namespace.host}]" if ":" in namespace.host else namespace.host
        url = f"http://{host}:{listening.getsockname()[1]}"
        console.write(f"{url}\n")
        if token is None:
            console.write(f"{service.token}\n")
        console.flush()
        console.narrator.say(_READY.format(index=location, url=url))
        try:
            run_http(
                http_app(service), listening, is_debugged=bool(console.environ.get("SOU_DEBUG"))
            )
        finally:
            workers.stop()
    return Exit.OK


def _check(namespace: Namespace) -> None:
    if not 0 <= namespace.port <= _LAST_PORT:
        raise UsageError(f"--port is 0 to {_LAST_PORT}")
    if namespace.timeout < 1 or namespace.max_requests < 1:
        raise UsageError("--timeout and --max-requests are 1 or more")


def _given_token(namespace: Namespace, console: Console) -> str | None:
    """Return the user's token; ``None`` when there is none.

    Raises:
        UsageError: the file cannot be read.
        ConfigError: what is there is no token.
    """
    from sou.services.http_guard import checked_token

    if namespace.token_file is not None:
        path = Path(namespace.token_file)
        try:
            text = path.read_text("ascii")
            is_open = bool(path.stat().st_mode & _OTHERS)
        except OSError as error:
            raise UsageError(f"--token-file {path}: {error.strerror}") from error
        except UnicodeDecodeError as error:
            raise UsageError(f"--token-file {path} holds no token") from error
        if is_open and _has_modes():
            console.narrator.say(f"sou: warning: others may read {path}; run: chmod 600 {path}")
        return checked_token(text, f"what is in {path}")
    return _token_of(console.environ)


def _token_of(environ: Mapping[str, str]) -> str | None:
    from sou.services.http_guard import checked_token

    text = environ.get(TOKEN_VARIABLE)
    return checked_token(text, f"${TOKEN_VARIABLE}") if text else None


def _has_modes() -> bool:
    import os

    return os.name == "posix"


COMMAND = Command(
    "serve",
    "Answer by HTTP, with a token (needs sou[serve])",
    (
        Argument(
            ("--host",),
            "address to listen at (default: 127.0.0.1, which only this machine reaches)",
            kind="text",
            metavar="ADDRESS",
            default="127.0.0.1",
        ),
        Argument(
            ("--port",),
            f"port to listen at; 0 for any free one (default: {_PORT})",
            kind="integer",
            metavar="N",
            default=_PORT,
        ),
        Argument(
            ("--token-file",),
            "file with the token that clients must have (default: $SOU_TOKEN, else one is "
            "made and printed)",
            kind="text",
            metavar="FILE",
        ),
        Argument(
            ("--allow-host",),
            "another name that the service is called by; may be repeated",
            kind="texts",
            metavar="NAME",
        ),
        Argument(
            ("--timeout",),
            "seconds after which an answer is given up (default: 10)",
            kind="integer",
            metavar="N",
            default=10,
        ),
        Argument(
            ("--max-requests",),
            "requests that are answered at once; others are told to try again (default: 8)",
            kind="integer",
            metavar="N",
            default=8,
        ),
        INDEX,
        HELP,
    ),
    run,
    """\
Prints its address on stdout, and below it the token if it made one. What can be
asked is described at /docs and, for programs, at /openapi.json: docs/http.md.

Exit status: 0 ended by Ctrl-C or SIGTERM, 2 the options make no sense, the address
is taken or sou[serve] is not installed, more for other errors: docs/exit-codes.md.""",
)
