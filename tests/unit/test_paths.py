import os
from pathlib import Path

import pytest

from sou.errors import ConfigError
from sou.paths import index_location, named_indexes


def test_without_a_choice_the_default_name_in_the_data_folder(tmp_path: Path) -> None:
    environ = {"XDG_DATA_HOME": str(tmp_path)}

    assert index_location(None, environ) == tmp_path / "sou" / "indexes" / "default"


def test_a_relative_data_home_is_ignored_as_the_specification_asks() -> None:
    location = index_location(None, {"XDG_DATA_HOME": "data"})

    assert location.is_absolute()
    assert location.parts[-3:] == ("sou", "indexes", "default")


def test_an_option_comes_before_the_environment(tmp_path: Path) -> None:
    environ = {"XDG_DATA_HOME": str(tmp_path), "SOU_INDEX": "工作"}

    assert index_location(None, environ).name == "工作"
    assert index_location("筆記", environ).name == "筆記"


def test_empty_values_count_as_not_given(tmp_path: Path) -> None:
    environ = {"XDG_DATA_HOME": str(tmp_path), "SOU_INDEX": ""}

    assert index_location("", environ).name == "default"


@pytest.mark.parametrize("value", ["./索引", "../索引", ".索引", "a/b", "."])
def test_what_looks_like_a_folder_is_one(
    value: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)

    assert index_location(value, {}) == Path(os.path.normpath(tmp_path / value))


def test_a_tilde_is_the_home_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))

    assert index_location("~/索引", {}) == tmp_path / "索引"


def test_the_home_of_nobody_is_an_error() -> None:
    with pytest.raises(ConfigError, match="names no folder"):
        index_location("~no-such-user-here/索引", {})


@pytest.mark.parametrize("name", ["筆記", "a", "Work-2026_v1.2", "x" * 64])
def test_names_are_words(name: str, tmp_path: Path) -> None:
    assert index_location(name, {"XDG_DATA_HOME": str(tmp_path)}).name == name


@pytest.mark.parametrize(
    "name", ["-v", "a b", "a\n", "a:b", "trailing.", "x" * 65, "\x1b[31m", "*"]
)
def test_other_names_are_refused(name: str) -> None:
    with pytest.raises(ConfigError, match="cannot name an index"):
        index_location(name, {})


def test_named_indexes_are_the_folders_there(tmp_path: Path) -> None:
    folder = tmp_path / "sou" / "indexes"
    for name in ("筆記", "default", ".hidden"):
        (folder / name).mkdir(parents=True)
    (folder / "file").write_text("")

    assert named_indexes({"XDG_DATA_HOME": str(tmp_path)}) == ["default", "筆記"]


def test_without_a_data_folder_there_are_no_indexes(tmp_path: Path) -> None:
    assert named_indexes({"XDG_DATA_HOME": str(tmp_path / "none")}) == []
