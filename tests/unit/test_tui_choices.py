from __future__ import annotations

import pytest

from fake_engine import FakeIndex
from sou.errors import IndexMissingError
from sou.model import SearchPage, SearchRequest
from sou_tui.choices import Choice, HitFinder, LineFinder, filled

LINES = ["臺北圖書館", "北京图书馆 分館", "大學", "AI 晶片"]


def never() -> bool:
    return False


def test_lines_have_every_word_in_either_script() -> None:
    found = LineFinder(LINES).find("圖書館 北", never)

    assert [choice.text for choice in found.choices] == ["臺北圖書館", "北京图书馆 分館"]
    assert found.choices[0].spans == ((1, 5),)
    assert found.choices[1].spans == ((0, 1), (2, 5))
    assert found.total == 2


def test_nothing_typed_lists_all_lines() -> None:
    assert LineFinder(LINES).find(" ", never).total == 4


def test_hits_print_their_path_and_place() -> None:
    index = FakeIndex({"/文件/館史.txt": "第一行\n一間圖書館"})
    found = HitFinder(lambda: index).find("圖書館", never)

    assert found.total == 1
    choice = found.choices[0]
    assert (choice.path, choice.line, choice.column) == ("/文件/館史.txt", 2, 3)
    assert "".join(choice.text[slice(*span)] for span in choice.spans) == "圖書館"
    assert HitFinder(lambda: index).find("", never) == ((), 0)


@pytest.mark.parametrize(
    ("form", "text"),
    [
        ("{path}", "/a{line}.txt"),
        ("+{line}:{column} {path}", "+3:7 /a{line}.txt"),
        ("{page}{", "2{"),
        ("{other} {line", "{other} {line"),
        ("{{line}}", "{3}"),
        ("", ""),
    ],
)
def test_a_form_is_filled_once(form: str, text: str) -> None:
    assert filled(form, Choice("", "", (), "/a{line}.txt", 3, 7, 2)) == text


def test_the_first_question_is_answered_before_the_index_is_opened() -> None:
    index = FakeIndex({"/文件/館史.txt": "第一行\n一間圖書館"})
    opened = []

    def open_index() -> FakeIndex:
        opened.append(1)
        return index

    asked: list[str] = []

    def brief(request: SearchRequest) -> SearchPage | None:
        asked.append(request.query)
        return index.search(request) if request.query == "圖書館" else None

    finder = HitFinder(open_index, brief)
    assert finder.find("圖書館", never) == HitFinder(open_index).find("圖書館", never)
    assert (asked, opened) == (["圖書館"], [1])
    finder.prepare()
    assert finder.find("館", never).total == 1
    assert (asked, opened) == (["圖書館"], [1, 1])

    assert HitFinder(open_index, brief).find("館", never).total == 1
    assert (asked, opened) == (["圖書館", "館"], [1, 1, 1])


def test_an_index_that_cannot_be_opened_is_told_at_the_next_question() -> None:
    def open_index() -> FakeIndex:
        raise IndexMissingError("no index")

    finder = HitFinder(open_index)
    finder.prepare()

    with pytest.raises(IndexMissingError):
        finder.find("圖書館", never)
