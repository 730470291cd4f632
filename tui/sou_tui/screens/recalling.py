"""Searches of before: called back one by one, chosen from a list, saved under a name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import on

from sou.text.sanitize import sanitize
from sou_tui import labels, texts
from sou_tui.saved import SavedSearch, SavedSearchesError
from sou_tui.screens.first_run import FirstRunSearch
from sou_tui.screens.past import PastScreen
from sou_tui.widgets.prompt_line import PromptLine

if TYPE_CHECKING:
    from sou_tui.building import Builder
    from sou_tui.history import History
    from sou_tui.saved import SavedSearches
    from sou_tui.session import Session


class RecallingSearch(FirstRunSearch, inherit_bindings=False):
    """A search screen that remembers."""

    def __init__(
        self,
        session: Session,
        builder: Builder | None,
        initial_query: str,
        history: History,
        saved: SavedSearches,
    ) -> None:
        super().__init__(session, builder, initial_query)
        self._history = history
        self._saved = saved

    def _show_tips(self) -> None:
        """Show what there is to search, how, and what was searched for."""
        if self._status is not None:
            past, saved = self._history.queries, self._saved.searches
            self.body.show_notice(labels.empty_query(self._status, past, saved))
            self.status.say("")

    def action_recall(self, step: int) -> None:
        """Call back an older query, or a newer one; what was typed is kept."""
        if not self._recall(step) and step < 0 and self.box.value:
            self._history.leave(self.box.value)
            self._recall(step)

    def _recall(self, step: int) -> bool:
        query = self._history.step(step, self.box.value)
        if query is not None:
            self._type(query)
        return query is not None

    def action_history(self) -> None:
        """Let the user choose from what was saved and searched for."""
        if self.box.value and not self.results.is_empty:
            self._history.remember(self.box.value)
        self.app.push_screen(PastScreen(self._history, self._saved), self._run_past)

    def action_run_saved(self, name: str) -> None:
        """Ask for a saved search; the palette lists them."""
        self._run_past(self._saved.find(name))

    def _run_past(self, search: SavedSearch | None) -> None:
        """Ask for a search, with its filters if it has a name, else with those of now."""
        if search is None:
            if not self.box.value.strip():
                self._show_tips()  # something may have been forgotten
            return
        self._wanted = search.wanted if search.name else self._wanted
        self._type(search.query)
        self._ask_again("")

    def action_save(self) -> None:
        """Ask for a name to save the query under."""
        query = self.box.value.strip()
        if not query or self.is_choosing:
            self.status.say(texts.NOTHING_TO_SAVE, tone="quiet")
            return
        self.prompt.ask("save", texts.SAVE_SIGN, query)

    @on(PromptLine.Answered)
    def take_name(self, message: PromptLine.Answered) -> None:
        """Save the query with its filters and order."""
        self.box.focus()
        name = " ".join(message.text.split())
        if not name:
            return
        self._history.remember(self.box.value)
        search = SavedSearch(name, self.box.value.strip(), self._wanted)
        try:
            was_there = self._saved.save(search)
        except SavedSearchesError as error:
            self.status.say(labels.not_saved(error), tone="error")
            return
        done = texts.SAVED_ANEW if was_there else texts.SAVED
        self.status.say(done.format(name=sanitize(name, single_line=True)), tone="quiet")

    @on(PromptLine.GivenUp)
    def leave_prompt(self) -> None:
        """Go back to the query."""
        self.box.focus()
