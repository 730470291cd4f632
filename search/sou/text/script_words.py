"""Words that the scripts spell apart though no character folds: 反覆 is 反复, 藉口 is 借口.

Folding is one to one, and 覆, 藉, 座 or 像 are characters of their own in both scripts. So
a text that is looked for is looked for in the other spelling, too; it has the same length.

The table is a data file made by ``tests/tables/make_script_words.py``: folded words, a pair
a line, below the characters of which every word has one. A dictionary is made of it only
for a text that has such a character.
"""

from __future__ import annotations

from functools import cache
from itertools import islice, product
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

MOST_SPELLINGS: Final = 8
"""More are not looked for besides the one typed."""


class _Table(NamedTuple):
    words: Mapping[str, tuple[str, ...]]
    longest: int


def other_spellings(folded: str) -> tuple[str, ...]:
    """Return how else a folded text may be spelt in one script or the other, folded.

    All words changed come first: a text is mostly in one script. Most texts have no other.

    >>> other_spellings("反覆找藉口")
    ('反复找借口', '反复找藉口', '反覆找借口')
    """
    if not folded or set(_lines()[1]).isdisjoint(folded):
        return ()
    places = list(_places(folded, _table()))
    choices = product(*([*others, word] for _, word, others in places))
    texts = (
        _put(folded, [(at, text) for (at, *_), text in zip(places, chosen, strict=True)])
        for chosen in choices
    )
    return tuple(islice((text for text in texts if text != folded), MOST_SPELLINGS))


def _places(folded: str, table: _Table) -> Iterator[tuple[int, str, tuple[str, ...]]]:
    """Yield the words of a text from left to right, without overlap, with their others."""
    at = 0
    while at < len(folded) - 1:
        for end in range(min(at + table.longest, len(folded)), at + 1, -1):
            word = folded[at:end]
            if word in table.words:
                yield at, word, table.words[word]
                at = end
                break
        else:
            at += 1


def _put(folded: str, words: list[tuple[int, str]]) -> str:
    for at, word in words:
        folded = folded[:at] + word + folded[at + len(word) :]
    return folded


@cache
def _lines() -> list[str]:
    return Path(__file__).with_name("script_words.txt").read_text("utf-8").splitlines()


@cache
def _table() -> _Table:
    words: dict[str, tuple[str, ...]] = {}
    for line in _lines()[2:]:
        one, other = line.split(" ")
        words[one] = (*words.get(one, ()), other)
        words[other] = (*words.get(other, ()), one)
    return _Table(words, max(map(len, words)))
