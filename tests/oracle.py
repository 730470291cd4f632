"""An independent judge of what a literal should find: regular expressions and ``in``.

Shares only the fold table with the code under test, which has a judge of its own
(OpenCC); joining of blanks is written again here, the slow and obvious way.
"""

from __future__ import annotations

import re
from functools import cache

from sou.text.fold import fold

_CJK = (
    "[\u2e80-\u2fdf\u3000-\u303f\u3041-\u3096\u309d-\u309f\u30a1-\u30ff\u3105-\u312f\u31a0-\u31bf"
    "\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\ufe10-\ufe1f\ufe30-\ufe4f\uff00-\uff65"
    "\U00020000-\U0003ffff]"
)
_ZERO_WIDTH = (
    "\u00ad\u034f\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e"
    "\u2060\u2061\u2062\u2063\u2064\u2065\u2066\u2067\u2068\u2069\ufeff"
    + "".join(map(chr, [*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0)]))
)

_BLANKS = re.compile(rf"[\s{_ZERO_WIDTH}]+")


@cache
def _is_cjk(character: str) -> bool:
    return bool(re.match(_CJK, character))


def normal(text: str) -> str:
    """Return a text as a reader compares it: blanks beside CJK gone, the rest folded."""

    def joined(match: re.Match[str]) -> str:
        blanks = match.group()
        start, end = match.span()
        if start == 0 or end == len(text) or not blanks.strip(_ZERO_WIDTH):
            return ""
        if blanks.count("\n") >= 2:
            return "\n"
        return "" if _is_cjk(text[start - 1]) or _is_cjk(text[end]) else " "

    return fold(_BLANKS.sub(joined, text))


def quoted(text: str) -> str:
    """Return the query that looks for exactly this text."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
