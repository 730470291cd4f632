"""Headings, comments and so on of Markdown and programs, in colours of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.style import Style

from fake_engine import FakeIndex
from sou_tui.rendering import laid_over
from sou_tui.syntax import LONGEST_CHARS, Part, parts_of
from tui.driver import start_app

if TYPE_CHECKING:
    from textual.strip import Strip

    from sou.model import DocumentInfo

MARKDOWN = """# 圖書館的藏書

總館有**一百二十萬**冊，見 `藏書.py`：

```python
# 藏書的數目
冊數 = "一百二十萬"
```

## 分館的圖書館員

文字到此為止。
"""
PROGRAM = '"""圖書館。"""\n\n\ndef 借書(書名):  # 一次一本\n    return "借到了圖書館的書"\n'
MARKS = st.lists(st.tuples(st.integers(0, 40), st.integers(1, 9))).map(
    lambda pairs: [(start, start + size) for start, size in sorted(pairs)]
)


def document(name: str, text: str) -> DocumentInfo:
    return FakeIndex({f"/文件/{name}": text}).search(text[:1]).hits[0].document


def said(text: str, parts: tuple[Part, ...], name: str) -> list[str]:
    return [text[part.start : part.end].strip() for part in parts if part.name == name]


def test_places_in_markdown_are_those_of_its_text() -> None:
    parts = parts_of(document("藏書.md", MARKDOWN), MARKDOWN)

    assert said(MARKDOWN, parts, "heading") == ["# 圖書館的藏書", "## 分館的圖書館員"]
    assert said(MARKDOWN, parts, "strong") == ["**一百二十萬**"]
    assert said(MARKDOWN, parts, "comment") == ["# 藏書的數目"]
    assert '"一百二十萬"' in said(MARKDOWN, parts, "string")
    assert [part.start for part in parts] == sorted(part.start for part in parts)


def test_a_program_has_comments_keywords_and_strings() -> None:
    parts = parts_of(document("借書.py", PROGRAM), PROGRAM)

    assert said(PROGRAM, parts, "comment") == ["# 一次一本"]
    assert said(PROGRAM, parts, "keyword") == ["def", "return"]
    assert said(PROGRAM, parts, "string") == ['"""圖書館。"""', '"借到了圖書館的書"']


@pytest.mark.parametrize("name", ["館史.txt", "館史", "館史.未知"])
def test_a_text_of_no_known_syntax_stays_plain(name: str) -> None:
    assert parts_of(document(name, MARKDOWN), MARKDOWN) == ()


def test_it_stops_when_it_is_asked_to() -> None:
    assert parts_of(document("借書.py", PROGRAM), PROGRAM, lambda: True) == ()


def test_a_long_text_stays_plain() -> None:
    text = "# 圖書館\n" * (LONGEST_CHARS // 6 + 1)

    assert parts_of(document("長.md", text), text) == ()


@given(MARKS, MARKS)
def test_what_lies_over_is_seen_and_the_rest_of_what_is_under(
    under: list[tuple[int, int]], over: list[tuple[int, int]]
) -> None:
    under, over = apart(under), apart(over)
    below, above = Style(bold=True), Style(underline=True)

    marks = laid_over([(*one, below) for one in under], [(*one, above) for one in over])

    seen: dict[int, Style] = {}
    for start, end, style in marks:
        assert not seen.keys() & set(range(start, end)), "marks overlap"
        seen.update(dict.fromkeys(range(start, end), style))
    wanted = {place: below for start, end in under for place in range(start, end)}
    wanted |= {place: above for start, end in over for place in range(start, end)}
    assert seen == wanted
    assert [start for start, _, _ in marks] == sorted(start for start, _, _ in marks)


def apart(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    kept: list[tuple[int, int]] = []
    for start, end in spans:
        if not kept or start >= kept[-1][1]:
            kept.append((start, end))
    return kept


@pytest.mark.parametrize(("name", "is_coloured"), [("藏書.md", True), ("館史.txt", False)])
async def test_the_viewer_colours_headings_and_matches_over_them(
    name: str, *, is_coloured: bool
) -> None:
    async with start_app(texts={f"/文件/{name}": MARKDOWN}) as driver:
        await driver.search_for("圖書館")
        await driver.press("enter")
        await driver.until_shown("## 分館的圖書館員")
        row = driver.row_of("## 分館的圖書館員")
        if is_coloured:
            await driver.until(lambda: "## 分館的" in bold(driver.strips()[row]))
        await driver.pilot.pause(0.2)

        assert ("## 分館的" in bold(driver.strips()[row])) == is_coloured
        assert driver.marked(row) == ["圖書館"]


def bold(strip: Strip) -> list[str]:
    return [one.text for one in strip if one.style is not None and one.style.bold]
