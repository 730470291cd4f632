"""Texts as arrays of code points, and the classes of many at once.

The table of classes covers all of Unicode in 1.1 MB and is filled on first use of a
code point, so that nothing is computed for characters that never occur.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from sou.text.classes import CJK_RANGES, class_of

Codes = npt.NDArray[np.uint32]
"""Code points of a text, one element each."""


class CharacterClasses:
    """Lazily filled table of character classes; safe to share between threads."""

    def __init__(self) -> None:
        self._table = np.zeros(0x110000, dtype=np.uint8)
        self._cjk = np.zeros(0x110000, dtype=np.bool_)
        for first, last in CJK_RANGES:
            self._cjk[first : last + 1] = True

    def of(self, codes: Codes) -> npt.NDArray[np.uint8]:
        """Return the class of each code point."""
        classes = self._table[codes]
        unknown = np.flatnonzero(classes == 0)
        if unknown.size:
            for code in set(codes[unknown].tolist()):
                self._table[code] = class_of(code)
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
