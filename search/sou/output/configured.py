"""Options as a file in TOML and as JSON: what is set, where, and what could be.

In: settings. Out: whole lines. What is written as TOML can be read as such.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sou.options import FREE_TABLES, TABLES, options_of
from sou.output.version import VERSION
from sou.output.wire import encode_value

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from sou.options import Option, Value
    from sou.settings import Setting, Settings

_COMMENT_COLUMN = 34
_EXAMPLES = {
    "extract": '".doc" = ["antiword", "{path}"]',
    "open": '".pdf" = ["zathura", "-P", "{page}", "{path}"]',
    "keys": '"search.edit" = ["f12"]',
}


def settings_text(settings: Settings) -> str:
    """Return all options with their values, each with where it was set."""
    there = "" if settings.user_file.is_file() else " (there is none)"
    lines = [f"# yours: {encode_value(str(settings.user_file))}{there}"]
    if settings.project_file is not None:
        lines.append(f"# the project's: {encode_value(str(settings.project_file))}")
    for table in TABLES:
        lines += ["", f"[{table}]"]
        lines += [_setting_line(settings.by_name[one.name]) for one in options_of(table).values()]
        if table in FREE_TABLES:
            rows = _flat(settings.tables.get(table, {}))
            lines += [f"{encode_value(key)} = {encode_value(value)}" for key, value in rows]
    return "\n".join(lines) + "\n"


def defaults_text() -> str:
    """Return a file that sets nothing yet, with every option and what it does."""
    lines = [
        "# Options of sou. Each line that begins with # says a default: take the # away, and",
        "# write another. sou config shows what holds, and where it was set.",
    ]
    for table in TABLES:
        lines += ["", f"[{table}]"]
        for option in options_of(table).values():
            lines += _default_lines(option)
        if table in FREE_TABLES:
            lines += [f"# {FREE_TABLES[table]}", f"# {_EXAMPLES[table]}"]
    return "\n".join(lines) + "\n"


def settings_object(settings: Settings, flags: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    """Return all options for programs; ``flags`` are those that set one, by its name."""
    project = settings.project_file
    return {
        "version": VERSION,
        "user_file": str(settings.user_file),
        "project_file": None if project is None else str(project),
        "options": [
            _setting_object(one, flags.get(name, ())) for name, one in settings.by_name.items()
        ],
        "tables": {
            name: {key: list(value) for key, value in _flat(settings.tables.get(name, {}))}
            for name in FREE_TABLES
        },
        "warnings": list(settings.warnings),
    }


def toml(value: Value) -> str:
    """Return a value as the file has it.

    >>> toml(("*.log", "草稿/"))
    '["*.log", "草稿/"]'
    """
    if isinstance(value, tuple):
        return f"[{', '.join(map(encode_value, value))}]"
    return encode_value(value)


def _setting_line(setting: Setting) -> str:
    option, value = setting.option, setting.value
    written = f"# {option.key} is not set" if value is None else f"{option.key} = {toml(value)}"
    comment: str = setting.origin
    if setting.where:
        comment += f", {encode_value(setting.where)}"
    if setting.origin != "default" and option.default is not None:
        comment += f"; default {toml(option.default)}"
    return f"{written:<{_COMMENT_COLUMN}} # {comment}"


def _default_lines(option: Option) -> Iterator[str]:
    about = option.help
    if option.choices and not all(one in about for one in option.choices):
        about += f": {', '.join(option.choices)}"
    yield f"# {about}"
    if option.default is None or option.default == ():
        shown = option.example or option.choices[0]
        yield f"# {option.key} = {toml(shown)} # an example; the default is none"
    else:
        yield f"# {option.key} = {toml(option.default)}"


def _setting_object(setting: Setting, flags: Sequence[str]) -> dict[str, Any]:
    option = setting.option
    return {
        "name": option.name,
        "value": _plain(setting.value),
        "default": _plain(option.default),
        "origin": setting.origin,
        "where": setting.where or None,
        "help": option.help,
        "choices": list(option.choices),
        "variable": option.variable or None,
        "flags": list(flags),
        "is_for_projects": option.is_for_projects,
    }


def _plain(value: Value) -> Any:
    return list(value) if isinstance(value, tuple) else value


def _flat(table: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    for name, value in table.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}", value


def options_page(flags: Mapping[str, Sequence[str]]) -> Iterator[str]:
    """Yield rows of a table in Markdown for each table of options."""
    for table in TABLES:
        yield from ("", f"## [{table}]", "")
        if table in FREE_TABLES:
            yield from (f"{FREE_TABLES[table][0].upper()}{FREE_TABLES[table][1:]}.", "")
            yield from ("```toml", f"[{table}]", _EXAMPLES[table], "```")
            continue
        yield from ("| option | default | what it does | set by |", "|---|---|---|---|")
        for option in options_of(table).values():
            yield _option_row(option, flags.get(option.name, ()))


def _option_row(option: Option, flags: Sequence[str]) -> str:
    default = "" if option.default is None else f"`{toml(option.default)}`"
    about = option.help
    if option.choices and not all(one in about for one in option.choices):
        about += f": {', '.join(option.choices)}"
    ways = [f"`{one}`" for one in flags]
    ways += [f"`${option.variable}`"] if option.variable else []
    ways += ["`.sou.toml`"] if option.is_for_projects else []
    return f"| `{option.key}` | {default} | {about} | {', '.join(ways)} |"
