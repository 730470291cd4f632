"""Filters, order and folding."""

from __future__ import annotations

import pytest

from fake_engine import FakeIndex
from sou_tui.wanted import Filter, Wanted
from sou_tui.widgets.results import Results
from tui.driver import Driver, start_app

TEXTS = {
    "/文件/報告/年報.md": "圖書館年報，圖書館，圖書館\n",
    "/文件/報告/月報.txt": "圖書館月報\n",
    "/文件/史料/館史.txt": "戰後接收圖書館，圖書館\n",
}
RECORDS = {
    "/郵件/全部.mbox#1": "圖書館 圖書館 圖書館 圖書館\n",
    "/郵件/全部.mbox#2": "圖書館 圖書館\n",
    "/郵件/全部.mbox#3": "圖書館\n",
    "/文件/年報.md": "圖書館年報 圖書館 圖書館\n",
}
WIDE = (130, 30)


def test_a_filter_holds_for_the_whole_query() -> None:
    wanted = Wanted().toggled(Filter("type", "md")).toggled(Filter("year", "2024"))

    assert wanted.query("甲 OR 乙") == "(甲 OR 乙) type:md date:2024"
    assert Wanted().query("甲 OR 乙") == "甲 OR 乙"


def test_a_facet_has_one_value_at_a_time_and_gives_it_up_when_chosen_again() -> None:
    wanted = Wanted().toggled(Filter("type", "md")).toggled(Filter("type", "txt"))

    assert wanted.filters == (Filter("type", "txt"),)
    assert wanted.toggled(Filter("type", "txt")).filters == ()


def test_a_folder_is_quoted() -> None:
    assert Filter("folder", '/文 件/"甲"').clause == 'path:"/文 件/\\"甲\\""'


async def test_a_narrow_terminal_has_no_facets_and_asks_for_none() -> None:
    index = FakeIndex(TEXTS)
    async with start_app(index, size=(119, 30)) as driver:
        await driver.search_for("圖書館")

        assert index.requests[-1].facets == ()
        assert "資料夾" not in "\n".join(driver.lines())


async def test_facets_come_with_a_wider_terminal_and_the_cursor_stays() -> None:
    async with start_app(texts=TEXTS, size=(90, 30)) as driver:
        await driver.search_for("圖書館")
        await driver.press("down")
        await driver.pilot.resize_terminal(*WIDE)
        await driver.until(lambda: "md" in driver.lines()[driver.row_of("類型") + 2])

        assert driver.search.results.hit is driver.search.results.hits[1]


async def test_facets_count_and_filter_by_enter_and_give_it_up_by_key() -> None:
    index = FakeIndex(TEXTS)
    async with start_app(index, size=WIDE) as driver:
        await driver.search_for("圖書館")
        await driver.until_shown("資料夾")
        assert driver.lines()[driver.row_of("   txt")].split()[:2] == ["txt", "2"]
        await driver.press("tab", "tab", "tab")
        assert driver.app.focused is driver.search.body.facets
        await driver.press("enter")
        await driver.until_shown(" 〔txt〕 2 筆")

        assert index.asked[-1] == "(圖書館) type:txt"
        assert driver.search.box.value == "圖書館"
        assert "✓ txt" in "\n".join(driver.lines())
        await driver.press("f4")
        await driver.until(lambda: " 3 筆" in driver.lines()[1])
        assert index.asked[-1] == "圖書館"


async def test_a_fault_is_pointed_at_in_the_box_while_a_filter_is_on() -> None:
    async with start_app(FakeIndex(TEXTS), size=WIDE) as driver:
        await driver.search_for("圖書館")
        await driver.press("tab", "tab", "tab", "enter")
        await driver.until_shown("〔txt〕")
        await driver.press("escape")
        await driver.type(" （")
        await driver.until_shown("沒有對應")

        assert driver.column_of(1, "^") == 2 + 7


async def test_f9_takes_the_next_order() -> None:
    index = FakeIndex(TEXTS)
    async with start_app(index) as driver:
        await driver.search_for("圖書館")
        for sort, name in (("-date", "由新到舊"), ("path", "依路徑"), ("score", " ")):
            await driver.press("f9")
            await driver.until(lambda sort=sort: index.requests[-1].sort == sort)  # type: ignore[misc] # mypy infers no lambda with a default
            await driver.until(lambda name=name: f"3 筆 · {name}".rstrip() in driver.lines()[1])  # type: ignore[misc] # as above


def titles(driver: Driver) -> list[str]:
    shown: Results = driver.search.results
    return [hit.document.id for hit in shown.hits]


async def test_hits_of_one_file_are_folded_and_unfolded_by_key() -> None:
    async with start_app(texts=RECORDS) as driver:
        await driver.search_for("圖書館")
        assert titles(driver) == ["/郵件/全部.mbox#1", "/文件/年報.md"]
        assert " 4 筆" in driver.lines()[1]
        assert "另 2 筆" in driver.lines()[driver.row_of("全部")]
        await driver.press("ctrl+g")
        await driver.until(lambda: len(titles(driver)) == 4)
        assert titles(driver)[:3] == [f"/郵件/全部.mbox#{number}" for number in (1, 2, 3)]
        await driver.press("tab", "down", "space")

        await driver.until(lambda: len(titles(driver)) == 2)
        assert driver.search.results.hit is driver.search.results.hits[0]


async def test_hits_behind_folded_ones_are_fetched() -> None:
    texts = {f"/郵件/全部.mbox#{number}": "圖書館 圖書館\n" for number in range(100)}
    async with start_app(texts={**texts, "/文件/年報.md": "圖書館\n"}) as driver:
        await driver.search_for("圖書館")

        await driver.until_shown("年報.md")
        assert driver.search.results.last_rank == 101


async def list_filters(driver: Driver, key: str = "ctrl+f") -> None:
    await driver.search_for("圖書館")
    await driver.press(key)
    await driver.until(lambda: driver.app.focused is driver.search.body.facets)
    await driver.until_shown("資料夾")


@pytest.mark.parametrize("size", [(80, 24), (119, 30), (45, 12), (130, 15)])
async def test_below_120_columns_filters_are_a_list_over_the_hits(size: tuple[int, int]) -> None:
    async with start_app(texts=TEXTS, size=size) as driver:
        await list_filters(driver)
        assert "年報" not in "\n".join(driver.lines())
        assert "勾選" in driver.lines()[-1]
        assert driver.search.body.facets.filter == Filter("type", "txt")
        await driver.press("down", "enter")
        await driver.until_shown("〔md〕 1 筆")

        await driver.until_shown("1 年報.md")
        assert driver.app.focused is driver.search.box
        assert "閱讀全文" in driver.lines()[-1]


@pytest.mark.parametrize("tick", [" ", "\u3000", "x", "ｘ"])
@pytest.mark.parametrize("leave", ["escape", "enter"])
async def test_several_filters_are_ticked_and_taken(tick: str, leave: str) -> None:
    async with start_app(texts=TEXTS) as driver:
        await list_filters(driver)
        await driver.type(tick)
        await driver.until_shown("✓ txt")
        await driver.type("」")
        await driver.until(
            lambda: driver.search.body.facets.filter == Filter("folder", "/文件/史料")
        )
        await driver.type(tick)
        await driver.until_shown("〔txt〕〔史料〕 1 筆")
        await driver.press(leave)

        await driver.until_shown("1 館史.txt")
        assert driver.app.focused is driver.search.box


@pytest.mark.parametrize(("down", "up"), [("j", "k"), ("ｊ", "ｋ")])
async def test_letters_move_in_the_list_of_filters(down: str, up: str) -> None:
    async with start_app(texts=TEXTS) as driver:
        await list_filters(driver)
        await driver.type(down)
        assert driver.search.body.facets.filter == Filter("type", "md")
        await driver.type(up)
        assert driver.search.body.facets.filter == Filter("type", "txt")
        await driver.type("」「")
        assert driver.search.body.facets.filter == Filter("type", "txt")


async def test_the_list_of_filters_becomes_the_column_of_a_wide_terminal() -> None:
    async with start_app(texts=TEXTS) as driver:
        await list_filters(driver)
        await driver.pilot.resize_terminal(*WIDE)

        await driver.until_shown("年報.md")
        assert "類型" in "\n".join(driver.lines())


async def test_on_a_wide_terminal_the_key_goes_to_the_column() -> None:
    async with start_app(texts=TEXTS, size=WIDE) as driver:
        await list_filters(driver)
        await driver.press("enter")
        await driver.until_shown("〔txt〕 2 筆")

        assert driver.app.focused is driver.search.body.facets


async def test_without_hits_there_is_nothing_to_filter() -> None:
    async with start_app(texts=TEXTS) as driver:
        await driver.press("ctrl+f")

        await driver.until_shown("沒有結果可以篩選")
