"""Columns, stored texts and dictionaries of a segment, by themselves."""

from __future__ import annotations

import random
from bisect import bisect_right
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sou.errors import IndexCorruptError
from sou.store.columns import ColumnWriter, long_column, plain_column, read_column
from sou.store.container import Container, ContainerWriter
from sou.store.dictionary import BlobDictionary, PairDictionary
from sou.store.text_writer import RecordWriter, TextWriter
from sou.store.texts import BLOCK_CHARS, RecordReader, TextReader

TEXTS = ["晶片產業", "", "a\ud800b", "é𠮷\ue5e5" * BLOCK_CHARS, "\x00\n", "臺灣" * 40_000, "末"]


def _texts(path: Path, texts: list[str]) -> Container:
    writer = ContainerWriter(path)
    text_writer = TextWriter(writer)
    text_writer.add(texts)
    text_writer.finish()
    writer.finish({})
    return Container(path)


def test_texts_are_read_whole_and_in_part(tmp_path: Path) -> None:
    reader = TextReader(_texts(tmp_path / "x.seg", TEXTS))

    for number, text in enumerate(TEXTS):
        assert reader.text(number, 0, None) == text
        assert reader.length(number) == len(text)
        for start, end in ((1, 3), (BLOCK_CHARS - 2, BLOCK_CHARS + 3), (0, 0), (5, 2), (3, 10**9)):
            assert reader.text(number, start, end) == text[start:end]


def test_texts_are_read_alike_in_any_order(tmp_path: Path) -> None:
    text = "臺灣 é𠮷，\n晶片ab" * BLOCK_CHARS
    reader = TextReader(_texts(tmp_path / "x.seg", ["前", text, "後"]))
    dice = random.Random(5)  # noqa: S311  # a test's dice
    offsets = [0, 1, BLOCK_CHARS - 1, BLOCK_CHARS, 3 * BLOCK_CHARS + 7, len(text)]

    for _ in range(300):
        start, end = (dice.choice(offsets) + dice.choice((0, 1, 5, 900)) for _ in range(2))
        assert reader.text(1, start, end) == text[start:end]
    assert (reader.text(0, 0, None), reader.text(2, 0, None)) == ("前", "後")


def test_damage_behind_what_is_asked_for_is_named(tmp_path: Path) -> None:
    container = _texts(tmp_path / "x.seg", ["晶片", "產業" * 1000])
    data = bytearray((tmp_path / "x.seg").read_bytes())
    start, _, size, _ = container._table["text.blocks"]
    data[start + size - 1] ^= 0xFF  # of the block's checksum
    (tmp_path / "x.seg").write_bytes(data)

    with pytest.raises(IndexCorruptError, match=r"x\.seg"):
        TextReader(Container(tmp_path / "x.seg")).text(0, 0, None)


def test_copied_texts_keep_their_documents(tmp_path: Path) -> None:
    first, second = (_texts(tmp_path / name, TEXTS) for name in ("a.seg", "b.seg"))
    writer = ContainerWriter(tmp_path / "c.seg")
    merged = TextWriter(writer)
    merged.add(["頭"])
    merged.copy(first)
    merged.add(["中"])
    merged.copy(second)
    merged.finish()
    writer.finish({})
    reader = TextReader(Container(tmp_path / "c.seg"))

    wanted = ["頭", *TEXTS, "中", *TEXTS]
    assert [reader.text(number, 0, None) for number in range(len(wanted))] == wanted


def test_damaged_text_is_named(tmp_path: Path) -> None:
    container = _texts(tmp_path / "x.seg", ["晶片" * 1000])
    data = bytearray((tmp_path / "x.seg").read_bytes())
    data[container._table["text.blocks"][0] + 5] ^= 0xFF
    (tmp_path / "x.seg").write_bytes(data)

    with pytest.raises(IndexCorruptError, match=r"x\.seg"):
        TextReader(Container(tmp_path / "x.seg")).text(0, 0, None)


def test_records_survive_copying(tmp_path: Path) -> None:
    records = [b'{"n":%d}' % number for number in range(5000)]
    writer = ContainerWriter(tmp_path / "a.seg")
    record_writer = RecordWriter(writer)
    for record in records:
        record_writer.add(record)
    record_writer.finish()
    writer.finish({})
    again = ContainerWriter(tmp_path / "b.seg")
    copied = RecordWriter(again)
    copied.add(b"first")
    copied.copy(Container(tmp_path / "a.seg"), len(records))
    copied.add(b"last")
    copied.finish()
    again.finish({})
    reader = RecordReader(Container(tmp_path / "b.seg"))

    assert [reader.record(n) for n in range(5002)] == [b"first", *records, b"last"]


@given(st.lists(st.integers(0, 2**32 - 1), max_size=50), st.integers(0, 60), st.integers(0, 60))
def test_columns_are_read_in_part(values: list[int], start: int, end: int) -> None:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "x.seg"
        writer = ContainerWriter(path)
        column = ColumnWriter(writer, "c")
        repeated = np.array(values * 60, dtype=np.uint32)
        column.append(repeated[:7])
        column.append(repeated[7:])
        column.finish()
        writer.finish({})
        container = Container(path)
        end = min(end * 50, repeated.size)

        found = read_column(container, "c", start * 50, end)
        assert np.array_equal(found, repeated[start * 50 : end])
        assert plain_column(container, "c", start * 50, end) == found.tolist()


def test_a_long_column_is_read_where_it_is_asked_for(tmp_path: Path) -> None:
    values = np.arange(30_000, dtype=np.uint32) * 37
    writer = ContainerWriter(tmp_path / "x.seg")
    column = ColumnWriter(writer, "c")
    column.append(values)
    column.finish()
    writer.finish({})
    part = long_column(Container(tmp_path / "x.seg"), "c", 500, 29_000)

    assert len(part) == 28_500
    assert [part[0], part[9_999], part[-1]] == [500 * 37, 10_499 * 37, 28_999 * 37]
    assert part[600:603] == [1100 * 37, 1101 * 37, 1102 * 37]
    assert bisect_right(part, 20_000 * 37) == 20_000 - 500 + 1
    assert len(list(part)) == 28_500
    with pytest.raises(IndexError):
        part[28_500]


def test_pairs_are_found_by_both_code_points(tmp_path: Path) -> None:
    pairs = sorted(
        [(0x6676, 0x7247), (0x6676, 0), (0x20, 0x61), (0x20BB7, 0x91CE), (0x6676, 0x20BB7)]
    )
    writer = ContainerWriter(tmp_path / "x.seg")
    keys = np.array([first << 21 | second for first, second in pairs], dtype=np.uint64)
    PairDictionary.write(writer, "p", keys)
    writer.finish({})
    dictionary = PairDictionary(Container(tmp_path / "x.seg"), "p")

    assert [dictionary.ordinal(*pair) for pair in pairs] == [0, 1, 2, 3, 4]
    assert dictionary.ordinal(0x6676, 0x61) == -1
    assert dictionary.ordinal(0x1F600, 0x6676) == -1
    assert dictionary.ordinals_of(0x6676) == (1, 4)
    assert dictionary.keys(0, 5).tolist() == keys.tolist()
    assert dictionary.keys(2, 4).tolist() == keys[2:4].tolist()
    assert dictionary.ordinals_between(0x6676, 0x6677) == (1, 4)
    assert dictionary.ordinals_between(0, 0x110000) == (0, 5)


def test_terms_are_found_whole_by_prefix_and_inside(tmp_path: Path) -> None:
    terms = sorted(term.encode() for term in ("gpu", "nvidia", "ai", "aid", "é", "人ai", "aai"))
    writer = ContainerWriter(tmp_path / "x.seg")
    size = BlobDictionary.write(writer, "r", terms[:3])
    BlobDictionary.write(writer, "r", terms[3:], size)
    writer.finish({})
    dictionary = BlobDictionary(Container(tmp_path / "x.seg"), "r")

    assert [dictionary.term(n) for n in range(len(dictionary))] == terms
    assert [dictionary.ordinal(term) for term in terms] == list(range(len(terms)))
    assert dictionary.ordinal(b"a") == -1
    assert dictionary.terms(1, 4) == terms[1:4]
    assert dictionary.ordinals_with_prefix(b"ai") == (terms.index(b"ai"), terms.index(b"ai") + 2)
    ordinals, at, chars = dictionary.occurrences(b"ai")
    assert [terms[n].decode() for n in ordinals.tolist()] == ["aai", "ai", "aid", "人ai"]
    assert at.tolist() == [1, 0, 0, 3]
    assert chars.tolist() == [1, 0, 0, 1]
