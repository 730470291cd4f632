"""No room to write: said as such, the last commit intact, nothing left behind.

Two kinds of no room, both from the system itself: a limit on the size of files
(EFBIG, everywhere), and a file system that is full (ENOSPC, where a test may mount one).
"""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import sou
from index_files import segments, write_much
from sou.engine import verify_index
from sou.store.manifest import read_manifest

pytestmark = pytest.mark.skipif(os.name != "posix", reason="limits and mounts of POSIX systems")

LIMITED = """
import resource, sys
limit_bytes = int(sys.argv.pop(1))
resource.setrlimit(resource.RLIMIT_FSIZE, (limit_bytes, limit_bytes))
from sou.cli.main import main
raise SystemExit(main())
"""
"""The command, in a process none of whose files may grow beyond a size."""

MOUNTED = """
set -e
mount -t tmpfs -o size=300k none "$1"
exec "$2" -c "$3" "$1"
"""

FILLED = """
import os, sys
from pathlib import Path
import sou
from sou.engine import verify_index
disk = Path(sys.argv[1])
location = disk / "index"
(disk / "甲.txt").write_text("寒武紀的晶片", encoding="utf-8")
sou.index_paths([disk], location)
before = sorted(location.iterdir())
(disk / "乙.txt").write_text("".join(map(chr, range(0x4E00, 0x9E00))), encoding="utf-8")
try:
    sou.index_paths([], location)
except sou.DiskFullError as error:
    assert str(location) in str(error) and str(error).endswith("run: sou index"), error
    assert error.__cause__.errno == 28, error.__cause__
else:
    raise AssertionError("the disk was not full")
assert sorted(location.iterdir()) == before
assert verify_index(location).problems == ()
with sou.open_index(location) as index:
    assert [hit.document.title for hit in index.search("寒武紀").hits] == ["甲.txt"]
(disk / "乙.txt").write_text("壁仞科技", encoding="utf-8")
sou.index_paths([], location)
with sou.open_index(location) as index:
    assert index.search('"壁仞科技"').total == 1
print("went on", end="")
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "文件"
    folder.mkdir()
    return folder


def _write(root: Path, number: int, length: int = 2000) -> None:
    dice = random.Random(number)  # noqa: S311  # a test's dice
    text = "".join(chr(dice.randrange(0x4E00, 0x5600)) for _ in range(length))
    (root / f"{number}.txt").write_text(f"編號第{number}號。{text}", encoding="utf-8")


def _index_with_limit(root: Path, limit_bytes: int) -> subprocess.CompletedProcess[bytes]:
    location = str(root.parent / "index")
    return subprocess.run(
        [sys.executable, "-c", LIMITED, str(limit_bytes), "index", str(root), "--index", location],
        capture_output=True,
        timeout=60,
        check=False,
    )


def _check_refused(outcome: subprocess.CompletedProcess[bytes], location: Path) -> None:
    assert (outcome.returncode, outcome.stdout) == (10, b"")
    assert outcome.stderr.decode() == (
        f"sou: error: no room to write the index in {location}: File too large; what was "
        f"committed before is intact. Make room, then run: sou index --index {location}\n"
    )


def _check_as_before(location: Path, numbers: set[int], files: list[Path]) -> None:
    """Check that the last commit is there, whole and searchable, and nothing else."""
    assert sorted(location.iterdir()) == files
    assert _numbers(location) == numbers


def _numbers(location: Path) -> set[int]:
    """Return which documents are found; the index must be whole and hold no stray file."""
    named = {entry.name for entry in read_manifest(location).segments}
    assert {path.name for path in location.iterdir()} - {"manifest.json", "write.lock"} == named
    assert verify_index(location).problems == ()
    with sou.open_index(location) as index:
        hits = index.search(sou.SearchRequest('"編號第"', limit=100)).hits
    return {int(Path(hit.document.path).stem) for hit in hits}


@pytest.mark.parametrize("limit_bytes", [0, 1, 1000, 5000])
def test_a_segment_that_finds_no_room_leaves_the_last_commit(root: Path, limit_bytes: int) -> None:
    location = root.parent / "index"
    _write(root, 1)
    sou.index_paths([root], location)
    files = sorted(location.iterdir())
    _write(root, 2)

    outcome = _index_with_limit(root, limit_bytes)

    _check_refused(outcome, location)
    _check_as_before(location, {1}, files)
    sou.index_paths([], location)
    _check_as_before(location, {1, 2}, sorted(location.iterdir()))


def test_a_manifest_that_finds_no_room_leaves_the_last_commit(root: Path) -> None:
    """Nothing but the manifest is written when a document is only taken out."""
    location = root.parent / "index"
    for number in range(4):
        _write(root, number, length=100)
    sou.index_paths([root], location)
    files = sorted(location.iterdir())
    (root / "0.txt").unlink()

    outcome = _index_with_limit(root, 100)

    _check_refused(outcome, location)
    _check_as_before(location, {0, 1, 2, 3}, files)


def test_a_merge_that_finds_no_room_leaves_the_last_commit(root: Path) -> None:
    """A limit that one more document keeps, but not all of them in one segment."""
    location = root.parent / "index"
    _write(root, 0)
    sou.index_paths([root], location)
    limit_bytes = int(segments(location)[0].stat().st_size * 1.5)
    for number in range(1, 10):
        _write(root, number)
        outcome = _index_with_limit(root, limit_bytes)
        if outcome.returncode:
            break

    _check_refused(outcome, location)
    assert _numbers(location) in (set(range(number)), set(range(number + 1)))


@pytest.mark.slow
def test_workers_that_find_no_room_leave_the_last_commit(root: Path) -> None:
    location = root.parent / "index"
    _write(root, 1)
    sou.index_paths([root], location)
    files = sorted(location.iterdir())
    write_much(root)

    outcome = _index_with_limit(root, 100_000)

    _check_refused(outcome, location)
    _check_as_before(location, {1}, files)


def test_the_first_run_of_all_says_it_too(root: Path) -> None:
    location = root.parent / "index"
    _write(root, 1)

    outcome = _index_with_limit(root, 0)

    _check_refused(outcome, location)
    assert segments(location) == []
    with pytest.raises(sou.IndexMissingError):
        sou.open_index(location)


def test_a_file_system_that_is_full_leaves_the_last_commit(tmp_path: Path) -> None:
    unshare = shutil.which("unshare")
    alone = [str(unshare), "--user", "--map-root-user", "--mount", "sh", "-c"]
    if not unshare or subprocess.run([*alone, "mount -t tmpfs none /mnt"], check=False).returncode:
        pytest.skip("mounting a file system is not allowed here")

    outcome = subprocess.run(
        [*alone, MOUNTED, "sh", str(tmp_path), sys.executable, FILLED],
        capture_output=True,
        timeout=60,
        check=False,
    )

    assert (outcome.stderr.decode(), outcome.stdout) == ("", b"went on")
