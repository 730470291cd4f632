from __future__ import annotations

import pytest

from sou.errors import QuerySyntaxError
from sou.query.syntax import tokenize


def kinds(query: str) -> list[tuple[str, str]]:
    return [(token.kind, token.text) for token in tokenize(query)]


def words(query: str) -> list[str]:
    found = tokenize(query)
    assert {token.kind for token in found} <= {"word"}
    return [token.text for token in found]


@pytest.mark.parametrize(
    "word",
    [
        "C++", "C++17", "C#", "3.5", "7-11", "GPT-4", "node.js", ".NET", "foo_bar", "K8s", "a/b",
        "well-known", "12:30", "https://a.b/c?d=1&e=2", "C:\\x", "AI、晶片", "don't", "a|b", "a*b",
        "--help", "17\"", "f(x)", "print()", "卡爾·馬克思", "foo:bar", "😀", "𠮷野家", "e\u0301",
        "and", "Or", "甲\ud800",
    ],
)  # fmt: skip
def test_a_word_stays_whole(word: str) -> None:
    assert words(word) == [word]


@pytest.mark.parametrize(
    ("query", "parts"),
    [
        ("a b", ["a", "b"]),
        ("a\u3000b\tc\nd\u00a0e", ["a", "b", "c", "d", "e"]),
        ("珍珠港事件爆發前，日本和美國", ["珍珠港事件爆發前", "日本和美國"]),
        ("為何?是誰!甲;乙,丙、丁：戊", ["為何", "是誰", "甲", "乙", "丙", "丁", "戊"]),
        ("ＡＩ，晶片。", ["ＡＩ", "晶片"]),
        ("《三國演義》作者【註】", ["三國演義", "作者", "註"]),
        ("What is AI?", ["What", "is", "AI"]),
        ("晶片. etc., C++,", ["晶片", "etc", "C++"]),
        (",晶片 ...", ["晶片"]),
        ("a - b -- c", ["a", "b", "c"]),
        ("a ++ b 。 -... c", ["a", "b", "c"]),
        ("甲」乙", ["甲", "乙"]),
    ],
)
def test_blanks_and_sentence_marks_part_words(query: str, parts: list[str]) -> None:
    assert words(query) == parts


def test_words_of_signs_only_are_dropped_but_symbols_are_not() -> None:
    assert words("… -- ++ ☃ ？！") == ["☃"]
    assert tokenize("。") == []


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ('"AI 晶片"', "AI 晶片"),
        ("＂AI 晶片＂", "AI 晶片"),
        ("「AI 晶片」", "AI 晶片"),
        ("『AI 晶片』", "AI 晶片"),
        ("“AI 晶片”", "AI 晶片"),
        ("「a『b』c」", "a『b』c"),
        ("「a「b」c」", "a「b」c"),
        ("“a「b”", "a「b"),
        ('“a"', "a"),
        ("“a“", "a"),
        ('"。"', "。"),
        ('" a AND (b "', " a AND (b "),
        (r'"a\"b"', 'a"b'),
        (r'"C:\new\\"', "C:\\new\\"),
    ],
)
def test_quotations_are_verbatim(query: str, text: str) -> None:
    assert kinds(query) == [("phrase", text)]


def test_quotations_may_touch_han_words() -> None:
    assert kinds("他說「你好」嗎") == [("word", "他說"), ("phrase", "你好"), ("word", "嗎")]
    assert kinds('型號"A1"') == [("word", "型號"), ("phrase", "A1")]
    assert kinds('"a"b') == [("phrase", "a"), ("word", "b")]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("a AND b", ["word", "and", "word"]),
        ("a ＡＮＤ b", ["word", "and", "word"]),
        ("a OR b", ["word", "or", "word"]),
        ("a | b", ["word", "or", "word"]),
        ("a ｜ b", ["word", "or", "word"]),
        ("NOT a", ["not", "word"]),
        ("ＮＯＴ a", ["not", "word"]),
        ("-a", ["minus", "word"]),
        ("－a", ["minus", "word"]),
        ("(a)", ["open", "word", "close"]),
        ("（a）", ["open", "word", "close"]),
        ("(甲)AND(乙)", ["open", "word", "close", "and", "open", "word", "close"]),
        ("-(a)", ["minus", "open", "word", "close"]),
        ('(-"a")', ["open", "minus", "phrase", "close"]),
        ("a*", ["prefix"]),
        ("a＊", ["prefix"]),
        ("*", ["every"]),
        ("＊", ["every"]),
        ("-AND", ["minus", "word"]),
        ("a&&b && c", ["word", "word"]),
    ],
)
def test_operators_in_either_width(query: str, expected: list[str]) -> None:
    assert [kind for kind, _ in kinds(query)] == expected


@pytest.mark.parametrize(
    ("query", "field", "value"),
    [
        ("title:晶片", "title", "晶片"),
        ("Title：晶片", "title", "晶片"),
        ("ｔｉｔｌｅ：晶片", "title", "晶片"),
        ("標題:晶片", "title", "晶片"),
        ("标题：晶片", "title", "晶片"),
        ("路徑:a", "path", "a"),
        ("路径:a", "path", "a"),
        ("類型:md", "type", "md"),
        ("类型：md", "type", "md"),
        ("日期：2024", "date", "2024"),
        ('title:"AI 晶片"', "title", "AI 晶片"),
        ("path:「我的 筆記」", "path", "我的 筆記"),
        ("path:a/b(1),c.md", "path", "a/b(1),c.md"),
        ("path:*.md", "path", ".md"),
        ("path:C:\\x", "path", "C:\\x"),
        ("date:>=2024-01-01", "date", ">=2024-01-01"),
    ],
)
def test_fields(query: str, field: str, value: str) -> None:
    (token,) = tokenize(query)

    assert (token.kind, token.field, token.text) == ("field", field, value)
    assert (token.start, token.end) == (0, len(query))


def test_a_field_ends_before_the_bracket_around_it() -> None:
    assert [kind for kind, _ in kinds("(title:a) b")] == ["open", "field", "close", "word"]


def test_spans_are_code_points_of_the_query() -> None:
    spans = [(token.start, token.end) for token in tokenize("𠮷　-「a」 title:x，")]

    assert spans == [(0, 1), (2, 3), (3, 6), (7, 15)]


@pytest.mark.parametrize(
    ("query", "message", "span"),
    [
        ('晶片 "中科院', "this quotation is never closed", (3, 4)),
        ("晶片「中科院『a』", "this quotation is never closed", (2, 3)),
        ("「a「b」", "this quotation is never closed", (0, 1)),
        ('path:"', "this quotation is never closed", (5, 6)),
        ('a ""', "there is nothing to search for between these quotes", (2, 4)),
        ("a 「　\u200b」", "there is nothing to search for between these quotes", (2, 6)),
        ("a title:", "title: needs a value", (2, 8)),
        ("標題： a", "title: needs a value", (0, 3)),
        ("(type:)", "type: needs a value", (1, 6)),
        ("title:(a b)", "title: needs a value", (0, 6)),
        ("date:*", "date: needs a value", (0, 5)),
        ('a "\ufe0f"', "there is nothing to search for between these quotes", (2, 5)),
        ("=發*", "an exact script takes no star", (2, 3)),
        ("甲 py:jp＊", "pinyin takes no star", (7, 8)),
        ("a -...* b", "a star needs at least one letter before it", (3, 7)),
    ],
)
def test_errors_point_at_the_place(query: str, message: str, span: tuple[int, int]) -> None:
    with pytest.raises(QuerySyntaxError) as caught:
        tokenize(query)

    assert caught.value.message.startswith(message)
    assert (caught.value.start, caught.value.end) == span
    assert caught.value.query == query


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("=發展", "發展"),
        ("＝發展", "發展"),
        ("=AND", "AND"),
        ('="發展 了"', "發展 了"),
        ("=「發展」", "發展"),
        ("=發展。", "發展"),
        ("=a=b", "a=b"),
    ],
)
def test_an_equals_sign_before_a_word_asks_for_it_as_typed(query: str, text: str) -> None:
    (token,) = tokenize(query)

    assert (token.kind, token.text) == ("exact", text)


@pytest.mark.parametrize("query", ["=", "= 發展", "==", "=。", "a=b", "=)"])
def test_other_equals_signs_are_as_they_were(query: str) -> None:
    assert all(token.kind != "exact" for token in tokenize(query))
