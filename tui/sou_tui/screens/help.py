"""What the keys do and how queries are written. A screen of its own, not a layer."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.containers import VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Static

from sou_tui import texts
from sou_tui.keys import Where, bindings, help_rows
from sou_tui.labels import aligned, query_tips

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.binding import BindingType

_SECTIONS: tuple[tuple[str, Where], ...] = (
    (texts.HELP_KEYS_SEARCH, "search"),
    (texts.HELP_KEYS_RESULTS, "results"),
    (texts.HELP_KEYS_VIEWER, "viewer"),
)


class HelpScreen(ModalScreen[None], inherit_bindings=False):
    """All keys and the query syntax."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("help")]

    def compose(self) -> ComposeResult:
        """Lay out one long text."""
        yield Static(f" {texts.HELP_TITLE} · {texts.HELP_CLOSE}", id="help-title", markup=False)
        with VerticalScroll(can_focus=False):
            yield Static(help_text(), id="help-text", markup=False)

    def action_scroll(self, pages: int) -> None:
        """Scroll by half a screen."""
        step = max(self.size.height // 2, 1)
        self.query_one(VerticalScroll).scroll_relative(y=pages * step, animate=False)

    def action_back(self) -> None:
        """Return to where help was asked for."""
        self.dismiss(None)


def help_text() -> str:
    """Return the query syntax and every key."""
    parts = [texts.HELP_SYNTAX, "", query_tips()]
    for heading, where in _SECTIONS:
        parts += ["", heading, "", *aligned(help_rows(where))]
    return "\n".join(parts)
