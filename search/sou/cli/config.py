"""``sou config``: every option, its value, and where it was set."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sou.cli.arguments import (
    FORMAT_VERSION,
    HELP,
    INDEX,
    INDEX_UNREAD,
    SET,
    Argument,
    Command,
    UsageError,
    usage,
)
from sou.cli.diagnostics import Exit, warn

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Iterable

    from sou.cli.console import Console


def run(namespace: Namespace, console: Console) -> int:
    """Print the options, the path of the user's file, or a file to begin with."""
    if namespace.json + namespace.path + namespace.defaults > 1:
        raise UsageError("--json, --path and --defaults exclude each other", usage(COMMAND))
    if namespace.defaults:
        from sou.output.configured import defaults_text

        console.write(defaults_text())
        return Exit.OK
    if namespace.path:
        from sou.paths import CONFIG_NAME, config_folder

        console.write_path(f"{config_folder(console.environ) / CONFIG_NAME}\n")
        return Exit.OK
    from sou.settings import read_settings

    index = [f"{INDEX.option}={namespace.index}"] if namespace.index else []
    settings = read_settings(console.environ, console.cwd, [*namespace.set, *index])
    if namespace.json:
        from sou.cli.main import root, subcommands
        from sou.output.configured import settings_object
        from sou.output.wire import encode

        flags = flags_of((root(), *subcommands()))
        console.write(encode(settings_object(settings, flags)))
        return Exit.OK
    from sou.output.configured import settings_text

    warn(settings.warnings, console.narrator)
    console.write_path(settings_text(settings))
    return Exit.OK


def flags_of(commands: Iterable[Command]) -> dict[str, list[str]]:
    """Return the flags that set each option, with their commands; ``--index`` is of all.

    >>> from sou.cli.main import subcommands
    >>> flags_of(subcommands())["search.snippets"]
    ['sou search --snippets']
    """
    found: dict[str, list[str]] = {INDEX.option: ["--index"]}
    for command in commands:
        for argument in command.arguments:
            if argument.option and argument.option != INDEX.option:
                name = next(one for one in argument.names if one.startswith("--"))
                called = f"sou {command.name}".strip()
                found.setdefault(argument.option, []).append(f"{called} {name}")
    return found


COMMAND = Command(
    "config",
    "Show every option, its value, and where it was set",
    (
        Argument(("--defaults",), "print a file to begin with: every option with its default"),
        Argument(("--path",), "print where your own file is, or belongs"),
        Argument(("--json",), "print one JSON object, see docs/json-format.md"),
        SET,
        FORMAT_VERSION,
        INDEX_UNREAD,
        HELP,
    ),
    run,
    """\
A flag comes before the environment, that before .sou.toml of the project (in
this folder or the nearest one above), that before your own config.toml. Of a
project's file only what is searched and how counts: it runs no programs.

  sou config --defaults > "$(sou config --path)"    begin a file
  SOU_SEARCH_LIMIT=5 sou config                     see what a variable does

In full: docs/config.md.

Exit status: 0 printed, 2 a file makes no sense, which is named.""",
)
