"""What else the plain words of a query may be called: 芯片 is 晶片, in another region.

In comes a word or sentence as typed, and where to look; out come its variants, folded.
Words are looked for from left to right, the longest first, and only where they may
begin and end: 国内存款 has no 内存 in it. Nothing here depends on an index.
"""

from __future__ import annotations

from itertools import islice, product
from typing import TYPE_CHECKING, Final, NamedTuple

from sou.analysis.segmenter import words
from sou.model import Expansion
from sou.query.regional import LONGEST_CHARS, regional_words
from sou.ranking import SENTENCE_CHARS
from sou.text.classes import RUN, WIDE, class_of
from sou.text.fold import segmentation_fold
from sou.text.joined import joined_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from sou.model import ExpansionKind
    from sou.text.joined import JoinedText

MOST_VARIANTS: Final = 12
"""More are not made of one word."""
_SURE_CHARS: Final = 3
"""So long a word of a table stands in a sentence hardly by chance."""


class Source(NamedTuple):
    """Where alternatives are looked up."""

    kind: ExpansionKind
    find: Callable[[str], Sequence[str]]
    """Return what a folded word may be, too, folded."""
    longest_chars: int


REGIONAL: Final = Source("regional", regional_words, LONGEST_CHARS)


class Variant(NamedTuple):
    """A text that may stand in for another."""

    text: str
    """Folded."""
    expansions: tuple[Expansion, ...]
    """What was put for what."""


class Alternatives(NamedTuple):
    """What may stand in for a plain word."""

    whole: tuple[Variant, ...] = ()
    """For all of it: put in one place or several."""
    single: tuple[Variant, ...] = ()
    """For all of it, put in one place only: each alternative once."""
    parts: tuple[Variant, ...] = ()
    """For part of it: the alternatives by themselves."""


class _Match(NamedTuple):
    """A word of a text that may be another."""

    start: int
    end: int
    expansions: tuple[Expansion, ...]


def alternatives_of(text: str, sources: Sequence[Source]) -> Alternatives:
    """Return what may stand in for a plain word or sentence.

    >>> [variant.text for variant in alternatives_of("AI芯片", [REGIONAL]).whole]
    ['ai晶片']
    """
    if not sources:
        return Alternatives()
    joined = joined_text(text)
    matches = list(_matches(joined, sources))
    if not matches:
        return Alternatives()
    return Alternatives(
        whole=tuple(_whole(joined.text, matches)),
        single=tuple(
            Variant(_put(joined.text, [(match, one)]), (one,))
            for match in matches
            for one in match.expansions
        ),
        parts=tuple(Variant(one.text, (one,)) for match in matches for one in match.expansions),
    )


def expansions_in(alternatives: Iterable[Alternatives]) -> tuple[Expansion, ...]:
    """Return what was put for what in the alternatives of some words, each once."""
    variants = (variant for of_word in alternatives for variant in of_word.parts)
    return tuple(dict.fromkeys(one for variant in variants for one in variant.expansions))


def _whole(text: str, matches: Sequence[_Match]) -> Iterable[Variant]:
    """Yield texts with one place changed or several, at most so many."""
    choices = product(*((None, *match.expansions) for match in matches))
    for chosen in islice(choices, 1, MOST_VARIANTS + 1):
        put = [(m, one) for m, one in zip(matches, chosen, strict=True) if one is not None]
        yield Variant(_put(text, put), tuple(one for _, one in put))


def _put(text: str, changes: Iterable[tuple[_Match, Expansion]]) -> str:
    pieces: list[str] = []
    done = 0
    for match, expansion in changes:
        pieces += [text[done : match.start], expansion.text]
        done = match.end
    return "".join([*pieces, text[done:]])


def _matches(joined: JoinedText, sources: Sequence[Source]) -> Iterable[_Match]:
    """Yield the words that have alternatives, from left to right, without overlap."""
    text = joined.text
    edges = _Edges(joined)
    longest = max(source.longest_chars for source in sources)
    at = 0
    while at < len(text):
        for end in range(min(at + longest, len(text)), at, -1):
            found = _expansions(text[at:end], sources)
            if found and edges.allow(at, end):
                yield _Match(at, end, found)
                at = end
                break
        else:
            at += 1


def _expansions(word: str, sources: Sequence[Source]) -> tuple[Expansion, ...]:
    found = {other: source.kind for source in reversed(sources) for other in source.find(word)}
    return tuple(Expansion(word, other, kind) for other, kind in found.items())


class _Edges:
    """Tells where a word may begin and end in a text."""

    def __init__(self, joined: JoinedText) -> None:
        self._joined = joined
        self._classes = [class_of(ord(character)) for character in joined.text]
        self._cuts: frozenset[int] | None = None

    def allow(self, start: int, end: int) -> bool:
        """Whether a word may stand between two offsets."""
        if self._is_inside_run(start) or self._is_inside_run(end):
            return False
        first, last = self._wide_run(start, end)
        if last - first <= SENTENCE_CHARS:
            is_one_character = end - start == 1
            is_whole = (first, last) == (start, end)
            return is_whole or (not is_one_character and (first == start or last == end))
        return end - start >= _SURE_CHARS or {start, end} <= self._sentence_cuts()

    def _is_inside_run(self, at: int) -> bool:
        return 0 < at < len(self._classes) and self._classes[at - 1] == self._classes[at] == RUN

    def _wide_run(self, start: int, end: int) -> tuple[int, int]:
        """Return the run of wide characters around a range."""
        while start > 0 and self._classes[start - 1] == WIDE:
            start -= 1
        while end < len(self._classes) and self._classes[end] == WIDE:
            end += 1
        return start, end

    def _sentence_cuts(self) -> frozenset[int]:
        """Return where the segmenter cuts."""
        if self._cuts is None:
            cuts = [0]
            for word in words(segmentation_fold(self._joined.unfolded)):
                cuts.append(cuts[-1] + len(word))
            self._cuts = frozenset(cuts)
        return self._cuts
