"""The list of commands: typed letters narrow it down, Enter runs one."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from rich.segment import Segment
from textual import on
from textual.containers import Horizontal
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from sou_tui import texts
from sou_tui.cells import fit, width
from sou_tui.keys import Command, bindings, title
from sou_tui.palette import matching
from sou_tui.rendering import padded
from sou_tui.widgets.key_line import KeyLine
from sou_tui.widgets.line_view import LineView
from sou_tui.widgets.query_input import QueryInput

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual import events
    from textual.app import ComposeResult
    from textual.binding import BindingType
    from textual.strip import Strip

_KEY_CELLS = 20


class CommandList(LineView, can_focus=False):
    """Commands with their keys; the chosen one behind a bar."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"command-list--cursor", "command-list--key"}

    def __init__(self, commands: Sequence[Command]) -> None:
        super().__init__()
        self._commands = list(commands)
        self._cursor = 0
        self._top = 0

    @property
    def command(self) -> Command | None:
        """The chosen command."""
        return self._commands[self._cursor] if self._commands else None

    def show(self, commands: Sequence[Command]) -> None:
        """Show other commands and choose the first."""
        self._commands = list(commands)
        self._cursor = self._top = 0
        self.refresh()

    def move(self, step: int) -> None:
        """Choose another command, as far as possible."""
        if self._commands:
            self._cursor = min(max(self._cursor + step, 0), len(self._commands) - 1)
            height = max(self.size.height, 1)
            self._top = min(max(self._top, self._cursor - height + 1), self._cursor)
            self.refresh()

    def scroll_rows(self, delta: int) -> None:
        """Move by rows, as the wheel does."""
        self.move(delta)

    def extent(self) -> tuple[float, float]:
        """Return what part of the list is shown."""
        rows = max(len(self._commands), 1)
        return self._top / rows, (self._top + self.size.height) / rows

    def row(self, y: int, cols: int) -> Strip:
        """Return a command's row."""
        index = y + self._top
        if index >= len(self._commands):
            text = f"   {texts.PALETTE_NONE}" if not self._commands and y == 0 else ""
            return padded([Segment(fit(text, cols), self.style_of())], cols, self.style_of())
        command = self._commands[index]
        over = ("command-list--cursor",) if index == self._cursor else ()
        base = self.style_of(*over)
        key = fit(command.display, _KEY_CELLS)
        head = fit(f" {'▌' if over else ' '} {title(command)}", cols - _KEY_CELLS - 1)
        gap = " " * (cols - width(head) - _KEY_CELLS)
        keys = Segment(key, self.style_of(*over, "command-list--key"))
        return padded([Segment(head + gap, base), keys], cols, base)

    def on_click(self, event: events.Click) -> None:
        """Choose the command that was clicked."""
        self.move(event.y + self._top - self._cursor)


class PaletteScreen(ModalScreen[Command | None], inherit_bindings=False):
    """Finds a command by its name; closes with it, or with ``None``."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("palette")]

    def __init__(self, commands: Sequence[Command]) -> None:
        super().__init__()
        self._commands = commands

    def compose(self) -> ComposeResult:
        """Lay out box, list and keys."""
        with Horizontal(id="palette-row"):
            yield Static(texts.PALETTE_PROMPT, id="palette-prompt", markup=False)
            yield QueryInput(value="", placeholder=texts.PALETTE_PLACEHOLDER, id="palette-query")
        yield CommandList(self._commands)
        yield KeyLine("palette")

    @property
    def list(self) -> CommandList:
        """The commands that are left."""
        return self.query_one(CommandList)

    def on_mount(self) -> None:
        """Let the user type at once."""
        self.query_one(QueryInput).focus()

    @on(Input.Changed)
    def narrow(self, event: Input.Changed) -> None:
        """Show what may be meant."""
        self.list.show(matching(self._commands, event.value))

    def action_move(self, step: int) -> None:
        """Choose another command."""
        self.list.move(step)

    def action_run(self) -> None:
        """Close with the chosen command."""
        if self.list.command is not None:
            self.dismiss(self.list.command)

    def action_back(self) -> None:
        """Close without any."""
        self.dismiss(None)
