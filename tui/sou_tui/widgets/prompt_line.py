"""A line for something short to type: what to find, where to go. Hidden until it is asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.containers import Horizontal
from textual.message import Message
from textual.widgets import Static

from sou_tui.keys import bindings
from sou_tui.widgets.query_input import QueryInput

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.binding import BindingType


class PromptLine(Horizontal, inherit_bindings=False):
    """A sign and a box. Posts what was typed, or that it was given up."""

    DEFAULT_CSS = """
    PromptLine { height: 1; }
    PromptLine Static { width: auto; }
    PromptLine QueryInput { width: 1fr; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("prompt")]

    class Answered(Message):
        """Something was typed, perhaps nothing."""

        def __init__(self, kind: str, text: str) -> None:
            super().__init__()
            self.kind = kind
            self.text = text

    class GivenUp(Message):
        """The line was closed."""

    def __init__(self) -> None:
        super().__init__()
        self._kind = ""
        self.display = False

    @property
    def is_open(self) -> bool:
        """Whether something is asked."""
        return bool(self.display)

    def compose(self) -> ComposeResult:
        """Lay out sign and box."""
        yield Static("", markup=False)
        yield QueryInput(value="", placeholder="", id="prompt-text")

    @property
    def box(self) -> QueryInput:
        """The box."""
        return self.query_one(QueryInput)

    def ask(self, kind: str, sign: str, value: str = "") -> None:
        """Open the line; ``kind`` comes back with the answer. Typing replaces ``value``."""
        self._kind = kind
        self.query_one(Static).update(sign)
        self.box.value = value
        self.box.action_select_all()
        self.display = True
        self.screen.set_focus(self.box)

    def type(self, character: str) -> None:
        """Take a character that came before the box had the focus."""
        start, end = sorted(self.box.selection)
        self.box.replace(character, start, end)

    def action_answer(self) -> None:
        """Post what was typed."""
        self._close()
        self.post_message(self.Answered(self._kind, self.box.value.strip()))

    def action_give_up(self) -> None:
        """Close the line; nothing is done."""
        self._close()
        self.post_message(self.GivenUp())

    def _close(self) -> None:
        self.display = False
