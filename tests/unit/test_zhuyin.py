"""Zhuyin on the standard (Dachen) layout, typed while the keyboard was in Latin."""

from __future__ import annotations

import pytest

from sou.query.zhuyin import typed_zhuyin
from sou.text.pinyin import characters_read

KEYS = dict(
    zip(
        "ㄅㄆㄇㄈㄉㄊㄋㄌㄍㄎㄏㄐㄑㄒㄓㄔㄕㄖㄗㄘㄙㄧㄨㄩㄚㄛㄜㄝㄞㄟㄠㄡㄢㄣㄤㄥㄦˊˇˋ˙",
        "1qaz2wsxedcrfv5tgbyhnujm8ik,9ol.0p;/-6347",
        strict=True,
    )
)


@pytest.mark.parametrize(
    ("keys", "syllables"),
    [
        ("su3cl3", ["ni3", "hao3"]),
        ("SU3CL3", ["ni3", "hao3"]),
        ("ｓｕ３ｃｌ３", ["ni3", "hao3"]),
        ("5j/ jp6", ["zhong1", "wen2"]),
        ("rup wu0 ", ["jin1", "tian1"]),
        ("ru.4a8 ", ["jiu4", "ma1"]),
        ("sm3g4", ["nv3", "shi4"]),
        ("2k7", ["de5"]),
        ("m06", ["yuan2"]),
        ("-6", ["er2"]),
    ],
)
def test_keys_become_syllables(keys: str, syllables: list[str]) -> None:
    assert typed_zhuyin(keys) == tuple(syllables)


@pytest.mark.parametrize(
    "text", ["", " ", "hello", "china", "su", "1 2", "3", "su3!", "晶片", "2023", "GPT-4", "3d"]
)
def test_what_is_no_zhuyin_is_left_alone(text: str) -> None:
    assert typed_zhuyin(text) is None


def test_every_syllable_can_be_typed() -> None:
    """pypinyin's own spelling in Zhuyin is the judge."""
    style = pytest.importorskip("pypinyin.style")
    convert = pytest.importorskip("pypinyin.contrib.tone_convert").tone3_to_tone
    from pypinyin import Style

    from sou.text.pinyin import syllables

    for name in syllables() - {"wong"}:  # spelt like weng
        for tone in "12345":
            bopomofo = style.convert(
                convert(f"{name}{tone}".replace("v", "ü")), Style.BOPOMOFO, True
            )
            keys = "".join(KEYS[sign] for sign in bopomofo.replace("˙", "")) + "7" * (tone == "5")
            try:
                characters_read(f"{name}{tone}")
            except KeyError:
                continue
            assert typed_zhuyin(f"{keys.ljust(len(keys) + (tone == '1'))}su3") == (
                f"{name}{tone}",
                "ni3",
            )
