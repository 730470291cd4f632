"""The table of regional words: what is in it, and how it is looked up and made."""

from __future__ import annotations

import importlib
import sys
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest

from sou.query.regional import LONGEST_CHARS, regional_words
from sou.text.fold import fold

TABLES = Path(__file__).parents[1] / "tables"
TABLE = Path(__file__).parents[2] / "search" / "sou" / "query" / "regional_words.txt"


@pytest.mark.parametrize(
    "pair",
    [
        "晶片 芯片",
        "軟體 软件",
        "記憶體 内存",
        "網路 网络",
        "程式 程序",
        "變數 变量",
        "函式 函数",
        "物件 对象",
        "參考 引用",
        "執行緒 线程",
        "迴圈 循环",
        "陣列 数组",
        "字串 字符串",
        "介面 接口",
        "型別 类型",
        "預設 默认",
        "專案 项目",
        "檔案 文件",
        "資料夾 文件夹",
        "計程車 出租车",
        "鳳梨 菠萝",
        "愛滋病 艾滋病",
        "雪梨 悉尼",
        "寮國 老挝",
        "奈米 纳米",
    ],
)
def test_each_region_finds_the_word_of_the_other(pair: str) -> None:
    here, there = map(fold, pair.split())

    assert there in regional_words(here)
    assert here in regional_words(there)


def test_a_word_contained_in_what_it_is_elsewhere_needs_no_telling() -> None:
    """算法 finds 演算法 as it stands; the other way round it must be told."""
    assert regional_words("算法") == ()
    assert regional_words("演算法") == ("算法",)


@pytest.mark.parametrize("word", ["", "片", "芯", "芯片产", "#", "不是一個詞", "\ud800"])
def test_other_texts_are_nothing_else(word: str) -> None:
    assert regional_words(word) == ()


def test_the_table_is_folded_sorted_and_without_single_characters() -> None:
    lines = TABLE.read_text("utf-8").removesuffix("\n").split("\n")[1:]
    words = [line.split("\t")[0] for line in lines]
    others = [other for line in lines for other in line.split("\t")[1].split(" ")]

    assert sorted(lines, key=str.encode) == lines
    assert len(set(words)) == len(words) > 4000
    assert max(map(len, words)) <= LONGEST_CHARS
    assert {word for word in [*words, *others] if len(word) < 2} == {"宏", "栈"}
    assert all(fold(word) == word for word in [*words, *others])
    assert {word for word in others if not regional_words(word)} <= _told_one_way(lines)


def _told_one_way(lines: list[str]) -> set[str]:
    """Return words that stand inside what they are elsewhere, or that have four others already."""
    told = set()
    for line in lines:
        word, others = line.split("\t")
        told |= {other for other in others.split(" ") if other in word}
    return told


def generator() -> Any:
    pytest.importorskip("opencc", reason="the table is made from OpenCC's, too")
    sys.path.insert(0, str(TABLES))
    try:
        return importlib.import_module("make_regional_words")
    finally:
        sys.path.remove(str(TABLES))


def test_the_file_is_what_its_generator_writes() -> None:
    maker = generator()
    written = TABLE.read_text("utf-8")
    if not written.startswith(f"# OpenCC {version('opencc')} (Apache-2.0) "):
        pytest.skip("the table was made with another OpenCC")

    assert maker.render(maker.build()) == written


def test_the_hand_made_part_is_larger_than_opencc_s() -> None:
    maker = generator()
    ours, theirs = maker.by_hand(), maker.opencc_pairs()

    added = {frozenset(map(fold, pair)) for pair in ours} - {
        frozenset(map(fold, pair)) for pair in theirs
    }

    assert len({pair for pair in added if len(pair) == 2}) > 1000


def test_sets_by_hand_have_words_of_two_regions_or_three() -> None:
    maker = generator()
    lines = maker.BY_HAND.read_text("utf-8").splitlines()
    sets = [one for line in lines if not line.startswith("#") for one in line.split()]

    for one in sets:
        regions = [region.split(",") for region in one.split("/")]
        assert len(regions) in (2, 3), one
        assert all(word for region in regions for word in region), one
        assert len({fold(word) for region in regions for word in region}) > 1, one
    assert len(set(sets)) == len(sets)
