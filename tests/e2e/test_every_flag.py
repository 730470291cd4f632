"""Every name of every flag of every command: with it something holds that does not without it.

A flag that is not in the tables, or whose effect is gone, fails here. So the tables are the
list of what the command line can do; what needs a terminal or a second process is in
``ELSEWHERE``, by the test that shows it.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from _pytest.mark.structures import ParameterSet

from sou.cli.main import root, subcommands
from unit.cli_fakes import Outcome, run_sou

ROOT = Path(__file__).parents[2]
COMMANDS = {command.name: command for command in (root(), *subcommands())}
Holds = Callable[[Outcome], bool]


class World:
    """Files, an index of them, and a configuration; made anew for each run of a command."""

    def __init__(self, base: Path) -> None:
        self.base, self.notes, self.config = base, base / "筆記", base / "設定"
        outside = base / "外"
        for folder in (self.notes, self.config, outside):
            folder.mkdir(parents=True)
        for name, text in {
            "甲.txt": "開頭。\n人工智慧需要晶片。\n" + "中間。\n" * 40 + "晶片又見。\n結尾。\n",
            "乙.md": "---\nauthor: 王\ndate: 2020-05-20\n---\n芯片與電腦\n",
            "丙.txt": "發展电脑，头发。晶片。",
            "略.log": "略過的東西",
            ".隱.txt": "隱藏的東西",
            ".gitignore": "不看.txt\n",
            "不看.txt": "不看的東西",
        }.items():
            (self.notes / name).write_text(text, "utf-8")
        (self.notes / "長.txt").write_text("很長的東西。" * 3000, "utf-8")
        (self.notes / "二進.dat").write_bytes("二進的東西".encode() + b"\0\1\2" * 99)
        (self.notes / "五碼.txt").write_bytes("矗立".encode("big5"))
        (outside / "連.txt").write_text("連到的東西", "utf-8")
        for number in range(41):
            (self.notes / f"圖{number}.png").touch()
        (self.notes / "連結").symlink_to(outside)

    def run(self, *words: str, index: str = "索引", terminal: bool = False) -> Outcome:
        environ = {
            "SOU_INDEX": str(self.base / index),
            "SOU_CONFIG": str(self.config),
            "XDG_DATA_HOME": str(self.base / "資料"),
            "PATH": os.environ["PATH"],
            "EDITOR": "true",
        }
        return run_sou(*words, cwd=str(self.base), environ=environ, terminal=terminal)


@pytest.fixture
def new_world(tmp_path: Path) -> Iterator[Callable[[], World]]:
    numbers = iter(range(99))
    before = Path.cwd()
    os.chdir(tmp_path)

    def made() -> World:
        one = World(tmp_path / str(next(numbers)))
        os.chdir(one.base)
        return one

    yield made
    os.chdir(before)


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    made = World(tmp_path_factory.mktemp("flags") / "一")
    assert made.run("index", str(made.notes), "-q").exit_status == 0
    return made


class Case(NamedTuple):
    """What to run, with the flag and without, and what holds with it only."""

    words: tuple[str, ...]
    holds: Holds
    value: str = ""
    """Of the flag."""


def said(text: str) -> Holds:
    return lambda outcome: text in outcome.stdout + outcome.stderr


def not_said(text: str) -> Holds:
    return lambda outcome: text not in outcome.stdout + outcome.stderr


def ends(status: int) -> Holds:
    return lambda outcome: outcome.exit_status == status


def prints(text: str) -> Holds:
    return lambda outcome: outcome.stdout == text


def lines(count: int) -> Holds:
    return lambda outcome: len(outcome.stdout.splitlines()) == count


def is_json(outcome: Outcome) -> bool:
    try:
        return bool(json.loads(outcome.stdout)["version"] == 1)
    except ValueError:
        return False


ASKED = {
    ("search", "--limit"): Case(("-l", "晶片"), lines(1), "1"),
    ("search", "--offset"): Case(("--jsonl", "晶片"), not_said('"rank":1,'), "1"),
    ("search", "--snippets"): Case(("--vimgrep", "--path", "甲", "晶片"), lines(2), "5"),
    ("search", "--sort"): Case(
        ("--jsonl", "晶片"), lambda one: paths(one) == sorted(paths(one)), "path"
    ),
    ("search", "--reverse"): Case(
        ("--sort", "path", "--jsonl", "晶片"),
        lambda one: paths(one) == sorted(paths(one), reverse=True),
    ),
    ("search", "--all"): Case(("-c", "晶片 人工智慧"), prints("1\n")),
    ("search", "--exact-script"): Case(("-c", "電腦"), prints("1\n")),
    ("search", "--no-regional"): Case(("-c", "晶片"), prints("2\n")),
    ("search", "--since"): Case(("-c", "晶片"), prints("2\n"), "2021"),
    ("search", "--type"): Case(("-c", "晶片"), prints("1\n"), "md"),
    ("search", "--path"): Case(("-c", "晶片"), prints("1\n"), "甲"),
    ("search", "--lang"): Case(("-c", "晶片"), prints("1\n"), "zh-Hans"),
    ("search", "--facet"): Case(("晶片",), said("type\ttext\t2"), "type"),
    ("search", "--context"): Case(("--path", "甲", "人工智慧"), said("1- 開頭"), "1"),
    ("search", "--before-context"): Case(("--path", "甲", "人工智慧"), said("1- 開頭"), "1"),
    ("search", "--after-context"): Case(("--path", "甲", "人工智慧"), said("3- 中間"), "1"),
    ("search", "--files-with-matches"): Case(("人工智慧",), prints("筆記/甲.txt\n")),
    ("search", "--null"): Case(("-l", "人工智慧"), prints("筆記/甲.txt\0")),
    ("search", "--count"): Case(("晶片",), prints("3\n")),
    ("search", "--quiet"): Case(("晶片",), lambda one: one.stdout + one.stderr == ""),
    ("search", "--json"): Case(("晶片",), is_json),
    ("search", "--jsonl"): Case(
        ("晶片",), lambda one: all(map(is_object, one.stdout.splitlines()))
    ),
    ("search", "--vimgrep"): Case(("人工智慧",), said("筆記/甲.txt:2:1:")),
    ("search", "--format"): Case(("人工智慧",), prints("甲.txt\n"), "{title}"),
    ("search", "--batch"): Case((), said('"id":1'), "筆記/丙.txt"),
    ("search", "--color"): Case(("晶片",), said("\x1b[1;31m"), "always"),
    ("search", "--hyperlinks"): Case(("晶片",), said("\x1b]8;"), "always"),
    ("suggest", "--limit"): Case(("人",), lines(1), "1"),
    ("suggest", "--all"): Case(("--json", "晶爿 人工智慧"), said('"documents":1'), ""),
    ("suggest", "--json"): Case(("電",), is_json),
    ("open", "--print"): Case(("筆記/甲.txt:2",), said("甲.txt")),
    ("status", "--skipped"): Case((), said("not followed")),
    ("status", "--verify"): Case((), said("every file and document")),
    ("status", "--json"): Case((), is_json),
    ("verify", "--recall"): Case(("--samples", "5"), said("found       5")),
    ("verify", "--samples"): Case(("--recall", "--json"), said('"samples":7'), "7"),
    ("verify", "--seed"): Case(("--recall", "--json", "--samples", "3"), said('"seed":77,'), "77"),
    ("verify", "--json"): Case((), is_json),
    ("explain", "--all"): Case(("無此 晶片", "筆記/甲.txt"), ends(1)),
    ("explain", "--exact-script"): Case(("電腦", "筆記/丙.txt"), ends(1)),
    ("explain", "--no-regional"): Case(("晶片", "筆記/乙.md"), ends(1)),
    ("explain", "--json"): Case(("晶片", "筆記/甲.txt"), is_json),
    ("export", "--since"): Case(("--no-text", "晶片"), not_said("乙.md"), "2021"),
    ("export", "--type"): Case(("--no-text",), lines(1), "md"),
    ("export", "--path"): Case(("--no-text",), lines(1), "甲"),
    ("export", "--lang"): Case(("--no-text", "晶片"), not_said("zh-Hans"), "zh-Hant"),
    ("export", "--all"): Case(("--no-text", "晶片 人工智慧"), lines(1)),
    ("export", "--exact-script"): Case(("--no-text", "電腦"), lines(1)),
    ("export", "--no-regional"): Case(("--no-text", "晶片"), lines(2)),
    ("export", "--no-text"): Case((), not_said('"text":')),
    ("config", "--defaults"): Case((), said("# limit = 10")),
    ("config", "--path"): Case((), lines(1)),
    ("config", "--json"): Case((), is_json),
    ("config", "--set"): Case((), said("limit = 77"), "search.limit=77"),
    ("", "--version"): Case((), lines(1)),
}
"""Flags of commands that only ask."""

CHANGING: dict[str, tuple[str, Callable[[set[str]], bool]]] = {
    "--include": ("*.md", lambda kept: kept == {"乙.md"}),
    "--exclude": ("*.log", lambda kept: "略.log" not in kept),
    "--no-ignore": ("", lambda kept: "不看.txt" in kept),
    "--hidden": ("", lambda kept: ".隱.txt" in kept),
    "--binary": ("", lambda kept: "二進.dat" in kept),
    "--follow": ("", lambda kept: "連.txt" in kept),
    "--max-size": ("50K", lambda kept: "長.txt" not in kept),
}
"""Flags that say which files are taken, and which are then."""

INDEXING = {
    ("index", "--encoding"): Case(
        (), lambda one: encoding_of(one, "五碼.txt") == "euc_jp", "筆記/五碼.txt=euc-jp"
    ),
    ("index", "--dry-run"): Case((), said("Would read")),
    ("index", "--reanalyse"): Case((), ends(4)),
    ("index", "--verbose"): Case((), said("圖9.png")),
    ("index", "--quiet"): Case((), not_said("characters read")),
    ("index", "--json"): Case((), is_json),
    ("sources", "--quiet"): Case(("add", "筆記"), lambda one: one.stdout + one.stderr == ""),
    ("sources", "--json"): Case(("add", "筆記"), is_json),
}
"""Flags of commands that write, each run on an index of its own."""

ELSEWHERE = {
    ("", "--plain"): "tests/unit/test_cli_main.py::test_on_a_terminal_the_app_opens",
    ("tui", "--plain"): "tests/unit/test_cli_main.py::test_on_a_terminal_the_app_opens",
    ("tui", "--web"): "tests/tui/test_web.py::test_the_command_serves_and_says_where",
    ("tui", "--port"): "tests/tui/test_web.py::test_the_command_serves_and_says_where",
    ("index", "--jobs"): "tests/unit/test_cli_index.py::test_jobs_and_memory_are_handed_on",
    ("index", "--memory"): "tests/unit/test_cli_index.py::test_jobs_and_memory_are_handed_on",
    ("index", "--file-time"): "tests/unit/test_cli_index.py::test_jobs_and_memory_are_handed_on",
    ("index", "--file-memory"): "tests/unit/test_cli_index.py::test_jobs_and_memory_are_handed_on",
    ("index", "--watch"): (
        "tests/e2e/test_watch.py::test_the_command_tells_of_each_batch_and_ends_cleanly"
    ),
    ("serve", "--host"): "tests/e2e/test_http_service.py::test_what_cannot_be_served_is_said",
    ("serve", "--port"): "tests/e2e/test_http_service.py::test_what_cannot_be_served_is_said",
    ("serve", "--token-file"): "tests/e2e/test_http_service.py::test_a_token_may_be_in_a_file",
    ("serve", "--allow-host"): "tests/e2e/test_http.py::test_a_name_can_be_allowed",
    ("serve", "--timeout"): (
        "tests/e2e/test_http_service.py::test_a_slow_search_is_given_up_and_stopped"
    ),
    ("serve", "--max-requests"): (
        "tests/e2e/test_http_service.py::test_more_requests_than_may_be_are_told_to_try_again"
    ),
    ("pick", "--format"): (
        "tests/tui/test_tmux_pick.py::test_typing_searches_and_the_form_is_filled"
    ),
    ("pick", "--print0"): "tests/tui/test_tmux_pick.py::test_nulls_part_and_end",
    ("pick", "--read0"): "tests/tui/test_tmux_pick.py::test_nulls_part_and_end",
}

EVERYWHERE = ("--help", "--index", "--format-version", "--set", "--no-config")
WITHOUT_EFFECT = {("search", "--ignore-case"), ("completion", "--index"), ("manual", "--index")}
"""Accepted because grep has it, or because every command has it."""
GOING_ON = ("tui", "pick", "serve", "mcp")
"""Commands that end when they are told to."""
ENOUGH = {
    "": ("--version",),
    "index": ("筆記",),
    "sources": ("add", "筆記"),
    "search": ("晶片",),
    "suggest": ("電",),
    "open": ("--print", "筆記/甲.txt"),
    "explain": ("晶片", "筆記/甲.txt"),
    "completion": ("bash",),
}
"""Words with which a command does something, where it needs any."""


def paths(outcome: Outcome) -> list[str]:
    return [json.loads(line)["path"] for line in outcome.stdout.splitlines() if is_object(line)]


def is_object(line: str) -> bool:
    return line.startswith('{"version":1,')


def kept(world: World) -> set[str]:
    found = paths(world.run("export", "--no-text", index="新"))
    return {Path(path).name for path in found}


def encoding_of(outcome: Outcome, name: str) -> str:
    del outcome
    found = run_sou(
        "export",
        "--no-text",
        "--path",
        name,
        environ={"SOU_INDEX": str(Path.cwd() / "新")},
    )
    return str(json.loads(found.stdout)["encoding"])


def flags() -> list[tuple[str, tuple[str, ...]]]:
    return [
        (command.name, argument.names)
        for command in COMMANDS.values()
        for argument in command.arguments
        if argument.kind != "words"
    ]


def named(rows: Iterable[tuple[str, str]]) -> list[ParameterSet]:
    return [pytest.param(*row, id=" ".join(row).strip()) for row in rows]


def names_of(command: str, flag: str) -> tuple[str, ...]:
    return next(names for name, names in flags() if name == command and flag in names)


def with_flag(case: Case, name: str) -> tuple[str, ...]:
    return (name, case.value, *case.words) if case.value else (name, *case.words)


def test_every_flag_is_in_one_of_the_tables() -> None:
    tabled = {*ASKED, *INDEXING, *ELSEWHERE, *WITHOUT_EFFECT}
    tabled |= {(command, flag) for command in ("index", "sources") for flag in CHANGING}
    tabled.add(("index", "--exit-error-on-skip"))

    left_out = [
        (command, names)
        for command, names in flags()
        if not any((command, name) in tabled or name in EVERYWHERE for name in names)
    ]
    assert left_out == []
    assert [one for one in tabled if not names_of(*one)] == []


@pytest.mark.parametrize(("command", "flag"), named(ASKED))
def test_a_flag_of_a_question(command: str, flag: str, world: World) -> None:
    case = ASKED[command, flag]
    os.chdir(world.base)
    words = [command] if command else []
    without = world.run(*words, *case.words)

    assert not case.holds(without)
    for name in names_of(command, flag):
        assert case.holds(world.run(*words, *with_flag(case, name))), name


@pytest.mark.parametrize("flag", CHANGING)
def test_a_flag_that_says_which_files_are_taken(flag: str, new_world: Callable[[], World]) -> None:
    value, holds = CHANGING[flag]
    words = [flag, value] if value else [flag]
    plain, indexed, added = new_world(), new_world(), new_world()
    os.chdir(plain.base)
    plain.run("index", "筆記", index="新")
    os.chdir(indexed.base)
    indexed.run("index", *words, "筆記", index="新")
    os.chdir(added.base)
    added.run("sources", "add", *words, "筆記", index="新")
    added.run("index", index="新")

    assert not holds(kept(plain))
    assert holds(kept(indexed))
    assert holds(kept(added))


@pytest.mark.parametrize(("command", "flag"), named(INDEXING))
def test_a_flag_of_a_command_that_writes(
    command: str, flag: str, new_world: Callable[[], World]
) -> None:
    case = INDEXING[command, flag]
    words = case.words or ("筆記",)
    if flag == "--reanalyse":
        words = ()  # it reads no files, so an index must be there
    without = new_world().run(command, *words, index="新")
    if flag == "--reanalyse":
        assert without.exit_status == 2

    assert not case.holds(without)
    for name in names_of(command, flag):
        one = Case(words, case.holds, case.value)
        assert case.holds(new_world().run(command, *with_flag(one, name), index="新")), name


def test_files_that_cannot_be_read_end_with_a_status_of_their_own(
    new_world: Callable[[], World],
) -> None:
    world = new_world()
    (world.notes / "壞.zip").write_bytes(b"PK\x03\x04" + b"x" * 50)

    assert world.run("index", "筆記", index="新").exit_status == 1
    assert world.run("index", "--exit-error-on-skip", index="新").exit_status == 9


@pytest.mark.parametrize(
    ("command", "flag"),
    named((name, one) for name, names in flags() for one in names if names[-1] in EVERYWHERE),
)
def test_a_flag_that_many_commands_have(
    command: str, flag: str, new_world: Callable[[], World]
) -> None:
    world = new_world()
    before = ["index", "筆記", "-q"]
    assert world.run(*before).exit_status == 0
    words = [*([command] if command else []), *ENOUGH.get(command, ())]
    if command not in GOING_ON:
        assert world.run(*words).exit_status == 0

    match flag:
        case "-h" | "--help":
            helped = world.run(*words, flag)
            assert helped.stdout.startswith("usage: sou")
            assert COMMANDS[command].summary in helped.stdout
        case "--format-version":
            assert world.run(*words, flag, "1").exit_status == 0
            assert world.run(*words, flag, "2").exit_status == 2
        case "--set":
            assert "there is no such option" in world.run(*words, flag, "a.b=1").stderr
        case "--no-config":
            (world.config / "config.toml").write_text("[serch]\n", "utf-8")
            assert world.run(*words).exit_status == 2
            assert world.run(*words, flag).exit_status == 0
        case "--index":
            check_index(world, command, words)


def check_index(world: World, command: str, words: list[str]) -> None:
    """See that another index is meant, or, where none is read, that nothing changes."""
    if command in ("", "open", *GOING_ON):  # it would open something, or wait
        words = [] if command == "" else words
        refused = world.run(*words, "--index", "a:b", terminal=command in ("", "tui"))
        assert "'a:b' cannot name an index" in refused.stderr
        return
    other = world.run(*words, "--index", "./別處")
    if command in ("completion", "manual"):
        assert other == world.run(*words)
    elif command == "config":
        assert 'name = "./別處"' in other.stdout
    elif command in ("index", "sources"):
        assert (world.base / "別處" / "manifest.json").is_file()
    else:
        assert other.exit_status == 4


@pytest.mark.parametrize(("command", "flag"), named(sorted(ELSEWHERE)))
def test_other_tests_are_where_they_are_said_to_be(command: str, flag: str) -> None:
    path, name = ELSEWHERE[command, flag].split("::")
    text = (ROOT / path).read_text("utf-8")
    body = text.split(f"def {name}(")[1].split("\ndef ")[0]
    above = text.split(f"def {name}(")[0].rpartition("\n\n\n")[2]

    assert any(re.search(rf"{one}\b", above + body) for one in names_of(command, flag))


def test_what_changes_nothing_changes_nothing(world: World) -> None:
    for name in names_of("search", "--ignore-case"):
        assert (
            world.run("search", "-l", name, "晶片").stdout
            == world.run("search", "-l", "晶片").stdout
        )
