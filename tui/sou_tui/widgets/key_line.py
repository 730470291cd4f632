"""The last line: what the keys do here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.segment import Segment
from textual.widget import Widget

from sou_tui.keys import COMMANDS, Where, key_line
from sou_tui.rendering import padded

if TYPE_CHECKING:
    from textual.strip import Strip


class KeyLine(Widget):
    """As many keys of one screen as fit."""

    DEFAULT_CSS = "KeyLine { height: 1; }"

    def __init__(self, where: Where) -> None:
        super().__init__()
        self._where: Where = where

    def show(self, where: Where) -> None:
        """Show the keys of another place."""
        if where != self._where:
            self._where = where
            self.refresh()

    def render_line(self, _y: int) -> Strip:
        """Return the line."""
        cols = self.size.width
        base = self.rich_style
        commands = getattr(self.app, "commands", COMMANDS)
        return padded([Segment(key_line(self._where, cols, commands), base)], cols, base)
