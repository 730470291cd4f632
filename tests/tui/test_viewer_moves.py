"""Finding, going and copying in the viewer, and from one result to the next."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from textual import events
from textual.geometry import Size

from sou_tui.screens.search import SearchScreen
from sou_tui.screens.viewer import ViewerScreen
from tui.driver import Driver, start_app

if TYPE_CHECKING:
    from pathlib import Path

LONG = "\n".join(
    f"第{number}行：{'這裡有圖書館' if number % 100 == 0 else '別的文字'}。"
    for number in range(1, 1001)
)
TWO = {"/文件/甲.txt": "圖書館，圖書館", "/文件/乙.txt": "一間圖書館"}
PAGES = {"/書.pdf": "第一頁的圖書館\f第二頁的字\f第三頁的圖書館"}


async def read(driver: Driver, query: str = "圖書館") -> None:
    await driver.search_for(query)
    await driver.press("enter")
    await driver.until(lambda: isinstance(driver.app.screen, ViewerScreen))
    await driver.until(lambda: driver.viewer.pane.shown is not None)
    await driver.until_shown("命中")


@pytest.mark.parametrize("key", ["/", "／"])
async def test_finding_marks_what_is_found_and_goes_to_the_next_one(key: str) -> None:
    async with start_app(texts={"/文件/長.txt": LONG}) as driver:
        await read(driver)
        await driver.type(key)
        await driver.until_shown("尋找：")
        await driver.type("第250行")
        await driver.press("enter")
        await driver.until_shown("▸  250  第250行")

        assert driver.marked(driver.row_of("▸")) == ["第250行"]
        assert "「第250行」1/1" in driver.lines()[-2]


async def test_n_goes_through_what_was_found_and_an_empty_find_back_to_the_query() -> None:
    async with start_app(texts={"/文件/長.txt": LONG}) as driver:
        await read(driver)
        await driver.press("ctrl+f")
        await driver.type("99行")
        await driver.press("enter")
        await driver.until_shown("「99行」2/10")
        await driver.type("n")
        await driver.until_shown("▸  299  ")
        await driver.type("/")
        await driver.press("ctrl+u", "enter")

        await driver.until_shown("命中 1/10")


async def test_what_is_not_there_is_said_and_nothing_moves() -> None:
    async with start_app(texts={"/文件/長.txt": LONG}) as driver:
        await read(driver)
        await driver.type("/沒有這種字")
        await driver.press("enter")
        await driver.until_shown("文中沒有「沒有這種字」")

        assert "▸  100  " in "\n".join(driver.lines())
        await driver.type("n")
        await driver.until_shown("命中 2/10")


async def test_typing_a_find_moves_nothing_and_escape_gives_it_up() -> None:
    async with start_app(texts={"/文件/長.txt": LONG}) as driver:
        await read(driver)
        await driver.type("/nqGj")
        assert "▸  100  " in "\n".join(driver.lines())
        await driver.press("escape")
        await driver.until(lambda: driver.app.focused is driver.viewer.pane)
        await driver.type("n")

        await driver.until_shown("▸  200  ")


@pytest.mark.parametrize(
    ("typed", "line"),
    [("777", 777), ("７７７", 777), ("第 42 行", 42), ("100%", 1000), ("50％", 505)],
)
async def test_going_to_a_line_or_share(typed: str, line: int) -> None:
    async with start_app(texts={"/文件/長.txt": LONG}) as driver:
        await read(driver)
        await driver.type(f":{typed}")
        await driver.press("enter")

        await driver.until_shown(f"▸ {line:4}  第{line}行")


async def test_a_line_that_is_not_there_is_said() -> None:
    async with start_app(texts={"/文件/長.txt": LONG}) as driver:
        await read(driver)
        await driver.type("：1001")
        await driver.press("enter")

        await driver.until_shown("沒有這個位置：1001")


async def test_pages_are_gone_to_by_number_and_one_by_one() -> None:
    async with start_app(texts=PAGES) as driver:
        await read(driver)
        await driver.type(":2")
        await driver.press("enter")
        await driver.until_shown("第 2 頁")
        await driver.type("}")
        await driver.until_shown("第 3 頁")
        await driver.type("｝")
        await driver.until_shown("後面沒有頁、章或標題了")
        await driver.type("{{")

        await driver.until_shown("第 1 頁")


async def test_the_next_result_opens_without_going_back_and_the_list_follows() -> None:
    async with start_app(texts=TWO) as driver:
        await read(driver)
        await driver.until(lambda: "甲" in driver.lines()[0])
        await driver.press("ctrl+pagedown")
        await driver.until(lambda: "乙" in driver.lines()[0])
        await driver.until_shown("一間圖書館")
        await driver.type("J")
        await driver.until_shown("已經是最後一份")
        await driver.press("escape")
        await driver.until(lambda: isinstance(driver.app.screen, SearchScreen))

        hit = driver.search.results.hit
        assert hit is not None
        assert hit.document.path == "/文件/乙.txt"


async def test_place_paragraph_and_citation_are_copied() -> None:
    async with start_app(texts={"/文件/長.txt": LONG}) as driver:
        await read(driver)
        await driver.type("y")
        await driver.until_shown("已複製")
        assert driver.app.clipboard == "/文件/長.txt:100:10"
        await driver.type("Y")
        await driver.until(lambda: driver.app.clipboard == "第100行：這裡有圖書館。")
        await driver.type("ｃ")
        await driver.until(lambda: driver.app.clipboard.startswith("「"))

        assert driver.app.clipboard == (
            "「第100行：這裡有圖書館。」（〈長〉，第 100 行，/文件/長.txt）"
        )


async def test_shift_f3_goes_back_a_match() -> None:
    async with start_app(texts={"/文件/長.txt": LONG}) as driver:
        await read(driver)
        await driver.press("f3", "f3", "f15")

        await driver.until_shown("命中 2/10")


async def test_a_changed_source_is_said_and_the_stored_text_shown(tmp_path: Path) -> None:
    source = tmp_path / "館史.txt"
    source.write_text("圖書館創立。", encoding="utf-8")
    async with start_app(texts={str(source): "圖書館創立。"}) as driver:
        await driver.search_for("圖書館")
        source.write_text("圖書館創立於民國。", encoding="utf-8")
        await driver.press("enter")
        await driver.until_shown("檔案在索引之後改過；這裡是索引所存的全文")

        await driver.until_shown("圖書館創立。")


async def test_a_source_that_is_gone_is_said_and_the_stored_text_shown(tmp_path: Path) -> None:
    source = tmp_path / "館史.txt"
    source.write_text("圖書館創立。", encoding="utf-8")
    async with start_app(texts={str(source): "圖書館創立。"}) as driver:
        await driver.search_for("圖書館")
        source.unlink()
        await driver.press("enter")
        await driver.until_shown("檔案已移動或刪除；這裡是索引所存的全文")

        await driver.until_shown("圖書館創立。")


async def test_the_page_that_is_said_and_gone_on_from_is_the_one_in_view() -> None:
    page = "別的字\n" * 50
    texts = {"/書.pdf": f"第一頁的圖書館\n{page}\f{page}\f{page}\f{page}"}
    async with start_app(texts=texts) as driver:
        await read(driver)
        assert "第 1 頁" in driver.lines()[-2]
        await driver.press("G")
        await driver.until_shown("100%")

        assert "第 4 頁" in driver.lines()[-2]
        await driver.press("{", "{")
        await driver.until(lambda: "第 3 頁" in driver.lines()[-2])


async def test_n_goes_on_from_the_line_that_was_gone_to() -> None:
    async with start_app(texts={"/文件/長.txt": LONG}) as driver:
        await read(driver)
        await driver.press(":")
        await driver.type("205")
        await driver.press("enter")
        await driver.until_shown("▸  205  ")
        assert any(" 200  第200行" in line for line in driver.lines())
        await driver.type("n")

        await driver.until_shown("▸  300  ")


@pytest.mark.parametrize("sizes", [((60, 20), (150, 50)), ((45, 12), (99, 24), (100, 30))])
async def test_two_resizes_in_a_row_keep_the_match_in_view(sizes: list[tuple[int, int]]) -> None:
    """The second wraps a text whose top belongs to the rows of the first."""
    line = "戰後接收帝國大學附屬圖書館，先後設置特藏組、採訪組與推廣組。" * 12
    text = f"{line}\n" * 60
    match_40 = [at for at in range(len(text)) if text.startswith("圖書館", at)][40]
    async with start_app(texts={"/文件/長.txt": text}, size=(160, 40)) as driver:
        await driver.search_for("圖書館")
        pane = driver.search.body.preview.pane
        await driver.until(lambda: pane.shown is not None)
        await driver.press(*["f3"] * 40)
        assert pane.landing_offset == match_40
        for cols, rows in sizes:
            size = Size(cols, rows)
            assert driver.app._driver is not None
            driver.app._driver._size = size
            driver.app._driver.send_message(events.Resize(size, size))
        await driver.until(lambda: len(driver.lines()) == sizes[-1][1])

        assert pane.landing_offset == match_40
        await driver.until(lambda: pane.cursor_row() > 0)


async def test_the_next_match_is_the_next_after_what_is_in_view() -> None:
    async with start_app(texts={"/文件/長.txt": LONG}) as driver:
        await read(driver)
        await driver.press("G", "n")
        await driver.until_shown("命中 10/10")
        await driver.press("g", "n")
        await driver.until_shown("命中 1/10")
        await driver.type(":555")
        await driver.press("enter")
        await driver.until_shown("▸  555  ")
        await driver.press("N")

        await driver.until_shown("命中 5/10")


async def test_what_is_typed_takes_the_place_of_the_last_find() -> None:
    async with start_app(texts={"/文件/長.txt": LONG}) as driver:
        await read(driver)
        await driver.type("/第250行")
        await driver.press("enter")
        await driver.until_shown("「第250行」1/1")
        await driver.type("/第730行")
        await driver.press("enter")

        await driver.until_shown("「第730行」1/1")
