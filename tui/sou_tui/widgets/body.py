"""Results with their preview, or a notice in place of both."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.containers import Container
from textual.widgets import Static

from sou.text.sanitize import sanitize
from sou_tui.widgets.preview import Preview
from sou_tui.widgets.results import Results

if TYPE_CHECKING:
    from textual.app import ComposeResult


class Body(Container):
    """The part of the search screen below the status line."""

    def compose(self) -> ComposeResult:
        """Lay out list, preview and notice; one of the two is seen."""
        yield Results(id="results")
        yield Preview(id="preview")
        yield Static("", id="notice", markup=False)

    @property
    def results(self) -> Results:
        """The list."""
        return self.query_one(Results)

    @property
    def preview(self) -> Preview:
        """The preview."""
        return self.query_one(Preview)

    @property
    def notice(self) -> str | None:
        """The notice that is shown, if one is."""
        text = str(self.query_one("#notice", Static).content)
        return text if self.has_class("-notice") else None

    def show_results(self) -> None:
        """Show list and preview."""
        self.remove_class("-notice")

    def show_notice(self, text: str) -> None:
        """Show a text of several lines instead."""
        self.query_one("#notice", Static).update(sanitize(text))
        self.add_class("-notice")
