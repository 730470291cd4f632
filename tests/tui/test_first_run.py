from __future__ import annotations

import threading
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from fake_engine import FakeIndex
from sou import engine
from sou.errors import (
    ConfigError,
    IndexCorruptError,
    IndexLockedError,
    IndexMissingError,
    IndexOutdatedError,
)
from sou.reports import IndexProgress, IndexReport
from sou_tui.building import engine_indexer, likely_folders
from sou_tui.session import engine_opener
from tui.driver import TEXTS, start_app

if TYPE_CHECKING:
    from collections.abc import Callable


class Maker:
    """An index that is not there until it is made, half of it when the gate is opened."""

    def __init__(self) -> None:
        self.folders: list[str] = []
        self.gate = threading.Event()
        self.is_committed = False

    def open(self) -> FakeIndex:
        if not self.is_committed:
            raise IndexMissingError("there is no index")
        return FakeIndex(TEXTS)

    def make(self, folder: str, progress: Callable[[IndexProgress], None]) -> IndexReport:
        self.folders.append(folder)
        self.is_committed = True
        progress(IndexProgress(5, 10, "a.txt"))
        self.gate.wait(10)
        return IndexReport(9, 0, 0, 0, (), (), 100, 1.0, 1, 9)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "文件").mkdir()
    (tmp_path / "工作").mkdir()
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path / "工作")
    return tmp_path


def test_the_folder_one_is_in_comes_first_and_home_last(home: Path) -> None:
    assert likely_folders({"HOME": str(home)}, home / "工作") == (
        str(home / "工作"),
        str(home / "文件"),
        str(home),
    )
    assert likely_folders({"HOME": str(home)}, home)[0] == str(home / "文件")


async def test_a_folder_is_chosen_indexed_and_searched_meanwhile(home: Path) -> None:
    maker = Maker()
    async with start_app(maker.open, indexer=maker.make) as driver:
        await driver.until_shown("還沒有索引：選一個資料夾")
        assert "▸" in driver.lines()[driver.row_of("工作")]
        await driver.press("down", "enter")
        await driver.until_shown("索引中 50% · 5/10 檔")
        assert maker.folders == [str(home / "文件")]
        await driver.search_for("圖書館")
        await driver.until_shown("年報.md")
        maker.gate.set()

        await driver.until_shown("索引於")
        assert "年報.md" in "\n".join(driver.lines())


async def test_a_path_may_be_typed_instead(home: Path) -> None:
    maker = Maker()
    maker.gate.set()
    async with start_app(maker.open, indexer=maker.make) as driver:
        await driver.until_shown("還沒有索引")
        await driver.type("~/無")
        await driver.press("enter")
        await driver.until_shown("沒有這個資料夾")
        await driver.press("backspace")
        await driver.type("文件")
        await driver.press("enter")

        await driver.until_shown("索引於")
        assert maker.folders == [str(home / "文件")]
        assert driver.search.box.value == ""


async def test_what_was_typed_before_is_searched_once_there_is_an_index(home: Path) -> None:
    maker = Maker()
    maker.gate.set()
    async with start_app(maker.open, indexer=maker.make, query="圖書館") as driver:
        await driver.until_shown("還沒有索引")
        await driver.press("enter")

        await driver.until_shown("年報.md")


async def test_an_index_that_cannot_be_made_says_why(home: Path) -> None:
    def fail(_folder: str, _progress: Callable[[IndexProgress], None]) -> IndexReport:
        raise IndexLockedError("another process writes to it")

    def missing() -> FakeIndex:
        raise IndexMissingError("there is no index")

    async with start_app(missing, indexer=fail) as driver:
        await driver.until_shown("還沒有索引")
        await driver.press("enter")

        await driver.until_shown("還沒有索引")
        await driver.until_shown("another process writes to it")


async def test_a_real_folder_becomes_a_real_index(home: Path) -> None:
    (home / "工作" / "甲.txt").write_text("臺北市立圖書館\n", "utf-8")
    location = home / "索引"
    async with start_app(engine_opener(location), indexer=engine_indexer(location)) as driver:
        await driver.until_shown("還沒有索引")
        await driver.press("enter")
        await driver.until_shown("索引於")
        await driver.search_for("圖書館")

        await driver.until_shown("甲.txt")
    assert engine.open_index(location).status().documents == 1


@pytest.mark.parametrize(
    ("error", "text"),
    [
        (IndexOutdatedError("x"), "索引無法使用 · 索引是另一個版本寫的"),
        (IndexCorruptError("x"), "索引無法使用 · 索引有檔案損壞：sou verify 檢查"),
        (IndexLockedError("x"), "索引無法使用 · 另一個程式正在寫入索引"),
        (ConfigError("x"), "索引無法使用 · 設定有誤"),
        (OSError("x"), "索引無法使用"),
    ],
)
async def test_an_index_that_cannot_be_used_says_why_and_is_not_made_anew(
    error: Exception, text: str
) -> None:
    def refuse() -> FakeIndex:
        raise error

    async with start_app(refuse, indexer=Maker().make) as driver:
        await driver.until_shown(text)
        await driver.press("enter")

        await driver.until_shown("沒有選取任何結果")
