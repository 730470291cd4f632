"""The column beside the results: what the matches can be narrowed down to."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from rich.segment import Segment
from textual.message import Message

from sou_tui import texts
from sou_tui.cells import fit, width
from sou_tui.facet_names import facet_value
from sou_tui.keys import bindings
from sou_tui.rendering import padded
from sou_tui.wanted import FACETS, Filter
from sou_tui.widgets.line_view import LineView

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from textual import events
    from textual.binding import BindingType
    from textual.strip import Strip

    from sou.model import FacetName

MOST_VALUES = 8
"""Values shown of a facet."""


class Facets(LineView):
    """Facets with their values and counts; those that filter are ticked."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("facets")]

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "facets--title",
        "facets--count",
        "facets--chosen",
        "facets--cursor",
    }

    class Toggled(Message):
        """A value was chosen, or no longer is."""

        def __init__(self, chosen: Filter, *, is_alone: bool) -> None:
            super().__init__()
            self.chosen = chosen
            self.is_alone = is_alone
            """Whether it is to be the only one of its facet."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self._lines: list[tuple[FacetName, Filter | None, int]] = []
        self._chosen: tuple[Filter, ...] = ()
        self._cursor = 0
        self._top = 0

    @property
    def filter(self) -> Filter | None:
        """The value under the cursor."""
        return self._lines[self._cursor][1] if self._cursor < len(self._lines) else None

    def show(
        self,
        counts: Mapping[str, Sequence[tuple[str, int]]],
        chosen: Sequence[Filter],
        roots: Sequence[str],
    ) -> None:
        """Show the values of all facets; the cursor stays on its value if that is there."""
        before = self.filter
        self._chosen = tuple(chosen)
        self._lines = []
        for facet in FACETS:
            values = [
                (Filter(facet, value), count)
                for value, count in counts.get(facet, ())
                if value and not (facet == "folder" and value in roots)
            ]
            known = {one for one, _ in values}
            values += [(one, 0) for one in chosen if one.facet == facet and one not in known]
            if values:
                self._lines.append((facet, None, 0))
                kept = [one for one in values[MOST_VALUES:] if one[0] in self._chosen]
                self._lines += [(facet, *one) for one in values[:MOST_VALUES] + kept]
        places = [place for place, (_, one, _) in enumerate(self._lines) if one == before]
        self._cursor = places[0] if before is not None and places else min(len(self._lines), 1)
        self._top = 0
        self.move(0)
        self.refresh_changed()

    def move(self, step: int) -> None:
        """Move the cursor by values, as far as possible."""
        values = [place for place, (_, one, _) in enumerate(self._lines) if one is not None]
        if not values:
            return
        at = values.index(self._cursor) if self._cursor in values else 0
        self._cursor = values[min(max(at + step, 0), len(values) - 1)]
        height = max(self.size.height, 1)
        first = 0 if self._cursor == values[0] else self._cursor
        self._top = min(max(self._top, self._cursor - height + 1), first)
        self.refresh_changed()

    def move_group(self, step: int) -> None:
        """Move the cursor to the first value of another facet, as far as there are any."""
        firsts = [place + 1 for place, (_, one, _) in enumerate(self._lines) if one is None]
        if not firsts:
            return
        here = max((at for at, first in enumerate(firsts) if first <= self._cursor), default=0)
        self._cursor = firsts[min(max(here + step, 0), len(firsts) - 1)]
        self.move(0)

    def toggle(self, *, is_alone: bool = False) -> None:
        """Filter by the value under the cursor, too or alone of its facet, or no longer."""
        if self.filter is not None:
            self.post_message(self.Toggled(self.filter, is_alone=is_alone))

    def scroll_rows(self, delta: int) -> None:
        """Move by rows, as the wheel does."""
        self.move(delta)

    def extent(self) -> tuple[float, float]:
        """Return what part of the column is shown."""
        rows = max(len(self._lines), 1)
        return self._top / rows, (self._top + self.size.height) / rows

    def cursor_row(self) -> int:
        """Return the line of the cursor."""
        return min(max(self._cursor - self._top, 0), max(self.size.height - 1, 0))

    def row(self, y: int, cols: int) -> Strip:
        """Return a title, or a value with its count."""
        index = y + self._top
        base = self.style_of()
        if index >= len(self._lines):
            return padded([], cols, base)
        facet, one, count = self._lines[index]
        if one is None:
            title = Segment(
                fit(f" {texts.FACET_TITLES[facet]}", cols), self.style_of("facets--title")
            )
            return padded([title], cols, base)
        is_chosen = one in self._chosen
        over = ("facets--cursor",) if index == self._cursor and self.has_focus else ()
        named = (*over, "facets--chosen") if is_chosen else over
        number = f"{count:,} "
        name = fit(facet_value(one), cols - 3 - width(number) - 1)
        gap = " " * (cols - 3 - width(name) - width(number))
        return padded(
            [
                Segment(" ✓ " if is_chosen else "   ", self.style_of(*named)),
                Segment(name + gap, self.style_of(*named)),
                Segment(number, self.style_of(*over, "facets--count")),
            ],
            cols,
            base,
        )

    def on_focus(self) -> None:
        """Show the cursor."""
        self.refresh()

    def on_blur(self) -> None:
        """Hide the cursor."""
        self.refresh()

    def on_click(self, event: events.Click) -> None:
        """Toggle the value that was clicked."""
        index = event.y + self._top
        if index < len(self._lines) and self._lines[index][1] is not None:
            self._cursor = index
            self.toggle()
