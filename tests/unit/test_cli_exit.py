"""Exit statuses and errors are what docs/exit-codes.md promises."""

import json
import re
from pathlib import Path

import pytest

from sou.cli.diagnostics import Exit, kind_of, wants_json
from sou.errors import (
    ConfigError,
    DiskFullError,
    DocumentError,
    IndexCorruptError,
    IndexLockedError,
    IndexMissingError,
    IndexOutdatedError,
    QuerySyntaxError,
    QueryTreeError,
    SearchCancelled,
)
from unit.cli_fakes import FakeIndex, run_sou, use_index

PAGE = Path(__file__).parents[2] / "docs" / "exit-codes.md"

ERRORS = [
    (ConfigError("x"), "configuration", 2),
    (QueryTreeError("x"), "other", 2),
    (QuerySyntaxError("x", "(", 0, 1), "query", 3),
    (IndexMissingError("x"), "index-missing", 4),
    (IndexOutdatedError("x"), "index-outdated", 5),
    (IndexCorruptError("x"), "index-corrupt", 6),
    (IndexLockedError("x"), "index-locked", 7),
    (DocumentError("x"), "document", 8),
    (DiskFullError("x"), "system", 10),
    (PermissionError(13, "Permission denied", "/x"), "system", 10),
    (ZeroDivisionError("x"), "bug", 70),
]


@pytest.mark.parametrize(("error", "kind", "status"), ERRORS, ids=str)
def test_every_error_has_its_kind_and_status(
    error: Exception, kind: str, status: int, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    use_index(monkeypatch, FakeIndex(tmp_path, error=error))

    as_text = run_sou("search", "晶片")
    as_json = run_sou("search", "--json", "晶片")

    assert (as_text.exit_status, as_text.stdout) == (status, "")
    assert as_text.stderr.startswith("sou: error: ")
    assert (as_json.exit_status, as_json.stdout) == (status, "")
    told = json.loads(as_json.stderr)
    assert (told["version"], told["error"]["kind"], told["error"]["status"]) == (1, kind, status)
    assert told["error"]["message"]


def test_a_query_error_in_json_has_its_place(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    error = QuerySyntaxError("this bracket is never closed", "晶片 (中國", 3, 4)
    use_index(monkeypatch, FakeIndex(tmp_path, error=error))

    told = json.loads(run_sou("search", "--jsonl", "晶片 (中國").stderr)["error"]

    assert told == {
        "kind": "query",
        "status": 3,
        "message": "this bracket is never closed",
        "query": "晶片 (中國",
        "start": 3,
        "end": 4,
    }


def test_a_usage_error_is_json_when_json_was_asked_for() -> None:
    outcome = run_sou("status", "--json", "--nonsense")

    assert (outcome.exit_status, outcome.stdout) == (2, "")
    assert json.loads(outcome.stderr)["error"]["kind"] == "usage"


@pytest.mark.parametrize(
    "name", ["index", "sources", "search", "suggest", "status", "verify", "explain"]
)
def test_a_version_of_the_format_that_is_not_written_is_refused(name: str) -> None:
    outcome = run_sou(name, "--format-version", "2")

    assert (outcome.exit_status, outcome.stdout) == (2, "")
    assert outcome.stderr == "sou: error: --format-version 2 is not written here; there is 1\n"


def test_being_interrupted_says_nothing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    use_index(monkeypatch, FakeIndex(tmp_path, error=SearchCancelled()))

    outcome = run_sou("search", "--json", "晶片")

    assert (outcome.exit_status, outcome.stdout, outcome.stderr) == (130, "", "")


def test_words_after_two_hyphens_ask_for_nothing() -> None:
    assert wants_json(["search", "--json", "晶片"])
    assert wants_json(["search", "--batch=x"])
    assert not wants_json(["search", "--", "--json"])


def test_the_page_names_every_status_and_kind() -> None:
    rows = re.findall(r"^\| (\d+) \| ([^|]*)\|", PAGE.read_text("utf-8"), re.MULTILINE)

    assert [int(number) for number, _ in rows] == sorted(Exit)
    named = {kind: int(n) for n, kinds in rows for kind in re.findall(r"`([^`]+)`", kinds)}
    assert named == {"usage": 2} | {kind: status for _, kind, status in ERRORS}
    assert all(kind_of(error) == (kind, status) for error, kind, status in ERRORS)
