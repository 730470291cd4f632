"""``sou manual``: the man page, from the same declarations as the help.

In: the commands. Out: one page in the language of man(7), UTF-8.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sou.cli.arguments import HELP, INDEX_UNREAD, Command, usage
from sou.cli.diagnostics import Exit

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Iterator, Sequence

    from sou.cli.arguments import Argument
    from sou.cli.console import Console


def run(_namespace: Namespace, console: Console) -> int:
    """Print the page."""
    from importlib.metadata import version

    from sou.cli.main import root, subcommands

    console.write(manual(root(), subcommands(), version("sou")))
    return Exit.OK


def manual(root: Command, commands: Sequence[Command], version: str) -> str:
    """Return the page."""
    lines = [
        f'.TH SOU 1 "" "sou {_escaped(version)}"',
        ".SH NAME",
        f"sou \\- {_escaped(root.summary[0].lower() + root.summary[1:])}",
        ".SH SYNOPSIS",
        *(line for one in (root, *commands) for line in (_escaped(usage(one)), ".br")),
        ".SH OPTIONS",
        *_arguments(root),
    ]
    for command in commands:
        lines += [f'.SH "SOU {command.name.upper()}"', f"{_escaped(command.summary)}.", ".PP"]
        lines += [f".B {_escaped(usage(command))}", *_arguments(command)]
        if command.notes:
            lines += [".PP", ".nf", *map(_escaped, command.notes.splitlines()), ".fi"]
    return "\n".join(lines) + "\n"


def _arguments(command: Command) -> Iterator[str]:
    for argument in command.arguments:
        yield ".TP"
        yield _heading(argument)
        yield _escaped(argument.help)


def _heading(argument: Argument) -> str:
    value = f" \\fI{_escaped(argument.metavar)}\\fR" if argument.metavar else ""
    if argument.kind == "words":
        return value.strip()
    return ", ".join(f"\\fB{_escaped(name)}\\fR{value}" for name in argument.names)


def _escaped(text: str) -> str:
    r"""Return text that troff prints as it is.

    >>> _escaped("--json \\n"), _escaped(".TH")
    ('\\-\\-json \\en', '\\&.TH')
    """
    safe = text.replace("\\", "\\e").replace("-", "\\-")
    return f"\\&{safe}" if safe.startswith((".", "'")) else safe


COMMAND = Command(
    "manual",
    "Print the man page",
    (INDEX_UNREAD, HELP),
    run,
    """\
  sou manual | man -l -
  sou manual > ~/.local/share/man/man1/sou.1

Exit status: 0 printed.""",
)
