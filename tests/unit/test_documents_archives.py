"""Compressed files and archives: what is inside is read by its own name, within bounds."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from sou.documents import archives, compressed, read_all, reading
from sou.errors import DocumentError
from sou.model import Place
from sou.sources import Document, Source

TEXT = "第一行\n\t第二行\n"


def read(path: Path, content: bytes) -> tuple[Document, ...]:
    path.write_bytes(content)
    return read_all(Source(str(path), len(content), 0))


def refusal(path: Path, content: bytes) -> DocumentError:
    with pytest.raises(DocumentError) as caught:
        read(path, content)
    return caught.value


def zipped(members: dict[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return file.getvalue()


def tarred(members: dict[str, bytes], encoding: str = "utf-8") -> bytes:
    file = io.BytesIO()
    with tarfile.open(
        fileobj=file, mode="w", format=tarfile.GNU_FORMAT, encoding=encoding
    ) as archive:
        for name, content in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
        link = tarfile.TarInfo("連結.txt")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        archive.addfile(link)
        folder = tarfile.TarInfo("夾")
        folder.type = tarfile.DIRTYPE
        archive.addfile(folder)
    return file.getvalue()


def parts(documents: tuple[Document, ...]) -> list[tuple[str, str, str]]:
    return [(one.part, one.kind, one.title) for one in documents]


@pytest.mark.parametrize(
    ("suffix", "compress"), [("gz", gzip.compress), ("bz2", bz2.compress), ("xz", lzma.compress)]
)
class TestCompressed:
    def test_a_file_is_read_by_the_name_inside(
        self, tmp_path: Path, suffix: str, compress: Callable[[bytes], bytes]
    ) -> None:
        (document,) = read(tmp_path / f"甲.md.{suffix}", compress("# 標題\n內文".encode("big5")))

        assert parts((document,)) == [("甲.md", "markdown", "標題")]
        assert document.encoding == "cp950"
        assert document.digest

    def test_several_streams_are_one_file(
        self, tmp_path: Path, suffix: str, compress: Callable[[bytes], bytes]
    ) -> None:
        content = compress(TEXT.encode()) + compress(TEXT.encode())

        assert read(tmp_path / f"甲.{suffix.upper()}", content)[0].text == TEXT * 2

    def test_what_comes_before_the_end_that_is_missing_is_read(
        self, tmp_path: Path, suffix: str, compress: Callable[[bytes], bytes]
    ) -> None:
        lines = "".join(f"{number} 第{number * number}行\n" for number in range(200_000)).encode()
        (document,) = read(tmp_path / f"甲.{suffix}", compress(lines)[:400_000])

        assert lines.decode().startswith(document.text[:-1])
        assert len(document.text) > 10_000
        assert any(note.startswith("cut off, ") for note in document.notes)

    def test_other_bytes_are_refused(
        self, tmp_path: Path, suffix: str, compress: Callable[[bytes], bytes]
    ) -> None:
        error = refusal(tmp_path / f"甲.{suffix}", TEXT.encode())

        assert (str(error), error.is_error) == (f"not a .{suffix} file, or damaged", True)
        assert str(refusal(tmp_path / f"空.{suffix}", b"")) == "empty file"

    def test_a_bomb_is_stopped_while_it_inflates(
        self,
        tmp_path: Path,
        suffix: str,
        compress: Callable[[bytes], bytes],
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        monkeypatch.setattr(compressed, "MEMBER_BYTES", 1 << 20)
        error = refusal(tmp_path / f"甲.txt.{suffix}", compress(bytes(2 << 20)))

        assert str(error) == "unpacks to more than 1 MiB"

    def test_a_compressed_tar_is_an_archive(
        self, tmp_path: Path, suffix: str, compress: Callable[[bytes], bytes]
    ) -> None:
        short = {"gz": "tgz", "bz2": "tbz2", "xz": "txz"}[suffix]
        for name in (f"甲.tar.{suffix}", f"甲.{short}"):
            documents = read(tmp_path / name, compress(tarred({"夾/a.txt": TEXT.encode()})))

            assert parts(documents) == [("夾/a.txt", "text", "a.txt")]


def test_damage_inside_is_named_and_what_was_before_is_read(tmp_path: Path) -> None:
    content = bytearray(gzip.compress(TEXT.encode()))
    content[-8] ^= 255  # of the checksum
    (document,) = read(tmp_path / "甲.txt.gz", bytes(content))

    assert document.text == TEXT
    assert document.notes == (f"damaged, {len(TEXT.encode())} bytes of it are read",)


def test_compressed_twice_is_left_out(tmp_path: Path) -> None:
    error = refusal(tmp_path / "甲.txt.gz", gzip.compress(gzip.compress(TEXT.encode())))

    assert (str(error), error.is_error) == ("a .gz file by another name", False)


@pytest.mark.parametrize(("suffix", "pack"), [("zip", zipped), ("tar", tarred)])
def test_each_member_with_a_reader_is_a_document(
    tmp_path: Path, suffix: str, pack: Callable[[dict[str, bytes]], bytes]
) -> None:
    content = pack({
        "信/a.txt": TEXT.encode("gb18030"),
        "b.jsonl": '{"標題": "甲"}\n{"標題": "乙"}'.encode(),
        "圖.png": b"\x89PNG",
        "空夾/": b"",
        "__MACOSX/信/._a.txt": b"Mac OS X        \0\2",
        "信/._a.txt": b"Mac OS X",
        ".DS_Store": b"Bud1",
        "內.zip": zipped({"../../深.html": "<title>深</title>字".encode()}),
    })  # fmt: skip
    documents = read(tmp_path / f"檔.{suffix}", content)

    assert parts(documents) == [
        ("信/a.txt", "text", "a.txt"),
        ("b.jsonl/1", "json", "甲"),
        ("b.jsonl/2", "json", "乙"),
        ("內.zip/../../深.html", "html", "深"),
    ]
    assert documents[0].source_map.place(documents[0].text.index("第二")) == Place(2, 2)
    assert not any(one.notes for one in documents)
    assert len({one.digest for one in documents}) == 1


def test_members_that_cannot_be_read_are_named(tmp_path: Path) -> None:
    content = zipped({
        "好.txt": TEXT.encode(),
        "壞.txt.gz": b"no",
        "舊.doc": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        "舊.xls": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        "舊/2.doc": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
    })  # fmt: skip
    (document,) = read(tmp_path / "檔.zip", content)

    assert document.notes == (
        "壞.txt.gz: not a .gz file, or damaged",
        "2 members left out: no reader for .doc files yet",
        "1 member left out: no reader for .xls files yet",
    )


def test_an_archive_without_text_is_left_out_and_a_damaged_one_named(tmp_path: Path) -> None:
    nothing = refusal(tmp_path / "圖.zip", zipped({"圖.png": b"\x89PNG"}))
    damaged = refusal(tmp_path / "壞.zip", zipped({"壞.gz": b"no"}))

    assert (str(nothing), nothing.is_error) == ("archive without anything to read", False)
    assert (str(damaged), damaged.is_error) == ("壞.gz: not a .gz file, or damaged", True)
    assert str(refusal(tmp_path / "非.tar", TEXT.encode())) == "not a tar archive, or damaged"
    assert str(refusal(tmp_path / "空.tar", b"")) == "empty file"
    assert str(refusal(tmp_path / "非.zip", TEXT.encode())) == "not a zip archive"


def test_a_tar_that_is_cut_off_is_read_up_to_there(tmp_path: Path) -> None:
    content = tarred({"一.txt": TEXT.encode(), "二.txt": b"x" * 5000})[:3000]
    (document,) = read(tmp_path / "檔.tar", content)

    assert document.text == TEXT
    assert document.notes == (
        "二.txt: cut off or damaged",
        "what follows: cut off or damaged",
    )


@pytest.mark.parametrize("encoding", ["big5", "gbk"])
def test_names_in_a_tar_are_judged_together(tmp_path: Path, encoding: str) -> None:
    names = ["資料庫與索引結構/會議紀錄.txt", "資料庫與索引結構/報告書.txt"]
    documents = read(tmp_path / "檔.tar", tarred(dict.fromkeys(names, b"x"), encoding))

    assert [one.part for one in documents] == names


def test_archives_in_each_other_are_opened_to_a_depth(tmp_path: Path) -> None:
    content = TEXT.encode()
    for _ in range(6):
        content = zipped({"內.zip" if content[:2] == b"PK" else "字.txt": content})

    assert "more than 4 files inside each other" in str(refusal(tmp_path / "檔.zip", content))


def test_all_members_together_have_a_bound(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "INFLATED_BYTES", 10_000)
    monkeypatch.setattr(reading.Allowance.__init__, "__defaults__", (10_000,))
    content = tarred({f"{number}.txt": b"x" * 4000 for number in range(9)})
    documents = read(tmp_path / "檔.tar", content)

    assert [one.part for one in documents] == ["0.txt", "1.txt"]
    assert documents[0].notes == ("2.txt: unpacks to more than 0 MiB",)


def test_an_archive_of_too_many_members_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archives, "MOST_MEMBERS", 3)
    content = tarred({f"{number}.txt": b"x" for number in range(9)})

    assert str(refusal(tmp_path / "檔.tar", content)) == "archive of more than 3 members"
