"""What a query's text leaves mean: which literals must stand, which terms rank.

Takes the leaves of a tree (words, phrases, prefixes) and gives plans that do not
depend on an index.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sou.analysis.segmenter import is_word, search_tokens, words
from sou.analysis.units import split_units
from sou.searching.literal import LiteralPlan, plan_literal
from sou.searching.ranking import (
    FIELD_WEIGHTS,
    FUNCTION_CHARS,
    FUNCTION_WORDS,
    KEYWORD_CHARS,
    SENTENCE_CHARS,
)
from sou.text.characters import WIDE, to_text
from sou.text.fold import fold, segmentation_fold
from sou.text.searchable import character_classes, runs_of, searchable

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sou.analysis.units import Units
    from sou.text.characters import Codes


@dataclass(frozen=True, slots=True)
class RankingTerm:
    """One term that adds to the score of the passages that hold it."""

    field: str
    """``chars``, ``pairs``, ``words``, or ``runs``."""
    term: int | tuple[int, int] | bytes
    """A code point, a pair of them, or a string."""
    length_field: str
    """The field whose row lengths normalise it."""
    weight: float


@dataclass(frozen=True, slots=True)
class WordPlan:
    """A plain word: where it stands, and what may stand in for it."""

    literal: LiteralPlan
    parts: tuple[LiteralPlan, ...]
    """Content words of a long word; empty for a short one."""


@dataclass(frozen=True, slots=True)
class WordsPlan:
    """A group of plain words."""

    words: tuple[WordPlan, ...]
    match_all: bool
    is_keywords: bool
    """True when documents rank first by how many of the words they hold."""
    ranking: tuple[RankingTerm, ...]


def plan_words(texts: Iterable[str], *, match_all: bool) -> WordsPlan:
    """Plan a group of plain words."""
    given = tuple(texts)
    plans = tuple(WordPlan(plan_literal(text), _parts(text)) for text in given)
    is_sentence = any(plan.parts for plan in plans)
    return WordsPlan(
        words=plans,
        match_all=match_all,
        is_keywords=len(plans) > 1 and all(p.literal.length <= KEYWORD_CHARS for p in plans),
        ranking=ranking_terms(given, drop_function_words=is_sentence),
    )


def _parts(text: str) -> tuple[LiteralPlan, ...]:
    """Return the content words of a text with a run of wide characters like a sentence."""
    joined = searchable(text)
    starts, ends = runs_of(character_classes().of(joined.codes) == WIDE)
    if not starts.size or int(np.max(ends - starts)) <= SENTENCE_CHARS:
        return ()
    tokens = [fold(token) for token in words(segmentation_fold(to_text(joined.unfolded)))]
    content = [t for t in dict.fromkeys(tokens) if _is_content(t)]
    longer = [t for t in content if len(t) > 1]
    return tuple(plan_literal(token) for token in longer or content)


def _is_content(token: str) -> bool:
    return is_word(token) and token not in FUNCTION_WORDS and not FUNCTION_CHARS.issuperset(token)


def ranking_terms(texts: Iterable[str], *, drop_function_words: bool) -> tuple[RankingTerm, ...]:
    """Return the distinct terms of some texts that rank passages.

    Function words are dropped on request, unless nothing else is left.
    """
    terms = [term for text in texts for term in _terms(text)]
    if drop_function_words:
        terms = [term for term in terms if _is_content(term[0])] or terms
    return tuple(dict.fromkeys(term for _, term in terms))


def _terms(text: str) -> list[tuple[str, RankingTerm]]:
    joined = searchable(text)
    codes, units = joined.codes, split_units(joined.codes)
    folded = to_text(codes)
    found: list[tuple[str, RankingTerm]] = []
    for at in units.singles.tolist():
        if not units.is_wide[at]:
            continue
        found.append((folded[at], _term("chars", int(codes[at]), "chars")))
        if at + 1 < codes.size and units.is_wide[at + 1]:
            key = (int(codes[at]), int(codes[at + 1]))
            found.append((folded[at : at + 2], _term("pairs", key, "pairs")))
    for start, end in zip(units.run_starts.tolist(), units.run_ends.tolist(), strict=True):
        run = folded[start:end]
        encoded = run.encode("utf-8", "surrogatepass")
        found += [(run, _term("runs", encoded, length)) for length in ("chars", "pairs")]
    for word in _search_words(folded, joined.unfolded, units):
        if is_word(word):
            encoded = word.encode("utf-8", "surrogatepass")
            found.append((fold(word), _term("words", encoded, "words")))
    return found


def _search_words(folded: str, unfolded: Codes, units: Units) -> list[str]:
    """Return the words of a query's text.

    A short run of wide characters needs no segmenter: of the strings inside it, the
    words are those that the index has. That keeps the segmenter's dictionary, 0.13 s
    to load, off the commonest queries.
    """
    starts, ends = runs_of(units.is_wide)
    if starts.size and int(np.max(ends - starts)) > SENTENCE_CHARS:
        return search_tokens(segmentation_fold(to_text(unfolded)))
    wide = [folded[a:b] for a, b in zip(starts.tolist(), ends.tolist(), strict=True)]
    runs = zip(units.run_starts.tolist(), units.run_ends.tolist(), strict=True)
    return [*(part for text in wide for part in _substrings(text)), *(folded[a:b] for a, b in runs)]


def _substrings(text: str) -> list[str]:
    """Return what a short run may hold as words: two characters or more, or all of it."""
    shortest = min(len(text), 2)
    return [
        text[start:end]
        for start in range(len(text))
        for end in range(start + shortest, len(text) + 1)
    ]


def _term(field_name: str, term: int | tuple[int, int] | bytes, length_field: str) -> RankingTerm:
    return RankingTerm(field_name, term, length_field, FIELD_WEIGHTS[length_field])
