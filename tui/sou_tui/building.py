"""Indexes a folder in the background, and says how far it is.

The engine shares the work out to processes of its own, so searches stay quick. What is
committed is there even if the app is left meanwhile; the next run goes on.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Final

from textual.message import Message

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sou.reports import IndexProgress, IndexReport

Indexer = Callable[[str, Callable[["IndexProgress"], None]], "IndexReport"]
"""Brings the index up to date with a folder, and says after every file how far it is."""

NEWS_S: Final = 0.2
"""Progress is said at most so often."""
_USUAL: Final = (
    "Documents",
    "文件",
    "文档",
    "文檔",
    "Desktop",
    "桌面",
    "Downloads",
    "下載",
    "下载",
)


class BuildProgressed(Message):
    """Some files more are read."""

    def __init__(self, progress: IndexProgress) -> None:
        super().__init__()
        self.progress = progress


class BuildFinished(Message):
    """The folder is indexed, or an error says why not."""

    def __init__(self, outcome: IndexReport | Exception) -> None:
        super().__init__()
        self.outcome = outcome


def engine_indexer(location: str | os.PathLike[str] | None) -> Indexer:
    """Return what makes a real index; the engine is imported when it is called."""

    def index_folder(folder: str, progress: Callable[[IndexProgress], None]) -> IndexReport:
        from sou import upkeep

        return upkeep.index_paths([folder], location, progress=progress, workers=0)

    return index_folder


def start_building(index_folder: Indexer, folder: str, reply: Callable[[Message], object]) -> None:
    """Index a folder in a thread: ``BuildProgressed`` now and then, at last ``BuildFinished``."""
    said_s = float("-inf")

    def progress(state: IndexProgress) -> None:
        nonlocal said_s
        if time.monotonic() - said_s >= NEWS_S:
            said_s = time.monotonic()
            reply(BuildProgressed(state))

    def work() -> None:
        try:
            outcome: IndexReport | Exception = index_folder(folder, progress)
        except Exception as error:
            outcome = error
        reply(BuildFinished(outcome))

    threading.Thread(target=work, name="sou-build", daemon=True).start()


def likely_folders(environ: Mapping[str, str], here: Path) -> tuple[str, ...]:
    """Return folders that a user may want to search, likeliest first; each exists."""
    home = Path(environ.get("HOME") or Path.home())
    named = [here] if here not in (home, Path(here.anchor)) else []
    found = [*named, *(home / name for name in _USUAL), home]
    return tuple(dict.fromkeys(str(folder) for folder in found if folder.is_dir()))
