"""Where there is no index: choose a folder, and search while it is being indexed."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import TYPE_CHECKING, Final

from textual import on

from sou.errors import IndexMissingError
from sou.text.sanitize import sanitize
from sou_tui import labels, texts
from sou_tui.building import (
    BuildFinished,
    BuildProgressed,
    Indexer,
    likely_folders,
    start_building,
)
from sou_tui.screens.narrowing import NarrowingSearch

if TYPE_CHECKING:
    from sou.reports import IndexStatus
    from sou_tui.session import Session

LOOK_S: Final = 1.0
"""While a folder is indexed, commits are looked for at most so often."""
_PATH_BEGINS: Final = ("/", "~", "./", "../")


class FirstRunSearch(NarrowingSearch, inherit_bindings=False):
    """A search screen that can make its index."""

    def __init__(self, session: Session, indexer: Indexer | None, initial_query: str) -> None:
        super().__init__(initial_query)
        self._session = session
        self._indexer = indexer
        self._status: IndexStatus | None = None
        self._folders: tuple[str, ...] = ()
        self._folder = 0
        self._is_building = False
        self._was_missing = False
        self._failure = ""
        self._looked_s = 0.0

    @property
    def is_choosing(self) -> bool:
        """Whether the user chooses a folder now."""
        return bool(self._folders)

    def _show_no_index(self, error: Exception) -> None:
        """Offer to make the index that is missing, or say what is wrong with it."""
        self._was_missing = True
        if self._is_building:
            return
        is_missing = isinstance(error, IndexMissingError)
        self._folders = ()
        if is_missing and self._indexer is not None:
            self._folders = likely_folders(os.environ, Path.cwd())
        if self._folders:
            self._folder = min(self._folder, len(self._folders) - 1)
            self._show_folders()
        else:
            self.body.show_notice(labels.no_index(error, is_missing=is_missing))
        failure, self._failure = self._failure, ""
        self.status.say(failure, tone="error")
        self.status.say_right("")

    def _show_folders(self) -> None:
        self.body.show_notice(labels.first_run(self._folders, self._folder))

    def _move_folder(self, step: int) -> None:
        self._folder = min(max(self._folder + step, 0), len(self._folders) - 1)
        self._show_folders()

    def _build(self) -> None:
        """Index the chosen folder, or the one whose path is typed."""
        typed = self.box.value.strip()
        folder = self._folders[self._folder]
        if typed.startswith(_PATH_BEGINS):
            folder = os.path.abspath(Path(typed).expanduser())  # noqa: PTH100 - resolve() would follow links
        if self._indexer is None or not Path(folder).is_dir():
            name = sanitize(folder, single_line=True)
            self.status.say(texts.NO_SUCH_FOLDER.format(path=name), tone="error")
            return
        self._folders = ()
        self._is_building = True
        if typed.startswith(_PATH_BEGINS):
            self.box.value = ""
        self.body.show_notice(texts.BUILDING.format(path=labels.short_path(folder)))
        start_building(self._indexer, folder, self.post_message)

    @on(BuildProgressed)
    def show_progress(self, message: BuildProgressed) -> None:
        """Show how far it is; what is committed can be searched."""
        self.status.say_right(labels.progress(message.progress))
        if time.monotonic() - self._looked_s >= LOOK_S:
            self._looked_s = time.monotonic()
            self._session.open(self.post_message)

    @on(BuildFinished)
    def show_outcome(self, message: BuildFinished) -> None:
        """Say what was indexed, and open it."""
        self._is_building = False
        self.status.say_right("")
        outcome = message.outcome
        if isinstance(outcome, Exception):
            text = sanitize(str(outcome), single_line=True)
            self._failure = texts.BUILD_FAILED.format(error=text)
            self.status.say(self._failure, tone="error")
        else:
            files = outcome.added + outcome.updated + outcome.unchanged
            skipped = len(outcome.skipped)
            self.status.say(texts.BUILT.format(files=files, skipped=skipped), tone="quiet")
        self._session.open(self.post_message)
