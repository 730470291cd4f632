"""What the head of a Markdown file says of the file: title, author, date, language.

Front matter is YAML or TOML by intent, and often neither by the letter: ``title: 甲: 乙`` is
an error of YAML. So it is read line by line, as people mean it, and no value of it is more
than a text; a library would be stricter and slower, and give no more of these fields.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from sou.documents.dates import iso_date

_KEYS: Final = {
    **dict.fromkeys(("title", "標題", "标题"), "title"),
    **dict.fromkeys(("author", "authors", "作者"), "author"),
    **dict.fromkeys(("date", "日期", "published", "pubdate", "created"), "date"),
    **dict.fromkeys(("lang", "language", "語言", "语言"), "language"),
}
_FIELD: Final = re.compile(r"(?P<key>\w+)[ \t]*[:=：][ \t]*(?P<value>.*)")
_NAME: Final = re.compile(r"(?:-[ \t]+)?name[ \t]*[:=][ \t]*(.*)", re.IGNORECASE)
_BLOCK: Final = re.compile(r"[>|][+-]?\d?[ \t]*(?:#.*)?")
_ITEM: Final = re.compile(r"-[ \t]+(.*)")
_VALUE_CHARS: Final = 300
_MOST_AUTHORS: Final = 20


class FrontMatter(NamedTuple):
    """What was said; empty where nothing was."""

    title: str = ""
    author: str = ""
    date: str = ""
    """ISO 8601."""
    language: str = ""


def read_front_matter(block: str) -> FrontMatter:
    r"""Read what stands between the marks.

    >>> read_front_matter("title: 甲: 乙\nauthors: [王小明, 'Ann']\ndate: 2024/5/1")
    FrontMatter(title='甲: 乙', author='王小明, Ann', date='2024-05-01', language='')
    """
    found: dict[str, str] = {}
    lines = block.splitlines()
    for number, line in enumerate(lines):
        field = _FIELD.match(line)
        name = _KEYS.get(field["key"].lower()) if field else None
        if field is None or name is None or name in found:
            continue
        values = _values(field["value"].strip(), lines, number + 1)
        if values:
            found[name] = ", ".join(values) if name == "author" else values[0]
    return FrontMatter(
        title=found.get("title", ""),
        author=found.get("author", ""),
        date=iso_date(found.get("date", "")),
        language=found.get("language", ""),
    )


def _values(value: str, lines: list[str], following: int) -> list[str]:
    """Return the values of a field: on its line, or below it and further in."""
    if value.startswith("[") and value.endswith("]"):
        found = [_scalar(one.strip()) for one in value[1:-1].split(",")]
    elif _BLOCK.fullmatch(value):
        found = [" ".join(_indented(lines, following))]
    elif not value or value.startswith("#"):
        found = [_below(line) for line in _indented(lines, following)]
    else:
        found = [_scalar(value)]
    return [one[:_VALUE_CHARS] for one in found if one][:_MOST_AUTHORS]


def _indented(lines: list[str], start: int) -> list[str]:
    """Return the lines from one on that are further in, or items of a list."""
    found: list[str] = []
    for line in lines[start:]:
        if line.strip() and not line.startswith((" ", "\t", "- ")):
            break
        if line.strip():
            found.append(line.strip())
    return found


def _below(line: str) -> str:
    """Return the value of a line below a key: an item, or a name among other things."""
    if name := _NAME.fullmatch(line):
        return _scalar(name[1])
    item = _ITEM.fullmatch(line)
    is_other = item is None or _FIELD.fullmatch(item[1])
    return "" if item is None or is_other else _scalar(item[1])


def _scalar(value: str) -> str:
    """Return a value without its quotes; a bare one ends before a comment."""
    if value[:1] in {'"', "'"}:
        return value[1:].partition(value[0])[0].strip()
    return value.partition(" #")[0].strip()
