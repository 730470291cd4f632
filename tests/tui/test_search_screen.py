from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest

from fake_engine import FakeIndex
from sou.errors import IndexMissingError
from sou.model import Suggestion
from sou_tui.screens.search import PAGE_HITS, SearchScreen
from tui.driver import TEXTS, start_app

if TYPE_CHECKING:
    from sou_tui.contract import Index


FACET_COLS = 24


async def test_typing_chinese_shows_hits_with_marked_matches() -> None:
    async with start_app() as driver:
        await driver.search_for("圖書館")

        assert driver.lines()[1].startswith(" 2 筆 · 6 ms · 圖書館 ")
        row = driver.row_of("年報.md")
        assert driver.lines()[row].startswith("▌  1 年報.md ")
        assert driver.lines()[row].rstrip().endswith("/文件/報告 · :1 · 3 處")
        assert driver.marked(row + 1) == ["圖書館", "圖書館"]


async def test_matches_are_bold_and_coloured_as_well() -> None:
    async with start_app() as driver:
        await driver.search_for("晶片")

        strip = driver.strips()[driver.row_of("晶片.txt") + 1]
        styles = [segment.style for segment in strip if segment.text == "晶片"]
        assert styles[0] is not None
        assert styles[0].bold
        assert styles[0].underline
        plain = next(segment.style for segment in strip if "作為" in segment.text)
        assert plain is not None
        assert styles[0].color != plain.color


async def test_simplified_query_finds_traditional_text() -> None:
    async with start_app() as driver:
        await driver.search_for("图书馆")

        assert driver.lines()[1].startswith(" 2 筆")


async def test_preview_follows_the_cursor() -> None:
    async with start_app() as driver:
        await driver.search_for("圖書館")
        await driver.until_shown("預覽 ─ 年報.md:1")
        await driver.press("down")
        await driver.until_shown("預覽 ─ 館史.txt:1")

        row = driver.row_of("▸   1")
        assert "戰後接收帝國大學附屬圖書館" in driver.lines()[row]
        assert driver.marked(row) == ["圖書館"]
        assert driver.lines()[driver.row_of("館史.txt")].startswith("▌  2")


async def test_f3_walks_through_the_matches_of_the_preview() -> None:
    async with start_app() as driver:
        await driver.search_for("圖書館")
        await driver.until_shown("▸   1")
        await driver.press("f3")
        await driver.until_shown("▸   3")
        await driver.press("ctrl+pageup")

        await driver.until_shown("▸   1")


async def test_query_given_at_the_start_is_searched() -> None:
    index = FakeIndex(TEXTS)
    async with start_app(index, query="晶片") as driver:
        await driver.until_shown("1 筆")

        assert index.asked == ["晶片"]
        assert driver.search.box.value == "晶片"


async def test_caret_stands_below_the_fault_by_cells() -> None:
    async with start_app() as driver:
        await driver.type("圖書館 AI（中")
        await driver.until_shown("沒有對應")

        assert driver.column_of(1, "^") == driver.column_of(0, "（")
        assert "沒有對應的「）」" in driver.lines()[1]


async def test_after_a_fault_the_last_hits_stay_dimmed() -> None:
    async with start_app() as driver:
        await driver.search_for("圖書館")
        await driver.type("（")
        await driver.until_shown("沒有對應")

        assert driver.search.results.is_stale
        assert driver.marked(driver.row_of("年報.md") + 1) == []

        await driver.press("backspace")
        await driver.until(lambda: not driver.search.results.is_stale)
        assert driver.lines()[1].startswith(" 2 筆")


async def test_a_slow_search_dims_old_hits_and_shows_that_it_runs() -> None:
    index = FakeIndex(TEXTS)
    async with start_app(index) as driver:
        await driver.search_for("圖書館")
        index.gate = threading.Event()
        await driver.type("員")
        await driver.until_shown("搜尋中")

        assert driver.search.results.is_stale
        assert "年報.md" in "\n".join(driver.lines())

        index.gate.set()
        await driver.until_shown(" 1 筆")
        assert not driver.search.results.is_stale


async def test_searches_for_older_queries_are_given_up() -> None:
    index = FakeIndex(TEXTS, gate=threading.Event())
    async with start_app(index) as driver:
        await driver.type("圖書館員")
        await driver.until(lambda: index.asked[-1:] == ["圖書館員"])
        assert index.gate is not None
        index.gate.set()
        await driver.until_shown(" 1 筆")

        assert index.cancelled == index.asked[:-1]


async def test_escape_stops_a_slow_search_and_keeps_the_query() -> None:
    index = FakeIndex(TEXTS, gate=threading.Event())
    async with start_app(index) as driver:
        await driver.type("圖書館")
        await driver.until_shown("搜尋中")
        await driver.press("escape")
        await driver.until_shown("已停止搜尋")

        await driver.until(lambda: index.cancelled == index.asked)
        assert driver.search.box.value == "圖書館"


async def test_escape_neither_clears_nor_quits() -> None:
    async with start_app() as driver:
        await driver.search_for("圖書館")
        await driver.press("tab", "escape", "escape", "escape")

        assert driver.search.box.value == "圖書館"
        assert driver.app.focused is driver.search.box
        assert "Ctrl+Q" in driver.lines()[1]
        assert driver.app.is_running


async def test_ctrl_c_clears_the_query_and_then_quits() -> None:
    async with start_app() as driver:
        await driver.search_for("圖書館")
        await driver.press("ctrl+c")
        assert driver.search.box.value == ""
        await driver.until_shown("小技巧")
        await driver.press("ctrl+c")

        await driver.until(lambda: driver.app.return_code == 0)


async def test_empty_query_shows_tips_and_size() -> None:
    async with start_app() as driver:
        await driver.until_shown("小技巧")

        assert "可以找：4 檔" in "\n".join(driver.lines())
        assert "4 檔 · 索引於 3 分鐘前" in driver.lines()[1]


async def test_no_hits_says_so_and_how_the_query_was_understood() -> None:
    async with start_app() as driver:
        await driver.type("烏托邦")
        await driver.until_shown("沒有符合的文件")

        assert driver.lines()[1].startswith(" 0 筆")
        assert "查詢被理解為：烏托邦" in "\n".join(driver.lines())


async def test_without_an_index_the_command_is_named_and_f5_tries_again() -> None:
    found: list[Index] = []

    def open_index() -> Index:
        if not found:
            raise IndexMissingError("no index at /家/索引")
        return found[0]

    async with start_app(open_index) as driver:
        await driver.until_shown("sou index 資料夾")
        assert "no index at /家/索引" in "\n".join(driver.lines())

        found.append(FakeIndex(TEXTS))
        await driver.press("f5")
        await driver.until_shown("小技巧")


async def test_a_commit_made_meanwhile_is_announced() -> None:
    index = FakeIndex(dict(TEXTS))
    async with start_app(index) as driver:
        index.texts = {**TEXTS, "/文件/新.txt": "新的圖書館"}
        index.has_newer_commit = True
        await driver.press("f5")

        await driver.until_shown("5 檔 · 索引於")


async def test_other_failures_of_a_search_are_shown() -> None:
    async with start_app(FakeIndex(TEXTS, search_error=OSError("磁碟壞了"))) as driver:
        await driver.type("圖")

        await driver.until_shown("✗ 搜尋失敗：磁碟壞了")


async def test_text_of_documents_is_never_markup_nor_obeyed() -> None:
    async with start_app() as driver:
        await driver.search_for("紅字")

        await driver.until_shown("預覽 ─ 標記.txt:1")
        shown = [line for line in driver.lines() if "[bold red]紅[/]" in line]
        assert len(shown) == 2
        assert all("␛[31m這樣␛[0m" in line for line in shown)


async def test_snippets_fit_a_terminal_that_was_resized_behind_a_notice() -> None:
    texts = {"/文件/長.txt": "圖書館" + "的藏書很多" * 99}
    async with (
        start_app(texts=texts, size=(60, 24)) as driver,
        start_app(texts=texts, size=(160, 50)) as wide,
    ):
        await wide.search_for("圖書館")
        await driver.pilot.resize_terminal(160, 50)
        await driver.until(lambda: len(driver.lines()) == 50)
        driver.search.box.value = "圖書館"  # at once, as an input method commits it
        row = wide.row_of("長.txt")

        await driver.until(lambda: driver.lines()[row : row + 3] == wide.lines()[row : row + 3])


async def test_further_hits_are_fetched_when_the_cursor_comes_near() -> None:
    texts = {f"/文件/{number:04}.txt": f"第{number}份圖書館紀錄\n" for number in range(200)}
    async with start_app(texts=texts) as driver:
        await driver.search_for("圖書館")
        assert len(driver.search.results.hits) == PAGE_HITS
        while len(driver.search.results.hits) < 200:
            before = len(driver.search.results.hits)
            await driver.press(*["pagedown"] * (before // 4))
            await driver.until(lambda n=before: len(driver.search.results.hits) > n)  # type: ignore[misc]

        await driver.press("tab", "end")
        await driver.until_shown("200 ")
        assert [hit.rank for hit in driver.search.results.hits] == list(range(1, 201))


@pytest.mark.parametrize("keys", ["ｊ", "j", "↓"])
async def test_list_letters_have_twins_for_chinese_input(keys: str) -> None:
    async with start_app() as driver:
        await driver.search_for("圖書館")
        await driver.press("tab")
        await (driver.press("down") if keys == "↓" else driver.type(keys))

        hit = driver.search.results.hit
        assert hit is not None
        assert hit.rank == 2


async def test_chinese_typed_into_the_list_is_answered_with_a_hint() -> None:
    async with start_app() as driver:
        await driver.search_for("圖書館")
        await driver.press("tab")
        await driver.type("館")

        assert "輸入法在中文模式" in driver.lines()[1]
        assert driver.search.box.value == "圖書館"


async def test_wide_terminals_put_the_preview_beside_the_list() -> None:
    async with start_app(size=(160, 50)) as driver:
        await driver.search_for("圖書館")
        await driver.until_shown("預覽")

        assert driver.row_of("預覽 ─ 年報.md:1") == 2
        assert driver.column_of(2, "▌  1 年報.md") == FACET_COLS


async def test_resizing_keeps_query_cursor_and_focus() -> None:
    async with start_app() as driver:
        await driver.search_for("圖書館")
        await driver.press("down")
        await driver.until_shown("預覽 ─ 館史.txt:1")

        await driver.pilot.resize_terminal(38, 9)
        await driver.until_shown("終端機太小")
        await driver.pilot.resize_terminal(60, 18)
        await driver.until_shown("▌  2 館史.txt")
        assert "預覽" not in "\n".join(driver.lines()[:-1])
        await driver.pilot.resize_terminal(160, 50)
        await driver.until_shown("預覽 ─ 館史.txt:1")

        assert driver.app.focused is driver.search.box
        assert driver.search.box.value == "圖書館"


async def test_help_names_keys_and_syntax_and_closes() -> None:
    async with start_app() as driver:
        await driver.press("f1")
        await driver.until_shown("查詢語法")
        assert "↓ ^N ^J" in "\n".join(driver.lines())
        await driver.press("escape")

        await driver.until(lambda: isinstance(driver.app.screen, SearchScreen))


async def test_the_terminal_cursor_is_where_the_query_ends() -> None:
    async with start_app() as driver:
        await driver.type("AI晶片")
        assert driver.app.cursor_position == (2 + 6, 0)

        await driver.press("left")
        assert driver.app.cursor_position == (2 + 4, 0)

        await driver.press("home")
        assert driver.app.cursor_position == (2, 0)


async def test_one_key_draws_little_however_many_hits() -> None:
    texts = {f"/文件/{number:04}.txt": "圖書館" * 30 for number in range(1000)}
    async with start_app(texts=texts, size=(120, 40)) as driver:
        await driver.search_for("圖書館")

        drawn = driver.search.results._rows
        assert len(drawn) <= 40 // 3 + 1


async def test_f6_asks_again_for_the_characters_as_typed() -> None:
    index = FakeIndex(TEXTS)
    async with start_app(index) as driver:
        await driver.press("f6")
        await driver.until_shown("只找所打的字形")
        await driver.search_for("圖書館")

        assert "限所打字形" in driver.lines()[1]
        assert index.requests[-1].exact_script
        await driver.press("f6")
        await driver.until(lambda: "限所打字形" not in driver.lines()[1])
        await driver.until(lambda: not index.requests[-1].exact_script)
        assert index.requests[-1].query == "圖書館"


async def test_f7_leaves_other_regions_words_out_and_brings_them_back() -> None:
    index = FakeIndex(TEXTS)
    async with start_app(index) as driver:
        await driver.search_for("圖書館")
        assert index.requests[-1].regional
        await driver.press("f7")
        await driver.until(lambda: "不含各地用語" in driver.lines()[1])

        assert not index.requests[-1].regional
        await driver.press("f7")
        await driver.until(lambda: index.requests[-1].regional)


async def test_what_may_have_been_meant_is_shown_and_taken_by_enter() -> None:
    index = FakeIndex(TEXTS)
    index.suggestions["圖書管"] = (Suggestion("圖書館", "sound", 2), Suggestion("圖書", "edit", 3))
    async with start_app(index) as driver:
        await driver.type("圖書管")
        await driver.until_shown("您要找的是不是")
        row = driver.row_of("圖書館")
        assert driver.lines()[row].split() == ["▸", "圖書館", "2", "筆"]
        await driver.press("enter")

        await driver.until_shown("年報.md")
        assert driver.search.box.value == "圖書館"
        assert driver.search.box.cursor_position == 3
        assert index.asked[-1] == "圖書館"


async def test_a_suggestion_for_an_older_query_is_not_taken() -> None:
    index = FakeIndex(TEXTS)
    index.suggestions["圖書管"] = (Suggestion("圖書館", "sound", 2),)
    async with start_app(index) as driver:
        await driver.type("圖書管")
        await driver.until_shown("您要找的是不是")
        await driver.type("x")
        await driver.until_shown("沒有符合的文件")
        await driver.until(lambda: "您要找的" not in "\n".join(driver.lines()))
        await driver.press("enter")

        assert driver.search.box.value == "圖書管x"


async def test_f8_asks_for_the_last_word_as_pinyin_and_back() -> None:
    async with start_app() as driver:
        await driver.type("a hwj")
        await driver.press("f8")
        assert driver.search.box.value == "a py:hwj"
        await driver.press("f8")
        assert driver.search.box.value == "a hwj"


async def test_f8_leaves_a_word_that_can_be_no_pinyin_as_it_is() -> None:
    async with start_app() as driver:
        await driver.search_for("圖書 圖書館")
        await driver.press("f8")
        await driver.until_shown("拼音要用拉丁字母")

        assert driver.search.box.value == "圖書 圖書館"


async def test_bad_lines_of_the_users_words_are_told_once_and_in_full() -> None:
    """The hits are shown all the same, and the notice is not cut off at the edge."""
    warning = "/設定/sou/userdict.txt, line 3 is left out: " + "甲" * 40 + "尾"
    async with start_app(FakeIndex(TEXTS, warnings=(warning,))) as driver:
        await driver.search_for("圖書館")
        await driver.until_shown("自訂詞表")
        await driver.until_shown("尾")
        assert driver.lines()[1].startswith(" 2 筆")

        assert driver.lines()[2].startswith(" 自訂詞表：/設定/sou/userdict.txt, line 3")
        driver.search.status.warn("")
        await driver.until_shown("▌  1 年報")

        await driver.press("ctrl+u")
        await driver.search_for("圖書")
        assert "自訂詞表" not in "\n".join(driver.lines())
