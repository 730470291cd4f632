"""The command ``sou``: finds the subcommand, runs it, turns errors into a status.

In: the words of a shell. Out: an exit status. Importing this loads no engine,
no app and nothing third-party.
"""

from __future__ import annotations

import importlib
import os
import sys
from argparse import Namespace
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Final

from sou.cli.arguments import HELP, INDEX, Argument, Command, UsageError, parse, parser
from sou.cli.console import Console, ReaderGone, process_console
from sou.cli.diagnostics import Exit, report, wants_json, warn
from sou.errors import (
    DiskFullError,
    IndexCorruptError,
    IndexMissingError,
    IndexOutdatedError,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_MODULES: Final = {
    "index": "sou.cli.index",
    "sources": "sou.cli.sources",
    "search": "sou.cli.search",
    "suggest": "sou.cli.suggest",
    "open": "sou.cli.open",
    "status": "sou.cli.status",
    "verify": "sou.cli.verify",
    "explain": "sou.cli.explain",
    "export": "sou.cli.export",
    "config": "sou.cli.config",
    "tui": "sou.cli.app",
    "pick": "sou.cli.pick",
    "completion": "sou.cli.completion",
    "manual": "sou.cli.manual",
    "mcp": "sou.cli.mcp",
    "serve": "sou.cli.serve",
}
"""Where each command is declared; only the one that runs is loaded, which saves 8 ms."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run ``sou`` and return its exit status; ``argv`` leaves out the program."""
    return run(sys.argv[1:] if argv is None else argv, process_console())


def run(words: Sequence[str], console: Console) -> int:
    """Run ``sou`` on any console; every error ends here, as a line and a status."""
    try:
        exit_status = _dispatch(words, console)
        console.flush()
    except ReaderGone:
        exit_status = Exit.OK  # the reader has what it wanted
    except (Exception, KeyboardInterrupt) as error:
        as_json = wants_json(words) or _split(words)[1] == "export"  # it writes nothing else
        exit_status = report(error, console.narrator, console.environ, as_json=as_json)
    return _flushed(exit_status, console)


def subcommands() -> tuple[Command, ...]:
    """Return all subcommands, in the order of the help."""
    return tuple(map(_command, _MODULES))


def root() -> Command:
    """Return ``sou`` itself."""
    lines = [f"  {command.name:<12}{command.summary}" for command in subcommands()]
    notes = ["Commands (sou COMMAND --help tells more):", *lines, "", "sou alone opens the app."]
    version = Argument(("--version",), "show the version and exit")
    plain = Argument(
        ("--plain",),
        "open the app without colour and lines, for screen readers",
        option="app.plain",
    )
    summary = "Full-text search of Chinese text"
    return Command("", summary, (version, plain, INDEX, HELP), _run_alone, "\n".join(notes))


def _command(name: str) -> Command:
    command: Command = importlib.import_module(_MODULES[name]).COMMAND
    return command


def _dispatch(words: Sequence[str], console: Console) -> int:
    before, name, after = _split(words)
    if name is None:
        return _run_one(root(), before, console)
    if name in _MODULES:
        return _run_one(_command(name), [*before, *after], console)
    raise UsageError(f"there is no command {name!r}; to search, write: {_hint(words)}")


def _run_one(command: Command, words: Sequence[str], console: Console) -> int:
    namespace = parse(command, words, partial(_given, command, console))
    if namespace.help:
        console.write(parser(command).format_help())
        return Exit.OK
    _check_format_version(namespace)
    try:
        return command.run(namespace, console)
    except (
        DiskFullError,
        IndexCorruptError,
        IndexMissingError,
        IndexOutdatedError,
    ) as error:
        raise type(error)(_with_index(str(error), namespace.typed_index)) from error


def _given(command: Command, console: Console, namespace: Namespace) -> Mapping[str, object]:
    """Return what is configured, and say what of it is left out."""
    namespace.typed_index = namespace.index
    takes_some = any(argument.option for argument in command.arguments)
    if namespace.help or getattr(namespace, "version", False) or not takes_some:
        return {}
    from sou.paths import may_be_configured

    words = getattr(namespace, "set", [])
    if not words and not may_be_configured(console.environ, console.cwd):
        return {}
    from sou.settings import read_settings

    flags = [*words, f"{INDEX.option}={namespace.index}"] if namespace.index else words
    uses_files = not getattr(namespace, "no_config", False)
    settings = read_settings(console.environ, console.cwd, flags, uses_files=uses_files)
    warn(settings.warnings, console.narrator)
    return settings.given()


def _check_format_version(namespace: Namespace) -> None:
    """Refuse a version of the JSON format that is not written."""
    from sou.output.version import VERSION

    version = getattr(namespace, "format_version", VERSION)
    if version != VERSION:
        raise UsageError(f"--format-version {version} is not written here; there is {VERSION}")


def _with_index(message: str, index: str | None) -> str:
    """Return a message whose last words, the command to run, are about the same index."""
    if index is None or not message.endswith(("sou index", "sou index PATH")):
        return message
    return f"{message} --index {_quoted(index)}"


def _run_alone(namespace: Namespace, console: Console) -> int:
    """Do what ``sou`` without a subcommand does."""
    if namespace.version:
        from importlib.metadata import version

        console.write(f"sou {version('sou')}\n")
        return Exit.OK
    if not (console.stdin_is_terminal and console.stdout_is_terminal):
        console.narrator.say(parser(root()).format_help().rstrip())
        return Exit.ERROR
    return _command("tui").run(
        Namespace(index=namespace.index, words=[], plain=namespace.plain, web=False), console
    )


def _split(words: Sequence[str]) -> tuple[Sequence[str], str | None, Sequence[str]]:
    """Cut the words at the first that is neither an option nor the value of one."""
    is_value = False
    for number, word in enumerate(words):
        if is_value:
            is_value = False
        elif word in INDEX.names:
            is_value = True
        elif not word.startswith("-"):
            return words[:number], word, words[number + 1 :]
    return words, None, ()


def _hint(words: Sequence[str]) -> str:
    return f"sou search {' '.join(map(_quoted, words))}"


def _quoted(word: str) -> str:
    import shlex

    return word if word.isalnum() else shlex.quote(word)


def _flushed(exit_status: int, console: Console) -> int:
    """Flush stdout now, or give it up: the interpreter would complain at exit."""
    try:
        console.flush()
    except (ReaderGone, OSError, ValueError) as error:
        with suppress(OSError, ValueError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), console.stdout.fileno())
        if not isinstance(error, ReaderGone) and exit_status in (Exit.OK, Exit.NOTHING):
            return report(error, console.narrator, console.environ)
    return exit_status
