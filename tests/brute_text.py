"""Texts and single leaves of queries, the slow and obvious way; see :mod:`brute`."""

from __future__ import annotations

import fnmatch
import re
import unicodedata
from collections.abc import Callable, Sequence
from functools import cache
from itertools import groupby, pairwise, permutations
from typing import Any, NamedTuple

from oracle import normal
from sou.query import tree as nodes
from sou.text.fold import fold

LONGEST_RUN = 64


class Unit(NamedTuple):
    """A run of letters and digits, or a single character."""

    start: int
    text: str
    is_run: bool


def is_wide(character: str) -> bool:
    """Tell characters that are a word's worth by themselves."""
    name = unicodedata.name(character, "")
    return (
        name.startswith(("CJK UNIFIED", "HIRAGANA", "KATAKANA", "BOPOMOFO")) or character in "〇々"
    )


def in_run(character: str) -> bool:
    return unicodedata.category(character)[0] in "LNM" and not is_wide(character)


def units(text: str) -> list[Unit]:
    """Split a text; runs that are too long fall apart."""
    found: list[Unit] = []
    at = 0
    for is_run, characters in groupby(text, key=in_run):
        piece = "".join(characters)
        if is_run and len(piece) <= LONGEST_RUN:
            found.append(Unit(at, piece, is_run=True))
        else:
            found += [Unit(at + n, one, is_run=False) for n, one in enumerate(piece)]
        at += len(piece)
    return found


def is_one_run(text: str) -> bool:
    return [unit.is_run for unit in units(text)] == [True]


def wide_runs(text: str) -> list[str]:
    """Return the stretches of wide characters."""
    marked = "".join(character if is_wide(character) else "\0" for character in text)
    return [run for run in marked.split("\0") if run]


def places(text: str, wanted: str, *, begins_run: bool = False) -> list[int]:
    """Return where a text holds another, overlaps included."""
    if not wanted:
        return []
    found = [match.start() for match in re.finditer(f"(?={re.escape(wanted)})", text)]
    if not begins_run or not in_run(wanted[0]):
        return found
    return [at for at in found if at == 0 or not in_run(text[at - 1])]


def near_places(text: str, node: nodes.Query) -> list[int]:
    """Return where matches of a phrase or a NEAR begin."""
    match node:
        case nodes.Near():
            leaves = [[normal(one)] for one in node.literals]
            gaps, ordered = [(0, node.distance_chars)] * len(leaves), node.ordered
        case nodes.Phrase() if node.slop <= 1:
            return places(text, normal(" ".join(node.words)))
        case nodes.Phrase():
            leaves = [[normal(word)] for word in node.words if normal(word)]
            flat = [leaf[0] for leaf in leaves]
            joints = [len(normal(f"{a} {b}")) - len(a + b) for a, b in pairwise(flat)]
            gaps, ordered = [(0, node.slop - 1 + joint) for joint in joints], True
        case nodes.Ordered():
            leaves = [_alternatives(child) for child in node.children()]
            gaps, ordered = [(0, len(text))] * len(leaves), True
        case _:
            leaves = [_alternatives(child) for child in node.children()]
            least = max(getattr(node, "mindist", 1) - 1, 0)
            gaps, ordered = [(least, node.slop - 1)] * len(leaves), node.ordered
    spans = [
        sorted({(at, at + len(leaf)) for leaf in of_place for at in places(text, leaf)})
        for of_place in leaves
    ]
    orders = [tuple(spans)] if ordered else list(permutations(spans))
    starts = {start for order in orders for start, end in order[0] if _chain(end, order[1:], gaps)}
    return sorted(starts)


def _chain(
    end: int, spans: Sequence[list[tuple[int, int]]], gaps: Sequence[tuple[int, int]]
) -> bool:
    """Tell whether the rest of a chain can follow."""
    if not spans:
        return True
    least, most = gaps[0]
    return any(
        _chain(next_end, spans[1:], gaps[1:])
        for start, next_end in spans[0]
        if end + least <= start <= end + most
    )


def _alternatives(node: nodes.Query) -> list[str]:
    if isinstance(node, nodes.Or):
        return [text for child in node.children() for text in _alternatives(child)]
    return [normal(node.text)]


def restriction(node: nodes.Query) -> Callable[[Any], bool]:
    """Return what tells whether a document is meant."""
    match node:
        case nodes.Every():
            return lambda document: not node.fieldname or bool(document.text)
        case nodes.Term() if node.fieldname == "type":
            return lambda document: node.text in document.type
        case nodes.Term() if node.fieldname == "lang":
            return lambda document: is_in_language(document.language, node.text)
        case nodes.Literal() | nodes.Term():
            wanted = fold(node.text)
            return lambda document: wanted in fold(getattr(document, node.fieldname))
        case nodes.DateRange():
            moments = (node.startdate, node.enddate)
            start, end = (None if m is None else round(m.timestamp() * 1e6) * 1000 for m in moments)
            return lambda document: _between(document.dated_ns, start, end, node)
        case nodes.NumericRange():
            name = node.fieldname
            return lambda document: _between(getattr(document, name), node.start, node.end, node)
        case _:
            assert node is nodes.NullQuery, node
            return lambda document: False


def is_in_language(tag: str, wanted: str) -> bool:
    """Say it for the few tags that tests use, by hand."""
    traditional = {"zh-Hant", "zh-TW", "zh-HK"}
    named = {"zh": {*traditional, "zh", "zh-Hans"}, "zh-hant": traditional, "en": {"en", "en-US"}}
    return tag in named.get(wanted, {"zh-TW"} if wanted == "zh-tw" else set())


def _between(value: float, start: float | None, end: float | None, node: Any) -> bool:
    if start is not None and (value < start or (node.startexcl and value == start)):
        return False
    return end is None or not (value > end or (node.endexcl and value == end))


def pattern(node: nodes.Query) -> Callable[[str], bool]:
    match node:
        case nodes.Prefix():
            return lambda term: term.startswith(fold(node.text))
        case nodes.Wildcard():
            return lambda term: fnmatch.fnmatchcase(term, fold(node.text))
        case nodes.Regex():
            return lambda term: re.match(node.text, term) is not None
        case nodes.TermRange():
            return lambda term: _between_texts(term, node)
        case _:
            text, first = fold(node.text), fold(node.text)[: node.prefixlength]
            return lambda term: term.startswith(first) and edits(term, text) <= node.maxdist


def _between_texts(term: str, node: nodes.TermRange) -> bool:
    start, end = (None if bound is None else fold(bound) for bound in (node.start, node.end))
    if start is not None and (term < start or (node.startexcl and term == start)):
        return False
    return end is None or not (term > end or (node.endexcl and term == end))


@cache
def edits(one: str, other: str) -> int:
    """Return how many characters must be put in, left out, replaced or swapped."""
    if not one or not other:
        return len(one) + len(other)
    least = min(
        edits(one[:-1], other) + 1,
        edits(one, other[:-1]) + 1,
        edits(one[:-1], other[:-1]) + (one[-1] != other[-1]),
    )
    if len(one) > 1 and len(other) > 1 and one[-2:] == other[:-3:-1]:
        least = min(least, edits(one[:-2], other[:-2]) + 1)
    return least
