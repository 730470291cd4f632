"""What a user has configured: ``config.toml`` in the folder of their word lists.

The file is optional, and so is everything in it; what is not there has the default of
:mod:`sou.options`. A name that is not known is refused, with the known one that it may have
been meant for. Here are the rules by which files are read and shown, and the app's; what
commands take from ``[index]`` and ``[search]``, and from where else, says
:mod:`sou.settings`.

    [extract]
    ".doc" = ["antiword", "{path}"]

    [json]
    text = ["title", "body"]

    [open]
    ".pdf" = ["zathura", "-P", "{page}", "{path}"]

    [app]
    language = "zh-Hans"
    theme = "light"
    ambiguous_width = 2

    [keys]
    "search.edit" = ["f12"]
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import astuple, dataclass, field, fields, replace
from typing import TYPE_CHECKING, Any, Final, Literal

from sou.errors import ConfigError
from sou.options import TABLES, checked, options_of
from sou.paths import CONFIG_NAME

if TYPE_CHECKING:
    from pathlib import Path

PATH_PLACEHOLDER: Final = "{path}"
_MOST_BYTES: Final = 1 << 20
"""Of a file; a folder that one was sent may have any."""

InterfaceLanguage = Literal["zh-Hant", "zh-Hans", "en"]
"""Languages that the app speaks."""

ThemeName = Literal["auto", "dark", "light", "ansi"]
"""Colours of the app; ``ansi`` are those of the terminal."""
AmbiguousWidth = Literal["auto", "1", "2"]
KeyboardProtocol = Literal["legacy", "kitty"]


@dataclass(frozen=True, slots=True)
class ExtractCommand:
    """``[extract]`` and ``[open]``: a program that reads, or shows, files of a suffix."""

    suffix: str
    """With its dot, in lower case."""
    arguments: tuple[str, ...]
    """The program first; ``{path}`` in an argument stands for the file's absolute path."""


@dataclass(frozen=True, slots=True)
class Extractor:
    """A function of an installed package that reads files of a suffix."""

    suffix: str
    """With its dot, in lower case."""
    reference: str
    """``module:function``."""
    package: str
    version: str


@dataclass(frozen=True, slots=True)
class JsonFields:
    """``[json]``: which fields of a record are what.

    A field is named by its key, or by the keys that lead to it with dots between them
    (``article.body``); lists on the way are passed over.
    """

    text: tuple[str, ...] = ()
    """Fields that are text, with all that is in them; none for a guess."""
    title: tuple[str, ...] = ()
    """Fields that hold the title, tried in this order before the usual names."""
    author: tuple[str, ...] = ()
    date: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AppOptions:
    """``[app]``: how the app looks and what it keeps."""

    language: InterfaceLanguage | None = None
    """``None`` for that of the locale."""
    history: bool = True
    """Whether queries are kept for the next time; false is a private mode."""
    plain: bool = False
    """Whether it is drawn without colour and lines, for screen readers."""
    theme: ThemeName = "auto"
    """``auto`` is what the terminal can show, dark unless it says that it is light."""
    ambiguous_width: AmbiguousWidth = "auto"
    """Cells that the terminal gives to ``…`` and others; ``auto`` asks it."""
    keyboard_protocol: KeyboardProtocol = "legacy"
    """``kitty`` for terminals that do not lose by it what an input method types."""


@dataclass(frozen=True, slots=True)
class Config:
    """Everything that is configured."""

    extract: tuple[ExtractCommand, ...] = ()
    json: JsonFields = field(default_factory=JsonFields)
    open: tuple[ExtractCommand, ...] = ()
    """``[open]``: programs that show files which are no text; ``{page}`` and ``{anchor}``
    stand for the number of a page and what it is called."""
    app: AppOptions = field(default_factory=AppOptions)
    keys: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """``[keys]``: names of the app's commands with the keys that they have instead. Whether
    there are such commands and keys, the app says."""
    extractors: tuple[Extractor, ...] = ()
    """Of installed packages; no file says them."""

    def viewer(self, suffix: str) -> tuple[str, ...]:
        """Return the arguments of what shows files of a suffix; none where nothing is set."""
        return next((one.arguments for one in self.open if one.suffix == suffix), ())

    def command(self, suffix: str) -> tuple[str, ...] | None:
        """Return the arguments of a suffix's command, ``None`` when it has none."""
        found = (one.arguments for one in self.extract if one.suffix == suffix)
        return next(found, None)

    def extractor(self, suffix: str) -> Extractor | None:
        """Return what reads files of a suffix, ``None`` when no package does."""
        return next((one for one in self.extractors if one.suffix == suffix), None)

    def stamp(self, suffix: str, *, has_records: bool) -> str:
        """Return what tells by which of these rules a file is read; empty for by none.

        ``has_records``: JSON may be in the file.
        """
        rules: list[object] = []
        if command := self.command(suffix):
            rules = ["extract", command]
        elif extractor := self.extractor(suffix):
            rules = ["extractor", astuple(extractor)]
        elif has_records and self.json != JsonFields():
            rules = ["json", astuple(self.json)]
        if has_records and self.extractors:  # they are asked about what is packed or attached
            rules.append([astuple(one) for one in self.extractors])
        if not rules:
            return ""
        import hashlib
        import json

        return hashlib.blake2b(json.dumps(rules).encode(), digest_size=8).hexdigest()


def load_config(folder: Path) -> Config:
    """Read the configuration of a folder; without a file, everything is default.

    Raises:
        ConfigError: the file cannot be read, or makes no sense; says which and where.
    """
    path = folder / CONFIG_NAME
    try:
        return config_from_data(read_tables(path))
    except ConfigError as error:
        raise named(error, path) from error


def read_tables(path: Path) -> dict[str, Any]:
    """Return what a file says, unchecked; nothing if it is not there.

    Raises:
        ConfigError: it cannot be read; says which and where.
    """
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise ConfigError(f"{path} is longer than {_MOST_BYTES >> 20} MiB")
        text = path.read_text("utf-8-sig")
    except (FileNotFoundError, NotADirectoryError):
        return {}
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path} cannot be read as UTF-8 text: {error}") from error
    import tomllib  # 4 ms, and hardly anybody has the file

    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{path}: {error}") from error
    except RecursionError as error:
        raise ConfigError(f"{path}: lists are nested too deep") from error


def named(error: ConfigError, path: Path) -> ConfigError:
    """Return an error that says in which file it is."""
    prefix = f"{path}: "
    return (
        error if str(error).startswith((prefix, f"{path} ")) else ConfigError(prefix + str(error))
    )


def config_from_data(tables: Mapping[str, Any]) -> Config:
    """Return the configuration that tables and options say.

    Raises:
        ConfigError: a name is not known, or a value of another type than it must be.
    """
    check_tables(tables)
    return Config(
        extract=_commands("extract", tables.get("extract", {})),
        json=_json_fields(tables.get("json", {})),
        open=_commands("open", tables.get("open", {})),
        app=_app_options(tables.get("app", {})),
        keys=tuple(
            (name, _texts(value, f'"{name}" of [keys]'))
            for name, value in _flat(tables.get("keys", {}))
        ),
    )


def check_tables(tables: Mapping[str, Any]) -> None:
    """Refuse tables and options that are not known, and values that are none.

    Raises:
        ConfigError: there is one.
    """
    refuse_unknown(tables, TABLES, "[{}] is no table")
    for name, table in tables.items():
        if not isinstance(table, Mapping):
            raise ConfigError(f"{name} is a table: write [{name}], and its options below")
        if known := options_of(name):
            refuse_unknown(table, list(known), f"{{}} is no option of [{name}]")
            for key, value in table.items():
                checked(known[key], value)


def config_of_process(data: Mapping[str, Any]) -> Config:
    """Return the configuration that :func:`config_to_data` made data of."""
    tables = {name: value for name, value in data.items() if name != "extractors"}
    extractors = tuple(Extractor(*one) for one in data["extractors"])
    return replace(config_from_data(tables), extractors=extractors)


def config_to_data(config: Config) -> dict[str, Any]:
    """Return plain data that :func:`config_of_process` makes the same configuration of."""
    names = [one.name for one in fields(JsonFields)]
    return {
        "extract": {one.suffix: list(one.arguments) for one in config.extract},
        "json": {name: list(getattr(config.json, name)) for name in names},
        "open": {one.suffix: list(one.arguments) for one in config.open},
        "app": {
            name: value
            for name in [one.name for one in fields(AppOptions)]
            if (value := getattr(config.app, name)) is not None
        },
        "keys": {name: list(keys) for name, keys in config.keys},
        "extractors": [list(astuple(one)) for one in config.extractors],
    }


def _app_options(table: Mapping[str, Any]) -> AppOptions:
    known = options_of("app")
    options: dict[str, Any] = {key: checked(known[key], value) for key, value in table.items()}
    return AppOptions(**options)


def _flat(table: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, object]]:
    """Return names and values; ``search.edit`` without quotes is a table in a table."""
    for name, value in table.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}", value


def _commands(name: str, table: Mapping[str, Any]) -> tuple[ExtractCommand, ...]:
    commands: list[ExtractCommand] = []
    for suffix, value in table.items():
        if not suffix.startswith(".") or len(suffix) == 1:
            raise ConfigError(f'{suffix!r} of [{name}] is no suffix: write ".{suffix or "doc"}"')
        arguments = _texts(value, f'"{suffix}" of [{name}]')
        if not any(PATH_PLACEHOLDER in argument for argument in arguments[1:]):
            raise ConfigError(
                f'"{suffix}" of [{name}] does not say where "{PATH_PLACEHOLDER}" goes'
            )
        commands.append(ExtractCommand(suffix.lower(), arguments))
    return tuple(commands)


def _json_fields(table: Mapping[str, Any]) -> JsonFields:
    return JsonFields(**{name: tuple(value) for name, value in table.items()})


def _texts(value: object, name: str) -> tuple[str, ...]:
    is_list = isinstance(value, Sequence) and not isinstance(value, str)
    if not is_list or not all(isinstance(one, str) and one for one in value):  # type: ignore[attr-defined] # it is one
        raise ConfigError(f'{name} is a list of texts: write ["…", "…"]')
    return tuple(value)  # type: ignore[arg-type] # it is one


def refuse_unknown(
    given: Iterable[str], known: Sequence[str], message: str, *, most: int | None = None
) -> None:
    """Refuse names that are not known, with the one that may have been meant.

    ``message`` has a place for the name; where none is near, the first ``most`` known
    ones are named.

    Raises:
        ConfigError: a name is not known.
    """
    for name in given:
        if name not in known:
            from difflib import get_close_matches

            close = [one for one in known if name and one.startswith(name)]
            close = close or get_close_matches(name, known, n=1)
            more = "…" if most is not None and most < len(known) else ""
            hint = f"did you mean {close[0]}?" if close else f"there are {', '.join(known[:most])}"
            raise ConfigError(f"{message.format(name)}; {hint}{'' if close else more}")
