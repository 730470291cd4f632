"""Pages of results: facets that came too late, pages asked for twice, hits that are folded."""

from __future__ import annotations

import threading

import pytest

from fake_engine import FakeIndex
from sou_tui.screens.search import PAGE_HITS
from tui.driver import start_app

MANY = {f"/文件/{number:04}.txt": f"第{number}份圖書館紀錄\n" for number in range(100)}
SOME = dict(list(MANY.items())[:45])


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
        results.append(list(results.hits))
        await driver.press("tab")
        while results.hits[-1].rank < len(MANY):
            before = len(results.hits)
            await driver.press(*["pagedown"] * 20)
            await driver.until(lambda n=before: len(results.hits) > n)  # type: ignore[misc]
            results.append(list(results.hits[-PAGE_HITS:]))
        assert [hit.rank for hit in results.hits] == list(range(1, len(MANY) + 1))


async def test_the_viewer_goes_on_from_a_hit_of_a_later_page() -> None:
    async with start_app(texts=MANY) as driver:
        await driver.search_for("圖書館")
        results = driver.search.results
        await driver.press("tab", "G")
        await driver.until(lambda: len(results.hits) > PAGE_HITS)
        await driver.press("enter")
        await driver.until_shown(" 100%")
        rank = driver.viewer._hit.rank
        assert rank > PAGE_HITS
        await driver.press("K")
        assert driver.viewer._hit.rank == rank - 1
        await driver.press("q")
        assert results.hit is not None
        assert results.hit.rank == rank - 1


async def test_the_viewer_fetches_the_results_it_goes_on_to() -> None:
    async with start_app(texts=SOME) as driver:
        await driver.search_for("圖書館")
        await driver.press("enter")
        await driver.until_shown(" 100%")
        for _ in range(len(SOME) * 10):  # more than enough, for those that have not come yet
            if driver.viewer._hit.rank < len(SOME):
                await driver.press("J")
        await driver.press("q")
        assert driver.search.results.hit is not None
        assert driver.search.results.hit.rank == len(SOME)


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


async def test_the_end_is_the_last_of_all_hits_and_what_lies_between_is_not_read() -> None:
    many = {f"/文件/{number:05}.txt": "圖書館\n" for number in range(10_000)}
    index = FakeIndex(many)
    async with start_app(index) as driver:
        await driver.search_for("圖書館")
        results = driver.search.results
        await driver.press("tab", "end")
        await driver.until(lambda: results.hit is not None and results.hit.rank == len(many))
        assert "10000 09999.txt" in driver.lines()[driver.row_of("09999.txt")]
        assert "· 1 處 " in driver.lines()[driver.row_of("09999.txt")]
        assert len(results.hits) == 120
        await driver.until_shown("預覽 ─ 09999.txt")
        assert {one.offset for one in index.requests if one.limit} == {0, 9900}
        await driver.press("g")
        await driver.until(lambda: results.hit is not None and results.hit.rank == 1)
        await driver.press("G")

        assert results.hit is not None
        assert results.hit.rank == len(many)


async def test_from_the_end_one_goes_up_through_what_was_not_read() -> None:
    many = {f"/文件/{number:03}.txt": "圖書館\n" for number in range(50)}
    async with start_app(texts=many) as driver:
        await driver.search_for("圖書館")
        results = driver.search.results
        await driver.press("tab", "G")
        await driver.until(lambda: results.hit is not None and results.hit.rank == 50)
        seen = [50]
        while seen[-1] > 1:
            await driver.press("up")
            assert results.hit is not None
            if results.hit.rank != seen[-1]:
                seen.append(results.hit.rank)
                row = driver.row_of(f"▌{seen[-1]:>3} ")
                assert f"{seen[-1]} {seen[-1] - 1:03}.txt" in driver.lines()[row]
            else:  # the hits before have not come yet
                await driver.until(lambda: results.hit.rank != seen[-1])  # type: ignore[union-attr]
                seen.append(results.hit.rank)

        assert seen == list(range(50, 0, -1))
        assert [hit.rank for hit in results.hits] == list(range(1, 51))


async def test_a_gap_says_how_many_hits_it_stands_for() -> None:
    many = {f"/文件/{number:03}.txt": "圖書館\n" for number in range(999)}
    index = FakeIndex(many)
    async with start_app(index) as driver:
        await driver.search_for("圖書館")
        results = driver.search.results
        await driver.press("tab", "G")
        await driver.until(lambda: results.hit is not None and results.hit.rank == 999)
        gate = threading.Event()
        index.gate = gate
        results.scroll_rows(-97 * 3)
        await driver.until_shown(f"⋯ 還有 {899 - PAGE_HITS} 筆，移過去就讀 ⋯")
        gate.set()

        await driver.until(lambda: "還有" not in "\n".join(driver.lines()))


async def test_a_page_turned_at_the_end_of_what_is_here_is_turned_when_more_comes() -> None:
    many = {f"/文件/{number:03}.txt": "圖書館\n" for number in range(300)}
    index = FakeIndex(many)
    async with start_app(index) as driver:
        await driver.search_for("圖書館")
        results = driver.search.results
        gate = threading.Event()
        index.gate = gate
        per_page = results.size.height // 3
        count = PAGE_HITS // per_page + 1
        await driver.press("tab", *["pagedown"] * count)
        assert results.hit is not None
        assert results.hit.rank == PAGE_HITS
        gate.set()

        await driver.until(
            lambda: results.hit is not None and results.hit.rank == PAGE_HITS + per_page
        )


def shifted(texts: dict[str, str]) -> dict[str, str]:
    """Return the same documents, the first ones behind all others."""
    names = list(texts)
    return {name: texts[name] for name in (*names[PAGE_HITS:], *names[:PAGE_HITS])}


@pytest.mark.parametrize(
    ("now", "last"),
    [
        (dict(list(MANY.items())[:95]), 95),
        (dict(list(MANY.items())[:5]), PAGE_HITS),  # what is here stays
        (shifted(MANY), len(MANY) - PAGE_HITS),  # the last ones are here, under other ranks
    ],
)
async def test_the_end_is_reached_where_another_commit_has_other_hits(
    now: dict[str, str], last: int
) -> None:
    index = FakeIndex(MANY)
    async with start_app(index) as driver:
        await driver.search_for("圖書館")
        results = driver.search.results
        index.texts = now
        await driver.press("tab", "G")
        await driver.until(lambda: results.hit is not None and results.hit.rank == last)
        await driver.until_shown(f"{len(MANY)} 筆 · ")


async def test_what_a_newer_commit_does_not_have_is_asked_for_once() -> None:
    index = FakeIndex(MANY)
    async with start_app(index) as driver:
        await driver.search_for("圖書館")
        results = driver.search.results
        index.texts = dict(list(MANY.items())[:40])
        await driver.press("tab", *["pagedown"] * 30)
        await driver.until(lambda: results.hit is not None and results.hit.rank == 40)
        for _ in range(50):
            await driver.pilot.pause()

        assert len([one for one in index.requests if one.offset]) <= 2


async def test_the_wheel_reads_on_as_keys_do() -> None:
    async with start_app(texts=MANY) as driver:
        await driver.search_for("圖書館")
        results = driver.search.results

        def is_at_the_end() -> bool:
            results.scroll_rows(3)
            return "100 0099.txt" in "\n".join(driver.lines())

        await driver.until(is_at_the_end)

        assert results.hit is results.hits[0]
