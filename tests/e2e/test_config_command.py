"""What files, variables and flags set is what commands do; ``sou config`` says so."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from sou.cli.config_reference import config_reference

ROOT = Path(__file__).parents[2]
SOU = [sys.executable, "-c", "from sou.cli.main import main; raise SystemExit(main())"]


class Place:
    """A project of three notes, in two folders, and a user's configuration."""

    def __init__(self, base: Path) -> None:
        self.base, self.project, self.config = base, base / "專案", base / "設定"
        for folder in (self.project / "筆記", self.config):
            folder.mkdir(parents=True)
        for name, text in (("甲", "晶片"), ("乙", "晶片與半導體"), ("丙", "芯片")):
            (self.project / "筆記" / f"{name}.txt").write_text(text, "utf-8")

    def sou(self, *words: str, **environ: str) -> subprocess.CompletedProcess[str]:
        kept = {name: text for name, text in os.environ.items() if not name.startswith("SOU_")}
        kept |= {"SOU_CONFIG": str(self.config), "XDG_DATA_HOME": str(self.base / "資料")}
        return subprocess.run(
            [*SOU, *words],
            env={**kept, **environ},
            cwd=self.project,
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
            timeout=60,
        )

    def found(self, *words: str, **environ: str) -> list[str]:
        lines = self.sou("search", "--jsonl", *words, **environ).stdout.splitlines()
        return sorted(Path(json.loads(line)["path"]).stem for line in lines)


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path)


def option(shown: dict[str, Any], name: str) -> dict[str, Any]:
    return next(one for one in shown["options"] if one["name"] == name)


def test_a_search_is_as_configured_until_a_flag_says_otherwise(place: Place) -> None:
    assert place.sou("index", "筆記").returncode == 0
    assert place.found("晶片") == ["丙", "乙", "甲"]

    (place.config / "config.toml").write_text("[search]\nregional = false\n", "utf-8")
    assert place.found("晶片") == ["乙", "甲"]
    assert place.found("--set", "search.regional=true", "晶片") == ["丙", "乙", "甲"]
    assert place.found("--no-config", "晶片") == ["丙", "乙", "甲"]
    assert place.found("晶片", SOU_SEARCH_REGIONAL="true") == ["丙", "乙", "甲"]

    (place.project / ".sou.toml").write_text("[search]\nlimit = 1\n", "utf-8")
    assert len(place.found("晶片")) == 1
    assert place.found("-n", "5", "晶片") == ["乙", "甲"]
    assert place.found("晶片", SOU_NO_PROJECT="1") == ["乙", "甲"]


def test_a_project_has_an_index_of_its_own(place: Place) -> None:
    (place.project / ".sou.toml").write_text(
        '[index]\nname = "./.sou"\nexclude = ["乙.txt"]\n', "utf-8"
    )
    assert place.sou("index", "筆記").returncode == 0

    assert (place.project / ".sou" / "manifest.json").is_file()
    assert not (place.base / "資料").joinpath("sou", "indexes").exists()
    assert place.found("晶片") == ["丙", "甲"]
    assert place.sou("search", "--index", "default", "晶片").returncode == 4


def test_a_folder_one_was_sent_runs_no_program(place: Place) -> None:
    trace = place.base / "跑過"
    command = json.dumps([sys.executable, "-c", f"open({str(trace)!r}, 'w')", "{path}"])
    (place.project / "筆記" / "舊.doc").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 99)
    (place.project / ".sou.toml").write_text(
        f'[extract]\n".doc" = {command}\n".txt" = {command}\n[open]\n".doc" = {command}\n', "utf-8"
    )

    indexed = place.sou("index", "筆記")
    opened = place.sou("open", "--print", "筆記/舊.doc", PATH="")

    assert "no reader for .doc files yet" in indexed.stderr
    for outcome in (indexed, opened):
        assert "[extract] is left out: a project's file runs no programs" in outcome.stderr
    assert not trace.exists()
    assert sys.executable not in opened.stdout


def test_what_holds_is_shown_with_where_it_was_set(place: Place) -> None:
    (place.config / "config.toml").write_text("[search]\nsnippets = 2\n", "utf-8")
    (place.project / ".sou.toml").write_text("[search]\nlimit = 7\nsnippets = 4\n", "utf-8")

    shown = json.loads(
        place.sou(
            "--index", "筆", "config", "--json", "--set", "search.sort=path", SOU_SEARCH_ALL="1"
        ).stdout
    )

    assert [
        (option(shown, name)["value"], option(shown, name)["origin"])
        for name in ("index.name", "search.sort", "search.all", "search.limit", "app.history")
    ] == [
        ("筆", "flag"),
        ("path", "flag"),
        (True, "environment"),
        (7, "project"),
        (True, "default"),
    ]
    assert option(shown, "search.snippets")["where"] == str(place.project / ".sou.toml")
    assert "limit = 7 " in place.sou("config").stdout
    assert place.sou("config", "--path").stdout == f"{place.config / 'config.toml'}\n"


def test_a_broken_file_stops_nothing_that_mends_it(place: Place) -> None:
    (place.config / "config.toml").write_text("[serch]\n", "utf-8")

    for words in (["search", "晶片"], ["status"], ["config"]):
        broken = place.sou(*words)
        assert (broken.returncode, "did you mean search?" in broken.stderr) == (2, True)
    for words in (
        ["config", "--path"],
        ["config", "--defaults"],
        ["search", "--help"],
        ["--version"],
        ["completion", "bash"],
        ["manual"],
    ):
        assert place.sou(*words).returncode == 0


def test_a_file_to_begin_with_is_one(place: Place) -> None:
    text = place.sou("config", "--defaults").stdout
    (place.config / "config.toml").write_text(text, "utf-8")

    shown = json.loads(place.sou("config", "--json").stdout)

    assert {one["origin"] for one in shown["options"]} == {"default"}
    assert place.sou("config", "--defaults", "--path").returncode == 2


def test_the_page_on_configuration_is_made_from_the_table() -> None:
    """When this fails: ``python -m sou.cli.config_reference > docs/config.md``."""
    assert (ROOT / "docs" / "config.md").read_text("utf-8") == config_reference()
