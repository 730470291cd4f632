from __future__ import annotations

import pytest

from fake_engine import FakeIndex
from sou.model import Suggestion
from sou.query.parser import parse
from sou_tui.offers import relaxed
from sou_tui.wanted import Filter, Wanted
from tui.driver import start_app

TEXTS = {"/文件/年報.md": "圖書館年報\n", "/文件/館史.txt": "館史與圖書\n"}


@pytest.mark.parametrize(
    ("typed", "kinds"),
    [
        ("晶片", {}),
        ("「晶片 產業」", {"unquoted": "晶片 產業"}),
        ('"晶片" AND 政府', {"unquoted": "晶片 AND 政府", "any": '"晶片" OR 政府'}),
        ("晶片 -美國", {"excluded": "晶片"}),
        ("晶片 NOT 美國 type:pdf", {"excluded": "晶片 type:pdf", "restricted": "晶片 NOT 美國"}),
        ('標題："AI 晶片" 產業', {"restricted": "產業", "unquoted": "標題： AI 晶片 產業"}),
    ],
)
def test_less_is_asked_for_in_every_way_there_is(typed: str, kinds: dict[str, str]) -> None:
    assert {one.kind: one.query for one in relaxed(typed, Wanted())} == kinds


def test_filters_and_script_are_given_up_first() -> None:
    wanted = Wanted(exact_script=True, filters=(Filter("type", "md"),))
    first, second = relaxed("晶片", wanted)

    assert (first.kind, first.wanted) == ("filters", Wanted(exact_script=True))
    assert (second.kind, second.wanted.exact_script) == ("script", False)


@pytest.mark.parametrize("typed", ["「晶片 產業」 -美國", "(晶片 AND 政府) type:pdf"])
def test_what_is_offered_can_be_understood(typed: str) -> None:
    for offer in relaxed(typed, Wanted()):
        parse(offer.query)


async def test_without_quotation_marks_is_offered_with_its_count_and_taken() -> None:
    async with start_app(texts=TEXTS) as driver:
        await driver.type("館史 type:md")
        await driver.until_shown("不限欄位")
        assert driver.lines()[driver.row_of("不限欄位")].split()[:4] == ["▸", "館史", "1", "筆"]
        await driver.press("enter")

        await driver.until(lambda: driver.search.box.value == "館史")
        await driver.until_shown("館史.txt")


async def test_a_filter_that_leaves_nothing_is_given_up_by_enter() -> None:
    async with start_app(texts=TEXTS, size=(130, 30)) as driver:
        await driver.type("圖書")
        await driver.until_shown("類型")
        await driver.press("tab", "tab", "tab", "enter")
        await driver.until_shown("〔類型：md〕 1 筆")
        await driver.press("escape")
        await driver.press("ctrl+u")
        await driver.type("館史")
        await driver.until_shown("不篩選")
        await driver.press("enter")

        await driver.until_shown("館史.txt")
        assert "〔" not in driver.lines()[1]


async def test_arrows_choose_among_what_is_offered() -> None:
    index = FakeIndex(TEXTS)
    index.suggestions["館史 type:md"] = (Suggestion("圖書", "edit", 2),)
    async with start_app(index) as driver:
        await driver.type("館史 type:md")
        await driver.until_shown("不限欄位")
        assert "▸" in driver.lines()[driver.row_of("圖書")]
        await driver.press("down")
        assert "▸" in driver.lines()[driver.row_of("不限欄位")]
        await driver.press("enter")

        await driver.until(lambda: driver.search.box.value == "館史")
