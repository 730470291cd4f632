from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from sou.errors import IndexCorruptError
from sou.store.container import Container, ContainerWriter


def _write(path: Path) -> None:
    writer = ContainerWriter(path)
    writer.append("rows", np.array([1], dtype=np.uint32))
    writer.append_bytes("bytes", "晶片\0".encode())
    writer.append("rows", np.array([2, 3], dtype=np.uint32))
    writer.append("none", np.zeros(0, dtype=np.uint64))
    writer.finish({"documents": 2})


def test_arrays_and_meta_survive_the_disk(tmp_path: Path) -> None:
    _write(tmp_path / "x.seg")

    container = Container(tmp_path / "x.seg")

    assert container.array("rows").tolist() == [1, 2, 3]
    assert container.array("none").tolist() == []
    assert container.slice("bytes", 0, 6).decode() == "晶片"
    assert container.find("bytes", "片".encode()) == 3
    assert container.find("bytes", b"\1") == -1
    assert container.meta == {"documents": 2}
    container.verify()


def test_a_truncated_file_is_refused_by_name(tmp_path: Path) -> None:
    path = tmp_path / "x.seg"
    _write(path)
    intact = path.read_bytes()
    for size in range(len(intact)):
        path.write_bytes(intact[:size])
        with pytest.raises(IndexCorruptError, match=r"x\.seg"):
            Container(path)


def test_a_flipped_byte_is_noticed_on_opening_or_by_verify(tmp_path: Path) -> None:
    path = tmp_path / "x.seg"
    _write(path)
    intact = bytearray(path.read_bytes())
    padding = set(range(12, 64)) | set(range(64 + 12, 128)) | set(range(128 + 7, 192))
    padding |= set(range(len(intact) - 8, len(intact) - 4))
    for at in sorted(set(range(len(intact))) - padding):
        damaged = bytearray(intact)
        damaged[at] ^= 0x01
        path.write_bytes(damaged)
        with pytest.raises(IndexCorruptError, match=r"x\.seg"):
            Container(path).verify()


def test_pieces_beyond_memory_are_put_together_in_order(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sou.store.container._MEMORY_BYTES", 64)
    writer = ContainerWriter(tmp_path / "x.seg")
    for number in range(100):
        writer.append("rows", np.arange(number, dtype=np.uint32))
        writer.append_bytes("bytes", bytes([number]))
    writer.finish({})

    container = Container(tmp_path / "x.seg")

    assert container.array("rows").tolist() == [n for count in range(100) for n in range(count)]
    assert container.slice("bytes", 0, 100) == bytes(range(100))
    container.verify()


def test_an_array_has_one_type(tmp_path: Path) -> None:
    writer = ContainerWriter(tmp_path / "x.seg")
    writer.append("rows", np.zeros(1, dtype=np.uint32))

    with pytest.raises(TypeError, match="rows"):
        writer.append("rows", np.zeros(1, dtype=np.uint64))
