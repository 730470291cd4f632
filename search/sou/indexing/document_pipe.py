"""Documents as bytes and back, to hand them from one process to another.

A header in JSON, then the long things raw: texts in UTF-8, source maps as 64-bit
numbers. Not a pickle: what a reader of foreign files says is data and never code.
"""

from __future__ import annotations

import json
import struct
from array import array
from dataclasses import astuple, fields
from typing import IO, TYPE_CHECKING, Any, Final

from sou.model import Anchor, SourceMap
from sou.sources import Document

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_FRAME: Final = struct.Struct("<QQ")
_RAW: Final = frozenset({"text", "source_map", "anchors", "notes"})
_PLAIN: Final = tuple(one.name for one in fields(Document) if one.name not in _RAW)
"""Fields that JSON keeps as they are."""


def send(pipe: IO[bytes], header: dict[str, Any], body: Iterable[bytes] = ()) -> None:
    """Write one message; whoever waits for it wants ``pipe`` flushed."""
    parts = list(body)
    head = json.dumps(header).encode("ascii")
    pipe.write(_FRAME.pack(len(head), sum(map(len, parts))))
    pipe.write(head)
    for part in parts:
        pipe.write(part)


def receive(pipe: IO[bytes]) -> tuple[dict[str, Any], bytes]:
    """Read one message.

    Raises:
        EOFError: the other end is gone.
    """
    lengths = _exactly(pipe, _FRAME.size)
    head_bytes, body_bytes = _FRAME.unpack(lengths)
    header: dict[str, Any] = json.loads(_exactly(pipe, head_bytes))
    return header, _exactly(pipe, body_bytes)


def send_documents(pipe: IO[bytes], documents: Sequence[Document]) -> None:
    """Write documents as one message."""
    body: list[bytes] = []
    rows = [_row(document, body) for document in documents]
    send(pipe, {"documents": rows, "sizes": list(map(len, body))}, body)


def documents_of(header: dict[str, Any], body: bytes) -> tuple[Document, ...]:
    """Return the documents that a message is."""
    pieces = _pieces(memoryview(body), header["sizes"])
    return tuple(_document(row, pieces) for row in header["documents"])


def _row(document: Document, body: list[bytes]) -> dict[str, Any]:
    def raw(part: bytes) -> int:
        body.append(part)
        return len(body) - 1

    numbers = (document.source_map.offsets, document.source_map.lines, document.source_map.columns)
    return {
        **{name: getattr(document, name) for name in _PLAIN},
        "text": raw(document.text.encode("utf-8", "surrogatepass")),
        "source_map": [None if one is None else raw(array("q", one).tobytes()) for one in numbers],
        "anchors": [astuple(anchor) for anchor in document.anchors],
        "notes": document.notes,
    }


def _document(row: dict[str, Any], pieces: Sequence[memoryview]) -> Document:
    offsets, lines, columns = (
        None if one is None else array("q", bytes(pieces[one])) for one in row["source_map"]
    )
    return Document(
        **{name: row[name] for name in _PLAIN},
        text=str(pieces[row["text"]], "utf-8", "surrogatepass"),
        source_map=SourceMap(offsets or (), lines, columns),
        anchors=tuple(Anchor(*values) for values in row["anchors"]),
        notes=tuple(row["notes"]),
    )


def _pieces(body: memoryview, sizes: Iterable[int]) -> list[memoryview]:
    found, start = [], 0
    for size in sizes:
        found.append(body[start : start + size])
        start += size
    return found


def _exactly(pipe: IO[bytes], count: int) -> bytes:
    data = pipe.read(count)
    if len(data) < count:
        raise EOFError
    return data
