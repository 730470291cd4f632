"""A writer killed at any instant leaves the last commit, whole and searchable."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

import killed_writers
from index_files import segments, write_much
from sou.engine import open_index, verify_index
from sou.errors import IndexMissingError
from sou.store.manifest import read_manifest
from sou.upkeep import index_paths

KILLS = 210
WITH_WORKERS = "import sou, sys; sou.index_paths([sys.argv[1]], sys.argv[2], workers=2)"


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


@pytest.mark.slow
@pytest.mark.skipif(os.name != "posix", reason="SIGKILL is a POSIX signal")
def test_a_writer_killed_beside_its_workers_leaves_the_last_commit(tmp_path: Path) -> None:
    """Workers outlive it by what they are at; what they write later goes as well."""
    root, location = tmp_path / "files", tmp_path / "index"
    root.mkdir()
    (root / "0.txt").write_text("編號第0號", encoding="utf-8")
    index_paths([root], location)
    committed = set(segments(location))
    write_much(root)
    with subprocess.Popen(
        [sys.executable, "-c", WITH_WORKERS, str(root), str(location)], stderr=subprocess.PIPE
    ) as writer:
        deadline = time.monotonic() + 60
        while set(segments(location)) == committed and time.monotonic() < deadline:
            assert writer.poll() is None
        writer.send_signal(signal.SIGKILL)
        writer.communicate(timeout=120)  # until the last worker has let go of stderr

    assert verify_index(location).problems == ()
    with open_index(location) as index:
        assert index.search('"編號第0號"').total == 1
        assert index.status().documents < 25, "the writer was not killed at work"
    report = index_paths([root], location)
    assert report.documents == 25
    assert {path.name for path in segments(location)} == {
        entry.name for entry in read_manifest(location).segments
    }


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
