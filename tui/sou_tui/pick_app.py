"""``sou pick``: choose below the prompt, as fzf does. Drawn on stderr; stdout stays free."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import App
from textual.containers import Horizontal
from textual.geometry import Offset
from textual.message import Message
from textual.widgets import Input, Static

from sou.config import AppOptions
from sou.errors import SearchCancelled, SouError
from sou.settings import read_settings
from sou_tui import texts
from sou_tui.ambiguous import set_ambiguous_cells
from sou_tui.choices import Choice, Found, HitFinder, LineFinder, filled
from sou_tui.compat import set_keyboard_protocol
from sou_tui.ending import leave_on_signals
from sou_tui.keys import bindings
from sou_tui.lane import Lane
from sou_tui.language import language_of, speak
from sou_tui.pace import keep_pace
from sou_tui.plain import forgo_colour, has_colour
from sou_tui.session import engine_opener
from sou_tui.themes import light_theme, theme_for
from sou_tui.widgets.choice_list import ChoiceList
from sou_tui.widgets.query_input import QueryInput
from sou_tui.widgets.status_line import StatusLine

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from textual.app import ComposeResult
    from textual.binding import BindingType

    from sou.model import SearchPage, SearchRequest
    from sou_tui.choices import Finder

NOTHING, GIVEN_UP = 1, 130
"""Exit codes, those of fzf."""
_CLOSE_TIMEOUT_S = 1.0


class ChoicesFound(Message):
    """What was typed has an answer, or an error says why not."""

    def __init__(self, typed: str, found: Found | None, error: Exception | None = None) -> None:
        super().__init__()
        self.typed = typed
        self.found = found
        self.error = error


class PickApp(App[Choice], inherit_bindings=False):
    """A box, a count and a list. Returns the choice; its exit code says why there is none."""

    TITLE = "sou pick"
    INLINE_PADDING = 0
    ENABLE_COMMAND_PALETTE = False
    ALLOW_SELECT = False
    ESCAPE_TO_MINIMIZE = False
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("pick")]
    CSS = """
    Screen { layout: vertical; background: $background; }
    Screen:inline { height: 40vh; min-height: 8; border: none; }
    #row { height: 1; }
    #row Static { width: 2; color: $accent; text-style: bold; }
    QueryInput { width: 1fr; background: $background; background-tint: $background 0%; }
    QueryInput > .input--cursor { background: $background; text-style: reverse; }
    .status-line--error { color: $error; text-style: bold; }
    .status-line--quiet { text-style: dim; }
    ChoiceList { height: 1fr; background: $background; }
    .choice-list--label { text-style: bold; }
    .choice-list--match { color: $warning; text-style: bold underline; }
    .choice-list--cursor { background: $surface; }
    """

    def __init__(self, finder: Finder, query: str, options: AppOptions | None = None) -> None:
        self._options = options or AppOptions()
        speak(self._options.language or "zh-Hant")
        set_keyboard_protocol(self._options.keyboard_protocol)
        set_ambiguous_cells(2 if self._options.ambiguous_width == "2" else 1)
        if not has_colour(os.environ):
            forgo_colour()
        no_colour = os.environ.get("NO_COLOR")
        super().__init__(ansi_color=True if no_colour is not None else None)
        self._finder = finder
        self._query = query
        self._lane = Lane[str]("sou-pick", self._find)
        self._answered: str | None = None
        """What the list is an answer to."""
        self._is_chosen = False

    @property
    def cursor_position(self) -> Offset:
        """Where the terminal's cursor belongs now; see ``SouApp``."""
        offset = getattr(self.focused, "cursor_screen_offset", None)
        return offset if isinstance(offset, Offset) else Offset(0, 0)

    @cursor_position.setter
    def cursor_position(self, offset: Offset) -> None:
        """Ignore what Textual's widgets set."""

    def compose(self) -> ComposeResult:
        """Lay out box, count and list."""
        with Horizontal(id="row"):
            yield Static(texts.PROMPT, markup=False)
            yield QueryInput(value=self._query, placeholder=texts.PLACEHOLDER, id="pick-query")
        yield StatusLine()
        yield ChoiceList()

    def on_load(self) -> None:
        """Be ready to be ended before the terminal is taken."""
        leave_on_signals(self)

    def on_mount(self) -> None:
        """Ask for what was given."""
        self.register_theme(light_theme())
        self.theme = theme_for(self._options.theme, os.environ, no_colour=self.no_color)
        self.query_one(QueryInput).focus()
        self._lane.put(self._query)

    def on_unmount(self) -> None:
        """Stop the thread."""
        self._lane.close(_CLOSE_TIMEOUT_S)

    @on(Input.Changed)
    def ask(self, event: Input.Changed) -> None:
        """Look for what is typed."""
        self._lane.put(event.value)

    def _find(self, typed: str, should_stop: Callable[[], bool]) -> None:
        try:
            message = ChoicesFound(typed, self._finder.find(typed, should_stop))
        except SearchCancelled:
            return
        except SouError as error:
            message = ChoicesFound(typed, None, error)
        self.post_message(message)
        self._finder.prepare()

    @on(ChoicesFound)
    def show(self, message: ChoicesFound) -> None:
        """Show what was found; an error leaves the last choices."""
        self._answered = message.typed
        status = self.query_one(StatusLine)
        if message.found is None:
            status.say(f"{texts.QUERY_ERROR}{message.error}", tone="error")
        else:
            status.say(texts.HITS.format(total=message.found.total), tone="quiet")
            self.query_one(ChoiceList).show(message.found.choices)
        if self._is_chosen:
            self.action_choose()

    def action_choose(self) -> None:
        """Leave with the choice, when the list is the answer to what is typed."""
        self._is_chosen = True
        if self._answered != self.query_one(QueryInput).value:
            return
        choice = self.query_one(ChoiceList).choice
        self.exit(choice, return_code=0 if choice else NOTHING)

    def action_move(self, step: int) -> None:
        """Move in the list."""
        self.query_one(ChoiceList).move(step)

    def action_page(self, step: int) -> None:
        """Move by screenfuls."""
        choices = self.query_one(ChoiceList)
        choices.move(step * max(choices.size.height - 1, 1))

    def action_give_up(self) -> None:
        """Leave without a choice."""
        self.exit(None, return_code=GIVEN_UP)


def pick(
    location: str, query: str, *, lines: Sequence[str] | None, form: str
) -> tuple[str | None, int]:
    """Let the user choose a hit, or one of some lines; return it in a form, and the exit code.

    Raises:
        ConfigError: the configuration makes no sense.
    """
    options = read_settings(os.environ, "").app_options()
    options = replace(options, language=options.language or language_of(os.environ))
    finder = index_finder(location) if lines is None else LineFinder(lines)
    app = PickApp(finder, query, options)
    keep_pace()
    choice = app.run(inline=True)
    status = app.return_code if app.return_code is not None else GIVEN_UP
    return None if choice is None else filled(form, choice), status


def index_finder(location: str) -> HitFinder:
    """Return what finds documents of an index; a first short query does not load the engine."""

    def answer_briefly(request: SearchRequest) -> SearchPage | None:
        from sou.brief.search import brief_page

        return brief_page(Path(location), request)

    return HitFinder(engine_opener(location), answer_briefly)
