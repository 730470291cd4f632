from __future__ import annotations

import stat
import sys
from typing import TYPE_CHECKING

import pytest

from fake_engine import FakeIndex
from sou.config import AppOptions, Config
from sou.model import Completion
from sou_tui.history import HISTORY_NAME, MOST_QUERIES, History
from sou_tui.messages import CompletionFound
from tui.driver import TEXTS, start_app

if TYPE_CHECKING:
    from pathlib import Path


def test_the_newest_comes_first_and_each_once(tmp_path: Path) -> None:
    history = History(tmp_path / "sou")
    for query in ("甲", "乙", " 甲 ", "", "丙"):
        history.remember(query)

    assert history.queries == ("丙", "甲", "乙")
    assert History(tmp_path / "sou").queries == ("丙", "甲", "乙")
    assert (tmp_path / "sou" / HISTORY_NAME).read_text("utf-8") == "乙\n甲\n丙\n"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such modes")
def test_only_its_owner_may_read_it(tmp_path: Path) -> None:
    History(tmp_path).remember("甲")

    assert stat.S_IMODE((tmp_path / HISTORY_NAME).stat().st_mode) == 0o600
    assert [one.name for one in tmp_path.iterdir()] == [HISTORY_NAME]


def test_it_is_bounded(tmp_path: Path) -> None:
    lines = "".join(f"查詢{number}\n" for number in range(MOST_QUERIES + 10))
    (tmp_path / HISTORY_NAME).write_text(lines, "utf-8")
    history = History(tmp_path)
    history.remember("新")

    assert len(history.queries) == MOST_QUERIES
    assert len((tmp_path / HISTORY_NAME).read_text("utf-8").splitlines()) == MOST_QUERIES


def test_what_another_app_remembered_is_not_lost(tmp_path: Path) -> None:
    one, other = History(tmp_path), History(tmp_path)
    one.remember("甲")
    other.remember("乙")

    assert History(tmp_path).queries == ("乙", "甲")


def test_a_folder_that_cannot_be_written_disturbs_nothing(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", "utf-8")
    history = History(tmp_path / "file")
    history.remember("甲")

    assert history.queries == ("甲",)


def test_steps_lead_back_and_forth_and_only_from_what_was_recalled() -> None:
    history = History()
    history.remember("甲")
    history.remember("乙")

    assert history.step(-1, "") == "乙"
    assert history.step(-1, "乙") == "甲"
    assert history.step(-1, "甲") is None
    assert history.step(1, "甲") == "乙"
    assert history.step(1, "乙") is None
    assert history.step(-1, "乙改") is None


async def test_up_in_an_empty_query_calls_back_and_down_then_moves_in_the_hits() -> None:
    async with start_app() as driver:
        await driver.search_for("圖書館")
        await driver.press("down", "ctrl+c")
        await driver.until_shown("最近查詢")
        await driver.press("up")
        await driver.until_shown("年報.md")
        assert driver.search.box.value == "圖書館"
        assert driver.search.box.cursor_position == 3
        await driver.press("down")

        await driver.until(lambda: driver.lines()[driver.row_of("館史.txt")].startswith("▌"))
        assert driver.search.box.value == "圖書館"


async def test_a_query_that_was_changed_is_not_replaced_by_up() -> None:
    async with start_app() as driver:
        await driver.search_for("圖書館")
        await driver.press("down", "ctrl+c", "up")
        await driver.type("員")
        await driver.press("up")

        assert driver.search.box.value == "圖書館員"


async def test_ctrl_up_leaves_what_is_typed_and_ctrl_down_brings_it_back() -> None:
    async with start_app() as driver:
        await driver.search_for("圖書館")
        await driver.press("down", "ctrl+u")
        await driver.type("晶片 AI ")
        await driver.press("ctrl+up")
        assert driver.search.box.value == "圖書館"
        await driver.press("ctrl+down")
        assert driver.search.box.value == "晶片 AI"
        await driver.press("ctrl+down")

        assert driver.search.box.value == "晶片 AI"


async def test_a_private_app_writes_nothing(tmp_path: Path) -> None:
    config = Config(app=AppOptions(history=False))
    async with start_app(config=config, kept=tmp_path) as driver:
        await driver.search_for("圖書館")
        await driver.press("down", "ctrl+c", "up")

        assert driver.search.box.value == "圖書館"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("key", ["tab", "right"])
async def test_a_completion_is_shown_and_taken(key: str) -> None:
    index = FakeIndex(TEXTS)
    index.completions["圖書"] = (Completion("圖書館", 2),)
    async with start_app(index) as driver:
        await driver.type("圖書")
        await driver.until(lambda: driver.search.box.completion == "館")
        await driver.until(lambda: driver.lines()[0].startswith("❯ 圖書館"))
        assert driver.search.box.value == "圖書"
        assert driver.app.cursor_position == (2 + 4, 0)
        await driver.press(key)

        assert driver.search.box.value == "圖書館"
        assert driver.search.box.cursor_position == 3
        assert driver.app.focused is driver.search.box
        await driver.until(lambda: index.asked[-1] == "圖書館")


async def test_tab_keeps_the_hit_that_was_chosen_though_a_completion_is_shown() -> None:
    index = FakeIndex(TEXTS)
    index.completions["圖書"] = (Completion("圖書館", 2),)
    async with start_app(index) as driver:
        await driver.search_for("圖書")
        await driver.until(lambda: driver.search.box.completion == "館")
        await driver.press("down")
        chosen = driver.search.results.hit
        await driver.press("tab")

        assert driver.search.box.value == "圖書"
        assert driver.app.focused is driver.search.results
        assert driver.search.results.hit is chosen


@pytest.mark.parametrize(("is_plain", "term"), [(True, "xterm-256color"), (False, "vt100")])
async def test_a_completion_is_not_shown_where_it_looks_like_what_is_typed(
    monkeypatch: pytest.MonkeyPatch, *, is_plain: bool, term: str
) -> None:
    monkeypatch.setenv("TERM", term)
    monkeypatch.setenv("NO_COLOR", "")
    index = FakeIndex(TEXTS)
    index.completions["圖書"] = (Completion("圖書館", 2),)
    async with start_app(index, is_plain=is_plain) as driver:
        await driver.search_for("圖書")
        driver.search.offer_completion(CompletionFound(driver.search._number, "圖書館"))
        await driver.pilot.pause()

        assert driver.lines()[0].rstrip()[-2:] == "圖書"
        await driver.press("tab")
        assert driver.search.box.value == "圖書"


async def test_a_completion_in_another_script_is_not_shown() -> None:
    index = FakeIndex(TEXTS)
    index.completions["图书"] = (Completion("圖書館", 2),)
    index.completions["图书馆"] = (Completion("图书馆员", 1),)
    async with start_app(index) as driver:
        await driver.type("图书")
        await driver.until_shown("2 筆")
        await driver.type("馆")
        await driver.until(lambda: driver.search.box.completion == "员")


async def test_a_completion_that_mixes_scripts_with_the_words_before_is_not_shown() -> None:
    index = FakeIndex(TEXTS)
    index.completions["圖書 工"] = (Completion("圖書 工厂", 9), Completion("圖書 工作", 2))
    async with start_app(index) as driver:
        await driver.type("圖書 工")
        await driver.until(lambda: driver.search.box.completion == "作")


async def test_without_a_completion_tab_changes_the_pane() -> None:
    async with start_app() as driver:
        await driver.search_for("圖書")
        await driver.press("tab")

        assert driver.app.focused is driver.search.results
