"""Runs an ASGI application on a socket until a signal; the only door to uvicorn."""

from __future__ import annotations

import contextlib
import logging
import socket
import sys
from typing import TYPE_CHECKING, Any, Final

import uvicorn

from sou.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Iterator

MOST_CONNECTIONS: Final = 256
"""Open at once; further ones are told so without being read."""
_HEAD_BYTES: Final = 65_536
_BACKLOG: Final = 128
_GRACE_S: Final = 5
"""What is being answered when a signal comes has so long; then it is cancelled."""


def bound_socket(host: str, port: int) -> socket.socket:
    """Return a socket that listens at an address; port 0 is any free one.

    Raises:
        ConfigError: the address is not to be had.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
        family, kind, number, _, address = found[0]
        made = socket.socket(family, kind, number)
    except OSError as error:
        raise ConfigError(f"--host {host}: {error.strerror or error}") from error
    try:
        if sys.platform != "win32":  # there it would share the port with another program
            made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        made.bind(address)
        made.listen(_BACKLOG)
    except OSError as error:
        made.close()
        raise ConfigError(f"{host}, port {port}: {error.strerror or error}") from error
    return made


def run_http(app: Any, listening: socket.socket, *, is_debugged: bool = False) -> None:
    """Serve until SIGINT or SIGTERM, then end what is being answered; a second one ends it now."""
    if not is_debugged:  # what goes wrong is said to the client, and stderr is not uvicorn's
        logging.getLogger("uvicorn.error").addHandler(logging.NullHandler())
        logging.getLogger("uvicorn.error").propagate = False
    config = uvicorn.Config(
        app,
        http="h11",
        ws="none",
        loop="asyncio",
        lifespan="off",
        log_config=None,
        access_log=False,
        proxy_headers=False,
        server_header=False,
        limit_concurrency=MOST_CONNECTIONS,
        h11_max_incomplete_event_size=_HEAD_BYTES,
        timeout_graceful_shutdown=_GRACE_S,
    )
    _Server(config).run(sockets=[listening])


class _Server(uvicorn.Server):
    """Ends well after a signal: uvicorn's own would send the signal on when all is done."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        with super().capture_signals():
            yield
            self._captured_signals.clear()
