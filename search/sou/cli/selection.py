"""Options that say which files are taken: of ``sou index`` and ``sou sources add``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sou.cli.arguments import Argument, UsageError

if TYPE_CHECKING:
    from argparse import Namespace

    from sou.documents import WalkOptions

SELECTION: Final = (
    Argument(
        ("--include",),
        "take only files that match, a pattern as in .gitignore; may be given again",
        kind="texts",
        metavar="GLOB",
        option="index.include",
    ),
    Argument(
        ("--exclude",),
        "leave out files and folders that match; may be given again",
        kind="texts",
        metavar="GLOB",
        option="index.exclude",
    ),
    Argument(
        ("--no-ignore",),
        "read files that .gitignore and .ignore leave out, too",
        option="index.ignore_files",
        says=False,
    ),
    Argument(("--hidden",), "read hidden files and folders, too", option="index.hidden"),
    Argument(("--binary",), "read files that look binary, too", option="index.binary"),
    Argument(
        ("--follow",), "follow links that lead out of the folders indexed", option="index.follow"
    ),
    Argument(
        ("--max-size",),
        "leave out longer files, as in 20M (default: 100M)",
        kind="text",
        metavar="SIZE",
        option="index.max_size",
    ),
)
_UNITS: Final = {"K": 1 << 10, "M": 1 << 20, "G": 1 << 30}


def walk_options(namespace: Namespace) -> WalkOptions:
    """Return what the options of :data:`SELECTION` say.

    Raises:
        UsageError: a size is none.
    """
    from sou.documents import WalkOptions

    usual = WalkOptions()
    size = namespace.max_size
    return WalkOptions(
        use_ignore_files=not namespace.no_ignore,
        include_hidden=namespace.hidden,
        include_binary=namespace.binary,
        follow_links=namespace.follow,
        max_size_bytes=usual.max_size_bytes if size is None else size_bytes("--max-size", size),
        include=tuple(namespace.include),
        exclude=tuple(namespace.exclude),
    )


def size_bytes(option: str, text: str) -> int:
    """Return the number of bytes that ``500M`` or ``2G`` says.

    Raises:
        UsageError: it says none.
    """
    number, unit = text[:-1], text[-1:].upper()
    if unit not in _UNITS or not (number.isascii() and number.isdigit()):
        raise UsageError(f"{option} {text!r} is no size; write 900M or 2G")
    return int(number) * _UNITS[unit]
