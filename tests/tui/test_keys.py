from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from textual.keys import _character_to_key

from sou.errors import ConfigError
from sou_tui import texts_en, texts_hans
from sou_tui.cells import width
from sou_tui.keymap import NEVER, remapped, shown_key
from sou_tui.keys import COMMANDS, Command, Where, bindings, help_rows, key_line, with_twins
from sou_tui.language import speak
from sou_tui.screens.help import help_text

if TYPE_CHECKING:
    from sou.config import InterfaceLanguage

PLACES: tuple[Where, ...] = ("search", "results", "viewer", "help", "palette", "past", "facets")


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
    places: tuple[Where, ...] = ("search", "palette", "past")
    keys = [key for where in places for one in bindings(where) for key in one.key.split(",")]

    assert [key for key in keys if len(key) == 1] == []


def test_letters_bring_their_full_width_twin() -> None:
    keys = {key for binding in bindings("viewer") for key in binding.key.split(",")}

    assert {"n", "ｎ", "N", "Ｎ", "q", "ｑ"} <= keys


@pytest.mark.parametrize(
    "command", [one for one in COMMANDS if one.keys], ids=lambda command: command.id
)
def test_every_sign_that_help_shows_is_a_key_of_its_command(command: Command) -> None:
    arrows = {"↑": "up", "↓": "down"}
    signs = [sign for sign in command.display.split() if len(sign) == 1]
    keys = {arrows.get(sign) or _character_to_key(sign) for sign in signs}

    elsewhere = {"search.palette": {"greater_than_sign"}}  # in an empty query, by what it holds
    assert keys - elsewhere.get(command.id, set()) <= set(with_twins(command.keys))


@pytest.mark.parametrize("cells", [0, 10, 40, 80, 200])
def test_key_line_fits(cells: int) -> None:
    assert all(width(key_line(where, cells)) <= cells for where in PLACES)


def test_key_line_names_the_main_keys_on_a_usual_terminal() -> None:
    line = key_line("search", 80)

    assert [key in line for key in ("↑↓", "Enter", "^O", "F1", "^Q")] == [True] * 5


@pytest.mark.parametrize("where", ["search", "viewer"])
def test_key_line_names_help_wherever_anything_fits(where: Where) -> None:
    assert all("F1 說明" in key_line(where, cells) for cells in range(10, 120))


@pytest.mark.parametrize("language", ["zh-Hant", "zh-Hans", "en"])
def test_key_line_keeps_the_way_out_and_help_on_a_usual_terminal(
    language: InterfaceLanguage,
) -> None:
    speak(language)
    try:
        viewer, filters = key_line("viewer", 80), key_line("facets", 80)
    finally:
        speak("zh-Hant")

    keys = ("n/N·F3", "/b", "^O", "/ ", "F1", "F2", "Esc")
    assert [key for key in keys if key not in viewer] == []
    assert [key for key in ("Enter", "」", "Esc") if key not in filters] == []


def test_the_space_bar_has_a_name_in_each_language() -> None:
    lines = []
    for language in ("zh-Hant", "zh-Hans", "en"):
        speak(language)
        lines.append((key_line("facets", 80), dict(help_rows("facets")).keys()))
    speak("zh-Hant")

    assert [("空格" in line, "空格 x" in keys) for line, keys in lines] == [
        (True, True),
        (True, True),
        (False, False),
    ]
    assert " Space tick " in lines[2][0]
    assert "Space x" in lines[2][1]


def test_help_names_every_key_with_a_meaning() -> None:
    text = help_text()

    for where in PLACES[:3]:
        for display, label in help_rows(where):
            assert display in text
            assert label in text


def test_every_command_has_a_title_in_every_language() -> None:
    ids = {command.id for command in COMMANDS}

    assert set(texts_en.COMMAND_TITLES) == ids
    assert set(texts_hans.COMMAND_TITLES) == ids


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        (
            {"search.edti": ["f4"]},
            "search.edti is no command, in [keys]; did you mean search.edit?",
        ),
        ({"search.edit": ["ctrl+z"]}, "ctrl+z cannot be used, it leaves the terminal raw"),
        ({"search.edit": ["e"]}, "e is needed to type; take an F-key, or another with ctrl"),
        ({"search.edit": ["ctrl+e"]}, "ctrl+e is needed to type"),
        ({"search.edit": ["f1"]}, "f1 is the key of search.help; give that one another key"),
        ({"results.edit": ["f1"]}, "f1 is the key of search.help"),
        ({"viewer.back": ["a b"]}, "'a b' is no key"),
    ],
)
def test_keys_that_cannot_work_are_refused_with_advice(
    changes: dict[str, list[str]], message: str
) -> None:
    with pytest.raises(ConfigError) as caught:
        remapped(changes)

    assert message in str(caught.value)


def test_two_commands_may_exchange_their_keys() -> None:
    changed = remapped({"search.edit": ["f1"], "search.help": ["ctrl+o"]})

    assert {one.id: one.keys for one in changed if one.id in {"search.edit", "search.help"}} == {
        "search.edit": ("f1",),
        "search.help": ("ctrl+o",),
    }
    assert "F1 編輯器" in key_line("search", 80, changed)
    assert "^O 說明" in key_line("search", 80, changed)


def test_shown_keys_are_as_in_the_declarations() -> None:
    assert [shown_key(key) for key in ("ctrl+o", "ctrl+pageup", "f5", "tab", "G")] == [
        "^O",
        "Ctrl+PgUp",
        "F5",
        "Tab",
        "G",
    ]
