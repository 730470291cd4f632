"""Schemas are JSON: Whoosh's own parts come back, others are asked for, none is run."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from whoosh import analysis, columns, fields, formats
from whoosh.support.charset import accent_map

from sou.codec.index import create_index, open_index
from sou.codec.schema import packed_schema
from sou.codec.schema_spec import is_complete, schema_from_plain, schema_to_plain

FIELDS = {
    "id": fields.ID(stored=True, unique=True),
    "ids": fields.IDLIST(expression=re.compile("[^,]+", re.IGNORECASE)),
    "text": fields.TEXT(stored=True, sortable=True, field_boost=2.0, vector=True),
    "chars": fields.TEXT(chars=True, analyzer=analysis.StemmingAnalyzer(), spelling=True),
    "french": fields.TEXT(lang="fr", phrase=False),
    "accents": fields.TEXT(analysis.StandardAnalyzer() | analysis.CharsetFilter(accent_map)),
    "keyword": fields.KEYWORD(commas=True, scorable=True, lowercase=True),
    "int": fields.NUMERIC(int, 64, signed=False, sortable=True),
    "float": fields.NUMERIC(float, default=1.5),
    "decimal": fields.NUMERIC(Decimal, decimal_places=2),
    "moment": fields.DATETIME(stored=True, sortable=True),
    "flag": fields.BOOLEAN(stored=True),
    "gram": fields.NGRAM(minsize=1, maxsize=2, phrase=True),
    "gramwords": fields.NGRAMWORDS(at="start", queryor=True),
    "stored": fields.STORED(),
    "column": fields.COLUMN(columns.RefBytesColumn()),
    "boosts": fields.FieldType(formats.CharacterBoosts(), analysis.SimpleAnalyzer(), scorable=True),
}


def as_json(schema: Any) -> str:
    return json.dumps(schema_to_plain(packed_schema(schema)))


def restored(schema: Any) -> Any:
    return schema_from_plain(json.loads(as_json(schema)))


@pytest.mark.parametrize("name", FIELDS)
def test_a_field_comes_back_with_all_its_parts(name: str) -> None:
    schema = fields.Schema(**{name: FIELDS[name]})

    found = restored(schema)

    assert as_json(found) == as_json(schema)
    assert found[name].format == FIELDS[name].format
    assert found[name].__dict__.keys() == FIELDS[name].__dict__.keys()
    assert found[name].analyzer == FIELDS[name].analyzer
    assert found.names() == schema.names()
    if found[name].indexed:
        value = 3 if isinstance(FIELDS[name], fields.NUMERIC) else "Élan, running ends 晶片"
        if not isinstance(FIELDS[name], fields.DATETIME):
            assert terms(found[name], value) == terms(FIELDS[name], value)


def terms(field: Any, value: Any) -> list[tuple[bytes, int, float]]:
    return sorted((term, frequency, weight) for term, frequency, weight, _ in field.index(value))


def test_patterns_of_names_and_names_of_parts_come_back() -> None:
    schema = fields.Schema()
    schema.add("*_日", fields.DATETIME, glob=True)
    schema.add("文", fields.TEXT(spelling=True, analyzer=analysis.StemmingAnalyzer()))

    found = restored(schema)

    assert isinstance(found["出版_日"], fields.DATETIME)
    assert found.names() == ["spell_文", "文"]
    found.remove("文")
    assert found.names() == []


def test_the_schema_that_was_given_is_left_alone() -> None:
    text = fields.TEXT()
    schema = fields.Schema(text=text)

    mine = packed_schema(schema)

    assert type(text.format) is formats.Positions
    assert schema["text"] is text
    assert type(mine["text"].format) is not formats.Positions
    assert mine == schema


class OwnTokenizer(analysis.Tokenizer):  # type: ignore[misc]  # Whoosh is untyped here
    def __call__(self, value: str, **options: Any) -> Iterator[Any]:
        for position, text in enumerate(value):
            yield analysis.Token(text=text, pos=position, boost=1.0, stopped=False)

    def has_morph(self) -> bool:
        return False


def test_a_part_of_the_application_is_asked_for_by_name(tmp_path: Path) -> None:
    schema = fields.Schema(text=fields.TEXT(analyzer=OwnTokenizer(), stored=True))
    index = create_index(tmp_path, schema)
    with index.writer() as writer:
        writer.add_document(text="晶片")

    assert not is_complete(schema_to_plain(packed_schema(schema)))
    with pytest.raises(fields.FieldConfigurationError, match=r"'text'.*OwnTokenizer"):
        open_index(tmp_path)
    with open_index(tmp_path, schema).searcher() as searcher:
        assert searcher.document(text="晶") == {"text": "晶片"}


def test_a_given_schema_follows_what_its_writers_change(tmp_path: Path) -> None:
    index = create_index(tmp_path, fields.Schema(text=fields.TEXT(analyzer=OwnTokenizer())))
    writer = index.writer()
    writer.add_field("dropped", fields.ID)
    writer.cancel()
    index.add_field("kept", fields.ID)

    assert index.schema.names() == ["kept", "text"]


class OwnFormat(formats.Positions):  # type: ignore[misc]  # Whoosh is untyped here
    pass


@pytest.mark.parametrize(
    "field",
    [
        fields.COLUMN(columns.PickleColumn(columns.VarBytesColumn())),
        fields.COLUMN(columns.CompressedBlockColumn()),
        fields.COLUMN(columns.CompressedBytesColumn(module="antigravity")),
        fields.FieldType(OwnFormat(), analysis.SimpleAnalyzer()),
        fields.TEXT(vector=OwnFormat()),
    ],
    ids=["PickleColumn", "CompressedBlockColumn", "CompressedBytesColumn", "OwnFormat", "vector"],
)
def test_a_field_that_pickles_is_refused_by_name(tmp_path: Path, field: Any) -> None:
    with pytest.raises(fields.FieldConfigurationError, match="欄"):
        create_index(tmp_path, fields.Schema(欄=field))

    index = create_index(tmp_path, fields.Schema())
    writer = index.writer()
    with pytest.raises(fields.FieldConfigurationError, match="欄"):
        writer.add_field("欄", field)
    writer.cancel()


def crafted(part: Any) -> dict[str, Any]:
    """Return a schema whose file names something it should not."""
    return {"fields": {"text": part}, "subfields": {}, "dynamic": {}}


@pytest.mark.parametrize(
    "part",
    [
        {"$": ["object", ["subprocess", "Popen", {"args": "true"}]]},
        {"$": ["object", ["whoosh.writing", "SegmentWriter", {}]]},
        {"$": ["object", ["whoosh.fields", "datetime", {}]]},
        {"$": ["object", ["whoosh.fields", "re.compile", {}]]},
        {"$": ["object", ["whoosh.nowhere", "TEXT", {}]]},
        {"$": ["function", ["os", "system"]]},
        {"$": ["function", ["whoosh.cli", "main"]]},
        {"$": ["function", ["whoosh.lang.porter", "re"]]},
        {"$": ["code", "print()"]},
    ],
    ids=repr,
)
def test_a_crafted_schema_names_nothing_but_parts_of_schemas(part: Any) -> None:
    with pytest.raises(fields.FieldConfigurationError):
        schema_from_plain(crafted(part))


def test_a_crafted_column_imports_nothing() -> None:
    column = ["whoosh.columns", "CompressedBytesColumn", {"_level": 3, "_module": "antigravity"}]
    state = {"column_type": {"$": ["object", column]}}

    with pytest.raises(fields.FieldConfigurationError, match="zlib"):
        schema_from_plain(crafted({"$": ["object", ["whoosh.fields", "COLUMN", state]]}))
