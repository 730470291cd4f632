"""Filters, order and folding."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from fake_engine import FakeIndex
from sou import upkeep
from sou_tui import texts
from sou_tui.cells import width
from sou_tui.labels import chips
from sou_tui.language import speak
from sou_tui.session import engine_opener
from sou_tui.wanted import Filter, Wanted
from sou_tui.widgets.results import Results
from tui.driver import Driver, start_app

if TYPE_CHECKING:
    from pathlib import Path

    from sou.config import InterfaceLanguage
    from sou.model import FacetFilter

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


def asked(wanted: Wanted) -> tuple[FacetFilter, ...]:
    return wanted.request("甲 OR 乙", snippet_cells=80, limit=1, offset=0).facet_filters


def test_values_of_a_facet_are_alternatives_and_given_up_one_by_one() -> None:
    wanted = Wanted().toggled(Filter("type", "md")).toggled(Filter("year", "2024"))
    wanted = wanted.toggled(Filter("type", "txt"))

    assert asked(wanted) == (("type", ("md", "txt")), ("year", ("2024",)))
    assert asked(wanted.toggled(Filter("type", "md"))) == (
        ("year", ("2024",)),
        ("type", ("txt",)),
    )


def test_a_value_is_taken_alone_of_its_facet_and_given_up_when_taken_again() -> None:
    wanted = Wanted().toggled(Filter("type", "md")).toggled(Filter("type", "txt"))
    wanted = wanted.toggled(Filter("year", "2024")).narrowed(Filter("type", "txt"))

    assert wanted.filters == (Filter("year", "2024"), Filter("type", "txt"))
    assert wanted.narrowed(Filter("type", "txt")).filters == (Filter("year", "2024"),)


FOUR = (
    Filter("type", "markdown"),
    Filter("folder", "/文件/國立臺灣大學圖書館史料"),
    Filter("year", "2024"),
    Filter("year", "2023"),
    Filter("lang", "zh-Hant"),
)


@pytest.mark.parametrize(
    ("language", "whole", "cut"),
    [
        (
            "zh-Hant",
            "〔類型：markdown〕〔資料夾：國立臺灣大學圖書館史料〕〔年份：2024、2023〕〔語文：繁體中文〕",
            "〔類型〕〔資料夾〕〔年份〕〔語文〕",
        ),
        (
            "zh-Hans",
            "〔类型：markdown〕〔文件夹：國立臺灣大學圖書館史料〕〔年份：2024、2023〕〔语言：繁体中文〕",
            "〔类型〕〔文件夹〕〔年份〕〔语言〕",
        ),
        (
            "en",
            (
                "[Type: markdown][Folder: 國立臺灣大學圖書館史料][Year: 2024, 2023]"
                "[Language: Traditional]"
            ),
            "[Type][Folder][Year][Language]",
        ),
    ],
)
def test_chips_say_their_kind_and_fit(language: InterfaceLanguage, whole: str, cut: str) -> None:
    speak(language)
    try:
        assert chips(FOUR, 120) == whole
        assert chips(FOUR, 40) == cut
        for room in range(40, 120):
            assert width(chips(FOUR, room)) <= room
        assert all(title in chips(FOUR, 70) for title in texts.FACET_TITLES.values())
    finally:
        speak("zh-Hant")


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
        await driver.until_shown(" 〔類型：txt〕 2 筆")

        assert index.asked[-1] == "圖書館"
        assert index.requests[-1].facet_filters == (("type", ("txt",)),)
        assert driver.search.box.value == "圖書館"
        assert "✓ txt" in "\n".join(driver.lines())
        await driver.press("f4")
        await driver.until(lambda: " 3 筆" in driver.lines()[1])
        assert not index.requests[-1].facet_filters


async def test_a_fault_is_pointed_at_in_the_box_while_a_filter_is_on() -> None:
    async with start_app(FakeIndex(TEXTS), size=WIDE) as driver:
        await driver.search_for("圖書館")
        await driver.press("tab", "tab", "tab", "enter")
        await driver.until_shown("〔類型：txt〕")
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
        assert "只留這項" in driver.lines()[-1]
        assert driver.search.body.facets.filter == Filter("type", "txt")
        await driver.press("down", "enter")
        await driver.until_shown("〔類型：md〕 1 筆")

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
        await driver.until_shown("〔類型：txt〕〔資料夾：史料〕 1 筆")
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
        await driver.until_shown("〔類型：txt〕 2 筆")

        assert driver.app.focused is driver.search.body.facets


async def test_without_hits_there_is_nothing_to_filter() -> None:
    async with start_app(texts=TEXTS) as driver:
        await driver.press("ctrl+f")

        await driver.until_shown("沒有結果可以篩選")


@pytest.fixture
def real_index(tmp_path: Path) -> Path:
    for name in ("報告/年報.md", "報告/月報.txt", "史料/館史.txt", "史料/題名.csv"):
        path = tmp_path / "文件" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("臺北市立圖書館\n", "utf-8")
    upkeep.index_paths([tmp_path / "文件"], tmp_path / "索引")
    return tmp_path / "索引"


def values(driver: Driver) -> dict[str, str]:
    """Return what is counted, with its tick, and the number beside it."""
    rows = (line[:24].split() for line in driver.lines()[2:-1])
    return {" ".join(row[:-1]): row[-1] for row in rows if len(row) > 1 and row[-1].isdecimal()}


async def test_the_others_of_a_facet_that_filters_can_be_chosen_or_added(real_index: Path) -> None:
    async with start_app(engine_opener(real_index), size=WIDE) as driver:
        await driver.search_for("圖書館")
        await driver.press("ctrl+f")
        await driver.until(lambda: driver.app.focused is driver.search.body.facets)
        assert driver.search.body.facets.filter == Filter("type", "text")
        await driver.press("enter")
        await driver.until_shown("〔類型：text〕 2 筆")
        counted = values(driver)
        assert {name: counted[name] for name in ("✓ text", "csv", "markdown")} == {
            "✓ text": "2",
            "csv": "1",
            "markdown": "1",
        }
        assert (counted["史料"], counted["報告"]) == ("1", "1")
        await driver.press("down", "space")
        await driver.until_shown("〔類型：text、csv〕 3 筆")
        assert values(driver)["✓ csv"] == "1"
        assert values(driver)["史料"] == "2"
        await driver.press("down", "enter")

        await driver.until_shown("〔類型：markdown〕 1 筆")
        assert values(driver)["text"] == "2"
        assert values(driver)["✓ markdown"] == "1"
        await driver.press("enter")
        await driver.until(lambda: " 4 筆" in driver.lines()[1])


async def test_a_chosen_value_that_no_hit_has_any_more_can_be_given_up(real_index: Path) -> None:
    async with start_app(engine_opener(real_index), size=WIDE) as driver:
        await driver.search_for("圖書館")
        await driver.press("ctrl+f")
        await driver.until(lambda: driver.app.focused is driver.search.body.facets)
        await driver.press("down", "space")
        await driver.until_shown("〔類型：csv〕 1 筆")
        await driver.press("down", "space")
        await driver.until_shown("〔類型：csv、markdown〕 2 筆")
        await driver.type("」")
        await driver.press("down", "space")
        await driver.until_shown("〔資料夾：報告〕 1 筆")

        assert values(driver)["✓ csv"] == "0"
