"""^O lands on the very character of the file, whatever the text was made of.

A program in the editor's name writes down what it is told. What it should be is found in the
decoded file, and is what ``sou open`` says of the same hit.
"""

from __future__ import annotations

import shlex
import stat
import unicodedata
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest

import sou
from sou.cli.main import main
from sou_tui.app import SouApp
from sou_tui.screens.viewer import ViewerScreen
from sou_tui.session import engine_opener
from tui.driver import Driver, start_app

if TYPE_CHECKING:
    from collections.abc import Callable

ASS = """\
[Script Info]
Title: 說明

[Events]
Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text
Dialogue: 0,0:00:01.00,0:00:02.00,Default,旁白的人,0,0,0,,{\\i1}前言{\\i0}說字幕\\N產業
"""
MAIL = """\
From: a@example.org
Subject: =?big5?B?q0g=?=
Content-Type: text/plain; charset=big5
Content-Transfer-Encoding: 8bit

前言前言
　　來信說郵件的事
"""


class Source(NamedTuple):
    """A file, and a word that is in no other one."""

    name: str
    encoding: str
    text: str
    word: str


SOURCES = [
    Source(
        "頁.html",
        "utf-8",
        '<html><body>\n<p class="x">前言前言前言前言 <b>晶片</b> 產業</p>\n</body></html>\n',
        "晶片",
    ),
    Source("劇.ass", "utf-8", ASS, "字幕"),
    Source("錄.json", "utf-8", '{"標題": "前言",\n "內文": "全形\\n\\u7522業與資料"}\n', "資料"),
    Source("列.jsonl", "utf-8", '{"a": "甲"}\n{"題": "前言", "文": "又\\t說紀錄"}\n', "紀錄"),
    Source("信.eml", "cp950", MAIL, "郵件"),
    Source("繁.txt", "cp950", "臺北市立圖書館\r\n總館藏書，包括善本\r\n", "善本"),
    Source("簡.txt", "gb18030", "国家图书馆的馆藏目录，\n\t全国的總數㐂、数据库\n", "数据库"),
    Source("標.txt", "utf-8-sig", "𠮷日，新建分館\n第二行\n", "分館"),
]
EDITORS = ["vim", "nano", "emacs"]


def _cells(before: str) -> int:
    column = 0
    for character in before:
        if character == "\t":
            column += 8 - column % 8
        else:
            column += 1 + (unicodedata.east_asian_width(character) in "WF")
    return column


def _expected(source: Source, editor: str, path: Path) -> list[str]:
    """Return what the editor must be told."""
    text = path.read_bytes().decode(source.encoding)
    assert text.count(source.word) == 1
    at = text.find(source.word)
    before = text[text.rfind("\n", 0, at) + 1 : at]
    line = text.count("\n", 0, at) + 1
    if editor == "vim":
        return [f"+call cursor({line}, {len(before.encode()) + 1})", str(path)]
    return [f"+{line}{',' if editor == 'nano' else ':'}{_cells(before) + 1}", str(path)]


class Editors:
    """Programs that write down what they were told; the app is without a terminal."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self._folder, self._monkeypatch = folder, monkeypatch
        self._record = folder / "told"
        for name in EDITORS:
            program = folder / name
            program.write_text(
                f'#!/bin/sh\nprintf "%s\\n" "$@" > {self._record}.part\n'
                f"mv {self._record}.part {self._record}\n"
            )
            program.chmod(program.stat().st_mode | stat.S_IXUSR)
        for variable in ("VISUAL", "DISPLAY", "WAYLAND_DISPLAY"):
            monkeypatch.delenv(variable, raising=False)
        monkeypatch.setattr(SouApp, "suspend", lambda _app: nullcontext())

    def choose(self, name: str) -> str:
        """Make one the user's."""
        program = str(self._folder / name)
        self._monkeypatch.setenv("EDITOR", program)
        return program

    async def told_by(self, driver: Driver) -> list[str]:
        """Press the key and return what the editor is told."""
        self._record.unlink(missing_ok=True)
        await driver.press("ctrl+o")
        await driver.until(self._record.exists)
        return self._record.read_text("utf-8").splitlines()


@pytest.fixture
def editors(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Editors:
    return Editors(tmp_path, monkeypatch)


@pytest.fixture(scope="module")
def location(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("columns")
    (folder / "文件").mkdir()
    for source in SOURCES:
        (folder / "文件" / source.name).write_bytes(source.text.encode(source.encoding))
    sou.index_paths([folder / "文件"], folder / "index")
    return folder / "index"


async def _read(driver: Driver) -> None:
    await driver.press("enter")
    await driver.until(lambda: isinstance(driver.app.screen, ViewerScreen))
    await driver.until(lambda: driver.viewer.pane.shown is not None)
    await driver.until_shown("命中")


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.name)
async def test_the_editor_is_told_the_column_of_the_file(
    source: Source,
    location: Path,
    editors: Editors,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    path = location.parent / "文件" / source.name
    monkeypatch.setenv("SOU_INDEX", str(location))
    assert main(["search", source.word]) == 0
    expected = {}
    for editor in EDITORS:
        program = editors.choose(editor)
        capsys.readouterr()
        assert main(["open", "--print", "1"]) == 0
        expected[editor] = _expected(source, editor, path)
        assert shlex.split(capsys.readouterr().out.split("\n")[1]) == [program, *expected[editor]]

    async with start_app(engine_opener(location)) as driver:
        await driver.search_for(source.word)
        for editor in EDITORS:
            editors.choose(editor)
            assert await editors.told_by(driver) == expected[editor]
        await _read(driver)
        for editor in EDITORS:
            editors.choose(editor)
            assert await editors.told_by(driver) == expected[editor]


@pytest.fixture
def changing(tmp_path: Path) -> Callable[[str, str], Path]:
    """Index one file; return its path."""

    def made(name: str, text: str) -> Path:
        path = tmp_path / name
        path.write_text(text, encoding="utf-8", newline="\n")
        sou.index_paths([path], tmp_path / "index")
        return path

    return made


async def test_a_line_that_moved_has_its_column(
    tmp_path: Path, editors: Editors, changing: Callable[[str, str], Path]
) -> None:
    path = changing("年報.txt", "第一行\n總館的圖書館\n")
    editors.choose("vim")
    async with start_app(engine_opener(tmp_path / "index")) as driver:
        await driver.search_for("圖書館")
        await driver.until_shown("▸   2")
        path.write_text("first\nsecond\n第一行\n總館的圖書館\n", encoding="utf-8", newline="\n")

        assert await editors.told_by(driver) == ["+call cursor(4, 10)", str(path)]
        await driver.until_shown("這一行現在是第 4 行")
        await _read(driver)
        assert await editors.told_by(driver) == ["+call cursor(4, 10)", str(path)]


async def test_nothing_is_claimed_of_where_the_text_of_a_changed_page_stands(
    tmp_path: Path, editors: Editors, changing: Callable[[str, str], Path]
) -> None:
    page = "<p>總館的<b>圖書館</b></p>\n"
    path = changing("頁.html", page)
    editors.choose("vim")
    async with start_app(engine_opener(tmp_path / "index")) as driver:
        await driver.search_for("圖書館")
        await driver.until_shown("▸   1")
        path.write_text(f"{page}<!--\n總館的圖書館\n-->\n", encoding="utf-8", newline="\n")

        assert await editors.told_by(driver) == ["+call cursor(1, 16)", str(path)]
        await driver.until_shown("檔案在索引之後改過")
        assert "這一行現在是" not in "\n".join(driver.lines())
        await _read(driver)
        assert await editors.told_by(driver) == ["+call cursor(1, 16)", str(path)]
