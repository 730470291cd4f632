"""The app: one session, a search screen and the screens it opens."""

from __future__ import annotations

import os
from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from textual.app import App
from textual.geometry import Offset

from sou.config import Config, load_config
from sou.paths import config_folder, data_folder
from sou.settings import read_settings
from sou_tui.ambiguous import PROBE, set_ambiguous_cells
from sou_tui.building import Builder, engine_builder
from sou_tui.compat import set_keyboard_protocol
from sou_tui.ending import leave_on_signals
from sou_tui.history import History
from sou_tui.keymap import remapped, textual_keymap
from sou_tui.language import language_of, speak
from sou_tui.lean_output import lean_driver
from sou_tui.pace import keep_pace
from sou_tui.palette import offered, saved_command
from sou_tui.plain import SHOW_CURSOR, PlainFilter, dims, forgo_colour, has_colour
from sou_tui.saved import SavedSearches
from sou_tui.screens.palette import PaletteScreen
from sou_tui.screens.search import SearchScreen
from sou_tui.screenshot import spaced
from sou_tui.session import Session, engine_opener
from sou_tui.themes import light_theme, theme_for
from sou_tui.widgets.line_view import LineView

if TYPE_CHECKING:
    from pathlib import Path

    from textual import events
    from textual.binding import BindingType
    from textual.driver import Driver

    from sou_tui.contract import IndexOpener
    from sou_tui.keys import Command, Where


class SouApp(App[int], inherit_bindings=False):
    """Searches an index while one types."""

    TITLE = "sou"
    CSS_PATH = "app.tcss"
    ENABLE_COMMAND_PALETTE = False
    ALLOW_SELECT = False
    ESCAPE_TO_MINIMIZE = False
    BINDINGS: ClassVar[list[BindingType]] = []

    def __init__(
        self,
        open_index: IndexOpener,
        initial_query: str = "",
        config: Config | None = None,
        kept: Path | None = None,
        builder: Builder | None = None,
        *,
        is_plain: bool = False,
    ) -> None:
        """Make an app; ``kept`` is the folder of the history, ``None`` keeps none.

        ``builder`` makes an index where there is none; without it the user is told how.
        ``is_plain`` is for screen readers: no colour, no glyphs that draw.
        """
        if is_plain or not has_colour(os.environ):
            forgo_colour()
        self.shows_completion = not is_plain and dims(os.environ)
        """Whether how a query goes on can be told from what is typed; a voice reads both alike."""
        self._is_plain = is_plain
        self._builder = builder
        config = config or Config()
        self._options = config.app
        self._cells = {"ambiguous": 1, "letter with its sign": 1}
        """How many cells such take on the terminal, as far as it has told."""
        self._unanswered: list[str] = []
        """What the terminal was asked about, in order."""
        set_keyboard_protocol(config.app.keyboard_protocol)
        set_ambiguous_cells(2 if config.app.ambiguous_width == "2" else 1)
        speak(config.app.language or "zh-Hant")
        self.commands = remapped(dict(config.keys))
        self._session = Session(open_index)
        self._history = History(kept if config.app.history else None)
        self._saved = SavedSearches(kept)
        self._initial_query = initial_query
        # Textual takes NO_COLOR out of the environment; editors want to know it too. Without
        # ansi_color it turns the colours of an ANSI theme to black on black.
        no_colour = os.environ.get("NO_COLOR")
        super().__init__(ansi_color=True if no_colour is not None else None)
        if no_colour is not None:
            os.environ["NO_COLOR"] = no_colour
        if is_plain:
            self._filters.append(PlainFilter())

    @property
    def cursor_position(self) -> Offset:
        """Where the terminal's cursor, and with it the input method's window, belongs now.

        Textual keeps a value that is stale after every change of layout; asking the
        focused widget at each frame is always right. Upstream: textual #5457.
        """
        offset = getattr(self.focused, "cursor_screen_offset", None)
        return offset if isinstance(offset, Offset) else Offset(0, 0)

    @cursor_position.setter
    def cursor_position(self, offset: Offset) -> None:
        """Ignore what Textual's widgets set."""

    def get_driver_class(self) -> type[Driver]:
        """Return what writes to the terminal."""
        return lean_driver(super().get_driver_class())

    def on_mount(self) -> None:
        """Choose colours the terminal has, and show the search screen."""
        self.set_keymap(textual_keymap(self.commands))
        self.register_theme(light_theme())
        self.theme = theme_for(self._options.theme, os.environ, no_colour=self.no_color)
        self._probe()
        self.push_screen(
            SearchScreen(
                self._session, self._builder, self._initial_query, self._history, self._saved
            )
        )

    def _probe(self) -> None:
        """Ask the terminal how wide it draws what is of ambiguous width."""
        driver = self._driver
        is_terminal = driver is not None and not driver.is_headless and not driver.is_web
        if driver is not None and is_terminal and self._options.ambiguous_width == "auto":
            self._unanswered = list(self._cells)
            driver.write(PROBE)

    def on_cursor_position(self, event: events.CursorPosition) -> None:
        """Draw everything anew if the terminal's answer is two cells."""
        asked = self._unanswered.pop(0) if self._unanswered else ""
        if not asked or event.x <= 1:
            return
        self._cells[asked] = event.x
        ambiguous, letter = self._cells.values()
        set_ambiguous_cells(ambiguous, spacing_mark_cells=letter - 1)
        for line_filter in self._filters:
            if isinstance(line_filter, PlainFilter):
                line_filter.measure()
        for screen in self.screen_stack:
            for widget in screen.walk_children():
                if isinstance(widget, LineView):
                    widget.forget_widths()
                widget.refresh(layout=True)

    def action_palette(self) -> None:
        """Let the user find a command of the screen by its name, and run it there."""
        screen = self.screen
        is_search = isinstance(screen, SearchScreen)
        places: tuple[Where, ...] = ("search", "results") if is_search else ("viewer",)

        def run_chosen(command: Command | None) -> None:
            if command is not None:
                action = command.action.removeprefix("screen.")
                screen.call_later(screen.run_action, action)

        commands = offered(self.commands, places)
        if is_search:
            commands += map(saved_command, self._saved.searches)
        self.push_screen(PaletteScreen(commands), run_chosen)

    def on_load(self) -> None:
        """Be ready to be ended before the terminal is taken."""
        leave_on_signals(self)

    def on_ready(self) -> None:
        """Show the terminal's own cursor to those who read by it."""
        if self._is_plain:
            self.app_resume_signal.subscribe(self, lambda _app: self._show_cursor())
            self._show_cursor()

    def _show_cursor(self) -> None:
        if self._driver is not None:
            self._driver.write(SHOW_CURSOR)

    def export_screenshot(self, *, title: str | None = None, simplify: bool = False) -> str:
        """Return a picture of the screen, SVG, with every character in its cells."""
        return spaced(super().export_screenshot(title=title, simplify=simplify))

    def on_unmount(self) -> None:
        """Stop the session's threads."""
        self._session.close()


def run(
    location: str | os.PathLike[str] | None = None, query: str = "", *, is_plain: bool = False
) -> int:
    """Run the app on an index until the user leaves; return the exit code.

    Raises:
        ConfigError: the configuration makes no sense.
    """
    config = load_config(config_folder(os.environ))
    config = replace(config, app=read_settings(os.environ, "").app_options())
    if config.app.language is None:
        config = replace(config, app=replace(config.app, language=language_of(os.environ)))
    app = SouApp(
        engine_opener(location),
        query,
        config,
        data_folder(os.environ),
        engine_builder(location),
        is_plain=is_plain,
    )
    keep_pace()
    app.run()
    return app.return_code or 0
