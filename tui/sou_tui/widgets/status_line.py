"""One line under the query: counts, hints, or what is wrong with the query.

A warning has rows of its own below it: it is told in full, and hides no count.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Literal

from rich.segment import Segment
from textual.widget import Widget

from sou_tui.cells import fit, width
from sou_tui.rendering import padded
from sou_tui.wrap import wrap

if TYPE_CHECKING:
    from textual.strip import Strip

_GAP_CELLS = 2
_FEWEST_CHIP_CELLS = 40
_MOST_MESSAGE_ROWS = 3


@dataclass(frozen=True, slots=True)
class QueryError:
    """What is wrong with the query, and where in the box, in cells."""

    message: str
    start_cells: int
    width_cells: int


class StatusLine(Widget):
    """Text on the left and on the right; a query error takes its place."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"status-line--error", "status-line--quiet"}
    DEFAULT_CSS = "StatusLine { height: 1; }"

    def __init__(self, *, id: str | None = None, keeps_right: bool = False) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self._keeps_right = keeps_right
        self._left = ""
        self._right = ""
        self._short = ""
        self._error: QueryError | None = None
        self._warning = ""
        self._reminder = ""
        self._tone: Literal["plain", "error", "quiet"] = "plain"

    def say(self, left: str, *, tone: Literal["plain", "error", "quiet"] = "plain") -> None:
        """Show a text on the left, instead of any error."""
        if (left, tone, None) == (self._left, self._tone, self._error):
            return
        self._left, self._tone, self._error = left, tone, None
        self._resize()

    @property
    def chip_cells(self) -> int:
        """Cells that filters may take: so many that a count fits beside them."""
        return max(self.size.width // 2, _FEWEST_CHIP_CELLS)

    def say_right(self, right: str, short: str = "") -> None:
        """Show a text on the right, or the short one where there is too little room for it."""
        if (right, short) != (self._right, self._short):
            self._right, self._short = right, short
            self.refresh()

    def point(self, error: QueryError) -> None:
        """Show a caret below the query's fault, and the message."""
        self._error = error
        self._resize()

    def warn(self, warning: str) -> None:
        """Show a warning below the line, however long it is; an empty one takes it away."""
        self._warning = warning
        self._resize()

    def remind(self, reminder: str) -> None:
        """Show below the line, and any warning, what holds until it is taken away."""
        if reminder != self._reminder:
            self._reminder = reminder
            self._resize()

    def on_resize(self) -> None:
        """An error's message may need a row more, or less."""
        self._resize()

    def render_line(self, y: int) -> Strip:
        """Return the line, or one of the lines of an error."""
        cols = self.size.width
        base = self.rich_style
        error = base + self.get_component_rich_style("status-line--error", partial=True)
        quiet = base + self.get_component_rich_style("status-line--quiet", partial=True)
        rows = error_rows(self._error, cols) if self._error is not None else [""]
        if y >= len(rows):
            warnings = self._warnings(cols)[y - len(rows) :]
            return padded([Segment(warnings[0], quiet)] if warnings else [], cols, base)
        if self._error is not None:
            return padded([Segment(rows[y], error)], cols, base)
        right = next((one for one in (self._right, self._short) if self._has_room(one, cols)), "")
        left = fit(f" {self._left}", cols - width(right) - _GAP_CELLS)
        tone = {"plain": base, "error": error, "quiet": quiet}[self._tone]
        gap = " " * max(cols - width(left) - width(right) - 1, 0)
        return padded([Segment(left, tone), Segment(gap, base), Segment(right, quiet)], cols, base)

    def _has_room(self, right: str, cols: int) -> bool:
        """Tell whether the right may stay: a hint or an error needs its room more."""
        if width(self._left) + width(right) + _GAP_CELLS < cols:
            return True
        share = 2 / 3 if self._keeps_right else 1 / 3
        return self._tone == "plain" and width(right) < cols * share

    def _warnings(self, cols: int) -> list[str]:
        return [*warning_rows(self._warning, cols), *warning_rows(self._reminder, cols)]

    def _resize(self) -> None:
        cols = self.size.width
        rows = len(error_rows(self._error, cols)) if self._error is not None else 1
        rows += len(self._warnings(cols))
        if self.styles.height is None or self.styles.height.value != rows:
            self.styles.height = rows
        self.refresh()


def error_rows(error: QueryError, cols: int) -> list[str]:
    """Return a caret in its place with the message beside it, or below if it is too long.

    >>> error_rows(QueryError("沒有對應的「）」", 4, 2), 40)
    ['    ^~ 沒有對應的「）」']
    """
    start = min(max(error.start_cells, 0), max(cols - 1, 0))
    caret = "^" + "~" * (min(error.width_cells, cols - start) - 1)
    needed = width(error.message) + 1
    if start + len(caret) + needed <= cols:
        return [f"{' ' * start}{caret} {error.message}"]
    if needed <= start:
        return [f"{' ' * (start - needed)}{error.message} {caret}"]
    rows = warning_rows(error.message, cols)
    if len(rows) > _MOST_MESSAGE_ROWS:
        said = sum(len(row) - 1 for row in rows[: _MOST_MESSAGE_ROWS - 1])
        rows[_MOST_MESSAGE_ROWS - 1 :] = [fit(f" {error.message[said:]}", cols)]
    return [" " * start + caret, *rows]


def warning_rows(warning: str, cols: int) -> list[str]:
    """Return a warning in as many rows as it takes, each after a blank.

    >>> warning_rows("自訂詞表：第三行略過", 14)
    [' 自訂詞表：第', ' 三行略過']
    """
    if not warning or cols <= 1:
        return []
    return [f" {warning[start:end]}" for start, end in wrap(warning, cols - 1)]
