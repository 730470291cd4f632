"""The index changes on the disk while its hits are read."""

from __future__ import annotations

import threading
import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from fake_engine import FakeIndex
from sou import engine, upkeep
from sou.errors import IndexMissingError
from sou.reports import IndexProgress
from sou_tui.building import BuildProgressed
from sou_tui.screens import renewing
from sou_tui.session import engine_opener
from sou_tui.wanted import Filter
from tui.driver import TEXTS, Driver, start_app

if TYPE_CHECKING:
    from collections.abc import Mapping

MORE = {"/文件/新.txt": "圖書館" * 20, "/文件/新二.txt": "圖書館"}


@pytest.fixture(autouse=True)
def _soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(renewing, "LOOK_S", 0.02)


def commit(index: FakeIndex, texts: Mapping[str, str]) -> None:
    index.texts = texts
    index.has_newer_commit = True


def ranks(driver: Driver) -> list[str]:
    return [hit.document.path for hit in driver.search.results.hits]


async def test_new_hits_are_told_and_taken_in_by_a_key() -> None:
    index = FakeIndex(dict(TEXTS))
    async with start_app(index) as driver:
        await driver.search_for("圖書館")
        before = ranks(driver)
        commit(index, {**TEXTS, **MORE})
        await driver.until_shown("2 筆 · 有 2 筆新結果，按 F5")
        await driver.until_shown("6 檔 · 索引於")
        assert ranks(driver) == before
        await driver.press("down")
        await driver.until_shown("2 筆 · 有 2 筆新結果，按 F5")
        await driver.press("f5")
        await driver.until_shown("4 筆")

        assert len(ranks(driver)) == 4
        assert "新結果" not in driver.lines()[1]


@pytest.mark.parametrize(
    ("cols", "progress"),
    [(80, "索引中 45%"), (160, "索引中 45% · 45,000/100,000 檔 · 約剩 2 分鐘")],
)
async def test_new_hits_and_how_far_indexing_is_are_both_told(cols: int, progress: str) -> None:
    index = FakeIndex(dict(TEXTS))
    async with start_app(index, size=(cols, 30)) as driver:
        await driver.search_for("圖書館")
        await driver.press("down")
        screen = driver.search
        screen._is_building, screen._began_s = True, time.monotonic() - 100
        screen._wanted = replace(screen._wanted, filters=(Filter("type", "md"),))
        commit(index, {**TEXTS, **MORE, **{f"/文件/{n}.txt": "圖書館" for n in range(94)}})
        await driver.until_shown("筆新結果")
        screen.post_message(BuildProgressed(IndexProgress(45_000, 100_000, "a.txt")))

        await driver.until_shown(progress)
        assert "2 筆 · 有 96 筆新結果，按 F5 · " in driver.lines()[1]
        assert driver.lines()[1].rstrip().endswith(progress)


async def test_the_cursor_stays_on_its_document_when_new_hits_are_taken_in() -> None:
    index = FakeIndex(dict(TEXTS))
    async with start_app(index) as driver:
        await driver.search_for("圖書館")
        await driver.press("down")
        chosen = driver.search.results.hit
        commit(index, {**TEXTS, **MORE})
        await driver.until_shown("新結果")
        await driver.press("f5")
        await driver.until(lambda: len(ranks(driver)) == 4)

        assert chosen is not None
        assert driver.search.results.hit is not None
        assert driver.search.results.hit.document.id == chosen.document.id
        assert ranks(driver).index(chosen.document.path) != 1


def written(folder: Path, numbers: range, times: int) -> None:
    folder.mkdir(exist_ok=True)
    for number in numbers:
        (folder / f"{number:03}.txt").write_text("圖書館" * times + f" {number}\n", "utf-8")


@pytest.mark.parametrize("size", [(80, 24), (160, 50)])
async def test_the_cursor_stays_on_a_hit_far_down_in_a_real_index(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    folder, location = tmp_path / "文", tmp_path / "索引"
    written(folder, range(150), 1)
    upkeep.index_paths([folder], location)
    async with start_app(engine_opener(location), size=size) as driver:
        await driver.search_for("圖書館")
        results = driver.search.results
        await driver.press("tab", "G")
        await driver.until(lambda: results.hit is not None and results.hit.rank == 150)
        await driver.press(*["up"] * 5)
        chosen, height = results.hit, results.cursor_row()
        written(folder, range(150, 250), 9)
        upkeep.index_paths([folder], location)
        await driver.until_shown("有 100 筆新結果")
        await driver.press("f5")
        await driver.until_shown(" 250 筆")

        assert chosen is not None
        assert chosen.rank == 145
        assert results.hit is not None
        assert results.hit.document.id == chosen.document.id
        assert results.hit.rank == 245
        assert results.cursor_row() == height
        await driver.until(lambda: driver.search.body.preview.hit is results.hit)


async def test_what_is_typed_after_the_key_begins_at_the_first_hit() -> None:
    texts = {f"/文件/{number:03}.txt": "圖書館\n" for number in range(100)}
    index = FakeIndex(texts)
    async with start_app(index) as driver:
        await driver.search_for("圖書")
        results = driver.search.results
        await driver.press("tab", "G")
        await driver.until(lambda: results.hit is not None and results.hit.rank == 100)
        index.gate = threading.Event()
        before = len(index.asked)
        await driver.press("f5", "slash")
        await driver.until(lambda: len(index.asked) > before)
        await driver.type("館")
        await driver.until(lambda: index.asked[-1] == "圖書館")
        index.gate.set()
        await driver.until(driver._is_answered)

        assert results.hit is not None
        assert results.hit.rank == 1


async def test_where_the_hit_is_gone_the_cursor_stays_in_its_place(tmp_path: Path) -> None:
    folder, location = tmp_path / "文", tmp_path / "索引"
    written(folder, range(100), 1)
    upkeep.index_paths([folder], location)
    async with start_app(engine_opener(location)) as driver:
        await driver.search_for("圖書館")
        results = driver.search.results
        await driver.press("tab", "G")
        await driver.until(lambda: results.hit is not None and results.hit.rank == 100)
        await driver.press(*["up"] * 10)
        assert results.hit is not None
        assert results.hit.rank == 90
        Path(results.hit.document.path).unlink()
        upkeep.index_paths([folder], location)
        await driver.until_shown("少了 1 筆")
        await driver.press("f5")
        await driver.until_shown(" 99 筆")

        assert results.hit.rank == 90
        await driver.press("G", "up", "up")
        for path in sorted(folder.iterdir())[20:]:
            path.unlink()
        upkeep.index_paths([folder], location)
        await driver.until_shown("少了 79 筆")
        await driver.press("f5")
        await driver.until_shown(" 20 筆")

        assert results.hit.rank == 20


async def test_hits_that_are_gone_and_texts_that_changed_are_told() -> None:
    index = FakeIndex(dict(TEXTS))
    async with start_app(index) as driver:
        await driver.search_for("圖書館")
        commit(index, {**TEXTS, "/文件/技術/晶片.txt": "別的字"})
        await driver.until_shown("2 筆 · 索引有更新，按 F5")
        commit(index, {"/文件/史料/館史.txt": TEXTS["/文件/史料/館史.txt"]})

        await driver.until_shown("2 筆 · 少了 1 筆，按 F5")


async def test_an_empty_list_is_asked_for_anew_by_itself() -> None:
    index = FakeIndex(dict(TEXTS))
    async with start_app(index) as driver:
        await driver.type("民國百年")
        await driver.until_shown("沒有符合的文件")
        commit(index, {**TEXTS, "/文件/新.txt": "民國百年"})

        await driver.until_shown("新.txt")


async def test_an_index_that_is_made_elsewhere_is_noticed() -> None:
    made: list[FakeIndex] = []

    def open_index() -> FakeIndex:
        if not made:
            raise IndexMissingError("there is no index")
        return made[0]

    async with start_app(open_index) as driver:
        await driver.until_shown("sou index 資料夾")
        made.append(FakeIndex(TEXTS))

        await driver.until_shown("小技巧")


async def test_looking_paints_nothing_while_nothing_changes() -> None:
    async with start_app() as driver:
        await driver.search_for("圖書館")
        await driver.pilot.pause(0.1)
        painted: list[object] = []
        driver.search.status.refresh = lambda *_a, **_k: painted.append(1)  # type: ignore[method-assign,assignment] # counts
        await driver.pilot.pause(0.2)

        assert painted == []


async def test_the_age_of_the_index_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    async with start_app() as driver:
        await driver.until_shown("索引於 3 分鐘前")
        now_s = time.time()
        monkeypatch.setattr(time, "time", lambda: now_s + 7200)

        await driver.until_shown("索引於 2 小時前")


async def test_a_real_index_that_grows_is_noticed(tmp_path: Path) -> None:
    (tmp_path / "文").mkdir()
    (tmp_path / "文" / "甲.txt").write_text("臺北市立圖書館\n", "utf-8")
    location = tmp_path / "索引"
    upkeep.index_paths([tmp_path / "文"], location)
    async with start_app(engine_opener(location)) as driver:
        await driver.search_for("圖書館")
        (tmp_path / "文" / "乙.txt").write_text("高雄市立圖書館\n", "utf-8")
        upkeep.index_paths([tmp_path / "文"], location)
        await driver.until_shown("1 筆 · 有 1 筆新結果，按 F5")
        await driver.press("f5")

        await driver.until_shown("乙.txt")


def test_a_commit_is_seen_by_refresh_and_nothing_else_is(tmp_path: Path) -> None:
    (tmp_path / "甲.txt").write_text("臺北市立圖書館\n", "utf-8")
    location = tmp_path / "索引"
    upkeep.index_paths([tmp_path / "甲.txt"], location)
    index = engine.open_index(location)
    assert not index.refresh()
    for number in range(5):
        (tmp_path / "甲.txt").write_text(f"圖書館{number}\n" * (number + 2), "utf-8")
        upkeep.index_paths([tmp_path / "甲.txt"], location)

        assert index.refresh()
        assert index.search(f"圖書館{number}").total == 1
        assert not index.refresh()
