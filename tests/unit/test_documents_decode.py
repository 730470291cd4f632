"""Which encoding the decoder chooses, and what it says about its doubts."""

from __future__ import annotations

import codecs
import subprocess
import sys
from pathlib import Path

import pytest

from sou.documents import decode, looks_binary
from sou.documents.han_score import CHINESE, weigh

SIMPLIFIED = "机器学习与自然语言处理，是计算机科学的重要方向。"
TRADITIONAL = "機器學習與自然語言處理，是電腦科學的重要方向。"
JAPANESE = "吾輩は猫である。名前はまだ無い。どこで生れたかとんと見当がつかぬ。"
KOREAN = "모든 인간은 태어날 때부터 자유로우며 그 존엄과 권리에 있어 동등하다."
RUSSIAN = "Все люди рождаются свободными и равными в своем достоинстве и правах."
FRENCH = "Là où l'été fut très chaud, le garçon brûlait d'être élève à Noël."

BIG5 = {"cp950", "big5hkscs"}


def has_han(text: str) -> bool:
    return any("\u3400" <= character <= "\u9fff" for character in text)


def test_empty_and_ascii_are_utf8_without_doubt() -> None:
    assert (decode(b"").text, decode(b"").encoding, decode(b"").confidence) == ("", "utf-8", 1.0)
    assert decode(b"plain\r\n").encoding == "utf-8"


@pytest.mark.parametrize(
    ("mark", "codec", "encoding"),
    [
        (codecs.BOM_UTF8, "utf-8", "utf-8-sig"),
        (codecs.BOM_UTF16_LE, "utf-16-le", "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16-be", "utf-16"),
        (codecs.BOM_UTF32_LE, "utf-32-le", "utf-32"),
        (b"\x84\x31\x95\x33", "gb18030", "gb18030"),
    ],
)
def test_a_byte_order_mark_decides_and_is_left_out(mark: bytes, codec: str, encoding: str) -> None:
    decoded = decode(mark + SIMPLIFIED.encode(codec))

    assert (decoded.text, decoded.encoding, decoded.confidence) == (SIMPLIFIED, encoding, 1.0)


def test_only_one_byte_order_mark_is_left_out() -> None:
    assert decode(codecs.BOM_UTF8 * 2 + "中".encode()).text == "\ufeff中"


@pytest.mark.parametrize("codec", ["gb2312", "gbk", "gb18030"])
def test_simplified_text_is_read_as_gb18030(codec: str) -> None:
    decoded = decode(SIMPLIFIED.encode(codec))

    assert (decoded.text, decoded.encoding) == (SIMPLIFIED, "gb18030")
    assert decoded.confidence > 0.8


def test_traditional_text_in_gbk_is_not_taken_for_big5() -> None:
    assert decode(TRADITIONAL.encode("gbk")).text == TRADITIONAL


@pytest.mark.parametrize("codec", ["big5", "cp950", "big5hkscs"])
def test_traditional_text_is_read_as_big5(codec: str) -> None:
    decoded = decode(TRADITIONAL.encode(codec))

    assert decoded.text == TRADITIONAL
    assert decoded.encoding in BIG5


def test_the_big5_that_reads_more_is_taken() -> None:
    cantonese = TRADITIONAL + "佢哋嘅嘢喺邊度㗎？"

    assert decode(cantonese.encode("big5hkscs")).text == cantonese
    assert decode((TRADITIONAL + "恒碁銹裏").encode("cp950")).text == TRADITIONAL + "恒碁銹裏"


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be"])
def test_utf16_without_a_mark_is_found(codec: str) -> None:
    assert decode(SIMPLIFIED.encode(codec)).text == SIMPLIFIED
    assert decode("plain English\r\n".encode(codec)).text == "plain English\r\n"
    assert decode((SIMPLIFIED + "\nAI技术\n").encode(codec)).encoding == codec


def test_hz_is_read() -> None:
    assert decode("编码的文章\n".encode("hz")).text == "编码的文章\n"


@pytest.mark.parametrize("codec", ["gb18030", "cp950"])
def test_eight_characters_are_enough(codec: str) -> None:
    text = "今天的天气很好吧" if codec == "gb18030" else "今天的天氣很好吧"

    assert decode(text.encode(codec)).text == text


def test_a_comment_in_a_megabyte_of_code_decides() -> None:
    code = b"static int x = 42; /* plain */\n" * 40_000
    decoded = decode(code + "/* 計算兩點之間的距離 */\n".encode("cp950") + code)

    assert "計算兩點之間的距離" in decoded.text


def test_colour_inside_a_big5_character_does_not_hide_the_encoding() -> None:
    first, second = "測".encode("cp950")[:1], "測".encode("cp950")[1:]
    line = first + b"\x1b[1;33m" + second + b"\x1b[m" + "試雙色字與一般文字\r\n".encode("cp950")

    assert "試雙色字與一般文字" in decode(line * 5).text


def test_a_declared_charset_settles_a_doubt() -> None:
    short = "编码".encode("gbk")

    assert decode(short, "gb2312").text == "编码"
    assert decode(short).confidence < 0.5


@pytest.mark.parametrize(
    "declared", ["big5", "x-klingon", "", "rot13", "utf-7", "\0", "iso-8859-1"]
)
def test_a_false_declaration_is_overruled(declared: str) -> None:
    assert decode(SIMPLIFIED.encode(), declared).text == SIMPLIFIED
    assert decode(SIMPLIFIED.encode("gbk"), declared).text == SIMPLIFIED


def test_a_declared_foreign_charset_is_believed() -> None:
    assert decode(JAPANESE.encode("shift_jis"), "Shift_JIS").text == JAPANESE
    assert decode(RUSSIAN.encode("koi8-r"), "koi8-r").text == RUSSIAN


@pytest.mark.parametrize(
    ("text", "codec"),
    [
        (JAPANESE, "shift_jis"),
        (JAPANESE, "euc_jp"),
        (KOREAN, "euc_kr"),
        (RUSSIAN, "koi8-r"),
        (RUSSIAN, "cp1251"),
        (FRENCH, "latin-1"),
        (FRENCH, "mac-roman"),
    ],
)
def test_other_languages_do_not_become_sure_chinese(text: str, codec: str) -> None:
    decoded = decode(text.encode(codec))

    assert decoded.confidence < 0.5
    assert decoded.notes == (f"encoding uncertain, read as {decoded.encoding}",)
    assert decoded.text == text or not has_han(decoded.text)


def test_western_text_keeps_its_accents() -> None:
    assert decode(FRENCH.encode("latin-1")).text == FRENCH


def test_damaged_utf8_stays_utf8_and_the_damage_is_counted() -> None:
    whole = (SIMPLIFIED + "\n").encode() * 20
    decoded = decode(whole + b"\xff\xfe\n" + whole[:-2])

    assert decoded.encoding == "utf-8"
    assert decoded.text.count(SIMPLIFIED) == 39
    assert decoded.notes == ("4 bytes could not be decoded",)


def test_a_file_cut_inside_a_character_keeps_the_rest() -> None:
    for codec, text in (("gb18030", SIMPLIFIED), ("cp950", TRADITIONAL), ("utf-8", TRADITIONAL)):
        decoded = decode(text.encode(codec) * 10 + text.encode(codec)[:1])

        assert decoded.text == text * 10 + "\ufffd"
        assert decoded.notes == ("1 byte could not be decoded",)


def test_replacement_characters_of_the_source_are_no_loss() -> None:
    assert decode("原文就有\ufffd符".encode()).notes == ()


def test_half_of_a_mixed_file_is_read_and_the_doubt_said() -> None:
    mixed = (SIMPLIFIED + "\n").encode("gbk") * 20 + (TRADITIONAL + "\n").encode("big5") * 18
    decoded = decode(mixed)

    assert decoded.text.count(SIMPLIFIED) == 20
    assert decoded.confidence < 0.5


def test_line_ends_and_controls_stay() -> None:
    text = "第一行\r\n第二行\r第三行\x0c\x00\x1b[m\u2028末"

    assert decode(text.encode()).text == text


@pytest.mark.parametrize(
    "data",
    [
        b"",
        SIMPLIFIED.encode("gbk"),
        SIMPLIFIED.encode("utf-16-le"),
        b"a\0b\0c\0\r\0\n\0" * 50,
        codecs.BOM_UTF16_BE + SIMPLIFIED.encode("utf-16-be"),
        "前面有字\0中間有空字元\0\0後面有字\n".encode() * 20,
        (b"\x1b[1;31m" + TRADITIONAL.encode("cp950") + b"\x1b[m\r\n") * 3,
        "\x01\x02標題\x08\x0b\x0c第二頁\x1f".encode(),
    ],
)
def test_text_does_not_look_binary(data: bytes) -> None:
    assert not looks_binary(data)


@pytest.mark.parametrize(
    "data",
    [
        bytes(range(256)) * 16,
        b"\0" * 5000,
        b"\x7fELF\x02\x01\x01" + bytes(range(256)) * 8,
        b"text first " * 10_000 + bytes(range(256)) * 4000,
    ],
)
def test_binary_data_looks_binary(data: bytes) -> None:
    assert looks_binary(data)


def test_scores_tell_chinese_from_chance() -> None:
    assert weigh(SIMPLIFIED).score > 4
    assert weigh(TRADITIONAL).score > 4
    assert weigh(TRADITIONAL.encode("big5").decode("gb18030", "replace")).score < CHINESE
    assert weigh("plain") == (0.0, 0)


def test_the_rank_table_is_what_its_generator_writes() -> None:
    pytest.importorskip("opencc")
    pytest.importorskip("jieba")
    generator = Path(__file__).parents[1] / "tables" / "make_han_rank.py"
    # In its own process: importing jieba warns of its own imports on new Pythons.
    written = subprocess.run(
        [sys.executable, "-c", "import make_han_rank as m; print(m.make_table(), end='')"],
        cwd=generator.parent,
        env={"PYTHONUTF8": "1", "PYTHONPATH": str(generator.parent)},
        capture_output=True,
        check=True,
    ).stdout.decode()
    table = generator.parents[2] / "search" / "sou" / "documents" / "han_rank.txt"

    assert table.read_text(encoding="utf-8") == written


def test_importing_the_stage_loads_no_library() -> None:
    code = (
        "import sys, sou.documents;"
        "print(*{'selectolax', 'numpy', 'pathspec', 'jieba', 'rjieba'} & set(sys.modules))"
    )
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)

    assert loaded.stdout.split() == []
