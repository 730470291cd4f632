"""How much a text looks like written Chinese, from the frequency of its characters.

In: a sample of text decoded with some candidate encoding. Out: the mean of its
informative characters' scores in bits, which compares candidates of the same bytes
and tells Chinese from everything else (:data:`CHINESE`).
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Final, NamedTuple

CHINESE: Final = 1.5
"""Scores from here on are Chinese text. Files of the corpora score 2.2 and more in
their own encoding, most above 3; EUC-KR read as GB18030 scores 0.9, EUC-JP read as
Big5 0.5, other Japanese, Cyrillic, Thai and Western text below 0."""
SURELY_CHINESE: Final = 2.0
"""Below, a text is a doubtful one: a few rare characters, or short Japanese."""

ZIPF_MASS: Final = 6.9
"""Sum of ``1 / (rank + ZIPF_SHIFT)`` over 8,000 ranks."""
ZIPF_SHIFT: Final = 8
CODES: Final = 126 * 190
"""Two-byte codes of GBK: what a character would cost if bytes were random."""

PUNCTUATION: Final = "，。、；：？！「」『』（）《》〈〉“”‘’…—·　【】〔〕"
PUNCTUATION_SCORE: Final = 5.0
UNLISTED_HAN: Final = -6.0
UNDECODED: Final = -12.0
OTHER: Final = -5.0

BLOCKS: Final = (
    # (first, last, score), ascending.
    (0x0000, 0x001F, -10.0),  # controls, but for those that text has
    (0x007F, 0x009F, -9.0),
    (0x00A0, 0x00FF, -3.0),  # Latin-1
    (0x02C0, 0x02DF, 0.0),  # marks of tone
    (0x0370, 0x04FF, -2.0),  # Greek, Cyrillic
    (0x2010, 0x22FF, 0.0),  # dashes, Roman numerals, arrows, mathematics
    (0x2460, 0x24FF, 1.0),  # circled numbers
    (0x2500, 0x257F, 4.0),  # box drawing: tables of old texts are made of it
    (0x2580, 0x27BF, 1.0),  # geometric shapes, dingbats
    (0x3000, 0x303F, 2.0),  # CJK punctuation
    (0x3040, 0x30FF, -2.0),  # kana: Japanese until Han outweighs them
    (0x3100, 0x312F, 1.0),  # Bopomofo
    (0x3400, 0x9FFF, UNLISTED_HAN),
    (0xE000, 0xF8FF, -9.0),  # private use
    (0xFF01, 0xFF5E, 2.0),  # full width forms
    (0xFFFD, 0xFFFD, UNDECODED),
)

ASCII_SCORE: Final = 4.0
"""Of a printable ASCII character where it took two bytes (UTF-16)."""


class Evidence(NamedTuple):
    """What a sample says about the encoding it was decoded with."""

    score: float
    """Mean bits of a character; 0.0 when nothing is informative."""
    characters: int
    """Informative characters: how much the mean can be trusted."""


@cache
def character_scores() -> Mapping[str, float]:
    """Return scores in bits of the ranked characters and of Chinese punctuation.

    A ranked character's score is the log-likelihood ratio of Zipf's law against
    random codes: ``log2(CODES / (ZIPF_MASS * (rank + ZIPF_SHIFT)))``, from 8.8 for
    the most frequent to -1.2 for rank 8,000.
    """
    from importlib.resources import files  # 20 ms, and UTF-8 needs no table

    ranked = files("sou.documents").joinpath("han_rank.txt").read_text(encoding="utf-8")
    scores = {
        character: math.log2(CODES / (ZIPF_MASS * (rank + ZIPF_SHIFT)))
        for rank, character in enumerate(ranked.replace("\n", ""))
    }
    scores.update(dict.fromkeys(PUNCTUATION, PUNCTUATION_SCORE))
    return MappingProxyType(scores)


def weigh(text: str, *, wide: bool = False) -> Evidence:
    """Weigh a sample; ``wide`` counts ASCII too, which UTF-16 makes informative."""
    scores = character_scores()
    total = 0.0
    characters = 0
    for character, times in Counter(text).items():
        if character <= "\x7f":
            score = _ascii_score(character, wide=wide)
            if score is None:
                continue
        else:
            score = scores.get(character)  # not score_of: this is most of the time
            if score is None:
                score = _block_score(ord(character))
        total += score * times
        characters += times
    return Evidence(total / characters if characters else 0.0, characters)


def score_of(character: str) -> float:
    """Return the bits of one character beyond ASCII."""
    score = character_scores().get(character)
    return _block_score(ord(character)) if score is None else score


def _ascii_score(character: str, *, wide: bool) -> float | None:
    if character >= " " or character in "\t\n\r\f\b\x1b":
        return ASCII_SCORE if wide else None
    return BLOCKS[0][2]


def _block_score(code: int) -> float:
    for first, last, score in BLOCKS:
        if code <= last:
            return score if code >= first else OTHER
    return OTHER
