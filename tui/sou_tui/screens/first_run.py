"""Where there is no index: choose a folder, see what is in it, search while it is indexed."""

from __future__ import annotations

import os
import time
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from textual import on

from sou.errors import IndexMissingError
from sou.text.sanitize import sanitize
from sou_tui import labels, texts
from sou_tui.building import (
    BuildFinished,
    BuildProgressed,
    FolderExamined,
    FoldersListed,
    likely_folders,
    list_folders,
    start_building,
    start_examining,
)
from sou_tui.folders import absolute_folder, half_width, is_path
from sou_tui.keys import display_of
from sou_tui.lane import Lane
from sou_tui.screens.narrowing import NarrowingSearch

if TYPE_CHECKING:
    from collections.abc import Callable

    from sou.reports import IndexStatus
    from sou_tui.building import Builder, Resumer
    from sou_tui.session import Session

CLOSE_TIMEOUT_S: Final = 1.0
LOOK_S: Final = 1.0
"""While a folder is indexed, commits are looked for at most so often."""


class FirstRunSearch(NarrowingSearch, inherit_bindings=False):
    """A search screen that can make its index."""

    def __init__(self, session: Session, builder: Builder | None, initial_query: str) -> None:
        super().__init__(initial_query)
        self._session = session
        self._builder = builder
        self._status: IndexStatus | None = None
        self._is_choosing = False
        self._folders: tuple[str, ...] = ()
        self._folder = 0
        self._listed = ""
        self._examined = ""
        self._give_up: Callable[[], None] = _nothing
        """Ends the look into the folder that is examined."""
        self._is_building = False
        self._stop_building: Callable[[], None] = _nothing
        self._was_missing = False
        self._failure = ""
        self._looked_s = 0.0
        self._began_s = 0.0
        self._lister = Lane[str](
            "sou-folders", lambda typed, _: list_folders(typed, self.post_message)
        )

    @property
    def is_choosing(self) -> bool:
        """Whether the user chooses a folder now."""
        return self._is_choosing

    @property
    def is_typing_path(self) -> bool:
        """Whether what is in the box is the path of a folder to index."""
        return self._is_choosing and is_path(self.box.value)

    def _show_no_index(self, error: Exception) -> None:
        """Offer to make the index that is missing, or say what is wrong with it."""
        self._was_missing = True
        if self._is_building or self._examined:
            return
        is_missing = isinstance(error, IndexMissingError)
        self._is_choosing = is_missing and self._builder is not None
        self.key_line.show("folders" if self._is_choosing else "search")
        if self._is_choosing:
            self._choose_folder()
        else:
            self.body.show_notice(labels.no_index(error, is_missing=is_missing))
        failure, self._failure = self._failure, ""
        self.status.say(failure, tone="error")
        self.status.say_right("")

    def on_unmount(self) -> None:
        """Stop looking into folders and indexing: there is nobody to tell."""
        self._stop_examining()
        self._stop_building()
        self._lister.close(CLOSE_TIMEOUT_S)

    # Choosing

    def _choose_folder(self) -> None:
        """Show folders to choose from: likely ones, or those that a typed path may mean."""
        self._stop_examining()
        if self.is_typing_path:
            self._lister.put(self.box.value)
            return
        self._folders, self._listed = likely_folders(os.environ, Path.cwd()), ""
        self._folder = min(self._folder, len(self._folders) - 1)
        self._show_folders()

    @on(FoldersListed)
    def show_listed(self, message: FoldersListed) -> None:
        """Show what the typed path may mean, if it is still that."""
        if self.is_typing_path and message.typed == self.box.value and not self._examined:
            self._folders, self._folder = message.folders, 0
            self._listed = message.typed
            self._show_folders()
            self.status.say("")
            self._offer_folder()

    def _stop_examining(self) -> None:
        self._give_up()
        self._examined, self._give_up = "", _nothing

    def _show_folders(self) -> None:
        rows = max(self.body.size.height - labels.FIRST_RUN_ROWS, 1)
        self.body.show_notice(labels.first_run(self._folders, self._folder, rows))

    def _offer_folder(self) -> None:
        """Show how the path goes on to the chosen folder, as far as it begins so."""
        if longer := self._longer_path():
            self.box.offer(longer)

    def _longer_path(self) -> str:
        """Return the path that Tab goes on to; empty if there is none."""
        if self._listed != self.box.value:
            return ""
        own = half_width(self.box.value).rstrip("/")
        others = (*self._folders[self._folder :], *self._folders[: self._folder])
        return next((f"{one}/" for one in others if one != own), "")

    def _move_folder(self, step: int) -> None:
        if self._examined:
            self._choose_folder()
            return
        self._folder = min(max(self._folder + step, 0), max(len(self._folders) - 1, 0))
        self._show_folders()
        self._offer_folder()

    def action_pane(self, step: int) -> None:
        """Go on to the chosen folder, while a path is typed; else change the pane."""
        if step > 0 and self.is_typing_path and self.focused is self.box:
            if longer := self._longer_path():
                self._type(longer)
            return
        super().action_pane(step)

    # Looking into a folder, and indexing it

    def _take_folder(self) -> None:
        """See what the chosen folder has; index it if that was seen, or is being looked for."""
        if self._examined:
            self._build(self._examined)
            return
        is_typed = self.is_typing_path and self._listed != self.box.value
        names = self._folders[self._folder : self._folder + 1]
        folder = absolute_folder(self.box.value if is_typed or not names else names[0])
        if self._builder is None or not Path(folder).is_dir():
            name = sanitize(folder, single_line=True)
            self.status.say(texts.NO_SUCH_FOLDER.format(path=name), tone="error")
            return
        if self._builder.forecast is None:
            self._build(folder)
            return
        self._examined = folder
        self.status.say("")
        self.body.show_notice(texts.EXAMINING.format(path=labels.short_path(folder)))
        self._give_up = start_examining(self._builder.forecast, folder, self.post_message)

    @on(FolderExamined)
    def show_forecast(self, message: FolderExamined) -> None:
        """Show what would be indexed, unless the user has gone on."""
        if message.folder != self._examined or self._is_building:
            return
        if isinstance(message.outcome, Exception):
            self._choose_folder()
            self.status.say(labels.build_failure(message.outcome), tone="error")
        else:
            self.body.show_notice(labels.forecast(message.folder, message.outcome))

    def _build(self, folder: str) -> None:
        """Index a folder."""
        if self._builder is None:
            return
        was_path = self.is_typing_path
        self._stop_choosing()
        if was_path:
            self.box.value = ""
        self.body.show_notice(texts.BUILDING.format(path=labels.short_path(folder)))
        self._begin(partial(self._builder.index, folder))

    def _begin(self, index: Resumer) -> None:
        self._is_building, self._failure = True, ""
        self._began_s = time.monotonic()
        self.status.remind("")
        self._stop_building = start_building(index, self.post_message)

    def _remind(self, status: IndexStatus) -> None:
        """Say that the index is not finished, unless this goes on with it; why it cannot."""
        key = display_of(self.app, "search.refresh") if self._can_resume else ""
        self.status.remind("" if self._is_building else labels.unfinished(status, key))
        if not status.unfinished:
            self._failure = ""
        elif self._failure:
            self.status.say(self._failure, tone="error")

    @property
    def _can_resume(self) -> bool:
        return self._builder is not None and self._builder.resume is not None

    def _resume(self) -> None:
        """Go on with an index that is not finished."""
        status, builder = self._status, self._builder
        if status is None or not status.unfinished or self._is_building:
            return
        if builder is not None and builder.resume is not None:
            self._begin(builder.resume)

    def _stop_choosing(self) -> None:
        self._stop_examining()
        self._is_choosing = False
        self.key_line.show("search")

    @on(BuildProgressed)
    def show_progress(self, message: BuildProgressed) -> None:
        """Show how far it is; what is committed can be searched."""
        elapsed_s = time.monotonic() - self._began_s
        state = message.progress
        self.status.say_right(labels.progress(state, elapsed_s), labels.short_progress(state))
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
            self._failure = labels.build_failure(outcome)
            self.status.say(self._failure, tone="error")
        else:
            files = outcome.added + outcome.updated + outcome.unchanged
            skipped = len(outcome.skipped)
            self.status.say(texts.BUILT.format(files=files, skipped=skipped), tone="quiet")
        self._session.open(self.post_message)


def _nothing() -> None:
    """Nothing is going on."""
