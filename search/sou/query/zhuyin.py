"""Read Zhuyin that was typed while the keyboard was in Latin: ``su3cl3`` is ㄋㄧˇ ㄏㄠˇ.

The standard (Dachen) layout. In comes any text, out come syllables of pinyin with
their tones, or ``None`` if the keys make no sense as Zhuyin.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import Final

from sou.text.pinyin import is_syllable

_ONSETS: Final = "b p m f d t n l g k h j q x zh ch sh r z c s"
_RHYMES: Final = "a o e eh ai ei ao ou an en ang eng er"
_INITIALS: Final = dict(zip("1qaz2wsxedcrfv5tgbyhn", _ONSETS.split(), strict=True))
_MEDIALS: Final = {"u": "i", "j": "u", "m": "v"}
_FINALS: Final = dict(zip("8ik,9ol.0p;/-", _RHYMES.split(), strict=True))
_TONES: Final = {" ": "1", "6": "2", "3": "3", "4": "4", "7": "5"}
_JOINED: Final = {
    "ieh": "ie",
    "iou": "iu",
    "ien": "in",
    "ieng": "ing",
    "uei": "ui",
    "uen": "un",
    "ueng": "ong",
    "veh": "ve",
    "ven": "vn",
    "veng": "iong",
    "eh": "e",
}
"""How a medial and a final are spelt together, where not one after the other."""
_ALONE: Final = {"iu": "you", "ui": "wei", "un": "wen", "ong": "weng", "iong": "yong"}
"""Finals whose spelling without an initial is not formed like that of others."""
_SYLLABLE: Final = re.compile(
    r"([1qaz2wsxedcrfv5tgbyhn]?)([ujm]?)([8ik,9ol.0p;/-]?)([ 3467]?)", re.ASCII
)
_MOST_SYLLABLES: Final = 12


def typed_zhuyin(text: str) -> tuple[str, ...] | None:
    """Return the syllables that the keys of a text mean, with tones.

    Every syllable ends with its tone, the last one's may be missing (the first tone is
    the space bar). A single syllable without a tone could be any word: it is ``None``.

    >>> typed_zhuyin("su3cl3"), typed_zhuyin("5j/ jp6"), typed_zhuyin("china")
    (('ni3', 'hao3'), ('zhong1', 'wen2'), None)
    """
    keys = unicodedata.normalize("NFKC", text).lower().lstrip()
    syllables: list[str] = []
    at = 0
    while at < len(keys):
        found = _SYLLABLE.match(keys, at)
        assert found is not None  # noqa: S101  # every part may be empty
        initial, medial, final, tone = found.groups()
        at = found.end()
        if not tone and (at < len(keys) or not syllables):
            return None
        spelt = _spelling(initial, medial, final)
        syllable = f"{spelt}{_TONES[tone or ' ']}"
        if spelt is None or not is_syllable(syllable) or len(syllables) == _MOST_SYLLABLES:
            return None
        syllables.append(syllable)
    return tuple(syllables) or None


@cache
def _spelling(initial: str, medial: str, final: str) -> str | None:
    """Return the pinyin of three keys, each of which may be missing."""
    onset = _INITIALS.get(initial, "")
    rhyme = _MEDIALS.get(medial, "") + _FINALS.get(final, "")
    rhyme = _JOINED.get(rhyme, rhyme)
    if not rhyme:
        return f"{onset}i" if onset in ("zh", "ch", "sh", "r", "z", "c", "s") else None
    if onset:
        return onset + (rhyme.replace("v", "u") if onset in "jqx" else rhyme)
    if rhyme in _ALONE:
        return _ALONE[rhyme]
    match rhyme[0]:
        case "i":
            return f"y{rhyme}" if rhyme in ("i", "in", "ing") else f"y{rhyme[1:]}"
        case "u":
            return f"w{rhyme}" if rhyme == "u" else f"w{rhyme[1:]}"
        case "v":
            return f"yu{rhyme[1:]}"
        case _:
            return rhyme
