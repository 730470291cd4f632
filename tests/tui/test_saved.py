"""Saved searches, and the list of them and of past queries."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from sou_tui.history import History
from sou_tui.saved import SAVED_NAME, SavedSearch, SavedSearches, SavedSearchesError
from sou_tui.screens.past import PastScreen, matching
from sou_tui.screens.search import SearchScreen
from sou_tui.sounds import sounds_like
from sou_tui.wanted import Filter, Wanted
from tui.driver import start_app

if TYPE_CHECKING:
    from pathlib import Path

    from tui.driver import Driver

WANTED = Wanted("-date", exact_script=True, filters=(Filter("type", "pdf"), Filter("year", "2024")))
NEW_THIS_WEEK = SavedSearch("本週新增", "圖書館 date:7d", WANTED)


def names(folder: Path) -> list[str]:
    return [one.name for one in SavedSearches(folder).searches]


def test_what_is_saved_is_there_the_next_time_with_filters_and_order(tmp_path: Path) -> None:
    assert not SavedSearches(tmp_path).save(NEW_THIS_WEEK)

    assert SavedSearches(tmp_path).searches == (NEW_THIS_WEEK,)
    assert "本週新增" in (tmp_path / SAVED_NAME).read_text("utf-8")


def test_several_values_of_a_facet_are_saved(tmp_path: Path) -> None:
    filters = (Filter("type", "pdf"), Filter("type", "text"), Filter("year", "2024"))
    several = SavedSearch("甲", "圖書館", Wanted(filters=filters))

    SavedSearches(tmp_path).save(several)

    assert SavedSearches(tmp_path).searches == (several,)


def test_a_name_that_is_there_already_is_saved_anew_in_its_place(tmp_path: Path) -> None:
    saved = SavedSearches(tmp_path)
    for name in ("甲", "乙"):
        saved.save(SavedSearch(name, "圖書館", Wanted()))

    assert saved.save(SavedSearch("甲", "晶片", Wanted()))
    assert [(one.name, one.query) for one in SavedSearches(tmp_path).searches] == [
        ("甲", "晶片"),
        ("乙", "圖書館"),
    ]


def test_what_another_app_saved_or_cannot_be_understood_is_not_lost(tmp_path: Path) -> None:
    one, other = SavedSearches(tmp_path), SavedSearches(tmp_path)
    one.save(SavedSearch("甲", "圖書館", Wanted()))
    data = json.loads((tmp_path / SAVED_NAME).read_text("utf-8"))
    strange = {"name": "丙", "query": "晶片", "filters": {"colour": "red"}}
    data["searches"].append(strange)
    (tmp_path / SAVED_NAME).write_text(json.dumps(data), "utf-8")
    other.save(SavedSearch("乙", "晶片", Wanted()))
    other.delete("甲")

    assert names(tmp_path) == ["乙"]
    assert strange in json.loads((tmp_path / SAVED_NAME).read_text("utf-8"))["searches"]


@pytest.mark.parametrize("text", ["{", '{"searches": 1}', "[]"])
def test_a_file_that_makes_no_sense_is_never_written_over(tmp_path: Path, text: str) -> None:
    (tmp_path / SAVED_NAME).write_text(text, "utf-8")
    saved = SavedSearches(tmp_path)

    with pytest.raises(SavedSearchesError, match=SAVED_NAME):
        saved.save(NEW_THIS_WEEK)
    assert (tmp_path / SAVED_NAME).read_text("utf-8") == text


@pytest.mark.parametrize("typed", ["tsg", "tushuguan", "TuShu", "shug", "tushug", "ai", "tsgai"])
def test_a_text_is_found_by_its_sound(typed: str) -> None:
    assert sounds_like(typed, "臺北市立圖書館 AI")


@pytest.mark.parametrize("typed", ["tg", "tushuguam", "", "圖", "sgt"])
def test_a_text_is_not_found_by_another_sound(typed: str) -> None:
    assert not sounds_like(typed, "臺北市立圖書館 AI")


@pytest.mark.parametrize("typed", ["图书", "圖 館", "tsg", "bzxz", "本周"])
def test_searches_are_found_by_words_in_either_script_and_by_sound(typed: str) -> None:
    found = matching([NEW_THIS_WEEK], ["晶片"], typed)

    assert found == [NEW_THIS_WEEK]


async def save(driver: Driver, query: str, name: str = "") -> None:
    await driver.search_for(query)
    await driver.press("ctrl+s")
    await driver.until_shown("儲存查詢，名稱")
    if name:
        await driver.press("ctrl+u")
        await driver.type(name)
    await driver.press("enter")
    await driver.until_shown(f"已儲存：{name or query}")


async def test_a_query_is_saved_under_a_name_and_asked_again_from_the_list(tmp_path: Path) -> None:
    async with start_app(kept=tmp_path) as driver:
        await save(driver, "圖書館", "館藏")
        assert driver.app.focused is driver.search.box
        await driver.press("ctrl+u")
        await driver.until_shown("✦ 館藏　圖書館")
        await driver.press("ctrl+r")
        await driver.until(lambda: isinstance(driver.app.screen, PastScreen))
        await driver.type("gc")
        await driver.until_shown("▌ ✦ 館藏")
        await driver.press("enter")

        await driver.until_shown("年報.md")
        assert driver.search.box.value == "圖書館"


async def test_filters_and_order_are_saved_and_come_back(tmp_path: Path) -> None:
    SavedSearches(tmp_path).save(
        SavedSearch("報告", "圖書館", Wanted("path", filters=(Filter("type", "md"),)))
    )
    async with start_app(kept=tmp_path) as driver:
        await driver.until_shown("✦ 報告　圖書館 〔類型：md〕 依路徑")
        await driver.press("ctrl+r", "enter")

        await driver.until_shown("〔類型：md〕 1 筆 · 依路徑")


async def test_without_another_name_the_query_is_the_name(tmp_path: Path) -> None:
    async with start_app(kept=tmp_path) as driver:
        await save(driver, "圖書館")

    assert names(tmp_path) == ["圖書館"]


async def test_typing_a_name_searches_for_nothing_and_esc_saves_nothing(tmp_path: Path) -> None:
    async with start_app(kept=tmp_path) as driver:
        await driver.search_for("圖書館")
        await driver.press("ctrl+s")
        await driver.type("新名")
        await driver.press("escape")
        await driver.type("員")

        await driver.until(lambda: driver.search.box.value == "圖書館員")
    assert names(tmp_path) == []


async def test_an_empty_query_is_not_saved() -> None:
    async with start_app() as driver:
        await driver.press("ctrl+s")

        await driver.until_shown("沒有查詢可以儲存")


async def test_a_saved_search_is_a_command_of_the_palette(tmp_path: Path) -> None:
    SavedSearches(tmp_path).save(SavedSearch("甲'乙\"", "圖書館", Wanted()))
    async with start_app(kept=tmp_path) as driver:
        await driver.press("f2")
        await driver.type("甲'")
        await driver.until_shown("▌ ✦ 甲'乙\"")
        await driver.press("enter")

        await driver.until_shown("年報.md")


async def test_the_list_narrows_past_queries_and_runs_one() -> None:
    async with start_app() as driver:
        for query in ("圖書館", "快速"):
            await driver.search_for(query)
            await driver.press("down", "ctrl+u")
        await driver.press("ctrl+r")
        await driver.until_shown("最近查詢 2")
        assert [line.strip() for line in driver.lines()[2:4]] == ["▌   快速", "圖書館"]
        await driver.type("tsg")
        await driver.until_shown("▌   圖書館")
        await driver.press("enter")

        await driver.until_shown("年報.md")


async def test_entries_are_deleted_and_past_queries_saved_in_the_list(tmp_path: Path) -> None:
    async with start_app(kept=tmp_path) as driver:
        await driver.search_for("圖書館")
        await driver.press("down", "ctrl+r")
        await driver.until(lambda: isinstance(driver.app.screen, PastScreen))
        await driver.press("ctrl+s")
        await driver.until_shown("已儲存：圖書館")
        assert names(tmp_path) == ["圖書館"]
        await driver.press("ctrl+x")
        await driver.until_shown("已刪除：圖書館")
        assert names(tmp_path) == []
        assert History(tmp_path).queries == ("圖書館",)
        await driver.press("ctrl+x")
        await driver.until_shown("沒有這樣的查詢")
        assert History(tmp_path).queries == ()
        await driver.press("escape")

        await driver.until(lambda: isinstance(driver.app.screen, SearchScreen))


async def test_a_file_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / SAVED_NAME).write_text("{", "utf-8")
    async with start_app(kept=tmp_path) as driver:
        await driver.search_for("圖書館")
        await driver.press("ctrl+s", "enter")

        await driver.until_shown("✗ 無法儲存：")
