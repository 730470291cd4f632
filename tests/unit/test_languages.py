from __future__ import annotations

import pytest

from sou.text.languages import language_tag, languages_of, speaks
from sou.text.searchable import join_texts


def _language(text: str, own: str = "") -> str:
    # Between others, so that what is judged is this text.
    return languages_of(join_texts(["電腦軟體", text, "电脑软件"]), ["", own, ""])[1]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("人工智慧需要晶片與軟體。", "zh-Hant"),
        ("人工智能需要芯片与软件。", "zh-Hans"),
        ("晶片", "zh"),
        ("日本語の文章には仮名がたくさんあります。", "ja"),
        ("優の良品，是香港的店", "zh-Hant"),
        ("한국어 문장입니다.", "ko"),
        ("The chips of the future are made in small numbers.", "en"),
        ("Les puces du futur sont fabriquées en petites séries.", "und"),
        ("使用 GPT-4 的 API 開發 application", "zh-Hant"),
        ("12345 67890", "und"),
        ("", "und"),
        ("\n 。", "und"),
    ],
)
def test_a_language_is_judged_from_the_characters(text: str, language: str) -> None:
    assert _language(text) == language


def test_many_texts_are_judged_each_by_itself() -> None:
    texts = ["", "軟體", "", "软件", "", "in the end"]

    assert languages_of(join_texts(texts), [""] * 6) == [
        "und", "zh-Hant", "und", "zh-Hans", "und", "en",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("own", "text", "language"),
    [
        ("zh-TW", "软件", "zh-TW"),
        ("zh_hk", "軟件", "zh-HK"),
        ("zh", "軟體", "zh-Hant"),
        ("zh", "晶片", "zh"),
        ("en", "軟體與晶片", "zh-Hant"),
        ("en", "The file", "en"),
        ("ja", "漢字之國", "ja"),
        ("yue", "佢哋嘅嘢", "yue"),
        ("fr", "Les puces", "fr"),
        ("garbage!", "軟體", "zh-Hant"),
        ("und", "軟體", "zh-Hant"),
    ],
)
def test_its_own_account_counts_unless_the_text_says_otherwise(
    own: str, text: str, language: str
) -> None:
    assert _language(text, own) == language


@pytest.mark.parametrize(
    ("own", "text"),
    [("", "軟體"), ("", "Les puces"), ("", "the end of it"), ("zh", "晶片"), ("zh-TW", "软件")],
)
def test_judging_again_changes_nothing(own: str, text: str) -> None:
    once = _language(text, own)

    assert _language(text, once) == once


@pytest.mark.parametrize("text", ["", "x", "Chinese", "zh--TW", "zh-" + "a" * 99, "123"])
def test_what_is_no_tag_is_none(text: str) -> None:
    assert language_tag(text) == ""


@pytest.mark.parametrize(
    ("tag", "wanted", "is_it"),
    [
        ("zh-Hant", "zh", True),
        ("zh-TW", "ZH_hant", True),
        ("zh-HK", "zh-Hant", True),
        ("zh-CN", "zh-Hant", False),
        ("zh-Hant-TW", "zh-TW", True),
        ("zh", "zh-Hant", False),
        ("en-US", "en", True),
        ("und", "en", False),
    ],
)
def test_a_general_tag_means_the_special_ones_too(tag: str, wanted: str, is_it: bool) -> None:
    assert speaks(tag, wanted) is is_it
