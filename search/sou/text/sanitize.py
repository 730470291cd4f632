"""Text of documents made safe for a terminal, and its width in cells.

In: text from anywhere. Out: text of the same length whose every code point a
terminal only draws, never obeys. One code point becomes one code point, so
offsets and spans of the original stay right.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

REPLACEMENT = "\ufffd"

_REPLACED = (
    (0x80, 0x9F),  # C1: 0x9B alone opens a control sequence
    (0x61C, 0x61C),  # Arabic letter mark
    (0x115F, 0x1160),  # Hangul fillers: letters without ink, width disputed
    (0x3164, 0x3164),
    (0xFFA0, 0xFFA0),
    (0x180E, 0x180E),  # Mongolian vowel separator, width disputed among terminals
    (0x200E, 0x200F),  # direction marks
    (0x2028, 0x202E),  # line and paragraph separator, bidi embeddings and overrides
    (0x2061, 0x206F),  # invisible operators, bidi isolates, deprecated format characters
    (0xD800, 0xDFFF),  # lone surrogates: cannot be written to a terminal at all
    (0xFDD0, 0xFDEF),  # noncharacters
    (0xFFF9, 0xFFFB),  # interlinear annotation
    (0xFFFE, 0xFFFF),
    (0xE0000, 0xE007F),  # tags: invisible text
)


def _stand_ins() -> dict[int, str]:
    table = {code: chr(0x2400 + code) for code in range(0x20)}
    del table[ord("\n")], table[ord("\t")]
    table[0x7F] = "\u2421"
    table[0xAD] = "-"  # soft hyphen: some terminals draw it, some do not
    for first, last in _REPLACED:
        table.update(dict.fromkeys(range(first, last + 1), REPLACEMENT))
    return table


_STAND_INS = _stand_ins()
_SINGLE_LINE = {**_STAND_INS, **dict.fromkeys(map(ord, "\n\r\t"), " ")}
_DANGEROUS = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f\xad"
    + "".join(f"\\U{first:08x}-\\U{last:08x}" for first, last in _REPLACED)
    + "]"
)


def sanitize(text: str, *, single_line: bool = False) -> str:
    r"""Replace what a terminal would obey or hide by something it shows.

    C0 controls become control pictures (ESC is ``␛``), the rest ``U+FFFD``.
    Line feeds and tabs stay, or become blanks (as carriage returns do) with
    ``single_line``. Joiners and variation selectors stay: emoji and rare
    characters need them. The result has exactly as many code points as ``text``.

    >>> sanitize("搜\x1b[31m尋")
    '搜␛[31m尋'
    >>> sanitize("第一行\r\n第二行", single_line=True)
    '第一行  第二行'
    """
    if single_line:
        return text if text.isprintable() and text.isascii() else text.translate(_SINGLE_LINE)
    if _DANGEROUS.search(text) is None:
        return text
    return text.translate(_STAND_INS)


def cell_width(text: str) -> int:
    """Return the terminal cells that sanitised text takes.

    Ambiguous characters count one cell and code points count alone: a joined
    emoji counts every part. Line feeds and tabs count nothing.

    >>> cell_width("搜尋AI")
    6
    """
    if text.isascii() and text.isprintable():
        return len(text)
    return sum(map(_code_point_width, text))


@lru_cache(maxsize=8192)
def _code_point_width(character: str) -> int:
    if unicodedata.category(character) in {"Cc", "Cf", "Me", "Mn"}:
        return 0
    if "\u1160" <= character <= "\u11ff":  # medial and final jamo join the initial one
        return 0
    return 2 if unicodedata.east_asian_width(character) in {"W", "F"} else 1
