"""The text of a part of a mail, and where each character of it stands in the mail.

A body is written as it is, in quoted-printable or in base64. Of the first, every line is
a line of the file. Of the others, a character's line is where its first byte is written,
and its column is told as if it were text; each character's own would cost ten times as
much, and say nothing to people. The file is taken as Latin-1: one character, one byte.
"""

from __future__ import annotations

import binascii
import codecs
import re
from array import array
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from heapq import merge
from typing import TYPE_CHECKING, NamedTuple

from sou.documents.mail_headers import charset_of, decode_part, raw_bytes

if TYPE_CHECKING:
    from sou.documents.decode import Decoded
    from sou.documents.mail_headers import RawMessage
    from sou.documents.text_builder import TextBuilder

_LINE = re.compile(r"[^\n]*\n|[^\n]+\Z")


@dataclass(frozen=True, slots=True)
class PlacedText:
    """A decoded text in pieces: from ``starts[i]`` on, it stands at ``places[i]`` on.

    Every line begins a piece.
    """

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
        return _from_lines(charset, list(_quoted_lines(payload, offset)))
    if written == "base64":
        return _from_lines(charset, list(_base64_lines(content_of(part), payload, offset)))
    if written in {"x-uuencode", "uuencode", "uue", "x-uue"}:
        return _from_lines(charset, [_Line(offset, content_of(part))])
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


class _Line(NamedTuple):
    """A line of the file, and the bytes that begin in it."""

    offset: int
    content: bytes


def _quoted_lines(payload: str, offset: int) -> Iterator[_Line]:
    for line in _LINE.finditer(payload):
        yield _Line(offset + line.start(), binascii.a2b_qp(raw_bytes(line[0])))


def _base64_lines(data: bytes, payload: str, offset: int) -> Iterator[_Line]:
    digits = 0
    begin = 0
    for line in _LINE.finditer(payload):
        digits += len(line[0].rstrip("=\r\n \t"))
        end = -(-digits * 6 // 8)
        yield _Line(offset + line.start(), data[begin:end])
        begin = end
    if begin < len(data):  # some of what was counted was no base64
        yield _Line(offset, data[begin:])


def _from_lines(charset: str | None, lines: list[_Line]) -> PlacedText:
    decoded = decode_part(b"".join(line.content for line in lines), charset)
    first = lines[0].offset if lines else 0
    begins = {0: first} | _first_characters(decoded, lines)
    starts, places = array("Q"), array("Q")
    feeds = (feed.end() for feed in re.finditer("\n", decoded.text))
    start = 0
    for offset in merge(begins, feeds):
        if offset in begins:
            start = offset
        if not starts or offset > starts[-1]:
            starts.append(offset)
            places.append(begins[start] + offset - start)
    return PlacedText(decoded, starts, places)


def _first_characters(decoded: Decoded, lines: list[_Line]) -> dict[int, int]:
    """Return where lines of the file begin, by the first character that begins in each."""
    begins: dict[int, int] = {}
    try:
        decoder = codecs.getincrementaldecoder(decoded.encoding)("replace")
    except LookupError:
        return begins
    characters = 0
    for line in lines:
        if line.content:
            is_amid_character = bool(decoder.getstate()[0])
            begins[characters + is_amid_character] = line.offset
            characters += len(decoder.decode(line.content))
    return begins
