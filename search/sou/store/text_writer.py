"""Write stored text and records of documents; :mod:`sou.store.texts` reads them."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING, Final

import numpy as np

from sou.store.texts import BLOCK_CHARS, GB18030, UTF_8

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sou.store.container import Container, ContainerWriter

RECORDS_BYTES: Final = 4096
"""A block of records is closed when it has so many bytes."""
_ZLIB_LEVEL: Final = 4
"""Text takes 1 % more than at level 6, and two thirds of the time."""


class TextWriter:
    """Write the texts of a segment's documents, one after another."""

    def __init__(self, writer: ContainerWriter) -> None:
        self._writer = writer
        self._waiting: list[str] = []
        self._waiting_chars = 0
        self._chars = 0
        self._size_bytes = 0

    def add(self, texts: Iterable[str]) -> None:
        """Add the texts of the next documents."""
        starts = []
        for text in texts:
            starts.append(self._chars)
            self._chars += len(text)
            self._waiting.append(text)
            self._waiting_chars += len(text)
            if self._waiting_chars >= 16 * BLOCK_CHARS:
                self._write_blocks(self._waiting_chars // BLOCK_CHARS)
        self._writer.append("text.starts", np.array(starts, dtype=np.uint32))

    def copy(self, container: Container) -> None:
        """Add all texts of another segment; blocks are copied as they are."""
        self._write_blocks(-(-self._waiting_chars // BLOCK_CHARS))
        starts = container.array("text.starts")
        self._writer.append("text.starts", (starts[:-1] + np.uint32(self._chars)))
        first = container.array("text.block_starts") + np.uint32(self._chars)
        self._writer.append("text.block_starts", first)
        ends = container.array("text.ends")
        self._writer.append("text.ends", ends + np.uint64(self._size_bytes))
        self._writer.append("text.blocks", container.array("text.blocks"))
        self._chars += int(starts[-1])
        self._size_bytes += int(ends[-1]) if ends.size else 0

    def finish(self) -> None:
        """Write what is left."""
        self._write_blocks(-(-self._waiting_chars // BLOCK_CHARS))
        self._writer.append("text.starts", np.array([self._chars], dtype=np.uint32))

    def _write_blocks(self, count: int) -> None:
        text = "".join(self._waiting)
        begin = self._chars - len(text)
        starts = range(0, min(count * BLOCK_CHARS, len(text)), BLOCK_CHARS)
        blocks = [_compressed(text[at : at + BLOCK_CHARS]) for at in starts]
        ends = np.cumsum(np.array([len(block) for block in blocks], dtype=np.uint64))
        self._writer.append_bytes("text.blocks", b"".join(blocks))
        self._writer.append("text.ends", ends + np.uint64(self._size_bytes))
        self._writer.append(
            "text.block_starts", np.array(starts, dtype=np.uint32) + np.uint32(begin)
        )
        self._size_bytes += sum(map(len, blocks))
        self._waiting = [text[count * BLOCK_CHARS :]]
        self._waiting_chars = len(self._waiting[0])


def _compressed(text: str) -> bytes:
    try:
        raw = GB18030 + text.encode("gb18030")
    except UnicodeEncodeError:
        raw = UTF_8 + text.encode("utf-8", "surrogatepass")
    return zlib.compress(raw, _ZLIB_LEVEL)


class RecordWriter:
    """Write one record, a line of JSON, for each document."""

    def __init__(self, writer: ContainerWriter) -> None:
        self._writer = writer
        self._waiting: list[bytes] = []
        self._waiting_bytes = 0
        self._documents = 0
        self._size_bytes = 0

    def add(self, record: bytes) -> None:
        """Add the record of the next document."""
        self._waiting.append(record)
        self._waiting_bytes += len(record)
        if self._waiting_bytes >= RECORDS_BYTES:
            self._write_block()

    def copy(self, container: Container, documents: int) -> None:
        """Add all records of another segment; blocks are copied as they are."""
        self._write_block()
        firsts, ends = container.array("records.firsts"), container.array("records.ends")
        self._writer.append("records.firsts", firsts + np.uint32(self._documents))
        self._writer.append("records.ends", ends + np.uint64(self._size_bytes))
        self._writer.append("records.blocks", container.array("records.blocks"))
        self._documents += documents
        self._size_bytes += int(ends[-1]) if ends.size else 0

    def finish(self) -> None:
        """Write what is left."""
        self._write_block()

    def _write_block(self) -> None:
        packed = zlib.compress(b"\n".join(self._waiting), _ZLIB_LEVEL) if self._waiting else b""
        is_one = len(self._waiting) > 0
        self._size_bytes += len(packed)
        self._writer.append_bytes("records.blocks", packed)
        self._writer.append("records.ends", np.array([self._size_bytes] * is_one, dtype=np.uint64))
        self._writer.append("records.firsts", np.array([self._documents] * is_one, dtype=np.uint32))
        self._documents += len(self._waiting)
        self._waiting, self._waiting_bytes = [], 0
