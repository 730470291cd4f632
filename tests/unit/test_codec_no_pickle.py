"""Nothing is pickled or unpickled on the way of an index through its life."""

from __future__ import annotations

import pickle
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from whoosh import analysis, fields, formats, query, sorting
from whoosh.codec import memory, plaintext, whoosh3  # noqa: F401  # so that their pickles break too
from whoosh.qparser import MultifieldParser
from whoosh.query import spans

from sou.codec.index import NumpyIndex, create_index, open_index

PICKLES = {
    id(getattr(module, name))
    for module in (pickle, sys.modules["_pickle"])
    for name in ("dump", "dumps", "load", "loads", "Pickler", "Unpickler", "_Pickler", "_Unpickler")
    if hasattr(module, name)
}


@pytest.fixture
def no_pickles(monkeypatch: pytest.MonkeyPatch) -> int:
    """Break every name for pickling in every module; return how many there were."""

    def broken(*arguments: Any, **options: Any) -> None:
        raise AssertionError("something was pickled")

    found = 0
    for module in [module for module in sys.modules.values() if module is not None]:
        if module.__name__.split(".")[0] not in {"whoosh", "pickle", "_pickle", "sou", "shelve"}:
            continue
        for name, value in list(vars(module).items()):
            if id(value) in PICKLES:
                monkeypatch.setattr(module, name, broken)
                found += 1
    return found


def schema() -> Any:
    words = analysis.RegexTokenizer(r"\S+")
    return fields.Schema(
        id=fields.ID(stored=True, unique=True, sortable=True),
        text=fields.TEXT(words, stored=True, sortable=True, vector=True),
        chars=fields.TEXT(words, chars=True, vector=formats.Frequency()),
        boosts=fields.FieldType(formats.CharacterBoosts(), words, scorable=True),
        stems=fields.TEXT(analysis.StemmingAnalyzer(), spelling=True),
        number=fields.NUMERIC(float, stored=True, sortable=True),
        moment=fields.DATETIME(stored=True, sortable=True),
        tags=fields.KEYWORD(stored=True, scorable=True, sortable=True),
        grams=fields.NGRAM(phrase=True),
        flag=fields.BOOLEAN(stored=True),
        anything=fields.STORED,
    )


def fill(index: NumpyIndex, start: int) -> None:
    with index.writer() as writer:
        for number in range(start, start + 20):
            text = f"人工 智慧 晶片 第{number}"
            writer.update_document(
                id=str(number),
                text=text,
                chars=text,
                boosts=text,
                stems="rendering shades",
                number=number / 3,
                moment=datetime(2024, 1, 1 + number % 31),
                tags=f"甲 乙{number % 3}",
                grams=text,
                flag=number % 2 == 0,
                anything=[number, {"深": (b"\0", None)}],
            )
        writer.delete_by_query(query.Term("id", str(start + 1)))


def test_no_step_of_an_index_pickles(tmp_path: Path, no_pickles: int) -> None:
    assert no_pickles > 20
    index = create_index(tmp_path, schema())
    index.writer().cancel()
    for start in range(0, 60, 15):
        fill(index, start)
    index.add_field("later", fields.TEXT)
    index = open_index(tmp_path)
    searcher = index.searcher()
    search(searcher)
    index.optimize()
    searcher = searcher.refresh()
    search(searcher)
    searcher.close()


def search(searcher: Any) -> None:
    parser = MultifieldParser(["text", "stems"], searcher.schema)
    for words in (
        "人工 智慧",
        '"智慧 晶片"',
        "人*",
        "number:[3 to 9]",
        "moment:20240105",
        "render",
    ):
        hits = searcher.search(parser.parse(words), limit=7, terms=True)
        assert len(hits), words
        assert hits[0].fields()["anything"][1] == {"深": (b"\0", None)}
        assert hits.has_matched_terms()
        if words == "人工 智慧":
            assert "智慧</b>" in hits[0].highlights("text")
    near = spans.SpanNear2([query.Term("chars", "人工"), query.Term("boosts", "晶片")], slop=3)
    searcher.search(near)
    hits = searcher.search(
        query.Every(),
        limit=None,
        sortedby=[sorting.FieldFacet("tags"), sorting.FieldFacet("number", reverse=True)],
        groupedby="tags",
        collapse="flag",
    )
    assert hits.groups()
    assert searcher.search(query.Every(), sortedby="moment").scored_length() == 10
    docnum = searcher.document_number(id="3")
    assert dict(searcher.vector_as("positions", docnum, "text"))["晶片"] == [2]
    assert dict(searcher.vector_as("frequency", docnum, "chars"))["晶片"] == 1
    assert searcher.suggest("stems", "renderng") == ["rendering"]
    assert searcher.key_terms([docnum], "text")
