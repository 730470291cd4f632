"""A writer killed at any instant leaves the last commit, whole and searchable."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import pytest

from sou.engine import open_index
from sou.errors import IndexMissingError
from sou.model import Hit, SearchRequest

KILLS = 12

WRITER = """
import random, sys
from pathlib import Path
from sou.engine import index_paths
root, index, seed = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
dice = random.Random(seed)
index_paths([root], index)
print("ready", flush=True)
while True:
    for _ in range(5):
        number = dice.randrange(30)
        path = root / f"{number}.txt"
        if dice.random() < 0.3:
            path.unlink(missing_ok=True)
        else:
            words = "".join(dice.choices("晶片產業人工智慧，。", k=300))
            path.write_text(f"編號第{number}號，{words}", encoding="utf-8")
    index_paths([root], index)
"""


@pytest.mark.slow
@pytest.mark.skipif(os.name != "posix", reason="SIGKILL is a POSIX signal")
def test_a_killed_writer_leaves_the_last_commit(tmp_path: Path) -> None:
    root, location = tmp_path / "files", tmp_path / "index"
    root.mkdir()
    (root / "0.txt").write_text("編號第0號", encoding="utf-8")
    dice = random.Random(20261123)  # noqa: S311  # a test's dice
    generations = []
    for attempt in range(KILLS):
        _kill_a_writer(root, location, attempt, dice.random() * 0.25)
        with open_index(location) as index:
            generations.append(index.status().generation)
            _check_whole(index.search(SearchRequest('"編號第"', limit=100)).hits)

    assert generations == sorted(generations)
    assert generations[-1] > generations[0]


def _kill_a_writer(root: Path, location: Path, seed: int, after_s: float) -> None:
    command = [sys.executable, "-c", WRITER, str(root), str(location), str(seed)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as writer:
        assert writer.stdout is not None
        writer.stdout.readline()
        time.sleep(after_s)  # the instant of the kill is what is random here
        writer.send_signal(signal.SIGKILL)


def _check_whole(hits: Sequence[Hit]) -> None:
    assert hits
    for hit in hits:
        number = Path(hit.document.path).stem
        shown = hit.snippet.text[hit.snippet.spans[0].start :]
        assert shown.startswith(f"編號第{number}號")


def test_files_of_a_killed_writer_are_removed_by_the_next(tmp_path: Path) -> None:
    from sou.engine import index_paths

    (tmp_path / "a.txt").write_text("晶片", encoding="utf-8")
    location = tmp_path / "index"
    index_paths([tmp_path / "a.txt"], location)
    (location / "000009-dead.seg").write_bytes(b"half written")

    index_paths([], location)

    assert not (location / "000009-dead.seg").exists()


def test_no_index_is_said(tmp_path: Path) -> None:
    with pytest.raises(IndexMissingError, match="sou index PATH"):
        open_index(tmp_path / "none")
