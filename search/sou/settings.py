"""What each option is set to, and where: flag > environment > project > user > default.

In: the environment, the current folder, what a command line says. Out: a value for every
option of :mod:`sou.options`, with its origin.

The file of a project, ``.sou.toml``, is found in the current folder or the nearest one above
it. Folders are sent from hand to hand, so it may say what is searched and how, but runs no
program, lifts no limit, and changes no index but the project's own, which lies in the
project's folder (decisions/0023).
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final, Literal, NamedTuple

from sou.config import (
    AppOptions,
    check_tables,
    config_from_data,
    named,
    read_tables,
    refuse_unknown,
)
from sou.errors import ConfigError
from sou.options import INDEX_NAME, OPTIONS, Option, Value, checked, value_of_text
from sou.paths import CONFIG_NAME, config_folder, project_file

Origin = Literal["flag", "environment", "project", "user", "default"]
"""Where a value was set; the first that says something counts."""


class Setting(NamedTuple):
    """An option's value, and where it was set."""

    option: Option
    value: Value
    origin: Origin
    where: str = ""
    """The file or the environment variable; empty for flags and defaults."""


class Settings(NamedTuple):
    """The values of all options."""

    by_name: Mapping[str, Setting]
    user_file: Path
    """Whether or not it exists."""
    project_file: Path | None
    """The file that counts; ``None`` if there is none."""
    tables: Mapping[str, Any]
    """What the user's file says, checked."""
    warnings: tuple[str, ...] = ()
    """What of a project's file was left out, and why, for people."""

    def given(self) -> dict[str, Value]:
        """Return the values that somebody set, by name."""
        return {name: one.value for name, one in self.by_name.items() if one.origin != "default"}

    def app_options(self) -> AppOptions:
        """Return how the app looks and what it keeps."""
        found: dict[str, Any] = {
            one.option.key: one.value for one in self.by_name.values() if one.option.table == "app"
        }
        return AppOptions(**found)


def read_settings(
    environ: Mapping[str, str],
    cwd: str,
    flags: Sequence[str] = (),
    *,
    uses_files: bool = True,
) -> Settings:
    """Return the settings that hold in a folder; ``cwd`` is empty when it is gone.

    ``flags`` are words of ``--set``, as ``search.limit=20``. Without ``uses_files`` the files
    count for nothing.

    Raises:
        ConfigError: a file, a variable or a flag makes no sense.
    """
    user_file = config_folder(environ) / CONFIG_NAME
    found: dict[str, Setting] = {}
    tables: Mapping[str, Any] = {}
    project = _Project(None, {}, ())
    if uses_files:
        tables = _user_tables(user_file)
        found |= _of_tables(tables, "user", user_file)
        project = _project_of(cwd, environ)
        if project.file is not None:
            found |= _of_tables(project.tables, "project", project.file)
    found |= _of_environment(environ)
    found |= _of_flags(flags)
    warnings = project.warnings
    if project.file is not None and found.get(INDEX_NAME, _NONE).origin != "project":
        found, others = _without_foreign_rules(found, tables, user_file)
        warnings = (*warnings, *_foreign_warnings(project.file, others))
    return Settings(
        {
            name: found.get(name) or Setting(one, one.default, "default")
            for name, one in OPTIONS.items()
        },
        user_file,
        project.file,
        tables,
        warnings,
    )


_NONE: Final = Setting(OPTIONS[INDEX_NAME], None, "default")


class _Project(NamedTuple):
    file: Path | None
    tables: Mapping[str, Any]
    """Only what a project may set."""
    warnings: tuple[str, ...]


def _user_tables(path: Path) -> Mapping[str, Any]:
    tables = read_tables(path)
    try:
        config_from_data(tables)
    except ConfigError as error:
        raise named(error, path) from error
    name = tables.get("index", {}).get("name", "")
    if name.startswith("."):
        raise ConfigError(
            f"{path}: name of [index] is {name!r}, which depends on the current folder; write a "
            "whole path, or one with ~"
        )
    return tables


def _project_of(cwd: str, environ: Mapping[str, str]) -> _Project:
    path = project_file(cwd, environ)
    if path is None:
        return _Project(None, {}, ())
    if not _is_own(path):
        warning = f"{path} is left out: it belongs to another user"
        return _Project(None, {}, (warning,))
    tables = read_tables(path)
    try:
        return _allowed(tables, path)
    except ConfigError as error:
        raise named(error, path) from error


def _is_own(path: Path) -> bool:
    """Tell whether nobody else can have written what stands there, as in ``/tmp``."""
    if not hasattr(os, "geteuid"):
        return True
    return path.stat().st_uid in (0, os.geteuid())


def _allowed(tables: Mapping[str, Any], path: Path) -> _Project:
    """Return what a project may set, and say what else it tries."""
    check_tables({name: one for name, one in tables.items() if name not in _OF_PROGRAMS})
    warnings: list[str] = []
    allowed: dict[str, dict[str, Any]] = {}
    for name, table in tables.items():
        if name in _OF_PROGRAMS:
            warnings.append(f"{path}: [{name}] is left out: {_OF_PROGRAMS[name]}")
            continue
        for key, value in table.items():
            option = OPTIONS.get(f"{name}.{key}")
            if option is not None and option.is_for_projects:
                allowed.setdefault(name, {})[key] = value
            else:
                warnings.append(
                    f"{path}: {key} of [{name}] is left out: only your own {CONFIG_NAME} sets it"
                )
    if "name" in allowed.get("index", {}):
        allowed["index"]["name"] = _inside(allowed["index"]["name"], path)
    return _Project(path, allowed, tuple(warnings))


_RUNS_NONE: Final = f"a project's file runs no programs, only your own {CONFIG_NAME} does"
_OF_PROGRAMS: Final = {
    "extract": _RUNS_NONE,
    "open": _RUNS_NONE,
    "keys": f"keys are set in your own {CONFIG_NAME}",
}


def _inside(name: str, file: Path) -> str:
    """Return the absolute folder of a project's index, which lies in the project.

    Raises:
        ConfigError: it lies elsewhere, or is the project itself.
    """
    root = os.path.realpath(file.parent)
    folder = os.path.realpath(os.path.join(root, name))  # noqa: PTH118  # beside realpath
    is_path = name.startswith(".") or "/" in name or os.sep in name
    if not is_path or not folder.startswith(os.path.join(root, "")):  # noqa: PTH118  # the same
        raise ConfigError(
            f'name of [index] is {name!r}; the index of a project is a folder in it: write "./.sou"'
        )
    return folder


def _of_tables(tables: Mapping[str, Any], origin: Origin, path: Path) -> dict[str, Setting]:
    found: dict[str, Setting] = {}
    for table, values in tables.items():
        for key, value in values.items():
            option = OPTIONS.get(f"{table}.{key}")
            if option is not None:
                found[option.name] = Setting(option, checked(option, value), origin, str(path))
    return found


def _of_environment(environ: Mapping[str, str]) -> dict[str, Setting]:
    found: dict[str, Setting] = {}
    variables = [one.variable for one in OPTIONS.values() if one.variable]
    beginnings = tuple({f"SOU_{one.table}_".upper() for one in OPTIONS.values() if one.variable})
    misspelt = [name for name, text in environ.items() if text and name.startswith(beginnings)]
    refuse_unknown(misspelt, variables, "${} sets no option", most=3)
    for option in OPTIONS.values():
        variable = option.variable
        text = environ.get(variable, "") if variable else ""
        if text:  # empty counts as not set
            try:
                value = value_of_text(option, text)
            except ConfigError as error:
                raise ConfigError(f"${variable}: {error}") from error
            found[option.name] = Setting(option, value, "environment", variable)
    return found


def _of_flags(words: Sequence[str]) -> dict[str, Setting]:
    known = [name for name, one in OPTIONS.items() if one.is_for_a_run]
    found: dict[str, Setting] = {}
    for word in words:
        name, equals, text = word.partition("=")
        if not equals:
            raise ConfigError(f"--set {word}: write NAME=VALUE, as in search.limit=20")
        if name in OPTIONS and name not in known:
            raise ConfigError(f"--set {name}: it is set in {CONFIG_NAME} only")
        refuse_unknown([name], known, "--set {}: there is no such option")
        try:
            found[name] = Setting(OPTIONS[name], value_of_text(OPTIONS[name], text), "flag")
        except ConfigError as error:
            raise ConfigError(f"--set {word}: {error}") from error
    return found


def _without_foreign_rules(
    found: Mapping[str, Setting], tables: Mapping[str, Any], user_file: Path
) -> tuple[dict[str, Setting], list[str]]:
    """Take back what a project says of an index that is not its own.

    Its patterns would be remembered with folders that have nothing to do with it.
    """
    foreign = [
        name
        for name, one in found.items()
        if one.origin == "project" and one.option.table == "index"
    ]
    if not foreign:
        return dict(found), []
    own = _of_tables({"index": tables.get("index", {})}, "user", user_file)
    kept = {name: one for name, one in found.items() if name not in foreign}
    return kept | {name: own[name] for name in foreign if name in own}, foreign


def _foreign_warnings(path: Path, names: Sequence[str]) -> list[str]:
    return [
        f"{path}: {OPTIONS[name].key} of [index] is left out: it is for the project's own index, "
        "which the file must name, and this is another"
        for name in names
        if name != INDEX_NAME
    ]
