from __future__ import annotations

import importlib
import re
import sys
import unicodedata
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sou.text.fold import fold, fold_char_table, fold_codes, segmentation_fold

TABLES = Path(__file__).parents[1] / "tables"
T2S_DIFFERENCES = {
    "薴": "苎",  # OpenCC says 苧, which it turns into 苎 in its turn
    "悞": "误",  # OpenCC says 悮
    "戱": "戏",  # OpenCC says 戯, the Japanese form of 戏
}


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("人工智慧晶片", "人工智慧晶片"),
        ("演算法", "演算法"),
        ("寒武紀", "寒武纪"),
        ("壁仞科技", "壁仞科技"),
        ("軟體開發與資料庫", "软体开发与资料库"),
        ("裏裡里", "里里里"),
        ("臺灣台灣", "台湾台湾"),
        ("爲為为", "为为为"),
        ("山峯山峰", "山峰山峰"),
        ("看著看着", "看着看着"),
        ("乾淨干净", "干净干净"),
        ("妳牠佔慾纔菸鉅", "你它占欲才烟巨"),
        ("瞭解", "了解"),
        ("祇有", "只有"),
        ("戦後の駅", "战后の驿"),
        ("剩餘剩馀錢鍾書钱锺书鉅款钜款", "剩余剩余钱钟书钱钟书巨款巨款"),
        ("車伕车夫彷彿仿佛薰陶熏陶", "车夫车夫仿佛仿佛熏陶熏陶"),
    ],
)
def test_traditional_and_variants_fold_to_simplified(text: str, folded: str) -> None:
    assert fold(text) == folded


@pytest.mark.parametrize("text", ["什么", "芸豆", "予以", "沈从文", "皇后", "糸"])
def test_characters_with_a_life_of_their_own_stay(text: str) -> None:
    assert fold(text) == text


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("ＡＩ２０２４", "ai2024"),
        ("（你好，世界！？：；）", "(你好,世界!?:;)"),
        ("他說：“好”，‘行’", "他说:\"好\",'行'"),
        ("「引」『用』、。《書》", "「引」『用』、。《书》"),
        ("﹁直排﹂", "「直排」"),
        ("ｱｲｳ｡", "アイウ。"),
        ("～〜", "~~"),
        ("卡爾‧馬克思・卡尔•马克思·", "卡尔·马克思·卡尔·马克思·"),
        ("①②⑩²₂", "12⑩22"),
        ("㈱½ﬁ", "㈱½ﬁ"),  # would be two or three characters
    ],
)
def test_width_and_punctuation_fold_one_to_one(text: str, folded: str) -> None:
    assert fold(text) == folded


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Café ÀÉÎÕÜ ế", "cafe aeiou e"),
        ("lǜsè Đà Nẵng Øre Łódź", "luse da nang ore lodz"),
        ("ẞß", "ßß"),
        ("İIıi", "iiii"),
        ("ΣΑΣς", "σασσ"),
        ("Привет", "привет"),
        ("ガがй", "ガがй"),  # marks that make another letter
        ("e\u0301", "e\u0301"),  # two code points stay two
    ],
)
def test_case_and_accents_fold_one_to_one(text: str, folded: str) -> None:
    assert fold(text) == folded


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("⽅⾏⾺", "方行马"),  # Kangxi radicals, which NFKC knows
        ("⻢⻝⻓⻔⺠⻄⻩", "马食长门民西黄"),  # the Supplement, which it does not
        ("⻑⻨⻰⻯", "长麦龙龙"),
        ("㇐㇑㇚", "一丨亅"),
        ("\uf90a\ufa0c\U0002f81f", "金兀" + "㓟"),
        ("㊀㊙〸", "一秘十"),
    ],
)
def test_radicals_strokes_and_compatibility_ideographs_fold(text: str, folded: str) -> None:
    assert fold(text) == folded


def test_blanks_become_spaces_and_line_ends_stay() -> None:
    assert fold("a\tb\u00a0c\u2003d\u3000e\u202ff") == "a b c d e f"
    assert fold("\n\r\v\f\x1c\x85\u2028\u2029") == "\n\r\v\f\x1c\x85\u2028\u2029"


def test_zero_width_characters_and_surrogates_stay() -> None:
    assert (
        fold("中\u200b文\ufeff\u00ad\u200d\udc81\ud800")
        == "中\u200b文\ufeff\u00ad\u200d\udc81\ud800"
    )


def test_every_traditional_spelling_of_a_sentence_folds_like_the_simplified_one() -> None:
    traditional = "寒武紀與壁仞的人工智慧晶片,採用新的演算法"
    simplified = "寒武纪与壁仞的人工智慧晶片，采用新的演算法"

    assert fold(traditional) == fold(simplified)


def test_segmentation_fold_keeps_what_the_dictionary_needs() -> None:
    assert segmentation_fold("著名的ＡＩ學者看著神祇") == "著名的ai学者看著神祇"
    assert fold(segmentation_fold("著名的ＡＩ學者看著神祇")) == fold("著名的ＡＩ學者看著神祇")


def test_arrays_fold_as_strings_do() -> None:
    text = "ＡＩ晶片與演算法\U0002f81f\t𠮷野家"
    codes = np.array([ord(character) for character in text], dtype=np.uint32)

    folded = fold_codes(codes)

    assert folded.dtype == np.uint32
    assert "".join(map(chr, folded)) == fold(text)
    assert fold_codes(codes[:0]).shape == (0,)


def test_the_table_cannot_be_changed_by_accident() -> None:
    with pytest.raises(TypeError):
        fold_char_table()[65] = 66  # type: ignore[index]  # that is the point


def generator() -> Any:
    pytest.importorskip("opencc", reason="the table is made from OpenCC")
    sys.path.insert(0, str(TABLES))
    try:
        return importlib.import_module("make_fold_table")
    finally:
        sys.path.remove(str(TABLES))


def made_with(header: str) -> tuple[str, str]:
    found = re.match(r"# OpenCC (\S+), Unicode (\S+);", header)
    assert found is not None
    return found[1], found[2]


def test_the_file_is_what_its_generator_writes() -> None:
    """With a newer Unicode the generator may know more characters, never others."""
    maker = generator()
    written = maker.TABLE.read_text("utf-8")
    opencc_version, unicode_version = made_with(written)
    if opencc_version != version("opencc"):
        pytest.skip(f"the table was made with OpenCC {opencc_version}")

    table = maker.build()

    if unicode_version == unicodedata.unidata_version:
        assert maker.render(table) == written
    else:
        assert {
            chr(old): chr(new) for old, new in fold_char_table().items()
        }.items() <= table.items()


def test_t2s_of_each_character_agrees_with_opencc() -> None:
    maker = generator()
    simplified = maker.convert("t2s", maker.han())
    spelt_apart = {pair[0] for pair in maker.SPELT_APART.split()}  # 鮎 is 鲇, and that 鲶

    differences = {
        old: fold(old)
        for old, new in simplified.items()
        if fold(old) != new and new not in spelt_apart and unicodedata.normalize("NFC", old) == old
    }

    assert all(fold(old) == fold(new) for old, new in simplified.items())
    assert len(simplified) > 4000
    assert differences == T2S_DIFFERENCES


def test_what_opencc_leaves_folds_only_by_the_listed_variants_and_regions() -> None:
    maker = generator()
    t2s = maker.convert("t2s", maker.han())
    listed = {pair[0] for pair in (maker.VARIANTS + maker.SPELT_APART).split()}
    regional = {old for config in ("tw2s", "hk2s") for old in maker.convert(config, maker.han())}

    unexplained = {
        character
        for character in maker.han()
        if fold(character) != character
        and character not in t2s
        and character not in listed
        and character not in regional
        and unicodedata.normalize("NFKC", character) == character
    }

    assert all(not maker.is_standard(character) for character in unexplained)  # Japanese forms
    assert {"駅", "様"} <= unexplained


def test_of_gb2312_only_its_traditional_and_variant_forms_fold() -> None:
    maker = generator()
    moved = set()
    for character in maker.han():
        try:
            character.encode("gb2312")
        except UnicodeEncodeError:
            continue
        if fold(character) != character:
            moved.add(character)

    assert moved == set("乾吒夥後徵拚捱摺於榘菸薹袷谘醣麴麽著") | set("馀锺钜迳渖镟甯彷薰鲇腭")


def test_the_hand_written_radicals_are_radicals_and_strokes() -> None:
    maker = generator()
    for old, new in maker.RADICALS.split():
        name = unicodedata.name(old)
        assert name.startswith(("CJK RADICAL", "CJK STROKE"))
        assert unicodedata.name(new).startswith("CJK UNIFIED IDEOGRAPH")
        assert fold(old) == fold(new)
    supplement = {chr(code) for code in range(0x2E81, 0x2EF4) if unicodedata.name(chr(code), "")}
    assert supplement <= set(map(chr, fold_char_table()))
