"""Every reason that the engine has for a file it did not read is said in Chinese as well."""

from __future__ import annotations

import ast
import string
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import sou
from sou.documents import formats, globs
from sou.documents.failures import _KINDS, _REASONS
from sou.documents.walk import (
    FOLDER_LINK_REASON,
    HIDDEN_REASON,
    IGNORED_REASON,
    OUTSIDE_REASON,
)
from sou.indexing.guard import failure
from sou.indexing.job import _too_long
from sou_tui.language import speak
from sou_tui.reasons import REASONS, reason

if TYPE_CHECKING:
    from collections.abc import Iterator

PACKAGE = Path(sou.__file__).parent
SOURCES = [*(PACKAGE / "documents").glob("*.py"), PACKAGE / "indexing" / "guard.py"]


def raised() -> Iterator[str]:
    """Yield what the source raises ``DocumentError`` with, a 7 in the place of each value."""
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "DocumentError":
                yield from texts_of(node.args[0])


def texts_of(node: ast.expr) -> Iterator[str]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.JoinedStr):
        parts = (part.value if isinstance(part, ast.Constant) else 7 for part in node.values)
        yield "".join(map(str, parts))


FROM_THE_SOURCE = sorted(set(raised()) - {"7", "7: 7", "7 gave 7"})
"""Without those whose words are all in a value, and what is said to makers of extractors."""
BY_NAME = [
    *_REASONS.values(),
    *(why for _, why in _KINDS),
    HIDDEN_REASON,
    IGNORED_REASON,
    OUTSIDE_REASON,
    FOLDER_LINK_REASON,
    globs.EXCLUDED_REASON,
    globs.NOT_INCLUDED_REASON,
    _too_long(34_000_000),
    "larger than 100 MiB",
    "larger than 5 B",
    "binary file",
    *(why for why in (formats.unread_suffix(".chm"), formats.format_of_content(b"PK\3\4")) if why),
    "nothing to read in it",
    "no text layer (a scan)",
    "link to nothing",
    "needs a password",
    "reading it crashed; perhaps it needed more than 1 GB",
    "took longer than 60 s",
    "encrypted in a way that cannot be read",
    "damaged PDF, no page can be read",
    "protected by DRM",
    "book without chapters",
    failure("ValueError: what the library said"),
]


@pytest.fixture(autouse=True)
def _traditional() -> Iterator[None]:
    yield
    speak("zh-Hant")


def test_the_source_has_reasons() -> None:
    assert len(FROM_THE_SOURCE) > 30


@pytest.mark.parametrize("english", [*FROM_THE_SOURCE, *BY_NAME])
def test_every_reason_is_said_in_both_scripts(english: str) -> None:
    said = reason(english)
    assert said != english
    assert any("\u4e00" <= sign <= "\u9fff" for sign in said), said
    assert "{" not in said

    speak("zh-Hans")
    assert any("\u4e00" <= sign <= "\u9fff" for sign in reason(english))
    speak("en")
    assert reason(english) == english


def test_what_is_said_of_this_file_is_kept() -> None:
    assert reason("no reader for .chm files yet") == "還不會讀 .chm 檔"
    assert reason("a.xml is damaged; b.xml is missing") == "a.xml 損壞；缺少 b.xml"
    assert reason("docs/1.txt: larger than 50 MiB") == "docs/1.txt：大於 50 MiB"
    assert reason("something nobody has said before") == "something nobody has said before"
    assert "--memory 3G" in reason(_too_long(34_000_000))


def test_translations_have_the_same_values_and_no_signs_of_the_other_script() -> None:
    for english, hant, hans in REASONS:
        counts = [
            sum(name is not None for _, name, _, _ in string.Formatter().parse(text))
            for text in (english, hant, hans)
        ]
        assert counts == [counts[0]] * 3, english
    simplified = "".join(hans for _, _, hans in REASONS)
    traditional = "".join(hant for _, hant, _ in REASONS)
    assert set("檔體區讀個連結權壞過長錄範圍") & set(simplified) == set()
    assert set("档体区读个连结权坏过长录范围") & set(traditional) == set()
