"""One file in, documents out, or the reason why not."""

from __future__ import annotations

import os
from hashlib import blake2b
from pathlib import Path

import pytest

from sou.documents import WalkOptions, read_all
from sou.documents.extract import BINARY_SUFFIXES, READERS, readable_name
from sou.documents.plain import line_starts
from sou.errors import DocumentError
from sou.model import Place
from sou.sources import Document, Source


def read(path: Path, content: bytes, options: WalkOptions | None = None) -> Document:
    path.write_bytes(content)
    (document,) = read_all(Source(str(path), len(content), 0), options)
    return document


def refusal(path: Path, options: WalkOptions | None = None) -> str:
    with pytest.raises(DocumentError) as caught:
        read_all(Source(str(path), 0, 0), options)
    return str(caught.value)


def test_plain_text_is_the_decoded_file(tmp_path: Path) -> None:
    content = "第一行\r\n\t第二行\n".encode("gb18030")
    document = read(tmp_path / "甲.log", content)

    assert document.text == "第一行\r\n\t第二行\n"
    assert (document.title, document.kind, document.encoding) == ("甲.log", "text", "gb18030")
    assert document.source_map.place(document.text.index("二")) == Place(2, 3)
    assert document.source_map.offset(2, 3) == document.text.index("二")
    assert document.digest == blake2b(content, digest_size=16).hexdigest()


def test_an_empty_file_is_an_empty_document(tmp_path: Path) -> None:
    for name in ("空.txt", "空.md", "空.html", "空.srt", "空.ass", "空"):
        document = read(tmp_path / name, b"")

        assert (document.text, document.title) == ("", name)
        assert document.source_map.place(0) == Place(1, 1)


def test_a_byte_order_mark_moves_no_column(tmp_path: Path) -> None:
    document = read(tmp_path / "甲.txt", "甲乙".encode("utf-8-sig"))

    assert document.text == "甲乙"
    assert document.source_map.place(0) == Place(1, 1)


def test_xml_says_its_encoding(tmp_path: Path) -> None:
    prolog = '<?xml version="1.0" encoding="GBK"?><a>编码</a>'
    document = read(tmp_path / "甲.xml", prolog.encode("gbk"))

    assert document.text == prolog


def test_only_line_feeds_end_lines() -> None:
    assert list(line_starts("")) == [0]
    assert list(line_starts("甲\r乙\u2028丙\x0c丁")) == [0]
    assert list(line_starts("甲\n\n乙\r\n")) == [0, 2, 3, 6]


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("書.pdf", b"", "empty file"),
        ("書.PDF", "其實是文字".encode(), "not a PDF, whatever its name"),
        ("書.docx", b"PK\x03\x04", "zip archive cut off or damaged"),
        ("書.docx", b"", "empty file"),
        ("書.epub", "其實是文字".encode(), "not what its name says: text"),
        ("書.txt", b"PK\x03\x04" + bytes(50), "zip archive cut off or damaged"),
        ("書.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "no reader for .xls files yet"),
        ("書.md", b"%PDF-1.7\n", "damaged PDF"),
        ("書", b"\x1f\x8b\x08" + bytes(9), "a .gz file by another name"),
        ("書.txt", b"{\\rtf1\\ansi", "no reader for .rtf files yet"),
        ("圖.png", b"", "binary file"),
        ("圖.md", b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "binary file"),
        ("亂.txt", bytes(range(256)) * 9, "binary file"),
    ],
)
def test_what_is_no_text_is_refused(tmp_path: Path, name: str, content: bytes, reason: str) -> None:
    (tmp_path / name).write_bytes(content)

    assert refusal(tmp_path / name) == reason


def test_binary_files_can_be_read_when_asked_for(tmp_path: Path) -> None:
    content = bytes(range(256)) * 4 + "中文".encode() + bytes(300)

    document = read(tmp_path / "甲.dat", content, WalkOptions(include_binary=True))

    assert document.text


def test_a_file_that_went_away_or_grew_is_refused(tmp_path: Path) -> None:
    (tmp_path / "大.txt").write_text("大" * 100, encoding="utf-8")

    assert refusal(tmp_path / "無.txt") == "no such file or folder"
    assert refusal(tmp_path / "大.txt", WalkOptions(max_size_bytes=10)) == "larger than 10 B"


def test_a_pipe_a_folder_and_a_device_are_refused_at_once(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "管.txt")
    (tmp_path / "夾.txt").mkdir()

    assert refusal(tmp_path / "管.txt") == "named pipe"
    assert refusal(tmp_path / "夾.txt") == "folder, not a file"
    assert refusal(Path("/dev/zero")) == "device"


def test_a_file_without_permission_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Simulated, because the superuser reads everything."""

    def refuse(path: str, flags: int) -> int:
        raise PermissionError(13, "Permission denied", path)

    monkeypatch.setattr("os.open", refuse)

    assert refusal(tmp_path / "閉.txt") == "permission denied"


def test_a_name_in_big5_becomes_a_readable_title() -> None:
    path = os.fsdecode(b"/tmp/" + "中文檔案名稱大五碼.txt".encode("big5"))

    assert readable_name(path) == "中文檔案名稱大五碼.txt"


def test_every_reader_of_the_table_is_there(tmp_path: Path) -> None:
    for suffix in READERS:
        path = tmp_path / f"甲{suffix.upper()}"
        if suffix in BINARY_SUFFIXES - {".pdf"}:
            path.write_bytes(b"PK")
            assert refusal(path) == "zip archive cut off or damaged"
        elif suffix not in BINARY_SUFFIXES:
            path.write_text("1\n00:00:01,000 --> 00:00:02,000\n你好", encoding="utf-8")
            assert read_all(Source(str(path), 0, 0))[0].digest
