from __future__ import annotations

import os
import shutil
import stat
import subprocess
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


MIXED = "\tA𠮷e\u0301圖書館"
"""圖 is code point 6 (tab, A, 𠮷, e, U+0301 before it; é is two), counted from 1. By hand:
bytes 1+1+4+1+2 = 9 before it; UTF-16 units 1+1+2+1+1 = 6; cells with stops every 8:
8+1+2+1+0 = 12."""

UNITS = {
    "code points": 6,
    "bytes": 10,
    "UTF-16": 7,
    "cells": 13,
    "graphemes": 5,
    "without marks": 5,
}

EDITORS = [
    # editor, unit of its column, arguments with C for the column
    ("vim", "bytes", ["+call cursor(118, C)", PATH]),
    ("nvim", "bytes", ["+call cursor(118, C)", PATH]),
    ("gvim", "bytes", ["+call cursor(118, C)", PATH]),
    ("nano", "cells", ["+118,C", PATH]),
    ("emacs", "cells", ["+118:C", PATH]),
    ("emacsclient", "cells", ["+118:C", PATH]),
    ("micro", "without marks", ["+118:C", PATH]),
    ("kak", "bytes", ["+118:C", PATH]),
    ("hx", "graphemes", [f"{PATH}:118:C"]),
    ("helix", "graphemes", [f"{PATH}:118:C"]),
    ("code", "UTF-16", ["-g", f"{PATH}:118:C"]),
    ("codium", "UTF-16", ["-g", f"{PATH}:118:C"]),
    ("zed", "code points", [f"{PATH}:118:C"]),
    ("zeditor", "code points", [f"{PATH}:118:C"]),
    ("subl", "code points", [f"{PATH}:118:C"]),
]


@pytest.mark.parametrize(("editor", "unit", "arguments"), EDITORS)
def test_each_editor_gets_its_own_column_unit(editor: str, unit: str, arguments: list[str]) -> None:
    command = editor_command(PATH, Place(118, 6), MIXED, {"EDITOR": editor})

    column = str(UNITS[unit])
    assert command.argv == [editor, *(one.replace("C", column) for one in arguments)]


@pytest.mark.parametrize("editor", ["idea", "pycharm", "webstorm64", "goland", "rustrover"])
def test_jetbrains_counts_columns_from_nought_in_utf16(editor: str) -> None:
    command = editor_command(PATH, Place(118, 6), MIXED, {"EDITOR": editor})

    assert command.argv == [editor, "--line", "118", "--column", "6", PATH]
    assert not command.is_terminal


@pytest.mark.parametrize(
    ("editor", "arguments"),
    [("less", ["+118g", PATH]), ("ed", ["+118", PATH]), ("vi", ["+118", PATH])],
)
def test_others_get_the_line(editor: str, arguments: list[str]) -> None:
    assert editor_command(PATH, PLACE, LINE, {"EDITOR": editor}).argv == [editor, *arguments]


def test_vscode_counts_utf16_units() -> None:
    command = editor_command("/a.txt", Place(1, 2), "𠮷野家", {"EDITOR": "code"})

    assert command.argv == ["code", "-g", "/a.txt:1:3"]


def test_helix_counts_joined_emoji_and_variants_as_one() -> None:
    before = "葛\U000e0100👨\u200d👩\u200d👧"

    command = editor_command("/a.txt", Place(1, 8), f"{before}圖", {"EDITOR": "hx"})

    assert command.argv == ["hx", "/a.txt:1:3"]


@pytest.mark.parametrize(
    ("before", "clusters"),
    [
        ("臺北\t市", 4),
        ("👍🏻好", 2),
        ("🇹🇼🇭🇰國旗", 4),
        ("🇹🇼🇭", 2),
        ("1️⃣第", 2),
        ("🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f", 1),
        ("ｶﾞｷﾞ", 2),
        ("क\u200dष", 2),
        ("👨\u200d👩\u200d👧❤\ufe0f\u200d🔥", 2),
        ("", 0),
    ],
)
def test_helix_counts_clusters(before: str, clusters: int) -> None:
    place = Place(1, len(before) + 1)

    command = editor_command("/a.txt", place, f"{before}圖", {"EDITOR": "hx"})

    assert command.argv == ["hx", f"/a.txt:1:{clusters + 1}"]


@pytest.mark.skipif(shutil.which("vim") is None, reason="vim is not installed")
@pytest.mark.parametrize(
    "before", ["", MIXED[:5], "葛\U000e0100", "か\u3099", "a\u200db", "👨\u200d👩", "❤\ufe0f"]
)
def test_vim_itself_lands_on_the_character(before: str, tmp_path: Path) -> None:
    file, told = tmp_path / "字.txt", tmp_path / "told"
    line = f"{before}圖書館"
    file.write_text(f"一\n{line}\n", encoding="utf-8")
    place = Place(2, len(before) + 1)
    command = editor_command(str(file), place, line, {"EDITOR": "vim -u NONE -es"})
    ask = "+call writefile([strpart(getline('.'), col('.') - 1, 9)], $TOLD)"
    environ = {"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8", "TOLD": str(told)}
    subprocess.run([*command.argv, ask, "+q!"], check=False, env=environ, timeout=30)

    assert told.read_text(encoding="utf-8") == "圖書館\n"


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
        "+call cursor(118, 19)",
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
