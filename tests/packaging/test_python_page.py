"""docs/python-api.md: its examples run, say what it says, and have the right types."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

import sou

PAGE = (Path(__file__).parents[2] / "docs" / "python-api.md").read_text("utf-8")
PROGRAM = "\n\n".join(re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL))
OUTPUT = "".join(re.findall(r"```output\n(.*?)```", PAGE, re.DOTALL))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "notes").mkdir()
    (tmp_path / "notes" / "晶片.txt").write_text("人工智慧需要晶片。\n", encoding="utf-8")
    program = PROGRAM.replace('.index"', '.index/"')  # a folder here, not a name
    (tmp_path / "examples.py").write_text(program, encoding="utf-8")
    return tmp_path


def test_the_examples_print_what_the_page_says(folder: Path) -> None:
    finished = subprocess.run(
        [sys.executable, "-X", "utf8", "examples.py"],
        cwd=folder,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )

    assert finished.stderr == ""
    assert finished.stdout == OUTPUT


@pytest.mark.slow
def test_the_examples_have_the_right_types(folder: Path) -> None:
    pytest.importorskip("mypy")
    root = Path(__file__).parents[2]

    options = ["--strict", "--follow-imports=silent", "--config-file="]
    checked = subprocess.run(
        [sys.executable, "-m", "mypy", *options, f"--cache-dir={folder / 'cache'}", "examples.py"],
        cwd=folder,
        env={"MYPYPATH": str(root / "search"), "PATH": ""},
        capture_output=True,
        text=True,
        check=False,
    )

    assert checked.returncode == 0, checked.stdout + checked.stderr


def test_every_method_is_on_the_page() -> None:
    methods = {name for name in vars(sou.Index) if not name.startswith("_")} - {"close", "prepare"}

    assert not [name for name in methods if f"{name}(" not in PAGE]
