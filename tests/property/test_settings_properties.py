"""Whatever a file, a variable or a flag says, it is understood or refused with a reason."""

from __future__ import annotations

import datetime as dt
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sou.config import config_from_data
from sou.errors import ConfigError
from sou.options import FREE_TABLES, OPTIONS, TABLES, checked, value_of_text
from sou.output.configured import toml
from sou.settings import read_settings

SCALARS = st.one_of(
    st.text(max_size=8),
    st.integers(-5, 100),
    st.booleans(),
    st.floats(),
    st.just(dt.date(2024, 5, 1)),
    st.sampled_from(["auto", "score", "900M", "zh-Hant", "{path}", ""]),
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=6,
)
KEYS = st.sampled_from([one.key for one in OPTIONS.values()] + [".doc", "a.b", "", "."])
FILES = st.dictionaries(
    st.sampled_from([*TABLES, "serch", ""]), st.dictionaries(KEYS, VALUES, max_size=3) | VALUES
)


@given(FILES)
def test_any_file_is_understood_or_refused(tables: dict[str, Any]) -> None:
    with suppress(ConfigError):
        config = config_from_data(tables)
        assert {*tables} <= {*TABLES}
        assert all(one.arguments for one in config.extract)


@given(st.sampled_from(list(OPTIONS.values())), VALUES)
def test_any_value_is_one_of_the_option_or_refused(option: Any, value: object) -> None:
    with suppress(ConfigError):
        found = checked(option, value)
        assert found == (tuple(value) if isinstance(value, list) else value)
        assert toml(found)


@given(st.sampled_from(list(OPTIONS.values())), st.text(max_size=12))
def test_any_text_says_a_value_or_is_refused(option: Any, text: str) -> None:
    with suppress(ConfigError):
        found = value_of_text(option, text)
        assert checked(option, list(found) if isinstance(found, tuple) else found) == found


@given(st.lists(st.text(max_size=20) | st.sampled_from(["search.limit=5", "index.name=x"])))
def test_any_flag_is_understood_or_refused(flags: list[str]) -> None:
    with suppress(ConfigError):
        settings = read_settings({"SOU_CONFIG": "/nowhere"}, "", flags)
        assert {one.origin for one in settings.by_name.values()} <= {"flag", "default"}


@given(st.binary(max_size=60))
def test_any_bytes_are_a_file_or_refused_by_name(
    tmp_path_factory: pytest.TempPathFactory, content: bytes
) -> None:
    folder = tmp_path_factory.mktemp("專案")
    (folder / ".sou.toml").write_bytes(content)

    said = ""
    try:
        read_settings({"SOU_CONFIG": "/nowhere"}, str(folder))
    except ConfigError as error:
        said = str(error)

    assert not said or str(folder / ".sou.toml") in said


def test_the_tables_are_told_apart() -> None:
    assert set(TABLES) == {one.table for one in OPTIONS.values()} | set(FREE_TABLES)
