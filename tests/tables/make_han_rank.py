"""Write ``sou/documents/han_rank.txt``: characters of written Chinese, most frequent first.

The decoder scores candidate encodings with it. A character's frequency is the sum
of the frequencies of the words it stands in, from jieba's dictionary (MIT licence).
That dictionary is simplified, so every word is counted again in its traditional
forms, converted by OpenCC (Apache-2.0; s2t and s2tw, half of the frequency each):
text in Big5 then scores like text in GB18030. Ties are ordered by code point.

The file has no header: ``RANKED_CHARACTERS`` characters in lines of 64.

Run ``python tests/tables/make_han_rank.py`` from the top of the project.
"""

from __future__ import annotations

from collections import Counter
from importlib.resources import files
from pathlib import Path

TABLE = Path(__file__).parents[2] / "search" / "sou" / "documents" / "han_rank.txt"
RANKED_CHARACTERS = 8000
LINE_CHARS = 64


def word_frequencies() -> list[tuple[str, int]]:
    """Return the words of jieba's dictionary with their frequencies."""
    lines = files("jieba").joinpath("dict.txt").read_text(encoding="utf-8").splitlines()
    return [(word, int(frequency)) for word, frequency, _ in map(str.split, lines)]


def character_frequencies(words: list[tuple[str, int]]) -> Counter[str]:
    """Return how often each Han character stands in the words, doubled to stay whole."""
    from opencc import OpenCC

    simplified = "\n".join(word for word, _ in words)
    forms = [(2, simplified)]
    forms += [(1, OpenCC(name).convert(simplified)) for name in ("s2t", "s2tw")]
    frequencies: Counter[str] = Counter()
    for share, form in forms:
        for written, (_, frequency) in zip(form.split("\n"), words, strict=True):
            for character in written:
                if is_han(character):
                    frequencies[character] += share * frequency
    return frequencies


def is_han(character: str) -> bool:
    """Return whether a character is a unified ideograph of the basic block, or ``〇``."""
    return "\u4e00" <= character <= "\u9fff" or character == "〇"


def make_table() -> str:
    """Return the content of the table."""
    frequencies = character_frequencies(word_frequencies())
    ranked = sorted(frequencies, key=lambda character: (-frequencies[character], character))
    text = "".join(ranked[:RANKED_CHARACTERS])
    starts = range(0, len(text), LINE_CHARS)
    return "".join(text[start : start + LINE_CHARS] + "\n" for start in starts)


if __name__ == "__main__":
    TABLE.write_text(make_table(), encoding="utf-8", newline="\n")
