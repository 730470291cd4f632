from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from sou.errors import QuerySyntaxError
from sou.query.parser import NESTING_LIMIT, parse
from sou.query.syntax import QUERY_LIMIT_CHARS
from sou.query.tree import (
    And,
    AndMaybe,
    DateRange,
    Every,
    Literal,
    Not,
    Or,
    Otherwise,
    Prefix,
    Query,
    Term,
    Words,
    walk,
)

TODAY = dt.date(2024, 3, 31)


def tree(query: str, *, match_all: bool = False) -> Any:
    return parse(query, match_all=match_all, today=TODAY).tree


def w(*words: str) -> Words:
    return Words(words)


def body(text: str) -> Literal:
    return Literal("body", text)


def dates(start: str | None, end: str | None) -> Any:
    first, last = (text and dt.datetime.fromisoformat(text) for text in (start, end))
    return DateRange("date", first, last, endexcl=last is not None)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("人工智慧　晶片", w("人工智慧", "晶片")),
        ("珍珠港事件爆發前，日本和美國的談判？", w("珍珠港事件爆發前", "日本和美國的談判")),
        ("晶片（半導體）產業", w("晶片", "半導體", "產業")),
        ("晶片(AI)產業", w("晶片", "AI", "產業")),
        ("小抄（Cheat Sheet）", w("小抄", "Cheat", "Sheet")),
        ("晶片（AI OR 半導體）", And([w("晶片"), Or([w("AI"), w("半導體")])])),
        ('"AI 晶片"', body("AI 晶片")),
        ("semi*", Prefix("body", "semi")),
        ("量＊", Prefix("body", "量")),
        ("*", Every()),
        ("title:晶片", Literal("title", "晶片")),
        ("路徑：筆記", Literal("path", "筆記")),
        ("type:MD", Term("type", "md")),
        ("類型：ＭＤ", Term("type", "md")),
        ("type:md,TXT", Or([Term("type", "md"), Term("type", "txt")])),
        ("type:md，txt", Or([Term("type", "md"), Term("type", "txt")])),
    ],
)
def test_leaves(query: str, expected: Any) -> None:
    assert tree(query) == expected


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        (
            '晶片 "中科院" type:md -華為',
            And([w("晶片"), body("中科院"), Term("type", "md"), Not(w("華為"))]),
        ),
        ('a "x" b', And([w("a", "b"), body("x")])),
        ("a semi* b", And([w("a", "b"), Prefix("body", "semi")])),
        ("a (b OR c)", And([w("a"), Or([w("b"), w("c")])])),
        ("a (b c)", And([w("a"), w("b", "c")])),
        ("a b AND c", And([w("a", "b"), w("c")])),
        ("a AND b c", And([w("a"), w("b", "c")])),
        ("a AND (b AND c)", And([w("a"), w("b"), w("c")])),
        ("a OR b OR (c OR d)", Or([w("a"), w("b"), w("c"), w("d")])),
        ("a OR b AND c", Or([w("a"), And([w("b"), w("c")])])),
        ("(a OR b) AND c", And([Or([w("a"), w("b")]), w("c")])),
        ("a b OR c type:md", Or([w("a", "b"), And([w("c"), Term("type", "md")])])),
        ("* a", w("a")),
        ("* type:md", Term("type", "md")),
        ("((a))", w("a")),
    ],
)
def test_juxtaposition_and_precedence(query: str, expected: Any) -> None:
    assert tree(query) == expected


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("NOT x", And([Every(), Not(w("x"))])),
        ("-x", And([Every(), Not(w("x"))])),
        ("-x -y", And([Every(), Not(w("x")), Not(w("y"))])),
        ("NOT a b", And([w("b"), Not(w("a"))])),
        ("a NOT b", And([w("a"), Not(w("b"))])),
        ("a AND NOT b", And([w("a"), Not(w("b"))])),
        ("a AND -b", And([w("a"), Not(w("b"))])),
        ("-a AND b", And([Not(w("a")), w("b")])),
        ("a OR -b", Or([w("a"), And([Every(), Not(w("b"))])])),
        ('-"AI 晶片" a', And([w("a"), Not(body("AI 晶片"))])),
        ("a -(b OR c)", And([w("a"), Not(Or([w("b"), w("c")]))])),
        ("a -(b c)", And([w("a"), Not(w("b", "c"))])),
        ("a -type:md", And([w("a"), Not(Term("type", "md"))])),
        ("NOT -x", And([Every(), Not(And([Every(), Not(w("x"))]))])),
        ("a -*", And([w("a"), Not(Every())])),
    ],
)
def test_exclusions(query: str, expected: Any) -> None:
    assert tree(query) == expected


@pytest.mark.parametrize(
    ("full_width", "half_width"),
    [
        ("晶片　ＡＮＤ　（a　ＯＲ　b）", "晶片 AND (a OR b)"),
        ("晶片 ＮＯＴ 美國", "晶片 NOT 美國"),
        ("晶片 －美國", "晶片 -美國"),
        ("晶片 －「AI 晶片」", '晶片 -"AI 晶片"'),
        ("晶片 ｜ 半導體", "晶片 | 半導體"),
        ("標題：晶片　類型：ｍｄ，ｔｘｔ", "title:晶片 type:md,txt"),
        ("日期：２０２４－０３．．２０２４－０５", "date:2024-03..2024-05"),
        ("日期：＞＝２０２４", "date:>=2024"),
        ("半導＊", "半導*"),
        ("＂晶片＂", '"晶片"'),
    ],
)
def test_full_width_means_what_half_width_means(full_width: str, half_width: str) -> None:
    assert tree(full_width) == tree(half_width)


@pytest.mark.parametrize(
    ("value", "start", "end"),
    [
        ("2024", "2024-01-01", "2025-01-01"),
        ("2024-03", "2024-03-01", "2024-04-01"),
        ("2024-12", "2024-12-01", "2025-01-01"),
        ("2024-03-05", "2024-03-05", "2024-03-06"),
        ("2024/3/5", "2024-03-05", "2024-03-06"),
        ("2024-02-29", "2024-02-29", "2024-03-01"),
        ("2024..2025-03", "2024-01-01", "2025-04-01"),
        ("2024..", "2024-01-01", None),
        ("..2024-03", None, "2024-04-01"),
        (">=2024-01-01", "2024-01-01", None),
        (">2024", "2025-01-01", None),
        ("<2024-03", None, "2024-03-01"),
        ("<=2024-03", None, "2024-04-01"),
        ('"2024"', "2024-01-01", "2025-01-01"),
        ("7d", "2024-03-24", None),
        ("2w", "2024-03-17", None),
        ("1m", "2024-02-29", None),
        ("3m", "2023-12-31", None),
        ("1y", "2023-03-31", None),
        ("9999y", "1970-01-01", None),
        ("9999W", "1970-01-01", None),
    ],
)
def test_dates_are_whole_days_half_open(value: str, start: str | None, end: str | None) -> None:
    assert tree(f"date:{value}") == dates(start, end)


def test_dates_count_back_from_today_by_default() -> None:
    start = parse("date:1d").tree.startdate

    assert abs((dt.datetime.now() - start).days - 1) <= 1


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ("2024-13", "there is no month 13"),
        ("2024-00", "there is no month 00"),
        ("2023-02-29", "2023-02 has no day 29"),
        ("1969", "years from 1970 to 2199 are understood"),
        ("2200", "years from 1970 to 2199 are understood"),
        ("<1970", "years from 1970 to 2199 are understood"),
        (">2199", "years from 1970 to 2199 are understood"),
        ("2025..2024", "the range ends before it begins"),
        ("昨天", "'昨天' is not a date; write 2024"),
        (">7d", "'7d' is not a date; write 2024"),
        ("..", "'..' is not a date; write 2024"),
        ("２０２４年", "'2024年' is not a date; write 2024"),
    ],
)
def test_bad_dates_are_errors_under_the_value(value: str, message: str) -> None:
    query = f"晶片 date:{value} b"

    with pytest.raises(QuerySyntaxError) as caught:
        parse(query)

    assert caught.value.message.startswith(message)
    assert query[caught.value.start : caught.value.end] == value


@pytest.mark.parametrize(
    ("query", "message", "span"),
    [
        ("", "empty query", (0, 0)),
        (" \u3000\n", "empty query", (0, 0)),
        ("。！", "there is nothing to search for; signs alone need quotes", (0, 2)),
        (" - ", "there is nothing to search for; signs alone need quotes", (0, 3)),
        ("AND x", "AND needs something before it", (0, 3)),
        ("x ＡＮＤ", "AND needs something after it", (2, 5)),
        ("x OR", "OR needs something after it", (2, 4)),
        ("x OR AND y", "OR needs something after it", (2, 4)),
        ("x AND ...", "AND needs something after it", (2, 5)),
        ("x OR ) y", "OR needs something after it", (2, 4)),
        ("(OR x)", "OR needs something before it", (1, 3)),
        ("x NOT", "NOT needs something after it", (2, 5)),
        ("NOT AND x", "NOT needs something after it", (0, 3)),
        ("a ()", "there is nothing to search for between these brackets", (2, 4)),
        ("a （。） b", "there is nothing to search for between these brackets", (2, 5)),
        ("晶片 AND (美國", "this bracket is never closed", (7, 8)),
        ("a (", "this bracket is never closed", (2, 3)),
        ("((a)", "this bracket is never closed", (0, 1)),
        ("a) b", "this bracket was never opened", (1, 2)),
        (")", "this bracket was never opened", (0, 1)),
        ("a type:,md", "type: needs a name before and after a comma", (7, 10)),
    ],
)
def test_errors_point_at_the_place(query: str, message: str, span: tuple[int, int]) -> None:
    with pytest.raises(QuerySyntaxError) as caught:
        parse(query)

    assert caught.value.message.startswith(message)
    assert (caught.value.start, caught.value.end) == span


def test_nesting_is_limited_without_a_recursion_error() -> None:
    deepest = "(" * NESTING_LIMIT + "a" + ")" * NESTING_LIMIT

    with pytest.raises(QuerySyntaxError, match="nest deeper"):
        parse(f"({deepest})")
    with pytest.raises(QuerySyntaxError, match="nest deeper"):
        parse("NOT " * 2_000 + "a")
    assert tree(deepest) == w("a")


def test_the_deepest_tree_can_be_walked_compared_and_printed() -> None:
    levels = (NESTING_LIMIT - 2) // 2
    query = "-(a OR " * levels + "b" + ")" * levels
    parsed = parse(query)

    assert sum(1 for _ in walk(parsed.tree)) > levels
    assert parsed == parse(query)
    assert parse(parsed.interpretation).tree == parsed.tree


def test_length_is_limited() -> None:
    assert tree("x" * QUERY_LIMIT_CHARS) == w("x" * QUERY_LIMIT_CHARS)
    with pytest.raises(QuerySyntaxError, match="longer than 10,000") as caught:
        parse("x" * (QUERY_LIMIT_CHARS + 5))
    assert (caught.value.start, caught.value.end) == (QUERY_LIMIT_CHARS, QUERY_LIMIT_CHARS + 5)


def test_match_all_marks_every_group_of_words() -> None:
    parsed = tree("a b OR (c AND -d)", match_all=True)

    words = [node for node in walk(parsed) if isinstance(node, Words)]
    assert [(node.words, node.match_all) for node in words] == [
        (("a", "b"), True),
        (("c",), True),
        (("d",), True),
    ]


@pytest.mark.parametrize(
    ("query", "interpretation"),
    [
        ("晶片　「中科院」 類型：md －華為", '晶片 "中科院" type:md -華為'),
        ("a AND b", "a AND b"),
        ("a (b c)", "a AND b c"),
        ("(a OR b) AND c", "(a OR b) AND c"),
        ("a OR (b AND c)", "a OR b AND c"),
        ("NOT x", "-x"),
        ("NOT (a b)", "-(a b)"),
        ("NOT (-x)", "-(-x)"),
        ("NOT --help", "-(--help)"),
        ("type:md,txt a", "a (type:md OR type:txt)"),
        ('"a\\"b\\\\"', '"a\\"b\\\\"'),
        ('title:"AI 晶片" path:a/b.md', 'title:"AI 晶片" path:a/b.md'),
        ("date:2024-01-01..2024-12-31", "date:2024"),
        ("date:2024-02-01..2024-02-29", "date:2024-02"),
        ("date:2024-02-01..2024-02-01", "date:2024-02-01"),
        ("date:2023..2024", "date:2023-01-01..2024-12-31"),
        ("date:7d", "date:2024-03-24.."),
        ("date:<2024", "date:..2023-12-31"),
        ("semi＊ ＊", "semi*"),
        ("＊", "*"),
    ],
)
def test_interpretation_is_the_query_in_ascii_syntax(query: str, interpretation: str) -> None:
    assert parse(query, today=TODAY).interpretation == interpretation


def test_trees_are_compared_by_value() -> None:
    """Whoosh's nodes and our leaves both; the executor keys tables by them."""
    query = 'a "b" title:c type:d date:2024 e* -(f OR g)'

    assert tree(query) == tree(query)
    assert hash(tree(query)) == hash(tree(query))
    for other in ("date:2023", "date:2024..", "date:..2024", "type:e", "e*", "-f", "a", '"a"', "*"):
        assert tree(other) != tree("date:2024")
        assert tree(other) == tree(other)


@pytest.mark.parametrize(
    ("query", "interpretation"),
    [
        ("＝發展 晶片", "=發展 晶片"),
        ('-="發 展"', '-="發 展"'),
        ("=C++", '="C++"'),
        ("=發展 OR 「發展」", '=發展 OR "發展"'),
    ],
)
def test_what_is_exact_stays_so(query: str, interpretation: str) -> None:
    parsed = parse(query)

    assert set(parsed.interpretation.split()) == set(interpretation.split())
    assert parse(parsed.interpretation).tree == parsed.tree
    assert body("發展") != Literal("body", "發展", exact_script=True)


def quoting(words: Words, *quotations: Literal) -> Query:
    """Return a sentence that quotes."""
    quoted = quotations[0] if len(quotations) == 1 else And(list(quotations))
    unquoted = w(*words.words, *(one.text for one in quotations))
    return Otherwise(AndMaybe(quoted, words), unquoted)


@pytest.mark.parametrize(
    ("query", "expected", "interpretation"),
    [
        ("「北海道」的原名是?", quoting(w("的原名是"), body("北海道")), '"北海道"的原名是'),
        ("”角瓜“是什么", quoting(w("是什么"), body("角瓜")), '"角瓜"是什么'),
        ("甲”乙“丙”", quoting(w("甲", "乙"), body("丙")), '"丙"甲 乙'),
        ("什么是“乡里制”？", quoting(w("什么是"), body("乡里制")), '"乡里制"什么是'),
        (
            "“姓”和“氏”合一 type:md",
            And([quoting(w("和", "合一"), body("姓"), body("氏")), Term("type", "md")]),
            '"姓" "氏"和 合一 AND type:md',
        ),
        ("-（「甲」乙）", And([Every(), Not(quoting(w("乙"), body("甲")))]), '-("甲"乙)'),
        ("甲 「乙」", And([w("甲"), body("乙")]), '甲 "乙"'),
        ("-「甲」乙", And([w("乙"), Not(body("甲"))]), '乙 -"甲"'),
    ],
)
def test_a_quotation_that_touches_a_word_makes_a_sentence(
    query: str, expected: Query, interpretation: str
) -> None:
    parsed = parse(query)

    assert parsed.tree == expected
    assert parsed.interpretation == interpretation
    assert parse(interpretation).tree == expected


def test_where_every_word_is_required_a_sentence_is_not_special() -> None:
    assert parse("「甲」乙", match_all=True).tree == And(
        [Words(("乙",), match_all=True), body("甲")]
    )
