"""The pool of passages and the questions about it, as they lie in ``../shared/relevance``."""

from __future__ import annotations

import gzip
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

_PASSAGES: Final = "passages.jsonl.gz"
_QUESTIONS: Final = ("queries-dev.jsonl", "queries-regional.jsonl")


@dataclass(frozen=True, slots=True)
class Passage:
    """Something to be found: a passage, or a whole article."""

    name: str
    source: str
    title: str
    text: str
    """With the title before it, as every system indexes it."""


@dataclass(frozen=True, slots=True)
class Question:
    """A query, and what should come first."""

    set_name: str
    text: str
    relevant: frozenset[str]
    """Names of passages."""
    hidden_source: str = ""
    """Passages of it are not there for this question."""


@dataclass(frozen=True, slots=True)
class Collection:
    """What is indexed at a time."""

    name: str
    passages: Sequence[Passage]

    def without(self, source: str) -> Collection:
        """Return the collection without the passages of a source."""
        kept = [passage for passage in self.passages if passage.source != source]
        return Collection(f"{self.name}-without-{source}", kept)


def read_passages(folder: Path) -> Collection:
    """Return the pool, a passage each."""
    with gzip.open(folder / _PASSAGES, "rt", encoding="utf-8") as file:
        return Collection("passages", [_passage(json.loads(line)) for line in file])


def read_questions(folder: Path) -> list[Question]:
    """Return all questions, as they were asked."""
    return [
        Question(
            set_name=line["set"],
            text=line["text"],
            relevant=frozenset(line["positive_ids"]),
            hidden_source=line.get("hide_source", ""),
        )
        for name in _QUESTIONS
        for line in _lines(folder / name)
    ]


def joined(passages: Collection) -> tuple[Collection, Mapping[str, str]]:
    """Return the articles of a pool, and the article of each passage.

    An article is what has the same source and title, the title written once, in the order
    of the pool; a passage without a title stays alone.
    """
    articles: dict[tuple[str, str], list[Passage]] = {}
    for passage in passages.passages:
        key = (passage.source, passage.title or passage.name)
        articles.setdefault(key, []).append(passage)
    owners = {one.name: parts[0].name for parts in articles.values() for one in parts}
    return Collection("articles", list(map(_article, articles.values()))), owners


def of_articles(questions: Iterable[Question], owners: Mapping[str, str]) -> Iterator[Question]:
    """Yield the same questions, to be answered with articles."""
    for question in questions:
        relevant = frozenset(owners[name] for name in question.relevant)
        yield Question(f"{question.set_name} article", question.text, relevant)


def _article(parts: Sequence[Passage]) -> Passage:
    first = parts[0]
    bodies = [part.text.removeprefix(f"{part.title}\n") for part in parts]
    text = "\n\n".join([first.title, *bodies] if first.title else bodies)
    return Passage(first.name, first.source, first.title, text)


def _passage(line: Mapping[str, Any]) -> Passage:
    title = line.get("title") or ""
    text = f"{title}\n{line['text']}" if title else line["text"]
    return Passage(line["id"], line["source"], title, text)


def _lines(path: Path) -> Iterator[Any]:
    with path.open(encoding="utf-8") as file:
        yield from map(json.loads, file)
