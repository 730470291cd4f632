"""Fold characters so that spellings of the same text meet: 電腦, 电脑; ＡＩ, ai; ⽅, 方.

In comes any text, out comes text of the same length: folding is one code point
to one code point, so an offset in folded text is an offset in the original.
Traditional goes to simplified by character, variants and radicals to the common
form, full width to half width, accented Latin letters to their base, upper to
lower case, horizontal blanks to a space. Line ends, zero-width characters, corner
brackets and lone surrogates are left alone, as is everything without a
counterpart of one code point. Folding twice changes nothing.

The table is a data file made by ``tests/tables/make_fold_table.py``, read on
first use; two threads that come first together may both read it.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy as np
    import numpy.typing as npt

_KEPT_FOR_SEGMENTER: Final = "著捱榘吒麴夥拚袷薹祇彷薰鲇腭"
"""Characters that jieba's dictionary knows in words of their own: 著名, 神祇, 彷徨."""


@cache
def fold_char_table() -> Mapping[int, int]:
    """Return each code point that folds, with the one it folds to."""
    lines = Path(__file__).with_name("fold_table.txt").read_text("utf-8").split("\n")
    olds, news = "".join(lines[1::2]), "".join(lines[2::2])
    return MappingProxyType(dict(zip(map(ord, olds), map(ord, news), strict=True)))


def fold(text: str) -> str:
    """Return the folded text; its length is that of ``text``.

    >>> fold("ＡＩ晶片與演算法")
    'ai晶片与演算法'
    """
    return text.translate(fold_char_table())


def segmentation_fold(text: str) -> str:
    """Return text folded as the segmenter wants it; its length is that of ``text``.

    Leaves the few characters whose folded form hides words from the dictionary:
    著名 would become 着名. ``fold`` of the result is ``fold(text)``.
    """
    return text.translate(_segmentation_table())


def fold_codes(codes: npt.NDArray[np.uint32]) -> npt.NDArray[np.uint32]:
    """Return the folded code points of an array, as a new array of the same shape."""
    return codes + _steps()[codes]


def segmentation_fold_codes(codes: npt.NDArray[np.uint32]) -> npt.NDArray[np.uint32]:
    """Return an array folded as :func:`segmentation_fold` does, as a new array."""
    return codes + _segmentation_steps()[codes]


@cache
def _segmentation_table() -> Mapping[int, int]:
    kept = set(map(ord, _KEPT_FOR_SEGMENTER))
    return {old: new for old, new in fold_char_table().items() if old not in kept}


@cache
def _steps() -> npt.NDArray[np.uint32]:
    return _as_array(fold_char_table())


@cache
def _segmentation_steps() -> npt.NDArray[np.uint32]:
    return _as_array(_segmentation_table())


def _as_array(pairs: Mapping[int, int]) -> npt.NDArray[np.uint32]:
    """Return how far each code point folds, modulo 2**32, indexed by code point.

    Steps, for most are zero, and pages of zeros take no memory: 1 MB of 4.5.
    """
    import numpy as np

    olds = np.fromiter(pairs.keys(), np.uint32, len(pairs))
    steps = np.zeros(0x110000, dtype=np.uint32)
    steps[olds] = np.fromiter(pairs.values(), np.uint32, len(pairs)) - olds
    steps.flags.writeable = False
    return steps
