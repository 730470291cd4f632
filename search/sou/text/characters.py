"""Classes of code points, for splitting folded text into units.

A *wide* character is a unit by itself (Han, kana, bopomofo); letters and digits
of other scripts form *runs*, one unit each; everything else is a mark. The
table covers all of Unicode in 1.1 MB and is filled on first use of a code point,
so that nothing is computed for characters that never occur.
"""

from __future__ import annotations

import unicodedata
from typing import Final

import numpy as np
import numpy.typing as npt

Codes = npt.NDArray[np.uint32]
"""Code points of a text, one element each."""

MARK: Final = 1
"""Punctuation, symbols, emoji: a unit of one code point."""
WIDE: Final = 2
"""Han, kana, bopomofo: a unit of one code point that carries meaning."""
RUN: Final = 3
"""Letters, digits and combining marks of other scripts: units are maximal runs."""
BLANK: Final = 4
"""Space, tab, line ends and other white space."""
HIDDEN: Final = 5
"""Zero-width characters that a reader cannot see and a search must not stumble on."""

_WIDE_RANGES: Final = (
    (0x2E80, 0x2FDF),  # radicals
    (0x3005, 0x3007),  # 々〆〇
    (0x3021, 0x3029),  # Hangzhou numerals
    (0x3041, 0x3096),  # hiragana
    (0x309D, 0x309F),
    (0x30A1, 0x30FA),  # katakana
    (0x30FC, 0x30FF),
    (0x3105, 0x312F),  # bopomofo
    (0x31A0, 0x31BF),
    (0x31F0, 0x31FF),
    (0x3400, 0x4DBF),  # Han, extension A
    (0x4E00, 0x9FFF),  # Han
    (0xF900, 0xFAFF),  # compatibility ideographs
    (0x20000, 0x3FFFF),  # Han, extensions B and later
)
_CJK_MARK_RANGES: Final = (
    (0x3000, 0x303F),  # CJK symbols and punctuation
    (0x30FB, 0x30FB),  # katakana middle dot
    (0xFE10, 0xFE1F),  # vertical forms
    (0xFE30, 0xFE4F),
    (0xFF00, 0xFF65),  # full-width forms
)
_HIDDEN: Final = frozenset((0x00AD, 0x200B, 0x200C, 0x2060, 0xFEFF))


def _classify(code: int) -> int:
    if code == 0:
        return MARK
    if any(first <= code <= last for first, last in _WIDE_RANGES):
        return WIDE
    if code in _HIDDEN:
        return HIDDEN
    character = chr(code)
    if character.isspace():
        return BLANK
    return RUN if unicodedata.category(character)[0] in "LNM" else MARK


class CharacterClasses:
    """Lazily filled table of character classes; safe to share between threads."""

    def __init__(self) -> None:
        self._table = np.zeros(0x110000, dtype=np.uint8)
        self._cjk = np.zeros(0x110000, dtype=np.bool_)
        for first, last in (*_WIDE_RANGES, *_CJK_MARK_RANGES):
            self._cjk[first : last + 1] = True

    def of(self, codes: Codes) -> npt.NDArray[np.uint8]:
        """Return the class of each code point."""
        classes = self._table[codes]
        unknown = np.flatnonzero(classes == 0)
        if unknown.size:
            for code in set(codes[unknown].tolist()):
                self._table[code] = _classify(code)
            classes = self._table[codes]
        return classes

    def is_cjk(self, codes: Codes) -> npt.NDArray[np.bool_]:
        """Tell which code points are set without blanks around them: Han, kana, CJK marks.

        Speaks of unfolded text: full-width forms count, their half-width twins do not.
        """
        return self._cjk[codes]


def to_codes(text: str) -> Codes:
    """Return the code points of a text, lone surrogates included."""
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4").astype(
        np.uint32, copy=False
    )


def to_text(codes: Codes) -> str:
    """Return the text of some code points."""
    return codes.astype("<u4", copy=False).tobytes().decode("utf-32-le", "surrogatepass")
