"""The text of a part of a mail, and where each character of it stands in the mail.

A body is written as it is, in quoted-printable or in base64. Of the first, every line
is a line of the file; of the others, a character's place is where its first byte is
written. The file is taken as Latin-1: one character, one byte.
"""

from __future__ import annotations

import re
from array import array
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

from sou.documents.mail_headers import charset_of, decode_part, raw_bytes

if TYPE_CHECKING:
    from sou.documents.decode import Decoded
    from sou.documents.mail_headers import RawMessage
    from sou.documents.text_builder import TextBuilder

_QUOTED = re.compile(
    r"(?P<codes>(?:=[0-9A-Fa-f]{2})+)|(?P<soft>=[ \t]*(?:\r?\n|\Z))|(?P<plain>[^=]+|=)"
)
_BASE64 = re.compile(r"[A-Za-z0-9+/]+")
_BITS_OF_BYTE, _BITS_OF_DIGIT = 8, 6


@dataclass(frozen=True, slots=True)
class PlacedText:
    """A decoded text in pieces: from ``starts[i]`` on, it stands at ``places[i]`` on."""

    decoded: Decoded
    starts: array[int]
    places: array[int]

    def append_to(self, builder: TextBuilder, start: int, end: int, text: str) -> None:
        """Append a text that stands for the characters ``[start, end)``, one for one."""
        piece = max(bisect_right(self.starts, start) - 1, 0)
        position = start
        while position < end:
            following = self.starts[piece + 1] if piece + 1 < len(self.starts) else end
            piece_end = min(following, end)
            place = self.places[piece] + position - self.starts[piece]
            builder.append(text[position - start : piece_end - start], place)
            position, piece = piece_end, piece + 1


def placed_text(part: RawMessage, payload: str, offset: int) -> PlacedText:
    """Return the text of a part whose payload, as written, stands at an offset."""
    written = (part.get("Content-Transfer-Encoding") or "").partition(";")[0].strip().lower()
    charset = charset_of(part)
    if written == "quoted-printable":
        return _from_bytes(charset, _quoted_bytes(payload, offset))
    if written == "base64":
        return _from_bytes(charset, _base64_bytes(part, payload, offset))
    if written in {"x-uuencode", "uuencode", "uue", "x-uue"}:
        data = content_of(part)
        return _from_bytes(charset, _Bytes(data, array("Q", [offset]) * len(data)))
    decoded = decode_part(raw_bytes(payload), charset)
    starts, places = array("Q", [0]), array("Q", [offset])
    starts.extend(feed.end() for feed in re.finditer("\n", decoded.text))
    places.extend(offset + feed.end() for feed in re.finditer("\n", payload))
    if len(starts) != len(places):  # in an encoding whose line feeds are not those of ASCII
        return PlacedText(decoded, starts[:1], places[:1])
    return PlacedText(decoded, starts, places)


def content_of(part: RawMessage) -> bytes:
    """Return the decoded bytes of a part that has no parts."""
    content = part.get_payload(decode=True)
    return content if isinstance(content, bytes) else b""


class _Bytes(NamedTuple):
    """Decoded bytes, and where each is written."""

    data: bytes
    places: array[int]


def _quoted_bytes(payload: str, offset: int) -> _Bytes:
    data, places = bytearray(), array("Q")
    for part in _QUOTED.finditer(payload):
        begin = offset + part.start()
        if part.lastgroup == "plain":
            data += raw_bytes(part[0])
            places.extend(range(begin, begin + len(part[0])))
        elif part.lastgroup == "codes":
            data += bytes.fromhex(part[0].replace("=", ""))
            places.extend(range(begin, begin + len(part[0]), 3))
    return _Bytes(bytes(data), places)


def _base64_bytes(part: RawMessage, payload: str, offset: int) -> _Bytes:
    data = content_of(part)
    digits = array("Q")
    for run in _BASE64.finditer(payload):
        digits.extend(range(offset + run.start(), offset + run.end()))
    last = len(digits) - 1
    places = (digits[min(n * _BITS_OF_BYTE // _BITS_OF_DIGIT, last)] for n in range(len(data)))
    return _Bytes(data, array("Q", places if last >= 0 else [offset] * len(data)))


def _from_bytes(charset: str | None, written: _Bytes) -> PlacedText:
    decoded = decode_part(written.data, charset)
    starts, places = array("Q"), array("Q")
    for start, byte in _byte_offsets(decoded, written.data):
        place = written.places[byte] if byte < len(written.places) else 0
        is_next = starts and place - places[-1] == start - starts[-1]
        if not is_next:
            starts.append(start)
            places.append(place)
    return PlacedText(decoded, starts or array("Q", [0]), places or array("Q", [0]))


_MARK_BYTES: Final = {"utf-8-sig": 3}
"""Of the mark before a text."""


def _byte_offsets(decoded: Decoded, data: bytes) -> Iterator[tuple[int, int]]:
    """Yield offsets of characters, each with that of its first byte, as far as is known.

    Where a line does not come out even, only the place of its first character is.
    """
    lines, byte_lines = decoded.text.split("\n"), data.split(b"\n")
    if len(lines) != len(byte_lines):
        yield 0, 0
        return
    sizes: dict[str, int] = {}
    start, line_byte = 0, 0
    mark_bytes = _MARK_BYTES.get(decoded.encoding, 0)
    codec = decoded.encoding.removesuffix("-sig")
    for line, bytes_of_line in zip(lines, byte_lines, strict=True):
        for character in set(line).difference(sizes):
            sizes[character] = len(character.encode(codec, "replace"))
        byte, end_byte = line_byte + mark_bytes, line_byte + len(bytes_of_line)
        yield start, byte
        if sum(map(sizes.__getitem__, line)) == end_byte - byte:
            for offset, character in enumerate(line, start + 1):
                byte += sizes[character]
                yield offset, byte
        start += len(line) + 1
        line_byte, mark_bytes = end_byte + 1, 0
