"""What a question means: which of its words stand for it, and which rank."""

from __future__ import annotations

from pathlib import Path

import pytest

from snapshots import given, snapshot_of
from sou.query.parser import parse
from sou.searching.collect import search_snapshot
from sou.searching.leaves import plan_words


def parts(text: str) -> list[str]:
    (word,) = plan_words([text], match_all=False).words
    return [part.text for part in word.parts]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("中國的晶片產業為何泡沫化", ["中国", "晶片", "产业", "泡沫化"]),
        ("黄鳍紫鱼主要以什么为食", ["主要", "黄鳍", "鳍紫", "紫鱼", "鱼主", "食"]),
        ("蓍的别名是什么", ["蓍", "别名"]),
        ("魏玩是谁的妻子", ["魏玩", "妻子"]),
        ("在1991年有什么活动", ["1991", "1991年", "活动"]),
    ],
)
def test_a_sentence_is_matched_by_words_and_by_pairs_of_what_is_none(
    text: str, expected: list[str]
) -> None:
    assert parts(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("李白是谁", ["李白"]),
        ("JAXR是什么", ["jaxr"]),
        ("晶片", []),
        ("人工智慧", []),
        ("谁", []),
        ("哪吒", []),
    ],
)
def test_a_short_text_is_a_sentence_if_it_asks(text: str, expected: list[str]) -> None:
    assert parts(text) == expected


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (["晶片", "產業"], True),
        (["半導體", "人工智慧晶片"], True),
        (["晶片", "的"], False),
        (["在1991年底前後", "晶片"], False),
        (["晶片"], False),
        (["晶片", "產業", "政府"], False),
    ],
)
def test_of_two_words_documents_with_both_come_first_unless_they_are_a_sentence(
    texts: list[str], expected: bool
) -> None:
    assert plan_words(texts, match_all=False).is_keywords is expected


def test_a_question_finds_a_name_that_no_dictionary_has(tmp_path: Path) -> None:
    texts = ["軟枝黃蟬又名黃鶯，花大而美麗。", "他的別名很多，常用的別名有三。", "黃色的蟬。"]
    snapshot = snapshot_of(tmp_path, [given(texts)])

    page = search_snapshot(snapshot, parse("软枝黄蝉的别名是什么？").tree, limit=10)

    assert [one.document for one in page.documents] == [0, 1]
