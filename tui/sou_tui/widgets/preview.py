"""The text around the hit under the cursor, with its matches."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.segment import Segment
from textual import on
from textual.containers import Vertical
from textual.widget import Widget

from sou_tui import texts
from sou_tui.cells import fit_end, one_cell, width
from sou_tui.labels import file_name, place_name
from sou_tui.rendering import padded
from sou_tui.widgets.text_pane import TextPane

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.strip import Strip

    from sou.model import Hit
    from sou_tui.shown_text import ShownText


class PreviewTitle(Widget):
    """A rule with the file's name and line."""

    DEFAULT_CSS = "PreviewTitle { height: 1; }"

    def __init__(self) -> None:
        super().__init__()
        self._label = ""

    def say(self, label: str) -> None:
        """Show a name."""
        if label != self._label:
            self._label = label
            self.refresh()

    def render_line(self, _y: int) -> Strip:
        """Return the rule."""
        cols = self.size.width
        sign = one_cell("─", "╌")
        label = f" {texts.PREVIEW_TITLE} {sign} " + self._label if self._label else ""
        label = fit_end(f"{label} ", cols - 4) if label else ""
        rule = sign * max(cols - width(label) - 2, 0)
        row = f"{rule}{label}{sign}{sign}"
        return padded([Segment(row, self.rich_style)], cols, self.rich_style)


class Preview(Vertical):
    """Title and text pane. Follows the hit it is told about."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self.hit: Hit | None = None

    def compose(self) -> ComposeResult:
        """Lay out title and text."""
        yield PreviewTitle()
        yield TextPane(id="preview-text")

    @property
    def pane(self) -> TextPane:
        """The text."""
        return self.query_one(TextPane)

    def show(self, hit: Hit, shown: ShownText) -> None:
        """Show the text around a hit."""
        self.hit = hit
        self.pane.show(shown, hit.offset)
        self.name_place()

    @on(TextPane.Moved)
    def name_place(self) -> None:
        """Say in the title where the current match is."""
        hit, shown = self.hit, self.pane.shown
        if hit is not None and shown is not None:
            offset = self.pane.landing_offset
            place = place_name(hit.document, shown.place(offset), shown.landing(offset).anchor)
            gap = "" if hit.document.has_lines else " "
            self.query_one(PreviewTitle).say(f"{file_name(hit)}{gap}{place}")

    def clear(self, label: str = "") -> None:
        """Show nothing, or only why there is nothing."""
        self.hit = None
        self.query_one(PreviewTitle).say(label)
        self.pane.show(None)
