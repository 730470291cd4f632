"""What is done with the hit under the cursor: its preview, its whole text, its source."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import on

from sou_tui import labels, texts
from sou_tui.cells import width
from sou_tui.faults import fault_of
from sou_tui.keys import display_of
from sou_tui.messages import TextFailed, TextLoaded
from sou_tui.opening import Spot, open_source, spot_at
from sou_tui.screens.recalling import RecallingSearch
from sou_tui.screens.viewer import ViewerScreen
from sou_tui.widgets.results import Results

if TYPE_CHECKING:
    from sou.model import Hit, SearchPage
    from sou_tui.building import Builder
    from sou_tui.history import History
    from sou_tui.saved import SavedSearches
    from sou_tui.session import Session


class ReadingSearch(RecallingSearch, inherit_bindings=False):
    """A search screen whose hits are read."""

    def __init__(
        self,
        session: Session,
        builder: Builder | None,
        initial_query: str,
        history: History,
        saved: SavedSearches,
    ) -> None:
        super().__init__(session, builder, initial_query, history, saved)
        self._page: SearchPage | None = None
        self._note = ""

    @on(Results.CursorMoved)
    def follow(self, message: Results.CursorMoved) -> None:
        """Show the text around the hit under the cursor, and the count instead of any hint."""
        if message.hit is None or self._page is None:
            self.body.preview.clear()
            return
        if not self.results.is_stale:
            self._say_found()
        if self.body.preview.display and self.body.preview.hit is not message.hit:
            self._session.preview(message.hit, self._page.request, self.post_message)

    def _say_found(self) -> None:
        """Say how many hits there are, of what."""
        if self._page is not None:
            room = self.status.chip_cells
            if self._is_building:  # its progress is to be seen, too
                room -= width(self._note)
            self.status.say(labels.found(self._page, self._wanted.filters, self._note, room))

    @on(TextLoaded)
    @on(TextFailed)
    def show_preview(self, message: TextLoaded | TextFailed) -> None:
        """Show a text that was read, or why there is none, if the cursor is still there."""
        if message.hit is not self.results.hit:
            return
        if isinstance(message, TextLoaded):
            self.body.preview.show(message.hit, message.shown)
        else:
            self.body.preview.clear(texts.PREVIEW_FAILED.format(error=fault_of(message.error)))

    def _read(self) -> None:
        """Read the document under the cursor."""
        hit = self.results.hit
        if hit is None or self._page is None:
            self.status.say(texts.NOTHING_TO_OPEN, tone="quiet")
            return
        self._history.remember(self.box.value)
        roots = self._status.roots if self._status is not None else ()
        viewer = ViewerScreen(
            self._session,
            hit,
            self._page.request,
            roots,
            self.results.beside,
        )
        self.app.push_screen(viewer, self._return_to)

    def _return_to(self, rank: int | None) -> None:
        """Put the cursor on the result that was read last."""
        if rank is not None:
            self.results.move_to(rank)

    def action_edit(self) -> None:
        """Open the source of the hit under the cursor, at the match that its preview is at."""
        hit = self.results.hit
        if hit is None:
            self.status.say(texts.NOTHING_TO_OPEN, tone="quiet")
            return
        self._history.remember(self.box.value)
        hint = texts.STORED_HINT.format(key=display_of(self.app, "search.open"))
        outcome = open_source(self.app, hit.document, self._spot(hit), hint)
        self.status.say(outcome.text, tone="error" if outcome.is_error else "quiet")

    def _spot(self, hit: Hit) -> Spot:
        """Return where to land: the match that the preview is at, if it has the document."""
        preview = self.body.preview
        shown = preview.pane.shown if preview.hit is hit else None
        if shown is None:
            return Spot(hit.place, hit.anchor)
        return spot_at(hit.document, shown, preview.pane.landing_offset)
