"""Archives as people and attackers make them, through the one door."""

from __future__ import annotations

import io
import struct
import warnings
import zipfile
import zlib

import pytest

from sou.documents.zip_members import ZipMembers
from sou.errors import DocumentError


def archive(*members: tuple[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(buffer, "w", compression) as file:
        warnings.simplefilter("ignore")  # of names that repeat
        for name, content in members:
            file.writestr(name, content)
    return buffer.getvalue()


def archive_of_raw_names(*names: bytes, flags: int = 0, extra: bytes = b"") -> bytes:
    """Write a stored archive byte by byte: zipfile cannot write names in GBK."""
    body, directory = b"", b""
    for name in names:
        content = name[::-1]
        facts = struct.pack(
            "<HHHHHIIIHH",
            *(20, flags, 0, 0, 0x21, zlib.crc32(content), len(content), len(content)),
            *(len(name), len(extra)),
        )
        directory += (
            b"PK\x01\x02"
            + struct.pack("<H", 20)
            + facts
            + struct.pack("<HHHII", 0, 0, 0, 0, len(body))
        )
        directory += name + extra
        body += b"PK\x03\x04" + facts + name + extra + content
    counts = struct.pack("<HHHHIIH", 0, 0, len(names), len(names), len(directory), len(body), 0)
    return body + directory + b"PK\x05\x06" + counts


def names(data: bytes) -> list[str]:
    return [member.name for member in ZipMembers(data).members]


def contents(data: bytes) -> list[bytes]:
    opened = ZipMembers(data)
    return [opened.read(member) for member in opened.members]


def refusal(data: bytes) -> str:
    with pytest.raises(DocumentError) as caught:
        contents(data)
    return str(caught.value)


@pytest.mark.parametrize("codec", ["gb18030", "cp950", "utf-8"])
def test_names_without_a_flag_are_judged_together(codec: str) -> None:
    written = ["資料/量子糾纏.txt", "資料/半導體.txt", "readme.txt"]
    data = archive_of_raw_names(*(name.encode(codec) for name in written))

    assert names(data) == written


def test_names_with_the_flag_are_utf8_beside_others_that_are_not() -> None:
    assert names(archive(("café/中文.txt", b"1"), ("b.txt", b"2"))) == ["café/中文.txt", "b.txt"]


def test_western_names_are_cp437_as_the_format_says() -> None:
    assert names(archive_of_raw_names("Müller.txt".encode("cp437"))) == ["Müller.txt"]


def test_the_unicode_name_of_info_zip_is_taken_unless_stale() -> None:
    raw = b"??.txt"
    field = b"\x01" + struct.pack("<I", zlib.crc32(raw)) + "中文.txt".encode()
    extra = struct.pack("<HH", 0x7075, len(field)) + field

    assert names(archive_of_raw_names(raw, extra=extra)) == ["中文.txt"]
    assert names(archive_of_raw_names(b"new.txt", extra=extra)) == ["new.txt"]


def test_content_is_read_and_folders_are_no_members() -> None:
    data = archive(("a/", b""), ("a/b.txt", "內容".encode()), ("c", b""))

    assert contents(data) == ["內容".encode(), b""]
    assert names(data) == ["a/b.txt", "c"]


def test_a_member_is_found_by_its_path_forgiving_case_and_slashes() -> None:
    opened = ZipMembers(archive(("Word\\Document.xml", b"1"), ("x", b"2"), ("x", b"3")))
    document, last = opened.find("/word/document.xml"), opened.find("x")

    assert document is not None
    assert last is not None
    assert (opened.read(document), opened.read(last)) == (b"1", b"3")
    assert opened.find("y") is None


def test_bytes_are_counted_while_they_are_inflated() -> None:
    opened = ZipMembers(archive(("bomb", bytes(5 << 20)), ("fine", b"1")), most_bytes=8 << 20)
    bomb, fine = opened.members

    with pytest.raises(DocumentError, match="bomb unpacks to more than 4 MiB"):
        opened.read(bomb, most_bytes=4 << 20)
    assert opened.read(fine) == b"1"
    with pytest.raises(DocumentError, match="the archive unpacks to more than 8 MiB"):
        opened.read(bomb)


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_other_compressions_are_read_and_bounded(method: int) -> None:
    opened = ZipMembers(archive(("a", "內容".encode()), ("b", bytes(5 << 20)), compression=method))
    small, bomb = opened.members

    assert opened.read(small).decode() == "內容"
    with pytest.raises(DocumentError, match="b unpacks to more than 1 MiB"):
        opened.read(bomb, most_bytes=1 << 20)


def test_a_size_that_lies_is_no_way_around() -> None:
    data = archive(("a", bytes(1000)))
    lie = data.replace(struct.pack("<I", 1000), struct.pack("<I", 10))

    assert lie != data
    assert refusal(lie) == "a is damaged"


def test_what_cannot_be_read_says_why() -> None:
    good = archive(("甲.txt", b"content " * 100))
    entry = good.rindex(b"PK\x01\x02")
    unknown = good[: entry + 10] + struct.pack("<H", 9) + good[entry + 12 :]

    assert refusal(b"") == "empty file"
    assert refusal("其實是文字".encode()) == "not a zip archive"
    assert refusal(good[:-30]) == "zip archive cut off or damaged"
    assert refusal(archive_of_raw_names(b"a", flags=1)) == "encrypted: needs a password"
    assert refusal(good[:50] + b"\xff\xff" + good[52:]) == "甲.txt is damaged"
    assert refusal(unknown) == "甲.txt is compressed in an unknown way"


def test_members_that_share_bytes_are_refused() -> None:
    data = archive_of_raw_names(b"aaaa", b"bbbb")
    second = data.rindex(b"PK\x01\x02")
    shared = data[: second + 42] + bytes(4) + data[second + 46 :]

    assert refusal(shared) == "zip archive whose members overlap"


def test_a_directory_of_endless_entries_is_refused_before_it_is_read() -> None:
    assert refusal(b"PK\x01\x02" * 300_001) == "archive of more than 300,000 members"
