"""``sou tui --web``: who is answered, and that the app works there."""

from __future__ import annotations

import asyncio
import builtins
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import asynccontextmanager, contextmanager, suppress
from typing import TYPE_CHECKING, Any

import pytest

from sou import upkeep
from sou.errors import ConfigError
from sou_tui import web

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator
    from pathlib import Path

KEY = "the-key"
DEADLINE_S = 30.0


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind((web.HOST, 0))
        return int(listener.getsockname()[1])


@asynccontextmanager
async def served(location: str = "x", query: str = "") -> AsyncIterator[tuple[Any, int]]:
    """Serve the app; yield a client that comes as a browser does, and the port."""
    pytest.importorskip("textual_serve", reason="the extra sou[web] is not installed")
    from aiohttp.test_utils import TestClient, TestServer

    port = free_port()
    app = await web.make_server(location, query, port, KEY)._make_app()
    async with TestClient(TestServer(app, host=web.HOST, port=port)) as client:
        yield client, port


async def test_only_who_knows_the_key_is_answered() -> None:
    async with served() as (client, _port):
        assert (await client.get("/")).status == 403
        assert (await client.get("/?key=another")).status == 403
        assert (await client.get("/ws")).status == 403
        assert (await client.get("/static/js/textual.js")).status == 403
        page = await client.get(f"/?key={KEY}")
        assert page.status == 200
        cookie = page.headers["Set-Cookie"]
        assert "HttpOnly" in cookie
        assert "SameSite=Strict" in cookie

        assert (await client.get("/static/js/textual.js")).status == 200


@pytest.mark.parametrize(
    "headers", [{"Host": "evil.example"}, {"Origin": "http://evil.example"}, {"Origin": "null"}]
)
async def test_what_another_sites_page_asks_for_is_refused(headers: dict[str, str]) -> None:
    async with served() as (client, _port):
        assert (await client.get(f"/?key={KEY}", headers=headers)).status == 403
        assert (await client.get(f"/ws?key={KEY}", headers=headers)).status == 403


async def test_the_page_may_load_nothing_from_elsewhere() -> None:
    async with served() as (client, port):
        page = await client.get(f"/?key={KEY}")

        policy = page.headers["Content-Security-Policy"]
        assert "default-src 'self'" in policy
        assert "http" not in policy
        assert f"ws://127.0.0.1:{port}" in policy


async def test_chinese_is_typed_and_found_in_the_browser(tmp_path: Path) -> None:
    """The server is a process of its own: textual-serve leaves pipes open to the end of it."""
    with serving(tmp_path, "--web", "--port", str(free_port())) as address:
        import aiohttp

        origin, _, query = address.partition("/?")
        async with aiohttp.ClientSession(headers={"Origin": origin}) as client:
            while True:
                with suppress(aiohttp.ClientConnectionError):
                    async with client.ws_connect(f"{origin}/ws?{query}&width=80&height=24") as page:
                        await until_seen(page, "小技巧")
                        await page.send_json(["stdin", "圖書館"])

                        await until_seen(page, "年報.txt")
                        return
                await asyncio.sleep(0.05)


async def until_seen(socket: Any, text: str) -> None:
    seen = b""
    async with asyncio.timeout(DEADLINE_S):
        while text.encode() not in seen:
            message = await socket.receive()
            seen += message.data if isinstance(message.data, bytes) else b""


def test_without_the_extra_one_is_told_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    import_module = builtins.__import__

    def missing(name: str, *arguments: Any, **others: Any) -> Any:
        if name.startswith(("textual_serve", "aiohttp")):
            raise ImportError(name)
        return import_module(name, *arguments, **others)

    monkeypatch.setattr(builtins, "__import__", missing)

    with pytest.raises(ConfigError, match=r"pip install 'sou\[web\]'"):
        web.serve("x", "", 8000, print)


def test_the_command_serves_and_says_where(tmp_path: Path) -> None:
    port = free_port()
    with serving(tmp_path, "--web", "--port", str(port)) as address:
        assert address.startswith(f"http://127.0.0.1:{port}/")
        assert answered(address)


@contextmanager
def serving(folder: Path, *flags: str) -> Iterator[str]:
    """Run ``sou tui`` over an index of one text; yield the address that it says."""
    pytest.importorskip("textual_serve", reason="the extra sou[web] is not installed")
    (folder / "年報.txt").write_text("臺北市立圖書館\n", "utf-8")
    upkeep.index_paths([folder / "年報.txt"], folder / "索引")
    script = "from sou.cli.main import main; raise SystemExit(main())"
    words = ("tui", *flags, "--index", str(folder / "索引"))
    with subprocess.Popen(
        [sys.executable, "-c", script, *words], stderr=subprocess.PIPE, text=True, encoding="utf-8"
    ) as process:
        try:
            assert process.stderr is not None
            said = re.search(r"http://\S+/\?key=\S+", process.stderr.readline())
            assert said
            yield said[0]
            process.send_signal(signal.SIGINT)
            assert process.wait(DEADLINE_S) in (0, 130)
        finally:
            process.kill()


def answered(address: str) -> str:
    """Return the page at an address, as soon as there is one."""
    deadline = time.monotonic() + DEADLINE_S
    while True:
        try:
            with urllib.request.urlopen(address, timeout=DEADLINE_S) as page:  # noqa: S310
                return str(page.read(), "utf-8")
        except OSError:
            assert time.monotonic() < deadline
            time.sleep(0.05)
