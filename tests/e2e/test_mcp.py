"""``sou mcp``: a real service on stdio, asked by the client of the official SDK."""

import asyncio
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Any

import pytest

from made_pdf import MadePdf, lines
from served import LONG, SOU, noted, validate
from sou.sources import NewDocument
from sou.upkeep import add_documents, index_paths

pytest.importorskip("mcp", reason="the extra sou[mcp] is not installed")

from mcp import Client, types
from mcp.client.stdio import StdioServerParameters
from mcp.shared.exceptions import MCPError

Connect = Callable[..., AbstractAsyncContextManager[Client]]
ERAS = ["legacy", "auto"]
"""The handshake that clients have known since 2024, and what came with 2026-07-28."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    base = noted(tmp_path_factory.mktemp("mcp"))
    (base / "notes" / "內").mkdir()
    (base / "notes" / "內" / "晶片.txt").write_text("內部的晶片。", encoding="utf-8")
    (base / "other").mkdir()
    (base / "other" / "密.txt").write_text("機密的晶片：景片。", encoding="utf-8")
    (base / "secret.txt").write_text("不在索引裡", encoding="utf-8")
    index_paths([base / "notes", base / "other"], base / "索引")
    add_documents([NewDocument("ticket/7", "晶片短缺。")], base / "索引")
    return base


@pytest.fixture
def connect(folder: Path) -> Connect:
    def connected(
        mode: Any = "auto", roots: list[Path] | None = None, index: Path = folder / "索引"
    ) -> Client:
        async def list_roots(context: object) -> types.ListRootsResult:
            assert roots is not None, context
            uris = [types.Root(uri=one.as_uri()) for one in roots]  # type: ignore[arg-type]  # pydantic reads it
            return types.ListRootsResult(roots=uris)

        command, *words = SOU
        parameters = StdioServerParameters(
            command=command, args=[*words, "mcp", "--index", f"{index}/"], env={**os.environ}
        )
        callback = None if roots is None else list_roots
        return Client(parameters, mode=mode, list_roots_callback=callback)

    return connected


async def asked(client: Client, tool: str, message: str, **given: Any) -> Any:
    """Return an answer that is what the schema says, as structure and as text."""
    result = await client.call_tool(tool, given)
    assert isinstance(result, types.CallToolResult)
    assert not result.is_error, result.content
    (content,) = result.content
    assert isinstance(content, types.TextContent)
    assert json.loads(content.text) == result.structured_content
    validate(message, result.structured_content)
    return result.structured_content


async def refused(client: Client, tool: str, **given: Any) -> Any:
    result = await client.call_tool(tool, given)
    assert isinstance(result, types.CallToolResult)
    assert result.is_error
    validate("error", result.structured_content)
    return result.structured_content["error"]


@pytest.mark.parametrize("mode", ERAS)
async def test_an_assistant_searches_and_reads_the_passage(
    connect: Connect, folder: Path, mode: str
) -> None:
    async with connect(mode) as client:
        page = await asked(client, "search", "page", query='"第1234行，晶片产业"', limit=3)
        hit = page["hits"][0]
        text = await asked(client, "read", "text", id=hit["id"], line=hit["line"], limit=60)

    assert hit["path"] == str(folder / "notes" / "長 #1.txt")
    assert (hit["line"], hit["column"]) == (1235, 1)
    assert "第1234行，晶片產業。\n" in text["text"]
    assert text["text"] == LONG[text["offset"] : text["offset"] + len(text["text"])]
    assert [1235, 1] in [line[1:] for line in text["lines"]]
    assert len(text["text"]) <= 60
    assert text["text"].startswith("第")
    assert text["text"].endswith("\n")


async def test_the_tools_say_what_they_are_and_change_nothing(connect: Connect) -> None:
    async with connect() as client:
        listed = await client.list_tools()

    assert [tool.name for tool in listed.tools] == [
        "search",
        "read",
        "documents",
        "sources",
        "explain",
    ]
    for tool in listed.tools:
        assert tool.description
        assert tool.annotations is not None
        assert tool.annotations.read_only_hint
        assert tool.input_schema["additionalProperties"] is False


async def test_an_answer_is_that_of_the_command_line(connect: Connect, folder: Path) -> None:
    words = ["--json", "-n", "2", "-m", "2", "--sort", "path", "--type", "md,txt", "晶片"]
    command = [*SOU, "search", "--index", f"{folder / '索引'}/", *words]
    expected = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)

    async with connect() as client:
        given = {"limit": 2, "snippets": 2, "sort": "path", "filters": ["type:md,txt"]}
        page = await asked(client, "search", "page", query="晶片", **given)

    assert page["total"] == expected["total"]
    assert [hit["id"] for hit in page["hits"]] == [hit["id"] for hit in expected["hits"]]
    assert page["hits"][0] == expected["hits"][0]


async def test_reading_goes_on_to_the_end(connect: Connect, folder: Path) -> None:
    name, parts, offset = str(folder / "notes" / "長 #1.txt"), [], 0
    async with connect() as client:
        while offset is not None:
            part = await asked(client, "read", "text", id=name, offset=offset, limit=20_000)
            parts.append(part["text"])
            offset = part["next"]

    assert "".join(parts) == LONG


async def test_a_page_is_read_by_its_number(connect: Connect, tmp_path: Path) -> None:
    made = MadePdf()
    for text in ("第一頁的晶片", "第二頁的電池", "第三頁的晶片"):
        made.page(lines(text))
    (tmp_path / "a.pdf").write_bytes(made.data())
    index_paths([tmp_path / "a.pdf"], tmp_path / "索引")

    async with connect(index=tmp_path / "索引") as client:
        page = await asked(client, "search", "page", query="电池")
        (hit,) = page["hits"]
        number = hit["anchor"]["number"]
        text = await asked(client, "read", "text", id=hit["id"], page=number)
        error = await refused(client, "read", id=hit["id"], page=4)

    assert (hit["anchor"]["kind"], number) == ("page", 2)
    assert text["text"].strip() == "第二頁的電池"
    assert (text["anchor"]["kind"], text["anchor"]["number"]) == ("page", 2)
    assert (error["kind"], error["status"]) == ("document", 8)
    assert "1 to 3" in error["message"]


async def test_what_is_indexed_is_listed(connect: Connect, folder: Path) -> None:
    async with connect() as client:
        roots = await asked(client, "sources", "roots")
        listed = await asked(client, "documents", "documents", filters=["path:notes"], limit=2)
        why = await asked(client, "explain", "explanation", query="晶片", id="ticket/7")

    assert [one["path"] for one in roots["roots"]] == [
        str(folder / "notes"),
        str(folder / "other"),
    ]
    assert (listed["total"], len(listed["documents"])) == (6, 2)
    assert why["rank"] >= 1


async def test_documents_do_nothing_to_a_terminal(connect: Connect, folder: Path) -> None:
    async with connect() as client:
        text = await asked(client, "read", "text", id=str(folder / "notes" / "壞.txt"))

    assert text["text"] == "晶片␛[31m與電池\ufffd。"


@pytest.mark.parametrize(
    ("tool", "given", "kind", "status"),
    [
        ("search", {"query": "晶片 AND ("}, "query", 3),
        ("search", {"query": "晶片", "filters": ["("]}, "configuration", 2),
        ("search", {"query": "晶片", "limit": 101}, "usage", 2),
        ("search", {"qeury": "晶片"}, "usage", 2),
        ("read", {"id": "ticket/8"}, "document", 8),
        ("read", {"id": "ticket/7", "line": 1, "offset": 0}, "usage", 2),
        ("read", {"id": "ticket/7", "limit": 20_001}, "usage", 2),
        ("explain", {"query": "晶片", "id": "/etc/passwd"}, "document", 8),
    ],
)
async def test_a_mistake_is_an_answer_with_its_kind(
    connect: Connect, tool: str, given: dict[str, Any], kind: str, status: int
) -> None:
    async with connect() as client:
        error = await refused(client, tool, **given)
        still = await asked(client, "search", "page", query="晶片")

    assert (error["kind"], error["status"]) == (kind, status)
    assert still["total"] == 7
    if kind == "query":
        assert (error["query"], error["start"], error["end"]) == ("晶片 AND (", 7, 8)


async def test_many_calls_at_once_are_all_answered(connect: Connect) -> None:
    async with connect() as client:
        pages = await asyncio.gather(
            *(asked(client, "search", "page", query="晶片", offset=n) for n in range(20))
        )

    assert [page["offset"] for page in pages] == list(range(20))


async def test_a_tool_that_is_not_there_is_an_error_of_the_protocol(connect: Connect) -> None:
    async with connect() as client:
        with pytest.raises(MCPError, match="no tool 'delete'"):
            await client.call_tool("delete", {})


@pytest.mark.parametrize("name", ["secret.txt", "notes/../secret.txt", "索引/manifest.json"])
async def test_a_file_outside_the_index_is_refused(
    connect: Connect, folder: Path, name: str
) -> None:
    async with connect() as client:
        error = await refused(client, "read", id=f"{folder}/{name}")

    assert error["kind"] == "document"
    assert "outside the folders of the index" in error["message"]


@pytest.mark.parametrize("mode", ERAS)
async def test_only_what_is_below_the_roots_of_the_client_is_there(
    connect: Connect, folder: Path, mode: str
) -> None:
    root = folder / "notes" / "內"
    inside, outside = str(root / "晶片.txt"), str(folder / "other" / "密.txt")

    async with connect(mode, [root]) as client:
        page = await asked(client, "search", "page", query="晶片", facets=["folder"])
        heard = await asked(client, "search", "page", query="py:jingpian")
        listed = await asked(client, "documents", "documents")
        text = await asked(client, "read", "text", id=inside)
        errors = [
            await refused(client, "read", id=outside),
            await refused(client, "read", id=str(folder / "other" / "無.txt")),
            await refused(client, "read", id=f"{root}/../../other/密.txt"),
            await refused(client, "read", id="ticket/7"),
            await refused(client, "explain", query="晶片", id=outside),
        ]

    assert [hit["path"] for hit in page["hits"]] == [inside]
    assert page["total"] == 1
    assert [one["documents"] for one in page["facets"]["folder"]] == [1]
    assert "景片" not in json.dumps(heard, ensure_ascii=False)
    assert [one["path"] for one in listed["documents"]] == [inside]
    assert text["text"] == "內部的晶片。"
    for error in errors:
        assert (error["kind"], error["status"]) == ("document", 8)
        assert "outside the folders that the client has opened" in error["message"]


@pytest.mark.parametrize("mode", ERAS)
async def test_a_client_that_opens_nothing_is_told_nothing(
    connect: Connect, folder: Path, mode: str
) -> None:
    async with connect(mode, []) as client:
        page = await asked(client, "search", "page", query="晶片")
        roots = await asked(client, "sources", "roots")
        await refused(client, "read", id=str(folder / "notes" / "晶片.md"))

    assert (page["total"], page["hits"], roots["roots"]) == (0, [], [])


async def test_roots_are_asked_for_at_each_call(connect: Connect, folder: Path) -> None:
    roots = [folder / "other"]
    async with connect("auto", roots) as client:
        before = await asked(client, "search", "page", query="晶片")
        roots[:] = [folder / "notes"]
        after = await asked(client, "search", "page", query="晶片")

    assert (before["total"], after["total"]) == (1, 5)


@pytest.mark.skipif(sys.platform == "win32", reason="links want rights there")
async def test_a_root_that_is_a_link_is_where_it_leads(
    connect: Connect, folder: Path, tmp_path: Path
) -> None:
    (tmp_path / "link").symlink_to(folder / "other")

    async with connect("auto", [tmp_path / "link"]) as client:
        assert (await asked(client, "search", "page", query="晶片"))["total"] == 1


async def test_a_commit_is_seen_by_the_next_call(connect: Connect, tmp_path: Path) -> None:
    index = tmp_path / "索引"
    add_documents([NewDocument("甲", "晶片")], index)

    async with connect(index=index) as client:
        before = await asked(client, "search", "page", query="晶片")
        add_documents([NewDocument("乙", "晶片")], index)
        after = await asked(client, "search", "page", query="晶片")

    assert (before["total"], after["total"]) == (1, 2)


def ended(index: Path, act: Callable[[subprocess.Popen[bytes]], object]) -> tuple[int, str]:
    """Return the exit status and stderr of a service to which something is done."""
    process = subprocess.Popen(
        [*SOU, "mcp", "--index", f"{index}/"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    hello = {
        "protocolVersion": "2025-06-18",
        "capabilities": {},
        "clientInfo": {"name": "x", "version": "1"},
    }
    message = {"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": hello}
    process.stdin.write(json.dumps(message).encode() + b"\n")
    process.stdin.flush()
    answer = json.loads(process.stdout.readline())
    assert answer["result"]["serverInfo"]["name"] == "sou"
    act(process)
    _, errors = process.communicate(timeout=60)
    return process.returncode, errors.decode()


def test_it_ends_with_stdin_and_by_ctrl_c(folder: Path) -> None:
    assert ended(folder / "索引", lambda process: None) == (0, "")
    if sys.platform != "win32":
        interrupted = ended(folder / "索引", lambda one: one.send_signal(signal.SIGINT))
        assert interrupted == (130, "")


@pytest.mark.parametrize("library", ["mcp", "pydantic"])
def test_without_its_library_it_says_what_to_install(folder: Path, library: str) -> None:
    script = f"import sys; sys.modules[{library!r}] = None\n{SOU[2]}"
    finished = subprocess.run(
        [SOU[0], SOU[1], script, "mcp", "--index", f"{folder / '索引'}/"],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )

    assert (finished.returncode, finished.stdout) == (2, "")
    assert finished.stderr.startswith(
        f"sou: error: sou mcp needs {library}, which is not installed; "
        "run: pip install 'sou[mcp]'\n"
    )


def test_without_an_index_it_does_not_begin(tmp_path: Path) -> None:
    finished = subprocess.run(
        [*SOU, "mcp", "--index", f"{tmp_path / '無'}/"],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
    )

    assert (finished.returncode, finished.stdout) == (4, b"")
