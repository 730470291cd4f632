"""Headers of mail as people read them: encoded words, folded lines, raw bytes.

A file of mail is taken as Latin-1, one character for each byte, so that what the parser
of :mod:`email` gives is what is written, and where.
"""

from __future__ import annotations

import binascii
import codecs
import re
from email.message import Message
from email.policy import Compat32
from typing import TYPE_CHECKING, Final

from sou.documents.decode import Decoded, decode

if TYPE_CHECKING:
    RawMessage = Message[str, str]

_WORD = re.compile(r"=\?([^?\s*]+)(?:\*[^?]*)?\?([bBqQ])\?([^?]*)\?=")
_FOLD = re.compile(r"[\r\n]+[ \t]*")
_UNDERSCORES: Final = bytes.maketrans(b"_", b" ")
_CHINESE: Final = {
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "gb18030": "gb18030",
    "big5": "cp950",
    "cp950": "cp950",
    "big5hkscs": "big5hkscs",
    "hz": "hz",
}
"""Codecs that a declaration is believed of, for texts too short to be judged."""
SHORT_BYTES: Final = 400


class RawHeaders(Compat32):
    """A policy that gives headers as they are written."""

    def header_fetch_parse(self, name: str, value: str) -> str:
        """Return the value, whatever it holds."""
        return value


def raw_bytes(text: str) -> bytes:
    """Return the bytes that text of a mail stands for."""
    return text.encode("latin-1")


def decode_part(data: bytes, charset: str | None) -> Decoded:
    """Decode a text whose charset is declared; short ones are believed to be Chinese."""
    if data.isascii() or len(data) > SHORT_BYTES:
        return decode(data, charset)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    else:
        if any(character > "\u07ff" for character in text):
            return decode(data, charset)  # two bytes of GBK are UTF-8 at times, three hardly
    try:
        codec = _CHINESE.get(codecs.lookup(charset or "").name)
        return Decoded(data.decode(codec), codec, 0.9) if codec else decode(data, charset)
    except (LookupError, UnicodeDecodeError, ValueError):
        return decode(data, charset)


def decoded_header(raw: str, charset: str | None = None) -> str:
    """Return a header's value in one line; ``charset`` is what raw bytes may be in."""
    raw = _FOLD.sub(" ", raw)
    parts: list[str] = []
    pending, pending_charset = b"", ""
    position = 0
    for word in _WORD.finditer(raw):
        between = raw[position : word.start()]
        content = _word_bytes(word[2], word[3])
        if content is None:
            continue
        name = word[1].lower()
        if pending and (between.strip() or name != pending_charset):
            parts.append(decode_part(pending, pending_charset).text)
            pending = b""
        if between.strip() or not position:  # blanks between encoded words are none
            parts.append(decode_part(raw_bytes(between), charset).text)
        pending, pending_charset, position = pending + content, name, word.end()
    parts.append(decode_part(pending, pending_charset).text)
    parts.append(decode_part(raw_bytes(raw[position:]), charset).text)
    return " ".join("".join(parts).split())


def charset_of(part: RawMessage) -> str | None:
    """Return the charset that a part declares."""
    try:
        return part.get_content_charset()
    except (LookupError, ValueError, TypeError):
        return None


def filename_of(part: RawMessage, charset: str | None) -> str:
    """Return the name of an attachment without folders, empty when it has none."""
    try:
        name = part.get_filename() or ""
    except (LookupError, ValueError, TypeError):
        return ""
    if all(character <= "\xff" for character in name):  # else it has been decoded, by RFC 2231
        name = decoded_header(name, charset)
    return re.split(r"[/\\]", name)[-1].replace("\0", "")


def _word_bytes(encoding: str, content: str) -> bytes | None:
    raw = raw_bytes(content)
    if encoding in "qQ":
        return binascii.a2b_qp(raw.translate(_UNDERSCORES))
    try:
        return binascii.a2b_base64(raw + b"==")
    except binascii.Error:
        return None
