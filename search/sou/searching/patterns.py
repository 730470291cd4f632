"""Which terms of a dictionary a pattern means.

Patterns are folded like the terms. Each narrows the dictionary by what sorted terms
and plain arrays can tell (a common beginning, a piece that must be there, a length)
before it looks at terms one by one.
"""

from __future__ import annotations

import fnmatch
import re
from dataclasses import dataclass
from itertools import takewhile
from typing import TYPE_CHECKING, Any, Final, Protocol

import numpy as np

from sou.errors import QueryTreeError
from sou.text.fold import fold

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import numpy.typing as npt

    from sou.store.dictionary import BlobDictionary

    Integers = npt.NDArray[np.int64]

_AT_A_TIME: Final = 65_536
"""Terms looked at between two looks at whether the search was cancelled."""
_REGEX_SIGNS: Final = frozenset("{}()[].?*+^$\\")
_ESCAPED: Final = re.compile(r"\\.|\(\?P|.", re.DOTALL)
_WILDCARD_UNIT: Final = re.compile(r"\[!?\]?[^\]]*\]|.", re.DOTALL)


class TermPattern(Protocol):
    """Some terms of a dictionary, whichever dictionary it is. Hashable."""

    def ordinals(self, terms: BlobDictionary, check: Callable[[], None]) -> Integers:
        """Return the ordinals of the terms meant, ascending; ``check`` is called now and then."""


@dataclass(frozen=True, slots=True)
class AnyTerm:
    """Every term."""

    def ordinals(self, terms: BlobDictionary, check: Callable[[], None]) -> Integers:
        """Return all ordinals."""
        return np.arange(len(terms))


@dataclass(frozen=True, slots=True)
class PrefixPattern:
    """Terms that begin with a text."""

    text: str

    def ordinals(self, terms: BlobDictionary, check: Callable[[], None]) -> Integers:
        """Return a range of ordinals."""
        return np.arange(*terms.ordinals_with_prefix(_encoded(fold(self.text))))


@dataclass(frozen=True, slots=True)
class RangePattern:
    """Terms between two, in the order of code points; ``None`` is no bound."""

    start: str | None
    end: str | None
    is_start_excluded: bool
    is_end_excluded: bool

    def ordinals(self, terms: BlobDictionary, check: Callable[[], None]) -> Integers:
        """Return a range of ordinals."""
        first, end = 0, len(terms)
        if self.start is not None:
            wanted = _encoded(fold(self.start))
            first = terms.lower_bound(wanted + b"\0" * self.is_start_excluded)
        if self.end is not None:
            wanted = _encoded(fold(self.end))
            end = terms.lower_bound(wanted + b"\0" * (not self.is_end_excluded))
        return np.arange(first, max(first, end))


@dataclass(frozen=True, slots=True)
class WildcardPattern:
    """Terms that match a pattern whole: ``*``, ``?``, ``[abc]`` and ``[!abc]``."""

    text: str

    def ordinals(self, terms: BlobDictionary, check: Callable[[], None]) -> Integers:
        """Return the ordinals of the terms that match."""
        folded = fold(self.text)
        units = [unit[0] for unit in _WILDCARD_UNIT.finditer(folded)]
        stars = units.count("*")
        prefix = "".join(takewhile(_is_plain, units))
        candidates = _narrowed(terms, prefix, max(_plain_pieces(units), key=len, default=""))
        lengths = terms.code_lengths(candidates)
        shortest = len(units) - stars
        candidates = candidates[lengths >= shortest if stars else lengths == shortest]
        if all(unit in "*?" for unit in units):
            return candidates
        return _matching(terms, candidates, fnmatch.translate(folded), check)


@dataclass(frozen=True, slots=True)
class RegexPattern:
    """Terms whose beginning matches a regular expression."""

    text: str

    def ordinals(self, terms: BlobDictionary, check: Callable[[], None]) -> Integers:
        """Return the ordinals of the terms that match.

        Raises:
            QueryTreeError: the expression makes no sense.
        """
        folded = folded_regex(self.text)
        candidates = _narrowed(terms, _regex_prefix(folded), "")
        return _matching(terms, candidates, folded, check)


@dataclass(frozen=True, slots=True)
class FuzzyPattern:
    """Terms at most ``distance`` edits from a text, with the same beginning.

    An edit is a character put in, left out or replaced, or two neighbours exchanged.
    """

    text: str
    distance: int
    prefix_length: int

    def ordinals(self, terms: BlobDictionary, check: Callable[[], None]) -> Integers:
        """Return the ordinals of the terms near enough."""
        wanted = fold(self.text)
        candidates = _narrowed(terms, wanted[: self.prefix_length], "")
        lengths = terms.code_lengths(candidates)
        found = [np.zeros(0, dtype=np.int64)]
        shortest = max(len(wanted) - self.distance, 1)
        for length in range(shortest, len(wanted) + self.distance + 1):
            of_length = candidates[lengths == length]
            for start in range(0, of_length.size, _AT_A_TIME):
                check()
                some = of_length[start : start + _AT_A_TIME]
                is_near = edit_distances(_codes(terms, some, length), wanted) <= self.distance
                found.append(some[is_near])
        return np.sort(np.concatenate(found))


def edit_distances(terms: npt.NDArray[np.uint32], text: str) -> npt.NDArray[np.int64]:
    """Return the edit distance of a text from each row of code points.

    Damerau-Levenshtein, restricted: no piece is edited twice (Boytsov 2011, 2.2).
    """
    count, length = terms.shape
    places = np.arange(length + 1)
    before: Any = None
    previous = np.broadcast_to(places, (count, length + 1))
    codes = [ord(character) for character in text]
    for at, code in enumerate(codes):
        row = np.empty((count, length + 1), dtype=np.int64)
        row[:, 0] = at + 1
        row[:, 1:] = np.minimum(previous[:, 1:] + 1, previous[:, :-1] + (terms != code))
        if at and length > 1:
            is_swapped = (terms[:, 1:] == codes[at - 1]) & (terms[:, :-1] == code)
            swapped = np.where(is_swapped, before[:, :-2] + 1, length + len(codes))
            row[:, 2:] = np.minimum(row[:, 2:], swapped)
        row = np.minimum.accumulate(row - places, axis=1) + places
        before, previous = previous, row
    return previous[:, -1]


def folded_regex(text: str) -> str:
    r"""Fold the characters of a regular expression that stand for themselves.

    >>> folded_regex(r"電[A-Z]\D(?P<n>\w)")
    '电[a-z]\\D(?P<n>\\w)'
    """
    return "".join(
        part[0] if len(part[0]) > 1 else fold(part[0]) for part in _ESCAPED.finditer(text)
    )


def _regex_prefix(text: str) -> str:
    """Return what every match begins with."""
    if "|" in text:
        return ""
    start = text.removeprefix("^").removeprefix("\\A")
    prefix = "".join(takewhile(lambda character: character not in _REGEX_SIGNS, start))
    is_optional = start[len(prefix) : len(prefix) + 1] in ("*", "?", "{")
    return prefix[:-1] if is_optional else prefix


def _is_plain(unit: str) -> bool:
    return len(unit) == 1 and unit not in "*?"


def _plain_pieces(units: list[str]) -> Iterator[str]:
    """Yield the runs of characters that stand for themselves."""
    piece = ""
    for unit in units:
        if _is_plain(unit):
            piece += unit
        else:
            yield piece
            piece = ""
    yield piece


def _narrowed(terms: BlobDictionary, prefix: str, infix: str) -> Integers:
    """Return the terms that begin with one text or else contain another, if given."""
    if prefix or not infix:
        return np.arange(*terms.ordinals_with_prefix(_encoded(prefix)))
    found, _, _ = terms.occurrences(_encoded(infix))
    return np.unique(found)


def _matching(
    terms: BlobDictionary, candidates: Integers, pattern: str, check: Callable[[], None]
) -> Integers:
    """Return the candidates whose beginning matches a regular expression."""
    try:
        matches = re.compile(pattern).match
    except (re.error, OverflowError, RecursionError) as error:
        raise QueryTreeError(f"{pattern!r} is no regular expression: {error}") from error
    found = [np.zeros(0, dtype=np.int64)]
    for start in range(0, candidates.size, _AT_A_TIME):
        check()
        some = candidates[start : start + _AT_A_TIME]
        is_match = [matches(text) is not None for text in terms.texts(some)]
        found.append(some[np.array(is_match, dtype=np.bool_)])
    return np.concatenate(found)


def _codes(terms: BlobDictionary, ordinals: Integers, length: int) -> npt.NDArray[np.uint32]:
    """Return the code points of terms of one length, a row each."""
    raw = "".join(terms.texts(ordinals)).encode("utf-32-le", "surrogatepass")
    return np.frombuffer(raw, dtype="<u4").reshape(-1, length)


def _encoded(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")
