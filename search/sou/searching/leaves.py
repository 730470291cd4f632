"""What a query's text leaves mean: which literals must stand, which terms rank.

Takes the leaves of a tree (words, phrases, prefixes) and gives plans that do not
depend on an index.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import groupby, pairwise
from typing import TYPE_CHECKING, Final, NamedTuple

from sou.analysis.segmenter import is_word, search_tokens, words
from sou.analysis.text_units import text_units
from sou.analysis.user_dictionary import NO_DICTIONARY, UserDictionary, long_words
from sou.query.alternatives import Alternatives
from sou.ranking import (
    EXPANSION_WEIGHTS,
    FIELD_WEIGHTS,
    FUNCTION_CHARS,
    FUNCTION_WORDS,
    KEYWORD_CHARS,
    QUESTION_CHARS,
    SENTENCE_CHARS,
    TIERED_WORDS,
)
from sou.searching.literal_plan import LiteralPlan, plan_literal
from sou.text.fold import fold, segmentation_fold
from sou.text.joined import JoinedText, joined_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from sou.analysis.text_units import TextUnit
    from sou.model import Expansion
    from sou.query.alternatives import Variant
    from sou.text.joined import JoinedText

NO_ALTERNATIVES: Final = Alternatives()


class Wording(NamedTuple):
    """How the words of a query are taken."""

    exact_script: bool = False
    """They must be written with the Han characters typed."""
    stop_words: frozenset[str] = frozenset()
    """They do not rank in sentences, like the function words; they match all the same."""
    dictionary: UserDictionary = NO_DICTIONARY
    """Tells which words of a sentence rank besides its usual ones; never what it matches."""


PLAIN_WORDING: Final = Wording()


class RankingTerm(NamedTuple):
    """One term that adds to the score of the passages that hold it."""

    field: str
    """``chars``, ``pairs``, ``words``, or ``runs``."""
    term: int | tuple[int, int] | bytes
    """A code point, a pair of them, or a string."""
    length_field: str
    """The field whose row lengths normalise it."""
    weight: float


class VariantPlan(NamedTuple):
    """Something else that may stand in for a plain word, or for part of one."""

    literal: LiteralPlan
    weight: float
    expansions: tuple[Expansion, ...]


class WordPlan(NamedTuple):
    """A plain word: where it stands, and what may stand in for it."""

    literal: LiteralPlan
    parts: tuple[LiteralPlan, ...]
    """Content words of a long word; empty for a short one."""
    variants: tuple[VariantPlan, ...] = ()
    """The word said otherwise."""
    variant_parts: tuple[VariantPlan, ...] = ()
    """What parts of a long word may be called, too."""

    @property
    def wholes(self) -> tuple[LiteralPlan, ...]:
        """The word, and what it may be called."""
        return (self.literal, *(variant.literal for variant in self.variants))

    @property
    def pieces(self) -> tuple[LiteralPlan, ...]:
        """The parts, and what they may be called."""
        return (*self.parts, *(variant.literal for variant in self.variant_parts))


class WordsPlan(NamedTuple):
    """A group of plain words."""

    words: tuple[WordPlan, ...]
    match_all: bool
    is_keywords: bool
    """True when documents rank first by how many of the words they hold."""
    ranking: tuple[RankingTerm, ...]
    added: tuple[RankingTerm, ...] = ()
    """Terms of what may stand in for the words, at less weight."""
    is_long: bool = False
    """True for a sentence, or some words: it matters what stands close together."""
    respelt: tuple[RankingTerm, ...] = ()
    """Terms of the words as another script spells them: they rank as those typed."""
    stopped: tuple[LiteralPlan, ...] = ()
    """Stop words, by which a document matches after all others."""
    names: tuple[LiteralPlan, ...] = ()
    """Words of the user's dictionary in a sentence: they rank, whether or not the index
    was cut by it."""

    @property
    def is_widened(self) -> bool:
        """True when something else may stand in for a word."""
        return any(word.variants for word in self.words)

    @property
    def is_sentence(self) -> bool:
        """True when parts of a word may stand in for it."""
        return any(word.parts for word in self.words)


def plan_words(
    texts: Iterable[str],
    *,
    match_all: bool,
    alternatives: Sequence[Alternatives] = (),
    wording: Wording = PLAIN_WORDING,
    stopped: Iterable[str] = (),
) -> WordsPlan:
    """Plan a group of plain words; ``alternatives`` are one for each of them, or none."""
    given = tuple(texts)
    others = alternatives or [NO_ALTERNATIVES] * len(given)
    plans = tuple(_word(text, other, wording) for text, other in zip(given, others, strict=True))
    is_sentence = any(plan.parts for plan in plans)
    ranking = ranking_terms(given, wording, drop_function_words=is_sentence)
    respelt = [other.text for plan in plans for other in plan.literal.others]
    single = [variant for other in others for variant in other.single]
    return WordsPlan(
        words=plans,
        match_all=match_all,
        is_keywords=len(plans) == TIERED_WORDS and all(map(_is_keyword, plans)),
        ranking=ranking,
        respelt=_new_terms(respelt, ranking, wording, is_sentence=is_sentence),
        added=_added_terms(single, ranking, wording, is_sentence=is_sentence) if single else (),
        stopped=tuple(plan_literal(text, exact_script=wording.exact_script) for text in stopped),
        names=tuple(name for text in given for name in _names(text, wording)),
        is_long=is_sentence or len(plans) > TIERED_WORDS,
    )


def _word(text: str, others: Alternatives, wording: Wording) -> WordPlan:
    parts = _parts(text, wording)
    return WordPlan(
        plan_literal(text, exact_script=wording.exact_script),
        parts,
        tuple(map(_variant, others.whole)),
        tuple(map(_variant, others.parts)) if parts else (),
    )


def _variant(variant: Variant) -> VariantPlan:
    return VariantPlan(plan_literal(variant.text), _weight(variant), variant.expansions)


def _weight(variant: Variant) -> float:
    return min(EXPANSION_WEIGHTS[expansion.kind] for expansion in variant.expansions)


def _new_terms(
    texts: Sequence[str],
    ranking: Iterable[RankingTerm],
    wording: Wording,
    *,
    is_sentence: bool,
) -> tuple[RankingTerm, ...]:
    """Return the terms of other spellings that the words typed have not."""
    if not texts:
        return ()
    known = set(ranking)
    found = ranking_terms(texts, wording, drop_function_words=is_sentence)
    return tuple(term for term in found if term not in known)


def _added_terms(
    variants: Iterable[Variant],
    ranking: Iterable[RankingTerm],
    wording: Wording,
    *,
    is_sentence: bool,
) -> tuple[RankingTerm, ...]:
    """Return the terms of some variants that the query itself has not."""
    known = {term[:3] for term in ranking}
    added: list[RankingTerm] = []
    for variant in variants:
        for term in ranking_terms([variant.text], wording, drop_function_words=is_sentence):
            if term[:3] not in known:
                known.add(term[:3])
                added.append(term._replace(weight=term.weight * _weight(variant)))
    return tuple(added)


def _is_keyword(plan: WordPlan) -> bool:
    """Tell short words, whole ones and names, from parts of a sentence."""
    text = plan.literal.text
    if plan.literal.length > KEYWORD_CHARS or text in FUNCTION_WORDS:
        return False
    return not plan.parts or FUNCTION_CHARS.isdisjoint(text)


def _names(text: str, wording: Wording) -> list[LiteralPlan]:
    """Return the user's own words that a sentence is cut into."""
    own = long_words(wording.dictionary)
    typed = _typed(text)
    if not own or typed.longest <= SENTENCE_CHARS:
        return []
    found = words(segmentation_fold(typed.joined.unfolded), wording.dictionary)
    return [plan_literal(word) for word in dict.fromkeys(found) if word in own]


def _parts(text: str, wording: Wording) -> tuple[LiteralPlan, ...]:
    """Return what may stand in for a text that is like a sentence: see :func:`_content`."""
    joined, _, _, longest = _typed(text)
    if longest <= SENTENCE_CHARS and (longest < 2 or QUESTION_CHARS.isdisjoint(joined.text)):
        return ()
    tokens: list[str] = []
    at = 0
    for token in words(segmentation_fold(joined.unfolded)):
        written = joined.unfolded[at : at + len(token)]
        tokens.append(written if wording.exact_script else fold(token))
        at += len(token)
    parts = tuple(dict.fromkeys(_content(tokens)))
    if parts == (joined.unfolded if wording.exact_script else joined.text,):
        return ()
    return tuple(plan_literal(part, exact_script=wording.exact_script) for part in parts)


def _content(tokens: Iterable[str]) -> Iterator[str]:
    """Yield what a sentence is about: its content words, and pairs where there is no word.

    The segmenter cuts names that it does not know into single characters. One of them
    means little alone, so it is taken with what stands before and after it; unless
    function words and signs are all that does.

    >>> list(_content(["杨", "昊", "的", "职业", "是", "谁"]))
    ['杨昊', '职业']
    """
    for is_content, stretch in groupby(tokens, key=lambda token: _is_content(fold(token))):
        if not is_content:
            continue
        side_by_side = list(stretch)
        if len(side_by_side) == 1:
            yield side_by_side[0]
            continue
        yield from (token for token in side_by_side if len(token) > 1)
        for one, other in pairwise(side_by_side):
            if len(one) == 1 or len(other) == 1:
                yield _end(one) + _beginning(other)


def _end(token: str) -> str:
    """Return the last unit of a token."""
    unit = text_units(token)[-1]
    return token[unit.start :]


def _beginning(token: str) -> str:
    """Return the first unit of a token."""
    return token[: text_units(token)[0].end]


def _is_content(token: str) -> bool:
    return is_word(token) and token not in FUNCTION_WORDS and not FUNCTION_CHARS.issuperset(token)


def field_term(field: str, text: str) -> RankingTerm | None:
    """Return the term of ``chars``, ``pairs``, ``runs`` or ``words`` that a text is, if any."""
    folded = fold(text)
    if field in ("runs", "words"):
        encoded = folded.encode("utf-8", "surrogatepass")
        return RankingTerm(field, encoded, "words" if field == "words" else "chars", 1.0)
    codes = tuple(map(ord, folded))
    match codes:
        case (only,) if field == "chars":
            return RankingTerm(field, only, field, 1.0)
        case (first, second) if field == "pairs":
            return RankingTerm(field, (first, second), field, 1.0)
        case _:
            return None


def ranking_terms(
    texts: Iterable[str], wording: Wording = PLAIN_WORDING, *, drop_function_words: bool
) -> tuple[RankingTerm, ...]:
    """Return the distinct terms of some texts that rank passages.

    Function words and stop words are dropped on request, unless nothing else is left.
    """
    terms = [term for text in texts for term in _terms(text, wording.dictionary)]
    if drop_function_words:
        terms = [term for term in terms if _is_content(term[0])] or terms
        terms = [term for term in terms if term[0] not in wording.stop_words] or terms
    return tuple(dict.fromkeys(term for _, term in terms))


class _Typed(NamedTuple):
    """A text of a query, read."""

    joined: JoinedText
    units: Sequence[TextUnit]
    wide_runs: Sequence[str]
    """Its runs of wide characters, folded."""
    longest: int
    """Characters of the longest of them."""


@lru_cache(maxsize=256)  # asked three times of each word, and again with the next letter
def _typed(text: str) -> _Typed:
    joined = joined_text(text)
    units = text_units(joined.text)
    runs = _wide_runs(joined.text, units)
    return _Typed(joined, units, runs, max(map(len, runs), default=0))


def _wide_runs(text: str, units: Sequence[TextUnit]) -> list[str]:
    """Return the runs of wide characters side by side."""
    runs: list[str] = []
    end = -1
    for unit in units:
        if unit.is_wide:
            character = text[unit.start]
            if unit.start == end:
                runs[-1] += character
            else:
                runs.append(character)
            end = unit.end
    return runs


def _terms(text: str, dictionary: UserDictionary) -> list[tuple[str, RankingTerm]]:
    typed = _typed(text)
    folded = typed.joined.text
    found: list[tuple[str, RankingTerm]] = []
    for run in typed.wide_runs:
        for at, character in enumerate(run):
            found.append((character, _term("chars", ord(character), "chars")))
            if at + 1 < len(run):
                pair = (ord(character), ord(run[at + 1]))
                found.append((run[at : at + 2], _term("pairs", pair, "pairs")))
    runs = [folded[unit.start : unit.end] for unit in typed.units if unit.is_run]
    for run in runs:
        encoded = run.encode("utf-8", "surrogatepass")
        found += [(run, _term("runs", encoded, length)) for length in ("chars", "pairs")]
    for word in _search_words(typed, runs, dictionary):
        if is_word(word):
            encoded = word.encode("utf-8", "surrogatepass")
            found.append((word, _term("words", encoded, "words")))
    return found


def whole_terms(text: str) -> list[tuple[str, int | tuple[int, int] | bytes]]:
    """Return field and term of those ranking terms that stand only where a folded text does."""
    encoded = text.encode("utf-8", "surrogatepass")
    found: list[tuple[str, int | tuple[int, int] | bytes]] = [("runs", encoded), ("words", encoded)]
    if len(text) == 1:
        found.append(("chars", ord(text)))
    if len(text) == 2:
        found.append(("pairs", (ord(text[0]), ord(text[1]))))
    return found


def _search_words(typed: _Typed, runs: list[str], dictionary: UserDictionary) -> list[str]:
    """Return the words of a query's text, folded.

    A short run of wide characters needs no segmenter: of the strings inside it, the
    words are those that the index has. That keeps the segmenter's dictionary, 0.13 s
    to load, off the commonest queries.
    """
    if typed.longest > SENTENCE_CHARS:
        text = segmentation_fold(typed.joined.unfolded)
        tokens = search_tokens(text)
        if dictionary.words:  # the index may be cut by it, or not
            tokens += search_tokens(text, dictionary)
        return [fold(token) for token in tokens]
    return [*(part for run in typed.wide_runs for part in _substrings(run)), *runs]


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
