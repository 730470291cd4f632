r"""Text of PDF pages as a reader sees it, and still of use in a search.

What is done here changes no meaning: controls that fonts without a proper table give for
blanks and bullets become blanks, ligatures letters, and a hyphen that ended a line either
a soft one, which searches pass over, or a plain one. Blanks and line ends between Han and
radicals are left to :mod:`sou.text`, which keeps the page as it is.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from sou.documents.pdf_pages import LINE_HYPHEN

SOFT_HYPHEN: Final = "\u00ad"
WORD_CHARS: Final = 60
"""The parts of a broken word, and the rest of its line, are looked for this far."""

_CONTROLS: Final = re.compile("[\x00\x01\x03-\x08\x0b-\x1f\x7f-\x9f]")
_LIGATURES: Final = {
    "\ufb00": "ff",
    "\ufb01": "fi",
    "\ufb02": "fl",
    "\ufb03": "ffi",
    "\ufb04": "ffl",
    "\ufb05": "st",
    "\ufb06": "st",
}
_LIGATURE: Final = re.compile("[\ufb00-\ufb06]")
_BEFORE: Final = re.compile(rf"[^\s{LINE_HYPHEN}]*\Z")
_AFTER: Final = re.compile(rf"[^\s{LINE_HYPHEN}]*")
_LETTERS_BEFORE: Final = re.compile(r"[^\W\d_]*\Z")
_LETTERS_AFTER: Final = re.compile(r"[^\W\d_]*")
_HYPHENATED: Final = re.compile(r"[^\W\d_]+-[^\W\d_]+")
_WORD: Final = re.compile(r"[^\W\d_]+")
_SIGN_OF_A_NAME: Final = re.compile(r"[/\\._:@#=~0-9-]")
_HAN: Final = re.compile("[\u2e80-\u9fff\uf900-\ufaff]")


def clean(text: str) -> str:
    """Return a page's text without controls and ligatures; marks of hyphens stay."""
    text = _LIGATURE.sub(lambda found: _LIGATURES[found[0]], text)
    return _CONTROLS.sub(" ", text).strip(" \n\t")


def settle_hyphens(pages: Sequence[str]) -> list[str]:
    r"""Return the pages with each mark of a hyphen made soft or plain, one for one.

    A word is soft where the pages have it in one piece elsewhere, plain where they have
    it with the hyphen. Else it is soft if it looks like a word, not like a name or an
    address. The line break that went lost with the hyphen comes back behind the word.

    >>> settle_hyphens(["a prepara\x02tion for", "see debian\x02faq/ or debian-faq"])
    ['a prepara\xadtion\nfor', 'see debian-faq/\nor debian-faq']
    """
    if not any(LINE_HYPHEN in page for page in pages):
        return list(pages)
    whole, hyphenated = set[str](), set[str]()
    for page in pages:
        whole.update(_WORD.findall(page))
        hyphenated.update(_HYPHENATED.findall(page))
    return [_settled(page, whole, hyphenated) if LINE_HYPHEN in page else page for page in pages]


def _settled(page: str, whole: set[str], hyphenated: set[str]) -> str:
    characters = list(page)
    at = page.find(LINE_HYPHEN)
    while at >= 0:
        before = page[max(at - WORD_CHARS, 0) : at]
        after = page[at + 1 : at + 1 + WORD_CHARS]
        is_soft = _is_soft(before, after, whole, hyphenated)
        characters[at] = SOFT_HYPHEN if is_soft else "-"
        rest = _AFTER.match(after)
        end = at + 1 + (rest.end() if rest else 0)
        if page[end : end + 1] == " ":
            characters[end] = "\n"
        at = page.find(LINE_HYPHEN, at + 1)
    return "".join(characters)


def _is_soft(before: str, after: str, whole: set[str], hyphenated: set[str]) -> bool:
    left, right = _found(_LETTERS_BEFORE, before), _found(_LETTERS_AFTER, after)
    if not left or not right or _HAN.search(left[-1] + right[0]):
        return False
    if f"{left}-{right}" in hyphenated:
        return False
    if left + right in whole:
        return True
    run = _found(_BEFORE, before) + _found(_AFTER, after).rstrip(".:")
    return right[0].islower() and not left[-1].isupper() and not _SIGN_OF_A_NAME.search(run)


def _found(pattern: re.Pattern[str], text: str) -> str:
    found = pattern.search(text)
    return found[0] if found else ""
