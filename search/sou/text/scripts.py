"""In which script a text is written, by characters that exist in one of them only.

電 is traditional only and 电 simplified only; 晶 and 后 say nothing. What Taiwan and the
mainland write is what Big5 and GB 2312 have, which Python knows: a character that folds
and is not in GB 2312 is traditional, one that others fold to and that is not among the
common ones of Big5 is simplified.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Final

from sou.text.fold import fold_char_table

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

NEITHER: Final = 0
SIMPLIFIED: Final = 1
TRADITIONAL: Final = 2

_FIRST_HAN, _LAST_HAN, _MORE_HAN = 0x3400, 0x9FFF, 0x20000
_COMMON_BIG5: Final = range(0xA4, 0xC7)
"""First bytes of the 5,401 characters that are in common use."""


def script_of(text: str) -> int:
    """Return the script that more of a text's characters are in, if they tell.

    >>> script_of("電腦"), script_of("电脑"), script_of("晶片")
    (2, 1, 0)
    """
    return _script(sum(map(_sign, text)))


def mixes_scripts(text: str) -> bool:
    """Tell whether a text has characters of both scripts that the other does not have.

    >>> mixes_scripts("計算机"), mixes_scripts("計算機"), mixes_scripts("电子")
    (True, False, False)
    """
    return {-1, 1} <= set(map(_sign, text))


def scripts_of_rows(
    codes: npt.NDArray[np.uint32], rows: npt.NDArray[np.uint32], row_count: int
) -> npt.NDArray[np.uint8]:
    """Return the script of each row; ``codes`` are not folded, ``rows`` tell whose each is."""
    import numpy as np

    signs = _signs()[codes]
    telling = signs.nonzero()[0]
    sums = np.bincount(rows[telling], weights=signs[telling], minlength=row_count)
    scripts = np.zeros(row_count, dtype=np.uint8)
    scripts[sums < 0] = SIMPLIFIED
    scripts[sums > 0] = TRADITIONAL
    return scripts


def _script(balance: int) -> int:
    if balance == 0:
        return NEITHER
    return TRADITIONAL if balance > 0 else SIMPLIFIED


def _sign(character: str) -> int:
    """Return 1 for a character of the traditional script only, -1 of the simplified only."""
    code = ord(character)
    if not _is_han(code):
        return 0
    if code in fold_char_table():
        return 0 if _encoded(character, "gb2312") else 1
    if code in _folded_to():
        return 0 if is_common_big5(character) else -1
    return 0


def is_in_big5(character: str) -> bool:
    """Whether Big5 has a character."""
    return bool(_encoded(character, "big5"))


def is_common_big5(character: str) -> bool:
    """Whether a character is among the 5,401 of Big5 that are in common use."""
    first = _encoded(character, "big5")[:1]
    return bool(first) and first[0] in _COMMON_BIG5


def _is_han(code: int) -> bool:
    return _FIRST_HAN <= code <= _LAST_HAN or code >= _MORE_HAN


def _encoded(character: str, encoding: str) -> bytes:
    """Return a character in an encoding; empty if that does not have it."""
    return character.encode(encoding, "ignore")


@cache
def _folded_to() -> frozenset[int]:
    return frozenset(
        new
        for old, new in fold_char_table().items()
        if _FIRST_HAN <= old <= _LAST_HAN or old >= _MORE_HAN  # a call each would take 3 ms
    )


@cache
def _signs() -> npt.NDArray[np.int8]:
    """Return the sign of each code point, made once: 1.1 MB."""
    import numpy as np

    signs = np.zeros(0x110000, dtype=np.int8)
    for code in (*fold_char_table(), *_folded_to()):
        signs[code] = _sign(chr(code))
    return signs
