"""Random queries: what is found with other words, and that what is typed comes first.

The oracle reads the texts with nothing but ``in``; the words are written as they fold.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

import sou

OTHER = {
    "芯片": "晶片",
    "晶片": "芯片",
    "软件": "软体",
    "内存": "记忆体",
    "记忆体": "内存",
    "公司": "",
    "台湾": "",
}
FILLING = ["的", "，", "。", "\n", "好", *OTHER, "软体"]


@pytest.fixture(scope="module")
def texts() -> dict[str, str]:
    dice = random.Random(3)  # noqa: S311  # a test's dice
    return {
        str(number): "".join(dice.choices(FILLING, k=dice.choice([2, 5, 12, 400])))
        for number in range(150)
    }


@pytest.fixture(scope="module")
def index(texts: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[sou.Index]:
    base = tmp_path_factory.mktemp("regional")
    (base / "files").mkdir()
    for number, (name, text) in enumerate(texts.items()):
        (base / "files" / f"{name}.txt").write_text(text, encoding="utf-8")
        if number % 40 == 9:
            sou.index_paths([base / "files"], base / "index")
    (base / "files" / "7.txt").write_text(texts["7"], encoding="utf-8")
    sou.index_paths([base / "files"], base / "index")
    with sou.open_index(base / "index") as opened:
        yield opened


class Query:
    """A random query as typed, and what it matches."""

    def __init__(self, dice: random.Random, depth: int = 2) -> None:
        kind = dice.choice(["word", "words", "quoted", "and", "or", "not"] if depth else ["word"])
        self._words = dice.sample(sorted(OTHER), 2 if kind == "words" else 1)
        self._kind = kind
        self._parts = (
            [Query(dice, depth - 1) for _ in range(2)] if kind in ("and", "or", "not") else []
        )
        typed = [part.typed for part in self._parts]
        self.typed: str = {
            "word": self._words[0],
            "words": " ".join(self._words),
            "quoted": f'"{self._words[0]}"',
            "and": "({}) AND ({})".format(*typed or ("", "")),
            "or": "({}) OR ({})".format(*typed or ("", "")),
            "not": "({}) -({})".format(*typed or ("", "")),
        }[kind]

    def matches(self, text: str, *, is_wide: bool) -> bool:
        """Tell whether a text without breaks matches, by other words, too, or not."""
        if self._kind == "quoted":
            return self._words[0] in text
        if self._kind == "and":
            return all(part.matches(text, is_wide=is_wide) for part in self._parts)
        if self._kind == "or":
            return any(part.matches(text, is_wide=is_wide) for part in self._parts)
        if self._kind == "not":
            kept, excluded = self._parts
            is_excluded = excluded.matches(text, is_wide=False)
            return kept.matches(text, is_wide=is_wide) and not is_excluded
        others = [OTHER[word] for word in self._words if OTHER[word]] if is_wide else []
        return any(word in text for word in [*self._words, *others])


@pytest.mark.parametrize("seed", range(120))
def test_other_words_add_matches_behind_those_of_the_query(
    index: sou.Index, texts: dict[str, str], seed: int
) -> None:
    query = Query(random.Random(seed))  # noqa: S311  # a test's dice
    plain = {name: text.replace("\n", "") for name, text in texts.items()}
    own = {name for name, text in plain.items() if query.matches(text, is_wide=False)}
    wide = {name for name, text in plain.items() if query.matches(text, is_wide=True)}

    found = {}
    for regional in (False, True):
        page = index.search(sou.SearchRequest(query.typed, limit=1000, regional=regional))
        found[regional] = [Path(hit.document.path).stem for hit in page.hits]
        assert page.total == len(page.hits)

    assert set(found[False]) == own
    assert set(found[True]) == wide >= own
    assert set(found[True][: len(own)]) == own
