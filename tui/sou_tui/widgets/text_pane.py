"""A text with line numbers, wrapped as far as it is seen.

The position is a block and a row of it, so the number of all rows is never needed
and a text of 5 MB opens at once. Used by the preview and by the viewer.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.segment import Segment
from textual.message import Message

from sou.text.sanitize import sanitize
from sou_tui.rendering import Mark, marked_segments, padded, without_hanging_blanks
from sou_tui.widgets.line_view import LineView
from sou_tui.wrap import wrap

if TYPE_CHECKING:
    from textual import events
    from textual.strip import Strip

    from sou_tui.shown_text import ShownText

LANDING_MARK = "▸"
_NUMBER_CELLS = 3
_KEPT_BLOCKS = 500

_Position = tuple[int, int]
"""A block and a row of it."""


class TextPane(LineView):
    """Shows a ``ShownText``, or nothing."""

    COMPONENT_CLASSES = {
        "text-pane--number",
        "text-pane--match",
        "text-pane--current",
        "text-pane--landing",
    }

    class Moved(Message):
        """Another part of the text is in view, or another match is the current one."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self._shown: ShownText | None = None
        self._top: _Position = (0, 0)
        self._match = -1
        self._landing = 0
        self._wrapped: dict[int, tuple[str, list[tuple[int, int]]]] = {}
        self._frame: list[_Position] | None = None

    @property
    def shown(self) -> ShownText | None:
        """The text that is shown."""
        return self._shown

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
        self._shown = shown
        self._wrapped.clear()
        self._top = (0, 0)
        self._match = -1
        self._landing = offset
        if shown is not None:
            at = shown.spans_between(offset, offset + 1)
            self._match = shown.spans.index(at[0]) if at else -1
            self._reveal(always=True)
        self._changed()

    def next_match(self, step: int) -> bool:
        """Go to a later match, an earlier one if negative; False at either end."""
        if self._shown is None:
            return False
        index = self._match + step if self._match >= 0 else self._match_near_top(step)
        if not 0 <= index < len(self._shown.spans):
            return False
        self._match = index
        self._landing = self._shown.spans[index].start
        self._reveal(always=False)
        self._changed()
        return True

    def page(self, step: float) -> None:
        """Scroll by screenfuls, keeping two rows in view."""
        self.scroll_rows(round(step * max(self.size.height - 2, 1)))

    def go_top(self) -> None:
        """Show the beginning."""
        self._top = (0, 0)
        self._changed()

    def go_bottom(self) -> None:
        """Show the end."""
        self._top = self._last_top()
        self._changed()

    def scroll_rows(self, delta: int) -> None:
        """Scroll by rows of the screen."""
        if self._shown is not None:
            self._top = min(self._moved(self._top, delta), self._last_top())
            self._changed()

    def extent(self) -> tuple[float, float]:
        """Return what part of the text is in view, by its length."""
        frame = self._rows_in_view()
        if self._shown is None or not frame or not self._shown.text:
            return 0.0, 1.0
        length = len(self._shown.text)
        start, end = self._span(frame[0]), self._span(frame[-1])
        return start[0] / length, 1.0 if end[1] >= length - 1 else end[1] / length

    def cursor_row(self) -> int:
        """Return the line of the landing place, 0 if it is out of view."""
        place = self._position(self._landing)
        frame = self._rows_in_view()
        return frame.index(place) if place in frame else 0

    def forget_rows(self) -> None:
        """Drop rows of another width."""
        self._wrapped.clear()
        self._frame = None

    def on_resize(self, event: events.Resize) -> None:
        """Keep the same text at the top; a hit in view stays in view."""
        was_seen = self._position(self._landing) in (self._frame or [])
        offset = self._span(self._top)[0] if self._shown is not None else 0
        super().on_resize(event)
        if self._shown is None:
            return
        self._top = self._position(offset)
        if was_seen or self._frame is None:
            self._reveal(always=not was_seen)
        self._changed()

    def row(self, y: int, cols: int) -> Strip:
        """Return a row: number or landing mark, then text."""
        frame = self._rows_in_view()
        base = self.style_of()
        if self._shown is None or y >= len(frame):
            return padded([], cols, base)
        block, part = frame[y]
        is_landing = block == self._shown.block_at(self._landing)
        over = ("text-pane--landing",) if is_landing else ()
        base = self.style_of(*over)
        gutter = self._gutter(block, part, is_landing=is_landing)
        number = Segment(gutter, self.style_of(*over, "text-pane--number"))
        text, rows = self._rows_of(block)
        start, end = rows[part]
        end = without_hanging_blanks(text, start, end, self._text_cols)
        body = marked_segments(text, start, end, self._marks(block, start, end, over), base)
        return padded([number, *body], cols, base)

    @property
    def _text_cols(self) -> int:
        return self.cols - self._number_cells - 4

    @property
    def _number_cells(self) -> int:
        if self._shown is None:
            return _NUMBER_CELLS
        last = self._shown.line_number(len(self._shown.starts) - 1)
        return max(len(str(last)), _NUMBER_CELLS)

    def _gutter(self, block: int, part: int, *, is_landing: bool) -> str:
        if self._shown is None or part or not self._shown.is_line_start(block):
            return " " * (self._number_cells + 4)
        mark = LANDING_MARK if is_landing else " "
        return f"{mark} {self._shown.line_number(block):>{self._number_cells}}  "

    def _marks(self, block: int, start: int, end: int, over: tuple[str, ...]) -> list[Mark]:
        if self._shown is None:
            return []
        offset = self._shown.starts[block]
        current = self._shown.spans[self._match] if self._match >= 0 else None
        match = self.style_of(*over, "text-pane--match")
        this = self.style_of(*over, "text-pane--current")
        return [
            (max(span.start - offset, 0), span.end - offset, this if span == current else match)
            for span in self._shown.spans_between(offset + start, offset + end)
        ]

    def _changed(self) -> None:
        self._frame = None
        self.refresh()
        self.post_message(self.Moved())

    def _rows_in_view(self) -> list[_Position]:
        if self._frame is None:
            self._frame = self._frame_from(self._top)
        return self._frame

    def _frame_from(self, top: _Position) -> list[_Position]:
        frame: list[_Position] = []
        if self._shown is None:
            return frame
        block, part = top
        while len(frame) < self.size.height and block < len(self._shown.starts):
            count = len(self._rows_of(block)[1])
            frame.extend((block, place) for place in range(part, count))
            block, part = block + 1, 0
        return frame[: self.size.height]

    def _rows_of(self, block: int) -> tuple[str, list[tuple[int, int]]]:
        """Return a block's sanitised text and its rows."""
        known = self._wrapped.get(block)
        if known is None:
            if len(self._wrapped) > _KEPT_BLOCKS:
                self._wrapped.clear()
            text = ""
            if self._shown is not None:
                start, end = self._shown.block(block)
                text = sanitize(self._shown.text[start:end])
            known = self._wrapped[block] = (text, wrap(text, self._text_cols))
        return known

    def _span(self, position: _Position) -> tuple[int, int]:
        """Return the offsets of a row."""
        if self._shown is None:
            return 0, 0
        start = self._shown.starts[position[0]]
        first, last = self._rows_of(position[0])[1][position[1]]
        return start + first, start + last

    def _position(self, offset: int) -> _Position:
        if self._shown is None:
            return 0, 0
        block = self._shown.block_at(offset)
        inside = offset - self._shown.starts[block]
        rows = self._rows_of(block)[1]
        part = next((place for place, row in enumerate(rows) if inside < row[1]), len(rows) - 1)
        return block, part

    def _moved(self, position: _Position, delta: int) -> _Position:
        block, part = position
        blocks = len(self._shown.starts) if self._shown is not None else 1
        part += delta
        while part < 0 and block > 0:
            block -= 1
            part += len(self._rows_of(block)[1])
        while part >= (count := len(self._rows_of(block)[1])) and block < blocks - 1:
            part -= count
            block += 1
        return block, min(max(part, 0), len(self._rows_of(block)[1]) - 1)

    def _last_top(self) -> _Position:
        if self._shown is None:
            return 0, 0
        block = len(self._shown.starts) - 1
        last = (block, len(self._rows_of(block)[1]) - 1)
        return self._moved(last, 1 - max(self.size.height, 1))

    def _reveal(self, *, always: bool) -> None:
        """Bring the landing place into view, a third down, unless it is there already."""
        place = self._position(self._landing)
        if always or place not in self._frame_from(self._top):
            top = self._moved(place, -(self.size.height // 3))
            self._top = min(top, self._last_top())

    def _match_near_top(self, step: int) -> int:
        if self._shown is None:
            return -1
        top = self._span(self._top)[0]
        before = sum(span.start < top for span in self._shown.spans)
        return before if step > 0 else before - 1
