import ast
import subprocess
import sys
from pathlib import Path

import pytest

import sou
from sou.cli.main import root, subcommands
from sou.errors import IndexLockedError, QuerySyntaxError, SearchCancelled
from unit.cli_fakes import FakeIndex, hit, run_sou, use_index

HEAVY = (
    "numpy",
    "whoosh",
    "selectolax",
    "jieba",
    "rjieba",
    "textual",
    "rich",
    "pathspec",
    "mcp",
    "pydantic",
    "starlette",
    "uvicorn",
    "anyio",
)


def loaded_after(statement: str) -> set[str]:
    script = f"{statement}; import sys; print(*sys.modules)"
    finished = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    return {name.split(".")[0] for name in finished.stdout.splitlines()[-1].split()}


def test_importing_the_command_line_loads_nothing_heavy() -> None:
    loaded = loaded_after("import sou.cli.main")

    assert loaded.isdisjoint(HEAVY)
    assert loaded.isdisjoint({"platformdirs", "importlib_metadata", "json", "asyncio"})


@pytest.mark.parametrize("words", [["--help"], ["search", "--help"], ["--version"], ["晶片"]])
def test_help_and_mistakes_load_nothing_heavy(words: list[str]) -> None:
    loaded = loaded_after(f"from sou.cli.main import main; main({words!r}); print()")

    assert loaded.isdisjoint(HEAVY)


def test_only_the_composers_are_a_way_past_the_command_line() -> None:
    """A module of the CLI that needs an inner stage would bypass the composers."""
    allowed = {
        "cli",
        "output",
        "jump",
        "engine",
        "stored_document",
        "upkeep",
        "brief",
        "limits",
        "model",
        "viewers",
        "services",
        "config",
        "settings",
        "sources",
        "reports",
        "errors",
        "paths",
        "text",
        "documents",
    }
    for module in (Path(sou.__file__).parent / "cli").glob("*.py"):
        for node in ast.walk(ast.parse(module.read_text("utf-8"))):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("sou."):
                assert (node.module or "").split(".")[1] in allowed, module.name


def test_sou_alone_off_a_terminal_says_how_to_use_it() -> None:
    outcome = run_sou()

    assert outcome.exit_status == 2
    assert outcome.stdout == ""
    assert outcome.stderr.startswith("usage: sou [OPTIONS] [COMMAND …]\n")
    for command in subcommands():
        assert f"  {command.name:<12}{command.summary}\n" in outcome.stderr


def test_the_version_is_that_of_the_distribution() -> None:
    outcome = run_sou("--version")

    assert (outcome.exit_status, outcome.stdout) == (0, "sou 0.1.0\n")


@pytest.mark.parametrize("name", ["", *(command.name for command in subcommands())])
def test_help_goes_to_stdout_and_is_success(name: str) -> None:
    outcome = run_sou(*filter(None, [name]), "--help")

    assert (outcome.exit_status, outcome.stderr) == (0, "")
    assert outcome.stdout.startswith(f"usage: sou {name}".rstrip())


def test_a_word_that_is_no_command_gets_a_hint() -> None:
    outcome = run_sou("晶片", "中國 發展")

    assert outcome.exit_status == 2
    assert outcome.stderr == (
        "sou: error: there is no command '晶片'; to search, write: sou search 晶片 '中國 發展'\n"
    )


def test_an_index_may_be_named_before_the_command(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    index = use_index(monkeypatch, FakeIndex(tmp_path, [hit()]))

    outcome = run_sou("--index", str(tmp_path / "索引"), "search", "-c", "晶片")

    assert (outcome.exit_status, outcome.stdout) == (0, "1\n")
    assert index.location == tmp_path / "索引"


def test_an_error_is_a_line_on_stderr(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    locked = IndexLockedError("another \x1b[31mprocess writes")
    use_index(monkeypatch, FakeIndex(tmp_path, error=locked))

    outcome = run_sou("search", "晶片")

    assert (outcome.exit_status, outcome.stdout) == (7, "")
    assert outcome.stderr == "sou: error: another ␛[31mprocess writes\n"


def test_a_query_error_points_at_its_place(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    error = QuerySyntaxError("this bracket is never closed", "晶片 (中國", 3, 4)
    use_index(monkeypatch, FakeIndex(tmp_path, error=error))

    outcome = run_sou("search", "晶片 (中國")

    assert outcome.exit_status == 3
    assert outcome.stderr == (
        "sou: error: this bracket is never closed\n"  #
        "  晶片 (中國\n"
        "       ^\n"
    )


def test_an_error_of_the_system_names_the_file(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    denied = PermissionError(13, "Permission denied", "/索引/文件")
    use_index(monkeypatch, FakeIndex(tmp_path, error=denied))

    outcome = run_sou("search", "晶片")

    assert (outcome.exit_status, outcome.stderr) == (
        10,
        "sou: error: /索引/文件: Permission denied\n",
    )


def test_a_bug_is_admitted_without_a_traceback(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    use_index(monkeypatch, FakeIndex(tmp_path, error=ZeroDivisionError("division by zero")))

    outcome = run_sou("search", "晶片")
    debugged = run_sou("search", "晶片", environ={"SOU_DEBUG": "1"})

    assert outcome.exit_status == debugged.exit_status == 70
    assert outcome.stderr.startswith(
        "sou: error: this should not have happened: ZeroDivisionError: division by zero\n"
    )
    assert "Traceback" not in outcome.stderr
    assert "Traceback" in debugged.stderr


def test_cancelling_ends_like_ctrl_c(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    use_index(monkeypatch, FakeIndex(tmp_path, error=SearchCancelled()))

    assert run_sou("search", "晶片").exit_status == 130


def test_the_app_needs_a_terminal() -> None:
    outcome = run_sou("tui")

    assert outcome.exit_status == 2
    assert outcome.stderr == (
        "sou: error: the app needs a terminal; for a script there is sou search\n"
    )


def test_the_app_is_not_drawn_on_a_terminal_that_only_adds_lines() -> None:
    outcome = run_sou("tui", terminal=True, environ={"TERM": "dumb"})

    assert outcome.exit_status == 2
    assert outcome.stderr == (
        "sou: error: the app cannot draw on TERM=dumb; for a script there is sou search\n"
    )


@pytest.mark.parametrize(
    ("words", "query", "is_plain"),
    [
        ([], "", False),
        (["--plain"], "", True),
        (["tui"], "", False),
        (["tui", "晶片", "--plain", "中國"], "晶片 中國", True),
    ],
)
def test_on_a_terminal_the_app_opens(
    words: list[str], query: str, is_plain: bool, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    class FakeApp:
        calls: tuple[str, str, bool] | None = None

        def run(self, location: str, query: str, *, is_plain: bool) -> int:
            self.calls = (location, query, is_plain)
            return 3

    fake = FakeApp()
    monkeypatch.setitem(sys.modules, "sou_tui.app", fake)

    outcome = run_sou(*words, "--index", str(tmp_path), terminal=True)

    assert outcome.exit_status == 3
    assert fake.calls == (str(tmp_path), query, is_plain)


def test_every_command_has_help_and_an_index_option() -> None:
    for command in (root(), *subcommands()):
        names = {name for argument in command.arguments for name in argument.names}

        assert {"--help", "-h", "--index"} <= names
