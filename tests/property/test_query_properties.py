from __future__ import annotations

import datetime as dt

from hypothesis import example, given, settings
from hypothesis import strategies as st

from sou.errors import QuerySyntaxError
from sou.query.parser import ParsedQuery, parse
from sou.query.syntax import tokenize

TODAY = dt.date(2024, 3, 31)

PIECES = st.sampled_from(
    [
        *' "\\()-*|:,.?!;&<>=',
        *"　（）－＊｜：，。？！；、＂「」『』“”《》…·",
        *"aZ0中国龦𠮷é😀①",
        *("\u200b", "\ufeff", "\u0301", "\x00", "\n", "\t", "\ud800", "\x1c"),
        *("AND", "OR", "NOT", "ＡＮＤ", "ＯＲ", " AND ", " OR ", " NOT ", "&&", "..", "--"),
        *("title:", "path：", "type:", "date:", "標題:", "日期：", "foo:", "TYPE:", "ｔｉｔｌｅ:"),
        *("2024", "2024-03", "2024-13", "2024-02-30", "7d", "1y", "9999", "1970", ">=", "<"),
        *("晶片", "ＡＩ", "C++", "node.js", "https://a.b/c", 'a"b"', "f(x)", "甲（乙）", '\\"'),
    ]
)
QUERIES = st.one_of(st.lists(PIECES, max_size=14).map("".join), st.text(max_size=40))


def parsed_or_error(query: str) -> ParsedQuery | QuerySyntaxError:
    try:
        return parse(query, today=TODAY)
    except QuerySyntaxError as error:
        return error


@settings(max_examples=1500)
@given(QUERIES)
@example('a(甲(b"c)d)')
@example('-"a" --b -(-c) -AND -title:"x" －－＊')
@example("type:\u200b,b")
@example("date:<1970 date:>2199")
@example("(" * 3000)
@example("甲(" * 3000)
@example("NOT " * 2000 + "a")
def test_any_string_gives_a_tree_or_an_error_inside_the_query(query: str) -> None:
    result = parsed_or_error(query)

    if isinstance(result, QuerySyntaxError):
        assert 0 <= result.start <= result.end <= len(query)
        assert result.query == query
        assert result.message


@settings(max_examples=1500)
@given(QUERIES, st.booleans())
@example("NOT --help", False)
@example('-"("\u0301', False)
@example('a OR (b c) -(d e) "\\\\" "\\"" x* type:a,b', True)
@example('title:"a\\\\b" path:*.md date:..2024 date:7d -*', False)
def test_the_interpretation_means_what_the_query_means(query: str, match_all: bool) -> None:
    try:
        parsed = parse(query, match_all=match_all, today=TODAY)
    except QuerySyntaxError:
        return

    again = parse(parsed.interpretation, match_all=match_all, today=TODAY)

    assert again.tree == parsed.tree
    assert again.interpretation == parsed.interpretation
    assert hash(again.tree) == hash(parsed.tree)


@given(QUERIES)
def test_tokens_are_in_order_and_do_not_overlap(query: str) -> None:
    try:
        tokens = tokenize(query)
    except QuerySyntaxError:
        return

    end = 0
    for token in tokens:
        assert end <= token.start < token.end <= len(query)
        end = token.end
        if token.kind == "word":
            assert query[token.start : token.end] == token.text


@given(st.text(st.sampled_from("中国人民，。、《》？的是A1 "), min_size=1, max_size=30))
def test_a_plain_question_becomes_words_only(query: str) -> None:
    result = parsed_or_error(query)

    if isinstance(result, ParsedQuery):
        assert type(result.tree).__name__ == "Words"
    else:
        assert not any(map(str.isalnum, query))
