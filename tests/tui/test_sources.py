"""Sources that changed, went away or may not be read: said plainly, the stored text offered."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

import pytest

import sou
from sou_tui.moved_lines import line_now
from sou_tui.sources import source_state
from tmux import Terminal, needs_tmux

TEXT = "第一行\n臺北市立圖書館年報\n第三行\n"
COMMAND = "from sou.cli.main import main; raise SystemExit(main())"
NOBODY = "65534"


def test_a_line_is_found_where_it_stands_now(tmp_path: Path) -> None:
    file = tmp_path / "年報.txt"
    file.write_text("新\n" * 3 + TEXT, encoding="gb18030")

    assert line_now(str(file), "gb18030", 2, "臺北市立圖書館年報") == 5
    assert line_now(str(file), "gb18030", 2, "臺北市立圖書館年報\r\n") == 5
    assert line_now(str(file), "gb18030", 2, "不在了") is None
    assert line_now(str(file), "gb18030", 2, "  ") is None
    assert line_now(str(file), "no such codec", 2, "第一行") is None
    assert line_now(str(tmp_path / "無"), "utf-8", 2, "第一行") is None


@pytest.mark.parametrize(("was", "now"), [(1, 2), (4, 4), (99, 6)])
def test_of_equal_lines_the_nearest_is_taken(was: int, now: int, tmp_path: Path) -> None:
    file = tmp_path / "重複.txt"
    file.write_text("甲\n乙\n甲\n乙\n甲\n乙\n", encoding="utf-8")

    assert line_now(str(file), "utf-8", was, "乙") == now


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Files below a folder, indexed; whoever runs the app may see all that leads there."""
    for parent in (tmp_path, *list(tmp_path.parents)[:3]):
        if parent != Path(tempfile.gettempdir()):
            parent.chmod(0o755)
    made = tmp_path / "文件"
    (made / "封存").mkdir(parents=True)
    (made / "年報.txt").write_text(TEXT, encoding="utf-8")
    (made / "搬走.txt").write_text("國立臺灣大學館史\n", encoding="utf-8")
    (made / "封存" / "舊目錄.txt").write_text("舊館藏圖書目錄\n", encoding="utf-8")
    with zipfile.ZipFile(made / "壓縮.zip", "w") as archive:
        archive.writestr("目錄/內文.txt", "壓縮檔裡的善本\n")
    sou.index_paths([made], tmp_path / "index")
    return made


def test_states_of_a_source(folder: Path) -> None:
    with sou.open_index(folder.parent / "index") as index:
        infos = {Path(one.path).name: one for one in index.documents()}
    assert {source_state(one) for one in infos.values()} == {"same"}

    (folder / "年報.txt").write_text("新\n" + TEXT, encoding="utf-8")
    (folder / "搬走.txt").unlink()
    shutil.rmtree(folder / "封存")
    (folder / "封存").write_text("no folder any more", encoding="utf-8")

    assert source_state(infos["年報.txt"]) == "changed"
    assert source_state(infos["搬走.txt"]) == "gone"
    assert source_state(infos["舊目錄.txt"]) == "gone"
    assert source_state(infos["壓縮.zip"]) == "same"


def _as_nobody() -> list[str]:
    """Return what runs a command without root's right to read everything."""
    if os.getuid():
        return []
    if shutil.which("setpriv") is None:
        pytest.skip("root may read everything, and there is no setpriv")
    return ["setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups"]


def _give_away(root: Path) -> None:
    """Let the user who runs the app own the index: it keeps a history beside it."""
    if not os.getuid():
        for path in (root, *root.rglob("*")):
            os.chown(path, int(NOBODY), int(NOBODY))


@pytest.mark.tmux
@pytest.mark.slow
@needs_tmux[1]
def test_each_is_said_and_the_stored_text_is_there(folder: Path, tmp_path: Path) -> None:
    editor = tmp_path / "vim"
    editor.write_text(f'#!/bin/sh\nprintf "%s\\n" "$@" > "{tmp_path}/told"\n', encoding="utf-8")
    editor.chmod(editor.stat().st_mode | stat.S_IXUSR | stat.S_IXGRP | stat.S_IXOTH)
    _give_away(tmp_path)
    (folder / "年報.txt").write_text("新的開頭\n" + TEXT, encoding="utf-8")
    (folder / "搬走.txt").rename(tmp_path / "別處.txt")
    (folder / "封存").chmod(0)
    environ = {
        "SOU_INDEX": str(tmp_path / "index"),
        "HOME": str(tmp_path),
        "SOU_CONFIG": str(tmp_path / "config"),
        "EDITOR": str(editor),
        "XDG_DATA_HOME": str(tmp_path / "data"),
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    command = [*_as_nobody(), sys.executable, "-c", COMMAND]
    if subprocess.run([*command[:-2], "-c", "import sou"], check=False).returncode:
        pytest.skip("another user cannot run this Python")
    try:
        with Terminal(command, cols=120, environ=environ) as terminal:
            terminal.wait_for("小技巧")

            _read(terminal, "圖書館年報", "檔案在索引之後改過；這裡是索引所存的全文")
            terminal.press("C-o")
            terminal.wait_for("這一行現在是第 3 行")
            assert "+call cursor(3, 13)" in (tmp_path / "told").read_text("utf-8")
            _back(terminal)

            _read(terminal, "大學館史", "檔案已移動或刪除；這裡是索引所存的全文")
            _back(terminal)
            terminal.press("C-o")
            terminal.wait_for("找不到來源檔案，可能已移動或刪除（Enter 讀索引所存的全文）")

            _read(terminal, "圖書目錄", "檔案現在無法讀取，沒有權限；這裡是索引所存的全文")
            terminal.press("C-o")
            terminal.wait_for("無法讀取來源檔案，沒有讀取權限")
            _back(terminal)

            (folder / "壓縮.zip").unlink()
            _read(terminal, "裡的善本", "檔案已移動或刪除；這裡是索引所存的全文")
            terminal.wait_for("壓縮.zip#目錄/內文.txt")
    finally:
        (folder / "封存").chmod(0o755)


def _read(terminal: Terminal, query: str, note: str) -> None:
    terminal.press("C-u")
    terminal.wait(lambda screen: "筆 · " not in screen, "an empty query")
    terminal.type(query)
    terminal.wait_for("1 筆 · ")
    terminal.press("Enter")
    terminal.wait_for(note)


def _back(terminal: Terminal) -> None:
    terminal.press("Escape")
    terminal.wait_for("❯")
