"""Whoosh's matchers over the application's own segments, against the texts themselves."""

from __future__ import annotations

import random
from math import log
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from whoosh import query
from whoosh.matching import ListMatcher
from whoosh.query import spans
from whoosh.reading import MultiReader
from whoosh.searching import Searcher

from sou.codec.application import drain, reader_of
from sou.errors import QueryTreeError, SearchCancelled
from sou.query.tree import Near
from sou.store.manifest import read_manifest
from sou.store.segment import Segment
from sou.text.fold import fold
from sou.upkeep import index_paths

TEXTS = {
    "a.txt": "人工智慧晶片。GPU晶片貴",
    "b.txt": "智慧的晶片，晶片與人工",
    "c.txt": "gpu不是晶片，NVIDIA是公司",
    "d.txt": "臺灣的晶圓",
}


def segments_of(folder: Path, texts: dict[str, str]) -> list[Segment]:
    """Index some texts, sorted by name; return the segments."""
    for name, text in texts.items():
        path = folder / "files" / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, "utf-8")
    index_paths([folder / "files"], folder / "index")
    manifest = read_manifest(folder / "index")
    return [Segment(folder / "index" / entry.name) for entry in manifest.segments]


@pytest.fixture
def reader(tmp_path: Path) -> Any:
    (segment,) = segments_of(tmp_path, TEXTS)
    return reader_of(segment)


def rows(asked: Any, reader: Any) -> list[int]:
    found: list[int] = drain(asked, reader)[0].tolist()
    return found


def pair(text: str) -> Any:
    return query.Term("pairs", text)


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        (query.Term("chars", "晶"), [0, 1, 2, 3]),
        (query.Term("chars", "台"), [3]),  # folded as the text is
        (query.Term("words", "晶片"), [0, 1, 2]),
        (query.Term("runs", "GPU"), [0, 2]),
        (pair("人工"), [0, 1]),
        (pair("片，"), [1, 2]),
        (query.Term("chars", "龜"), []),
        (query.Term("nowhere", "晶"), []),
        (query.Prefix("pairs", "晶"), [0, 1, 2, 3]),
        (query.Prefix("runs", "NVI"), [2]),
        (query.Wildcard("runs", "*idia"), [2]),
        (query.FuzzyTerm("runs", "gqu"), [0, 2]),
        (query.TermRange("chars", "圆", "圆"), [3]),
        (query.Phrase("pairs", ["人工", "工智"]), [0]),
        (query.Phrase("pairs", ["智慧", "晶片"], slop=3), [0, 1]),
        (query.Phrase("pairs", ["智慧", "晶片"], slop=2), [0]),
        (query.And([pair("晶片"), query.Not(query.Term("runs", "gpu"))]), [1]),
        (query.Every(), [0, 1, 2, 3]),
        (query.Every("runs"), [0, 2]),
        (spans.SpanFirst(pair("智慧"), limit=0), [1]),
        (spans.SpanNear(query.Term("runs", "gpu"), pair("晶片"), slop=1), [0]),
        (spans.SpanNear(query.Term("runs", "gpu"), pair("晶片"), slop=3), [0, 2]),
        (spans.SpanBefore(pair("晶片"), pair("人工")), [1]),
        (spans.SpanNot(pair("晶片"), pair("片，")), [0, 1, 2]),
        (spans.SpanOr([pair("公司"), pair("晶圓")]), [2, 3]),
        (query.ConstantScoreQuery(pair("人工"), 2.0), [0, 1]),
        (query.NestedParent(query.Term("runs", "gpu"), query.Term("runs", "nvidia")), [2]),
    ],
    ids=repr,
)
def test_a_query_of_whoosh_finds_rows(reader: Any, asked: Any, expected: list[int]) -> None:
    assert rows(asked, reader) == expected


class Twice(query.Query):  # type: ignore[misc]  # Whoosh is untyped here
    """A query class that nobody has heard of: rows that hold a pair twice."""

    def __init__(self, text: str) -> None:
        self.text = text

    def estimate_size(self, reader: Any) -> int:
        """Return at most how many rows match."""
        return int(pair(self.text).estimate_size(reader))

    def matcher(self, searcher: Any, context: Any = None) -> Any:
        """Return a matcher of the rows."""
        found = pair(self.text).matcher(searcher, context)
        held = [docnum for docnum, places in found.items_as("positions") if len(places) > 1]
        return ListMatcher(held, all_weights=3.5) if held else found


def test_a_class_of_the_user_is_matched_by_its_own_matcher(reader: Any) -> None:
    found, scores = drain(Twice("晶片"), reader)

    assert found.tolist() == [0, 1]
    assert scores.tolist() == [3.5, 3.5]
    assert rows(query.Or([Twice("晶片"), pair("晶圓")]), reader) == [0, 1, 3]


def test_scores_are_those_of_bm25(reader: Any) -> None:
    found, scores = drain(pair("晶片"), reader)

    lengths = [reader.doc_field_length(row, "pairs") for row in range(4)]
    mean = sum(lengths) / 4
    idf = log(4 / (3 + 1)) + 1
    expected = [
        idf * count * 2.2 / (count + 1.2 * (0.25 + 0.75 * lengths[row] / mean))
        for row, count in ((0, 2), (1, 2), (2, 1))
    ]
    assert found.dtype == np.int64
    assert scores.dtype == np.float32
    assert scores.tolist() == pytest.approx(expected, rel=1e-6)


def test_statistics_may_be_those_of_all_segments(tmp_path: Path) -> None:
    segments = []
    for number, name in enumerate(TEXTS):
        folder = tmp_path / str(number)
        folder.mkdir()
        segments += segments_of(folder, {name: TEXTS[name]})
    readers = [reader_of(segment) for segment in segments]
    (together,) = segments_of(tmp_path, TEXTS)
    asked = query.Or([pair("晶片"), query.Term("chars", "貴"), query.Term("runs", "gpu")])

    whole = Searcher(MultiReader(readers))
    apart = [drain(asked, one, whole)[1].tolist() for one in readers]
    expected = drain(asked, reader_of(together))[1].tolist()
    assert [score for scores in apart for score in scores] == pytest.approx(expected, rel=1e-6)


def test_a_drain_can_be_stopped(reader: Any) -> None:
    def stop() -> None:
        raise SearchCancelled

    with pytest.raises(SearchCancelled):
        drain(query.Every(), reader, check_cancelled=stop)


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (Near(("晶片", "人工"), 3), "Near"),
        (query.Phrase("words", ["晶片", "人工"]), "Phrase .* 'words'"),
        (spans.SpanFirst(query.Term("chars", "晶")), "SpanFirst .* positions"),
    ],
    ids=repr,
)
def test_what_cannot_be_matched_is_refused_by_name(reader: Any, asked: Any, said: str) -> None:
    with pytest.raises(QueryTreeError, match=said):
        drain(asked, reader)


def test_the_reader_answers_whatever_whoosh_asks(reader: Any) -> None:
    assert reader.doc_count_all() == reader.doc_count() == 4
    assert sorted(reader.indexed_field_names()) == ["chars", "pairs", "runs", "words"]
    assert list(reader.field_terms("runs")) == ["gpu", "nvidia"]
    terms = list(reader.all_terms())
    assert terms == sorted(terms)
    assert all(term in reader for term in terms)
    assert list(reader.terms_within("runs", "gpo", 1)) == ["gpu"]
    info = reader.term_info("pairs", "晶片")
    assert (info.weight(), info.doc_frequency(), info.max_weight()) == (5, 3, 2)
    assert (info.min_id(), info.max_id()) == (0, 2)
    lengths = [reader.doc_field_length(row, "chars") for row in range(4)]
    assert reader.field_length("chars") == sum(lengths)
    assert reader.min_field_length("chars") == min(lengths)
    assert reader.max_field_length("chars") == max(lengths)
    assert reader.stored_fields(0) == {}
    assert not reader.has_deletions()
    with Searcher(reader) as searcher:
        hits = searcher.search(query.Term("runs", "gpu"), limit=1, terms=True)
        assert len(hits) == 2
        assert hits.matched_terms() == {("runs", b"gpu")}


@pytest.mark.parametrize("seed", range(3))
def test_positions_are_offsets_in_the_row(tmp_path: Path, seed: int) -> None:
    dice = random.Random(seed)  # noqa: S311  # a test's dice
    alphabet = "晶片智慧人工，。"
    texts = {
        f"{number:02}.txt": "".join(dice.choices(alphabet, k=dice.choice([3, 20, 300])))
        for number in range(12)
    }
    (segment,) = segments_of(tmp_path, texts)
    reader = reader_of(segment)
    folded = [fold(text) for text in texts.values()]
    assert segment.row_count == len(folded)

    for text in reader.field_terms("pairs"):
        found = dict(reader.postings("pairs", text.encode()).items_as("positions"))
        expected = {row: places(one + "\0", text) for row, one in enumerate(folded)}
        assert found == {row: there for row, there in expected.items() if there}
    for _ in range(60):
        one = dice.choice(folded)
        start = dice.randrange(len(one) - 1)
        piece = one[start : start + dice.randrange(2, 7)]
        chain = [piece[at : at + 2] for at in range(len(piece) - 1)]
        asked = query.Phrase("pairs", chain) if len(chain) > 1 else pair(piece)
        assert rows(asked, reader) == [row for row, one in enumerate(folded) if piece in one]


def places(text: str, piece: str) -> list[int]:
    return [at for at in range(len(text)) if text.startswith(piece, at)]


def test_long_documents_have_several_rows(tmp_path: Path) -> None:
    text = "。".join(f"第{number}段的晶片" * 12 for number in range(40))
    (segment,) = segments_of(tmp_path, {"long.txt": text})
    found = rows(pair("晶片"), reader_of(segment))

    assert segment.row_count > 3
    assert found == list(range(segment.row_count))
