"""``sou status``: what is in an index."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sou.cli.arguments import FORMAT_VERSION, HELP, INDEX, Argument, Command, UsageError, usage
from sou.cli.diagnostics import Exit
from sou.errors import IndexCorruptError

if TYPE_CHECKING:
    from argparse import Namespace
    from pathlib import Path

    from sou.cli.console import Console


def run(namespace: Namespace, console: Console) -> int:
    """Print the state of the index."""
    from sou.engine import open_index
    from sou.paths import index_location

    location = index_location(namespace.index, console.environ)
    if namespace.verify:
        if namespace.skipped:
            raise UsageError("--verify and --skipped do not go together", usage(COMMAND))
        return verify(location, console, as_json=namespace.json)
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


def verify(location: Path, console: Console, *, as_json: bool) -> int:
    """Check a whole index, print its state and every problem, and return the exit status.

    Raises:
        IndexCorruptError: there are problems; they have been printed.
    """
    from sou.engine import verify_index

    report = verify_index(location)
    others = _other_indexes(location, console)
    if as_json:
        from sou.output.wire import encode, verify_object

        console.write(encode(verify_object(report, others)))
    else:
        from sou.output.checked import verification

        console.write_path(verification(report, others))
    if report.problems:
        from sou.output.shown import shown_count

        count = shown_count(len(report.problems), "problem")
        remedy = "sou index" if report.status.roots else "sou index PATH"
        raise IndexCorruptError(f"{location} has {count}; build the index again with: {remedy}")
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
        Argument(("--verify",), "read every file and document, and name all that is damaged"),
        Argument(("--json",), "print one JSON object, see docs/json-format.md"),
        FORMAT_VERSION,
        INDEX,
        HELP,
    ),
    run,
    "Exit status: 0 done, 4 there is no index, 5 it is of another version, 6 it is\n"
    "damaged, more for other errors: docs/exit-codes.md.",
)
