"""The folders that a client of MCP has opened to its servers."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from urllib.request import url2pathname

if TYPE_CHECKING:
    from collections.abc import Iterable


def folders_of(uris: Iterable[str]) -> tuple[str, ...]:
    """Return the absolute folders of ``file:`` addresses, as named and as links lead.

    Other addresses open nothing here.
    """
    found: list[str] = []
    for uri in uris:
        parts = urlsplit(uri)
        if parts.scheme != "file" or parts.netloc not in ("", "localhost"):
            continue
        folder = os.path.normpath(url2pathname(parts.path))
        if os.path.isabs(folder) and "\0" not in folder:  # noqa: PTH117 -- as in sou.model
            found += [folder, os.path.realpath(folder)]
    return tuple(dict.fromkeys(found))
