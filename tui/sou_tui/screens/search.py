"""Query, results and preview: a search for every key that is typed."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.widgets import Input

from sou.errors import QuerySyntaxError
from sou.model import SearchRequest
from sou.text.sanitize import sanitize
from sou_tui import labels, texts
from sou_tui.cells import width
from sou_tui.faults import fault_of
from sou_tui.folders import is_path
from sou_tui.hit_rows import SNIPPET_ROWS
from sou_tui.keys import bindings
from sou_tui.language import fault
from sou_tui.messages import (
    CompletionFound,
    SearchFailed,
    SearchFinished,
    SuggestionsFound,
)
from sou_tui.screens.help import HelpScreen
from sou_tui.screens.renewing import RenewingSearch
from sou_tui.wanted import FACETS
from sou_tui.widgets.results import Results
from sou_tui.widgets.status_line import QueryError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from textual.binding import BindingType
    from textual.timer import Timer

    from sou.model import SearchPage
    from sou_tui.building import Builder
    from sou_tui.history import History
    from sou_tui.offers import Offer
    from sou_tui.saved import SavedSearches
    from sou_tui.session import Session

PAGE_HITS = 20
SLOW_S = 0.15
SPINNER_S = 0.1
FIT_S = 0.2
COMPLETE_S = 0.12
"""A pause of typing; completions come after the results, never between key and results."""
_PALETTE_SIGNS = frozenset(">＞")
"""Typed into an empty query they ask for the commands; no query can begin so and mean anything."""
_SPINNER = "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏"


class SearchScreen(RenewingSearch, inherit_bindings=False):
    """The app's first screen."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("search")]

    def __init__(
        self,
        session: Session,
        builder: Builder | None,
        initial_query: str,
        history: History,
        saved: SavedSearches,
    ) -> None:
        super().__init__(session, builder, initial_query, history, saved)
        self._completing: Timer | None = None
        self._offers: tuple[Offer, ...] = ()
        self._choice = 0
        self._waiting: Timer | None = None
        self._fitting: Timer | None = None
        self._warned: set[str] = set()

    def on_mount(self) -> None:
        """Open the index; ask at once if a query was given."""
        super().on_mount()
        self.status.say(texts.OPENING_INDEX, tone="quiet")
        self.box.focus()
        self._session.open(self.post_message, FACETS if self.has_room_for_facets else ())

    # Asking

    @on(Input.Changed, "#query")
    def ask(self) -> None:
        """Search for what the box holds, unless that was asked last."""
        query = self.box.value
        if query in _PALETTE_SIGNS and not self._asked:
            self.box.value = ""
            self.app.call_later(self.app.run_action, "app.palette")
            return
        if query == self._asked:
            return
        self._asked = query
        if self.is_choosing and is_path(query):
            self._choose_folder()
            return
        self._stop_examining()
        self._offers, self._choice = (), 0
        self._number += 1
        self._fetched = None
        if self._page is None or self._page.request.query != query:
            self._stay_on = None
        self._complete_soon()
        if query.strip():
            request = self._request(query)
            self._session.search(
                self._number,
                request,
                self.post_message,
                query,
                self._wanted,
                reads_first=bool(self.body.preview.display),
                stay_on=self._stay_on,
            )
            if self._waiting is None:
                self._waiting = self.set_timer(SLOW_S, self._show_slow)
            return
        self._session.cancel_search()
        if self._status is None:  # the opening may have been what waited
            self._session.open(self.post_message)
        self._stop_waiting()
        self._answered = self._number
        self._page, self._note = None, ""
        self.results.show(None)
        self.body.facets.show({}, (), ())
        self._show_tips()

    def _complete_soon(self) -> None:
        """Look how the query may go on, once typing pauses."""
        if self._completing is not None:
            self._completing.stop()
        self._completing = self.set_timer(COMPLETE_S, self._complete)

    def _complete(self) -> None:
        query = self.box.value
        if query.strip() and self.box.cursor_at_end:
            self._session.complete(self._number, query, self.post_message)

    @on(CompletionFound)
    def offer_completion(self, message: CompletionFound) -> None:
        """Show how the query may go on, if it is still that query."""
        if message.number == self._number:
            self.box.offer(message.query)

    @on(Results.MoreWanted)
    def ask_for_more(self, message: Results.MoreWanted) -> None:
        """Fetch further hits, unless they are on their way."""
        page = self._page
        if page is None or self._waiting is not None or self._fetched == message.ranks:
            return
        self._fetched = message.ranks
        # This may take the turn of a request for facets that waits.
        facets = FACETS if self.wants_facets and not page.request.facets else ()
        first, count = message.ranks.first, len(message.ranks)
        request = replace(page.request, offset=first - 1, limit=count, facets=facets)
        self._session.search(self._number, request, self.post_message)

    def _request(self, query: str) -> SearchRequest:
        cols = self.results.snippet_cols
        cells = cols * SNIPPET_ROWS if cols > 0 else SearchRequest("").snippet_cells
        request = self._wanted.request(query, snippet_cells=cells, limit=PAGE_HITS, offset=0)
        return replace(request, facets=FACETS) if self.wants_facets else request

    # Answers

    @on(SearchFinished)
    def show_page(self, message: SearchFinished) -> None:
        """Show hits, unless newer ones are shown already."""
        page = message.page
        self._warn(page.warnings)
        roots = self._status.roots if self._status is not None else ()
        if page.request.offset or not page.request.limit:
            if message.number != self._number or self._page is None:
                return
            if not page.request.offset and not page.request.facets:
                self._tell_news(page)
                return
            self._fetched = None
            self.results.append(page.hits, page.total)
            self.body.show_results()
            if page.request.facets:
                request = replace(self._page.request, facets=page.request.facets)
                self._page = replace(self._page, request=request)
                self.body.facets.show(page.facets, self._wanted.filters, roots)
            return
        if message.number <= self._answered:
            return
        self._answered = message.number
        self._page = page
        if message.number == self._number:
            self._stop_waiting()
        self._note = ""
        self.results.show(page, roots, around=message.around, stay_on=self._stay_on)
        self._stay_on = None
        self.body.facets.show(page.facets, self._wanted.filters, roots)
        if page.hits:
            self.body.show_results()
            self._say_found()
            if message.first is not None:
                self.show_preview(message.first)
            if self.wants_facets:  # there may have been no room yet when this was asked
                self._want_facets()
        else:
            self._leave_filters()
            self._say_found()
            self.body.show_notice(texts.NO_HITS.format(interpretation=page.interpretation))

    def _warn(self, warnings: Iterable[str]) -> None:
        """Show what of the user's own words could not be read: once, for it stays so."""
        news = [one for one in warnings if one not in self._warned]
        if news:
            self._warned.update(news)
            shown = (sanitize(one, single_line=True) for one in news)
            self.warn(" ".join(texts.OWN_WORDS_LEFT_OUT.format(warning=one) for one in shown))

    @on(SuggestionsFound)
    def show_suggestions(self, message: SuggestionsFound) -> None:
        """Offer what finds something, while this finds nothing."""
        if message.number == self._number == self._answered and self._page is not None:
            self._offers, self._choice = message.offers, 0
            self._show_offers(self._page)

    def _show_offers(self, page: SearchPage) -> None:
        self.body.show_notice(labels.suggested(self._offers, self._choice, page.interpretation))

    @on(SearchFailed)
    def show_failure(self, message: SearchFailed) -> None:
        """Point at the fault of the query; older hits stay, dimmed."""
        if message.number != self._number:
            return
        self._stop_waiting()
        self._answered = self._number
        self._fetched = None
        self.results.mark_stale(is_stale=True)
        error = message.error
        if isinstance(error, QuerySyntaxError):
            self.status.point(self._fault(error))
        else:
            self.status.say(texts.SEARCH_FAILED.format(error=fault_of(error)), tone="error")

    def _fault(self, error: QuerySyntaxError) -> QueryError:
        typed = self.box.value
        first, last = (min(max(one, 0), len(typed)) for one in (error.start, error.end))
        start = self.box.cell_of(first) + self.box.content_region.x
        message = texts.QUERY_ERROR + sanitize(fault(error.message), single_line=True)
        marked = width(typed[first:last])
        return QueryError(message, start, max(marked, 1))

    def _show_slow(self) -> None:
        """Dim what answers an older query, and show that something is going on."""
        self.results.mark_stale(is_stale=True)
        frames = 0

        def spin() -> None:
            nonlocal frames
            self.status.say(f"{_SPINNER[frames % len(_SPINNER)]} {texts.SEARCHING}", tone="quiet")
            frames += 1

        spin()
        self._waiting = self.set_interval(SPINNER_S, spin)

    def _stop_waiting(self) -> None:
        if self._waiting is not None:
            self._waiting.stop()
            self._waiting = None

    def on_resize(self) -> None:
        """Catch up on a preview that was hidden; the box never loses the focus for good."""
        hit = self.results.hit
        if hit is not None and self.body.preview.display and self.body.preview.hit is not hit:
            self.follow(Results.CursorMoved(hit))
        if self.focused is None:
            self.box.focus()
        if self.has_room_for_facets:
            self.body.list_filters(shows=False)
            self._want_facets()

    @on(Results.Resized)
    def fit_soon(self) -> None:
        """Ask for snippets of another length, once the size stays as it is."""
        if self._fitting is not None:
            self._fitting.stop()
        self._fitting = self.set_timer(FIT_S, self._fit)

    def _fit(self) -> None:
        page, is_answered = self._page, self._answered == self._number
        if page is None or not page.hits or self.results.is_stale or not is_answered:
            return
        if self._request(self.box.value).snippet_cells != page.request.snippet_cells:
            self._stay()
            self.ask()

    def _want_facets(self) -> None:
        page = self._page
        is_answered = self._answered == self._number  # else this would take the query's turn
        if page is not None and page.hits and not page.request.facets and is_answered:
            request = replace(page.request, limit=0, offset=0, facets=FACETS)
            self._fetched = None
            self._session.search(self._number, request, self.post_message)

    # Keys

    def action_move(self, step: int) -> None:
        """Move; in an empty query, or one that was called back, go through past queries."""
        if self.is_choosing:
            self._move_folder(step)
            return
        if self._offers and self._page is not None:
            self._choice = min(max(self._choice + step, 0), len(self._offers) - 1)
            self._show_offers(self._page)
            return
        if self.focused is self.box and self._recall(step):
            return
        if self.box.value and not self.results.is_empty:
            self._history.remember(self.box.value)
        super().action_move(step)

    @on(Results.OpenRequested)
    def action_open(self) -> None:
        """Read the document under the cursor, or ask for what may have been meant."""
        if self.is_choosing:
            self._take_folder()
            return
        if self.focused is self.body.facets:
            self._take_filter()
            return
        if self._offers:
            offer = self._offers[self._choice]
            self._wanted = offer.wanted
            self._type(offer.query)
            self._ask_again("")
            return
        self._read()

    def action_end(self, step: int) -> None:
        """Go to the first or the last of all hits."""
        if step < 0:
            self.results.go_first()
        elif not self.results.go_last():
            self.status.say(texts.LOADING, tone="quiet")

    def _ask_again(self, notice: str) -> None:
        self.status.say(notice, tone="quiet")
        if self.box.value.strip():
            self._asked = None
            self.ask()

    def action_help(self) -> None:
        """Show all keys and the query syntax."""
        self.app.push_screen(HelpScreen(runs_examples=True), self._try_example)

    def _try_example(self, query: str | None) -> None:
        if query is not None:
            self._type(query)

    def action_escape(self) -> None:
        """Step back: to the query, out of a slow search; never clear or quit."""
        if self.body.lists_filters:
            self._leave_filters()
        elif self.focused is not self.box:
            self.box.focus()
        elif self._examined:
            self._choose_folder()
        elif self._waiting is not None:
            self._session.cancel_search()
            self._stop_waiting()
            self.status.say(texts.CANCELLED, tone="quiet")
        else:
            self.status.say(texts.ESCAPE_HINT, tone="quiet")

    def action_interrupt(self) -> None:
        """Copy the selection, else clear the query, else quit."""
        if self.box.selected_text:
            self.app.copy_to_clipboard(self.box.selected_text)
        elif self.box.value:
            if not self.results.is_empty:
                self._history.remember(self.box.value)
            self.box.value = ""
            self.box.focus()
        else:
            self.app.exit(0)
