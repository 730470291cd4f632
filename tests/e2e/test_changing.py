"""Files that change while they are read, and runs that are told to stop."""

from __future__ import annotations

import random
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest

from corpus import SHARED
from sou.documents import WalkOptions
from sou.engine import open_index, verify_index
from sou.indexing.run import Effort, run_index
from sou.model import SearchRequest
from sou.reports import IndexProgress
from sou.upkeep import index_paths

CHANGING = SHARED / "bad" / "changing.py"
SECONDS = 3


def _texts(location: Path) -> dict[str, str]:
    with open_index(location) as index:
        hits = index.search(SearchRequest("*", limit=1000)).hits
        return {Path(h.document.path).name: index.document(h.document.id).text() for h in hits}


@pytest.mark.corpus
@pytest.mark.skipif(not CHANGING.exists(), reason="the set of bad files is not beside the project")
@pytest.mark.parametrize("workers", [1, 2])
def test_files_that_change_under_the_reader_are_right_in_the_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, workers: int
) -> None:
    monkeypatch.setattr("sou.indexing.budget._ALONE_BYTES", 0)
    root, location = tmp_path / "檔案", tmp_path / "索引"
    command = [sys.executable, "-W", "ignore", str(CHANGING), str(root), str(SECONDS)]
    runs = 0
    with subprocess.Popen(command, stdout=subprocess.PIPE) as changing:
        while changing.poll() is None:
            if root.exists():
                index_paths([root], location, workers=workers)
                runs += 1
                assert _texts(location)["stable.txt"] == "不變的檔案內容鳳凰\n" * 1000
    for path in root.iterdir():
        path.chmod(0o644)

    index_paths([root], location)

    assert runs > 1
    found = _texts(location)
    for path in root.iterdir():
        data = path.read_bytes()  # cut inside a character, or longer by zeros, it is no text
        with suppress(UnicodeDecodeError):
            assert b"\0" in data or found[path.name] == data.decode()
    index_paths([root], tmp_path / "anew")
    assert found == _texts(tmp_path / "anew")
    assert verify_index(location).problems == ()


@pytest.mark.parametrize("workers", [1, 2])
def test_a_run_that_is_told_to_stop_commits_what_it_has_and_the_next_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, workers: int
) -> None:
    monkeypatch.setattr("sou.indexing.budget._ALONE_BYTES", 0)
    monkeypatch.setattr("sou.indexing.budget._FILES_A_JOB", 20)
    root, location = tmp_path / "檔案", tmp_path / "索引"
    root.mkdir()
    dice = random.Random(5)  # noqa: S311  # a test's dice
    for number in range(200):
        text = f"第{number}篇" + "".join(dice.choices("晶片產業人工智慧", k=2000))
        (root / f"{number:03}.txt").write_text(text, encoding="utf-8")
    done = 0

    def count(progress: IndexProgress) -> None:
        nonlocal done
        done = progress.done_files

    effort = Effort(workers=workers)
    first = run_index(location, [str(root)], WalkOptions(), count, effort, lambda: done >= 25)
    second = index_paths([], location)

    assert first.added < 200
    assert workers == 2 or first.added == 25
    assert first.removed == 0
    assert (second.added, second.unchanged) == (200 - first.added, first.added)
    assert len(_texts(location)) == 200


def test_a_run_that_is_told_to_stop_while_it_looks_for_files_removes_none(tmp_path: Path) -> None:
    root, location = tmp_path / "檔案", tmp_path / "索引"
    for number in range(9):
        (root / f"{number}").mkdir(parents=True)
        (root / f"{number}" / "甲.txt").write_text(f"第{number}篇", encoding="utf-8")
    index_paths([root], location)
    asked = iter([False] * 4 + [True] * 100)

    report = run_index(location, [], WalkOptions(), stopped=lambda: next(asked))

    assert (report.removed, report.documents) == (0, 9)
