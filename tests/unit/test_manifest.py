from __future__ import annotations

import zlib
from pathlib import Path

import pytest

from sou.errors import IndexCorruptError, IndexMissingError
from sou.store.manifest import MANIFEST_NAME, Manifest, SegmentEntry, read_manifest, write_manifest

MANIFEST = Manifest(
    fingerprint="f",
    generation=3,
    segments=(SegmentEntry("a.seg", 5, frozenset({1, 4})), SegmentEntry("b.seg", 1)),
    roots=("/文件", "/odd\udcff"),
    committed_s=12.5,
)


def test_a_manifest_survives_the_disk(tmp_path: Path) -> None:
    write_manifest(tmp_path, MANIFEST)

    assert read_manifest(tmp_path) == MANIFEST
    assert MANIFEST.documents == 4
    assert MANIFEST.segments[0].live().tolist() == [True, False, True, True, False]


def test_no_manifest_is_a_missing_index(tmp_path: Path) -> None:
    with pytest.raises(IndexMissingError, match="sou index PATH"):
        read_manifest(tmp_path / "nowhere")


def test_a_manifest_that_makes_no_sense_is_corrupt(tmp_path: Path) -> None:
    body = b'{"a":1}'
    (tmp_path / MANIFEST_NAME).write_bytes(b"%08x\n" % zlib.crc32(body) + body)

    with pytest.raises(IndexCorruptError, match=MANIFEST_NAME):
        read_manifest(tmp_path)


def test_every_flipped_byte_and_every_truncation_is_noticed(tmp_path: Path) -> None:
    write_manifest(tmp_path, MANIFEST)
    path = tmp_path / MANIFEST_NAME
    intact = path.read_bytes()
    damaged = [intact[:n] for n in range(0, len(intact), 7)]
    damaged += [
        intact[:n] + bytes([intact[n] ^ 0x20]) + intact[n + 1 :] for n in range(len(intact))
    ]
    for data in damaged:
        path.write_bytes(data)
        with pytest.raises(IndexCorruptError, match=MANIFEST_NAME):
            read_manifest(tmp_path)
