"""Pages of results: facets that came too late, pages asked for twice, hits that are folded."""

from __future__ import annotations

import threading

from fake_engine import FakeIndex
from sou_tui.screens.search import PAGE_HITS
from tui.driver import start_app

MANY = {f"/文件/{number:04}.txt": f"第{number}份圖書館紀錄\n" for number in range(100)}


async def test_a_terminal_made_wider_while_it_searches_has_facets() -> None:
    gate = threading.Event()
    async with start_app(FakeIndex(MANY, gate=gate)) as driver:
        await driver.type("圖書館")
        await driver.pilot.resize_terminal(160, 50)
        await driver.pilot.pause()
        gate.set()
        await driver.until_shown("100 筆")
        await driver.until_shown("類型")


async def test_a_page_that_comes_twice_counts_once() -> None:
    async with start_app(texts=MANY) as driver:
        await driver.search_for("圖書館")
        results = driver.search.results
        results.append(list(results.received))
        for expected in range(PAGE_HITS * 2, len(MANY) + 1, PAGE_HITS):
            await driver.press("tab", "G", "escape")
            await driver.until(lambda n=expected: len(results.hits) == n)  # type: ignore[misc]
        assert [hit.rank for hit in results.hits] == list(range(1, len(MANY) + 1))


async def test_the_viewer_goes_on_from_a_hit_of_a_later_page() -> None:
    async with start_app(texts=MANY) as driver:
        await driver.search_for("圖書館")
        results = driver.search.results
        await driver.press("tab", "G")
        await driver.until(lambda: len(results.hits) > PAGE_HITS)
        await driver.press("G", "enter")
        await driver.until_shown(" 100%")
        rank = driver.viewer._hit.rank
        assert rank > PAGE_HITS
        await driver.press("K")
        assert driver.viewer._hit.rank == rank - 1
        await driver.press("q")
        assert results.hit is not None
        assert results.hit.rank == rank - 1


async def test_the_viewer_fetches_the_results_it_goes_on_to() -> None:
    async with start_app(texts=MANY) as driver:
        await driver.search_for("圖書館")
        await driver.press("enter")
        await driver.until_shown(" 100%")
        for _ in range(len(MANY) * 10):  # more than enough, for those that have not come yet
            if driver.viewer._hit.rank < len(MANY):
                await driver.press("J")
        await driver.press("q")
        assert driver.search.results.hit is not None
        assert driver.search.results.hit.rank == len(MANY)


async def test_the_cursor_returns_to_the_hit_that_was_read_behind_folded_ones() -> None:
    texts = {f"/文件/合集.txt#{part}": "圖書館，圖書館\n" for part in range(5)}
    texts |= {f"/文件/{number}.txt": "圖書館\n" for number in range(5)}
    async with start_app(texts=texts) as driver:
        await driver.search_for("圖書館")
        results = driver.search.results
        await driver.until(lambda: results.folded(results.hits[0]) == 4)
        await driver.press("enter")
        await driver.until_shown(" 100%")
        await driver.press(*"JJJJJJ")
        read = driver.viewer._hit
        await driver.press("q")
        assert read.rank == 7
        assert results.hit is read
