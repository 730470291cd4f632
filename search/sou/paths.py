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
