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

if TYPE_CHECKING:
    from collections.abc import Mapping

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
