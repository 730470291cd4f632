"""In which language a text is: by its own account, or judged from its characters.

Script and kana, hangul or Han tell much; of Latin text only English is known, by its
commonest words. What is not known is ``und``, as BCP 47 has it.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Final

import numpy as np

from sou.text.characters import to_text
from sou.text.scripts import SIMPLIFIED, TRADITIONAL, scripts_of_rows

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from sou.text.searchable import JoinedTexts

UNKNOWN: Final = "und"
SAMPLE_CHARS: Final = 4000
"""A text is judged by so many of its first characters."""
_HAN, _KANA, _HANGUL, _LETTER = 1, 2, 3, 4
_RANGES: Final = (
    (0x41, 0x5A, _LETTER),
    (0x61, 0x7A, _LETTER),
    (0xC0, 0x2AF, _LETTER),
    (0x370, 0x10FF, _LETTER),
    (0x1100, 0x11FF, _HANGUL),
    (0x1E00, 0x1FFF, _LETTER),
    (0x3041, 0x30FF, _KANA),
    (0x3400, 0x9FFF, _HAN),
    (0xAC00, 0xD7A3, _HANGUL),
    (0xF900, 0xFAFF, _HAN),
    (0x20000, 0x3FFFF, _HAN),
)
_KANA_SHARE: Final = 0.15
"""Of kana and Han: Japanese has half and more, a Chinese text with の hardly any."""
_LETTERS_A_HAN: Final = 12
"""Where Han characters are more than one in so many letters, the letters are commands, names
and addresses in a Chinese text. A Han character says as much as four; pages on commands that
are Chinese have one in ten."""
_TAG: Final = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{1,8}){0,3}")
_WITH_HAN: Final = frozenset(
    ("zh", "cmn", "yue", "nan", "wuu", "hak", "gan", "hsn", "cjy", "cdo", "lzh", "ja", "ko")
)
"""Languages that are written with Han characters."""
_ENGLISH: Final = re.compile(
    r"\b(?:the|of|and|to|in|is|that|for|it|with|are|this|be|on)\b", re.IGNORECASE
)
_ENGLISH_EVERY_CHARS: Final = 60
"""English has one of these words in some 20 characters, other languages hardly any."""
_REGIONS: Final = {"TW": "Hant", "HK": "Hant", "MO": "Hant", "CN": "Hans", "SG": "Hans"}


def languages_of(texts: JoinedTexts, own: Sequence[str]) -> list[str]:
    """Return the language tag of each text; ``own`` is what they say themselves, or empty.

    ``zh`` alone is made ``zh-Hant`` or ``zh-Hans`` where the characters tell. What calls
    itself something else and is mostly Han, as pages made from a template do, is judged.
    """
    judged = _judged(texts)
    return [_settled(language_tag(said), seen) for said, seen in zip(own, judged, strict=True)]


def language_tag(text: str) -> str:
    """Return a language tag as BCP 47 writes it; empty for what is none.

    >>> language_tag("zh_tw"), language_tag("ZH-hant-TW"), language_tag("Chinese")
    ('zh-TW', 'zh-Hant-TW', '')
    """
    text = text.strip().partition(".")[0]
    if not _TAG.fullmatch(text):
        return ""
    primary, *others = text.replace("_", "-").lower().split("-")
    cased = [
        one.title() if len(one) == 4 else one.upper() if len(one) == 2 else one for one in others
    ]
    return "" if primary in {UNKNOWN, "mul", "zxx"} else "-".join([primary, *cased])


def speaks(tag: str, wanted: str) -> bool:
    """Tell whether a language tag is one of those that are wanted: ``zh`` are all Chinese.

    >>> speaks("zh-TW", "zh"), speaks("zh-TW", "zh-hant"), speaks("zh-Hant", "zh-TW")
    (True, True, False)
    """
    parts, asked = tag.lower().split("-"), wanted.lower().replace("_", "-").split("-")
    if parts[0] == "zh" and len(parts) == 2 and (script := _REGIONS.get(parts[1].upper())):
        parts.append(script.lower())
    return parts[0] == asked[0] and set(asked) <= set(parts)


def _settled(own: str, judged: str) -> str:
    primary = own.partition("-")[0]
    is_contradicted = judged.startswith("zh") and primary not in _WITH_HAN
    is_less = own == "zh" and judged.startswith("zh")
    return judged if not own or is_contradicted or is_less else own


def _judged(texts: JoinedTexts) -> list[str]:
    starts = texts.bounds[:-1]
    sizes = np.minimum(np.diff(texts.bounds), SAMPLE_CHARS)
    of_text = np.repeat(np.arange(sizes.size, dtype=np.uint32), sizes)
    firsts = np.cumsum(sizes) - sizes
    codes = texts.unfolded[np.arange(of_text.size) + np.repeat(starts - firsts, sizes)]
    kinds = 1 + max(kind for _, _, kind in _RANGES)
    counts = np.bincount(of_text * kinds + _kinds()[codes], minlength=sizes.size * kinds)
    scripts = scripts_of_rows(codes, of_text, sizes.size).tolist()
    found = []
    for number, (_, han, kana, hangul, letters) in enumerate(counts.reshape(-1, kinds).tolist()):
        if kana > _KANA_SHARE * (kana + han) and kana * 2 > letters:
            found.append("ja")
        elif hangul > han and hangul * 2 > letters:
            found.append("ko")
        elif han * _LETTERS_A_HAN > letters:
            script = {TRADITIONAL: "zh-Hant", SIMPLIFIED: "zh-Hans"}
            found.append(script.get(scripts[number], "zh"))
        else:
            first = int(firsts[number])
            found.append(_latin(codes[first : first + int(sizes[number])], letters))
    return found


def _latin(codes: npt.NDArray[np.uint32], letters: int) -> str:
    words = len(_ENGLISH.findall(to_text(codes))) if letters else 0
    return "en" if words * _ENGLISH_EVERY_CHARS > letters else UNKNOWN


@cache
def _kinds() -> npt.NDArray[np.uint8]:
    """Return what each code point is, made once: 1.1 MB."""
    kinds = np.zeros(0x110000, dtype=np.uint8)
    for first, last, kind in _RANGES:
        kinds[first : last + 1] = kind
    return kinds
