"""``sou serve``: how much a real service does, how it begins and how it ends."""

import json
import os
import random
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from served import TOKEN, Served, check_fault, noted, served
from sou.sources import NewDocument
from sou.upkeep import add_documents

pytest.importorskip("starlette", reason="the extra sou[serve] is not installed")
pytest.importorskip("uvicorn", reason="the extra sou[serve] is not installed")

SIGNS = [chr(0x4E00 + number) for number in range(900)]
SLOW = {"query": " ".join(SIGNS), "limit": 100, "snippets": 20}
"""Some 40 s of snippets, if nobody stops them."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return noted(tmp_path_factory.mktemp("http"))


@pytest.fixture(scope="module")
def slow_index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index in which each document matches each word of ``SLOW`` in many places."""
    dice = random.Random(1)  # noqa: S311 -- no secret
    index = tmp_path_factory.mktemp("slow") / "索引"
    texts = ["".join(dice.choices(SIGNS, k=4000)) for _ in range(100)]
    add_documents([NewDocument(f"r/{n}", text) for n, text in enumerate(texts)], index)
    return index


def until(is_so: Callable[[], bool], timeout_s: float = 20) -> bool:
    end = time.monotonic() + timeout_s
    while not is_so():
        if time.monotonic() > end:
            return False
        time.sleep(0.05)
    return True


def test_a_body_that_is_too_large_is_refused(folder: Path) -> None:
    body = json.dumps({"query": "x" * 70_000}).encode()
    with served(folder / "索引") as service:
        declared = service.post("/v1/search", body)
        chunked = service.ask(
            "POST",
            "/v1/search",
            iter([body[:60_000], body[60_000:]]),
            {"Content-Type": "application/json"},  # an iterator is sent in chunks
        )
        after = service.get("/v1/status")

    for answer in (declared, chunked):
        assert (answer.status, answer.kind) == (413, "too-large")
        check_fault(answer)
    assert after.status == 200


def begun(service: Served) -> socket.socket:
    """Return a connection with a request whose body does not come."""
    opened = socket.create_connection(("127.0.0.1", service.port), timeout=60)
    opened.sendall(
        f"POST /v1/search HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {TOKEN}\r\n"
        "Content-Type: application/json\r\nContent-Length: 13\r\n\r\n".encode()
    )
    return opened


def test_more_requests_than_may_be_are_told_to_try_again(folder: Path) -> None:
    with served(folder / "索引", "--max-requests", "1", "--timeout", "60") as service:
        with begun(service) as first:
            assert until(lambda: service.get("/v1/status").status == 503)
            busy = service.get("/v1/status")
            health = service.get("/health")
            first.sendall(b'{"query":"x"}')
            answered = first.recv(100)
        after = until(lambda: service.get("/v1/status").status == 200)

    assert busy.kind == "busy"
    assert int(busy.headers["retry-after"]) >= 1
    check_fault(busy)
    assert health.status == 200
    assert answered.startswith(b"HTTP/1.1 200 ")
    assert after


def test_a_body_that_does_not_come_is_given_up(folder: Path) -> None:
    with served(folder / "索引", "--timeout", "1") as service, begun(service) as first:
        assert first.recv(100).startswith(b"HTTP/1.1 408 ")


@pytest.mark.slow
def test_a_slow_search_is_given_up_and_stopped(slow_index: Path) -> None:
    with served(slow_index, "--max-requests", "1", "--timeout", "1") as service:
        slow = service.post("/v1/search", SLOW)
        is_free = until(lambda: service.get("/v1/status").status == 200)

    assert (slow.status, slow.kind) == (504, "timeout")
    check_fault(slow)
    assert is_free, "the search went on"


@pytest.mark.slow
def test_a_search_is_stopped_when_its_client_goes(slow_index: Path) -> None:
    body = json.dumps(SLOW).encode()
    with served(slow_index, "--max-requests", "1", "--timeout", "600") as service:
        connection = service.connect()
        headers = {"Authorization": f"Bearer {TOKEN}", "Content-Type": "application/json"}
        connection.request("POST", "/v1/search", body, headers)
        was_busy = until(lambda: service.get("/v1/status").status == 503)
        connection.close()
        is_free = until(lambda: service.get("/v1/status").status == 200)

    assert was_busy
    assert is_free, "the search went on"


# How it begins and ends


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_it_well(folder: Path, number: signal.Signals) -> None:
    with served(folder / "索引") as service:
        assert service.get("/health").status == 200
        service.process.send_signal(number)
        _, errors = service.process.communicate(timeout=60)

    assert service.process.returncode == 0
    assert errors.count("\n") == 1
    assert errors.startswith("Serving ")


@pytest.mark.slow
def test_a_signal_stops_what_is_being_answered(slow_index: Path) -> None:
    with served(slow_index, "--timeout", "600", "--max-requests", "1") as service:
        connection = service.connect()
        headers = {"Authorization": f"Bearer {TOKEN}", "Content-Type": "application/json"}
        connection.request("POST", "/v1/search", json.dumps(SLOW).encode(), headers)
        assert until(lambda: service.get("/v1/status").status == 503)
        service.process.terminate()
        service.process.communicate(timeout=30)
        connection.close()

    assert service.process.returncode == 0


def test_a_token_is_made_and_printed(folder: Path) -> None:
    with served(folder / "索引", token="") as service, served(folder / "索引", token="") as other:
        assert service.get("/v1/status").status == 200
        assert service.token != other.token
        assert len(service.token) > 40


def test_a_token_may_be_in_a_file(folder: Path, tmp_path: Path) -> None:
    path = tmp_path / "token"
    path.write_text("ffffffffffffffffffffffff\n")
    path.chmod(0o600)

    with served(folder / "索引", "--token-file", str(path)) as service:
        assert service.get("/v1/status").status == 401
        header = {"Authorization": "bearer ffffffffffffffffffffffff"}
        assert service.ask("GET", "/v1/status", headers=header).status == 200


def ended(*words: str, token: str = "", before: str = "") -> tuple[int, str]:
    """Return the exit status and stderr of a service that does not come to be."""
    script = f"{before}\nfrom sou.cli.main import main\nraise SystemExit(main())"
    finished = subprocess.run(
        [sys.executable, "-c", script, "serve", *words],
        env={**os.environ, "SOU_TOKEN": token},
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )
    assert finished.stdout == ""
    return finished.returncode, finished.stderr


def test_what_cannot_be_served_is_said(folder: Path, tmp_path: Path) -> None:
    index = ("--index", f"{folder / '索引'}/")

    status, said = ended(*index, "--host", "0.0.0.0")  # noqa: S104 -- refused
    assert (status, "$SOU_TOKEN" in said) == (2, True)
    status, said = ended(*index, token="short")  # noqa: S106 -- refused
    assert (status, "$SOU_TOKEN is no token" in said) == (2, True)
    status, said = ended(*index, "--token-file", str(tmp_path / "none"))
    assert (status, "No such file" in said) == (2, True)
    status, said = ended(*index, "--port", "65536")
    assert (status, "--port is 0 to 65535" in said) == (2, True)
    status, said = ended("--index", f"{tmp_path / '無'}/", "--port", "0")
    assert (status, "sou index" in said) == (4, True)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        status, said = ended(*index, "--port", str(taken.getsockname()[1]))
    assert (status, "in use" in said.lower()) == (2, True)


@pytest.mark.parametrize("library", ["starlette", "uvicorn"])
def test_without_its_libraries_it_says_what_to_install(folder: Path, library: str) -> None:
    status, said = ended(
        "--index", f"{folder / '索引'}/", before=f"import sys; sys.modules[{library!r}] = None"
    )

    assert status == 2
    assert said.startswith(
        f"sou: error: sou serve needs {library}, which is not installed; "
        "run: pip install 'sou[serve]'\n"
    )
