"""Invent documents where no shared corpus lies beside the project.

Words are drawn from jieba's dictionary as often as it says they occur, with the
punctuation of prose. Document ``i`` depends on the seed and ``i`` only. Invented text
has no repetition beyond chance: fine for comparing engines, too hard for compressing.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from importlib.util import find_spec
from itertools import accumulate
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

INVENTED_VERSION: Final = 1
"""Raise it when other documents are invented from the same seed."""
_FEWEST_CHARS, _MOST_CHARS = 40, 200_000
_WORDS_AT_ONCE: Final = 16
_FOLDER_DOCUMENTS: Final = 256


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Words, and how often each and all before it occur."""

    words: tuple[str, ...]
    cumulated: tuple[int, ...]


def read_vocabulary(lines: Iterable[str]) -> Vocabulary:
    """Read lines ``word frequency tag``."""
    words, frequencies = [], []
    for line in lines:
        word, frequency, *_ = line.split(" ")
        words.append(word)
        frequencies.append(max(int(frequency), 1))
    return Vocabulary(tuple(words), tuple(accumulate(frequencies)))


def jieba_vocabulary() -> Vocabulary:
    """Read the dictionary that comes with jieba, without loading jieba."""
    spec = find_spec("jieba")
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError("jieba is not installed")
    with Path(spec.origin).with_name("dict.txt").open(encoding="utf-8") as lines:
        return read_vocabulary(lines)


def invent(number: int, seed: str, mean_chars: int, vocabulary: Vocabulary) -> str:
    """Return document ``number``: a title, then paragraphs.

    Lengths are log-normal around ``mean_chars``, at least 40 characters.
    """
    random = Random(f"{seed}:{number}")  # noqa: S311 -- nothing is secret
    wanted = random.lognormvariate(math.log(mean_chars / 1.6), 1.0)
    limit = min(max(wanted, _FEWEST_CHARS), _MOST_CHARS)
    text = ["".join(random.choices(vocabulary.words, cum_weights=vocabulary.cumulated, k=4)), "\n"]
    size = 0
    while size < limit:
        count = random.randint(3, _WORDS_AT_ONCE)
        clause = "".join(
            random.choices(vocabulary.words, cum_weights=vocabulary.cumulated, k=count)
        )
        mark = random.choices(("，", "。", "。\n", "、", "？"), (50, 25, 15, 7, 3))[0]
        text += [clause, mark]
        size += len(clause) + 1
    return "".join([*text, "\n"])


def write_documents(folder: Path, count: int, seed: str, mean_chars: int) -> None:
    """Write so many documents below a folder, as plain text and Markdown."""
    vocabulary = jieba_vocabulary()
    for number in range(count):
        below = folder / f"{number // _FOLDER_DOCUMENTS:05x}"
        below.mkdir(parents=True, exist_ok=True)
        text = invent(number, seed, mean_chars, vocabulary)
        if number % 4 == 0:
            (below / f"{number:08d}.md").write_text(f"# {text}", "utf-8")
        else:
            (below / f"{number:08d}.txt").write_text(text, "utf-8")
