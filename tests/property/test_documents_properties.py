"""What holds for every file: nothing crashes, and every place is true."""

from __future__ import annotations

import codecs
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from sou.documents import decode, looks_binary
from sou.documents.decode import decode_together
from sou.documents.euc_tw import register_euc_tw
from sou.documents.html import MOST_DEPTH, read_html
from sou.documents.markdown import read_markdown
from sou.documents.plain import read_plain
from sou.documents.samples import high_sample
from sou.documents.subtitles import read_subtitles
from sou.model import Place
from sou.sources import Document

CHARACTERS = st.sampled_from("中文繁體簡体，。AI1 \n\r\t\u3000\U00020bb7😀é<>&;#\x00\x0c")
TEXTS = st.text(CHARACTERS, max_size=60)
MARKUP = st.lists(
    st.sampled_from(
        [
            *("中", "文體", "A ", "\n", "\r\n", " ", "&amp;", "&#20013;", "&notin", "&", "<", "\0"),
            *("<p>", "</p>", "<b>", "</b>", "<br>", "<div>", "</div>", "<h1>", "</h1>", "<pre>"),
            *("</pre>", "<table>", "<tr>", "<td>", "</table>", "<ruby>", "<rt>", "</ruby>"),
            *("<script>", "</script>", "<!--", "-->", "<title>", "</title>", "<textarea>"),
            *("</textarea>", "<a b='中'>", '<i c="文>">', "<svg>", "<path/>", "</svg>", "<select>"),
            *(
                "<option>",
                "<template>",
                "</template>",
                "<noscript>",
                "</noscript>",
                "</br>",
                "<li>",
            ),
        ]
    ),
    max_size=40,
).map("".join)
SUBTITLES = st.lists(
    st.sampled_from(
        [
            *("1\n", "00:00:01,000 --> 00:00:02,000\n", "00:01.0 --> x\n", "\n", "\r\n", "你好"),
            *(
                "WEBVTT\n",
                "NOTE\n",
                "<i>",
                "</i>",
                "&amp;",
                "{\\an8}",
                "{\\p1}",
                "{\\p0}",
                "\\N",
                "{",
            ),
            *("Format: Start, Text\n", "Dialogue: 0,0:00:01.00,0:00:02.00,D,,0,0,0,,", "末\n"),
        ]
    ),
    max_size=30,
).map("".join)


def check_map(document: Document, source: str) -> None:
    """Every character stands at its place, or a reference or mark that means it does."""
    offsets = list(document.source_map.offsets)
    assert offsets[0] == 0
    assert all(first < second for first, second in pairwise(offsets))
    lines = source.split("\n")
    for offset, character in enumerate(document.text):
        if character in " \n\t":
            continue
        line, column = document.source_map.place(offset)
        written = lines[line - 1][column - 1 : column]
        assert written in {character, "&", "\\"}


@given(st.binary(max_size=300), st.sampled_from([None, "gbk", "big5", "utf-16", "shift_jis", "x"]))
def test_decode_takes_any_bytes(data: bytes, declared: str | None) -> None:
    decoded = decode(data, declared)
    looks_binary(data)

    assert 0 <= decoded.confidence <= 1
    assert decoded.text.removeprefix("\ufeff") == data.decode(
        decoded.encoding, "replace"
    ).removeprefix("\ufeff")


@given(st.text(max_size=100))
def test_utf8_comes_back_unchanged(text: str) -> None:
    decoded = decode(("中文" + text).encode())
    if decoded.encoding == "utf-8":  # a text of many NULs may pass for UTF-16
        assert decoded.text == "中文" + text


@given(TEXTS)
def test_places_of_plain_text_are_those_of_its_lines(text: str) -> None:
    (document,) = read_plain(text.encode("utf-8-sig"), "甲.txt")
    offset = 0

    assert document.text == text
    for number, line in enumerate(text.split("\n"), 1):
        for column in range(1, len(line) + 2):
            assert document.source_map.place(offset) == Place(number, column)
            assert document.source_map.offset(number, column) == offset
            offset += 1


@given(TEXTS)
def test_markdown_anchors_are_in_order_and_begin_lines(text: str) -> None:
    (document,) = read_markdown(f"# 一\n{text}\n## 二\n三\n===\n".encode("utf-8-sig"), "甲.md")
    offsets = [anchor.offset for anchor in document.anchors]

    assert offsets == sorted(set(offsets))
    assert all(document.source_map.place(offset).column == 1 for offset in offsets)


@pytest.mark.parametrize("prefix", ["", "<div>" * (MOST_DEPTH + 1)], ids=["parsed", "flat"])
@example(source="<svg><script><p>中")
@example(source="<svg><style>a<b>中</style></svg>文<style><p>乙</style>丙")
@given(source=MARKUP)
def test_places_of_html_hold_the_character_or_its_reference(prefix: str, source: str) -> None:
    page = prefix + source
    (document,) = read_html(page.encode("utf-8-sig"), "甲.html")

    check_map(document, page.replace("\0", "\ufffd"))
    for anchor in document.anchors:
        assert document.text[anchor.offset :].split()[:1] == anchor.label.split()[:1]


@given(SUBTITLES, st.sampled_from(["甲.srt", "甲.vtt", "甲.ass"]))
def test_places_of_subtitles_hold_the_character_or_its_mark(source: str, name: str) -> None:
    (document,) = read_subtitles(source.encode("utf-8-sig"), name)

    check_map(document, source)
    offsets = [anchor.offset for anchor in document.anchors]
    assert offsets == sorted(set(offsets))


CHINESE = st.text(
    st.sampled_from("的一是在不了有和人這中大為上個國我以要他時來用們生到作地於出"), min_size=4
)


@given(
    CHINESE,
    st.sampled_from(["gb18030", "cp950", "big5hkscs", "euc_tw", "utf-16-le", "utf-16-be", "hz"]),
    st.sampled_from(["", "AI\r\n", "# 標題\n", "𠮷"]),
)
def test_text_in_any_chinese_encoding_comes_back(text: str, codec: str, around: str) -> None:
    register_euc_tw()
    try:
        data = (around + text + "，" + text + "。\n").encode(codec)
    except UnicodeEncodeError:
        return

    assert decode(data).text == around + text + "，" + text + "。\n"


@given(st.lists(st.binary(max_size=40), max_size=6))
def test_names_of_any_bytes_are_in_utf8_or_all_in_one_encoding(names: list[bytes]) -> None:
    decoded = decode_together([b"\xa4\xff", *names])  # one that is no UTF-8
    others = {one.encoding for one in decoded} - {"utf-8"}

    assert len(decoded) == len(names) + 1
    assert len(others) <= 1 or others == {"cp950", "big5hkscs"}


@given(st.text(CHARACTERS, max_size=80), st.integers(1, 40), st.sampled_from(["ignore", "replace"]))
def test_euc_tw_is_the_same_in_pieces(text: str, size: int, errors: str) -> None:
    register_euc_tw()
    data = text.encode("euc_tw", "ignore") + b"\x8e\xa3" + text.encode("cp950", "ignore")
    decoder = codecs.getincrementaldecoder("euc_tw")(errors)
    pieces = [decoder.decode(data[start : start + size]) for start in range(0, len(data), size)]

    assert "".join([*pieces, decoder.decode(b"", True)]) == data.decode("euc_tw", errors)


LINES = st.lists(
    st.text(st.sampled_from("的一是在不了有和人這中大為上個國丂𠮷㐀"), max_size=1200), max_size=8
)


@given(LINES, st.sampled_from(["gb18030", "cp950", "euc_tw"]), st.integers(0, 60_000))
def test_a_sample_is_never_cut_inside_a_character(lines: list[str], codec: str, code: int) -> None:
    register_euc_tw()
    text = "\n".join([*lines, "x = 1 0\n" * (code // 8), *lines])
    data = text.encode(codec, "ignore")

    assert set(high_sample(data).decode(codec)) <= set(text) | {"\n"}
