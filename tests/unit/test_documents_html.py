"""The text of a page, and where each character of it stands in the source."""

from __future__ import annotations

import pytest

from sou.documents.html import MOST_DEPTH, read_html
from sou.model import Place
from sou.sources import Document

DEEP = "<div>" * (MOST_DEPTH + 1)


def read(source: str | bytes) -> Document:
    (document,) = read_html(source if isinstance(source, bytes) else source.encode(), "頁.html")
    return document


@pytest.mark.parametrize("prefix", ["", DEEP], ids=["parsed", "too deep to parse"])
@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("中<b>央</b>研<i>究</i>院", "中央研究院"),
        ("<p>甲</p><p>乙</p>", "甲\n\n乙"),
        ("甲<br>乙<br><br>丙", "甲\n乙\n\n丙"),
        ("<ul><li>甲<li>乙</ul>", "甲\n乙"),
        ("<table><tr><td>甲<td>乙<tr><td>丙</table>", "甲\t乙\n丙"),
        ("<p>  甲\n  乙 <b> 丙</b></p>", "甲 乙 丙"),
        ("<div> <span>甲</span> <span>乙</span> </div>", "甲 乙"),
        ("<pre>\n甲\n  乙\n</pre>丙", "甲\n  乙\n\n丙"),
        ("甲<script>'<p>乙'</script><style>p{}</style><noscript>丙</noscript>丁", "甲丁"),
        ("甲<template><p>乙</p></template>丙", "甲丙"),
        ("<ruby>漢<rp>(</rp><rt>かん</rt><rp>)</rp>字<rt>じ</ruby>典", "漢字典"),
        ("<ruby>漢<rt>かん<rt>x</ruby>字", "漢字"),
        ("甲&amp;乙&#20013;&#x6587;&lt;丙&notit;", "甲&乙中文<丙¬it;"),
        ("甲&nbsp;乙", "甲\xa0乙"),
        ("甲 < 乙 & 丙", "甲 < 乙 & 丙"),
        ("甲<!-- 乙 <p> -->丙<!-->丁", "甲丙丁"),
        ("<img alt=\"乙>\" title='丙'>甲", "甲"),
        ("<textarea>甲 <b>乙</textarea>", "甲 <b>乙"),
        ("甲<!-- 沒關的註解 <p>乙", "甲"),
        ("甲<a href='沒關的標籤", "甲"),
    ],
)
def test_text_is_what_a_browser_shows(prefix: str, source: str, text: str) -> None:
    assert read(f"<body>{prefix}{source}").text == text


def test_places_are_those_of_the_source() -> None:
    source = (
        "<!DOCTYPE html>\r\n<html><head><title>題</title></head>\r\n"
        '<body class="甲">\r\n  <p>甲乙<b>丙</b>&amp;丁\r\n  戊</p>\r\n<pre>己\r\n庚</pre>'
    )
    document = read(source)

    assert document.text == "甲乙丙&丁 戊\n\n己\n庚"
    places = [document.source_map.place(document.text.index(char)) for char in "甲丙&丁戊己庚"]
    assert places == [
        Place(4, 6),
        Place(4, 11),
        Place(4, 16),
        Place(4, 21),
        Place(5, 3),
        Place(6, 6),
        Place(7, 1),
    ]


def test_text_repeated_in_attributes_and_scripts_does_not_mislead_places() -> None:
    source = "<p title='中'><script>'中'</script>\n<!-- 中 -->\n<i>中</i>"

    assert read(source).source_map.place(0) == Place(3, 4)


def test_text_thrown_out_of_a_table_keeps_its_place() -> None:
    """The parser moves 乙 before the table; what follows must still be found."""
    source = "<table>\n<tr><td>甲</td></tr>\n乙\n<tr><td>丙</td></tr>\n</table>\n丁"
    document = read(source)
    lines = {char: document.source_map.place(document.text.index(char)).line for char in "甲乙丙丁"}

    assert lines == {"甲": 2, "乙": 3, "丙": 4, "丁": 6}


def test_title_is_the_element_then_a_heading_then_the_name() -> None:
    assert read("<title> 題&amp;\n目 </title><h1>一</h1>").title == "題& 目"
    assert read("<title> </title><h2>一<b>二</b></h2>").title == "一二"
    assert read("<p>甲").title == "頁.html"
    assert read(f"<title>題</title>{DEEP}<h1>一").title == "題"


def test_headings_are_anchors() -> None:
    document = read("<p>甲</p><h2> 第<i>一</i>章 </h2><p>乙</p><h3></h3><h4>二</h4>")

    assert [(anchor.offset, anchor.kind, anchor.label) for anchor in document.anchors] == [
        (document.text.index("第"), "heading", "第一章"),
        (document.text.index("二"), "heading", "二"),
    ]


def test_the_declared_charset_is_weighed() -> None:
    page = '<meta http-equiv="Content-Type" content="text/html; charset={}"><p>{}'

    assert read(page.format("gb2312", "编码").encode("gbk")).text == "编码"
    assert read(page.format("big5", "宣告與實際不符").encode()).text == "宣告與實際不符"
    assert read(page.format("x-klingon", "晶片設計").encode()).text == "晶片設計"
    xhtml = '<?xml version="1.0" encoding="big5"?><html><body>編碼</body></html>'
    assert read(xhtml.encode("big5")).text == "編碼"


def test_a_page_nested_too_deeply_is_read_and_said_to_be_flat() -> None:
    document = read("<div>" * 200_000 + "深層文字" + "</div>" * 200_000)

    assert document.text == "深層文字"
    assert document.source_map.place(0) == Place(1, 1_000_001)
    assert document.notes == ("nested too deeply, read without its structure",)


def test_many_unclosed_items_are_not_deep() -> None:
    assert read("<ul>" + "<li>甲<p>" * 3000).notes == ()
    assert read("<svg>" + "<path d='M0 0'/>" * 3000 + "</svg>甲").notes == ()


@pytest.mark.parametrize(
    "trap",
    [
        "<a ",
        "<a b='",
        "<!--",
        "<script>",
        "<title>",
        "&amp",
        "<",
        "</",
        "<p title=>'",
        "<h1>",
        "]]>",
    ],
)
def test_traps_take_linear_time(trap: str) -> None:
    """A quadratic scan of any of these would take minutes."""
    read("<p>甲</p>" + trap * 100_000)
