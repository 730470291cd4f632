"""Results with their preview, or a notice in place of both."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.containers import Container
from textual.widgets import Static

from sou.text.sanitize import sanitize
from sou_tui.widgets.facets import Facets
from sou_tui.widgets.preview import Preview
from sou_tui.widgets.results import Results

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.widget import Widget


_IS_BESIDE = frozenset(("-wide", "-broad"))
"""Classes of screens where the preview stands beside the list."""


class Body(Container):
    """The part of the search screen below the status line."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        # Hidden together, each of them still knows whether there is room for it.
        self._hits = Container(id="hits")
        self._notice = Static("", id="notice", markup=False)
        self._notice.display = False

    def compose(self) -> ComposeResult:
        """Lay out list and preview, and the notice in their place."""
        with self._hits:
            yield Facets(id="facets")
            yield Results(id="results")
            yield Preview(id="preview")
        yield self._notice

    @property
    def results(self) -> Results:
        """The list."""
        return self.query_one(Results)

    @property
    def facets(self) -> Facets:
        """The column of facets, seen on wide terminals only."""
        return self.query_one(Facets)

    @property
    def preview(self) -> Preview:
        """The preview."""
        return self.query_one(Preview)

    @property
    def notice(self) -> str | None:
        """The notice that is shown, if one is."""
        return str(self._notice.content) if self._notice.display else None

    def show_results(self) -> None:
        """Show list and preview; a few hits leave their room to the preview below them."""
        self._show(self._hits)
        self._share_room()

    @property
    def lists_filters(self) -> bool:
        """Whether the facets are a list in place of hits and preview."""
        return self.has_class("-filters")

    def list_filters(self, *, shows: bool) -> None:
        """Show the facets in place of hits and preview, or these again."""
        self.set_class(shows, "-filters")

    def on_resize(self) -> None:
        """Share the room anew."""
        self._share_room()

    def _share_room(self) -> None:
        rows = self.results.row_count
        is_below = self.preview.display and not _IS_BESIDE & self.screen.classes
        room = rows if is_below and rows < self.size.height // 2 else None
        before = self.results.styles.max_height
        if (before.value if before is not None else None) != room:
            self.results.styles.max_height = room

    def show_notice(self, text: str) -> None:
        """Show a text of several lines instead."""
        self._notice.update(sanitize(text))
        self._show(self._notice)

    def _show(self, part: Widget) -> None:
        """Show one of the two. Not by a class: its rules would be tried on all that is below."""
        self._hits.display = part is self._hits
        self._notice.display = part is self._notice
