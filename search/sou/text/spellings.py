"""Tell spellings of one character apart: 發 and 髮 fold to 发, yet are three scripts' own.

In comes any text, out comes text of the same length, folded as everywhere in width, case
and accents, but with each Han character as it is written. Compatibility ideographs and
radicals are the characters that they stand for. ``fold`` of the result is ``fold(text)``.
"""

from __future__ import annotations

import unicodedata
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from sou.text.fold import fold_char_table
from sou.text.scripts import TRADITIONAL, is_common_big5, is_in_big5

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy as np
    import numpy.typing as npt

    Codes = npt.NDArray[np.uint32]

_UNIFIED_HAN: Final = (
    range(0x3400, 0x4DC0),
    range(0x4E00, 0xA000),
    range(0x20000, 0x2F800),
    range(0x30000, 0x323B0),
)
_RADICALS: Final = MappingProxyType(
    {ord(pair[0]): ord(pair[1]) for pair in ("⻑長", "⻫斉", "⻭歯", "⻯竜", "⻱龜", "⻲亀")}
)
"""Radicals whose character folds further; NFKC does not know them."""

_USUAL: Final = (
    "證出你了布合表修家回面向乃丑欲照制效局只千周術它採致席才梁升志秘抵胡扣污歷克吃背舍幸秋曲困卷"
    "朱蒙板占折球姜念勳煙卜辟御松愈閒銜歎蘇冬鐘戚咸沈凶翻幹娘麻逕弦彩衝酸昆蹟吊鎗斗炮暖濕彷謚坑"
    "栗冢堤谷碰雕挽症杯溪巨噪竈佛饋纖琅吁鼂磷恒洒剩崙庵讚斲臯剿仿痴熏淒璝咽糖"
)
"""What traditional text writes oftenest, where the first of Big5 is something else. Counted
in 57 MB of real text; a wrong one costs some bytes and changes no answer."""


def script_fold(text: str) -> str:
    """Return a text folded in everything but script.

    >>> script_fold("ＡＩ的發展")
    'ai的發展'
    """
    return text.translate(_script_table())


def has_spellings(folded: str) -> bool:
    """Tell whether a folded text can be written in several ways that a script tells apart.

    >>> has_spellings("发展"), has_spellings("ai")
    (True, False)
    """
    return not _spelt_otherwise().isdisjoint(folded)


def usual_spelling(folded: str, script: int) -> str:
    """Return how text of a script is taken to write a folded character.

    >>> usual_spelling("发", 2), usual_spelling("发", 1)
    ('發', '发')
    """
    return _traditional().get(folded, folded) if script == TRADITIONAL else folded


def unusual_spellings(
    codes: Codes, folded: Codes, scripts: npt.NDArray[np.uint8]
) -> tuple[Codes, Codes]:
    """Return where characters are spelt otherwise than is usual in their script, and how.

    Places in the three arrays, ascending, and the characters written, folded in all but
    script. ``scripts`` has the script of the text around each.
    """
    import numpy as np

    places = _tables()[0][folded].nonzero()[0].astype(np.uint32)
    is_traditional = scripts[places] == TRADITIONAL
    usual = np.where(is_traditional, _tables()[2][folded[places]], folded[places])
    written = _tables()[1][codes[places]]
    unusual = written != usual
    return places[unusual], written[unusual]


@cache
def _tables() -> tuple[npt.NDArray[np.bool_], Codes, Codes]:
    """Return for each code point: has it spellings, its script fold, its usual traditional."""
    import numpy as np

    has = np.zeros(0x110000, dtype=np.bool_)
    has[[ord(character) for character in _spelt_otherwise()]] = True
    written = np.arange(0x110000, dtype=np.uint32)
    usual = written.copy()
    for old, new in _script_table().items():
        written[old] = new
    for simplified, traditional in _traditional().items():
        usual[ord(simplified)] = ord(traditional)
    return has, written, usual


@cache
def _traditional() -> Mapping[str, str]:
    """Return the usual traditional spelling of folded characters that have several."""
    spellings: dict[str, list[str]] = {}
    for old, new in fold_char_table().items():
        if _script_table().get(old, old) == old:
            spellings.setdefault(chr(new), []).append(chr(old))
    usual = {}
    for folded in _spelt_otherwise():
        others = sorted(spellings.get(folded, ()), key=_big5_order)
        common = [character for character in others if is_common_big5(character)]
        if common:
            usual[folded] = common[0]
        elif others and not is_in_big5(folded) and is_in_big5(others[0]):
            usual[folded] = others[0]
    folds = fold_char_table()
    return MappingProxyType(usual | {chr(folds.get(ord(c), ord(c))): c for c in _USUAL})


def _big5_order(character: str) -> tuple[bool, bytes]:
    encoded = character.encode("big5", "ignore")
    return not encoded, encoded


@cache
def _script_table() -> Mapping[int, int]:
    table: dict[int, int] = {}
    for old, new in fold_char_table().items():
        if _is_unified_han(old):
            continue
        character = unicodedata.normalize("NFKC", chr(old))
        if len(character) == 1 and _is_unified_han(ord(character)):
            table[old] = ord(character)
        else:
            table[old] = _RADICALS.get(old, new)
    return MappingProxyType(table)


@cache
def _spelt_otherwise() -> frozenset[str]:
    """Return the folded characters that others fold to in script."""
    table = _script_table()
    return frozenset(
        chr(new) for old, new in fold_char_table().items() if table.get(old, old) != new
    )


def _is_unified_han(code: int) -> bool:
    return any(code in codes for codes in _UNIFIED_HAN)
