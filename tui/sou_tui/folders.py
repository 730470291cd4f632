"""Folders that a typed path may mean, as one types it.

What is typed begins with ``/``, ``~``, ``./``, ``../`` or a drive; a Chinese input method
may have made the signs full-width. Names are compared folded, so 文档 finds 文檔.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, Final

from sou.text.fold import fold

if TYPE_CHECKING:
    from collections.abc import Iterator

MOST_FOLDERS: Final = 200
_BEGINS: Final = re.compile(r"[/~]|\.{1,2}/|[A-Za-z]:[\\/]")
_HALF_WIDTH: Final = str.maketrans("～／．：＼", "~/.:\\")


def half_width(typed: str) -> str:
    """Return a typed path with its signs as file systems want them.

    >>> half_width("～／文件")
    '~/文件'
    """
    return typed.strip().translate(_HALF_WIDTH)


def is_path(typed: str) -> bool:
    """Tell whether what is typed is meant as a path, not as a query."""
    return _BEGINS.match(half_width(typed)) is not None


def absolute_folder(typed: str) -> str:
    """Return the absolute path of a typed one; it need not exist."""
    try:
        return os.path.abspath(Path(half_width(typed)).expanduser())  # noqa: PTH100 - resolve() would follow links
    except RuntimeError:  # there is no such user
        return os.path.abspath(half_width(typed))  # noqa: PTH100 - as above


def matching_folders(typed: str) -> tuple[str, ...]:
    """Return folders a typed path may become, written as it is; itself first if it is one.

    Hidden ones only if the dot is typed. Nothing if the folder before the last ``/`` is not
    there or cannot be read.
    """
    path = half_width(typed)
    if path == "~":
        path = "~/"
    cut = max(path.rfind("/"), path.rfind(os.sep)) + 1
    head, name = path[:cut], path[cut:]
    names = sorted(_names_in(absolute_folder(head), name), key=lambda one: (fold(one), one))
    found = [f"{head}{one}" for one in names[:MOST_FOLDERS] if one != name]
    own = path.rstrip("/") or path
    is_there = Path(absolute_folder(path)).is_dir()
    return tuple([own, *found] if is_there else found)


def _names_in(folder: str, beginning: str) -> Iterator[str]:
    wanted = fold(beginning)
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                is_hidden = entry.name.startswith(".") and not beginning.startswith(".")
                if not is_hidden and fold(entry.name).startswith(wanted) and entry.is_dir():
                    yield entry.name
    except OSError:
        return
