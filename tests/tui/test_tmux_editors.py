"""Real editors land on the very character, whatever stands before it in its line.

Each types a mark where it was opened, saves and ends; then the file says where that was.
"""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING, NamedTuple

import pytest

from sou.jump import editor_command
from sou.model import Place
from tmux import Terminal, needs_tmux

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = [*needs_tmux, pytest.mark.slow]

MARK = "※"
LINES = 40
LINE = 17


class Editor(NamedTuple):
    """How an editor is started, told to type a mark, and ended; tmux's names of keys."""

    command: str
    before: tuple[str, ...]
    after: tuple[str, ...]


EDITORS = {
    "vim": Editor("vim -u NONE -N", ("i",), ("Escape", ":", "w", "q", "Enter")),
    "nvim": Editor("nvim -u NONE", ("i",), ("Escape", ":", "w", "q", "Enter")),
    "nano": Editor("nano --ignorercfiles", (), ("C-o", "Enter", "C-x")),
    "emacs": Editor("emacs -nw -Q", (), ("C-x", "C-s", "C-x", "C-c")),
    "micro": Editor("micro", (), ("C-s", "C-q")),
    "kak": Editor("kak -n", ("i",), ("Escape", ":", "w", "q", "Enter")),
    "hx": Editor("hx", ("i",), ("Escape", ":", "w", "q", "Enter")),
}
BEFORE = {
    "latin": "an English beginning, ",
    "chinese": "臺北市立圖書館，總館藏書",
    "tabs": "館\t藏\t\t書 a\tb",
    "marks": "café naïve cafe\u0301 nai\u0308ve 注\u0307音 ",
    "emoji": "🎉 館🙂藏😀 ",
    "rare han": "𠮷野家𡃁仔 ",
    "joined": "葛\U000e0100城 👨\u200d👩\u200d👧 心❤\ufe0f ",
    "flags": "🇹🇼國旗🇭🇰 ",
    "full width": "ＡＢＣ　１２３，、。「引」…—— ",
    "nothing": "",
}


@pytest.mark.parametrize("kind", BEFORE)
@pytest.mark.parametrize("name", EDITORS)
def test_the_editor_lands_on_the_character(name: str, kind: str, tmp_path: Path) -> None:
    editor = EDITORS[name]
    if shutil.which(editor.command.split()[0]) is None:
        pytest.skip(f"{name} is not installed")
    before, rest = BEFORE[kind], "晶片與GPU"
    lines = [f"第{number}行：圖書館\t員" for number in range(1, LINES + 1)]
    lines[LINE - 1] = before + rest
    file = tmp_path / "館.txt"
    file.write_text("\n".join([*lines, ""]), encoding="utf-8")
    place = Place(LINE, len(before) + 1)
    command = editor_command(str(file), place, lines[LINE - 1], {"EDITOR": editor.command})

    home = {"HOME": str(tmp_path), "XDG_CONFIG_HOME": str(tmp_path)}
    with Terminal(command.argv, cols=120, rows=30, environ=home) as terminal:
        terminal.wait_for("晶片與GPU")
        for key in editor.before:
            terminal.press(key)
        terminal.type(MARK)
        terminal.wait_for(MARK)
        for key in editor.after:
            terminal.press(key)
            if key == "Escape":  # or what follows is taken for Alt
                terminal.wait(lambda screen: "insert" not in screen.lower(), "its normal mode")
        assert terminal.wait_for_exit() == 0

    lines[LINE - 1] = before + MARK + rest
    assert file.read_text("utf-8").split("\n")[:LINES] == lines
