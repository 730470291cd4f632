"""The parts of the search screen, and moving about in them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import on
from textual.containers import Horizontal
from textual.screen import Screen
from textual.widgets import Static

from sou_tui import texts
from sou_tui.cells import is_ideograph
from sou_tui.widgets.body import Body
from sou_tui.widgets.key_line import KeyLine
from sou_tui.widgets.prompt_line import PromptLine
from sou_tui.widgets.query_input import LONGEST_QUERY, QueryInput, toggled_pinyin
from sou_tui.widgets.status_line import StatusLine

if TYPE_CHECKING:
    from textual import events
    from textual.app import App, ComposeResult
    from textual.widget import Widget

    from sou_tui.widgets.results import Results

WARNING_S = 15.0
_BROAD_COLS = 120
_HIGH_ROWS = 20
_WIDTHS = [(0, "-tiny"), (40, "-narrow"), (100, "-wide"), (_BROAD_COLS, "-broad")]
_HEIGHTS = [(0, "-flat"), (10, "-low"), (_HIGH_ROWS, "-high")]


class SearchLayout(Screen[None], inherit_bindings=False):
    """Query, status, body and keys; it asks nothing."""

    HORIZONTAL_BREAKPOINTS = _WIDTHS
    VERTICAL_BREAKPOINTS = _HEIGHTS
    app: App[int]

    def __init__(self, initial_query: str) -> None:
        super().__init__()
        self._initial_query = initial_query

    def compose(self) -> ComposeResult:
        """Lay out query, status, body and keys."""
        with Horizontal(id="query-row"):
            yield Static(texts.PROMPT, id="prompt", markup=False)
            yield QueryInput(value=self._initial_query, placeholder=texts.PLACEHOLDER, id="query")
        yield StatusLine(id="status")
        yield Body(id="body")
        yield PromptLine()
        yield KeyLine("search")
        yield Static(texts.TERMINAL_TOO_SMALL, id="too-small", markup=False)

    @property
    def box(self) -> QueryInput:
        """The query box."""
        return self.query_one("#query", QueryInput)

    @property
    def prompt(self) -> PromptLine:
        """The line for something short to type, when it is asked for."""
        return self.query_one(PromptLine)

    @property
    def key_line(self) -> KeyLine:
        """The keys of this place."""
        return self.query_one(KeyLine)

    @property
    def status(self) -> StatusLine:
        """The status line."""
        return self.query_one(StatusLine)

    @property
    def body(self) -> Body:
        """Results and preview."""
        return self.query_one(Body)

    @property
    def has_room_for_facets(self) -> bool:
        """Whether the terminal is wide and high enough for the column of facets."""
        size = self.app.size  # known before the screen is laid out
        return size.width >= _BROAD_COLS and size.height >= _HIGH_ROWS

    @property
    def wants_facets(self) -> bool:
        """Whether facets are seen, in their column or as a list."""
        return self.has_room_for_facets or self.body.lists_filters

    @property
    def results(self) -> Results:
        """The list of hits."""
        return self.body.results

    def on_key(self, event: events.Key) -> None:
        """Explain why letters do nothing while a Chinese input method is on."""
        if event.is_printable and is_ideograph(event.character):
            self.status.say(texts.IME_HINT, tone="quiet")

    @on(QueryInput.LeftOut)
    def tell_left_out(self, message: QueryInput.LeftOut) -> None:
        """Say that a query is longer than the box takes."""
        left_out = f"{message.count:,}"
        self.warn(texts.QUERY_CUT.format(limit=f"{LONGEST_QUERY:,}", count=left_out))

    def warn(self, warning: str) -> None:
        """Show a warning below the status line for a while."""
        self.status.warn(warning)
        self.set_timer(WARNING_S, lambda: self.status.warn(""))

    def action_move(self, step: int) -> None:
        """Move in the results, or scroll the preview if it has the focus."""
        if self.focused is self.body.preview.pane:
            self.body.preview.pane.scroll_rows(step)
        elif self.focused is self.body.facets:
            self.body.facets.move(step)
        else:
            self.results.move(step)

    def action_page(self, step: int) -> None:
        """Move by screenfuls."""
        if self.focused is self.body.preview.pane:
            self.body.preview.pane.page(step)
        elif self.focused is self.body.facets:
            self.body.facets.move(step * max(self.body.facets.size.height - 1, 1))
        else:
            self.results.page(step)

    def action_scroll(self, rows: int) -> None:
        """Scroll the preview."""
        self.body.preview.pane.scroll_rows(rows)

    def action_match(self, step: int) -> None:
        """Go to another match in the preview."""
        self.body.preview.pane.next_match(step)

    def action_pane(self, step: int) -> None:
        """Give the focus to the next part of the screen; first take what completes the query.

        But not once another hit is chosen: a longer query would throw that choice away.
        """
        is_at_box = self.focused is self.box and self.results.is_at_top
        if step > 0 and is_at_box and self.box.completion:
            self.box.take_completion()
            return
        if self.prompt.is_open:
            self.prompt.box.take_completion()
            return
        panes: list[Widget] = [self.box, self.results, self.body.preview.pane, self.body.facets]
        seen = [pane for pane in panes if pane.region.height]
        place = seen.index(self.focused) if self.focused in seen else 0
        seen[(place + step) % len(seen)].focus()

    def action_pinyin(self) -> None:
        """Ask for the last word as pinyin, or no longer."""
        query = self.box.value.rstrip()
        if query and not query.rpartition(" ")[2].isascii():
            self.status.say(texts.NO_PINYIN, tone="quiet")
        elif query:
            self._type(toggled_pinyin(query))

    def _type(self, query: str) -> None:
        """Put a query in the box, as if it had been typed."""
        self.box.value = query
        self.box.cursor_position = len(query)
        self.box.focus()

    def action_query(self) -> None:
        """Go back to the query."""
        self.box.focus()
