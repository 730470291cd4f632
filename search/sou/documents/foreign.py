"""Text that is not Chinese: which encoding it says it is in, or plainly is in.

Only so much that no Han is made up of it, and that Japanese, Korean and Russian can be
read. It is not what this program is for, so what is chosen here is named as a doubt.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import Final

from sou.documents.han_score import UNDECODED

KANA: Final = re.compile("[\u3041-\u30fe]")
LEAST_KANA: Final = 0.25
"""Share of kana in Japanese text; names and titles have fewer, sentences more."""
FEWEST_KANA: Final = 3
"""Different ones: fewer stand in Chinese text read as Japanese."""
KANA_SCORE: Final = 6.5
"""Seventy kana make up 60 % of a text: ``log2(CODES * 0.6 / 70)`` is 7.7."""
KANJI_SCORE: Final = 1.0
HANGUL: Final = re.compile("[\uac00-\ud7a3]")
LEAST_HANGUL: Final = 0.6
FEWEST_HANGUL: Final = 4
"""With fewer, a word of Chinese reads as one of Korean."""
FREQUENT_HANGUL: Final = frozenset(
    "이다의는에을를가고하지로기한사어은나도리자스시라해인일정서대그아게만전수들부으보장니있"
    "않았었과와여주상구모되된할것없습입요등위내면중성동연적제신공유관파명러오류용실행거우"
    "소원조비안경세영국무생방선화려마치개출력열문회통진트드세값줄음까같때말더야르추바타저"
)
"""Well over half of the syllables of running text are among these."""
HANGUL_SCORES: Final = (6.0, -1.0)
"""Bits of these, and of other characters."""
CYRILLIC: Final = re.compile("[\u0410-\u044f]")
LEAST_CYRILLIC: Final = 0.9
FEWEST_CYRILLIC: Final = 8
"""With fewer, accents of Western text read as Russian."""
FREQUENT_CYRILLIC: Final = frozenset("оеаинтсрвлкм")
"""Four of five letters of running text."""
CYRILLIC_SCORES: Final = (5.5, 0.0, -4.0)
"""Bits of two letters, which take the room of a Han character: of these, of other small
letters, of the rest."""

_BELIEVED: Final = re.compile(
    r"shift_jis|shift_jisx0213|cp932|euc_jp|iso2022_(?:jp|kr).*|euc_kr|cp949|johab|koi8.*"
    r"|cp125\d|cp874|iso8859.*|mac.*|tis.620"
)
_ESCAPES: Final = ((b"\x1b$)C", "iso2022_kr"), (b"\x1b$", "iso2022_jp_2"))
_WORDS: Final = ("cp1251", "koi8_r")
"""Codecs in which a word is a run of bytes beyond ASCII."""
_ASCII = re.compile("[\x00-\x7f]+")
_IN_WORD = re.compile(rb"(?<![\x80-\xff])[A-Za-z][\xa1-\xff][A-Za-z](?![\x80-\xff])")
_HIGH_RUN = re.compile(rb"[\x80-\xff]+")
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1a]")


def foreign_readings(sample: bytes) -> Iterator[tuple[str, float, int]]:
    """Yield codec, mean score and characters where a sample reads as another language.

    The last character may be cut. The scores compare with those of Chinese.
    """
    for name, scored in _SCORES.items():
        text = codecs.getincrementaldecoder(name)("replace").decode(sample)
        beyond = _ASCII.sub("", text)
        score = None if name in _WORDS and not _has_long_runs(sample) else scored(beyond)
        if score is not None:
            yield name, score, len(beyond)


def western_words(sample: bytes) -> int:
    """Return how often one byte beyond ASCII stands inside of a word of letters.

    0 where most bytes beyond ASCII stand otherwise, so that it is no mark of the text.
    """
    if _CONTROL.search(sample):
        return 0
    words = len(_IN_WORD.findall(sample))
    return words if words * 2 >= len(_HIGH_RUN.findall(sample)) else 0


def declared_foreign(data: bytes, declared: str | None) -> str | None:
    """Return a declared codec that is not for Chinese, if all of the bytes fit it."""
    if declared and _BELIEVED.fullmatch(declared) and _fits(data, declared):
        return declared
    return None


def escaped_foreign(data: bytes) -> str | None:
    """Return the codec of text of seven bits that switches to Japanese or Korean."""
    names = (name for escape, name in _ESCAPES if escape in data)
    return next((name for name in names if _fits(data, name)), None)


def _has_long_runs(sample: bytes) -> bool:
    """Tell whether whole words are beyond ASCII, not letters here and there."""
    runs = list(map(len, _HIGH_RUN.findall(sample)))
    return sum(length for length in runs if length > 2) * 2 > sum(runs)


def _japanese_score(beyond: str) -> float | None:
    found = KANA.findall(beyond)
    kana = len(found)
    if len(set(found)) < FEWEST_KANA or kana < LEAST_KANA * len(beyond):
        return None
    lost = beyond.count("\ufffd")
    kanji = len(beyond) - kana - lost
    return (kana * KANA_SCORE + kanji * KANJI_SCORE + lost * UNDECODED) / len(beyond)


def _korean_score(beyond: str) -> float | None:
    hangul = HANGUL.findall(beyond)
    if len(hangul) < max(FEWEST_HANGUL, LEAST_HANGUL * len(beyond)):
        return None
    frequent = sum(syllable in FREQUENT_HANGUL for syllable in hangul)
    lost = beyond.count("\ufffd")
    others = len(beyond) - frequent - lost
    of_frequent, of_others = HANGUL_SCORES
    return (frequent * of_frequent + others * of_others + lost * UNDECODED) / len(beyond)


def _cyrillic_score(beyond: str) -> float | None:
    if len(CYRILLIC.findall(beyond)) < max(FEWEST_CYRILLIC, LEAST_CYRILLIC * len(beyond)):
        return None
    frequent = sum(letter in FREQUENT_CYRILLIC for letter in beyond)
    small = sum("\u0430" <= letter <= "\u044f" for letter in beyond)
    counts = (frequent, small - frequent, len(beyond) - small)
    scores = zip(counts, CYRILLIC_SCORES, strict=True)
    return sum(count * score for count, score in scores) / len(beyond)


_SCORES: Final[Mapping[str, Callable[[str], float | None]]] = MappingProxyType(
    {
        "cp932": _japanese_score,
        "euc_jp": _japanese_score,
        "cp949": _korean_score,
        "cp1251": _cyrillic_score,
        "koi8_r": _cyrillic_score,
    }
)
FOREIGN_CODECS: Final = tuple(_SCORES)
"""What is recognised without being declared."""


def _fits(data: bytes, encoding: str) -> bool:
    try:
        data.decode(encoding)
    except UnicodeError:
        return False
    return True
