"""``sou serve``: what a real service answers, asked by another library than its own."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from served import LONG, SOU, TOKEN, Served, check, check_fault, noted, served
from sou.sources import NewDocument
from sou.upkeep import add_documents, index_paths

pytest.importorskip("starlette", reason="the extra sou[serve] is not installed")
pytest.importorskip("uvicorn", reason="the extra sou[serve] is not installed")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return noted(tmp_path_factory.mktemp("http"))


@pytest.fixture(scope="module")
def service(folder: Path) -> Iterator[Served]:
    with served(folder / "索引") as running:
        yield running


# What is answered


def test_a_search_is_answered_as_on_the_command_line(service: Served, folder: Path) -> None:
    words = ["--json", "-n", "2", "-m", "3", "--type", "md", "--facet", "type", "晶片 台灣"]
    finished = subprocess.run(
        [*SOU, "search", "--index", f"{folder / '索引'}/", *words],
        capture_output=True,
        check=True,
    )
    expected = json.loads(finished.stdout)
    asked = {"query": "晶片 台灣", "limit": 2, "snippets": 3}
    asked |= {"filters": ["type:md"], "facets": ["type"]}

    for answer in (service.get("/v1/search", **asked), service.post("/v1/search", asked)):
        message = check("page", answer)
        assert message | {"elapsed_s": 0} == expected | {"elapsed_s": 0}
        assert answer.headers["content-type"] == "application/json"
    assert len(expected["hits"]) == 1


def test_pages_of_hits_follow_each_other(service: Served) -> None:
    whole = check("page", service.get("/v1/search", query="晶片", sort="path", limit=100))
    parts = [
        check("page", service.get("/v1/search", query="晶片", sort="path", limit=1, offset=n))
        for n in range(whole["total"])
    ]

    assert [part["hits"][0]["id"] for part in parts] == [hit["id"] for hit in whole["hits"]]
    assert len(parts) == 4


def test_the_words_of_an_address_are_those_of_a_body(service: Served) -> None:
    asked = {"query": "发展", "exact_script": True, "regional": False, "match_all": True}
    words = {
        name: str(value).lower() if value in (True, False) else value
        for name, value in asked.items()
    }

    by_address = check("page", service.get("/v1/search", **words))
    by_body = check("page", service.post("/v1/search", asked))

    assert by_address | {"elapsed_s": 0} == by_body | {"elapsed_s": 0}


def test_suggestions_explanations_and_the_status(service: Served, folder: Path) -> None:
    path = str(folder / "notes" / "晶片.md")

    assert check("suggestions", service.get("/v1/suggest", query="晶爿"))["suggestions"]
    assert check("suggestions", service.post("/v1/suggest", {"query": "晶"}))["completions"]
    explained = check("explanation", service.get("/v1/explain", query="台灣", id=path))
    assert (explained["path"], explained["rank"]) == (path, 1)
    missed = check("explanation", service.post("/v1/explain", {"query": "美國", "id": path}))
    assert missed["rank"] is None
    assert check("status", service.get("/v1/status"))["documents"] == 5


def test_documents_are_listed_page_by_page(service: Served, folder: Path) -> None:
    listed = check("documents", service.get("/v1/documents", limit=2, offset=1))
    records = check("documents", service.get("/v1/documents", filters=["type:json"]))

    assert (listed["total"], len(listed["documents"])) == (5, 2)
    assert [one["part"] for one in records["documents"]] == ["1", "2"]
    assert {one["path"] for one in records["documents"]} == {str(folder / "notes" / "行.jsonl")}


def test_a_text_is_given_in_parts_that_make_the_whole(service: Served, folder: Path) -> None:
    name, parts, offset = str(folder / "notes" / "長 #1.txt"), [], 0
    while offset is not None:
        part = check("text", service.text(name, offset=offset, limit=7001))
        parts.append(part)
        offset = part["next"]

    assert "".join(part["text"] for part in parts) == LONG
    assert parts[0]["text_chars"] == len(LONG)
    lines = [line for part in parts for line in part["lines"]]
    starts = [0, *(found.end() for found in re.finditer("\n", LONG))][:-1]
    expected = [[start, number, 1] for number, start in enumerate(starts, 1)]
    continued = [[part["offset"], part["line"], part["column"]] for part in parts]
    assert [line for line in lines if line[2] == 1] == expected
    assert continued == [line for line in lines if line[0] % 7001 == 0]


def test_the_end_of_a_text_and_what_is_behind_it(service: Served, folder: Path) -> None:
    name = str(folder / "notes" / "晶片.md")

    assert check("text", service.text(name, offset=999, limit=5))["text"] == ""
    assert check("text", service.text(name, limit=0))["next"] == 0


def test_parts_of_files_have_texts(service: Served, folder: Path) -> None:
    record = check("text", service.text(f"{folder / 'notes' / '行.jsonl'}#2"))

    assert record["part"] == "2"
    assert "電池與晶片" in record["text"]
    assert record["line"] == 2


@pytest.mark.skipif(sys.platform != "linux", reason="names of files are Unicode here")
def test_a_name_that_is_not_utf8_leads_to_its_text(tmp_path: Path) -> None:
    path = os.fsencode(tmp_path / "notes" / "x") + b"\xa4\xa4.txt"
    (tmp_path / "notes").mkdir()
    Path(os.fsdecode(path)).write_text("晶片", encoding="utf-8")
    index_paths([tmp_path / "notes"], tmp_path / "索引")

    with served(tmp_path / "索引") as service:
        (hit,) = service.get("/v1/search", query="晶片").message["hits"]
        answer = service.text(hit["id"])

    assert os.fsencode(hit["id"]) == path
    assert answer.message["text"] == "晶片"


def test_answers_do_nothing_to_a_terminal(service: Served, folder: Path) -> None:
    answer = service.text(str(folder / "notes" / "壞.txt"))

    assert "\x1b[31m" in answer.message["text"]
    assert b"\x1b" not in answer.body
    assert "\u202e".encode() not in answer.body


def test_a_commit_is_seen_by_the_next_request(tmp_path: Path) -> None:
    (tmp_path / "notes").mkdir()
    (tmp_path / "notes" / "甲.txt").write_text("晶片", encoding="utf-8")
    index_paths([tmp_path / "notes"], tmp_path / "索引")

    with served(tmp_path / "索引") as service:
        totals = [service.get("/v1/search", query="晶片").message["total"]]
        for name in ("乙.txt", "丙.txt"):  # two commits may have one time of change
            (tmp_path / "notes" / name).write_text("晶片", encoding="utf-8")
            index_paths([tmp_path / "notes"], tmp_path / "索引")
            totals.append(service.get("/v1/search", query="晶片").message["total"])

    assert totals == [1, 2, 3]


def test_an_index_that_goes_away_is_said(tmp_path: Path) -> None:
    add_documents([NewDocument("甲", "晶片")], tmp_path / "索引")

    with served(tmp_path / "索引") as service:
        (tmp_path / "索引").rename(tmp_path / "別處")
        gone = service.get("/v1/search", query="晶片")
        (tmp_path / "別處").rename(tmp_path / "索引")
        back = service.get("/v1/search", query="晶片")

    assert (gone.status, gone.kind) == (503, "index-missing")
    assert back.message["total"] == 1


# What is refused


@pytest.mark.parametrize(
    "header", ["", "Bearer", "Bearer wrong", f"Basic {TOKEN}", f"Bearer {TOKEN}x", f"{TOKEN}"]
)
def test_without_the_token_nothing_is_told(service: Served, header: str) -> None:
    for path in ("/v1/search?query=x", "/v1/status", "/v1/nowhere"):
        answer = service.ask("GET", path, headers={"Authorization": header})

        assert (answer.status, answer.kind) == (401, "unauthorized")
        assert answer.headers["www-authenticate"] == "Bearer"
        check_fault(answer)


def test_the_description_and_the_health_need_no_token(service: Served) -> None:
    for path in ("/health", "/docs", "/openapi.json"):
        assert service.ask("GET", path, headers={"Authorization": ""}).status == 200


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:80", "localhost.evil", "127.0.0.1.x", "x@y"]
)
def test_other_names_are_refused(service: Served, host: str) -> None:
    for path in ("/v1/status", "/health", "/docs"):
        answer = service.ask("GET", path, headers={"Host": host})

        assert (answer.status, answer.kind) == (421, "host")
        check_fault(answer)


@pytest.mark.parametrize(
    "host", ["localhost", "LOCALHOST:1", "127.0.0.1", "127.0.0.1:99", "[::1]:5"]
)
def test_names_of_this_machine_are_answered(service: Served, host: str) -> None:
    assert service.ask("GET", "/v1/status", headers={"Host": host}).status == 200


def test_a_name_can_be_allowed(folder: Path) -> None:
    with served(folder / "索引", "--allow-host", "Sou.Example") as service:
        assert service.ask("GET", "/v1/status", headers={"Host": "sou.example:8"}).status == 200
        assert service.ask("GET", "/v1/status", headers={"Host": "sou"}).status == 421


def test_pages_of_other_sites_cannot_read_answers(service: Served) -> None:
    asked = {"Origin": "https://evil.example", "Access-Control-Request-Method": "POST"}

    for answer in (
        service.ask("OPTIONS", "/v1/search", headers=asked),
        service.ask("GET", "/v1/status", headers=asked),
    ):
        assert not [name for name in answer.headers if name.startswith("access-control")]


@pytest.mark.parametrize(
    ("words", "kind", "part"),
    [
        ({"query": "晶片 AND ("}, "query", "never closed"),
        ({"query": "晶片", "filters": ["("]}, "configuration", "("),
        ({}, "usage", "query is missing"),
        ({"query": "x", "limit": "101"}, "usage", "limit is a whole number from 0 to 100"),
        ({"query": "x", "limit": "ten"}, "usage", "limit"),
        ({"query": "x", "regional": "yes"}, "usage", "regional is true or false"),
        ({"query": "x", "sort": "random"}, "usage", "sort is one of score, "),
        ({"query": ["x", "y"]}, "usage", "query is given twice"),
        ({"query": "x", "qeury": "x"}, "usage", "'qeury' is not known"),
        ({"query": "x" * 2001}, "usage", "2000 characters"),
        ({"query": "x", "filters": ["a"] * 21}, "usage", "up to 20"),
        ({"query": "x", **{f"p{n}": 1 for n in range(300)}}, "usage", "200 parameters"),
    ],
)
def test_a_request_that_makes_no_sense_is_told_why(
    service: Served, words: dict[str, Any], kind: str, part: str
) -> None:
    answer = service.get("/v1/search", **words)

    assert (answer.status, answer.kind) == (400, kind)
    assert part in answer.message["error"]["message"]
    check_fault(answer)


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b'"x"', b"\xff", b'{"query":1}', b'{"query":"x","limit":1e400}']
)
def test_a_body_that_makes_no_sense_is_told_so(service: Served, body: bytes) -> None:
    answer = service.post("/v1/search", body)

    assert (answer.status, answer.kind) == (400, "usage")
    check_fault(answer)


def test_a_deep_body_is_no_harm(service: Served) -> None:
    assert service.post("/v1/search", b"[" * 60_000).status == 400


def test_what_is_not_there_and_what_is_not_done(service: Served, folder: Path) -> None:
    outside = service.text("/etc/passwd")
    missing = service.text(str(folder / "notes" / "無.md"))
    nowhere = service.get("/v1/nowhere")
    method = service.ask("DELETE", "/v1/search")
    form = service.ask("POST", "/v1/search", b"query=x", {"Content-Type": "text/plain"})

    assert (outside.status, outside.kind) == (404, "document")
    assert "outside the folders of the index" in outside.message["error"]["message"]
    assert (missing.status, missing.kind) == (404, "document")
    assert (nowhere.status, nowhere.kind) == (404, "not-found")
    assert (method.status, method.kind) == (405, "method")
    assert {"GET", "POST"} <= set(method.headers["allow"].replace(",", " ").split())
    assert (form.status, form.kind) == (415, "media-type")
    for answer in (outside, missing, nowhere, method, form):
        check_fault(answer)


@pytest.mark.parametrize(
    "words", [["search", "晶片"], ["search", "-q", "晶片 OR 電池"], ["status"], ["suggest", "晶"]]
)
def test_no_other_command_loads_a_service(folder: Path, words: list[str]) -> None:
    services = ("mcp", "pydantic", "starlette", "uvicorn", "anyio", "click", "asyncio")
    script = (
        "import sys; from sou.cli.main import main; status = main(sys.argv[1:]); "
        f"print([one for one in {services} if one in sys.modules]); raise SystemExit(status)"
    )
    finished = subprocess.run(
        [sys.executable, "-c", script, *words, "--index", f"{folder / '索引'}/"],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
    )

    assert finished.stdout.splitlines()[-1] == "[]"


# How it is described


def test_the_page_for_people_names_everything_and_loads_nothing(service: Served) -> None:
    answer = service.get("/docs")
    text = answer.body.decode("utf-8")
    description = service.get("/openapi.json").message

    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert answer.headers["content-security-policy"].startswith("default-src 'none'")
    for sign in ("http:", "https:", "//", "<script", "src=", "url("):
        assert sign not in text.lower()
    for path, methods in description["paths"].items():
        for method, operation in methods.items():
            assert f"{method.upper()} {path}" in text
            for parameter in operation.get("parameters", ()):
                assert f"<code>{parameter['name']}</code>" in text


def test_the_description_says_no_more_than_there_is(service: Served) -> None:
    description = service.get("/openapi.json").message

    assert description["openapi"].startswith("3.1")
    for path, methods in description["paths"].items():
        for method in ("GET", "POST", "PUT", "DELETE", "PATCH"):
            answer = service.ask(
                method, path.replace("{id}", "x"), b"" if method != "GET" else None
            )
            assert (answer.status == 405) is (method.lower() not in methods)
