"""Whatever is typed, ``sou search`` answers or says what is wrong: never a bug, never a trace."""

import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from sou.cli.diagnostics import Exit
from sou.cli.main import subcommands
from sou.output.places import FIELDS
from sou.upkeep import index_paths
from unit.cli_fakes import Outcome, run_sou

WORDS = "晶片 产业 電腦 芯片 AI ai 2024 晶片* =晶片 AND OR NOT - --"
FIELDS_OF_QUERIES = "title: author: path: type:md lang:zh date: date:7d py: py:jp"
SIGNS = "\"'「」『』()（）*=-|:： \t\n，。\\{}\0\x1b\u202e\udcff🀄"
PIECES = [*WORDS.split(), *FIELDS_OF_QUERIES.split(), *SIGNS]
SWITCHES = "-l -c -i -q -0 -r --json --jsonl --vimgrep --all --exact-script --no-regional --help"
queries = st.lists(st.sampled_from(PIECES), max_size=6).map("".join) | st.text(max_size=12)
numbers = st.sampled_from(["-2", "-1", "0", "1", "2", "99999999999999999999", "x", ""])
templates = st.lists(
    st.sampled_from([*(f"{{{name}}}" for name in FIELDS), "{", "}", "{{", "}}", "\\", "n", "晶"]),
    max_size=5,
).map("".join)
options = st.one_of(
    st.sampled_from(SWITCHES.split()).map(lambda one: [one]),
    st.tuples(
        st.sampled_from(["-n", "--offset", "-m", "-A", "-B", "-C", "--format-version"]), numbers
    ).map(list),
    st.tuples(
        st.sampled_from(["since", "type", "path", "lang", "color", "sort", "facet"]),
        queries | st.sampled_from(["7d", "2024-05", "md", "type", "year", "path", "always"]),
    ).map(lambda one: [f"--{one[0]}={one[1]}"]),
    templates.map(lambda one: [f"--format={one}"]),
    st.just(["--batch=-"]),
    st.tuples(st.sampled_from(["search.limit", "search.all", "x"]), numbers).map(
        lambda one: [f"--set={one[0]}={one[1]}"]
    ),
)
command_lines = st.tuples(st.lists(options, max_size=4), st.lists(queries, max_size=2)).map(
    lambda one: [*(word for words in one[0] for word in words), *one[1]]
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    base = tmp_path_factory.mktemp("fuzz")
    (base / "甲.md").write_text(
        "---\ndate: 2024-05-20\n---\n# 晶片產業\n\n台灣的晶片，AI。\n", "utf-8"
    )
    (base / "乙.txt").write_text("電腦\r\n芯片 \x1b[31m 鏡片\r\n", "utf-8", newline="")
    (base / "空.txt").write_text("", "utf-8")
    index_paths([base], base / "索引")
    return base


@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow])
@given(words=command_lines, stdin=st.lists(queries, max_size=3).map("\n".join))
@example(words=["--type=--"], stdin="")
@example(words=["--sort=--", "晶片"], stdin="")
def test_every_command_line_ends_well(words: list[str], stdin: str, folder: Path) -> None:
    outcome = asked_there(folder, "search", *words, stdin=stdin.encode("utf-8", "surrogatepass"))

    status = outcome.exit_status
    assert status in {Exit.OK, Exit.NOTHING, Exit.ERROR, Exit.QUERY}, outcome.stderr
    if status in {Exit.ERROR, Exit.QUERY}:
        assert outcome.stderr or "--batch=-" in words
    if {"--json", "--jsonl", "--batch=-"} & set(words) and "--help" not in words:
        for line in outcome.stdout.splitlines():
            assert json.loads(line)["version"] == 1


FUZZED = ("export", "suggest", "explain", "config")
ASKING = {one.name: one for one in subcommands() if one.name in FUZZED}


@st.composite
def asked(draw: st.DrawFn) -> list[str]:
    """Draw a command that only asks, with any of its options, and any values and words."""
    command = draw(st.sampled_from(list(ASKING.values())))
    words = [command.name]
    for one in draw(st.lists(st.sampled_from(command.arguments), max_size=4)):
        if one.kind != "words":
            values = numbers if one.kind == "integer" else queries
            words += [draw(st.sampled_from(one.names))]
            words += [] if one.kind == "switch" else [draw(values)]
    return words + draw(st.lists(queries | st.just("甲.md"), max_size=3))


@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow])
@given(words=asked())
def test_other_commands_end_well(words: list[str], folder: Path) -> None:
    outcome = asked_there(folder, *words)

    status = outcome.exit_status
    assert status not in {Exit.BUG, Exit.SYSTEM, Exit.INTERRUPTED}, outcome.stderr
    if status not in {Exit.OK, Exit.NOTHING}:
        assert outcome.stderr


def asked_there(folder: Path, *words: str, stdin: bytes | None = None) -> Outcome:
    index = str(folder / "索引")
    return run_sou(*words, cwd=str(folder), environ={"SOU_INDEX": index}, stdin=stdin)
