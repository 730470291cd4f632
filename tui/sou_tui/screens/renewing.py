"""The index changes on the disk while hits of it are read.

That is looked for now and then. The hits stay as they are: the status line says how many
there are now, and a key asks for them. Only a list that nobody can be reading is asked for
anew by itself: an empty one, or one that grows while its index is first made.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from textual import on

from sou_tui import labels, texts
from sou_tui.messages import IndexOpened, IndexUnavailable
from sou_tui.screens.reading import ReadingSearch

if TYPE_CHECKING:
    from sou.model import Hit, SearchPage
    from sou_tui.building import Builder
    from sou_tui.history import History
    from sou_tui.hit_list import Ranks
    from sou_tui.saved import SavedSearches
    from sou_tui.session import Session

LOOK_S: Final = 3.0
"""A commit by another process is noticed at most this late."""


class RenewingSearch(ReadingSearch, inherit_bindings=False):
    """A search screen that notices newer commits."""

    def __init__(
        self,
        session: Session,
        builder: Builder | None,
        initial_query: str,
        history: History,
        saved: SavedSearches,
    ) -> None:
        super().__init__(session, builder, initial_query, history, saved)
        self._asked: str | None = None
        self._number = 0
        self._answered = 0
        self._stay_on: Hit | None = None
        """Where the cursor is to be when hits are asked for anew."""
        self._fetched: Ranks | None = None
        """Further hits that are on their way."""

    def ask(self) -> None:
        """Search for what the box holds, unless that was asked last."""
        raise NotImplementedError

    def on_mount(self) -> None:
        """Look for newer commits from now on."""
        self.set_interval(LOOK_S, self._look)

    def _look(self) -> None:
        """Look for a newer commit; the age of the one that is shown goes on meanwhile."""
        self._session.look(self.post_message)
        if self._status is not None and not self._is_building:
            self.status.say_right(labels.index_state(self._status))

    @on(IndexOpened)
    def show_index(self, message: IndexOpened) -> None:
        """Show size and age of the index, and what may be asked."""
        before = self._status.generation if self._status is not None else None
        is_newer = self._was_missing or before not in (None, message.status.generation)
        self._status = message.status
        if self._was_missing:
            self._stop_choosing()
        self._was_missing = False
        if not self._is_building:
            self.status.say_right(labels.index_state(message.status))
        if not self.box.value.strip():
            self._show_tips()
        elif self._asked is None:
            self.ask()
        elif is_newer and self._answered == self._number:  # else the newer one is being asked
            self._meet_newer()
        self._remind(message.status)

    def _meet_newer(self) -> None:
        page = self._page
        grows = self._is_building and self.results.is_at_top
        if page is None or self.results.is_empty or grows:
            self._asked = None
            self.ask()
        elif self._status is not None and page.generation != self._status.generation:
            count = replace(page.request, limit=0, offset=0, facets=())
            self._fetched = None
            self._session.search(self._number, count, self.post_message)

    def _tell_news(self, newer: SearchPage) -> None:
        """Say how many hits there are now; those that are shown stay."""
        page = self._page
        if page is None or newer.generation == page.generation:
            return
        more = newer.total - page.total
        note = texts.MORE_NOW if more > 0 else texts.FEWER_NOW if more < 0 else texts.CHANGED_NOW
        self._note = note.format(count=abs(more))
        self._say_found()

    @on(IndexUnavailable)
    def show_no_index(self, message: IndexUnavailable) -> None:
        """Say what is missing and which command makes it."""
        self._stop_waiting()
        self._answered = self._number
        self._status = None
        self._show_no_index(message.error)

    def _stop_waiting(self) -> None:
        """Show no longer that a search goes on."""
        raise NotImplementedError

    def action_refresh_index(self) -> None:
        """Look for a newer commit, and go on with one not finished; stay on the document."""
        self._resume()
        self._stay()
        self._session.open(self.post_message)

    def _stay(self) -> None:
        """Have the next question be asked though it is the same, and stay on the document."""
        self._stay_on = None if self.results.is_at_top else self.results.hit
        self._asked = None
