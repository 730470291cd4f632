"""What the keys do and how queries are written. A screen of its own, not a layer."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.containers import VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Static

from sou_tui import texts
from sou_tui.keys import COMMANDS, Command, Where, bindings, help_rows
from sou_tui.labels import aligned, query_tips

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual import events
    from textual.app import ComposeResult
    from textual.binding import BindingType

_TO_HALF_WIDTH = {ord("０") + digit: ord("0") + digit for digit in range(10)}


class HelpScreen(ModalScreen[str | None], inherit_bindings=False):
    """All keys and the query syntax; closes with an example to search for, or ``None``."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("help")]

    def __init__(self, *, runs_examples: bool = False) -> None:
        super().__init__()
        self._runs_examples = runs_examples

    def compose(self) -> ComposeResult:
        """Lay out one long text."""
        yield Static(f" {texts.HELP_TITLE} · {texts.HELP_CLOSE}", id="help-title", markup=False)
        commands = getattr(self.app, "commands", COMMANDS)
        text = help_text(commands, runs_examples=self._runs_examples)
        with VerticalScroll(can_focus=False):
            yield Static(text, id="help-text", markup=False)

    def on_key(self, event: events.Key) -> None:
        """Run an example by its number; a Chinese input method types it full-width."""
        digit = (event.character or "").translate(_TO_HALF_WIDTH)
        if self._runs_examples and digit.isdecimal() and 1 <= int(digit) <= len(texts.QUERY_TIPS):
            event.stop()
            self.dismiss(texts.QUERY_TIPS[int(digit) - 1][0])

    def action_scroll(self, pages: int) -> None:
        """Scroll by half a screen."""
        step = max(self.size.height // 2, 1)
        self.query_one(VerticalScroll).scroll_relative(y=pages * step, animate=False)

    def action_back(self) -> None:
        """Return to where help was asked for."""
        self.dismiss(None)


def help_text(commands: Sequence[Command] = COMMANDS, *, runs_examples: bool = False) -> str:
    """Return the query syntax and every key."""
    sections: tuple[tuple[str, Where], ...] = (
        (texts.HELP_KEYS_SEARCH, "search"),
        (texts.HELP_KEYS_RESULTS, "results"),
        (texts.HELP_KEYS_FACETS, "facets"),
        (texts.HELP_KEYS_VIEWER, "viewer"),
        (texts.HELP_KEYS_PAST, "past"),
        (texts.HELP_KEYS_PALETTE, "palette"),
    )
    parts = [texts.HELP_SYNTAX, "", query_tips(is_numbered=runs_examples)]
    for heading, where in sections:
        parts += ["", heading, "", *aligned(help_rows(where, commands))]
    return "\n".join(parts)
