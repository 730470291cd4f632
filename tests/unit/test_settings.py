"""Where an option is set, what counts, and what a project's file may not do."""

from __future__ import annotations

import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from sou.cli.arguments import Argument
from sou.cli.main import root, subcommands
from sou.errors import ConfigError
from sou.options import FREE_TABLES, OPTIONS
from sou.output.configured import defaults_text, settings_text
from sou.settings import Settings, read_settings


class Home:
    """A user's folder of configuration, and a project with a folder in it."""

    def __init__(self, base: Path) -> None:
        self.user = base / "設定"
        self.project = base / "專案"
        self.folder = self.project / "章" / "節"
        self.folder.mkdir(parents=True)
        self.user.mkdir()

    def settings(self, *flags: str, **environ: str) -> Settings:
        return read_settings({"SOU_CONFIG": str(self.user), **environ}, str(self.folder), flags)

    def write_user(self, text: str) -> None:
        (self.user / "config.toml").write_text(text, "utf-8")

    def write_project(self, text: str) -> None:
        (self.project / ".sou.toml").write_text(text, "utf-8")


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path)


def test_without_files_everything_is_default(home: Home) -> None:
    settings = home.settings()

    assert {one.origin for one in settings.by_name.values()} == {"default"}
    assert settings.given() == {}
    assert set(settings.by_name) == set(OPTIONS)


def test_a_flag_comes_before_the_environment_the_project_the_user_and_the_default(
    home: Home,
) -> None:
    def found(settings: Settings) -> tuple[object, str]:
        one = settings.by_name["search.limit"]
        return one.value, one.origin

    seen = [found(home.settings())]
    home.write_user("[search]\nlimit = 20\n")
    seen.append(found(home.settings()))
    home.write_project("[search]\nlimit = 30\n")
    seen.append(found(home.settings()))
    seen.append(found(home.settings(SOU_SEARCH_LIMIT="40")))
    seen.append(found(home.settings("search.limit=50", SOU_SEARCH_LIMIT="40")))

    assert seen == [
        (10, "default"),
        (20, "user"),
        (30, "project"),
        (40, "environment"),
        (50, "flag"),
    ]


def test_where_a_value_was_set_is_said(home: Home) -> None:
    home.write_user("[search]\nsnippets = 2\n")
    home.write_project("[search]\nlimit = 30\n")
    settings = home.settings(SOU_INDEX_EXCLUDE="*.log, 草稿/")

    assert settings.by_name["search.snippets"].where == str(home.user / "config.toml")
    assert settings.by_name["search.limit"].where == str(home.project / ".sou.toml")
    assert settings.by_name["index.exclude"].where == "SOU_INDEX_EXCLUDE"
    assert settings.by_name["index.exclude"].value == ("*.log", "草稿/")


def test_the_nearest_file_of_a_project_counts(home: Home) -> None:
    home.write_project("[search]\nlimit = 30\n")
    (home.folder.parent / ".sou.toml").write_text("[search]\nsnippets = 3\n", "utf-8")

    assert home.settings().given() == {"search.snippets": 3}


def test_a_projects_index_is_a_folder_in_it(home: Home) -> None:
    home.write_project('[index]\nname = "./.sou"\nexclude = ["*.log"]\n')

    assert home.settings().given() == {
        "index.name": os.path.realpath(home.project / ".sou"),
        "index.exclude": ("*.log",),
    }


@pytest.mark.parametrize("name", ["default", "../別處", "/tmp/索引", ".", "~/x", "./a/../.."])  # noqa: S108
def test_a_project_cannot_have_its_index_elsewhere(home: Home, name: str) -> None:
    home.write_project(f'[index]\nname = "{name}"\n')

    if name == "~/x":  # no home is looked up: a folder called ~
        assert home.settings().given()["index.name"] == os.path.realpath(home.project / "~" / "x")
        return
    with pytest.raises(ConfigError, match=r"the index of a project is a folder in it"):
        home.settings()


def test_a_link_out_of_the_project_is_no_way_past(home: Home, tmp_path: Path) -> None:
    (home.project / "連結").symlink_to(tmp_path)
    home.write_project('[index]\nname = "./連結/索引"\n')

    with pytest.raises(ConfigError, match=r"the index of a project is a folder in it"):
        home.settings()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[extract]\n".doc" = ["rm", "{path}"]\n', "[extract] is left out: a project's file runs"),
        ('[open]\n".pdf" = ["rm", "{path}"]\n', "[open] is left out: a project's file runs no"),
        ('[keys]\n"a" = ["b"]\n', "[keys] is left out"),
        ("[app]\nhistory = true\n", "history of [app] is left out"),
        ('[json]\ntext = ["a"]\n', "text of [json] is left out"),
        ('[index]\nname = "./i"\nfollow = true\n', "follow of [index] is left out"),
        ('[index]\nname = "./i"\nfile_memory = "9G"\n', "file_memory of [index] is left out"),
    ],
)
def test_what_a_project_may_not_do_is_left_out_and_said(home: Home, text: str, said: str) -> None:
    home.write_project(text)
    settings = home.settings()

    assert set(settings.given()) <= {"index.name"}
    assert [said in one for one in settings.warnings] == [True]
    assert settings.tables == {}


def test_what_a_project_says_of_files_is_not_for_another_index(home: Home) -> None:
    home.write_user('[index]\nexclude = ["*.tmp"]\n')
    home.write_project('[index]\nexclude = ["*"]\n')

    settings = home.settings()

    assert settings.given() == {"index.exclude": ("*.tmp",)}
    assert "it is for the project's own index" in settings.warnings[0]
    home.write_project('[index]\nname = "./i"\nexclude = ["*"]\n')
    assert home.settings("index.name=mine").given()["index.exclude"] == ("*.tmp",)
    assert home.settings().given()["index.exclude"] == ("*",)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="wants to be root")
def test_a_file_of_another_user_is_left_out(home: Home) -> None:
    home.write_project("[search]\nlimit = 3\n")
    os.chown(home.project / ".sou.toml", 12345, -1)

    settings = home.settings()

    assert settings.given() == {}
    assert settings.warnings[0].endswith("it belongs to another user")


def test_a_project_can_be_left_out(home: Home) -> None:
    home.write_project("[search]\nlimit = 3\n")

    assert home.settings(SOU_NO_PROJECT="1").given() == {}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[serch]\n", "[serch] is no table; did you mean search?"),
        ("[search]\nlimits = 1\n", "limits is no option of [search]; did you mean limit?"),
        ('[search]\nlimit = "1"\n', "limit of [search] is a whole number"),
        ("[search]\nlimit = true\n", "limit of [search] is a whole number"),
        ("[search]\nlimit = -2\n", "limit of [search] is -1 or more, not -2"),
        ("[search]\nall = 1\n", "all of [search] is true or false"),
        ('[search]\nsort = "name"\n', "sort of [search] is one of score, date, path, size, not"),
        ('[index]\nmax_size = "9"\n', "max_size of [index] is a size, as 900M or 2G"),
        ("[index]\nexclude = [1]\n", "exclude of [index] is a list of texts"),
        ('[index]\nname = ""\n', "name of [index] is a text"),
    ],
)
@pytest.mark.parametrize("whose", ["user", "project"])
def test_what_makes_no_sense_is_refused_by_name(
    home: Home, text: str, message: str, whose: str
) -> None:
    write = home.write_user if whose == "user" else home.write_project
    write(text)

    with pytest.raises(ConfigError) as caught:
        home.settings()

    folder, name = (home.user, "config.toml") if whose == "user" else (home.project, ".sou.toml")
    assert str(caught.value).startswith(f"{folder / name}: {message}")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("a = " + "[" * 100_000, "lists are nested too deep"),
        ("# " + "x" * (1 << 20), "is longer than 1 MiB"),
    ],
    ids=["deep", "long"],
)
def test_a_file_made_to_harm_is_refused(home: Home, content: str, said: str) -> None:
    home.write_project(content)

    with pytest.raises(ConfigError, match=said):
        home.settings()


@pytest.mark.parametrize(
    ("flag", "message"),
    [
        ("search.limit", "--set search.limit: write NAME=VALUE, as in search.limit=20"),
        ("search.limt=1", "--set search.limt: there is no such option; did you mean search.limit?"),
        ("search.limit=x", "--set search.limit=x: limit of [search] is a whole number"),
        ("json.text=a", "--set json.text: it is set in config.toml only"),
    ],
)
def test_a_flag_that_makes_no_sense_is_refused(home: Home, flag: str, message: str) -> None:
    with pytest.raises(ConfigError) as caught:
        home.settings(flag)

    assert str(caught.value) == message


def test_a_variable_that_makes_no_sense_is_refused(home: Home) -> None:
    with pytest.raises(ConfigError, match=r"^\$SOU_SEARCH_ALL: all of \[search\] is true or false"):
        home.settings(SOU_SEARCH_ALL="perhaps")


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("SOU_SEARCH_LIMT", "did you mean SOU_SEARCH_LIMIT?"),
        ("SOU_APP_THEMES", "did you mean SOU_APP_THEME?"),
        ("SOU_INDEX_HIDEN", "did you mean SOU_INDEX_HIDDEN?"),
    ],
)
def test_a_variable_that_is_not_known_is_refused(name: str, meant: str, home: Home) -> None:
    with pytest.raises(ConfigError) as caught:
        home.settings(**{name: "1"})

    assert str(caught.value) == f"${name} sets no option; {meant}"
    assert home.settings(**{name: ""}).given() == {}


def test_the_users_index_does_not_depend_on_the_folder(home: Home) -> None:
    home.write_user('[index]\nname = "./x"\n')

    with pytest.raises(ConfigError, match="depends on the current folder"):
        home.settings()


def test_without_files_only_flags_and_the_environment_count(home: Home) -> None:
    home.write_user("[search]\nlimit = 20\nall = true\n")
    found = read_settings(
        {"SOU_CONFIG": str(home.user), "SOU_SEARCH_SNIPPETS": "2"},
        str(home.folder),
        uses_files=False,
    )

    assert found.given() == {"search.snippets": 2}


def test_what_is_shown_is_a_file_that_says_the_same(home: Home) -> None:
    home.write_user(
        '[search]\nlimit = 20\n[index]\nexclude = ["*.log"]\n[keys]\n"search.edit" = ["f12"]\n'
    )
    settings = home.settings()
    shown = tomllib.loads(settings_text(settings))

    assert set(shown) == {*(one.table for one in OPTIONS.values()), *FREE_TABLES}
    assert shown["search"]["limit"] == 20
    assert shown["index"]["exclude"] == ["*.log"]
    assert shown["keys"] == {"search.edit": ["f12"]}
    for name, one in settings.by_name.items():
        table, key = name.split(".")
        value = list(one.value) if isinstance(one.value, tuple) else one.value
        assert shown[table].get(key) == value


def test_a_file_to_begin_with_sets_nothing_and_every_line_of_it_can(home: Home) -> None:
    text = defaults_text()
    home.write_user(text)
    assert home.settings().given() == {}

    set_lines = [
        line.removeprefix("# ") if " = " in line and line.startswith("# ") else line
        for line in text.splitlines()
    ]
    home.write_user("\n".join(set_lines).replace('"./.sou"', '"default"'))
    found = home.settings()

    assert set(found.given()) == set(OPTIONS)
    for one in found.by_name.values():
        assert one.option.default in (None, (), one.value)


def linked() -> list[tuple[str, Argument]]:
    return [
        (command.name, argument)
        for command in (root(), *subcommands())
        for argument in command.arguments
        if argument.option
    ]


def test_flags_have_the_defaults_of_their_options() -> None:
    assert len(linked()) > 30
    for command, argument in linked():
        option = OPTIONS[argument.option]
        if argument.kind == "switch":
            assert option.default is not argument.says, (command, argument.names)
        elif argument.default is not None:
            assert argument.default == option.default, (command, argument.names)
        if argument.choices:
            assert argument.choices == option.choices


def test_every_option_of_a_run_has_a_flag() -> None:
    named = {argument.option for _, argument in linked()}

    assert {name for name, one in OPTIONS.items() if one.is_for_a_run} <= named


def test_a_cold_search_without_files_reads_no_settings(tmp_path: Path) -> None:
    script = (
        "import sys; from sou.cli.main import main; main()\n"
        "print(*sorted({'sou.settings', 'tomllib'} & set(sys.modules)))"
    )

    def loaded(**environ: str) -> str:
        finished = subprocess.run(
            [sys.executable, "-c", script, "search", "-q", "晶片"],
            env={"SOU_CONFIG": str(tmp_path), "SOU_INDEX": str(tmp_path / "i"), **environ},
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=True,
        )
        return finished.stdout.strip()

    assert loaded() == ""
    assert loaded(SOU_SEARCH_LIMIT="3") == "sou.settings"
    (tmp_path / ".sou.toml").touch()
    assert loaded() == "sou.settings tomllib"
    assert loaded(SOU_NO_PROJECT="1") == ""
    (tmp_path / "config.toml").symlink_to("nowhere")
    assert "sou.settings" in loaded(SOU_NO_PROJECT="1")
