"""Every kind of field is found, read and merged as plain Whoosh would."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from whoosh import analysis, columns, fields, formats, query
from whoosh.filedb.filestore import RamStorage
from whoosh.query import spans

from sou.codec.index import NumpyIndex, create_index, open_index
from sou.codec.terms_writer import LARGEST_FREQUENCY

WORDS = analysis.RegexTokenizer(r"\S+")


def index_of(folder: Path, schema: Any, *documents: dict[str, Any]) -> NumpyIndex:
    """Return an index with one document a segment, opened anew."""
    index = create_index(folder, schema)
    for document in documents:
        with index.writer() as writer:
            writer.add_document(**document)
            writer.merge = False
    return open_index(folder)


def test_text_is_found_by_word_phrase_and_prefix(tmp_path: Path) -> None:
    schema = fields.Schema(text=fields.TEXT(WORDS, stored=True))
    index = index_of(tmp_path, schema, {"text": "人工 智慧 晶片"}, {"text": "智慧 人工 晶圓"})

    with index.searcher() as searcher:

        def found(one: Any) -> list[int]:
            return sorted(searcher.docs_for_query(one))

        assert found(query.Term("text", "晶片")) == [0]
        assert found(query.Phrase("text", ["人工", "智慧"])) == [0]
        assert found(query.Prefix("text", "晶")) == [0, 1]
        assert found(query.Wildcard("text", "*圓")) == [1]
        assert found(query.FuzzyTerm("text", "晶原")) == [0, 1]
        assert searcher.stored_fields(1) == {"text": "智慧 人工 晶圓"}


def test_numbers_and_dates_are_found_by_range_and_sort(tmp_path: Path) -> None:
    schema = fields.Schema(
        small=fields.NUMERIC(stored=True, sortable=True),
        real=fields.NUMERIC(float, stored=True),
        price=fields.NUMERIC(Decimal, decimal_places=2, stored=True),
        moment=fields.DATETIME(stored=True, sortable=True),
        flag=fields.BOOLEAN(stored=True),
    )
    rows = [
        {
            "small": number,
            "real": number / 3,
            "price": Decimal(number) + Decimal("0.25"),
            "moment": datetime(2024, 1, 1 + number % 28),
            "flag": number > 0,
        }
        for number in (0, -7, 256, 5)
    ]
    index = index_of(tmp_path, schema, *rows)

    with index.searcher() as searcher:

        def found(one: Any, **options: Any) -> list[Any]:
            return [hit["small"] for hit in searcher.search(one, limit=None, **options)]

        assert found(query.NumericRange("small", -7, 5), sortedby="small") == [-7, 0, 5]
        assert found(query.NumericRange("real", 1.5, None), sortedby="small") == [5, 256]
        assert found(query.Term("price", Decimal("5.25"))) == [5]
        assert found(query.Term("flag", True)) in ([256, 5], [5, 256])
        january = query.DateRange("moment", datetime(2024, 1, 4), datetime(2024, 1, 8))
        assert sorted(found(january)) == [5, 256]
        assert found(query.Every(), sortedby="moment", reverse=True) == [-7, 5, 256, 0]
        assert searcher.stored_fields(2) == rows[2]


def test_a_term_may_hold_any_byte(tmp_path: Path) -> None:
    schema = fields.Schema(id=fields.ID(stored=True))
    ids = ["\0", "\0\0", "a\0b", "a", "a\n", "\U0010ffff", "𠮷"]
    index = index_of(tmp_path, schema, *({"id": one} for one in ids))

    with index.reader() as reader:
        assert list(reader.field_terms("id")) == sorted(ids)
        for number, one in enumerate(ids):
            assert reader.first_id("id", one) == number


@pytest.mark.parametrize(
    ("format_", "supported"),
    [
        (formats.Existence(), {"frequency": 1}),
        (formats.Frequency(), {"frequency": 2}),
        (formats.Positions(), {"positions": [1, 3]}),
        (formats.Characters(), {"characters": [(1, 3, 5), (3, 9, 11)]}),
        (formats.PositionBoosts(), {"position_boosts": [(1, 1.0), (3, 2.5)]}),
        (
            formats.CharacterBoosts(),
            {"character_boosts": [(1, 3, 5, 1.0), (3, 9, 11, 2.5)], "positions": [1, 3]},
        ),
    ],
    ids=lambda value: type(value).__name__,
)
def test_a_format_says_the_same_before_and_after_a_merge(
    tmp_path: Path, format_: Any, supported: dict[str, Any]
) -> None:
    boosts = analysis.RegexTokenizer(r"\S+") | analysis.DelimitedAttributeFilter("^")
    field = fields.FieldType(format_, boosts, scorable=True, vector=True)
    index = index_of(
        tmp_path, fields.Schema(text=field), {"text": "頭"}, {"text": "人工 晶片 智慧 晶片^2.5"}
    )
    for generation in ("written", "merged"):
        with index.reader() as reader:
            matcher = reader.postings("text", "晶片")
            assert list(matcher.all_ids()) == [1], generation
            for name, value in supported.items():
                assert matcher.value_as(name) == value, generation
            vector = reader.vector(1, "text")
            vector.skip_to("晶片")
            for name, value in supported.items():
                assert vector.value_as(name) == value, generation
        index.optimize()


def test_boosts_weigh(tmp_path: Path) -> None:
    schema = fields.Schema(text=fields.TEXT(WORDS, field_boost=1.5), key=fields.KEYWORD)
    index = index_of(tmp_path, schema, {"text": "甲 甲 乙", "key": "丙", "_key_boost": 0.25})

    with index.reader() as reader:
        info = reader.term_info("text", "甲")
        assert (info.weight(), info.max_weight(), info.doc_frequency()) == (3.0, 3.0, 1)
        assert (info.min_length(), info.max_length()) == (3, 3)
        assert reader.postings("key", "丙").weight() == 0.25
        assert reader.frequency("text", "丁") == 0


def test_a_frequency_may_be_higher_than_the_lists_hold(tmp_path: Path) -> None:
    count = LARGEST_FREQUENCY + 2
    schema = fields.Schema(text=fields.KEYWORD(scorable=True), words=fields.TEXT(WORDS))
    text = "字 " * count
    index = index_of(
        tmp_path, schema, {"text": "字 " * LARGEST_FREQUENCY}, {"text": text, "words": text}
    )
    index.optimize()

    with index.reader() as reader:
        matcher = reader.postings("text", "字")
        assert list(matcher.items_as("frequency")) == [(0, LARGEST_FREQUENCY), (1, count)]
        assert reader.postings("words", "字").value_as("positions") == list(range(count))


def test_a_number_given_twice_is_one_posting(tmp_path: Path) -> None:
    index = index_of(tmp_path, fields.Schema(n=fields.NUMERIC), {"n": [3, 3, 4]})

    with index.reader() as reader:
        assert list(reader.postings("n", 3).all_ids()) == [0]
        assert reader.doc_frequency("n", 3) == 1


def test_lengths_are_rounded_as_whoosh_rounds_them(tmp_path: Path) -> None:
    schema = fields.Schema(text=fields.TEXT(WORDS), other=fields.TEXT)
    lengths = [1, 9, 10, 11, 13, 100, 1000]
    plain = RamStorage().create_index(schema)
    mine = create_index(tmp_path, schema)
    for index in (plain, mine):
        with index.writer() as writer:
            writer.add_document(other="a")
            for length in lengths:
                writer.add_document(text="字 " * length)

    with plain.reader() as expected, mine.reader() as found:
        for docnum in range(1, len(lengths) + 1):
            length = expected.doc_field_length(docnum, "text")
            assert found.doc_field_length(docnum, "text") == length
        assert found.doc_field_length(0, "text", 7) == 7
        assert found.field_length("text") == sum(lengths)
        assert found.min_field_length("text") == expected.min_field_length("text")
        assert found.max_field_length("text") == expected.max_field_length("text")
        assert found.max_field_length("nowhere") == 0


@pytest.mark.parametrize(
    ("column", "values", "default"),
    [
        (columns.VarBytesColumn(), [b"a", b"\0", b""], b""),
        (columns.FixedBytesColumn(2), [b"ab", b"\0\0", b"cd"], b"\0\0"),
        (columns.RefBytesColumn(), [b"a", b"b", b"a"], b""),
        (columns.NumericColumn("i", default=-1), [5, -1, 7], -1),
        (columns.BitColumn(), [True, False, True], False),
        (columns.CompressedBytesColumn(), [b"a" * 99, b"b", b"c"], b""),
        (columns.StructColumn("if", (0, 0.0)), [(1, 2.0), (0, 0.0), (3, 0.5)], (0, 0.0)),
        (columns.VarBytesListColumn(), [[b"a", b"b"], [], [b""]], []),
    ],
    ids=lambda value: type(value).__name__,
)
def test_a_column_of_whoosh_keeps_its_values(
    tmp_path: Path, column: Any, values: list[Any], default: Any
) -> None:
    schema = fields.Schema(c=fields.COLUMN(column), id=fields.ID)
    index = create_index(tmp_path, schema)
    with index.writer() as writer:
        for value in values:
            writer.add_document(c=value)
        writer.add_document(id="none")
    with index.writer() as writer:
        writer.add_document(id="none at all")
        writer.merge = False

    for _ in range(2):
        with index.reader() as reader:
            found = reader.leaf_readers()[0][0].column_reader("c")
            assert [found[docnum] for docnum in range(len(values) + 1)] == [*values, default]
        index.optimize()


def test_spelling_words_of_a_stemmed_field_are_kept_apart(tmp_path: Path) -> None:
    schema = fields.Schema(text=fields.TEXT(analysis.StemmingAnalyzer(), spelling=True))
    index = index_of(tmp_path, schema, {"text": "rendering shading"}, {"text": "rendering"})
    index.optimize()

    with index.searcher() as searcher:
        assert list(searcher.reader().field_terms("text")) == ["render", "shade"]
        assert searcher.suggest("text", "renderng") == ["rendering"]


def test_spans_nested_and_highlights_work(tmp_path: Path) -> None:
    schema = fields.Schema(kind=fields.ID(stored=True), text=fields.TEXT(WORDS, stored=True))
    index = create_index(tmp_path, schema)
    with index.writer() as writer:
        for number in range(3):
            with writer.group():
                writer.add_document(kind="書", text=f"第 {number} 冊")
                writer.add_document(kind="章", text="人工 的 智慧" if number else "智慧")

    with index.searcher() as searcher:
        near = spans.SpanNear(query.Term("text", "人工"), query.Term("text", "智慧"), slop=2)
        assert sorted(searcher.docs_for_query(near)) == [3, 5]
        books = query.NestedParent(query.Term("kind", "書"), near)
        assert sorted(searcher.docs_for_query(books)) == [2, 4]
        hits = searcher.search(query.Term("text", "智慧"), terms=True)
        assert hits[0].matched_terms() == [("text", "智慧".encode())]
        assert "智慧</b>" in hits[0].highlights("text")
