from __future__ import annotations

import re
import string
import time
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from fake_engine import FakeIndex
from sou.config import AppOptions, Config
from sou.errors import QuerySyntaxError
from sou.query.parser import parse
from sou.reports import IndexProgress, IndexStatus
from sou_tui import texts, texts_en, texts_hans
from sou_tui.labels import empty_query, index_state, progress
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
    parsed = string.Formatter().parse(text)
    return sorted({name for _, name, _, _ in parsed if name is not None})


@pytest.mark.parametrize("module", [texts_hans, texts_en])
def test_catalogues_have_the_same_texts_with_the_same_fields(module: ModuleType) -> None:
    own, other = catalogue(texts), catalogue(module)

    assert set(other) == set(own)
    for name, text in own.items():
        assert isinstance(other[name], type(text)), name
        if isinstance(text, str):
            assert fields(str(other[name])) == fields(text), name
        elif isinstance(text, dict) and name != "COMMAND_TITLES":
            assert set(other[name]) == set(text), name  # type: ignore[call-overload] # a dict, too


FORMATTED = [
    (name, text)
    for name, text in catalogue(texts_en).items()
    if isinstance(text, str) and fields(text)
]
WITHOUT_PLURAL = {"TIPS_RUN", "STORED_HINT", "UNFINISHED"}
"""What follows the number, or a key, is a verb."""


def counts(text: str) -> set[str]:
    """Return the fields that are numbers of something."""
    parsed = string.Formatter().parse(text)
    return {str(name) for _, name, spec, _ in parsed if name == "count" or spec}


class One(int):
    """The number one, whatever it is asked to be; also a text."""

    def __format__(self, spec: str) -> str:
        return "1" if not spec or spec[-1] in ",d" else super().__format__(spec)


@pytest.mark.parametrize(("name", "text"), FORMATTED, ids=[name for name, _ in FORMATTED])
def test_english_texts_speak_of_one_thing_in_the_singular(name: str, text: str) -> None:
    others = dict.fromkeys(fields(text), "·")
    said = text.format(**{**others, **dict.fromkeys(counts(text), One(1))})

    plurals = re.findall(r"\b1 (?!m?s\b)([a-z]+s)\b", said)
    assert not plurals or name in WITHOUT_PLURAL, said


def test_english_texts_speak_of_many_in_the_plural() -> None:
    speak("en")
    one = IndexStatus("", 1, 1, 1, 1, 1, (), time.time(), (), ())
    assert index_state(one) == "1 document · indexed just now"
    assert empty_query(one).startswith("To be searched: 1 document, 1 character\n")
    many = replace(one, documents=1204, text_chars=0)
    assert index_state(many) == "1,204 documents · indexed just now"
    assert empty_query(many).startswith("To be searched: 1,204 documents, 0 characters\n")
    assert progress(IndexProgress(0, 1, "")) == "Indexing 0% · 0/1 file"
    assert progress(IndexProgress(1, 2, "")) == "Indexing 50% · 1/2 files"
    facts = texts.DOCUMENT_FACTS.format(encoding="utf-8", chars=2, lines=1)
    assert facts == "utf-8 · 2 chars · 1 line"


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


@pytest.mark.parametrize("query", ["date:abc", "py:vvv"])
def test_what_may_be_written_instead_is_listed_in_chinese(query: str) -> None:
    with pytest.raises(QuerySyntaxError) as caught:
        parse(query)

    said = fault(caught.value.message)

    assert "、" in said
    assert " 或 " in said
    assert not {"or", "write"} & set(said.split())


async def test_the_forms_of_dates_are_listed_in_full_on_a_usual_terminal() -> None:
    with pytest.raises(QuerySyntaxError) as caught:
        parse("date:abc")
    index = FakeIndex({}, search_error=caught.value)
    config = Config(app=AppOptions(language="en"))
    async with start_app(index, config=config, ready="indexed") as driver:
        await driver.type("date:abc")
        await driver.until_shown("is not a date")

        shown = " ".join(" ".join(driver.lines()[1:4]).split())
        assert "write 2024, 2024-03, 2024-03-05, 2023..2024, >=2024 or 7d" in shown


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
