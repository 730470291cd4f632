import json
from pathlib import Path

import pytest

from sou.model import Completion, Suggestion
from unit.cli_fakes import FakeIndex, run_sou, use_index


@pytest.fixture
def index(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> FakeIndex:
    made = FakeIndex(tmp_path)
    made.suggestions = (Suggestion("你好", "zhuyin", 812), Suggestion("你\x1b好", "edit", 1))
    made.completions = (Completion("su3cl3x", 2),)
    return use_index(monkeypatch, made)


def test_a_line_for_each_suggestion_and_completion(index: FakeIndex) -> None:
    done = run_sou("suggest", "--index", str(index.location), "su3cl3", "--all")

    assert done.exit_status == 0
    assert done.stderr == ""
    lines = done.stdout.splitlines()
    assert (lines[0], lines[2]) == ("你好\t812\tzhuyin", "su3cl3x\t2\tcomplete")
    assert "\x1b" not in done.stdout
    assert index.suggest_requests == [("su3cl3", True)]


def test_json_is_one_object(index: FakeIndex) -> None:
    done = run_sou("suggest", "--json", "-n", "1", "--index", str(index.location), "su3cl3")

    assert json.loads(done.stdout) == {
        "version": 1,
        "index": str(index.location),
        "query": "su3cl3",
        "suggestions": [{"query": "你好", "kind": "zhuyin", "documents": 812}],
        "completions": [{"query": "su3cl3x", "documents": 2}],
    }


def test_nothing_to_suggest_is_status_one(index: FakeIndex) -> None:
    index.suggestions, index.completions = (), ()

    done = run_sou("suggest", "--index", str(index.location), "晶片")

    assert (done.exit_status, done.stdout, done.stderr) == (1, "", "")


@pytest.mark.parametrize("words", [[], [" "], ["晶", "-n", "0"]])
def test_what_makes_no_sense_is_a_usage_error(index: FakeIndex, words: list[str]) -> None:
    assert run_sou("suggest", *words).exit_status == 2
