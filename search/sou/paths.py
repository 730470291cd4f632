"""Where indexes live on this machine.

In: what a user chose, by option or environment. Out: absolute folders.
Nothing here touches the disk except to list the names that exist.
"""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from sou.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Mapping

DEFAULT_NAME = "default"
INDEX_VARIABLE = "SOU_INDEX"
CONFIG_VARIABLE = "SOU_CONFIG"
CONFIG_NAME = "config.toml"
PROJECT_NAME = ".sou.toml"
NO_PROJECT_VARIABLE = "SOU_NO_PROJECT"
_VARIABLES = ("SOU_INDEX_", "SOU_SEARCH_", "SOU_APP_")
"""How variables begin that set an option."""

_NAME = re.compile(r"\w(?:[\w.-]{0,62}\w)?")
_SEPARATORS = frozenset(filter(None, (os.sep, os.altsep)))


def index_location(choice: str | None, environ: Mapping[str, str]) -> Path:
    """Return the absolute folder of an index, which need not exist.

    ``choice`` comes before ``SOU_INDEX``, which comes before ``"default"``; an
    empty value counts as not given. What contains a path separator or begins
    with ``.`` or ``~`` is a folder, all else the name of an index in the
    user's data folder.

    Raises:
        ConfigError: the name could not be a folder's name everywhere.
    """
    value = choice or environ.get(INDEX_VARIABLE) or DEFAULT_NAME
    if value.startswith((".", "~")) or not _SEPARATORS.isdisjoint(value):
        return _folder(value)
    if _NAME.fullmatch(value) is None:
        raise ConfigError(
            f"{value!r} cannot name an index: a name has up to 64 letters, digits, '_', '-' "
            "and '.', with a letter or digit at both ends; for a folder, write ./NAME"
        )
    return _indexes_folder(environ) / value


def named_indexes(environ: Mapping[str, str]) -> list[str]:
    """Return the names of the indexes in the user's data folder, ascending."""
    try:
        folders = [entry for entry in _indexes_folder(environ).iterdir() if entry.is_dir()]
    except OSError:
        return []
    return sorted(folder.name for folder in folders if _NAME.fullmatch(folder.name))


def config_folder(environ: Mapping[str, str]) -> Path:
    """Return the absolute folder of the user's own word lists, which need not exist.

    ``SOU_CONFIG`` names it, else it is where the system keeps configuration.

    Raises:
        ConfigError: ``SOU_CONFIG`` names no folder.
    """
    chosen = environ.get(CONFIG_VARIABLE, "")
    if chosen:
        return _folder(chosen)
    base = environ.get("XDG_CONFIG_HOME", "")
    if Path(base).is_absolute():
        return Path(base) / "sou"
    if sys.platform == "linux":  # what platformdirs says, without the 10 ms to import it
        return Path("~/.config/sou").expanduser()
    import platformdirs

    return platformdirs.user_config_path("sou", appauthor=False)


def is_below(path: str, folder: str) -> bool:
    """Tell whether a path is a folder's, or in it; by their absolute names alone."""
    folder = folder.rstrip(os.sep)
    return path == folder or path.startswith(folder + os.sep)


def project_file(cwd: str, environ: Mapping[str, str]) -> Path | None:
    """Return the nearest file of a project, in a folder or above it; ``None`` for none.

    ``cwd`` is empty when the folder is gone. ``SOU_NO_PROJECT`` says not to look.
    """
    if environ.get(NO_PROJECT_VARIABLE):
        return None
    folder, above = "", cwd
    while above != folder:
        folder = above
        path = os.path.join(folder, PROJECT_NAME)  # noqa: PTH118  # 20 times for each command
        if os.path.isfile(path):  # noqa: PTH113  # the same
            return Path(path)
        above = os.path.dirname(folder)  # noqa: PTH120  # the same
    return None


def may_be_configured(environ: Mapping[str, str], cwd: str) -> bool:
    """Tell whether any file or variable sets an option, without what reading them takes.

    That is 5 ms of a cold search, which mostly has none.
    """
    return (
        any(name.startswith(_VARIABLES) for name in environ)
        or os.path.lexists(config_folder(environ) / CONFIG_NAME)
        or project_file(cwd, environ) is not None
    )


def _folder(value: str) -> Path:
    try:
        return Path(os.path.abspath(Path(value).expanduser()))  # noqa: PTH100 -- resolve() would follow links
    except RuntimeError as error:
        raise ConfigError(f"{value!r} names no folder: {error}") from error


def data_folder(environ: Mapping[str, str]) -> Path:
    """Return the absolute folder of what is kept for the user, which need not exist."""
    chosen = environ.get("XDG_DATA_HOME", "")
    if Path(chosen).is_absolute():
        return Path(chosen) / "sou"
    import platformdirs

    return platformdirs.user_data_path("sou", appauthor=False)


def _indexes_folder(environ: Mapping[str, str]) -> Path:
    return data_folder(environ) / "indexes"
