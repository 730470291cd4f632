import json
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from sou.limits import Limits
from sou.reports import IndexProgress, IndexReport
from sou.sources import Skipped
from unit.cli_fakes import report, run_sou, status

ERROR = Skipped("/筆記/鎖.txt", "permission denied", is_error=True)
EXCLUDED = Skipped("/筆記/x.bin", "binary file", is_error=False)


class Calls(list[tuple[Any, ...]]):
    outcome: IndexReport = report()
    effort: tuple[int, int] = (-1, -1)
    encodings: tuple[str, ...] | list[str] = ()
    limits: Limits | None = None


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> Calls:
    made = Calls()

    def index_paths(
        paths: Any,
        location: Any,
        *,
        options: Any,
        progress: Any,
        workers: int,
        memory_bytes: int,
        encodings: Any,
        limits: Limits,
    ) -> IndexReport:
        made.append((paths, location, options))
        made.encodings = encodings
        made.effort = (workers, memory_bytes)
        made.limits = limits
        if progress is not None:
            progress(IndexProgress(500, 501, "/筆記/一.txt"))
        return made.outcome

    monkeypatch.setitem(sys.modules, "sou.upkeep", SimpleNamespace(index_paths=index_paths))
    return made


def test_folders_are_indexed_and_the_summary_is_narration(calls: Calls, tmp_path: Path) -> None:
    outcome = run_sou("index", str(tmp_path), "--index", str(tmp_path / "索引"))

    ((paths, location, options),) = calls
    assert (outcome.exit_status, outcome.stdout) == (0, "")
    assert outcome.stderr.endswith(
        "Indexed 2 new, 1 unchanged: 3 documents in the index, 1,234 characters read (0.2 s).\n"
    )
    assert (paths, location) == ([str(tmp_path)], tmp_path / "索引")
    assert options.use_ignore_files
    assert not options.include_hidden
    assert not options.include_binary


def test_options_widen_the_walk(calls: Calls) -> None:
    patterns = ["--include", "*.md", "--exclude=建/", "--exclude", "*.log"]
    run_sou("index", "--no-ignore", "--hidden", "--binary", "--follow", *patterns)

    ((_, _, options),) = calls
    assert not options.use_ignore_files
    assert options.include_hidden
    assert options.include_binary
    assert options.follow_links
    assert (options.include, options.exclude) == (("*.md",), ("建/", "*.log"))


def test_jobs_and_memory_are_handed_on(calls: Calls) -> None:
    run_sou("index")
    assert calls.effort == (0, 900 << 20)

    run_sou("index", "-j", "3", "--memory", "2g", "--file-time", "5", "--file-memory", "300M")
    assert calls.effort == (3, 2 << 30)
    assert calls.limits == Limits(5, 300 << 20)


@pytest.mark.parametrize("size", ["", "5", "G", "1.5G", "-1G", "x"])
def test_a_size_that_is_none_is_a_usage_error(calls: Calls, size: str) -> None:
    outcome = run_sou("index", f"--memory={size}")

    assert outcome.exit_status == 2
    assert "900M" in outcome.stderr
    assert calls == []


@pytest.mark.parametrize(
    ("words", "said"), [(["--memory", "150M"], "600M"), (["-j", "-1"], "--jobs")]
)
def test_a_budget_that_cannot_be_kept_is_a_usage_error(
    calls: Calls, words: list[str], said: str
) -> None:
    outcome = run_sou("index", *words)

    assert outcome.exit_status == 2
    assert said in outcome.stderr
    assert calls == []


def test_files_that_could_not_be_read_are_status_one(calls: Calls) -> None:
    calls.outcome = report(ERROR, EXCLUDED)

    outcome = run_sou("index")

    assert outcome.exit_status == 1
    assert "鎖.txt" in outcome.stderr
    assert "x.bin" in outcome.stderr


def test_a_script_may_ask_for_an_error_when_files_could_not_be_read(calls: Calls) -> None:
    calls.outcome = report(ERROR, EXCLUDED)
    assert run_sou("index", "--exit-error-on-skip").exit_status == 9

    calls.outcome = report(EXCLUDED)
    assert run_sou("index", "--exit-error-on-skip").exit_status == 0


def test_excluded_files_are_no_failure(calls: Calls) -> None:
    calls.outcome = report(EXCLUDED)

    assert run_sou("index").exit_status == 0


def test_quiet_says_errors_only(calls: Calls) -> None:
    calls.outcome = report(EXCLUDED)
    assert run_sou("index", "-q").stderr == ""

    calls.outcome = report(ERROR, EXCLUDED)
    assert run_sou("index", "-q").stderr == (
        "Could not read 1 file:\n  permission denied (1):\n    鎖.txt\n"
    )


def test_json_takes_the_place_of_the_summary(calls: Calls) -> None:
    outcome = run_sou("index", "--json", "-q", "--index", "/索引")

    assert outcome.stderr == ""
    assert json.loads(outcome.stdout)["index"] == "/索引"


def test_the_status_of_an_index(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    from unit.cli_fakes import FakeIndex, use_index

    for name in ("default", "工作"):
        (tmp_path / "sou" / "indexes" / name).mkdir(parents=True)
    state = status(skipped=(ERROR,), roots=("/筆\x1b[31m記",))
    use_index(monkeypatch, FakeIndex(tmp_path, state=state))
    environ = {"XDG_DATA_HOME": str(tmp_path)}

    table = run_sou("status", environ=environ, terminal=True).stdout
    named = run_sou("status", "--skipped", environ=environ).stdout
    wire = json.loads(run_sou("status", "--json", environ=environ).stdout)

    assert "root           /筆␛[31m記\n" in table
    assert "other indexes  工作\n" in table
    assert named == "Skipped 1 file:\n  permission denied (1):\n    鎖.txt\n"
    assert wire["other_indexes"] == ["工作"]


def test_words_are_cut_anew_by_the_dictionary_of_the_environment(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    asked: list[Any] = []

    def reanalyse_index(location: Any, **options: Any) -> IndexReport:
        asked.append((location, options["config"], options["memory_bytes"]))
        return report(added=0, updated=3, unchanged=0)

    engine = SimpleNamespace(reanalyse_index=reanalyse_index)
    monkeypatch.setitem(sys.modules, "sou.upkeep", engine)
    words = ["index", "--reanalyse", "--index", str(tmp_path), "--memory", "2G"]

    outcome = run_sou(*words, environ={"SOU_CONFIG": str(tmp_path / "詞")})
    refused = run_sou(*words, "/筆記")

    assert (outcome.exit_status, outcome.stdout) == (0, "")
    assert outcome.stderr.startswith("Indexed 3 changed: 3 documents")
    assert asked == [(tmp_path, tmp_path / "詞", 2 << 30)]
    assert refused.exit_status == 2
    assert "--reanalyse reads no files: leave out PATH" in refused.stderr


def test_encodings_are_handed_on_as_they_were_typed(calls: Calls) -> None:
    run_sou("index", "--encoding", "舊/*.txt=big5", "--encoding", "GBK", "/筆記")

    assert calls.encodings == ["舊/*.txt=big5", "GBK"]


def test_an_encoding_that_is_none_is_a_usage_error_with_a_hint(calls: Calls) -> None:
    outcome = run_sou("index", "--encoding", "*.txt=bgi5")

    assert outcome.exit_status == 2
    assert "there is no encoding 'bgi5'; did you mean big5?" in outcome.stderr
    assert "usage: sou index" in outcome.stderr
    assert not calls
