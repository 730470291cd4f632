"""docs/recipes.md: what stands there works, with the real programs."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from sou.upkeep import index_paths

PAGE = (Path(__file__).parents[2] / "docs" / "recipes.md").read_text("utf-8")
RECIPES = re.findall(r"```sh\n(.*?)```\n\n```output\n(.*?)```", PAGE, re.DOTALL)
PROGRAMS = ("jq", "fzf", "xargs")
PLACE = re.compile(r"(.+?):(\d+):(\d+):")


def block(language: str) -> str:
    (found,) = re.findall(rf"```{language}\n(.*?)```", PAGE, re.DOTALL)
    return str(found)


def needs(program: str) -> pytest.MarkDecorator:
    return pytest.mark.skipif(shutil.which(program) is None, reason=f"{program} is not installed")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    base = tmp_path_factory.mktemp("recipes")
    (base / "notes").mkdir()
    (base / "notes" / "晶片.txt").write_text("晶片的歷史\n人工智慧需要晶片。\n其他\n", "utf-8")
    (base / "notes" / "電池.md").write_text("# 鋰電池\n\n電池與晶片\n", "utf-8")
    index_paths([base / "notes"], base / "索引")
    (base / "bin").mkdir()
    (base / "bin" / "sou").write_text(
        f"#!{sys.executable}\nfrom sou.cli.main import main\nraise SystemExit(main())\n"
    )
    (base / "bin" / "sou").chmod(0o755)
    return base


@pytest.fixture
def environ(folder: Path) -> Mapping[str, str]:
    return {
        **os.environ,
        "PATH": f"{folder / 'bin'}{os.pathsep}{os.environ['PATH']}",
        "SOU_INDEX": str(folder / "索引"),
        "HOME": str(folder),
        "LC_ALL": "C.UTF-8",
        "FZF_TEST": "--filter 電池",
    }


@needs("bash")
@pytest.mark.parametrize(("script", "output"), RECIPES, ids=[s.split("\n")[0] for s, _ in RECIPES])
def test_a_recipe_prints_what_the_page_says(
    script: str, output: str, folder: Path, environ: Mapping[str, str]
) -> None:
    for program in PROGRAMS:
        if re.search(rf"\b{program}\b", script) and not shutil.which(program):
            pytest.skip(f"{program} is not installed")

    finished = subprocess.run(
        ["bash", "-c", script],
        cwd=folder,
        env=environ,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )

    assert finished.stderr == ""
    assert finished.stdout == output


def test_every_recipe_of_a_shell_is_run() -> None:
    assert len(RECIPES) == PAGE.count("```sh\n") > 5


@needs("bash")
def test_the_preview_of_fzf_shows_the_text(folder: Path, environ: Mapping[str, str]) -> None:
    (command,) = re.findall(r"--preview '(.*?)'", PAGE)

    shown = subprocess.run(
        ["bash", "-c", command.replace("{1}", "notes/電池.md")],
        cwd=folder,
        env=environ,
        capture_output=True,
        text=True,
        check=True,
    ).stdout

    assert "電池與\x1b[1;31m晶片\x1b[0m" in shown
    assert "歷史" not in shown


@needs("vim")
def test_vim_goes_to_the_bytes_of_each_match(folder: Path, environ: Mapping[str, str]) -> None:
    (folder / "vimrc").write_text("set encoding=utf-8 nocompatible\n" + block("vim"), "utf-8")
    rest = 'getline(".")[col(".")-1:]'
    report = f'call writefile([json_encode([expand("%:t"), line("."), {rest}])], "went", "a")'
    steps = ["silent grep --sort path 晶片", "cfirst", report, "cnext", report, "qa!"]
    commands = [word for step in steps for word in ("-c", step)]

    subprocess.run(
        ["vim", "-es", "-u", "vimrc", "-i", "NONE", *commands],
        cwd=folder,
        env=environ,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=60,
        check=False,
    )

    went = [json.loads(line) for line in (folder / "went").read_text("utf-8").splitlines()]
    assert went == [["晶片.txt", 1, "晶片的歷史"], ["電池.md", 3, "晶片"]]


@needs("emacs")
def test_emacs_goes_to_the_characters_of_each_match(
    folder: Path, environ: Mapping[str, str]
) -> None:
    (folder / "sou.el").write_text(
        ";; -*- coding: utf-8 -*-\n" + block("elisp") + '(sou "與晶片")\n'
        '(while (get-buffer-process "*compilation*") (accept-process-output nil 0.1))\n'
        "(next-error)\n(set-buffer (window-buffer (selected-window)))\n"
        '(princ (format "%s %d %s" (buffer-name) (line-number-at-pos)'
        " (buffer-substring (point) (line-end-position))))\n",
        "utf-8",
    )

    finished = subprocess.run(
        ["emacs", "--batch", "-Q", "-l", "sou.el"],
        cwd=folder,
        env=environ,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert finished.stdout == "電池.md 3 與晶片", finished.stderr


@needs("bash")
def test_the_problem_matcher_reads_the_lines(folder: Path, environ: Mapping[str, str]) -> None:
    (task,) = json.loads(block("json"))["tasks"]
    pattern = task["problemMatcher"]["pattern"]
    words = [word.replace("${input:query}", "鋰") for word in task["args"]]

    written = subprocess.run(
        [task["command"], *words],
        cwd=folder,
        env={**environ},
        executable=str(folder / "bin" / "sou"),
        capture_output=True,
        text=True,
        check=True,
    ).stdout

    matched = re.fullmatch(pattern["regexp"], written.removesuffix("\n"))
    assert matched is not None
    parts = [matched[pattern[name]] for name in ("file", "line", "column", "message")]
    assert parts == ["notes/電池.md", "1", "3", "# 鋰電池 電池與晶片"]
