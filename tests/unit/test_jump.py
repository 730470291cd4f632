from __future__ import annotations

import stat
from typing import TYPE_CHECKING

import pytest

from sou.errors import ConfigError
from sou.jump import editor_command
from sou.model import Place

if TYPE_CHECKING:
    from pathlib import Path

LINE = "臺北市立大學圖書館"
"""圖 is character 7, byte 19, cell 13."""
PLACE = Place(118, 7)
PATH = "/文件/年報.md"


@pytest.mark.parametrize(
    ("editor", "arguments"),
    [
        ("vim", ["+call setcursorcharpos(118, 7)", PATH]),
        ("nvim", ["+call setcursorcharpos(118, 7)", PATH]),
        ("nano", ["+118,13", PATH]),
        ("emacs", ["+118:13", PATH]),
        ("micro", ["+118:7", PATH]),
        ("kak", ["+118:19", PATH]),
        ("hx", [f"{PATH}:118:7"]),
        ("code", ["-g", f"{PATH}:118:7"]),
        ("subl", [f"{PATH}:118:7"]),
        ("less", ["+118g", PATH]),
        ("ed", ["+118", PATH]),
        ("vi", ["+118", PATH]),
    ],
)
def test_each_editor_gets_its_own_column_unit(editor: str, arguments: list[str]) -> None:
    command = editor_command(PATH, PLACE, LINE, {"EDITOR": editor})

    assert command.argv == [editor, *arguments]


def test_vscode_counts_utf16_units() -> None:
    command = editor_command("/a.txt", Place(1, 2), "𠮷野家", {"EDITOR": "code"})

    assert command.argv == ["code", "-g", "/a.txt:1:3"]


def test_tabs_reach_the_next_stop_where_cells_count() -> None:
    command = editor_command("/a.txt", Place(1, 4), "字\t甲乙", {"EDITOR": "nano"})

    assert command.argv == ["nano", "+1,11", "/a.txt"]


def test_visual_wins_and_keeps_its_options() -> None:
    environ = {"VISUAL": "'/opt/my tools/nvim' -u NONE", "EDITOR": "nano"}

    command = editor_command(PATH, PLACE, LINE, environ)

    assert command.argv == [
        "/opt/my tools/nvim",
        "-u",
        "NONE",
        "+call setcursorcharpos(118, 7)",
        PATH,
    ]
    assert command.is_terminal


@pytest.mark.parametrize(
    ("environ", "is_terminal"),
    [
        ({"EDITOR": "code --wait"}, False),
        ({"EDITOR": "gvim"}, False),
        ({"EDITOR": "emacs", "DISPLAY": ":0"}, False),
        ({"EDITOR": "emacs -nw", "DISPLAY": ":0"}, True),
        ({"EDITOR": "emacs"}, True),
        ({"EDITOR": "/usr/bin/vim"}, True),
    ],
)
def test_windows_do_not_take_the_terminal(environ: dict[str, str], is_terminal: bool) -> None:
    assert editor_command(PATH, PLACE, LINE, environ).is_terminal is is_terminal


def test_a_path_like_an_option_is_not_one() -> None:
    command = editor_command("-rf", Place(1, 1), "", {"EDITOR": "vi"})

    assert command.argv == ["vi", "+1", "./-rf"]


def test_a_shell_is_never_asked() -> None:
    command = editor_command("/a;rm -rf ~.txt", Place(1, 1), "", {"EDITOR": "vi; reboot"})

    assert command.argv == ["vi;", "reboot", "+1", "/a;rm -rf ~.txt"]


def test_without_the_line_columns_count_characters() -> None:
    assert editor_command(PATH, PLACE, "", {"EDITOR": "nano"}).argv == ["nano", "+118,7", PATH]


def test_unset_falls_back_to_what_is_installed(tmp_path: Path) -> None:
    nano = tmp_path / "nano"
    nano.write_text("#!/bin/sh\n")
    nano.chmod(nano.stat().st_mode | stat.S_IXUSR)

    command = editor_command(PATH, PLACE, LINE, {"PATH": str(tmp_path), "EDITOR": " "})

    assert command.argv == ["nano", "+118,13", PATH]


def test_no_editor_at_all_says_what_to_set(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"set \$EDITOR"):
        editor_command(PATH, PLACE, LINE, {"PATH": str(tmp_path)})


def test_an_unbalanced_quote_is_named() -> None:
    with pytest.raises(ConfigError, match="VISUAL"):
        editor_command(PATH, PLACE, LINE, {"VISUAL": "vim 'oops"})
