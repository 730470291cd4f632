"""The options of ``config.toml``: name, type, default, who may set them, and what they do.

One table. The help, ``docs/config.md``, ``sou config`` and what is refused are made of it.
The tables ``[extract]``, ``[open]`` and ``[keys]`` have names of the user's own and are not
here; :mod:`sou.config` reads them.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final, Literal, NamedTuple

from sou.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Mapping

OptionKind = Literal["text", "texts", "integer", "boolean", "size"]
"""``texts`` is a list of texts; a ``size`` is a text as ``900M``."""
Value = str | int | bool | tuple[str, ...] | None

INDEX_NAME: Final = "index.name"
FREE_TABLES: Final = {
    "extract": "programs that read files of a suffix, each a list of words with {path} in it",
    "open": "programs that show files of a suffix, with {path}, {page} and {anchor} in it",
    "keys": "keys of the app's commands, see docs/keys.md",
}
"""Tables whose names are the user's own, and what they hold."""

_SIZE: Final = re.compile(r"[0-9]+[KMG]", re.IGNORECASE)
_TYPES: Final[Mapping[OptionKind, tuple[type, str]]] = {
    "text": (str, "a text"),
    "texts": (tuple, 'a list of texts: write ["…", "…"]'),
    "integer": (int, "a whole number"),
    "boolean": (bool, "true or false"),
    "size": (str, "a size, as 900M or 2G"),
}


class Option(NamedTuple):
    """One option of the table."""

    name: str
    """With its table: ``search.limit``."""
    kind: OptionKind
    default: Value
    """``None`` where something else decides, which the help says."""
    help: str
    choices: tuple[str, ...] = ()
    least: int | None = None
    is_for_projects: bool = False
    """Whether the file of a project may set it."""
    example: Value = None
    """What to show where there is no default, or an empty one."""

    @property
    def table(self) -> str:
        """The table of the file that it is in."""
        return self.name.partition(".")[0]

    @property
    def key(self) -> str:
        """Its name in that table."""
        return self.name.partition(".")[2]

    @property
    def variable(self) -> str:
        """The environment variable that sets it; empty for none.

        >>> OPTIONS["search.limit"].variable, OPTIONS["index.name"].variable
        ('SOU_SEARCH_LIMIT', 'SOU_INDEX')
        """
        if self.name == INDEX_NAME:
            return "SOU_INDEX"
        has_one = self.is_for_a_run or self.table == "app"
        return f"SOU_{self.table}_{self.key}".upper() if has_one else ""

    @property
    def is_for_a_run(self) -> bool:
        """Whether ``--set`` may set it; rules that files are read by hold for all runs."""
        return self.table in ("index", "search")


_WHEN: Final = ("auto", "always", "never")

_ALL: Final = (
    Option(
        INDEX_NAME,
        "text",
        "default",
        "name of an index, or its folder when it has a / or begins with . or ~; in a project's "
        "file a folder of the project",
        is_for_projects=True,
        example="./.sou",
    ),
    Option(
        "index.include",
        "texts",
        (),
        "take only files that match a pattern",
        is_for_projects=True,
        example=("*.md",),
    ),
    Option(
        "index.exclude",
        "texts",
        (),
        "leave out files and folders that match a pattern",
        is_for_projects=True,
        example=("*.log",),
    ),
    Option(
        "index.ignore_files",
        "boolean",
        True,
        "leave out what .gitignore and .ignore name",
        is_for_projects=True,
    ),
    Option(
        "index.hidden",
        "boolean",
        False,
        "read hidden files and folders, too",
        is_for_projects=True,
    ),
    Option(
        "index.binary",
        "boolean",
        False,
        "read files that look binary, too",
        is_for_projects=True,
    ),
    Option("index.follow", "boolean", False, "follow links that lead out of the folders indexed"),
    Option("index.max_size", "size", "100M", "leave out longer files"),
    Option(
        "index.jobs",
        "integer",
        0,
        "processes that read and analyse; 0 for as many as suit the machine",
        least=0,
    ),
    Option("index.memory", "size", "900M", "most memory for all of them together"),
    Option("index.file_time", "integer", 60, "seconds that reading one file may take", least=1),
    Option("index.file_memory", "size", "1G", "memory that reading one file may take"),
    Option(
        "search.limit",
        "integer",
        10,
        "most documents to show; -1 for all (without a word here -l and --vimgrep show all)",
        least=-1,
        is_for_projects=True,
    ),
    Option(
        "search.snippets",
        "integer",
        1,
        "most snippets, or lines, of a document",
        least=1,
        is_for_projects=True,
    ),
    Option(
        "search.sort",
        "text",
        "score",
        "score (best first), date, path or size (least first)",
        choices=("score", "date", "path", "size"),
        is_for_projects=True,
    ),
    Option(
        "search.all",
        "boolean",
        False,
        "require every word, as if joined with AND",
        is_for_projects=True,
    ),
    Option(
        "search.exact_script",
        "boolean",
        False,
        "find Han characters only as typed: 發 is not 髮 or 发",
        is_for_projects=True,
    ),
    Option(
        "search.regional",
        "boolean",
        True,
        "look for what other regions call a word, too, as 芯片 for 晶片",
        is_for_projects=True,
    ),
    Option("search.color", "text", "auto", "when to colour", choices=_WHEN),
    Option(
        "search.hyperlinks",
        "text",
        "auto",
        "when to make paths links; auto for terminals known to follow them",
        choices=_WHEN,
    ),
    Option(
        "app.language",
        "text",
        None,
        "language of the app; that of the locale if it is not set",
        choices=("zh-Hant", "zh-Hans", "en"),
    ),
    Option(
        "app.history",
        "boolean",
        True,
        "keep queries for the next time; false is a private mode",
    ),
    Option(
        "app.theme",
        "text",
        "auto",
        "colours; auto is what the terminal can show, ansi are the terminal's own",
        choices=("auto", "dark", "light", "ansi"),
    ),
    Option(
        "app.ambiguous_width",
        "text",
        "auto",
        "cells that the terminal gives to “…” and others; auto asks it",
        choices=("auto", "1", "2"),
    ),
    Option(
        "app.keyboard_protocol",
        "text",
        "legacy",
        "how the terminal sends keys; kitty tells more of them apart, but some terminals then "
        "lose what an input method types",
        choices=("legacy", "kitty"),
    ),
    Option("app.plain", "boolean", False, "no colour and no lines but ASCII, for screen readers"),
    Option(
        "json.text",
        "texts",
        (),
        "fields of a record that are its text; none for a guess; dots lead into objects",
        example=("title", "article.body"),
    ),
    Option(
        "json.title",
        "texts",
        (),
        "fields that hold the title, before the usual names",
        example=("headline",),
    ),
    Option("json.author", "texts", (), "fields that hold the author", example=("by",)),
    Option("json.date", "texts", (), "fields that hold the date", example=("posted",)),
)
OPTIONS: Final[Mapping[str, Option]] = {one.name: one for one in _ALL}
TABLES: Final = (*dict.fromkeys(one.table for one in _ALL), *FREE_TABLES)
"""Every table of the file, in the order of ``sou config``."""


def options_of(table: str) -> dict[str, Option]:
    """Return the options of a table by their key."""
    return {one.key: one for one in OPTIONS.values() if one.table == table}


def checked(option: Option, value: object) -> Value:
    """Return a value of an option as data has it.

    Raises:
        ConfigError: it is of another type, or none of the choices.
    """
    label = f"{option.key} of [{option.table}]"
    kind, form = _TYPES[option.kind]
    found: Any = tuple(value) if isinstance(value, list) else value
    fits = isinstance(found, kind) and (kind is bool or not isinstance(found, bool))
    if option.choices:
        if isinstance(found, int) and not isinstance(found, bool):
            found, fits = str(found), True
        if not fits or found not in option.choices:
            raise ConfigError(f"{label} is one of {', '.join(option.choices)}, not {value!r}")
        return option.choices[option.choices.index(found)]
    if option.kind == "texts":
        fits = fits and all(isinstance(one, str) and one for one in found)
    elif option.kind == "size":
        fits = fits and _SIZE.fullmatch(found) is not None
    elif option.kind == "text":
        fits = fits and bool(found)
    if not fits:
        raise ConfigError(f"{label} is {form}")
    if option.least is not None and found < option.least:
        raise ConfigError(f"{label} is {option.least} or more, not {value!r}")
    return found  # type: ignore[no-any-return] # as the checks above have it


def bytes_of(size: str) -> int:
    """Return the number of bytes that a size says.

    >>> bytes_of("900M"), bytes_of("2g")
    (943718400, 2147483648)
    """
    return int(size[:-1]) << {"K": 10, "M": 20, "G": 30}[size[-1].upper()]


def value_of_text(option: Option, text: str) -> Value:
    """Return the value that a text of the environment or of ``--set`` says.

    Lists are written as in the file, or with commas.

    >>> value_of_text(OPTIONS["index.exclude"], "*.log, drafts/")
    ('*.log', 'drafts/')

    Raises:
        ConfigError: it says none.
    """
    made: object = text
    if option.kind == "boolean":
        made = {"true": True, "1": True, "false": False, "0": False}.get(text.lower(), text)
    elif option.kind == "integer":
        try:
            made = int(text)
        except ValueError:
            made = text
    elif option.kind == "texts":
        made = [one for one in map(str.strip, text.split(",")) if one]
        if text.startswith("["):
            import tomllib

            try:
                made = tomllib.loads(f"a = {text}")["a"]
            except tomllib.TOMLDecodeError as error:
                raise ConfigError(f"{text} is no list: {error}") from error
    return checked(option, made)
