"""docs/cli.md, made from what the commands declare.

``python -m sou.cli.reference > docs/cli.md``
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from sou.cli.arguments import usage
from sou.cli.main import root, subcommands

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sou.cli.arguments import Argument, Command

_TITLE = """\
# The command line

Made from the commands' own declarations by `python -m sou.cli.reference`.
"""


def reference() -> str:
    """Return the whole page, in Markdown."""
    sections = (line for command in (root(), *subcommands()) for line in _section(command))
    return _TITLE + "".join(f"{line}\n" for line in sections)


def _section(command: Command) -> Iterator[str]:
    name = f"sou {command.name}".strip()
    yield from ("", f"## {name}", "", f"{command.summary}.", "", "```", usage(command), "```", "")
    yield from ("| | |", "|---|---|")
    for argument in command.arguments:
        yield f"| {_names(argument)} | {_cell(argument.help)} |"
    if command.notes:
        yield from ("", "```", command.notes, "```")


def _names(argument: Argument) -> str:
    if argument.kind == "words":
        return f"`{argument.metavar}`"
    value = f" {argument.metavar}" if argument.metavar else ""
    return ", ".join(f"`{name}{value}`" for name in argument.names)


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


if __name__ == "__main__":
    sys.stdout.write(reference())
