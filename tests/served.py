"""A real ``sou serve`` in a process of its own, and requests to it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from jsonschema import Draft202012Validator

from sou.upkeep import index_paths

TOKEN = "0123456789abcdef0123456789abcdef"  # noqa: S105 -- of the tests
SOU = (sys.executable, "-c", "from sou.cli.main import main; raise SystemExit(main())")

SCHEMA = json.loads((Path(__file__).parents[1] / "docs/schema/sou-1.json").read_text("utf-8"))
LONG = "".join(f"第{number}行，晶片產業。\n" for number in range(2000))


@dataclass(frozen=True)
class Answer:
    status: int
    headers: Mapping[str, str]
    """Names in small letters."""
    body: bytes

    @property
    def message(self) -> Any:
        return json.loads(self.body)

    @property
    def kind(self) -> str:
        return str(self.message["error"]["kind"])


@dataclass(frozen=True)
class Served:
    process: subprocess.Popen[str]
    url: str
    token: str

    @property
    def port(self) -> int:
        return int(urlsplit(self.url).port or 0)

    def connect(self) -> HTTPConnection:
        return HTTPConnection("127.0.0.1", self.port, timeout=60)

    def get(self, path: str, **words: Any) -> Answer:
        """Ask by an address; a list is given several times."""
        query = f"?{urlencode(words, doseq=True)}" if words else ""
        return self.ask("GET", f"{path}{query}")

    def text(self, document_id: str, **words: Any) -> Answer:
        return self.get(
            f"/v1/documents/{quote(document_id, safe='', errors='surrogateescape')}", **words
        )

    def post(self, path: str, value: Any) -> Answer:
        body = value if isinstance(value, bytes) else json.dumps(value).encode()
        return self.ask("POST", path, body, {"Content-Type": "application/json"})

    def ask(
        self,
        method: str,
        path: str,
        body: bytes | Iterator[bytes] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """Ask with the token; an empty header is not sent."""
        connection = self.connect()
        try:
            given = {"Authorization": f"Bearer {self.token}", **(headers or {})}
            sent = {name: value for name, value in given.items() if value}
            connection.request(method, path, body, sent)
            response = connection.getresponse()
            found = {name.lower(): value for name, value in response.getheaders()}
            return Answer(response.status, found, response.read())
        finally:
            connection.close()


@contextmanager
def served(index: Path, *words: str, token: str = TOKEN) -> Iterator[Served]:
    """Run ``sou serve`` at a free port until the block is left; without a token it makes one."""
    environ = {**os.environ, "SOU_TOKEN": token}
    process = subprocess.Popen(
        [*SOU, "serve", "--port", "0", "--index", f"{index}/", *words],
        env=environ,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )
    try:
        assert process.stdout is not None
        url = process.stdout.readline().strip()
        if not url:
            assert process.stderr is not None
            raise AssertionError(process.stderr.read())
        yield Served(process, url, token or process.stdout.readline().strip())
    finally:
        process.terminate()
        process.communicate(timeout=60)


def noted(base: Path) -> Path:
    """Index some notes as ``索引`` in a folder, and return that."""
    notes = base / "notes"
    notes.mkdir()
    (notes / "晶片.md").write_text("# 晶片產業\n\n台灣的晶片。\n", encoding="utf-8")
    (notes / "長 #1.txt").write_text(LONG, encoding="utf-8")
    (notes / "壞.txt").write_text("晶片\x1b[31m與電池\u202e。", encoding="utf-8")
    (notes / "行.jsonl").write_text('{"文":"鋰電池"}\n{"文":"電池與晶片"}\n', encoding="utf-8")
    index_paths([notes], base / "索引")
    return base


def validate(name: str, message: Any) -> None:
    """Hold a message to its definition in the schema, which denies unknown fields."""
    definition = {"$ref": f"#/$defs/{name}", "$defs": SCHEMA["$defs"]}
    Draft202012Validator(definition).validate(message)


def check(name: str, answer: Answer) -> Any:
    """Return the message of an answer that is what the schema says."""
    assert answer.status == 200, answer.body
    validate(name, answer.message)
    return answer.message


def check_fault(answer: Answer) -> None:
    validate("error", answer.message)
