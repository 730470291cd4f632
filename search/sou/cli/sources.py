"""``sou sources``: the roots of an index, listed, added, removed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sou.cli.arguments import (
    FORMAT_VERSION,
    HELP,
    INDEX,
    NO_CONFIG,
    SET,
    Argument,
    Command,
    UsageError,
    usage,
)
from sou.cli.diagnostics import Exit
from sou.cli.selection import SELECTION, walk_options

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Sequence
    from pathlib import Path

    from sou.cli.console import Console
    from sou.reports import RootInfo

_ACTIONS: Final = ("add", "remove")


def run(namespace: Namespace, console: Console) -> int:
    """List, add or remove roots."""
    from sou.paths import index_location

    location = index_location(namespace.index, console.environ)
    action, *paths = namespace.words or ["list"]
    if action not in (*_ACTIONS, "list"):
        raise UsageError(f"{action!r} is not add, remove or list", usage(COMMAND))
    if (action == "list") == bool(paths):
        what = "takes no PATH" if paths else "wants a PATH"
        raise UsageError(f"sou sources {action} {what}", usage(COMMAND))
    options = walk_options(namespace)
    if action == "add":
        from sou.upkeep import add_index_roots

        roots = add_index_roots(paths, location, options=options)
        said = "sou index reads what is new"
    elif action == "remove":
        from sou.upkeep import remove_index_roots

        roots, count = remove_index_roots(paths, location)
        from sou.output.shown import shown_count

        said = f"{shown_count(count, 'file')} taken out of the index"
    else:
        from sou.upkeep import index_roots

        roots, said = index_roots(location), ""
    _tell(roots, said, location, namespace, console)
    return Exit.OK


def _tell(
    roots: Sequence[RootInfo], said: str, location: Path, namespace: Namespace, console: Console
) -> None:
    if namespace.json:
        from sou.output.wire import encode, roots_object

        console.write(encode(roots_object(roots, str(location))))
        return
    if not said:
        from sou.output.roots import root_lines

        console.write_path("".join(f"{line}\n" for root in roots for line in root_lines(root)))
    elif not namespace.quiet:
        console.narrator.say(said)


COMMAND = Command(
    "sources",
    "List, add or remove the folders an index is made from",
    (
        Argument(
            ("words",),
            "add or remove, and files or folders; nothing, or list, lists them",
            kind="words",
            metavar="add|remove PATH",
            choices=(*_ACTIONS, "list"),
        ),
        *SELECTION,
        Argument(("-q", "--quiet"), "say nothing but errors"),
        Argument(("--json",), "print the folders as one JSON object, see docs/json-format.md"),
        FORMAT_VERSION,
        SET,
        NO_CONFIG,
        INDEX,
        HELP,
    ),
    run,
    """\
sou sources add notes docs --exclude '*.log'   the next sou index reads them
sou sources add notes --hidden                 other options for a folder there is
sou sources remove docs                        its documents go at once

A pattern is one of .gitignore and speaks from the folder: *.md, /drafts,
archive/, **/old/*.txt; after others, !keep.log makes an exception.

Exit status: 0 done, more for errors: docs/exit-codes.md.""",
)
