"""Files whose names are no UTF-8, as on disks that came from Windows of before."""

from __future__ import annotations

import os
import shlex
import sys
from typing import TYPE_CHECKING

import pytest

from sou import engine, upkeep
from sou.output.hits import hit_blocks
from sou.output.style import PLAIN
from sou_tui.session import engine_opener
from tmux import Terminal, needs_tmux
from tui.driver import start_app

if TYPE_CHECKING:
    from pathlib import Path

BIG5 = "文件.txt".encode("big5")


@pytest.fixture
def location(tmp_path: Path) -> Path:
    folder = os.fsencode(tmp_path) + b"/files"
    try:
        os.mkdir(folder)  # noqa: PTH102 - bytes
        for name in (BIG5, "報告.txt".encode("big5")):
            with open(folder + b"/" + name, "w", encoding="utf-8") as file:  # noqa: PTH123 - bytes
                file.write("臺北市立圖書館\n" if name == BIG5 else "別的\n")
    except OSError:
        pytest.skip("this file system takes only names in UTF-8")
    upkeep.index_paths([tmp_path / "files"], tmp_path / "index")
    return tmp_path / "index"


def test_people_read_the_name_once_programs_get_its_bytes(location: Path) -> None:
    with engine.open_index(location) as index:
        page = index.search("圖書館")

    (block,) = hit_blocks(page.hits, PLAIN, str(location.parent))
    assert block.startswith("[1] files/文件.txt:1:5 (1 match)\n")
    assert os.fsencode(page.hits[0].document.path).endswith(b"/files/" + BIG5)


async def test_the_app_calls_it_alike_in_the_list_the_preview_and_the_viewer(
    location: Path,
) -> None:
    async with start_app(engine_opener(location)) as driver:
        await driver.search_for("圖書館")
        assert "  1 文件.txt  " in driver.lines()[2]
        await driver.until_shown("預覽 ─ 文件.txt:1")
        await driver.press("enter")
        await driver.until_shown(" 100%")
        assert driver.lines()[0].startswith(" 文件.txt  ")
        await driver.press("y")
        await driver.until_shown("已複製：")

        assert driver.app.clipboard == f"{location.parent}/files/文件.txt:1:5"
        assert "\ufffd" not in "".join(driver.lines())


@pytest.mark.tmux
@needs_tmux[1]
def test_an_editor_opens_it(location: Path, tmp_path: Path) -> None:
    opened = tmp_path / "opened"
    editor = tmp_path / "vim"
    editor.write_text(f'#!/bin/sh\nfor one; do last=$one; done\ncat "$last" >{opened}\n', "utf-8")
    editor.chmod(0o755)
    script = "from sou.cli.main import main; raise SystemExit(main())"
    command = [sys.executable, "-c", script, "--index", str(location)]
    environ = {"VISUAL": shlex.quote(str(editor)), "HOME": str(tmp_path)}
    with Terminal(command, environ=environ) as terminal:
        terminal.wait_for("小技巧")
        terminal.type("圖書館")
        terminal.wait_for("1 文件.txt")
        terminal.press("C-o")
        terminal.wait_for("已交給編輯器")
        screen = terminal.wait_for("文件.txt")

    assert opened.read_text("utf-8") == "臺北市立圖書館\n"
    assert "文件.txt:1" in screen
