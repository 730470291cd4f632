"""``sou status``: what is in an index."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sou.cli.arguments import HELP, INDEX, Argument, Command
from sou.cli.diagnostics import Exit

if TYPE_CHECKING:
    from argparse import Namespace
    from pathlib import Path

    from sou.cli.console import Console


def run(namespace: Namespace, console: Console) -> int:
    """Print the state of the index."""
    from sou.engine import open_index
    from sou.paths import index_location

    location = index_location(namespace.index, console.environ)
    with open_index(location) as index:
        status = index.status()
    others = _other_indexes(location, console)
    if namespace.json:
        from sou.output.wire import encode, status_object

        console.write(encode(status_object(status, others)))
    elif namespace.skipped:
        from sou.output.summary import skipped_lines

        lines = skipped_lines("Skipped", status.skipped, console.cwd)
        console.write_path("".join(f"{line}\n" for line in lines))
    else:
        from sou.output.state import state

        console.write_path(state(status, others))
    return Exit.OK


def _other_indexes(location: Path, console: Console) -> list[str]:
    from sou.paths import index_location, named_indexes

    names = named_indexes(console.environ)
    return [name for name in names if index_location(name, console.environ) != location]


COMMAND = Command(
    "status",
    "Show what is in an index",
    (
        Argument(("--skipped",), "name every file the last run left out, and why"),
        Argument(("--json",), "print one JSON object, see docs/json-format.md"),
        INDEX,
        HELP,
    ),
    run,
    "Exit status: 0 done, 2 there is no index, or it cannot be read.",
)
