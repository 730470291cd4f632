"""How typed pinyin is read, and which characters the table gives it."""

from __future__ import annotations

import importlib
import re
import sys
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest

from sou.errors import QuerySyntaxError
from sou.query.parser import parse
from sou.query.pinyin import MOST_SOUNDS, read_pinyin
from sou.query.tree import And, Pinyin, Words
from sou.text.fold import fold
from sou.text.pinyin import characters_read, is_syllable, readings, syllables

TABLES = Path(__file__).parents[1] / "tables"


@pytest.mark.parametrize(
    ("spelling", "ways"),
    [
        ("hanwuji", ["han wu ji"]),
        ("HanWuJi", ["han wu ji"]),
        ("ｈａｎｗｕ", ["han wu"]),
        ("hwj", ["h* w* j*"]),
        ("rgzh", ["r* g* zh*", "r* g* z* h*"]),
        ("rengongzh", ["ren gong zh*", "ren gong z* h*"]),
        ("zhongg", ["zhong g*"]),
        ("ayh", ["a* y* h*"]),
        ("xian", ["xian", "xi an"]),
        ("xi'an", ["xi an"]),
        ("xi’an", ["xi an"]),
        ("xi an", ["xi an"]),
        ("xi1an1", ["xi an"]),
        ("fangan", ["fang an", "fan gan"]),
        ("hán wǔ jì", ["han wu ji"]),
        ("lü", ["lv"]),
        ("lǜ", ["lv"]),
        ("lv4", ["lv"]),
        ("lu:", ["lv"]),
        ("lyu", ["lv"]),
        ("jv", ["ju"]),
        ("lüe", ["lve", "lv e"]),
        ("lue", ["lve", "lu e"]),
        ("fa'g", ["fa g*"]),
    ],
)
def test_a_spelling_is_read_in_every_way_that_makes_sense(spelling: str, ways: list[str]) -> None:
    assert [" ".join(sounds) for sounds in read_pinyin(spelling)] == ways


@pytest.mark.parametrize(
    ("spelling", "reason"),
    [
        ("iphone", "is no pinyin"),
        ("寒武紀", "is no pinyin"),
        ("h", "one initial says too little"),
        ("'", "is no pinyin"),
        ("zh" * 6, "too many ways"),
        ("he" * (MOST_SOUNDS + 1), "no more than"),
    ],
)
def test_nonsense_is_an_error_that_says_why(spelling: str, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        read_pinyin(spelling)


@pytest.mark.parametrize(
    ("character", "sounds"),
    [
        ("行", {"hang", "xing"}),
        ("重", {"chong", "zhong"}),
        ("乐", {"le", "yue"}),
        ("发", {"fa"}),
        ("干", {"gan", "qian"}),  # 乾坤 is compared as 干坤
        ("着", {"zhe", "zhu"}),  # 著名 as 着名
        ("绿", {"lv", "lu"}),
        ("嗯", {"en"}),
        ("a", set()),
    ],
)
def test_a_character_has_all_its_readings(character: str, sounds: set[str]) -> None:
    assert sounds <= set(readings(character))
    assert all(character in characters_read(sound) for sound in readings(character))


def test_tones_narrow_a_syllable() -> None:
    assert "好" in characters_read("hao3")
    assert "好" not in characters_read("hao2")
    assert set(characters_read("hao3")) < set(characters_read("hao"))


def test_the_table_speaks_of_folded_characters_and_possible_syllables() -> None:
    assert 400 < len(syllables()) < 430
    assert not is_syllable("ng")
    held = {character for name in syllables() for character in characters_read(name)}
    assert all(fold(character) == character for character in held)
    assert {"片", "机", "爱"} <= held
    assert not {"機", "愛"} & held


def _maker() -> Any:
    pytest.importorskip("pypinyin", reason="the table is made from pypinyin")
    sys.path.insert(0, str(TABLES))
    try:
        return importlib.import_module("make_pinyin_table")
    finally:
        sys.path.remove(str(TABLES))


def test_the_file_is_what_its_generator_writes() -> None:
    maker = _maker()
    written = maker.TABLE.read_text("utf-8")
    found = re.match(r"# pypinyin (\S+) \(MIT\);", written)
    assert found is not None
    if found[1] != version("pypinyin"):
        pytest.skip(f"the table was made with pypinyin {found[1]}")
    from pypinyin.pinyin_dict import pinyin_dict

    assert maker.render(maker.build(pinyin_dict)) == written


@pytest.mark.parametrize(
    ("reading", "expected"), [("lǜ", "lv4"), ("hǎo", "hao3"), ("de", "de5"), ("ê̄", "e1")]
)
def test_tone_marks_become_digits(reading: str, expected: str) -> None:
    assert _maker().numbered(reading) == expected


@pytest.mark.parametrize(
    ("query", "expected", "interpretation"),
    [
        ("py:hwj", Pinyin("hwj"), "py:hwj"),
        ("拼音：hwj", Pinyin("hwj"), "py:hwj"),
        ("py:xi'an", Pinyin("xi'an"), 'py:"xi\'an"'),
        ('py:"xi an"', Pinyin("xi an"), 'py:"xi an"'),
        ("py:lu:", Pinyin("lu:"), 'py:"lu:"'),
        ("產業 py:jp", And([Words(("產業",)), Pinyin("jp")]), "產業 py:jp"),
        ("hanwuji", Words(("hanwuji",)), "hanwuji"),
    ],
)
def test_pinyin_is_asked_for(query: str, expected: object, interpretation: str) -> None:
    parsed = parse(query)

    assert parsed.tree == expected
    assert parsed.interpretation == interpretation
    assert parse(interpretation).tree == expected


def test_the_error_points_at_the_spelling() -> None:
    with pytest.raises(QuerySyntaxError) as raised:
        parse("晶片 py:iphone")

    error = raised.value
    assert error.query[error.start : error.end] == "iphone"
