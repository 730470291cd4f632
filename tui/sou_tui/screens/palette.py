"""The list of commands: typed letters narrow it down, Enter runs one."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.containers import Horizontal
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from sou_tui import texts
from sou_tui.cells import fit, width
from sou_tui.keys import Command, bindings, named, title
from sou_tui.palette import matching
from sou_tui.widgets.key_line import KeyLine
from sou_tui.widgets.query_input import QueryInput
from sou_tui.widgets.row_list import RowList

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.app import ComposeResult
    from textual.binding import BindingType

_KEY_CELLS = 20


class CommandList(RowList[Command]):
    """Commands with their keys."""

    def columns(self, thing: Command, cols: int) -> tuple[str, str]:
        """Return a command's title and its keys."""
        del cols
        key = fit(named(thing.display), _KEY_CELLS)
        return title(thing), key + " " * (_KEY_CELLS - width(key))


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
        yield CommandList(self._commands, texts.PALETTE_NONE)
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
        if self.list.chosen is not None:
            self.dismiss(self.list.chosen)

    def action_back(self) -> None:
        """Close without any."""
        self.dismiss(None)
