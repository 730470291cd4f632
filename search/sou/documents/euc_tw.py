"""EUC-TW as a Python codec: planes 1 to 4 of CNS 11643, all that texts use in practice.

Python has none. The table is 62 KB and is read when the first text needs it; the codec
has its name, ``euc_tw``, from :func:`register_euc_tw` on. Characters of other planes are
bytes without a meaning: one error for the four of them.
"""

from __future__ import annotations

import codecs
import re
import zlib
from collections.abc import Callable
from functools import cache
from typing import Final

NAME: Final = "euc_tw"
PLANE_CHARACTERS: Final = 94 * 94
FIRST_BYTE: Final = 0xA1

_PIECE = re.compile(
    rb"[\x00-\x7f]+|[\xa1-\xfe][\xa1-\xfe]|\x8e[\xa1-\xb0][\xa1-\xfe][\xa1-\xfe]"
    rb"|\x8e[\xa1-\xb0][\xa1-\xfe]?\Z|.",
    re.DOTALL,
)
_WHOLE = re.compile(
    rb"(?:[\x00-\x7f]+|[\xa1-\xfe][\xa1-\xfe]|\x8e[\xa1-\xb0][\xa1-\xfe][\xa1-\xfe]"
    rb"|(?!(?:[\xa1-\xfe]|\x8e(?:[\xa1-\xb0][\xa1-\xfe]?)?)\Z).)*",
    re.DOTALL,
)
"""All but a character that has only begun at the end."""


def register_euc_tw() -> None:
    """Give Python the codec, once."""
    _registered()


def decode_euc_tw(data: bytes, errors: str = "strict") -> str:
    """Decode a whole byte string.

    Raises:
        UnicodeDecodeError: bytes without a meaning, and ``errors`` is ``"strict"``.
    """
    characters = _characters()
    pieces: list[str] = []
    for match in _PIECE.finditer(data):
        piece = match[0]
        if piece[0] < 0x80:
            pieces.append(piece.decode("ascii"))
        elif character := characters.get(piece):
            pieces.append(character)
        else:
            error = UnicodeDecodeError(NAME, data, *match.span(), "no character of planes 1 to 4")
            pieces.append(str(codecs.lookup_error(errors)(error)[0]))
    return "".join(pieces)


def encode_euc_tw(text: str, errors: str = "strict") -> bytes:
    """Encode a text.

    Raises:
        UnicodeEncodeError: a character is not in the planes, and ``errors`` is ``"strict"``.
    """
    codes = _codes()
    pieces: list[bytes] = []
    for offset, character in enumerate(text):
        if character <= "\x7f":
            pieces.append(character.encode("ascii"))
        elif code := codes.get(character):
            pieces.append(code)
        else:
            error = UnicodeEncodeError(NAME, text, offset, offset + 1, "not in planes 1 to 4")
            said = codecs.lookup_error(errors)(error)[0]
            pieces.append(said if isinstance(said, bytes) else said.encode("ascii"))
    return b"".join(pieces)


class _IncrementalDecoder(codecs.BufferedIncrementalDecoder):
    def _buffer_decode(self, data: bytes, errors: str, final: bool) -> tuple[str, int]:  # type: ignore[override]  # io gives bytes
        """Decode all but a character that has only begun."""
        whole = _WHOLE.match(data)
        end = len(data) if final or whole is None else whole.end()
        return decode_euc_tw(data[:end], errors), end


class _IncrementalEncoder(codecs.IncrementalEncoder):
    def encode(self, text: str, final: bool = False) -> bytes:
        """Encode: nothing is carried over."""
        return encode_euc_tw(text, self.errors)


@cache
def _characters() -> dict[bytes, str]:
    """Return the character of every code; plane 1 in two bytes and in four."""
    from importlib.resources import files

    packed = files("sou.documents").joinpath("euc_tw.z").read_bytes()
    table: dict[bytes, str] = {}
    for number, character in enumerate(zlib.decompress(packed).decode("utf-8")):
        if character == "\ufffd":
            continue
        plane, place = divmod(number, PLANE_CHARACTERS)
        row, column = divmod(place, 94)
        code = bytes([FIRST_BYTE + row, FIRST_BYTE + column])
        if plane == 0:
            table[code] = character
        table[bytes([0x8E, 0xA1 + plane]) + code] = character
    return table


@cache
def _codes() -> dict[str, bytes]:
    longest_first = sorted(_characters().items(), key=lambda item: -len(item[0]))
    return {character: code for code, character in longest_first}


@cache
def _registered() -> Callable[[str], codecs.CodecInfo | None]:
    def find(name: str) -> codecs.CodecInfo | None:
        if name.replace("-", "_") != NAME:
            return None
        return codecs.CodecInfo(
            name=NAME,
            encode=lambda text, errors="strict": (encode_euc_tw(text, errors), len(text)),
            decode=lambda data, errors="strict": (decode_euc_tw(bytes(data), errors), len(data)),
            incrementaldecoder=_IncrementalDecoder,
            incrementalencoder=_IncrementalEncoder,
        )

    codecs.register(find)
    return find
