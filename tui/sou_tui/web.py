"""``sou tui --web``: the app in a browser of this machine, by textual-serve.

The only door to textual-serve and aiohttp, which are an extra. The server listens on the
loopback alone and answers only who knows the key in the address it prints: on a machine of
several users the port is everybody's. What another site's page asks for is refused, by
the host and origin that the browser names; and the page loads nothing from elsewhere.
"""

from __future__ import annotations

import os
import secrets
import shlex
import subprocess
import sys
from hmac import compare_digest
from typing import TYPE_CHECKING, Final

from sou.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from aiohttp import web
    from textual_serve.server import Server

    Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

HOST: Final = "127.0.0.1"
MISSING: Final = "the app in a browser needs textual-serve; install it with: pip install 'sou[web]'"
_COOKIE: Final = "sou"
_POLICY: Final = (
    "default-src 'self' 'unsafe-inline' data: blob:; connect-src 'self' ws://{host} ws://{other}"
)


def serve(location: str, query: str, port: int, say: Callable[[str], object]) -> int:
    """Serve the app until it is interrupted; ``say`` gets the address to open.

    Raises:
        ConfigError: the extra is not installed, or the port cannot be had.
    """
    try:
        server = make_server(location, query, port, key := secrets.token_urlsafe(16))
    except ImportError as error:
        raise ConfigError(MISSING) from error
    say(f"http://{HOST}:{port}/?key={key}")
    try:
        server.serve()
    except OSError as error:
        raise ConfigError(f"port {port} cannot be had: {error}; take another by --port") from error
    return 0


def make_server(location: str, query: str, port: int, key: str) -> Server:
    """Return a server of the app that wants a key.

    Raises:
        ImportError: textual-serve is not installed.
    """
    from aiohttp import web
    from textual_serve.server import Server

    @web.middleware
    async def guard(request: web.Request, handler: Handler) -> web.StreamResponse:
        """Answer this machine's own browser only, once it has shown the key."""
        hosts = (f"{HOST}:{port}", f"localhost:{port}")
        origin = request.headers.get("Origin")
        if request.host not in hosts or origin not in (None, *(f"http://{one}" for one in hosts)):
            raise web.HTTPForbidden(text="another site asks")
        shown = request.query.get("key") or request.cookies.get(_COOKIE, "")
        if not compare_digest(shown.encode(), key.encode()):
            raise web.HTTPForbidden(text="open the address that sou tui --web has printed")
        response = await handler(request)
        if not response.prepared:
            response.set_cookie(_COOKIE, key, httponly=True, samesite="Strict")
            policy = _POLICY.format(host=hosts[0], other=hosts[1])
            response.headers["Content-Security-Policy"] = policy
        return response

    class QuietServer(Server):
        """Listens without a banner; its own words would hide the address."""

        async def _make_app(self) -> web.Application:
            app = await super()._make_app()
            app.middlewares.append(guard)
            return app

        async def on_startup(self, app: web.Application) -> None:
            """Say nothing."""

        def initialize_logging(self) -> None:
            """Log nothing."""

    return QuietServer(_command(location, query), host=HOST, port=port, title="sou")


def _command(location: str, query: str) -> str:
    """Return the command that a visitor's app is run by, for the system's shell."""
    words = [sys.executable, "-m", "sou_tui.web", location, query]
    return subprocess.list2cmdline(words) if os.name == "nt" else shlex.join(words)


def _run_for_visitor(location: str, query: str) -> int:
    """Run the app as textual-serve wants it, which talks to it by pipes."""
    from sou_tui.app import run

    os.environ.pop("TERM", None)  # that of the terminal which serves; the browser draws
    return run(location, query)


if __name__ == "__main__":
    sys.exit(_run_for_visitor(*sys.argv[1:3]))
