"""Every quoted literal is found at every place, class by class, as ``str.find`` would.

The judge shares nothing with the code under test: each character is folded by NFKC, by
OpenCC and by case, blanks are dropped by hand, and the folded text is searched with
``str.find``.
"""

from __future__ import annotations

import random
import unicodedata
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

import pytest

import sou
from oracle import quoted

CONVERTER = pytest.importorskip("opencc").OpenCC("t2s")

RADICALS = {"⺠": "民", "⻄": "西", "⻓": "长", "⻋": "车", "⺟": "母"}
"""Of the Radicals Supplement NFKC knows nothing; after Unicode's EquivalentUnifiedIdeograph."""

UNSEEN = "\u00ad\u200b\u200d\u200e\u2066\u2069\ufe0f\ufeff\U000e0100"

CLASSES: dict[str, tuple[str, list[str]]] = {
    "across the borders of words": (
        "中國的人工智慧晶片產業發展得很快，北京大學生活動中心也是。",
        ["慧晶", "工智", "大學生活", "學生活動", "國的人", "展得很", "心也是"],
    ),
    "single characters": ("片云片雲，一片。𠮷野家", ["片", "云", "一", "𠮷", "野"]),
    "mixed runs": (
        "用7奈米的NVIDIAGPU與C++17、K8s跑2023年的GPT-4，17奈米也行；x86-64 v2.0 a_b A股",
        [
            "7奈米",
            "7奈",
            "NVIDIAGPU",
            "IDIAG",
            "的NVIDIA",
            "GPU與C",
            "C++17",
            "++1",
            "+17",
            "K8s",
            "8s跑",
            "2023年",
            "23年",
            "年的GPT-4",
            "T-4",
            "x86-64 v2",
            "64 v",
            "a_b",
            "A股",
            "b A",
        ],
    ),
    "outside the first plane": (
        "𠮷野家的𠮷，𪚥龍𠔻。😀晶片😀😀",
        ["𠮷野", "的𠮷，", "𪚥龍", "龍𠔻", "😀晶", "😀😀", "𠔻"],
    ),
    "compatibility ideographs": (
        "金融與樂器，來年的車輛﨑",
        ["金融", "樂器", "来年", "車輛", "金", "来年的"],
    ),
    "radicals out of PDFs": (
        "⼈⼯智慧，⽅法與⾦融，⺠國，⻄⽅，⾞⻋",
        ["人工智慧", "方法", "金融", "民国", "西方", "車車", "工智"],
    ),
    "full width": (
        "ＡＩ晶片２０２３年，ＧＰＵ：ＮＶＩＤＩＡ（７奈米）％",
        ["AI晶片", "ai", "2023年", "GPU:NVIDIA", "(7奈米)", "％", "ＡＩ", "IDI"],
    ),
    "punctuation inside": (
        "他說：「晶片，很貴！」——真的嗎？是的……（大概）。《紅樓夢》·第一回",
        ["說：「晶", "晶片，很貴", "！」——真", "——", "嗎？是", "……（", "》·第", "，", "」—"],
    ),
    "broken by hard line wraps": (
        "這是一篇被硬換行切斷的文\n章，晶\r\n片產\n  業與 AI\ntechnology\nreport 的報\r告",
        [
            "切斷的文章",
            "文章，晶片產業",
            "晶片",
            "片產業與AI",
            "AI technology report",
            "report的報告",
        ],
    ),
    "blanks between Han characters": (
        "人 工 智 慧　晶　片，北\t京\u200b大\ufeff學 的 AI 晶 片",
        ["人工智慧", "慧晶片", "智慧 晶片", "北京大學", "大學的AI", "AI晶片"],
    ),
    "what cannot be seen": (
        "葛\U000e0100城與❤\ufe0f，晶\u200e片\u2066人\u2069工\u200d👩\u200d👧 a\u00adb",
        ["葛城", "與❤，", "晶片人工", "工👩", "👩\u200d👧", "葛", "ab"],
    ),
    "accents and case": (
        "Café CAFÉ naïve Ünïcode ß İstanbul",
        ["cafe", "café", "naive", "UNICODE", "afé C"],
    ),
    "overlaps": ("哈哈哈哈，aaa 的的的", ["哈哈", "哈哈哈", "的的"]),
    "kana, bopomofo and iteration marks": (
        "カタカナ・ひらがな、ㄅㄆㄇ、人々、〇五",
        ["タカ", "ナ・ひ", "ㄆㄇ", "人々", "〇五"],
    ),
    "beside what looks like markup": (
        "<b>晶片</b>&amp;$100\\n%s",
        ["b>晶", "片</b", "&amp;", "$100", "\\n%"],
    ),
}


@cache
def _folded(character: str) -> str:
    """Return one character as it is compared, by Unicode and OpenCC."""
    if character in RADICALS:
        return RADICALS[character]
    compatible = unicodedata.normalize("NFKC", character)
    character = compatible if len(compatible) == 1 else character
    simplified: str = CONVERTER.convert(character)
    character = simplified if len(simplified) == 1 else character
    base = unicodedata.normalize("NFD", character)[0]
    character = base if base.isascii() else character
    lower = character.lower()
    return lower if len(lower) == 1 else character


def _is_cjk(character: str) -> bool:
    name = unicodedata.name(character, "")
    is_form = "\uff00" <= character <= "\uff65" or "\u3000" <= character <= "\u303f"
    return is_form or name.startswith(("CJK", "KANGXI", "HIRAGANA", "KATAKANA", "BOPOMOFO", "IDEO"))


@cache
def _compared(text: str) -> Sequence[tuple[str, int]]:
    """Return the characters that are compared, each with its offset in the text.

    Blanks beside Chinese are none, elsewhere one; an empty line parts what is around it.
    Kept, since every literal is sought in every text: 40 s of CPU.
    """
    kept: list[tuple[str, int]] = []
    blanks, before = "", ""
    for offset, character in enumerate(text):
        if character.isspace() or character in UNSEEN:
            blanks += character.strip(UNSEEN)
            continue
        if before and blanks.count("\n") > 1:
            kept.append(("\n", offset - 1))
        elif before and blanks and not _is_cjk(before) and not _is_cjk(character):
            kept.append((" ", offset - 1))
        kept.append((_folded(character), offset))
        blanks, before = "", character
    return kept


def _places(text: str, literal: str) -> list[tuple[int, int]]:
    """Return the half-open spans of a literal in a text, overlaps included."""
    kept = _compared(text)
    haystack = "".join(character for character, _ in kept)
    needle = "".join(character for character, _ in _compared(literal))
    assert needle
    found = []
    at = haystack.find(needle)
    while at >= 0:
        found.append((kept[at][1], kept[at + len(needle) - 1][1] + 1))
        at = haystack.find(needle, at + 1)
    return found


def _offsets(spans: list[tuple[int, int]]) -> set[int]:
    return {offset for start, end in spans for offset in range(start, end)}


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sou.Index]:
    base = tmp_path_factory.mktemp("recall")
    for number, (text, _) in enumerate(CLASSES.values()):
        (base / f"{number}.txt").write_bytes(text.encode())
        long = f"無關的文字，與此無涉。\n\n{text}\n\n" * 3 + "墊" * 70_000 + text
        (base / f"{number}-long.txt").write_bytes(long.encode())
    sou.index_paths([base], base / "index")
    with sou.open_index(base / "index") as opened:
        yield opened


@pytest.mark.parametrize("name", CLASSES)
def test_a_literal_is_found_at_every_place(index: sou.Index, name: str) -> None:
    for literal in CLASSES[name][1]:
        page = index.search(sou.SearchRequest(quoted(literal), limit=100))
        found = {hit.document.id: hit for hit in page.hits}
        for document_id in _documents(index):
            text = index.document(document_id).text()
            expected = _places(text, literal)
            assert (document_id in found) == bool(expected), (literal, document_id)
            spans = index.matches(document_id, quoted(literal))
            assert _offsets(list(spans)) == _offsets(expected), (literal, document_id)
            if expected:
                hit = found[document_id]
                assert hit.offset in {start for start, _ in expected}
                shown = hit.snippet
                assert shown.text == text[shown.offset : shown.offset + len(shown.text)]
        assert found, f"{literal} stands nowhere: the test says nothing"


def _documents(index: sou.Index) -> list[str]:
    return [hit.document.id for hit in index.search(sou.SearchRequest("*", limit=1000)).hits]


ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "gb18030", "big5")


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_pieces_of_a_file_are_found_where_they_stand(tmp_path: Path, encoding: str) -> None:
    """Random pieces of a text in several encodings, against the decoded file."""
    dice = random.Random(11)  # noqa: S311  # a test's dice
    sentences = [
        "中國的人工智慧晶片產業為何泡沫化？",
        "寒武紀的市值在2023年跌到谷底，用7奈米的NVIDIAGPU。",
        "他說：「電腦與電視，臺灣的裡裡外外！」\n",
        "里面的软件与硬件，后面的头发发现了。\n" if encoding != "big5" else "後面的頭髮。\n",
        "AI technology\nreport 與 C++17、K8s。\n\n",
    ]
    text = "".join(dice.choices(sentences, k=60))
    path = tmp_path / "文.txt"
    path.write_bytes(text.encode(encoding))
    sou.index_paths([path], tmp_path / "index")

    with sou.open_index(tmp_path / "index") as opened:
        document = str(path)
        assert opened.document(document).text() == text
        for _ in range(150):
            start = dice.randrange(len(text) - 9)
            piece = text[start : start + dice.randint(1, 9)].strip()
            if not piece:
                continue
            expected = _places(text, piece)
            assert _offsets(list(opened.matches(document, quoted(piece)))) == _offsets(expected)
            assert opened.search(quoted(piece)).total == 1
