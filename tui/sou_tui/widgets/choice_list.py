"""A list of choices, a row each."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from rich.segment import Segment

from sou.text.sanitize import sanitize
from sou_tui.rendering import marked_segments, padded
from sou_tui.widgets.line_view import LineView

if TYPE_CHECKING:
    from textual.strip import Strip

    from sou_tui.choices import Choice

_BAR = "❯ "


class ChoiceList(LineView, can_focus=False):
    """Shows choices and a cursor."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "choice-list--label",
        "choice-list--match",
        "choice-list--cursor",
    }

    def __init__(self) -> None:
        super().__init__()
        self._choices: tuple[Choice, ...] = ()
        self._cursor = 0
        self._top = 0

    @property
    def choice(self) -> Choice | None:
        """The choice under the cursor."""
        return self._choices[self._cursor] if self._choices else None

    def show(self, choices: tuple[Choice, ...]) -> None:
        """Show other choices, from the first."""
        self._choices, self._cursor, self._top = choices, 0, 0
        self.refresh()

    def move(self, step: int) -> None:
        """Move the cursor, as far as there are choices."""
        self._cursor = min(max(self._cursor + step, 0), max(len(self._choices) - 1, 0))
        height = max(self.size.height, 1)
        self._top = min(max(self._top, self._cursor - height + 1), self._cursor)
        self.refresh()

    def scroll_rows(self, delta: int) -> None:
        """Scrolling moves the cursor."""
        self.move(delta)

    def extent(self) -> tuple[float, float]:
        """Return what part of the list is in view."""
        count = len(self._choices)
        if not count:
            return 0.0, 1.0
        return self._top / count, min((self._top + self.size.height) / count, 1.0)

    def row(self, y: int, cols: int) -> Strip:
        """Return a row: cursor, name, text with its matches."""
        index = self._top + y
        if index >= len(self._choices):
            return padded([], cols, self.style_of())
        choice = self._choices[index]
        is_here = index == self._cursor
        over = ("choice-list--cursor",) if is_here else ()
        base = self.style_of(*over)
        match = self.style_of(*over, "choice-list--match")
        label = sanitize(choice.label, single_line=True)
        text = sanitize(choice.text, single_line=True)
        segments = [Segment(_BAR if is_here else "  ", match if is_here else base)]
        if label:
            segments.append(Segment(f"{label}  ", self.style_of(*over, "choice-list--label")))
        marks = [(span.start, span.end, match) for span in choice.spans]
        segments += marked_segments(text, 0, min(len(text), cols), marks, base)
        return padded(segments, cols, base)
