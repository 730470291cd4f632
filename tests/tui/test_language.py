from __future__ import annotations

import re
import string
from typing import TYPE_CHECKING

import pytest

from sou.config import AppOptions, Config
from sou.errors import QuerySyntaxError
from sou.query.parser import parse
from sou_tui import texts, texts_en, texts_hans
from sou_tui.language import catalogue, fault, language_of, speak
from tui.driver import start_app

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import ModuleType

    from sou.config import InterfaceLanguage

FAULTY = [
    "",
    "x" * 70_000,
    "。",
    "晶片）",
    "（晶片",
    "（）",
    "「」",
    "「晶片",
    "(" * 120 + "晶" + ")" * 120,
    "晶片 AND",
    "OR 晶片",
    "NOT",
    "type:a,,b",
    "title:",
    "/*",
    "date:2024..2023",
    "date:1800",
    "date:2024-13",
    "date:2024-02-30",
    "date:昨天",
    "py:vvv",
    "py:" + "xian" * 8,
    "py:b",
    "py:" + "ma'" * 30 + "ma",
]


@pytest.fixture(autouse=True)
def _traditional() -> Iterator[None]:
    yield
    speak("zh-Hant")


@pytest.mark.parametrize(
    ("environ", "language"),
    [
        ({}, "zh-Hant"),
        ({"LANG": "C.UTF-8"}, "zh-Hant"),
        ({"LANG": "zh_TW.UTF-8"}, "zh-Hant"),
        ({"LANG": "zh_CN.GB18030"}, "zh-Hans"),
        ({"LANG": "zh_SG"}, "zh-Hans"),
        ({"LANG": "zh-Hans-TW"}, "zh-Hans"),
        ({"LANG": "en_GB.UTF-8"}, "en"),
        ({"LANG": "zh_CN", "LC_MESSAGES": "en_US.UTF-8"}, "en"),
        ({"LANG": "zh_CN", "LC_MESSAGES": "en_US", "LC_ALL": "zh_HK"}, "zh-Hant"),
        ({"LANG": "zh_CN", "LC_ALL": ""}, "zh-Hans"),
        ({"LANG": "de_DE.UTF-8"}, "zh-Hant"),
    ],
)
def test_the_locale_says_the_language(environ: dict[str, str], language: str) -> None:
    assert language_of(environ) == language


def fields(text: str) -> list[str]:
    return sorted(name for _, name, _, _ in string.Formatter().parse(text) if name is not None)


@pytest.mark.parametrize("module", [texts_hans, texts_en])
def test_catalogues_have_the_same_texts_with_the_same_fields(module: ModuleType) -> None:
    own, other = catalogue(texts), catalogue(module)

    assert set(other) == set(own)
    for name, text in own.items():
        assert type(other[name]) is type(text), name
        if isinstance(text, str):
            assert fields(str(other[name])) == fields(text), name
        elif isinstance(text, dict) and name != "COMMAND_TITLES":
            assert set(other[name]) == set(text), name  # type: ignore[call-overload] # a dict, too


def test_no_text_of_one_catalogue_is_in_the_other_script() -> None:
    """A few characters that only one script has."""
    simplified, traditional = str(catalogue(texts_hans)), str(catalogue(texts))
    simplified = simplified.replace("發、髮", "")

    assert set("檔體區預覽個處開關") & set(simplified) == set()
    assert set("档区预览个处开关删") & set(traditional) == set()


@pytest.mark.parametrize("language", ["zh-Hant", "zh-Hans"])
@pytest.mark.parametrize("query", FAULTY)
def test_what_is_wrong_with_a_query_is_said_in_chinese(
    query: str, language: InterfaceLanguage
) -> None:
    with pytest.raises(QuerySyntaxError) as caught:
        parse(query)
    speak(language)

    said = fault(caught.value.message)

    assert said != caught.value.message
    assert "{" not in said


@pytest.mark.parametrize("english", [english for english, _ in texts.QUERY_FAULTS])
def test_every_translated_fault_is_one_that_the_parser_finds(english: str) -> None:
    pattern = re.compile(".+".join(map(re.escape, english.split("{}"))), re.DOTALL)
    messages = []
    for query in FAULTY:
        with pytest.raises(QuerySyntaxError) as caught:
            parse(query)
        messages.append(caught.value.message)

    assert [one for one in messages if pattern.fullmatch(one)]


@pytest.mark.parametrize(
    ("language", "ready", "expected"),
    [
        ("zh-Hans", "索引于", ("2 条 · 6 ms", "F1 帮助", "预览 ─ ")),
        ("en", "indexed", ("2 found · 6 ms", "F1 help", "Preview ─ ")),
    ],
)
async def test_the_app_speaks_the_configured_language(
    language: InterfaceLanguage, ready: str, expected: tuple[str, ...]
) -> None:
    config = Config(app=AppOptions(language=language))
    async with start_app(config=config, ready=ready) as driver:
        await driver.type("圖書館")
        for text in expected:
            await driver.until_shown(text)
        assert not set("筆處覽說離") & set("".join(driver.lines()[1:2] + driver.lines()[-1:]))
