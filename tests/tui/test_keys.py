from __future__ import annotations

import pytest

from sou_tui.cells import width
from sou_tui.keys import COMMANDS, Where, bindings, help_rows, key_line
from sou_tui.screens.help import help_text

PLACES: tuple[Where, ...] = ("search", "results", "viewer", "help")
NEVER = {
    "ctrl+space": "toggles input methods",
    "ctrl+@": "toggles input methods",
    "shift+space": "toggles input methods",
    "ctrl+z": "leaves the terminal raw for some (textual #6298)",
    "ctrl+h": "is backspace",
    "ctrl+i": "is tab",
    "ctrl+m": "is enter",
    "shift+f3": "is swallowed as a cursor report",
    "f10": "opens menus of terminals",
    "f11": "makes terminals full screen",
}


@pytest.mark.parametrize("where", PLACES)
def test_no_key_means_two_things_in_one_place(where: Where) -> None:
    keys = [key for binding in bindings(where) for key in binding.key.split(",")]

    assert len(keys) == len(set(keys))


def test_ids_are_unique() -> None:
    ids = [command.id for command in COMMANDS]

    assert len(ids) == len(set(ids))


def test_keys_that_terminals_and_input_methods_take_are_not_used() -> None:
    used = {key for command in COMMANDS for key in command.keys}

    assert used.isdisjoint(NEVER)


def test_nothing_printable_is_a_command_while_typing() -> None:
    search = [key for binding in bindings("search") for key in binding.key.split(",")]

    assert [key for key in search if len(key) == 1] == []


def test_letters_bring_their_full_width_twin() -> None:
    keys = {key for binding in bindings("viewer") for key in binding.key.split(",")}

    assert {"n", "ｎ", "N", "Ｎ", "q", "ｑ"} <= keys


@pytest.mark.parametrize("cells", [0, 10, 40, 80, 200])
def test_key_line_fits(cells: int) -> None:
    assert all(width(key_line(where, cells)) <= cells for where in PLACES)


def test_key_line_names_the_main_keys_on_a_usual_terminal() -> None:
    line = key_line("search", 80)

    assert [key in line for key in ("↑↓", "Enter", "^O", "F1", "^Q")] == [True] * 5


@pytest.mark.parametrize("where", ["search", "viewer"])
def test_key_line_names_help_wherever_anything_fits(where: Where) -> None:
    assert all("F1 說明" in key_line(where, cells) for cells in range(10, 120))


def test_help_names_every_key_with_a_meaning() -> None:
    text = help_text()

    for where in PLACES[:3]:
        for display, label in help_rows(where):
            assert display in text
            assert label in text
