"""The list of saved searches and past queries: letters narrow it down, Enter asks again."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.containers import Horizontal
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from sou.text.fold import fold
from sou.text.sanitize import sanitize
from sou_tui import labels, texts
from sou_tui.cells import fit
from sou_tui.keys import bindings
from sou_tui.saved import SavedSearch, SavedSearchesError
from sou_tui.sounds import sounds_like
from sou_tui.wanted import Wanted
from sou_tui.widgets.key_line import KeyLine
from sou_tui.widgets.query_input import QueryInput
from sou_tui.widgets.row_list import RowList
from sou_tui.widgets.status_line import StatusLine

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from textual.app import ComposeResult
    from textual.binding import BindingType

    from sou_tui.history import History
    from sou_tui.saved import SavedSearches

_NAME_SHARE = 3
"""A name takes up to one part in so many of a row."""


class PastList(RowList[SavedSearch]):
    """Searches; those without a name are past queries."""

    def columns(self, thing: SavedSearch, cols: int) -> tuple[str, str]:
        """Return name or query, and the query of a name with its filters and order."""
        if not thing.name:
            return f"  {sanitize(thing.query, single_line=True)}", ""
        room = cols * (_NAME_SHARE - 1) // _NAME_SHARE
        return labels.saved_name(thing), fit(f"{labels.saved_query(thing)} ", room)


class PastScreen(ModalScreen[SavedSearch | None], inherit_bindings=False):
    """Finds a search of before; closes with it, or with ``None``."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("past")]

    def __init__(self, history: History, saved: SavedSearches) -> None:
        super().__init__()
        self._history = history
        self._saved = saved

    def compose(self) -> ComposeResult:
        """Lay out box, state, list and keys."""
        with Horizontal(id="past-row"):
            yield Static(texts.PROMPT, id="past-prompt", markup=False)
            yield QueryInput(value="", placeholder=texts.PAST_PLACEHOLDER, id="past-query")
        yield StatusLine()
        yield PastList(nothing=texts.PAST_NONE)
        yield KeyLine("past")

    @property
    def list(self) -> PastList:
        """The searches that are left."""
        return self.query_one(PastList)

    def on_mount(self) -> None:
        """Let the user type at once."""
        self.query_one(QueryInput).focus()
        self._show()

    @on(Input.Changed)
    def narrow(self) -> None:
        """Show what may be meant."""
        self._show()

    def action_move(self, step: int) -> None:
        """Choose another search."""
        self.list.move(step)

    def action_page(self, step: int) -> None:
        """Choose by screenfuls."""
        self.list.page(step)

    def action_run(self) -> None:
        """Close with the chosen search."""
        if self.list.chosen is not None:
            self.dismiss(self.list.chosen)

    def action_save(self) -> None:
        """Give a past query its own words as a name, so that it stays."""
        chosen = self.list.chosen
        if chosen is not None and not chosen.name:
            self._do_and_say(
                lambda: self._saved.save(SavedSearch(chosen.query, chosen.query, Wanted())),
                texts.SAVED.format(name=sanitize(chosen.query, single_line=True)),
            )

    def action_delete(self) -> None:
        """Forget the chosen search."""
        chosen = self.list.chosen
        if chosen is None:
            return
        name = sanitize(chosen.name or chosen.query, single_line=True)
        if chosen.name:
            self._do_and_say(
                lambda: self._saved.delete(chosen.name), texts.FORGOTTEN.format(name=name)
            )
        else:
            self._history.forget(chosen.query)
            self._show(keeps_place=True)
            self._say(texts.FORGOTTEN.format(name=name))

    def action_back(self) -> None:
        """Close without any."""
        self.dismiss(None)

    def _do_and_say(self, work: Callable[[], object], done: str) -> None:
        try:
            work()
        except SavedSearchesError as error:
            self._say(labels.not_saved(error), is_error=True)
        else:
            self._show(keeps_place=True)
            self._say(done)

    def _say(self, text: str, *, is_error: bool = False) -> None:
        self.query_one(StatusLine).say(text, tone="error" if is_error else "quiet")

    def _show(self, *, keeps_place: bool = False) -> None:
        typed = self.query_one(QueryInput).value
        saved, past = self._saved.searches, self._history.queries
        self.list.show(matching(saved, past, typed), keeps_place=keeps_place)
        self._say(texts.PAST_COUNTS.format(saved=len(saved), past=len(past)))


def matching(saved: Sequence[SavedSearch], past: Sequence[str], typed: str) -> list[SavedSearch]:
    """Return the searches that may be meant, saved ones first; all for nothing typed."""
    found = [*saved, *(SavedSearch("", query, Wanted()) for query in past)]
    return [one for one in found if _is_meant(one, typed)]


def _is_meant(search: SavedSearch, typed: str) -> bool:
    own = f"{search.name}\n{search.query}"
    folded = fold(own)
    return all(word in folded for word in fold(typed).split()) or sounds_like(typed, own)
