"""Find chains of characters of which each is one of several, by positions alone.

The dictionary of pairs says which neighbours there are at all. Those that both
neighbours allow are read, the rarest first, and joined by position; what was found
narrows what is read next.
Which strings stand where is known without reading any text.
"""

from __future__ import annotations

from operator import itemgetter
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np

from sou.searching.expand import summed
from sou.searching.term_list import TermList
from sou.store.postings import Postings, counted_rows
from sou.text.classes import WIDE
from sou.text.searchable import character_classes

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy.typing as npt

    from sou.searching.chain_plan import ChainPlan
    from sou.searching.snapshot import SegmentView
    from sou.store.segment import Segment

    Array = npt.NDArray[Any]
    Integers = npt.NDArray[np.int64]
    Flags = npt.NDArray[np.bool_]

_LIST_BITS: Final = 30
"""A position is sorted together with the number of its list, which has so many bits."""
_MOST_ASKED: Final = 2000
"""Of so many strings it is asked whether they are words, 10 us each."""


class Chains(NamedTuple):
    """The matches of a chain in one segment."""

    starts: npt.NDArray[np.uint32]
    """Position of each match, ascending."""
    strings: npt.NDArray[np.uint32]
    """Which of ``codes`` stands there."""
    codes: npt.NDArray[np.uint32]
    """The strings, a row of code points each; every one stands somewhere."""

    def texts(self, numbers: Integers) -> list[str]:
        """Return some of the strings."""
        length = self.codes.shape[1]
        text = self.codes[numbers].astype("<u4").tobytes().decode("utf-32-le")
        return [text[start : start + length] for start in range(0, len(text), length)]


class _Links(NamedTuple):
    """Pairs that may stand at one place of a chain."""

    ordinals: Integers
    firsts: Integers
    """Places of the first code points in the dictionary's codes."""
    seconds: Integers

    def chosen(self, flags: Flags) -> _Links:
        """Return some of the pairs."""
        return _Links(*(part[flags] for part in self))


def chains(view: SegmentView, plan: ChainPlan, check: Callable[[], None] | None = None) -> Chains:
    """Return the matches of a chain of two places or more; ``check`` may raise to stop."""
    key = (view.segment.name, "chain", plan)
    return Chains(*view.cache.get(key, lambda: _found(view.segment, plan, check or _go_on)))


def chain_postings(
    view: SegmentView, plan: ChainPlan, check: Callable[[], None]
) -> tuple[Postings, Postings]:
    """Return the rows in which matches begin, and how many do: of all, of those that are words.

    A string is a word if the segmenter cut it somewhere in the segment.
    """
    if plan.length == 1:
        key = (view.segment.name, "chain", plan)
        of_all = Postings(*view.cache.get(key, lambda: _of_singles(view, plan, check)))
        return of_all, of_all
    found = chains(view, plan, check)
    rows = view.segment.row_positions.searchsorted(found.starts, side="right") - 1
    is_word = word_flags(view, found)[found.strings]
    return counted_rows(rows), counted_rows(rows[is_word])


def _of_singles(view: SegmentView, plan: ChainPlan, check: Callable[[], None]) -> Postings:
    """Return the postings of all characters of a place; the list of each is remembered."""
    found = []
    for ordinal in single_ordinals(view, plan).tolist():
        check()
        found.append(TermList(view, "chars", ordinal).postings())
    return summed(found, view.segment.row_count)


def single_ordinals(view: SegmentView, plan: ChainPlan) -> Integers:
    """Return the characters that the only place of a chain allows, as terms of ``chars``."""
    return np.flatnonzero(_allowed(view.segment.chars.dictionary.codes, plan.places[0]))


def word_flags(view: SegmentView, found: Chains) -> Flags:
    """Tell which strings are words of the segment; of very many, the most frequent are asked."""
    size = found.codes.shape[0]
    flags = np.zeros(size, dtype=np.bool_)
    asked = np.arange(size)
    if size > _MOST_ASKED:
        counts = np.bincount(found.strings, minlength=size)
        asked = np.argpartition(counts, -_MOST_ASKED)[-_MOST_ASKED:]
    dictionary = view.segment.words.dictionary
    for number, text in zip(asked.tolist(), found.texts(asked), strict=True):
        flags[number] = dictionary.ordinal(text.encode("utf-8")) >= 0
    return flags


def _go_on() -> None:
    pass


def _found(segment: Segment, plan: ChainPlan, check: Callable[[], None]) -> Chains:
    """Read the cheapest pairs first, then what stands beside them, till the chain is whole."""
    codes = segment.pairs.dictionary.key_counts()[0]
    links = _links(segment, [_allowed(codes, place) for place in plan.places], check)
    costs = [segment.pairs.lists.total_entries(link.ordinals) for link in links]
    low = costs.index(min(costs))
    high = low + 2
    found = _read(segment, codes, links[low])
    while found.starts.size and high - low < plan.length:
        check()
        at, link = _next_link(segment, codes, links, found, (low, high))
        there = _read(segment, codes, link)
        if at >= low:
            found = _joined(found, there, at - low, overlap=high - at)
        else:
            found = _joined(there, found, low - at, overlap=at + 2 - low)
        low, high = min(low, at), max(high, at + 2)
    if found.starts.size:
        return found
    nothing = np.zeros((0, plan.length), dtype=np.uint32)
    return Chains(found.starts[:0], found.strings[:0], nothing)


def _next_link(
    segment: Segment, codes: Array, links: list[_Links], found: Chains, known: tuple[int, int]
) -> tuple[int, _Links]:
    """Return the pairs to read next, and their place: the cheapest for each character won.

    Those that share a character with what was found are fewer for it.
    """
    low, high = known
    cost = segment.pairs.lists.total_entries
    choices: list[tuple[float, int, _Links]] = []
    if high - 1 < len(links):
        link = links[high - 1]
        link = link.chosen(_flagged_codes(codes, found.codes[:, -1])[link.firsts])
        choices.append((cost(link.ordinals), high - 1, link))
    if high < len(links):
        choices.append((cost(links[high].ordinals) / 2, high, links[high]))
    if low > 0:
        link = links[low - 1]
        link = link.chosen(_flagged_codes(codes, found.codes[:, 0])[link.seconds])
        choices.append((cost(link.ordinals), low - 1, link))
    if low > 1:
        choices.append((cost(links[low - 2].ordinals) / 2, low - 2, links[low - 2]))
    _, at, link = min(choices, key=itemgetter(0))
    return at, link


def _allowed(codes: Array, place: str) -> Flags:
    """Tell which of the dictionary's codes may stand at a place."""
    if not place:
        is_wide: Flags = character_classes().of(codes) == WIDE
        return is_wide
    wanted = np.frombuffer(place.encode("utf-32-le"), dtype="<u4")
    at = np.minimum(wanted.searchsorted(codes), wanted.size - 1)
    is_there: Flags = wanted[at] == codes
    return is_there


def _links(segment: Segment, allowed: list[Flags], check: Callable[[], None]) -> list[_Links]:
    """Return the pairs of each place whose neighbours have pairs that fit."""
    dictionary = segment.pairs.dictionary
    links: list[_Links] = []
    for at in range(len(allowed) - 1):
        check()
        links.append(_Links(*dictionary.between(allowed[at], allowed[at + 1])))
        allowed[at + 1] = _flagged(links[-1].seconds, allowed[at].size)
    for at in reversed(range(len(links) - 1)):
        following = _flagged(links[at + 1].firsts, allowed[at].size)
        links[at] = links[at].chosen(following[links[at].seconds])
    return links


def _flagged(places: Integers, size: int) -> Flags:
    flags = np.zeros(size, dtype=np.bool_)
    flags[places] = True
    return flags


def _flagged_codes(codes: Array, wanted: Array) -> Flags:
    """Tell which of the dictionary's codes are among some that it has."""
    return _flagged(codes.searchsorted(wanted), codes.size)


def _read(segment: Segment, codes: Array, links: _Links) -> Chains:
    """Return where some pairs stand."""
    starts, lists = _sorted_entries(segment, links.ordinals)
    of_links = np.stack([codes[links.firsts], codes[links.seconds]], axis=1)
    return _numbered(starts, lists, of_links)


def _sorted_entries(segment: Segment, ordinals: Integers) -> tuple[Integers, Integers]:
    """Return the positions of some pairs, ascending, and which pair stands at each."""
    pairs = segment.pairs
    if not ordinals.size:
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    entries = pairs.lists.many(ordinals)
    keys = pairs.to_positions(entries.rows, entries.payload) << _LIST_BITS
    keys |= entries.lists
    keys.sort()
    return keys >> _LIST_BITS, keys & ((1 << _LIST_BITS) - 1)


def _joined(found: Chains, there: Chains, distance: int, overlap: int) -> Chains:
    """Return the matches that have others at a distance from their start."""
    if not there.starts.size:
        return found._replace(starts=found.starts[:0], strings=found.strings[:0])
    wanted = found.starts + np.uint32(distance)
    at = np.minimum(there.starts.searchsorted(wanted), there.starts.size - 1)
    both = there.starts[at] == wanted
    size = there.codes.shape[0]
    combined = found.strings[both].astype(np.int64) * size + there.strings[at[both]]
    distinct, strings = np.unique(combined, return_inverse=True)
    left, right = found.codes[distinct // size], there.codes[distinct % size]
    codes = np.concatenate((left, right[:, overlap:]), axis=1)
    return Chains(found.starts[both], strings.astype(np.uint32), codes)


def _numbered(starts: Integers, numbers: Integers, codes: Array) -> Chains:
    """Return matches whose strings are numbered anew, so that every one stands somewhere."""
    held = _flagged(numbers, codes.shape[0])
    renumbered = np.cumsum(held, dtype=np.uint32) - np.uint32(1)
    strings = renumbered[numbers]
    return Chains(starts.astype(np.uint32), strings, codes[held].astype(np.uint32))
