"""What Markdown and HTML say of themselves."""

from __future__ import annotations

import pytest

from sou.documents.front_matter import FrontMatter, read_front_matter
from sou.documents.html import read_html
from sou.documents.markdown import read_markdown


@pytest.mark.parametrize(
    ("block", "said"),
    [
        ("title: 晶片\nauthor: 王小明\ndate: 2024-05-01\nlang: zh-TW",
         FrontMatter("晶片", "王小明", "2024-05-01", "zh-TW")),
        ("title = '晶片'\nauthor = \"王 小明\"\ndate = 2024-05-01T08:30:00Z",
         FrontMatter("晶片", "王 小明", "2024-05-01T08:30:00+00:00")),
        ("title: 甲: 乙 # 註", FrontMatter("甲: 乙")),
        ("標題：晶片\n作者：王小明\n日期：2024年5月1日",
         FrontMatter("晶片", "王小明", "2024-05-01")),
        ("authors:\n  - 王小明\n  - 'Ann'\ntags:\n  - 不是作者", FrontMatter(author="王小明, Ann")),
        ("authors:\n- 王小明\n- Ann\ntitle: 甲", FrontMatter("甲", "王小明, Ann")),
        ("author:\n  name: 王小明\n  email: a@b.c", FrontMatter(author="王小明")),
        ("authors:\n  - name: 王小明\n    url: https://x\n  - name: Ann",
         FrontMatter(author="王小明, Ann")),
        ("title: >-\n  很長的\n  標題\ndate: 2024", FrontMatter("很長的 標題", date="2024")),
        ("title:\nauthor: []\ndate: 明天\nlang:", FrontMatter()),
        ("nested:\n  title: 不是\nsubtitle: 不是", FrontMatter()),
        ("", FrontMatter()),
        ("\t\0: [[[\n- - -\n:::", FrontMatter()),
    ],
)  # fmt: skip
def test_front_matter_is_read_as_people_mean_it(block: str, said: FrontMatter) -> None:
    assert read_front_matter(block) == said


def test_a_markdown_file_has_what_its_front_matter_says() -> None:
    text = "---\r\nauthor: 王小明\r\ndate: 2024/5/1\r\nlanguage: zh-Hant\r\n---\r\n# 第一章\r\n內文"

    (document,) = read_markdown(text.encode(), "a.md")

    said = (document.title, document.author, document.date, document.language)
    assert said == ("第一章", "王小明", "2024-05-01", "zh-Hant")
    assert document.text == text


def test_a_markdown_file_without_front_matter_says_nothing() -> None:
    (document,) = read_markdown("author: 不是\n\n# 題".encode(), "a.md")

    assert (document.title, document.author, document.date) == ("題", "", "")


def test_a_page_has_what_its_head_says() -> None:
    page = """<!DOCTYPE html><html lang="zh-Hant-TW"><head><title>年報</title>
    <meta content="2024-05-01T08:30:00+08:00" property="article:published_time">
    <meta name="date" content="2020-01-01"><META NAME="Author" CONTENT=" 王
    小明 "><meta name="keywords" content="x"></head><body>內文</body></html>"""

    (document,) = read_html(page.encode(), "a.html")

    said = (document.title, document.author, document.date, document.language)
    assert said == ("年報", "王 小明", "2024-05-01T08:30:00+08:00", "zh-Hant-TW")


@pytest.mark.parametrize(
    ("head", "author", "date"),
    [
        ('<meta property="article:author" content="https://example.com/wang">', "", ""),
        ('<meta name="DC.creator" content="Ann"><meta name="dc.date" content="2024年5月">',
         "Ann", "2024-05"),
        ('<meta itemprop="datePublished" content="20240501">', "", "2024-05-01"),
        ('<meta name="date" content="昨天"><meta name="pubdate" content="2024/5/1">',
         "", "2024-05-01"),
        ('<meta name="author"><meta content="x"><meta>', "", ""),
    ],
)  # fmt: skip
def test_metas_of_many_fashions(head: str, author: str, date: str) -> None:
    (document,) = read_html(f"<html><head>{head}</head><body>文</body>".encode(), "a.html")

    assert (document.author, document.date) == (author, date)
