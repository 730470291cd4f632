"""Functions and widgets that need no search."""

from __future__ import annotations

from dataclasses import replace

import pytest
from textual import events

from sou.model import (
    Anchor,
    DocumentInfo,
    Expansion,
    Hit,
    PinyinMatch,
    PinyinText,
    Place,
    SearchPage,
    SearchRequest,
    Snippet,
)
from sou_tui.cells import width
from sou_tui.labels import age, anchor_name, folder, found, heading, place_name, title, where
from sou_tui.widgets.query_input import toggled_pinyin, word_after, word_before
from sou_tui.widgets.status_line import QueryError, error_rows
from tui.driver import start_app


def hit(path: str, name: str = "") -> Hit:
    info = DocumentInfo(path, path, name, "text", "utf-8", 1, 0.0, 10, "")
    return Hit(1, info, 1.0, 0, 2, Place(1234, 1), Snippet("圖書", 0, ()), 9)


@pytest.mark.parametrize(
    ("error", "rows"),
    [
        (QueryError("沒有「）」", 4, 2), ["    ^~ 沒有「）」"]),
        (QueryError("沒有「）」", 18, 1), ["       沒有「）」 ^"]),
        (QueryError("沒有對應的「）」", 10, 2), ["          ^~", " 沒有對應的「）」"]),
        (QueryError("沒有「）」", 99, 2), ["        沒有「）」 ^"]),
    ],
)
def test_error_message_stands_where_there_is_room(error: QueryError, rows: list[str]) -> None:
    assert error_rows(error, 20) == rows


@pytest.mark.parametrize(
    ("text", "index", "start"),
    [
        ("人工智慧晶片", 6, 4),
        ("圖書館", 3, 1),
        ("AI晶片", 4, 2),
        ("AI晶片", 2, 0),
        ("晶片 -台積電  ", 9, 5),
        ("標題:年報", 3, 2),
        ("", 0, 0),
    ],
)
def test_words_to_the_left(text: str, index: int, start: int) -> None:
    assert word_before(text, index) == start


@pytest.mark.parametrize(
    ("text", "index", "end"),
    [("人工智慧", 0, 2), ("AI 晶片", 0, 3), ("AI晶片設計", 2, 4), ("圖", 1, 1)],
)
def test_words_to_the_right(text: str, index: int, end: int) -> None:
    assert word_after(text, index) == end


async def test_ctrl_w_takes_a_word_not_the_query() -> None:
    async with start_app() as driver:
        await driver.type("人工智慧 AI晶片")
        values = []
        for _ in range(4):
            await driver.press("ctrl+w")
            values.append(driver.search.box.value)

        assert values == ["人工智慧 AI", "人工智慧 ", "人工", ""]


async def test_letters_never_overtake_editing_keys() -> None:
    async with start_app() as driver:
        keys = [*"圖書", "backspace", *"館", "ctrl+u", *"晶片"]
        for key in keys:
            driver.app.post_message(events.Key(key, key if len(key) == 1 else None))

        await driver.until(lambda: driver.search.box.value == "晶片")


async def test_backspace_takes_whole_clusters() -> None:
    async with start_app() as driver:
        driver.search.box.value = "葛\U000e0100e\u0301👨\u200d👩\u200d👧"
        driver.search.box.cursor_position = len(driver.search.box.value)
        values = []
        for _ in range(3):
            await driver.press("backspace")
            values.append(driver.search.box.value)

        assert values == ["葛\U000e0100e\u0301", "葛\U000e0100", ""]


async def test_a_paste_of_several_lines_becomes_one_query() -> None:
    async with start_app() as driver:
        driver.search.box.post_message(events.Paste("\ufeff圖書館\r\n  \n 年報\u200b\x1b\n"))
        await driver.until(lambda: driver.search.box.value != "")

        assert driver.search.box.value == "圖書館 年報␛"


@pytest.mark.parametrize(
    "text",
    [
        "👨\u200d👩\u200d👧",
        "圖\u3000書",
        "\ue000\U0002ebf0",
        "\U000323b0",
        "می\u200cخواهم",
        "葛\U000e0100",
    ],
    ids=["joiner", "ideographic-space", "private-use", "extension-h", "non-joiner", "variation"],
)
async def test_typing_and_pasting_bring_every_character(text: str) -> None:
    async with start_app() as driver:
        await driver.type(f"{text}終")
        await driver.until(lambda: driver.search.box.value == f"{text}終")

        await driver.press("ctrl+u")
        driver.search.box.post_message(events.Paste(text))
        await driver.until(lambda: driver.search.box.value == text)


async def test_a_click_behind_a_joined_emoji_hits_what_is_seen() -> None:
    async with start_app() as driver:
        driver.search.box.value = "👨\u200d👩\u200d👧圖書"
        for cell, index in ((0, 0), (1, 0), (2, 5), (3, 5), (4, 6), (9, 7)):
            await driver.pilot.click("#query", offset=(cell, 0))
            assert driver.search.box.cursor_position == index


async def test_a_query_has_a_longest_length_and_what_is_left_out_is_told() -> None:
    async with start_app() as driver:
        await driver.type("圖")
        driver.search.box.post_message(events.Paste("書館" * 1000))
        await driver.until_shown("查詢最多 1,000 字，後面 1,001 字沒有放進來")
        assert driver.search.box.value == ("圖" + "書館" * 1000)[:1000]
        assert driver.search.box.cursor_position == 1000

        await driver.press("shift+home")
        driver.search.box.post_message(events.Paste("年報"))
        await driver.until(lambda: driver.search.box.value == "年報")


async def test_the_cursor_is_right_in_a_query_wider_than_the_box() -> None:
    async with start_app(size=(40, 24)) as driver:
        await driver.type("臺北市立圖書館" * 4)
        assert driver.app.cursor_position == (39, 0)

        await driver.press("home")
        assert driver.app.cursor_position == (2, 0)


async def test_the_end_of_a_first_paste_is_seen_and_of_a_query_given_at_the_start() -> None:
    text = "臺北市立圖書館" * 4
    async with start_app(size=(40, 24)) as driver:
        driver.search.box.post_message(events.Paste(text))
        await driver.until(lambda: driver.app.cursor_position == (39, 0))
        assert driver.lines()[0].rstrip().endswith("圖書館")
    async with start_app(size=(60, 24), query=text, ready="筆") as driver:
        await driver.until(lambda: driver.app.cursor_position == (2 + 56, 0))
        await driver.pilot.resize_terminal(40, 24)
        await driver.until(lambda: driver.app.cursor_position == (39, 0))
        assert driver.lines()[0].rstrip().endswith("圖書館")


@pytest.mark.parametrize(
    ("seconds", "words"), [(5, "剛才"), (180, "3 分鐘前"), (7200, "2 小時前"), (200_000, "2 天前")]
)
def test_age(seconds: float, words: str) -> None:
    assert age(seconds) == words


def test_folders_are_relative_to_what_was_indexed() -> None:
    one = hit("/家/文件/史料/館史.txt")

    assert folder(one, ["/家/文件"]) == "史料"
    assert folder(one, ["/家/文件", "/家/其他"]) == "文件/史料"
    assert folder(one, ["/家/文件/史料"]) == ""
    assert folder(one, []) == "/家/文件/史料"


def test_a_title_that_is_only_the_file_name_is_shown_once() -> None:
    assert title(hit("/文件/館史.txt", "館史")) == "館史.txt"
    assert where(hit("/文件/館史.txt", "館史"), []) == "/文件 · :1,234 · 9 處"
    assert where(hit("/文件/a.html", "館藏\n目錄"), []) == "/文件/a.html · :1,234 · 9 處"
    assert heading(hit("/文件/a.html", "館藏\n目錄"), []) == "館藏 目錄 · /文件/a.html"


def test_names_with_controls_or_broken_bytes_can_be_shown() -> None:
    assert title(hit("/文件/\x1b[31m\udce9.txt")) == "␛[31m�.txt"


def test_a_hit_says_by_which_other_words_it_was_found() -> None:
    others = (
        Expansion("芯片", "晶片", "regional"),
        Expansion("新片", "晶片", "regional"),
        Expansion("書", "冊\x1b", "synonym"),
    )
    one = replace(hit("/文件/館史.txt", "館史"), expansions=others)

    shown = where(one, [])
    assert shown == "各地用語：晶片 · 同義：冊␛ · /文件 · :1,234 · 9 處"


@pytest.mark.parametrize(
    ("room", "shown"),
    [
        (57, "各地用語：人工智能 · /文件/史料/館史年表 · :1,234 · 9 處"),
        (46, "各地用語：人工智能 · …館史年表 · :1,234 · 9 處"),
        (42, "各地用語：人工智能 · …年表 · :1,234 · 9 處"),
        (41, "各地用語：人工智能 · :1,234 · 9 處"),
        (33, "各地用語：人工智… · :1,234 · 9 處"),
        (20, ":1,234 · 9 處"),
        (10, "…34 · 9 處"),
    ],
)
def test_the_folder_gives_way_to_what_a_hit_was_found_by(room: int, shown: str) -> None:
    others = (Expansion("人工智慧", "人工智能", "regional"),)
    one = replace(hit("/文件/史料/館史年表/a.yml"), expansions=others)

    assert where(one, [], room) == shown
    assert width(shown) <= room


def test_what_is_folded_is_told_however_long_the_folder_is() -> None:
    shown = where(hit("/文件/史料/館史年表/a.yml"), [], 32, folded=12)

    assert shown == "…年表 · :1,234 · 9 處 · 另 12 筆"


def test_the_status_names_what_pinyin_found() -> None:
    strings = tuple(PinyinText(text, 1, 1200, is_word=True) for text in "甲乙丙丁戊")
    page = SearchPage(SearchRequest("py:jia"), (), 5, 0.002, "py:jia", 1)
    many = replace(page, pinyin=(PinyinMatch("py:jia", strings, 9),))
    one = replace(page, pinyin=(PinyinMatch("py:jia", strings[:1], 1),))

    assert found(many) == "5 筆 · 2 ms · py:jia · 甲 1,200、乙 1,200、丙 1,200、丁 1,200…"
    assert found(one) == "5 筆 · 2 ms · py:jia · 甲 1,200"


def test_pinyin_is_toggled_on_the_last_word() -> None:
    assert toggled_pinyin("hwj") == "py:hwj"
    assert toggled_pinyin("產業 py:hwj") == "產業 hwj"


@pytest.mark.parametrize(
    ("anchor", "name"),
    [
        (Anchor(0, "page", "iv", 4), "第 iv 頁"),
        (Anchor(0, "page", "", 4), "第 4 頁"),
        (Anchor(0, "slide", "結論", 3), "第 3 張 結論"),
        (Anchor(0, "slide", "3", 3), "第 3 張"),
        (Anchor(0, "row", "表一!12", 12), "表一!12"),
        (Anchor(0, "chapter", "第一章\x1b", 2), "第一章␛"),
    ],
)
def test_places_have_names(anchor: Anchor, name: str) -> None:
    assert anchor_name(anchor) == name


def test_lines_are_named_where_the_source_has_some() -> None:
    text = hit("/年報.md").document
    report = replace(text, kind="pdf")

    assert place_name(text, Place(1234, 1), Anchor(0, "heading", "前言")) == ":1,234"
    assert place_name(report, Place(1234, 1), Anchor(0, "page", "5", 5)) == "第 5 頁"
    assert place_name(report, Place(1234, 1), None) == ""


def test_a_part_of_a_file_is_in_its_name() -> None:
    inside = replace(hit("/檔.zip"), document=replace(hit("/檔.zip").document, part="信/一.txt"))

    assert title(inside) == "檔.zip#信/一.txt"
    named = replace(inside, document=replace(inside.document, title="一.txt"))
    assert title(named) == "檔.zip#信/一.txt"
