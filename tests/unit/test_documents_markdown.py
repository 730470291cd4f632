"""Markdown stays as written; its headings and title are found."""

from __future__ import annotations

import pytest

from sou.documents.markdown import read_markdown
from sou.model import Place
from sou.sources import Document


def read(source: str) -> Document:
    (document,) = read_markdown(source.encode(), "筆記.md")
    return document


def labels(source: str) -> list[str]:
    return [anchor.label for anchor in read(source).anchors]


def test_text_is_unchanged_and_kind_is_markdown() -> None:
    source = "# 標題\r\n\r\n**粗**體 `码`\r\n"
    document = read(source)

    assert (document.text, document.kind, document.title) == (source, "markdown", "標題")
    assert document.source_map.place(source.index("粗")) == Place(3, 3)


def test_headings_are_anchors_where_their_line_begins() -> None:
    source = "前言\n\n# 一\n文\n\n## 二 ##\n\n三\n---\n\n四\n===\n"
    anchors = read(source).anchors

    assert [(anchor.offset, anchor.label) for anchor in anchors] == [
        (source.index("# 一"), "一"),
        (source.index("## 二"), "二"),
        (source.index("三"), "三"),
        (source.index("四"), "四"),
    ]
    assert {anchor.kind for anchor in anchors} == {"heading"}


def test_crlf_headings_carry_no_carriage_return() -> None:
    assert labels("# 一\r\n文\r\n\r\n二\r\n===\r\n##\r\n") == ["一", "二", ""]


def test_no_heading_inside_fenced_code() -> None:
    assert labels("```sh\n# 註解\n```\n# 一\n~~~~\n# 碼\n~~~\n# 碼\n~~~~\n## 二\n") == ["一", "二"]
    assert labels("```\n# 未關\n") == []


@pytest.mark.parametrize(
    "source",
    ["#標籤\n", "####### 七\n", "    # 碼\n", "---\n", "甲\n\n---\n", "- 項\n---\n", "> 引\n---\n"],
)
def test_what_only_looks_like_a_heading_is_none(source: str) -> None:
    assert labels(source) == []


def test_labels_are_shown_without_marks() -> None:
    assert labels("## [链接](http://a.b/c) **粗** `码` {#id}\n") == ["链接 粗 码"]


@pytest.mark.parametrize(
    ("source", "title"),
    [
        ("---\ntitle: 前言\n---\n# 一\n", "前言"),
        ('---\r\nid: x\r\ntitle: "引: 号"\r\n---\r\n', "引: 号"),
        ("---\ntitle: 甲 # 註\n...\n", "甲"),
        ("+++\ntitle = '甲'\n+++\n", "甲"),
        ("---\ntitle: >\n  多行\n---\n# 一\n", "多行"),
        ("---\nid: x\n---\n\n文\n\n## 二\n", "二"),
        ("# \n\n## 二\n", "二"),
        ("無題\n", "筆記.md"),
        ("---\n沒有結尾\n# 一\n", "一"),
    ],
)
def test_title_comes_from_front_matter_then_heading_then_name(source: str, title: str) -> None:
    assert read(source).title == title
