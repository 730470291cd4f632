"""The terms of a query for engines that have no analysis of their own.

Queries of the benchmark are wide characters only (or the beginning of a word in
Latin letters), so their terms are plain slices. These are the terms that sou's own
plans look up: pairs for the place, characters, pairs and words for the rank.
"""

from __future__ import annotations

from typing import Final

WEIGHTS: Final = {"chars": 1.0, "grams": 1.0, "words": 0.3}
"""sou's weights of the fields, see ``sou.ranking``."""


def pairs(text: str) -> list[str]:
    """Return the pairs of neighbours, in text order.

    >>> pairs("晶片廠")
    ['晶片', '片廠']
    """
    return [text[at : at + 2] for at in range(len(text) - 1)]


def substrings(text: str) -> list[str]:
    """Return what may be a word in a short text: two characters or more, or all of it.

    >>> substrings("晶片廠")
    ['晶片', '晶片廠', '片廠']
    """
    shortest = min(len(text), 2)
    return [
        text[start:end]
        for start in range(len(text))
        for end in range(start + shortest, len(text) + 1)
    ]
