"""A cold search of plain words loads only what it needs."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from sou.upkeep import index_paths

HEAVY = (
    "numpy",
    "whoosh",
    "rjieba",
    "jieba",
    "textual",
    "rich",
    "sou.engine",
    "sou.indexing",
    "sou.codec",
)

SCRIPT = """
import sys
from sou.cli.main import main
status = main(sys.argv[2:])
print(*(name for name in sys.argv[1].split(",") if name in sys.modules), file=sys.stderr)
sys.exit(status)
"""


@pytest.fixture(scope="module")
def location(tmp_path_factory: pytest.TempPathFactory) -> Path:
    base = tmp_path_factory.mktemp("cold")
    (base / "一.txt").write_text("AI 晶片產業，人工智慧。", encoding="utf-8")
    index_paths([base / "一.txt"], base / "index")
    return base / "index"


def _loaded(*words: str) -> tuple[int, list[str]]:
    command = [sys.executable, "-c", SCRIPT, ",".join(HEAVY), *words]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.returncode, done.stderr.split()


@pytest.mark.parametrize("query", ["晶片", "AI 晶片", '"人工智慧"', "芯"])
@pytest.mark.parametrize("form", ["--json", "-l", "-c", "--color=never"])
def test_plain_words_and_phrases_load_nothing_heavy(location: Path, query: str, form: str) -> None:
    status, loaded = _loaded("search", form, query, "--index", str(location))

    assert loaded in ([], ["no", "document", "matches"])
    assert status == (1 if query == "芯" else 0)


def test_other_queries_load_the_engine_but_no_app(location: Path) -> None:
    _, loaded = _loaded("search", "晶片 OR 智慧", "--json", "--index", str(location))

    assert set(loaded) == {"numpy", "whoosh", "sou.engine"}


def test_the_first_hits_of_pick_come_without_the_engine(location: Path) -> None:
    script = (
        "import sys; from sou_tui.pick_app import index_finder;"
        "total = index_finder(sys.argv[2]).find('晶片', lambda: False).total;"
        "print(total, *(name for name in sys.argv[1].split(',') if name in sys.modules))"
    )
    command = [sys.executable, "-c", script, ",".join(HEAVY), str(location)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)

    assert done.stdout.split() == ["1", "textual", "rich"]
