"""Shells complete sou's words, and man shows its page; each by the real program."""

import os
import pty
import re
import select
import shutil
import subprocess
import time
from pathlib import Path

import pytest

from sou.cli.main import root, subcommands
from unit.cli_fakes import run_sou

COMMANDS = {one.name for one in subcommands()}


def options(name: str) -> set[str]:
    (command,) = [one for one in subcommands() if one.name == name]
    return {word for one in command.arguments if one.kind != "words" for word in one.names}


def needs(program: str) -> pytest.MarkDecorator:
    return pytest.mark.skipif(shutil.which(program) is None, reason=f"{program} is not installed")


def script(shell: str, tmp_path: Path) -> Path:
    outcome = run_sou("completion", shell)
    assert (outcome.exit_status, outcome.stderr) == (0, "")
    path = tmp_path / "_sou"
    path.write_text(outcome.stdout, encoding="utf-8")
    return path


def by_bash(path: Path, *words: str) -> set[str]:
    """Return what bash offers for the last of some words."""
    typed = " ".join(f"'{word}'" for word in words)
    asked = (
        f"set -u; . '{path}'; COMP_WORDS=({typed}); COMP_CWORD={len(words) - 1}; "
        "_sou; printf '%s\\n' ${COMPREPLY[@]+\"${COMPREPLY[@]}\"}"
    )
    finished = subprocess.run(
        ["bash", "--norc", "-c", asked],
        capture_output=True,
        text=True,
        check=False,
        cwd=path.parent,
    )
    assert finished.stderr == ""
    return set(finished.stdout.splitlines()) - {""}


@needs("bash")
def test_bash_completes_commands_options_and_values(tmp_path: Path) -> None:
    path = script("bash", tmp_path)

    assert by_bash(path, "sou", "") == COMMANDS
    expected = {name for name in COMMANDS if name.startswith("s")}
    assert by_bash(path, "sou", "--index", "x", "s") == expected
    assert by_bash(path, "sou", "search", "-") == options("search")
    assert by_bash(path, "sou", "search", "晶片", "--color", "") == {"auto", "always", "never"}
    assert by_bash(path, "sou", "completion", "z") == {"zsh"}
    (tmp_path / "_s a.txt").touch()
    assert by_bash(path, "sou", "index", "_s") == {"_sou", "_s a.txt"}
    assert by_bash(path, "sou", "search", "_s") == set()
    assert by_bash(path, "sou", "sources", "a") == {"add"}
    assert by_bash(path, "sou", "sources", "add", "_s") == {"_sou", "_s a.txt"}
    assert by_bash(path, "sou", "search", "--color", "=", "n") == {"never"}
    assert by_bash(path, "sou", "search", "--color", "=") == {"auto", "always", "never"}


def by_fish(path: Path, line: str) -> set[str]:
    finished = subprocess.run(
        ["fish", "--no-config", "-c", f"source '{path}'; complete -C '{line}'"],
        capture_output=True,
        text=True,
        check=True,
        cwd=path.parent,
        env={**os.environ, "HOME": str(path.parent), "LC_ALL": "C.UTF-8"},
    )
    assert finished.stderr == ""
    return {one.split("\t")[0] for one in finished.stdout.splitlines()}


@needs("fish")
def test_fish_completes_commands_options_and_values(tmp_path: Path) -> None:
    path = script("fish", tmp_path)

    assert by_fish(path, "sou ") == COMMANDS
    assert by_fish(path, "sou search --") == {one for one in options("search") if one[:2] == "--"}
    assert by_fish(path, "sou search --color ") == {"auto", "always", "never"}
    assert by_fish(path, "sou completion z") == {"zsh"}
    assert by_fish(path, "sou index _s") == {"_sou"}
    assert by_fish(path, "sou sources a") == {"add"}
    assert by_fish(path, "sou sources add _s") == {"_sou"}


@needs("zsh")
def test_zsh_completes_commands_and_options(tmp_path: Path) -> None:
    script("zsh", tmp_path)
    (tmp_path / ".zshrc").write_text(
        f"PROMPT='%% '; fpath=('{tmp_path}' $fpath); autoload -Uz compinit; compinit -u -D\n"
        "zstyle ':completion:*' menu no\nLISTMAX=1000\nprint READY\n"
    )

    for typed, expected in (
        ("sou sea\t", "sou search "),
        ("sou completion f\t", "sou completion fish"),
        ("sou search --vimg\t", "--vimgrep"),
        ("sou sources rem\t", "sou sources remove"),
        ("sou sources add _so\t", "sou sources add _sou"),
        ("sou search --color=nev\t", "--color=never"),
    ):
        assert expected in typed_into_zsh(tmp_path, typed, expected), typed


def typed_into_zsh(home: Path, keys: str, expected: str) -> str:
    """Return what a terminal shows after some keys, or after ten seconds."""
    pid, terminal = pty.fork()
    if pid == 0:
        os.chdir(home)
        os.environ.update(ZDOTDIR=str(home), HOME=str(home), TERM="dumb", LC_ALL="C.UTF-8")
        os.execvp("zsh", ["zsh", "-i"])  # noqa: S606 -- the shell is what is tested
    shown, is_typed = "", False
    deadline = time.monotonic() + 20
    try:
        while time.monotonic() < deadline and expected not in shown:
            if select.select([terminal], [], [], 0.1)[0]:
                shown += os.read(terminal, 4096).decode(errors="replace")
            if not is_typed and "READY" in shown and "% " in shown.split("READY")[1]:
                os.write(terminal, keys.encode())
                is_typed, shown = True, ""
    finally:
        os.close(terminal)
        os.waitpid(pid, 0)
    return shown


@pytest.mark.parametrize("words", [[], ["csh"], ["bash", "zsh"]])
def test_another_shell_is_a_usage_error(words: list[str]) -> None:
    outcome = run_sou("completion", *words)

    assert (outcome.exit_status, outcome.stdout) == (2, "")
    assert "name one of bash, zsh, fish" in outcome.stderr


@needs("man")
@needs("groff")
def test_man_shows_every_command_and_option_without_complaint(tmp_path: Path) -> None:
    page = tmp_path / "sou.1"
    page.write_text(run_sou("manual").stdout, encoding="utf-8")

    finished = subprocess.run(
        ["man", "--warnings=all", "-l", str(page)],
        capture_output=True,
        text=True,
        check=True,
        env={
            **os.environ,
            "LC_ALL": "C.UTF-8",
            "MANWIDTH": "200",
            "MANPAGER": "cat",
            "TERM": "dumb",
        },
    )

    shown = re.sub(r".\x08", "", finished.stdout)
    assert finished.stderr == ""
    for command in (root(), *subcommands()):
        for argument in command.arguments:
            assert argument.kind == "words" or argument.names[-1] in shown
            assert " ".join(argument.help.split()) in " ".join(shown.split())
