"""Draw the queries of the benchmark from a sample of its documents, by document frequency.

In come folded texts and a word splitter, out come thirty queries of each class; the
same sample gives the same queries. Every query matches something in the sample.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from random import Random
from typing import TYPE_CHECKING, Final, Literal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

Form = Literal["plain", "or", "and", "quoted", "prefix"]

PER_CLASS: Final = 30
QUERYSET_VERSION: Final = 2
"""Raise it when other queries are drawn from the same sample."""
WARM_UP: Final = "warm-up"
"""Class of the one query that is asked before any is timed."""
_TRIES: Final = 6_000
_WIDE: Final = re.compile("[\u3400-\u9fff]+")
_LATIN: Final = re.compile("[a-z]{4,12}")


@dataclass(frozen=True, slots=True)
class BenchQuery:
    """A query, for every engine to translate."""

    kind: str
    """Its class, as the tables name it."""
    form: Form
    terms: tuple[str, ...]
    """Folded; wide characters only, but for the prefixes of Latin words."""

    @property
    def typed(self) -> str:
        """The query in sou's syntax."""
        match self.form:
            case "or" | "and":
                return f" {self.form.upper()} ".join(self.terms)
            case "quoted":
                return f'"{"".join(self.terms)}"'
            case "prefix":
                return f"{self.terms[0]}*"
            case _:
                return " ".join(self.terms)


def draw_queries(
    texts: Sequence[str],
    cut: Callable[[str], list[str]],
    *,
    seed: int = 7,
    per_class: int = PER_CLASS,
) -> list[BenchQuery]:
    """Return the queries of all classes, and one to warm up with.

    ``cut`` splits a text into words side by side. Classes that the texts are too few
    or too poor for have fewer queries, or none.
    """
    return list(_Draw(_Sample.of(texts, cut), seed, per_class).queries())


@dataclass(frozen=True, slots=True)
class _Sample:
    texts: Sequence[str]
    words: list[list[str]]
    """Words side by side of each text."""
    frequencies: Counter[str]
    """Documents with each word of wide characters."""
    characters: Counter[str]
    latin: Counter[str]

    @classmethod
    def of(cls, texts: Sequence[str], cut: Callable[[str], list[str]]) -> _Sample:
        words = [cut(text) for text in texts]
        frequencies: Counter[str] = Counter()
        characters: Counter[str] = Counter()
        latin: Counter[str] = Counter()
        for text, of_text in zip(texts, words, strict=True):
            frequencies.update(word for word in set(of_text) if _is_wide(word))
            characters.update(character for character in set(text) if _is_wide(character))
            latin.update(set(_LATIN.findall(text)))
        return cls(texts, words, frequencies, characters, latin)

    def between(self, least: float, most: float) -> list[str]:
        """Return the words of 2 to 4 characters that so many documents hold, rarest first."""
        found = [
            word
            for word, count in self.frequencies.items()
            if 2 <= len(word) <= 4 and least <= count <= most
        ]
        return sorted(found, key=lambda word: (self.frequencies[word], word))


class _Draw:
    """Draws one class after the other; each has randomness of its own."""

    def __init__(self, sample: _Sample, seed: int, per_class: int) -> None:
        self._sample = sample
        self._seed = seed
        self._per_class = per_class
        count = len(sample.texts)
        self._rare = sample.between(2, max(4, count * 0.0002))
        self._mid = sample.between(max(count * 0.005, 5), max(count * 0.02, 10))
        self._warm_up, self._frequent = _divided(sample.between(5, count)[-2 * PER_CLASS - 1 :])
        self._known = set(sample.between(max(count * 0.001, 2), count))

    def queries(self) -> Iterator[BenchQuery]:
        yield from self._terms("rare term", "plain", self._rare, 1)
        yield from self._terms("mid term", "plain", self._mid, 1)
        yield from self._terms("frequent term", "plain", self._frequent, 1)
        yield from self._neighbours("2 words", "plain", 2)
        yield from self._neighbours("OR 2", "or", 2)
        yield from self._neighbours("OR 3", "or", 3)
        yield from self._terms("OR 2 frequent", "or", self._frequent, 2)
        yield from self._terms("OR 3 frequent", "or", self._frequent, 3)
        yield from self._neighbours("AND 2", "and", 2)
        yield from self._neighbours("AND 3", "and", 3)
        yield from self._terms("AND 2 frequent", "and", self._frequent, 2)
        yield from self._terms("AND 3 frequent", "and", self._frequent, 3)
        yield from self._phrases("phrase 2", 2, least_share=0)
        yield from self._phrases("phrase 3", 3, least_share=0)
        yield from self._phrases("phrase 2 frequent", 2, least_share=0.02)
        yield from self._prefixes("prefix, 1 character", [word[:1] for word in self._mid])
        yield from self._prefixes("prefix", [word[:2] for word in self._mid if len(word) > 2])
        yield from self._prefixes("prefix, Latin", [word[:3] for word in self._latin()])
        for length in (2, 3, 4):
            yield from self._literals(f"literal {length}", length)
        common = [character for character, _ in _by_frequency(self._sample.characters)]
        yield from self._terms("1 character", "plain", common[:PER_CLASS], 1)
        yield from self._terms(WARM_UP, "plain", self._warm_up, 1)

    def _random(self, kind: str) -> Random:
        return Random(f"{self._seed}:{kind}")  # noqa: S311 -- nothing is secret

    def _terms(self, kind: str, form: Form, pool: Sequence[str], size: int) -> Iterator[BenchQuery]:
        """Draw terms of a pool, whether they meet in a document or not."""
        if size == 1:
            chosen = self._random(kind).sample(pool, min(self._per_class, len(pool)))
            yield from (BenchQuery(kind, form, (word,)) for word in chosen)
        elif len(pool) >= size:
            random = self._random(kind)
            for _ in range(self._per_class):
                yield BenchQuery(kind, form, tuple(random.sample(pool, size)))

    def _neighbours(self, kind: str, form: Form, size: int) -> Iterator[BenchQuery]:
        """Draw words that stand in one document."""
        random = self._random(kind)

        def draw() -> tuple[str, ...] | None:
            of_text = random.choice(self._sample.words)
            pool = sorted(self._known.intersection(of_text))
            return tuple(random.sample(pool, size)) if len(pool) >= size else None

        yield from self._drawn(kind, form, draw)

    def _phrases(self, kind: str, size: int, *, least_share: float) -> Iterator[BenchQuery]:
        """Draw words that stand side by side."""
        random = self._random(kind)
        frequencies = self._sample.frequencies
        least = max(least_share * len(self._sample.texts), 1)

        def draw() -> tuple[str, ...] | None:
            of_text = random.choice(self._sample.words)
            at = random.randrange(max(len(of_text) - size, 1))
            words = tuple(of_text[at : at + size])
            fits = all(len(word) <= 3 and frequencies[word] >= least for word in words)
            return words if fits and len("".join(words)) >= size else None

        yield from self._drawn(kind, "quoted", draw)

    def _literals(self, kind: str, length: int) -> Iterator[BenchQuery]:
        """Draw slices of texts, whatever words they cut."""
        random = self._random(kind)

        def draw() -> tuple[str, ...] | None:
            text = random.choice(self._sample.texts)
            at = random.randrange(max(len(text) - length, 1))
            chosen = text[at : at + length]
            return (chosen,) if len(chosen) == length and _is_wide(chosen) else None

        yield from self._drawn(kind, "quoted", draw)

    def _prefixes(self, kind: str, pool: Sequence[str]) -> Iterator[BenchQuery]:
        distinct = sorted(set(pool))
        chosen = self._random(kind).sample(distinct, min(self._per_class, len(distinct)))
        yield from (BenchQuery(kind, "prefix", (stem,)) for stem in chosen)

    def _latin(self) -> list[str]:
        return [word for word, count in _by_frequency(self._sample.latin) if count >= 2]

    def _drawn(
        self, kind: str, form: Form, draw: Callable[[], tuple[str, ...] | None]
    ) -> Iterator[BenchQuery]:
        found: dict[tuple[str, ...], None] = {}
        for _ in range(_TRIES if self._sample.texts else 0):
            terms = draw()
            if terms is not None:
                found[terms] = None
            if len(found) == self._per_class:
                break
        yield from (BenchQuery(kind, form, terms) for terms in found)


def _divided(words: list[str]) -> tuple[list[str], list[str]]:
    return words[:1], words[1:]


def _is_wide(text: str) -> bool:
    return _WIDE.fullmatch(text) is not None


def _by_frequency(counts: Counter[str]) -> list[tuple[str, int]]:
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))
