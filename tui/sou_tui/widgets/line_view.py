"""Rows drawn one at a time, scrolled by the widget itself.

Not a ``ScrollView``: its ``virtual_size`` lays out the whole screen for every new
set of results (39 ms a key against 21), and its scrollbars change the width.
The last column is the thumb.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.segment import Segment
from textual.geometry import Offset, Region, Size
from textual.strip import Strip
from textual.widget import Widget

if TYPE_CHECKING:
    from typing import Self

    from rich.style import Style
    from textual import events

WHEEL_ROWS = 3
_THUMB = "▐"


class LineView(Widget, can_focus=True):
    """Base of lists and texts. Subclasses give rows and say where they are."""

    DEFAULT_CSS = "LineView { overflow: hidden; }"

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id, classes=classes)
        self._style_cache: dict[tuple[str, ...], Style] = {}
        self._drawn = Size(0, 0)
        self._painted: dict[int, Strip] = {}
        self._ready: dict[int, Strip] = {}
        """Rows made to be compared with those painted, until anything else asks for a paint."""

    def row(self, y: int, cols: int) -> Strip:
        """Return the row at a line of the widget, ``cols`` cells wide."""
        raise NotImplementedError

    def extent(self) -> tuple[float, float]:
        """Return what part of everything is shown, as shares of 1; (0, 1) is all of it."""
        raise NotImplementedError

    def scroll_rows(self, delta: int) -> None:
        """Scroll down by rows, up if negative, as far as possible."""
        raise NotImplementedError

    def cursor_row(self) -> int:
        """Return the line of the widget where a reader's eye should be."""
        return 0

    def forget_rows(self) -> None:
        """Drop rows kept from earlier frames: colours or width have changed."""

    def forget_widths(self) -> None:
        """Measure everything anew: the terminal has other widths than was thought."""
        self._forget_painted()
        self.forget_rows()

    @property
    def size(self) -> Size:
        """The size it has; while it is hidden the one that it had, to be ready to come back."""
        return super().size or self._drawn

    @property
    def cols(self) -> int:
        """Cells of a row, without the thumb's column."""
        return max(self.size.width - 1, 2)

    @property
    def cursor_screen_offset(self) -> Offset:
        """Where the terminal's cursor belongs while this has focus."""
        return self.region.offset + Offset(0, self.cursor_row())

    def style_of(self, *names: str) -> Style:
        """Return the widget's style with component styles laid over it. Cheap, cached."""
        style = self._style_cache.get(names)
        if style is None:
            style = self.rich_style
            for name in names:
                style += self.get_component_rich_style(name, partial=True)
            self._style_cache[names] = style
        return style

    def refresh(
        self,
        *regions: Region,
        repaint: bool = True,
        layout: bool = False,
        recompose: bool = False,
    ) -> Self:
        """Paint again, in all of the widget or in some regions of it."""
        self._ready.clear()
        return super().refresh(*regions, repaint=repaint, layout=layout, recompose=recompose)

    def refresh_changed(self) -> None:
        """Paint the rows that are not what was painted last.

        A terminal takes 25 KiB for all rows of a screen, and while a query is typed on most
        stay: they are neither made into cells nor sent.
        """
        rows, cols = self.size.height, self.size.width
        ready = {y: self._line(y) for y in range(rows)}
        changed = [y for y, strip in ready.items() if self._painted.get(y) != strip]
        if changed:
            self.refresh(*(Region(0, y, cols, 1) for y in changed))
        self._ready = ready

    def render_line(self, y: int) -> Strip:
        """Return a row with its cell of the thumb."""
        strip = self._ready.get(y) or self._line(y)
        self._painted[y] = strip
        return strip

    def _line(self, y: int) -> Strip:
        cols = self.cols
        thumb = _THUMB if self._is_thumb(y) else " "
        return Strip([*self.row(y, cols), Segment(thumb, self.style_of())], cols + 1)

    def notify_style_update(self) -> None:
        """Forget styles when the theme or a class changes."""
        super().notify_style_update()
        self._style_cache.clear()
        self._forget_painted()
        self.forget_rows()

    def on_resize(self, event: events.Resize) -> None:
        """Draw anew at another size; it is told, too, when it is shown again at the same."""
        if event.size != self._drawn:
            self._drawn = event.size
            self._ready.clear()
            self.forget_rows()
            self.resized()

    def resized(self) -> None:
        """Catch up on another size. Rows kept from earlier frames are dropped already."""

    def _forget_painted(self) -> None:
        self._painted.clear()
        self._ready.clear()

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Scroll by the wheel."""
        event.stop()
        self.scroll_rows(WHEEL_ROWS)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Scroll by the wheel."""
        event.stop()
        self.scroll_rows(-WHEEL_ROWS)

    def _is_thumb(self, y: int) -> bool:
        start, end = self.extent()
        if end - start >= 1:
            return False
        height = self.size.height
        length = max(round(height * (end - start)), 1)
        first = min(round(height * start), height - length)
        return first <= y < first + length
