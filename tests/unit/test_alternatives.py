"""Which words of a query have alternatives, and where these are put."""

from __future__ import annotations

import pytest

from sou.model import Expansion
from sou.query.alternatives import (
    MOST_VARIANTS,
    REGIONAL,
    Alternatives,
    Source,
    alternatives_of,
    expansions_in,
)
from sou.query.parser import parse
from sou.query.tree import And, Literal, Not, Or, Prefix, Words, walk
from sou.query.widen import expansions_of, widened


def wholes(text: str) -> list[str]:
    return [variant.text for variant in alternatives_of(text, [REGIONAL]).whole]


def parts(text: str) -> list[str]:
    return [variant.text for variant in alternatives_of(text, [REGIONAL]).parts]


@pytest.mark.parametrize(
    ("text", "others"),
    [
        ("芯片", ["晶片"]),
        ("晶片", ["芯片"]),
        ("ＡＩ芯片", ["ai晶片"]),
        ("芯片產業", ["晶片产业"]),
        ("新軟體", ["新软件"]),
        ("文件夹", ["资料夹"]),  # the longest word: not 文件 with 夹
        ("软件芯片", ["软件晶片", "软体芯片", "软体晶片"]),
        ("內 存", ["记忆体"]),  # blanks between Han characters mean nothing
        ("宏", ["巨集"]),
        ("巨集", ["宏"]),
        ("宏伟", []),  # a word of one character must be all there is
        ("产业", []),
        ("", []),
        ("。", []),
    ],
)
def test_a_short_word_is_said_otherwise(text: str, others: list[str]) -> None:
    assert wholes(text) == others


@pytest.mark.parametrize("text", ["国内存款", "请在国内存款", "amdgpu", "xamd"])
def test_a_word_must_begin_and_end_where_words_do(text: str) -> None:
    assert wholes(text) == []


def test_in_a_sentence_the_alternatives_stand_by_themselves() -> None:
    assert parts("怎麼看執行緒的記憶體") == ["线程", "内存"]
    assert wholes("怎麼看執行緒的記憶體")[-1] == "怎么看线程的内存"


def test_variants_are_bounded() -> None:
    found = alternatives_of("软件硬件内存网络程序", [REGIONAL])

    assert len(found.whole) == MOST_VARIANTS


def test_a_word_says_what_was_put_for_what() -> None:
    found = alternatives_of("芯片软件", [REGIONAL])

    assert expansions_in([found]) == (
        Expansion("芯片", "晶片", "regional"),
        Expansion("软件", "软体", "regional"),
    )
    assert found.whole[-1].expansions == expansions_in([found])


def test_one_character_may_have_alternatives_of_the_users_own() -> None:
    source = Source("synonym", {"猫": ["喵"]}.get, 1)  # type: ignore[arg-type]  # None is empty

    assert [one.text for one in alternatives_of("猫", [source]).whole] == ["喵"]


def test_without_sources_there_are_none() -> None:
    assert alternatives_of("芯片", []) == Alternatives()


def test_what_is_quoted_or_excluded_has_none() -> None:
    tree = widened(parse('芯片 "软件" (内存 OR 网络) -程序 默认*').tree, [REGIONAL])

    found = {node.words: node.alternatives for node in walk(tree) if isinstance(node, Words)}
    assert found[("芯片",)][0].whole[0].text == "晶片"
    assert found[("内存",)][0].whole
    assert found[("网络",)][0].whole
    assert found[("程序",)] == ()
    assert [one.text for one in expansions_of(tree)] == ["晶片", "记忆体", "网路"]
    kinds = {type(node) for node in walk(tree)}
    assert kinds == {And, Or, Not, Words, Literal, Prefix}


def test_the_interpretation_is_that_of_the_query() -> None:
    parsed = parse("芯片 OR 软件")

    assert widened(parsed.tree, []) == parsed.tree
    assert parsed.interpretation == "芯片 OR 软件"
