"""A text with line numbers, wrapped as far as it is seen.

Positions are a block and a row of it, so the number of all rows is never needed
and a text of 5 MB opens at once. Used by the preview and by the viewer.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from itertools import islice
from typing import TYPE_CHECKING, ClassVar

from rich.segment import Segment
from textual.message import Message

from sou_tui.rendering import (
    Mark,
    laid_over,
    marked_segments,
    padded,
    without_hanging_blanks,
)
from sou_tui.widgets.line_view import LineView
from sou_tui.wrapped_text import TOP, Position, WrappedText

if TYPE_CHECKING:
    from collections.abc import Iterator

    from textual.strip import Strip

    from sou_tui.shown_text import ShownText
    from sou_tui.syntax import Part

LANDING_MARK = "▸"
_NUMBER_CELLS = 3
_AROUND_NUMBER_CELLS = 4
_KEPT_IN_VIEW_ROWS = 2


class TextPane(LineView):
    """Shows a ``ShownText``, or nothing."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "text-pane--number",
        "text-pane--match",
        "text-pane--current",
        "text-pane--landing",
        "text-pane--heading",
        "text-pane--strong",
        "text-pane--comment",
        "text-pane--string",
        "text-pane--keyword",
    }

    class Moved(Message):
        """Another part of the text is in view, or another match is the current one."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self._wrapped: WrappedText | None = None
        self._top = TOP
        self._match = -1
        self._landing = 0
        self._height = 0
        self._frame: list[Position] | None = None
        self._parts: tuple[Part, ...] = ()

    @property
    def shown(self) -> ShownText | None:
        """The text that is shown."""
        return None if self._wrapped is None else self._wrapped.shown

    @property
    def match_index(self) -> int:
        """0-based number of the current match, -1 if there is none."""
        return self._match

    @property
    def landing_offset(self) -> int:
        """Where the reader was brought: the current match, or the offset asked for."""
        return self._landing

    def show(self, shown: ShownText | None, offset: int = 0) -> None:
        """Show a text and land on an offset of it; the match there becomes the current one."""
        self._top, self._match, self._landing = TOP, -1, offset
        self._wrapped, self._parts = None, ()
        if shown is not None:
            at = shown.spans_between(offset, offset + 1)
            self._match = bisect_left(shown.spans, at[0]) if at else -1
            self._wrap(shown)
            self._height = self.size.height
            self._reveal(always=True)
        self._changed()

    def colour(self, parts: tuple[Part, ...]) -> None:
        """Give parts of the text that is shown their colours."""
        self._parts = parts
        self.refresh_changed()

    def next_match(self, step: int) -> bool:
        """Go to a later match, an earlier one if negative; False at either end.

        From the current match, or from what is in view where that is not.
        """
        if self._wrapped is None:
            return False
        spans = self._wrapped.shown.spans
        is_seen = self._match >= 0 and self._is_in_view(spans[self._match].start)
        index = self._match + step if is_seen else self._match_near(step)
        if not 0 <= index < len(spans):
            return False
        self._match = index
        self._landing = spans[index].start
        self._reveal(always=False)
        self._changed()
        return True

    def land(self, offset: int) -> None:
        """Go to an offset; no match is the current one unless one is there."""
        if self._wrapped is None:
            return
        at = self._wrapped.shown.spans_between(offset, offset + 1)
        self._match = bisect_left(self._wrapped.shown.spans, at[0]) if at else -1
        self._landing = offset
        self._reveal(always=False)
        self._changed()

    @property
    def reading_offset(self) -> int:
        """Where the reader is: the landing place while it is in view, else the first row."""
        if self._wrapped is None or self._is_in_view(self._landing):
            return self._landing
        return self._wrapped.span(self._top)[0]

    def _is_in_view(self, offset: int) -> bool:
        return self._wrapped is not None and self._wrapped.position(offset) in self._rows_in_view()

    def page(self, step: float) -> None:
        """Scroll by screenfuls, keeping two rows in view."""
        self.scroll_rows(round(step * max(self.size.height - _KEPT_IN_VIEW_ROWS, 1)))

    def go_top(self) -> None:
        """Show the beginning."""
        self._top = TOP
        self._changed()

    def go_bottom(self) -> None:
        """Show the end."""
        if self._wrapped is not None:
            self._top = self._wrapped.last_top(self.size.height)
            self._changed()

    def scroll_rows(self, delta: int) -> None:
        """Scroll by rows of the screen."""
        if self._wrapped is not None:
            moved = self._wrapped.moved(self._top, delta)
            self._top = min(moved, self._wrapped.last_top(self.size.height))
            self._changed()

    def extent(self) -> tuple[float, float]:
        """Return what part of the text is in view, by its length."""
        frame = self._rows_in_view()
        if self._wrapped is None or not frame or not self._wrapped.shown.length:
            return 0.0, 1.0
        length = self._wrapped.shown.length
        start, end = self._wrapped.span(frame[0])[0], self._wrapped.span(frame[-1])[1]
        is_last = self._wrapped.is_last(frame[-1].block) and end >= length - 2
        return start / length, 1.0 if is_last else end / length

    def cursor_row(self) -> int:
        """Return the line of the landing place, 0 if it is out of view."""
        if self._wrapped is None:
            return 0
        place = self._wrapped.position(self._landing)
        frame = self._rows_in_view()
        return frame.index(place) if place in frame else 0

    def forget_rows(self) -> None:
        """Wrap anew if the width is another; what was in view stays there.

        A change of classes comes here before the ``Resize`` that goes with it: the top
        belongs to the rows that there were, and is never asked of others.
        """
        before = self._wrapped
        if before is None:
            return
        in_view = before.frame(self._top, self._height)
        was_seen = not in_view or before.position(self._landing) in in_view
        top = before.span(self._top)[0]
        wrapped = self._wrap(before.shown)
        if wrapped is before and self._height == self.size.height:
            return
        self._top = wrapped.position(top)
        self._height = self.size.height
        if was_seen:
            self._reveal(always=True)
        self._top = min(self._top, wrapped.last_top(self._height))
        self._frame = None

    def forget_widths(self) -> None:
        """Wrap anew at the same width."""
        super().forget_widths()
        if self._wrapped is not None:
            self.show(self._wrapped.shown, self._landing)

    def resized(self) -> None:
        """Keep the landing place in view if it was, else the text at the top."""
        if self._wrapped is not None:
            self._changed()

    def row(self, y: int, cols: int) -> Strip:
        """Return a row: landing mark, number, text."""
        frame = self._rows_in_view()
        if self._wrapped is None or y >= len(frame):
            return padded([], cols, self.style_of())
        block, part = frame[y]
        is_landing = block == self._wrapped.shown.block_at(self._landing)
        over = ("text-pane--landing",) if is_landing else ()
        base = self.style_of(*over)
        text, rows, _end = self._wrapped.block(block)
        start, end = rows[part]
        end = without_hanging_blanks(text, start, end, self._wrapped.cols)
        gutter = self._gutter(frame[y], is_landing=is_landing)
        number = Segment(gutter, self.style_of(*over, "text-pane--number"))
        body = marked_segments(text, start, end, self._marks(block, start, end, over), base)
        return padded([number, *body], cols, base)

    def _wrap(self, shown: ShownText) -> WrappedText:
        self._number_cells = max(shown.number_chars, _NUMBER_CELLS)
        cols = self.cols - self._number_cells - _AROUND_NUMBER_CELLS
        wrapped = self._wrapped
        if wrapped is None or wrapped.shown is not shown or wrapped.cols != cols:
            wrapped = self._wrapped = WrappedText(shown, cols)
            self._frame = None
        return wrapped

    def _gutter(self, position: Position, *, is_landing: bool) -> str:
        if self._wrapped is None:
            return ""
        shown = self._wrapped.shown
        if position.part or not shown.is_line_start(position.block):
            return " " * (self._number_cells + _AROUND_NUMBER_CELLS)
        mark = LANDING_MARK if is_landing else " "
        return f"{mark} {shown.number(position.block):>{self._number_cells}}  "

    def _marks(self, block: int, start: int, end: int, over: tuple[str, ...]) -> list[Mark]:
        if self._wrapped is None:
            return []
        shown = self._wrapped.shown
        current = shown.spans[self._match] if self._match >= 0 else None
        match = self.style_of(*over, "text-pane--match")
        this = self.style_of(*over, "text-pane--current")
        marks = [
            (max(span.start - block, 0), span.end - block, this if span == current else match)
            for span in shown.spans_between(block + start, block + end)
        ]
        return laid_over(self._coloured(block, start, end, over), marks) if self._parts else marks

    def _coloured(self, block: int, start: int, end: int, over: tuple[str, ...]) -> Iterator[Mark]:
        first = bisect_right(self._parts, block + start, key=_end_of)
        for part in islice(self._parts, first, None):
            if part.start >= block + end:
                return
            style = self.style_of(*over, f"text-pane--{part.name}")
            yield max(part.start - block, 0), part.end - block, style

    def _changed(self) -> None:
        self._frame = None
        self.refresh_changed()
        self.post_message(self.Moved())

    def _rows_in_view(self) -> list[Position]:
        if self._frame is None:
            wrapped = self._wrapped
            self._frame = wrapped.frame(self._top, self.size.height) if wrapped else []
        return self._frame

    def _reveal(self, *, always: bool) -> None:
        """Bring the landing place into view, a third down, unless it is there already."""
        if self._wrapped is None:
            return
        height = self.size.height
        place = self._wrapped.position(self._landing)
        if always or place not in self._wrapped.frame(self._top, height):
            top = self._wrapped.moved(place, -(height // 3))
            self._top = min(top, self._wrapped.last_top(height))

    def _match_near(self, step: int) -> int:
        if self._wrapped is None:
            return -1
        here = self.reading_offset
        before = bisect_left(self._wrapped.shown.spans, (here, here))
        return before if step > 0 else before - 1


def _end_of(part: Part) -> int:
    return part.end
