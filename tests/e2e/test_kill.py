"""A writer killed at any instant leaves the last commit, whole and searchable."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import killed_writers
from sou.engine import index_paths, open_index
from sou.errors import IndexMissingError

KILLS = 210


@pytest.mark.slow
@pytest.mark.skipif(os.name != "posix", reason="SIGKILL and fork are POSIX")
def test_killed_writers_lose_nothing_that_was_acknowledged(tmp_path: Path) -> None:
    """What is proved after each kill is in ``killed_writers.check``."""
    command = [sys.executable, killed_writers.__file__, str(tmp_path), str(KILLS), "20261123"]
    finished = subprocess.run(command, capture_output=True, text=True, check=False, timeout=300)

    assert (finished.returncode, finished.stderr) == (0, "")
    phases = json.loads(finished.stdout)
    assert sum(phases.values()) == KILLS
    assert phases["reading"] >= 10, phases
    assert phases["writing"] >= 3, phases
    assert phases["merging"] >= 3, phases
    assert phases.get("committing", 0) + phases.get("committed", 0) >= 10, phases
    assert KILLS - phases["reading"] >= 50, phases


def test_files_of_a_killed_writer_are_removed_by_the_next(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("晶片", encoding="utf-8")
    location = tmp_path / "index"
    index_paths([tmp_path / "a.txt"], location)
    (location / "000009-dead.seg").write_bytes(b"half written")

    index_paths([], location)

    assert not (location / "000009-dead.seg").exists()


def test_no_index_is_said(tmp_path: Path) -> None:
    with pytest.raises(IndexMissingError, match="sou index PATH"):
        open_index(tmp_path / "none")
