"""The one writer of an index folder: what it says and what it leaves when it fails."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

import sou
from index_files import segments
from sou.brief.search import brief_page
from sou.errors import DiskFullError
from sou.store.manifest import Manifest, read_manifest, write_manifest
from sou.store.writer import IndexWriter


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EDQUOT, errno.EFBIG])
def test_no_room_is_said_with_what_to_do_and_the_lock_let_go(tmp_path: Path, code: int) -> None:
    def fail() -> None:
        with IndexWriter(tmp_path, "f"):
            raise OSError(code, os.strerror(code))

    with pytest.raises(DiskFullError) as raised:
        fail()
    with IndexWriter(tmp_path, "f"):
        pass

    assert str(raised.value) == (
        f"no room to write the index in {tmp_path}: {os.strerror(code)}; what was committed "
        "before is intact. Make room, then run: sou index"
    )


@pytest.mark.parametrize("error", [OSError(errno.EIO, "Input/output error"), ValueError("odd")])
def test_other_failures_are_left_as_they_are(tmp_path: Path, error: Exception) -> None:
    def fail() -> None:
        with IndexWriter(tmp_path, "f"):
            raise error

    with pytest.raises(type(error)) as raised:
        fail()

    assert raised.value is error


def test_what_a_killed_writer_left_is_removed(tmp_path: Path) -> None:
    write_manifest(tmp_path, Manifest("f"))
    for name in ("manifest.json.tmp", "skipped.json.tmp", "000002-deadbeef.seg"):
        (tmp_path / name).write_bytes(b"half")
    (tmp_path / "mine.tmp").write_bytes(b"not of the index")

    with IndexWriter(tmp_path, "f"):
        left = {path.name for path in tmp_path.iterdir()}

    assert left == {"manifest.json", "write.lock", "mine.tmp"}


def test_a_segment_that_does_not_fit_the_manifest_is_named_and_the_next_writer_begins_anew(
    tmp_path: Path,
) -> None:
    """Its own checksums hold, so nothing else would tell."""
    location, other = tmp_path / "index", tmp_path / "other"
    for name in "甲乙":
        (tmp_path / f"{name}.txt").write_text(name, encoding="utf-8")
    sou.index_paths([tmp_path / "甲.txt"], location)
    sou.index_paths([tmp_path / "甲.txt", tmp_path / "乙.txt"], other)
    before = read_manifest(location)
    segments(location)[0].write_bytes(segments(other)[0].read_bytes())

    with pytest.raises(sou.IndexCorruptError, match=r"does not fit manifest.json; .*sou index$"):
        sou.open_index(location)
    assert brief_page(location, sou.SearchRequest("甲")) is None
    with IndexWriter(location, before.fingerprint) as writer:
        assert writer.was_rebuilt
        assert writer.manifest.segments == ()
        assert (writer.manifest.generation, writer.manifest.roots) == (
            before.generation,
            before.roots,
        )
