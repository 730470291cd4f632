"""Options and words of a command: declared as data, parsed as typed.

In: tables of ``Argument`` and the words of a shell. Out: a namespace, or a
``UsageError``. What the words mean together is each command's business.
"""

from __future__ import annotations

import argparse
import re
from argparse import Namespace
from functools import partial
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, NoReturn

from sou.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from sou.cli.console import Console

_MARK = "\0"  # no word of a shell can contain it
_NOT_AN_OPTION = re.compile(r"-[^A-Za-z0-]")


class UsageError(ConfigError):
    """The command line is not one that the command understands."""

    def __init__(self, message: str, usage: str = "") -> None:
        super().__init__(message)
        self.usage = usage
        """What to type instead; may be empty."""


class Argument(NamedTuple):
    """One option, or the words that stand without an option."""

    names: tuple[str, ...]
    """``("-n", "--limit")``, or one bare name for words without an option."""
    help: str
    kind: Literal["switch", "text", "texts", "integer", "words"] = "switch"
    """``texts`` may be given several times and is a list."""
    metavar: str = ""
    """What the value is called in the help."""
    choices: tuple[str, ...] = ()
    default: str | int | None = None
    option: str = ""
    """What it sets for this run, of :mod:`sou.options`; what is set there counts without it."""
    says: bool = True
    """What a switch sets a boolean option to."""


class Command(NamedTuple):
    """A subcommand: what it is called, understands and does."""

    name: str
    """Empty for ``sou`` itself."""
    summary: str
    """One line, a capital first, no full stop."""
    arguments: tuple[Argument, ...]
    run: Callable[[Namespace, Console], int]
    """Do it and return the exit status."""
    notes: str = ""
    """Plain text below the options: exit status, examples."""


HELP = Argument(("-h", "--help"), "show this help and exit")
INDEX = Argument(
    ("--index",),
    "name of an index, or its folder when it has a / or begins with . or ~ "
    "(default: $SOU_INDEX, else 'default')",
    kind="text",
    metavar="INDEX",
    option="index.name",
)
INDEX_UNREAD = INDEX._replace(option="")
"""For what needs no index and must not fail over a configuration file."""
SET = Argument(
    ("--set",),
    "set an option of config.toml for this run, as in search.limit=20; may be repeated",
    kind="texts",
    metavar="NAME=VALUE",
)
NO_CONFIG = Argument(
    ("--no-config",), "leave out what config.toml and .sou.toml say of this command's options"
)


FORMAT_VERSION = Argument(
    ("--format-version",),
    "version of the JSON that is expected (default: 1, the only one)",
    kind="integer",
    metavar="N",
    default=1,
)


def readable(words: Sequence[str]) -> str:
    """Return words joined by blanks, read as UTF-8 where the locale could not read them.

    Under ``LANG=C`` Python keeps bytes it cannot read as surrogates.
    """
    import os

    text = " ".join(words)
    if text.isascii() or not any("\udc80" <= character <= "\udcff" for character in text):
        return text
    try:
        return os.fsencode(text).decode("utf-8")
    except UnicodeError:
        return text


def parse(
    command: Command,
    words: Sequence[str],
    given: Callable[[Namespace], Mapping[str, object]] | None = None,
) -> Namespace:
    """Parse the words that follow a command's name.

    Options and words may alternate. ``--`` ends the options. A hyphen before
    anything but an ASCII letter, a zero or a hyphen begins no option, so
    ``-中國`` excludes a word and ``-1`` is a number. ``given`` returns what is configured
    for a command line, by name; it stands for options that are not on it.

    Raises:
        UsageError: an unknown option, or a value that is none.
    """
    # A width is asked of the terminal otherwise, through a module that takes 2 ms to load.
    parsing = parser(command, width_cells=80)
    namespace = parsing.parse_intermixed_args(_protected(words))
    for name, value in vars(namespace).items():
        if isinstance(value, str):
            setattr(namespace, name, value.removeprefix(_MARK))
        elif isinstance(value, list):
            setattr(namespace, name, [word.removeprefix(_MARK) for word in value])
    _fill(namespace, command, given(namespace) if given else {})
    return namespace


def destination(argument: Argument) -> str:
    """Return what an argument is called in a namespace.

    >>> destination(Argument(("-0", "--null", "--print0"), ""))
    'null'
    """
    longest = next((name for name in argument.names if name.startswith("--")), argument.names[0])
    return longest.lstrip("-").replace("-", "_")


def _fill(namespace: Namespace, command: Command, given: Mapping[str, object]) -> None:
    """Give options that were not typed what is configured, else their default."""
    for argument in command.arguments:
        name = destination(argument)
        typed = getattr(namespace, name)
        if not argument.option or not (typed is None or typed is False or typed == []):
            continue  # not zero, which may have been typed
        value: object = argument.default if argument.kind != "texts" else []
        if argument.kind == "switch":
            value = given.get(argument.option, not argument.says) is argument.says
        elif argument.option in given:
            found = given[argument.option]
            value = list(found) if isinstance(found, tuple) else found
        setattr(namespace, name, value)


def parser(command: Command, *, width_cells: int | None = None) -> argparse.ArgumentParser:
    """Return argparse's view of a command; its help is as wide as the terminal, or as told."""
    built = _Parser(
        usage=usage(command),
        description=f"{command.summary}.",
        epilog=command.notes or None,
        formatter_class=partial(argparse.RawDescriptionHelpFormatter, width=width_cells),
        add_help=False,
        allow_abbrev=False,
    )
    for argument in command.arguments:
        _add(built, argument)
    return built


def usage(command: Command) -> str:
    """Return the command's form in one line.

    >>> usage(Command("tui", "", (Argument(("words",), "", "words", "QUERY"),), run=print))
    'sou tui [OPTIONS] [QUERY…]'
    """
    if not command.name:
        return "sou [OPTIONS] [COMMAND …]"
    words = [f"[{one.metavar}…]" for one in command.arguments if one.kind == "words"]
    return " ".join(["sou", command.name, "[OPTIONS]", *words])


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        message = message.replace(repr(_MARK)[1:-1], "")
        if message.startswith("unrecognized arguments: -"):
            message += "; write -- before words that begin with a hyphen"
        raise UsageError(message, self.usage or "")

    def _get_values(self, action: argparse.Action, arg_strings: list[str]) -> Any:
        # argparse takes the "--" of "--type=--" for the end of the options, and gives an empty
        # list. Exit: no supported Python does so.
        if action.option_strings and action.nargs is None and arg_strings == ["--"]:
            arg_strings = ["--", "--"]
        return super()._get_values(action, arg_strings)


def _protected(words: Sequence[str]) -> list[str]:
    """Mark what argparse must not take for an option."""
    end = words.index("--") if "--" in words else len(words)
    options = [_MARK + word if _NOT_AN_OPTION.match(word) else word for word in words[:end]]
    return options + [_MARK + word for word in words[end + 1 :]]


def _add(built: argparse.ArgumentParser, argument: Argument) -> None:
    match argument.kind:
        case "switch":
            built.add_argument(*argument.names, action="store_true", help=argument.help)
        case "words":
            built.add_argument(
                *argument.names, nargs="*", help=argument.help, metavar=argument.metavar
            )
        case "texts":
            built.add_argument(
                *argument.names,
                action="append",
                default=[],
                help=argument.help,
                metavar=argument.metavar,
                choices=argument.choices or None,
            )
        case "text" | "integer":
            built.add_argument(
                *argument.names,
                help=argument.help,
                metavar=argument.metavar or None,
                choices=argument.choices or None,
                type=_integer if argument.kind == "integer" else str,
                default=None if argument.option else argument.default,
            )


def _integer(text: str) -> int:
    try:
        return int(text.removeprefix(_MARK))
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number") from None
