"""A list with a cursor, a row for each thing, drawn as it is seen."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Generic, TypeVar

from rich.segment import Segment

from sou_tui.cells import BAR, NARROW_BAR, fit, one_cell, width
from sou_tui.rendering import padded
from sou_tui.widgets.line_view import LineView

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual import events
    from textual.strip import Strip

Thing = TypeVar("Thing")


class RowList(LineView, Generic[Thing], can_focus=False):
    """Things of one kind; the chosen one behind a bar. Subclasses say what a row says."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"row-list--cursor", "row-list--aside"}

    def __init__(self, things: Sequence[Thing] = (), nothing: str = "") -> None:
        """Make a list; ``nothing`` is what it says when it is empty."""
        super().__init__()
        self._things = list(things)
        self._nothing = nothing
        self._cursor = 0
        self._top = 0

    def columns(self, thing: Thing, cols: int) -> tuple[str, str]:
        """Return what a row says, and what it says aside; the latter fits first."""
        raise NotImplementedError

    @property
    def chosen(self) -> Thing | None:
        """The thing under the cursor."""
        return self._things[self._cursor] if self._things else None

    def show(self, things: Sequence[Thing], *, keeps_place: bool = False) -> None:
        """Show other things, from the first unless the cursor is to stay where it is."""
        self._things = list(things)
        if not keeps_place:
            self._cursor = self._top = 0
        self.move(0)
        self.refresh()

    def move(self, step: int) -> None:
        """Choose another thing, as far as possible."""
        self._cursor = min(max(self._cursor + step, 0), max(len(self._things) - 1, 0))
        height = max(self.size.height, 1)
        self._top = min(max(self._top, self._cursor - height + 1), self._cursor)
        self.refresh()

    def page(self, step: int) -> None:
        """Choose by screenfuls."""
        self.move(step * max(self.size.height - 1, 1))

    def scroll_rows(self, delta: int) -> None:
        """Move by rows, as the wheel does."""
        self.move(delta)

    def extent(self) -> tuple[float, float]:
        """Return what part of the list is shown."""
        rows = max(len(self._things), 1)
        return self._top / rows, (self._top + self.size.height) / rows

    def row(self, y: int, cols: int) -> Strip:
        """Return a row: bar, what it says, what it says aside."""
        index = y + self._top
        if index >= len(self._things):
            text = f"   {self._nothing}" if not self._things and y == 0 else ""
            return padded([Segment(fit(text, cols), self.style_of())], cols, self.style_of())
        over = ("row-list--cursor",) if index == self._cursor else ()
        base = self.style_of(*over)
        said, aside = self.columns(self._things[index], cols)
        bar = one_cell(BAR, NARROW_BAR) if over else " "
        head = fit(f" {bar} {said}", cols - width(aside) - 1)
        gap = " " * max(cols - width(head) - width(aside), 0)
        segments = [
            Segment(head + gap, base),
            Segment(aside, self.style_of(*over, "row-list--aside")),
        ]
        return padded(segments, cols, base)

    def on_click(self, event: events.Click) -> None:
        """Choose the thing that was clicked."""
        self.move(event.y + self._top - self._cursor)
