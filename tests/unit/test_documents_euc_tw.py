"""EUC-TW, which Python does not know: iconv is the judge."""

from __future__ import annotations

import codecs
import shutil
import subprocess
import sys
import zlib
from pathlib import Path

import pytest

from sou.documents import decode
from sou.documents.euc_tw import decode_euc_tw, encode_euc_tw, register_euc_tw

TEXT = "機器學習與自然語言處理，是電腦科學的重要方向。\r\n竈裏恒 AI\n"
CODED = bytes.fromhex(  # of iconv: 中, 裏 (plane 3) and 乂 (plane 2)
    "c4e3 8ea3c4ce 8ea2a1a1"
)
TABLES = Path(__file__).parents[1] / "tables"

needs_iconv = pytest.mark.skipif(
    not shutil.which("iconv") or not sys.platform.startswith("linux"),
    reason="no iconv of glibc here",
)


def iconv(data: bytes, source: str, target: str) -> bytes:
    command = ["iconv", "-f", source, "-t", target]
    return subprocess.run(command, input=data, capture_output=True, check=True).stdout


def test_characters_of_three_planes_are_read() -> None:
    assert decode_euc_tw(CODED) == "中裏乂"
    assert decode_euc_tw(b"\x8e\xa1\xc4\xe3") == "中"


@needs_iconv
def test_both_ways_are_those_of_iconv() -> None:
    coded = iconv(TEXT.encode(), "UTF-8", "EUC-TW")

    assert decode_euc_tw(coded) == TEXT
    assert encode_euc_tw(TEXT) == coded


@needs_iconv
def test_the_table_is_what_its_generator_writes() -> None:
    written = subprocess.run(
        [sys.executable, "-c", "import make_euc_tw_table as m; print(m.make_table(), end='')"],
        env={"PYTHONUTF8": "1", "PYTHONPATH": str(TABLES), "PATH": "/usr/bin:/bin"},
        capture_output=True,
        check=True,
    ).stdout
    table = TABLES.parents[1] / "search" / "sou" / "documents" / "euc_tw.z"

    assert zlib.decompress(table.read_bytes()) == written


def test_bytes_without_a_meaning_are_one_error_for_each_character() -> None:
    damaged = b"a\xc4\xe3\xff\x8e\xaf\xa1\xa1b\x8e\xa3\xc4"

    assert decode_euc_tw(damaged, "replace") == "a中\ufffd\ufffdb\ufffd"
    assert decode_euc_tw(damaged, "ignore") == "a中b"
    with pytest.raises(UnicodeDecodeError, match="position 3"):
        decode_euc_tw(damaged)
    with pytest.raises(UnicodeEncodeError, match="position 1"):
        encode_euc_tw("中😀")


def test_a_file_can_be_opened_with_it_a_byte_at_a_time(tmp_path: Path) -> None:
    register_euc_tw()
    path = tmp_path / "甲.txt"
    path.write_bytes(encode_euc_tw(TEXT) * 3000)
    decoder = codecs.getincrementaldecoder("euc-tw")()
    pieces = [decoder.decode(bytes([byte])) for byte in CODED]

    assert "".join([*pieces, decoder.decode(b"", True)]) == "中裏乂"
    assert path.read_text(encoding="euc-tw") == TEXT.replace("\r\n", "\n") * 3000


def test_a_text_in_it_is_recognised() -> None:
    decoded = decode(encode_euc_tw(TEXT))

    assert (decoded.text, decoded.encoding) == (TEXT, "euc_tw")
    assert decoded.confidence > 0.9
