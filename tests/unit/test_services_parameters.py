import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from sou.errors import RequestError
from sou.model import SearchRequest
from sou.services import questions
from sou.services.parameters import Parameter, checked, from_address, object_schema

PARAMETERS = (
    Parameter("query", "", is_required=True, least=1, most=5),
    Parameter("limit", "", "integer", default=10, least=1, most=100),
    Parameter("all", "", "boolean", default=False),
    Parameter("sort", "", choices=("score", "path"), default="score"),
    Parameter("filters", "", "texts", most=4, most_texts=2),
    Parameter("page", "", "integer", most=9),
)
DEFAULTS = {"limit": 10, "all": False, "sort": "score", "filters": (), "page": None}
VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-2, 120),
    st.floats(-2, 120),
    st.sampled_from(["score", "path", "", "晶片", "晶片晶片晶片", "5"]),
    st.lists(st.one_of(st.text(max_size=6), st.integers()), max_size=3),
)
OBJECTS = st.dictionaries(
    st.sampled_from([*(one.name for one in PARAMETERS), "other"]), VALUES, max_size=4
)


@given(OBJECTS)
def test_what_is_refused_is_what_the_schema_refuses(value: dict[str, Any]) -> None:
    """jsonschema is the judge: one declaration makes the schema and the checks."""
    is_valid = Draft202012Validator(object_schema(PARAMETERS)).is_valid(value)

    try:
        found = checked(PARAMETERS, value)
    except RequestError:
        assert not is_valid
    else:
        assert is_valid
        assert found["limit"] == value.get("limit", 10)
        assert type(found["limit"]) is int


def test_what_is_left_out_is_as_declared() -> None:
    assert checked(PARAMETERS, {"query": "晶片"}) == {"query": "晶片", **DEFAULTS}


@pytest.mark.parametrize(
    ("address", "found"),
    [
        ("query=a", {}),
        ("query=a&limit=7&all=true&sort=path", {"limit": 7, "all": True, "sort": "path"}),
        ("query=a&filters=x&filters=y", {"filters": ("x", "y")}),
        ("filters=%E6%99%B6&query=a", {"filters": ("晶",)}),
        ("query=a+b", {"query": "a b"}),
        ("query=%FF%00", {"query": "\udcff\0"}),
    ],
)
def test_an_address_is_read(address: str, found: dict[str, Any]) -> None:
    assert from_address(PARAMETERS, address.encode()) == {"query": "a", **DEFAULTS, **found}


@pytest.mark.parametrize(
    "address",
    [
        "",
        "query=",
        "query=a&query=b",
        "query=a&limit=",
        "query=a&limit=1.5",
        "query=a&limit=+5",
        "query=a&limit=1_0",
        "query=a&limit=٣",
        "query=a&all=1",
        "query=a&all=True",
        "query=a&x",
        "query=a&filters=1&filters=2&filters=3",
        "query=a" + "&filters=1" * 300,
    ],
)
def test_an_address_that_makes_no_sense_is_refused(address: str) -> None:
    with pytest.raises(RequestError):
        from_address(PARAMETERS, address.encode())


def test_all_questions_have_schemas_that_are_schemas() -> None:
    for name in ("SEARCH", "SUGGEST", "EXPLAIN", "DOCUMENTS", "TEXT", "READ"):
        schema = object_schema(getattr(questions, name))

        Draft202012Validator.check_schema(schema)
        assert json.loads(json.dumps(schema)) == schema
        for field in schema["properties"].values():
            assert field["description"].endswith(".")


def test_a_question_left_at_its_defaults_is_a_request_left_at_its() -> None:
    made = questions.search_request(checked(questions.SEARCH, {"query": "晶片"}))

    assert made == SearchRequest("晶片", limit=10)
