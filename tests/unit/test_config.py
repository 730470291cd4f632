"""What a configuration file may say, and how it is told that it makes no sense."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from sou.config import (
    AppOptions,
    Config,
    Extractor,
    JsonFields,
    config_of_process,
    config_to_data,
    load_config,
)
from sou.errors import ConfigError

EXAMPLE = """
[extract]
".doc" = ["antiword", "-m", "UTF-8.txt", "{path}"]
".HWP" = ["hwp5txt", "{path}"]

[json]
text = ["標題", "article.body"]
date = ["posted"]

[app]
language = "zh-Hans"
history = false
theme = "ansi"
ambiguous_width = 2

[keys]
"search.edit" = ["ctrl+e"]
viewer.back = ["x"]
"""


def written(folder: Path, text: str) -> Path:
    (folder / "config.toml").write_text(text, encoding="utf-8")
    return folder


def refusal(folder: Path, text: str) -> str:
    with pytest.raises(ConfigError) as caught:
        load_config(written(folder, text))
    return str(caught.value)


def test_without_a_file_everything_is_default(tmp_path: Path) -> None:
    assert load_config(tmp_path / "無") == Config()
    assert load_config(written(tmp_path, "")) == Config()
    assert Config().command(".doc") is None


def test_a_file_says_commands_and_fields(tmp_path: Path) -> None:
    config = load_config(written(tmp_path, EXAMPLE))

    assert config.command(".doc") == ("antiword", "-m", "UTF-8.txt", "{path}")
    assert config.command(".hwp") == ("hwp5txt", "{path}")
    assert config.json == JsonFields(text=("標題", "article.body"), date=("posted",))
    assert config.app == AppOptions(
        language="zh-Hans", history=False, theme="ansi", ambiguous_width="2"
    )
    assert config.keys == (("search.edit", ("ctrl+e",)), ("viewer.back", ("x",)))


def test_a_configuration_survives_the_way_to_another_process(tmp_path: Path) -> None:
    extractors = (Extractor(".abc", "abc_reader:read", "abc-reader", "1.0"),)
    config = replace(load_config(written(tmp_path, EXAMPLE)), extractors=extractors)

    assert config_of_process(json.loads(json.dumps(config_to_data(config)))) == config


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[extrakt]\n", "[extrakt] is no table; did you mean extract?"),
        ("[zzz]\n", "[zzz] is no table; there are index, search, app, json, extract, open, keys"),
        ("json = 1\n", "json is a table: write [json], and its options below"),
        ('[app]\nlang = "en"\n', "lang is no option of [app]; did you mean language?"),
        (
            '[app]\nlanguage = "zh"\n',
            "language of [app] is one of zh-Hant, zh-Hans, en, not 'zh'",
        ),
        ('[app]\nhistory = "no"\n', "history of [app] is true or false"),
        (
            '[app]\ntheme = "blue"\n',
            "theme of [app] is one of auto, dark, light, ansi, not 'blue'",
        ),
        ("[app]\nambiguous_width = 3\n", "ambiguous_width of [app] is one of auto, 1, 2, not 3"),
        (
            "[app]\nambiguous_width = true\n",
            "ambiguous_width of [app] is one of auto, 1, 2, not True",
        ),
        (
            '[keys]\n"search.edit" = "f4"\n',
            '"search.edit" of [keys] is a list of texts: write ["…", "…"]',
        ),
        ('[json]\ntexts = ["a"]\n', "texts is no option of [json]; did you mean text?"),
        ('[json]\ntext = "a"\n', 'text of [json] is a list of texts: write ["…", "…"]'),
        ("[json]\ntext = [1]\n", 'text of [json] is a list of texts: write ["…", "…"]'),
        ('[extract]\ndoc = ["a", "{path}"]\n', "'doc' of [extract] is no suffix: write \".doc\""),
        (
            '[extract]\n".doc" = "antiword {path}"\n',
            '".doc" of [extract] is a list of texts: write ["…", "…"]',
        ),
        (
            '[extract]\n".doc" = ["antiword"]\n',
            '".doc" of [extract] does not say where "{path}" goes',
        ),
    ],
)
def test_what_makes_no_sense_is_refused_with_advice(
    tmp_path: Path, text: str, message: str
) -> None:
    assert refusal(tmp_path, text) == f"{tmp_path / 'config.toml'}: {message}"


def test_what_is_no_toml_or_no_utf8_is_refused_by_name(tmp_path: Path) -> None:
    assert "config.toml: " in refusal(tmp_path, "[json\n")
    (tmp_path / "config.toml").write_bytes("標題 = '中'".encode("big5"))

    with pytest.raises(ConfigError, match="cannot be read as UTF-8 text"):
        load_config(tmp_path)
