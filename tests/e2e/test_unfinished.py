"""An index that a run left half made says so, until a run has read the rest."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

import sou
from sou.cli.main import main
from sou.documents import WalkOptions
from sou.indexing.run import run_index
from sou.store.manifest import read_manifest, write_manifest
from sou.upkeep import add_index_roots, remove_index_roots

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

KILLED_AT_THE_LAST_FILE = """
import os, signal, sys
import sou

def progress(state):
    if state.done_files == state.total_files:
        os.kill(os.getpid(), signal.SIGKILL)

sou.index_paths([sys.argv[1]], sys.argv[2], progress=progress, memory_bytes=600 << 20)
"""
LONG = "晶片產業的發展與人工智慧，公司技術研究。\n" * 40_000
"""Two files of this are more than one segment is made of."""


def unfinished(location: Path) -> tuple[str, ...]:
    with sou.open_index(location) as index:
        return index.status().unfinished


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "文").mkdir()
    for number in range(3):
        (tmp_path / "文" / f"{number}.txt").write_text(f"編號第{number}號", encoding="utf-8")
    return tmp_path / "文"


@pytest.mark.skipif(os.name != "posix", reason="SIGKILL is a POSIX signal")
def test_a_killed_run_leaves_a_mark_and_the_next_one_takes_it_away(
    tmp_path: Path, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for number in range(2):
        (folder / f"{number}.txt").write_text(LONG, encoding="utf-8")
    location = tmp_path / "index"
    command = [sys.executable, "-c", KILLED_AT_THE_LAST_FILE, str(folder), str(location)]
    assert subprocess.run(command, check=False, timeout=120).returncode == -signal.SIGKILL

    with sou.open_index(location) as index:
        assert 0 < index.status().documents < 3, "it was not killed between two commits"
        assert index.search("晶片").unfinished == (str(folder),)
    assert main(["status", "--index", str(location)]) == 0
    assert f"unfinished     {folder} (unless a run goes on: sou index)" in capsys.readouterr().out
    assert main(["search", "--index", str(location), "晶片", "--json"]) == 0
    printed = capsys.readouterr()
    assert json.loads(printed.out)["unfinished"] == [str(folder)]
    assert f"not all of {folder} is in the index yet" in printed.err

    sou.index_paths([], location)

    assert unfinished(location) == ()
    assert main(["search", "--index", str(location), "晶片", "--json"]) == 0
    printed = capsys.readouterr()
    assert "unfinished" not in json.loads(printed.out)
    assert printed.err == ""


def run(location: Path, paths: Sequence[Path], stop_after: int) -> None:
    """Index, and stop as a watch does after so many files."""
    seen = 0

    def stopped() -> bool:
        nonlocal seen
        seen += 1
        return seen > stop_after

    run_index(location, [str(path) for path in paths], WalkOptions(), stopped=stopped)


@pytest.mark.parametrize("stop_after", [0, 2, 4, 5])
def test_a_stopped_run_leaves_a_mark(tmp_path: Path, folder: Path, stop_after: int) -> None:
    """After 0 and 2 calls it is walking, after 4 and 5 it reads."""
    location = tmp_path / "index"
    run(location, [folder], stop_after)
    assert unfinished(location) == (str(folder),)

    run(location, [folder], 10_000)

    assert unfinished(location) == ()


def test_only_what_was_read_loses_its_mark(tmp_path: Path, folder: Path) -> None:
    other, location = tmp_path / "乙", tmp_path / "index"
    other.mkdir()
    (other / "a.txt").write_text("乙", encoding="utf-8")
    run(location, [folder, other], 0)
    assert unfinished(location) == (str(other), str(folder))

    sou.index_paths([other, folder / "1.txt"], location)

    assert unfinished(location) == (str(folder),), "one file of a folder is not the folder"


def test_what_is_not_there_is_not_finished(tmp_path: Path, folder: Path) -> None:
    location = tmp_path / "index"
    run(location, [folder], 5)
    folder.rename(tmp_path / "away")
    sou.index_paths([], location)
    assert unfinished(location) == (str(folder),)

    (tmp_path / "away").rename(folder)
    sou.index_paths([], location)

    assert unfinished(location) == ()


def test_what_was_read_and_is_not_there_now_is_finished(tmp_path: Path, folder: Path) -> None:
    other, location = tmp_path / "乙", tmp_path / "index"
    other.mkdir()
    sou.index_paths([folder, other], location)
    folder.rename(tmp_path / "away")

    sou.index_paths([], location)

    assert unfinished(location) == (), "the index has all that was there"


def write_as_another_version(location: Path) -> None:
    manifest = read_manifest(location)
    write_manifest(location, replace(manifest, fingerprint="another"))


def break_a_segment(location: Path) -> None:
    segment = next(location.glob("*.seg"))
    data = bytearray(segment.read_bytes())
    data[len(data) // 2] ^= 0xFF
    segment.write_bytes(data)


def test_to_add_a_root_to_an_index_of_another_version_leaves_all_unfinished(
    tmp_path: Path, folder: Path
) -> None:
    other, location = tmp_path / "乙", tmp_path / "index"
    other.mkdir()
    sou.index_paths([folder], location)
    write_as_another_version(location)

    add_index_roots([other], location)

    assert unfinished(location) == (str(other), str(folder))


@pytest.mark.parametrize("spoil", [write_as_another_version, break_a_segment])
def test_to_remove_a_root_of_an_index_that_is_made_anew_leaves_the_others_unfinished(
    tmp_path: Path, folder: Path, spoil: Callable[[Path], None]
) -> None:
    other, location = tmp_path / "乙", tmp_path / "index"
    other.mkdir()
    sou.index_paths([folder, other], location)
    spoil(location)
    remove_index_roots([other], location)
    assert unfinished(location) == (str(folder),)

    sou.index_paths([], location)

    assert unfinished(location) == ()


def test_a_root_that_is_there_already_is_not_unfinished_by_another(
    tmp_path: Path, folder: Path
) -> None:
    other, location = tmp_path / "乙", tmp_path / "index"
    other.mkdir()
    sou.index_paths([folder], location)

    add_index_roots([folder, other], location)

    assert unfinished(location) == (str(other),)


def test_a_root_is_unfinished_until_it_is_read(tmp_path: Path, folder: Path) -> None:
    location = tmp_path / "index"
    add_index_roots([folder], location)
    assert unfinished(location) == (str(folder),)

    remove_index_roots([folder], location)

    assert unfinished(location) == ()


def test_a_run_that_finds_nothing_to_read_leaves_no_mark(tmp_path: Path) -> None:
    (tmp_path / "文").mkdir()
    (tmp_path / "文" / "圖.png").write_bytes(b"\x89PNG\0\0")

    sou.index_paths([tmp_path / "文"], tmp_path / "index")

    assert unfinished(tmp_path / "index") == ()
