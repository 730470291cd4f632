"""The whole stored text of a document, at a hit.

What is found in it, by the query or by what is typed after ``/``, the engine finds: from the
index, in every spelling, at once whatever the size.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import events, on
from textual.screen import Screen

from sou.text.sanitize import sanitize
from sou_tui import labels, texts
from sou_tui.cells import is_ideograph
from sou_tui.copying import citation, is_too_long, paragraph, place_text
from sou_tui.destinations import destination, next_anchor
from sou_tui.faults import fault_of
from sou_tui.keys import bindings, keys_of
from sou_tui.messages import TextColoured, TextFailed, TextLoaded
from sou_tui.opening import Spot, open_source, spot_at
from sou_tui.screens.help import HelpScreen
from sou_tui.widgets.key_line import KeyLine
from sou_tui.widgets.prompt_line import PromptLine
from sou_tui.widgets.query_input import is_text
from sou_tui.widgets.status_line import StatusLine
from sou_tui.widgets.text_pane import TextPane

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from textual.app import App, ComposeResult
    from textual.binding import BindingType

    from sou.model import DocumentInfo, Hit, SearchRequest
    from sou_tui.session import Session
    from sou_tui.shown_text import ShownText
    from sou_tui.syntax import Part

_QUOTES = frozenset('「」『』"“”＂')


class ViewerScreen(Screen[int], inherit_bindings=False):
    """Reads one document at a time. Closes with the rank of the last."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("viewer")]
    app: App[int]

    def __init__(
        self,
        session: Session,
        hit: Hit,
        request: SearchRequest,
        roots: Sequence[str],
        beside: Callable[[int, int], Hit | None] = lambda _rank, _step: None,
    ) -> None:
        """Show ``hit``; ``beside`` gives the next result up or down from a rank, if it is here."""
        super().__init__()
        self._session = session
        self._hit = hit
        self._request = request
        self._roots = roots
        self._beside = beside
        self._find = ""
        """What is looked for in the text in place of the query; empty for the query."""
        self._parts: tuple[Part, ...] = ()
        self._in_view: Hit | None = None
        """Whose text is shown: while another is read, the one before."""

    def compose(self) -> ComposeResult:
        """Lay out title, text, status and keys."""
        yield StatusLine(id="viewer-title", keeps_right=True)
        yield TextPane(id="viewer-text")
        yield PromptLine()
        yield StatusLine(id="viewer-status")
        yield KeyLine("viewer")

    def on_mount(self) -> None:
        """Ask for the text."""
        self.pane.focus()
        self._load(self._hit)

    def _load(self, hit: Hit) -> None:
        self._hit, self._find, self._parts = hit, "", ()
        self.heading.say(labels.heading(hit, self._roots))
        self.heading.say_right("")
        self.status.say(texts.LOADING, tone="quiet")
        self._session.read(hit, self._request, self.post_message, wants_colours=True)

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

    @property
    def prompt(self) -> PromptLine:
        """The line for what to find and where to go."""
        return self.query_one(PromptLine)

    @on(TextLoaded)
    def show_text(self, message: TextLoaded) -> None:
        """Land on the hit, or show where in the text something else was found."""
        if message.hit is not self._hit:
            return
        if message.request is not self._request:
            self._show_found(message.shown, str(message.request)[1:-1])
            return
        self._find, self._in_view = "", message.hit
        shown = message.shown
        facts = texts.DOCUMENT_FACTS.format(
            encoding=self._hit.document.encoding, chars=shown.length, lines=shown.last_line
        )
        self.heading.say_right(facts)
        notes = {
            "changed": texts.SHOWN_THOUGH_CHANGED,
            "gone": texts.SHOWN_THOUGH_GONE,
            "unreadable": texts.SHOWN_THOUGH_UNREADABLE,
        }
        self.status.say(notes.get(message.source, ""))
        self._show(shown, self._hit.offset)

    def _show(self, shown: ShownText, offset: int) -> None:
        self.pane.show(shown, offset)
        self.pane.colour(self._parts)

    @on(TextColoured)
    def colour(self, message: TextColoured) -> None:
        """Give headings, comments and so on their colours."""
        if message.hit is self._hit:
            self._parts = message.parts
            self.pane.colour(message.parts)

    def _show_found(self, shown: ShownText, text: str) -> None:
        if not shown.spans:
            self.status.say(texts.NOT_FOUND.format(text=text), tone="error")
            return
        self._find = text
        after = shown.spans_between(self.pane.reading_offset, shown.length)
        self.status.say("")
        self._show(shown, (after or shown.spans)[0].start)

    @on(TextFailed)
    def show_failure(self, message: TextFailed) -> None:
        """Say why there is no text, and show none, not that of the document before."""
        if message.hit is not self._hit:
            return
        if self._in_view is not self._hit:
            self._in_view = None
            self.pane.show(None)
            self.status.say_right("")
        failure = texts.PREVIEW_FAILED.format(error=fault_of(message.error))
        self.status.say(failure, tone="error")

    @on(TextPane.Moved)
    def show_position(self) -> None:
        """Show which match this is, and how far down."""
        shown = self.pane.shown
        if shown is None:
            return
        count = len(shown.spans)
        match = texts.NO_MATCHES
        if count and self.pane.match_index < 0:
            match = texts.OCCURRENCES.format(count=count)
        elif count:
            form = texts.FIND_POSITION if self._find else texts.MATCH_POSITION
            index = self.pane.match_index + 1
            match = form.format(index=index, count=count, text=self._find)
        share = self.pane.extent()[1]
        there = labels.landing_name(shown.landing(self.pane.reading_offset))
        parts = (there, match, f"{share:.0%}")
        self.status.say_right(" · ".join(part for part in parts if part))

    def on_key(self, event: events.Key) -> None:
        """Open a prompt at once, and explain why Chinese letters do nothing.

        Bindings run only when a key has bubbled up to the app; what is typed after ``/`` in
        the same breath would be commands by then.
        """
        if self.prompt.is_open:
            if event.character and is_text(event.character):
                event.stop()
                self.prompt.type(event.character)
        elif event.key in _PROMPT_KEYS:
            event.stop()
            asking = _PROMPT_KEYS[event.key]
            asking(self)
        elif event.is_printable and is_ideograph(event.character):
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

    def action_find(self) -> None:
        """Ask what to find in this text."""
        self.prompt.ask("find", texts.FIND_SIGN, self._find)

    def action_go_to(self) -> None:
        """Ask for a line, a page, a share or a chapter."""
        self.prompt.ask("go_to", texts.GO_TO_SIGN)

    @on(PromptLine.GivenUp)
    def leave_prompt(self) -> None:
        """Read on."""
        self.pane.focus()

    @on(PromptLine.Answered)
    def take_answer(self, message: PromptLine.Answered) -> None:
        """Find, or go."""
        self.pane.focus()
        if message.kind == "find":
            self._find_text(message.text)
        elif message.text and self.pane.shown is not None:
            offset = destination(self.pane.shown, message.text)
            if offset is None:
                text = sanitize(message.text, single_line=True)
                self.status.say(texts.NO_SUCH_PLACE.format(text=text), tone="error")
            else:
                self.status.say("")
                self.pane.land(offset)

    def _find_text(self, text: str) -> None:
        """Look for a text as it is written; nothing leads back to the query's matches."""
        words = "".join(sign for sign in text if sign not in _QUOTES).strip()
        request = f"「{words}」" if words else self._request
        is_plain = not self._parts  # the request for its colours may have been overtaken
        self._session.read(self._hit, request, self.post_message, wants_colours=is_plain)

    def action_result(self, step: int) -> None:
        """Read the next or previous result."""
        hit = self._beside(self._hit.rank, step)
        if hit is not None:
            self._load(hit)
        else:
            self.status.say(texts.LAST_RESULT if step > 0 else texts.FIRST_RESULT, tone="quiet")

    def action_anchor(self, step: int) -> None:
        """Go to the next or previous page, chapter or heading."""
        shown = self.pane.shown
        if shown is None:
            return
        anchor = next_anchor(shown, self.pane.reading_offset, step)
        if anchor is None:
            self.status.say(texts.LAST_ANCHOR if step > 0 else texts.FIRST_ANCHOR, tone="quiet")
        else:
            self.status.say("")
            self.pane.land(anchor.offset)

    def action_copy_place(self) -> None:
        """Copy where this is."""
        self._copy(place_text)

    def action_copy_text(self) -> None:
        """Copy the paragraph."""
        self._copy(lambda _document, shown, offset: paragraph(shown, offset))

    def action_copy_citation(self) -> None:
        """Copy the paragraph, quoted, with its source."""
        self._copy(citation)

    def _copy(self, made: Callable[[DocumentInfo, ShownText, int], str]) -> None:
        shown = self.pane.shown
        if shown is None or self._in_view is None:
            self.status.say(texts.NOTHING_TO_COPY, tone="quiet")
            return
        text = made(self._in_view.document, shown, self.pane.reading_offset)
        if is_too_long(text):
            size = len(text.encode("utf-8", "replace"))
            self.status.say(texts.TOO_LONG_TO_COPY.format(size=size), tone="error")
            return
        self.app.copy_to_clipboard(text)
        self.status.say(texts.COPIED.format(text=text), tone="quiet")

    def action_edit(self) -> None:
        """Open the source at the current match."""
        shown = self.pane.shown
        spot = Spot(self._hit.place, self._hit.anchor)
        if shown is not None and self._in_view is self._hit:
            spot = spot_at(self._hit.document, shown, self.pane.reading_offset)
        outcome = open_source(self.app, self._hit.document, spot)
        self.status.say(outcome.text, tone="error" if outcome.is_error else "quiet")

    def action_help(self) -> None:
        """Show all keys."""
        self.app.push_screen(HelpScreen())

    def action_back(self) -> None:
        """Return to the results, at the one that was read last."""
        self.dismiss(self._hit.rank)


_PROMPT_KEYS: Mapping[str, Callable[[ViewerScreen], None]] = {
    **dict.fromkeys(keys_of("viewer.find"), ViewerScreen.action_find),
    **dict.fromkeys(keys_of("viewer.go_to"), ViewerScreen.action_go_to),
}
