"""What stands before a place in its line, against a whole file that is decoded and split."""

from __future__ import annotations

import os
import tracemalloc
from typing import TYPE_CHECKING

import pytest

from sou.documents import source_lines
from sou.documents.source_lines import line_before
from sou.model import Place

if TYPE_CHECKING:
    from pathlib import Path

ENCODINGS = ["utf-8", "utf-8-sig", "cp950", "gb18030", "utf-16", "hz", "euc_tw"]


@pytest.mark.parametrize("piece_chars", [1, 2, 3, 7, source_lines.PIECE_CHARS])
@pytest.mark.parametrize("encoding", ENCODINGS)
def test_every_place_of_a_file_has_what_stands_before_it(
    encoding: str, piece_chars: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(source_lines, "PIECE_CHARS", piece_chars)
    lines = ["第一行", "", "甲\r乙 AI晶片", "\t中文晶片", "末行"]
    if encoding == "hz":
        lines = ["第一行", "", "甲\r乙 AI中", "\t中文", "末行"]
    file = tmp_path / "一.txt"
    file.write_bytes("\r\n".join(lines).encode(source_lines.known_codec(encoding)))

    for number, line in enumerate(lines, 1):
        for column in range(1, len(line) + 2):
            found = line_before(str(file), encoding, Place(number, column))
            assert found == line[: column - 1], (number, column)
        assert line_before(str(file), encoding, Place(number, 99)) == line
    assert line_before(str(file), encoding, Place(len(lines) + 1, 3)) == ""


def test_a_mark_at_the_beginning_is_no_character_and_elsewhere_is_one(tmp_path: Path) -> None:
    file = tmp_path / "一.txt"
    file.write_bytes("\ufeff甲晶片\n\ufeff乙晶片\n".encode("gb18030"))

    assert line_before(str(file), "gb18030", Place(1, 2)) == "甲"
    assert line_before(str(file), "gb18030", Place(2, 3)) == "\ufeff乙"


def test_what_cannot_be_read_gives_nothing(tmp_path: Path) -> None:
    file = tmp_path / "一.txt"
    file.write_text("甲乙")

    assert line_before(str(file), "no-such-codec", Place(1, 2)) == ""
    assert line_before(str(tmp_path / "無"), "utf-8", Place(1, 2)) == ""
    assert line_before(str(tmp_path), "utf-8", Place(1, 2)) == ""


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_pipe_in_the_place_of_a_file_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "一.txt")

    assert line_before(str(tmp_path / "一.txt"), "utf-8", Place(1, 2)) == ""


def test_of_a_huge_line_no_more_than_is_wanted_is_kept(tmp_path: Path) -> None:
    file = tmp_path / "長.json"
    file.write_bytes("圖書".encode() * 4_000_000)
    tracemalloc.start()
    try:
        early = line_before(str(file), "utf-8", Place(1, 200_001))
        none = line_before(str(file), "utf-8", Place(2, 9))
        peak_bytes = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()

    assert early == "圖書" * 100_000
    assert none == ""
    assert peak_bytes < 4 << 20


def test_a_file_that_has_grown_huge_is_not_read_to_its_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(source_lines, "PIECE_CHARS", 10)
    monkeypatch.setattr(source_lines, "MOST_CHARS", 100)
    file = tmp_path / "長.txt"
    file.write_text("館\n" * 100, encoding="utf-8", newline="\n")

    assert line_before(str(file), "utf-8", Place(40, 2)) == "館"
    assert line_before(str(file), "utf-8", Place(60, 2)) == ""
