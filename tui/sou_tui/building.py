"""Looks into a folder and indexes it in the background, and says how far it is.

The engine shares the work out to processes of its own, so searches stay quick. What is
committed is there even if the app is left meanwhile; the next run goes on.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from textual.message import Message

from sou.settings import read_settings
from sou_tui.folders import matching_folders
from sou_tui.index_settings import index_arguments

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sou.reports import Forecast, IndexProgress, IndexReport

Progress = Callable[["IndexProgress"], None]
Stopped = Callable[[], bool]

Indexer = Callable[[str, Progress, Stopped], "IndexReport"]
"""Brings the index up to date with a folder, and says after every file how far it is; ends
early, soon after what it is given to ask returns true."""

Resumer = Callable[[Progress, Stopped], "IndexReport"]
"""Brings the index up to date with all its folders, as an indexer does with one."""

Forecaster = Callable[[str, Stopped], "Forecast"]
"""Says what indexing a folder would do, and writes nothing; ends with ``SearchCancelled``
soon after what it is given to ask returns true."""


@dataclass(frozen=True, slots=True)
class Builder:
    """What makes an index."""

    index: Indexer
    forecast: Forecaster | None = None
    """``None`` where nobody can tell; folders are indexed at once then."""
    resume: Resumer | None = None
    """``None`` where an index that is not finished is not this app's to go on with."""


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


class FolderExamined(Message):
    """What indexing a folder would do, or an error that says why nobody can tell."""

    def __init__(self, folder: str, outcome: Forecast | Exception) -> None:
        super().__init__()
        self.folder = folder
        self.outcome = outcome


class FoldersListed(Message):
    """Folders that a typed path may become."""

    def __init__(self, typed: str, folders: tuple[str, ...]) -> None:
        super().__init__()
        self.typed = typed
        self.folders = folders


def engine_builder(location: str | os.PathLike[str] | None) -> Builder:
    """Return what makes a real index; the engine is imported when it is called.

    It is made as ``[index]`` of the user's configuration says by then.
    """

    def arguments() -> dict[str, Any]:
        return index_arguments(read_settings(os.environ, ""))

    def index(paths: list[str], progress: Progress, stopped: Stopped) -> IndexReport:
        from sou import upkeep

        return upkeep.index_paths(
            paths, location, progress=progress, stopped=stopped, **arguments()
        )

    def index_folder(folder: str, progress: Progress, stopped: Stopped) -> IndexReport:
        return index([folder], progress, stopped)

    def forecast_folder(folder: str, stopped: Stopped) -> Forecast:
        from sou import upkeep

        given = {name: value for name, value in arguments().items() if name != "limits"}
        return upkeep.forecast_index([folder], location, stopped=stopped, **given)

    return Builder(index_folder, forecast_folder, partial(index, []))


def list_folders(typed: str, reply: Callable[[Message], object]) -> None:
    """Find the folders that a typed path may become: ``FoldersListed``."""
    reply(FoldersListed(typed, matching_folders(typed)))


def start_examining(
    forecast_folder: Forecaster, folder: str, reply: Callable[[Message], object]
) -> Callable[[], None]:
    """Look into a folder in a thread: ``FolderExamined``. Return what makes it give up.

    Nothing is replied then: a folder of a million files is looked into for minutes.
    """
    given_up = threading.Event()

    def work() -> None:
        try:
            outcome: Forecast | Exception = forecast_folder(folder, given_up.is_set)
        except Exception as error:
            outcome = error
        if not given_up.is_set():
            reply(FolderExamined(folder, outcome))

    threading.Thread(target=work, name="sou-examine", daemon=True).start()
    return given_up.set


def start_building(index: Resumer, reply: Callable[[Message], object]) -> Callable[[], None]:
    """Index in a thread: ``BuildProgressed`` now and then, at last ``BuildFinished``.

    Return what ends it early, so that the app need not wait when it is left: a worker may be
    at a file for seconds.
    """
    given_up = threading.Event()
    said_s = float("-inf")

    def progress(state: IndexProgress) -> None:
        nonlocal said_s
        if time.monotonic() - said_s >= NEWS_S:
            said_s = time.monotonic()
            reply(BuildProgressed(state))

    def work() -> None:
        try:
            outcome: IndexReport | Exception = index(progress, given_up.is_set)
        except Exception as error:
            outcome = error
        reply(BuildFinished(outcome))

    threading.Thread(target=work, name="sou-build", daemon=True).start()
    return given_up.set


def likely_folders(environ: Mapping[str, str], here: Path) -> tuple[str, ...]:
    """Return folders that a user may want to search, likeliest first; each exists."""
    home = Path(environ.get("HOME") or Path.home())
    named = [here] if here not in (home, Path(here.anchor)) else []
    found = [*named, *(home / name for name in _USUAL), home]
    return tuple(dict.fromkeys(str(folder) for folder in found if folder.is_dir()))
