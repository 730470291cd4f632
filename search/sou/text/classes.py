"""Classes of characters, for joining and splitting text.

A *wide* character is a unit by itself (Han, kana, bopomofo); letters and digits
of other scripts form *runs*, one unit each; everything else is a mark.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import Final

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

WIDE_RANGES: Final = (
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
CJK_RANGES: Final = (
    *WIDE_RANGES,
    (0x3000, 0x303F),  # CJK symbols and punctuation
    (0x30FB, 0x30FB),  # katakana middle dot
    (0xFE10, 0xFE1F),  # vertical forms
    (0xFE30, 0xFE4F),
    (0xFF00, 0xFF0F),  # full-width punctuation; letters and digits make words, in any width
    (0xFF1A, 0xFF20),
    (0xFF3B, 0xFF40),
    (0xFF5B, 0xFF65),
)
"""What is set without blanks around it; full-width signs are, their half-width twins not."""
HIDDEN_CODES: Final = frozenset(
    (
        0x00AD,  # soft hyphen
        0x034F,  # combining grapheme joiner
        *range(0x200B, 0x2010),  # zero-width space, joiners, marks of direction
        *range(0x202A, 0x202F),  # embeddings and overrides of direction
        *range(0x2060, 0x206A),  # word joiner, invisible operators, isolates
        *range(0xFE00, 0xFE10),  # variation selectors: of emoji, of Han in PDFs
        0xFEFF,  # byte order mark
        *range(0xE0100, 0xE01F0),  # ideographic variation selectors: the 葛 of a name is 葛
    )
)
"""What a reader cannot see."""


@lru_cache(maxsize=65_536)
def class_of(code: int) -> int:
    """Return the class of a code point."""
    if code == 0:
        return MARK
    if any(first <= code <= last for first, last in WIDE_RANGES):
        return WIDE
    if code in HIDDEN_CODES:
        return HIDDEN
    character = chr(code)
    if character.isspace():
        return BLANK
    return RUN if unicodedata.category(character)[0] in "LNM" else MARK


@lru_cache(maxsize=65_536)
def is_cjk(code: int) -> bool:
    """Tell whether a code point, not folded, is set without blanks around it."""
    return any(first <= code <= last for first, last in CJK_RANGES)
