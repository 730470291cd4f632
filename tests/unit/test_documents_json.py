"""Records of JSON: what is text in them, what they say of themselves, and where it stands."""

from __future__ import annotations

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sou.config import Config, JsonFields
from sou.documents.json_records import read_json, read_json_lines
from sou.documents.json_scan import JsonError, scan_values, string_text
from sou.documents.reading import Reading
from sou.model import Place
from sou.sources import Document


def read(source: str, fields: JsonFields | None = None) -> tuple[Document, ...]:
    reading = Reading(Config(json=fields or JsonFields()))
    return read_json(source.encode(), "甲.json", reading)


def read_lines(source: str) -> tuple[Document, ...]:
    return read_json_lines(source.encode(), "甲.jsonl", Reading())


def test_every_member_of_a_list_of_objects_is_a_record() -> None:
    documents = read('[{"標題": "甲", "內文": "天"},\n {"標題": "乙", "內文": "地"}, {"n": 1}]')

    assert [(one.part, one.title, one.text) for one in documents] == [
        ("1", "甲", "甲\n\n天"),
        ("2", "乙", "乙\n\n地"),
    ]
    assert {one.kind for one in documents} == {"json"}
    assert documents[1].source_map.place(3) == Place(2, 21)


def test_an_object_is_one_document_and_its_han_names_are_text_once() -> None:
    (document,) = read(
        '{"北京市": ["東城區"], "法條": [{"條號": "一"}, {"條號": "二"}], "en": "ok"}'
    )

    assert document.part == ""
    assert document.text.split("\n\n") == ["北京市", "東城區", "法條", "條號", "一", "二", "ok"]


def test_values_that_follow_one_another_are_records() -> None:
    assert [one.part for one in read('{"a": "甲"}\n{\n"a": "乙"}{"a": "丙"}')] == ["1", "2", "3"]


def test_each_line_of_jsonl_is_a_record_of_its_line() -> None:
    documents = read_lines('{"a": "甲"}\n\n{"a": "乙"}\r\n')

    assert [(one.part, one.title, one.text) for one in documents] == [
        ("1", "甲.jsonl#1", "甲"),
        ("3", "甲.jsonl#3", "乙"),
    ]
    assert documents[1].source_map.place(0) == Place(3, 8)


def test_an_escaped_character_stands_where_its_escape_does() -> None:
    source = r'{"a": "甲\u4e2d\u6587\n乙\ud83d\ude00丙\"丁\/"}'
    (document,) = read(source)
    text = json.loads(source)["a"]
    columns = [document.source_map.place(offset).column for offset in range(len(text))]

    assert document.text == text
    assert columns == [source.index(mark) + 1 for mark in [
        "甲", r"\u4e2d", r"\u6587", r"\n", "乙", r"\ud83d", "丙", r"\"丁", "丁", r"\/",
    ]]  # fmt: skip


def test_half_a_character_is_replaced_and_the_rest_is_read() -> None:
    assert read(r'{"a": "\ud800孤立\udc00"}')[0].text == "\ufffd孤立\ufffd"


@pytest.mark.parametrize(
    ("value", "is_text"),
    [
        ("中", True),
        ("word", True),
        ("two words 12345", True),
        ("", False),
        ("2024-01-05T10:00:00Z", False),
        ("1234", False),
        ("https://example.com/a", False),
        ("https://example.com/中文", True),
        ("6fa459ea-ee8a-3ca4-894e-db77e160355e", False),
        ("DEV_0", True),
        ("A" * 100, False),
    ],
)
def test_strings_of_machines_are_no_text(value: str, *, is_text: bool) -> None:
    (document,) = read(json.dumps({"x": value, "y": "字"}, ensure_ascii=False))

    assert document.text == (f"{value}\n\n字" if is_text else "字")


def test_a_record_says_its_title_author_and_date() -> None:
    (document,) = read(
        '{"id": "x", "Title": " 甲\\n乙 ", "author": "王", "created_at": 1583020800, "body": "字"}'
    )

    assert (document.title, document.author) == ("甲 乙", "王")
    assert document.date == "2020-03-01T00:00:00+00:00"
    assert read('[{"名稱": "甲", "發布日期": "2024年5月1日"}]')[0].date == "2024-05-01"


def test_configured_fields_are_the_text_where_there_are_any() -> None:
    fields = JsonFields(text=("a.b",), title=("d",), date=("e.f",))
    source = (
        '[{"a": [{"b": "123"}, {"c": "無"}], "d": "題", "e": {"f": "2024-05-01"}}, {"z": "字"}]'
    )
    first, second = read(source, fields)

    assert (first.text, first.title, first.date) == ("123", "題", "2024-05-01")
    assert second.text == "字"


def test_lines_that_are_no_json_are_named_and_read_as_written() -> None:
    documents = read_lines('{"a": "甲"}\n{"a": "乙\n[1, 2\n{"a": "丁"}\n')

    assert [one.text for one in documents] == ["甲", '{"a": "乙', "[1, 2", "丁"]
    assert documents[0].notes == ("lines 2, 3 are not JSON, read as written",)
    assert documents[1].source_map.place(0) == Place(2, 1)


def test_a_file_of_objects_over_several_lines_is_read_though_named_jsonl() -> None:
    assert [one.text for one in read_lines('{\n"a": "甲"\n}\n{\n"a": "乙"\n}\n')] == ["甲", "乙"]


def test_what_is_cut_off_is_read_up_to_there() -> None:
    documents = read('[{"a": "甲"},\n{"a": "乙')

    assert [one.text for one in documents] == ["甲", "乙"]
    assert documents[0].notes == ("cut off in line 2",)


def test_what_is_no_json_is_read_as_written() -> None:
    (document,) = read('// 註\n{"a": "甲"}')

    assert (document.text, document.kind) == ('// 註\n{"a": "甲"}', "json")
    assert document.notes == ("not JSON from line 1 on",)
    assert read("")[0].text == ""
    assert read('{"a": 1}')[0].text == '{"a": 1}'


def test_nesting_and_numbers_without_end_are_passed_over() -> None:
    deep = "[" * 100_000 + '"深"' + "]" * 100_000
    named = '{"a":' * 50_000 + '"深"' + "}" * 50_000
    number = f'{{"n": {"9" * 6000}, "x": [NaN, -Infinity, 1e400], "a": "數"}}'

    assert [one.text for one in read_lines(f"{deep}\n{named}\n{number}")] == ["深", "深", "數"]


def test_nesting_beyond_measure_is_read_as_written() -> None:
    (document,) = read("[" * 1_000_001 + '"深"')

    assert document.notes == ("not JSON from line 1 on",)
    assert document.text.endswith('"深"')


def test_a_mark_at_the_beginning_moves_no_column() -> None:
    (document,) = read_json('{"a": "甲"}'.encode("utf-8-sig"), "甲.json", Reading())

    assert document.source_map.place(0) == Place(1, 8)


def test_big5_and_gb18030_are_decoded_as_anywhere() -> None:
    source = json.dumps([{"內文": "資料庫的查詢與索引結構，全文檢索系統"}] * 3, ensure_ascii=False)
    for codec in ("big5", "gb18030"):
        documents = read_json(source.encode(codec), "甲.json", Reading())

        assert documents[2].text == "資料庫的查詢與索引結構，全文檢索系統"


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


def strings_of(value: object) -> list[str]:
    if isinstance(value, str):
        return [value]
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [text for one in inner for text in strings_of(one)]


@given(json_values, st.booleans(), st.sampled_from([None, 1]))
def test_strings_are_those_of_the_standard_library(
    value: object, is_ascii: bool, indent: int | None
) -> None:
    source = json.dumps(value, ensure_ascii=is_ascii, indent=indent)
    (found,) = scan_values(source, 0, len(source), in_list=False)

    assert [string_text(source, one) for one in found.strings if not one.is_name] == [
        text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        for text in strings_of(json.loads(source))
    ]


def values_of(source: str) -> int | None:
    """Count the values that follow one another, by the standard library; ``None`` for none."""
    count, position = 0, 0
    while rest := source[position:].lstrip(" \n"):
        try:
            _, length = json.JSONDecoder(strict=False).raw_decode(rest)
        except ValueError:
            return None
        position = len(source) - len(rest) + length
        count += 1
    return count


@given(st.text(alphabet='{}[]":,1ae \n中'))
def test_what_the_standard_library_refuses_is_refused(source: str) -> None:
    try:
        count = len(list(scan_values(source, 0, len(source), in_list=False)))
    except JsonError:
        count = None
    is_forgiven = count and re.search(r",[ \n]*[\]}]", source)

    assert is_forgiven or values_of(source) == count
