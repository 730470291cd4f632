"""The whole stored text of a document, at a hit."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import events, on
from textual.screen import Screen

from sou.text.sanitize import sanitize
from sou_tui import labels, texts
from sou_tui.cells import is_ideograph
from sou_tui.keys import bindings
from sou_tui.messages import TextFailed, TextLoaded
from sou_tui.opening import Spot, open_source
from sou_tui.screens.help import HelpScreen
from sou_tui.widgets.key_line import KeyLine
from sou_tui.widgets.status_line import StatusLine
from sou_tui.widgets.text_pane import TextPane

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.app import App, ComposeResult
    from textual.binding import BindingType

    from sou.model import Hit, SearchRequest
    from sou_tui.session import Session


class ViewerScreen(Screen[None], inherit_bindings=False):
    """Reads one document. Closes with ``None``."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("viewer")]
    app: App[int]

    def __init__(
        self, session: Session, hit: Hit, request: SearchRequest, roots: Sequence[str]
    ) -> None:
        super().__init__()
        self._session = session
        self._hit = hit
        self._request = request
        self._roots = roots

    def compose(self) -> ComposeResult:
        """Lay out title, text, status and keys."""
        yield StatusLine(id="viewer-title", keeps_right=True)
        yield TextPane(id="viewer-text")
        yield StatusLine(id="viewer-status")
        yield KeyLine("viewer")

    def on_mount(self) -> None:
        """Ask for the text."""
        self.heading.say(labels.heading(self._hit, self._roots))
        self.status.say(texts.LOADING, tone="quiet")
        self.pane.focus()
        self._session.read(self._hit, self._request, self.post_message)

    @property
    def pane(self) -> TextPane:
        """The text."""
        return self.query_one(TextPane)

    @property
    def status(self) -> StatusLine:
        """The status line."""
        return self.query_one("#viewer-status", StatusLine)

    @property
    def heading(self) -> StatusLine:
        """The first line."""
        return self.query_one("#viewer-title", StatusLine)

    @on(TextLoaded)
    def show_text(self, message: TextLoaded) -> None:
        """Land on the hit."""
        shown = message.shown
        facts = texts.DOCUMENT_FACTS.format(
            encoding=self._hit.document.encoding,
            chars=shown.length,
            lines=shown.last_line,
        )
        self.heading.say_right(facts)
        self.status.say("")
        self.pane.show(shown, self._hit.offset)

    @on(TextFailed)
    def show_failure(self, message: TextFailed) -> None:
        """Say why there is no text."""
        error = sanitize(str(message.error), single_line=True)
        self.status.say(texts.PREVIEW_FAILED.format(error=error), tone="error")

    @on(TextPane.Moved)
    def show_position(self) -> None:
        """Show which match this is, and how far down."""
        shown = self.pane.shown
        if shown is None:
            return
        count = len(shown.spans)
        match = texts.NO_MATCHES
        if count:
            match = texts.MATCH_POSITION.format(index=self.pane.match_index + 1, count=count)
        share = self.pane.extent()[1]
        there = labels.landing_name(shown.landing(self.pane.landing_offset))
        parts = (there, match, f"{share:.0%}")
        self.status.say_right(" · ".join(part for part in parts if part))

    def on_key(self, event: events.Key) -> None:
        """Explain why letters do nothing while a Chinese input method is on."""
        if event.is_printable and is_ideograph(event.character):
            self.status.say(texts.IME_HINT, tone="quiet")

    def action_scroll(self, rows: int) -> None:
        """Scroll by rows."""
        self.pane.scroll_rows(rows)

    def action_page(self, step: int) -> None:
        """Scroll by screenfuls."""
        self.pane.page(step)

    def action_half_page(self, step: int) -> None:
        """Scroll by half screenfuls."""
        self.pane.page(step / 2)

    def action_top(self) -> None:
        """Show the beginning."""
        self.pane.go_top()

    def action_bottom(self) -> None:
        """Show the end."""
        self.pane.go_bottom()

    def action_match(self, step: int) -> None:
        """Go to the next or previous match."""
        if self.pane.next_match(step):
            self.status.say("")
        else:
            self.status.say(texts.LAST_MATCH if step > 0 else texts.FIRST_MATCH, tone="quiet")

    def action_edit(self) -> None:
        """Open the source at the current match."""
        shown = self.pane.shown
        spot = Spot(self._hit.place, self._hit.anchor)
        if shown is not None:
            offset = self.pane.landing_offset
            anchor = shown.landing(offset).anchor
            spot = Spot(shown.place(offset), anchor, shown.line_before(offset))
        outcome = open_source(self.app, self._hit.document, spot)
        self.status.say(outcome.text, tone="error" if outcome.is_error else "quiet")

    def action_help(self) -> None:
        """Show all keys."""
        self.app.push_screen(HelpScreen())

    def action_back(self) -> None:
        """Return to the results."""
        self.dismiss(None)
