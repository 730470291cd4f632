"""``sou pick``: choose a hit, or a line of standard input, and print it.

The terminal is asked and drawn on by itself, so that standard input and output are free:
``vim "$(sou pick)"``, ``git ls-files | sou pick``.
"""

from __future__ import annotations

import os
from contextlib import contextmanager
from typing import TYPE_CHECKING

from sou.cli.arguments import HELP, INDEX, Argument, Command, UsageError, readable
from sou.errors import ConfigError

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Iterator
    from typing import BinaryIO

    from sou.cli.console import Console

_TERMINAL = "/dev/tty"


def run(namespace: Namespace, console: Console) -> int:
    """Ask, print, and return the exit status."""
    from sou.paths import index_location

    location = index_location(namespace.index, console.environ)
    if console.stdin is None:
        raise UsageError("sou pick reads keys or lines from stdin, and there is none")
    if console.environ.get("TERM") == "dumb":
        raise ConfigError("sou pick cannot draw on TERM=dumb; for a script there is sou search -l")
    lines = None if console.stdin_is_terminal else _lines(console.stdin, namespace.read0)
    with _on_terminal(takes_input=lines is not None):
        from sou_tui.pick_app import pick

        chosen, status = pick(
            str(location), readable(namespace.words), lines=lines, form=namespace.format
        )
    if chosen is not None:
        console.write_path(chosen)
        console.write("\0" if namespace.print0 else "\n")
    return status


def _lines(stdin: BinaryIO, is_null_separated: bool) -> list[str]:
    """Return the lines of standard input, without their ends and empty ones."""
    separator = b"\0" if is_null_separated else b"\n"
    read = stdin.read().split(separator)
    texts = (line.decode("utf-8", "surrogateescape") for line in read)
    return [text for text in (text.removesuffix("\r") for text in texts) if text]


@contextmanager
def _on_terminal(*, takes_input: bool) -> Iterator[None]:
    """Have keys come from the terminal, and what is drawn go there, for a while.

    Textual reads descriptor 0 and draws on stderr, and inherits whatever they are.
    """
    wanted = [0] if takes_input else []
    wanted += [] if os.isatty(2) else [2]
    kept: list[tuple[int, int]] = []
    try:
        for number in wanted:
            try:
                terminal = os.open(_TERMINAL, os.O_RDWR)
            except OSError as error:
                raise ConfigError(
                    "sou pick needs a terminal; for a script there is sou search -l"
                ) from error
            kept.append((number, os.dup(number)))
            os.dup2(terminal, number)
            os.close(terminal)
        yield
    finally:
        for number, copy in kept:
            os.dup2(copy, number)
            os.close(copy)


COMMAND = Command(
    "pick",
    'Choose a hit, or a line of standard input, and print it: vim "$(sou pick)"',
    (
        Argument(("words",), "what to search for at first", kind="words", metavar="QUERY"),
        Argument(
            ("--format",),
            "what to print, with {path}, {line}, {column} and {page} in it (default: {path})",
            kind="text",
            metavar="FORM",
            default="{path}",
        ),
        Argument(("-0", "--print0"), "end what is printed with a NUL"),
        Argument(("--read0",), "standard input is separated by NULs, not lines"),
        INDEX,
        HELP,
    ),
    run,
    """\
Typing searches; the arrows choose, Enter prints, Esc gives up. With standard input piped,
its lines are chosen among: those that have every word typed, in either script.

Exit status: 0 chosen, 1 there was nothing to choose, 2 error, 130 given up.""",
)
