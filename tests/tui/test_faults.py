"""What the engine says of an index that cannot be used is said in Chinese as well."""

from __future__ import annotations

import ast
import string
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import sou
from fake_engine import FakeIndex
from sou.config import AppOptions, Config
from sou.errors import DocumentError, IndexCorruptError, IndexMissingError
from sou.store.container import REMEDY
from sou_tui.faults import FAULTS, fault_of
from sou_tui.labels import no_index
from sou_tui.language import speak
from tui.driver import TEXTS, start_app

if TYPE_CHECKING:
    from collections.abc import Iterator

PACKAGE = Path(sou.__file__).parent
ERRORS = {"IndexCorruptError", "IndexOutdatedError", "IndexLockedError", "IndexMissingError"}
ERRORS |= {"IndexTooNewError"}
PARTS = ("store", "searching", "codec", "indexing", "checks", "brief")


def raised() -> Iterator[str]:
    """Yield what is said of indexes, a 7 in the place of each value."""
    for part in PARTS:
        for path in sorted((PACKAGE / part).glob("*.py")):
            for function in ast.walk(ast.parse(path.read_text("utf-8"))):
                if isinstance(function, ast.FunctionDef):
                    yield from said_in(function)


def said_in(function: ast.FunctionDef) -> Iterator[str]:
    named: dict[str, ast.expr] = {}
    for node in ast.walk(function):
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            named[node.targets[0].id] = node.value
    for node in ast.walk(function):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ERRORS and node.args:
            told = node.args[0]
            told = named.get(told.id, told) if isinstance(told, ast.Name) else told
            if isinstance(told, ast.Constant):
                yield str(told.value)
            elif isinstance(told, ast.JoinedStr):
                yield "".join(map(part_of, told.values))


def part_of(part: ast.expr) -> str:
    if isinstance(part, ast.Constant):
        return str(part.value)
    assert isinstance(part, ast.FormattedValue)
    return REMEDY if isinstance(part.value, ast.Name) and part.value.id == "REMEDY" else "7"


FROM_THE_SOURCE = sorted(set(raised()))


@pytest.fixture(autouse=True)
def _traditional() -> Iterator[None]:
    yield
    speak("zh-Hant")


def test_the_source_has_faults() -> None:
    assert len(FROM_THE_SOURCE) > 12


@pytest.mark.parametrize("english", [*FROM_THE_SOURCE, "7 is not in the index any more"])
def test_every_fault_of_an_index_is_said_in_both_scripts(english: str) -> None:
    error = IndexCorruptError(english)
    said = fault_of(error)
    assert said != english
    assert said.count("7") == english.count("7")
    assert not {"the", "with:", "is", "run:"} & set(said.split())

    speak("zh-Hans")
    assert fault_of(error) != english
    speak("en")
    assert fault_of(error) == english


def test_translations_have_the_same_values_and_no_signs_of_the_other_script() -> None:
    for row in FAULTS:
        counts = [
            sum(name is not None for _, name, _, _ in string.Formatter().parse(text))
            for text in row
        ]
        assert counts == [counts[0]] * 3, row
    simplified = "".join(hans for _, _, hans in FAULTS)
    traditional = "".join(hant for _, hant, _ in FAULTS)
    assert set("檔體區讀個連結權壞過長錄範圍裡執") & set(simplified) == set()
    assert set("档体区读个连结权坏过长录范围里执") & set(traditional) == set()


def test_a_damaged_index_says_so_in_chinese_alone() -> None:
    error = IndexCorruptError(f"/資料/索引/segment_3 is damaged; {REMEDY}")

    notice = no_index(error, is_missing=False)

    assert "/資料/索引/segment_3 損壞；請執行 sou index 重新建立索引" in notice
    assert "again" not in notice


def test_an_index_that_is_not_there_is_told_of_in_chinese() -> None:
    error = IndexMissingError("there is no index in /a b; make one with: sou index PATH")

    assert "/a b 裡沒有索引" in no_index(error, is_missing=True)


@pytest.mark.parametrize(
    ("language", "said"),
    [("zh-Hant", "館史.txt 已不在索引裡"), ("en", "館史.txt is not in the index any more")],
)
async def test_the_viewer_says_that_a_document_is_gone(language: str, said: str) -> None:
    index = FakeIndex(TEXTS)
    options = AppOptions(language=language)  # type: ignore[arg-type] # one of them
    async with start_app(index, config=Config(app=options), ready="") as driver:
        await driver.type("帝國")
        await driver.until(lambda: driver.search.results.hit is not None)
        index.document_error = DocumentError("/文件/史料/館史.txt is not in the index any more")
        await driver.press("enter")
        await driver.until_shown(said)
