"""Which strings of a JSON value are text, and which say title, author and date.

What the user names comes first. Else strings are text when they hold Han, or words and
not the codes, addresses and numbers of machines; names of fields tell the rest.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

from sou.documents.dates import iso_date
from sou.documents.json_scan import JsonString, JsonValue, string_text

if TYPE_CHECKING:
    from sou.config import JsonFields

LABEL_CHARS: Final = 200
CODE_CHARS: Final = 12
"""Letters and digits without a blank, so many or more, are some machine's code."""
LONGEST_WORD: Final = 60

_NOT_ASCII = re.compile(r"[^\x00-\x7f]|\\u")
_WORD = re.compile(r"[A-Za-z]{2}")
_ADDRESS = re.compile(r"(?:[A-Za-z][\w+.-]*:\\?/\\?/|data:)\S+\Z")
_DIGIT = re.compile(r"[0-9]")
_HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]|\\u")
_ROLES: Final = {
    "title": re.compile(
        r"title|headline|subject|name|題|题"
        r"|.*(?:標題|标题|題名|题名|題目|题目|名稱|名称|主旨)",
        re.IGNORECASE,
    ),
    "author": re.compile(r"authors?|creator|byline|writer|.*(?:作者|作家|撰稿人)", re.IGNORECASE),
    "date": re.compile(
        r"date|time|timestamp|datetime"
        r"|(?:pub|post|creat|publish|publication|updat|modif)\w*[_ -]?(?:date|time|at|on)?"
        r"|.*(?:日期|時間|时间)",
        re.IGNORECASE,
    ),
}
_SECONDS = re.compile(r"[0-9]{9,10}(?:\.[0-9]+)?|[0-9]{12,13}")


class Facts(NamedTuple):
    """What a value says about itself."""

    title: str
    author: str
    date: str
    """ISO 8601."""


def text_strings(
    source: str, value: JsonValue, fields: JsonFields, *, is_record: bool
) -> list[JsonString]:
    """Return the strings of a value that are text, in the order of the source.

    Names of members are text where they are data: hold Han, are not of a record, and
    not those of a table's columns, which come again and again below the same names.
    """
    if fields.text:
        paths = [tuple(name.split(".")) for name in fields.text]
        named = [one for one in value.strings if not one.is_name and _is_below(one.names, paths)]
        if named:
            return named
    chosen: list[JsonString] = []
    seen: set[tuple[str, ...]] = set()
    for one in value.strings:
        if not one.is_name:
            if is_text(source, one.start, one.end):
                chosen.append(one)
        elif not is_record and one.names not in seen and _HAN.search(source, one.start, one.end):
            seen.add(one.names)
            chosen.append(one)
    return chosen


def facts(source: str, value: JsonValue, fields: JsonFields) -> Facts:
    """Return what the value's own members say; empty for what none says."""
    named = {*fields.title, *fields.author, *fields.date}
    said: dict[str, str] = {}
    for one in (*value.strings, *value.numbers):
        if one.is_name or one.start == one.end or not one.names:
            continue
        name = ".".join(one.names)
        is_usual = len(one.names) == 1 and _role(name)
        if name not in said and (is_usual or name in named):
            said[name] = string_text(source, one)
    title = next(iter(_said(said, fields.title, "title")), "")
    author = next(iter(_said(said, fields.author, "author")), "")
    dates = filter(None, map(_date, _said(said, fields.date, "date")))
    return Facts(_line(title), _line(author), next(dates, ""))


def is_text(source: str, start: int, end: int) -> bool:
    """Return whether ``source[start:end]``, which may hold escapes, is for people."""
    if _NOT_ASCII.search(source, start, end):
        return True
    if not _WORD.search(source, start, end) or _ADDRESS.match(source, start, end):
        return False
    word = source[start : min(end, start + LONGEST_WORD + 1)].strip()
    if any(blank in word for blank in " \t\\"):
        return True
    return len(word) <= LONGEST_WORD and (len(word) < CODE_CHARS or not _DIGIT.search(word))


def _is_below(names: Sequence[str], paths: Sequence[tuple[str, ...]]) -> bool:
    return any(tuple(names[: len(path)]) == path for path in paths)


def _said(said: dict[str, str], named: Sequence[str], role: str) -> list[str]:
    if not said:
        return []
    chosen = [said[name] for name in named if name in said]
    return [*chosen, *(text for name, text in said.items() if _role(name) == role)]


@lru_cache(maxsize=1024)
def _role(name: str) -> str:
    """Return what a member of this name says, empty for nothing about the record."""
    return next((role for role, usual in _ROLES.items() if usual.fullmatch(name)), "")


def _line(text: str) -> str:
    return " ".join(text.split())[:LABEL_CHARS]


def _date(text: str) -> str:
    if _SECONDS.fullmatch(text):
        from datetime import UTC, datetime

        seconds = float(text)
        return datetime.fromtimestamp(seconds / (1000 if seconds > 1e11 else 1), UTC).isoformat()
    return iso_date(text)
