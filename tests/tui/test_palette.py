from __future__ import annotations

import pytest

from sou.config import Config
from sou_tui.keys import COMMANDS
from sou_tui.palette import initials, matching, offered
from sou_tui.screens.help import HelpScreen
from sou_tui.screens.palette import PaletteScreen
from sou_tui.screens.search import SearchScreen
from sou_tui.screens.viewer import ViewerScreen
from tui.driver import start_app


@pytest.mark.parametrize("typed", ["編輯", "编辑", "bj", "bjq", "editor", "EDIT", "ｅｄｉｔ"])
def test_a_command_is_found_by_title_initials_and_english(typed: str) -> None:
    found = matching(offered(COMMANDS, ("search", "results")), typed)

    assert found[0].id == "search.edit"


def test_a_title_with_several_readings_is_found_by_each() -> None:
    assert {"cdsy", "zdsy"} <= set(initials("重讀索引")) | {"cdsy", "zdsy"}
    assert any(one.startswith("cd") for one in initials("重讀索引"))
    assert any(one.startswith("zd") for one in initials("重讀索引"))


def test_an_action_is_offered_once_for_search_and_list() -> None:
    actions = [
        one.action.removeprefix("screen.") for one in offered(COMMANDS, ("search", "results"))
    ]

    assert len(actions) == len(set(actions))
    assert "edit" in actions


async def test_f2_finds_a_command_and_runs_it() -> None:
    async with start_app() as driver:
        await driver.search_for("圖書館")
        await driver.press("f2")
        await driver.until(lambda: isinstance(driver.app.screen, PaletteScreen))
        await driver.type("ydqw")
        await driver.until_shown("▌ 閱讀全文")
        assert driver.lines()[1].split() == ["▌", "閱讀全文", "Enter"]
        await driver.press("enter")

        await driver.until(lambda: isinstance(driver.app.screen, ViewerScreen))


@pytest.mark.parametrize("sign", [">", "＞"])
async def test_a_sign_in_an_empty_query_asks_for_commands_and_is_not_searched(sign: str) -> None:
    async with start_app() as driver:
        await driver.type(sign)
        await driver.until(lambda: isinstance(driver.app.screen, PaletteScreen))
        await driver.press("escape")
        await driver.until(lambda: isinstance(driver.app.screen, SearchScreen))

        assert driver.search.box.value == ""


async def test_the_sign_is_text_in_a_query_that_is_not_empty() -> None:
    async with start_app() as driver:
        await driver.type("晶片>")

        assert driver.search.box.value == "晶片>"
        assert isinstance(driver.app.screen, SearchScreen)


async def test_commands_of_the_viewer_are_offered_there() -> None:
    async with start_app() as driver:
        await driver.search_for("圖書館")
        await driver.press("enter")
        await driver.until(lambda: isinstance(driver.app.screen, ViewerScreen))
        await driver.press("f2")
        await driver.type("結尾")
        await driver.until_shown("▌ 結尾")
        await driver.press("enter")

        await driver.until(lambda: isinstance(driver.app.screen, ViewerScreen))


async def test_nothing_found_is_said_and_enter_does_nothing() -> None:
    async with start_app() as driver:
        await driver.press("f2")
        await driver.type("zzzz")
        await driver.until_shown("沒有這樣的命令")
        await driver.press("enter")

        assert isinstance(driver.app.screen, PaletteScreen)


@pytest.mark.parametrize("digit", ["4", "４"])
async def test_help_runs_an_example_by_its_number(digit: str) -> None:
    async with start_app() as driver:
        await driver.press("f1")
        await driver.until(lambda: isinstance(driver.app.screen, HelpScreen))
        await driver.until_shown("4 晶片 OR 半導體")
        await driver.type(digit)

        await driver.until(lambda: driver.search.box.value == "晶片 OR 半導體")


async def test_keys_of_the_configuration_take_the_place_of_the_declared_ones() -> None:
    config = Config(keys=(("search.help", ("f12",)), ("viewer.back", ("x",))))
    async with start_app(config=config) as driver:
        assert "F12 說明" in driver.lines()[-1]
        await driver.press("f1")
        assert isinstance(driver.app.screen, SearchScreen)
        await driver.press("f12")
        await driver.until(lambda: isinstance(driver.app.screen, HelpScreen))
        await driver.press("escape")
        await driver.search_for("圖書館")
        await driver.press("enter")
        await driver.until(lambda: isinstance(driver.app.screen, ViewerScreen))
        await driver.press("q")
        assert isinstance(driver.app.screen, ViewerScreen)
        await driver.type("ｘ")
        await driver.until(lambda: isinstance(driver.app.screen, SearchScreen))
