"""Write ``sou/text/script_words.txt``: words that the scripts spell apart beyond folding.

反复 is 反覆 in traditional text, yet 复 and 覆 are both characters of their own there, so
folding cannot make them one. The words come from jieba's dictionary (MIT licence) and from
the phrase tables of OpenCC (Apache License 2.0), converted by OpenCC's s2t, s2tw and s2hk;
those of its table from traditional to simplified are taken as they are.

Words are folded as the index is. Pairs that folding makes equal are left out, as are those
of one character, of unequal length, and those that shorter pairs of the table already make:
反复 is enough for 反复无常.

Run ``python tests/tables/make_script_words.py`` from the top of the project.
"""

from __future__ import annotations

from importlib.metadata import version
from importlib.resources import files
from pathlib import Path

from make_regional_words import opencc_text  # type: ignore[import-not-found]  # beside this

from sou.text.fold import fold

TABLE = Path(__file__).parents[2] / "search" / "sou" / "text" / "script_words.txt"
CONVERSIONS = ("s2t", "s2tw", "s2hk")
LEFT_OUT = frozenset(("呆着", "上链", "金链"))
"""Words of which the other spelling mostly stands for something else: 冶金炼钢 is no 金链."""
LEFT_OUT_CHARS = frozenset("坯")
"""坏 is 坯 in old books only; everywhere else it is 壞."""


def words() -> list[str]:
    """Return simplified words: those of jieba's dictionary and of OpenCC's phrases."""
    lines = files("jieba").joinpath("dict.txt").read_text(encoding="utf-8").splitlines()
    phrases = opencc_text("STPhrases").splitlines()
    return [line.split()[0] for line in (*lines, *phrases)]


def pairs() -> list[tuple[str, str]]:
    """Return folded words of both scripts that are not equal, the shorter ones first."""
    from opencc import OpenCC

    simplified = words()
    found = [
        (word, other)
        for conversion in CONVERSIONS
        for word, other in zip(
            simplified, OpenCC(conversion).convert("\n".join(simplified)).split("\n"), strict=True
        )
    ]
    for line in opencc_text("TSPhrases").splitlines():
        traditional, _, others = line.partition("\t")
        found += [(other, traditional) for other in others.split()]
    folded = {(fold(one), fold(other)) for one, other in found}
    return sorted(
        (pair for pair in folded if pair[0] != pair[1] and _is_wanted(*pair)),
        key=lambda pair: (len(pair[0]), pair),
    )


def build() -> list[tuple[str, str]]:
    """Return the pairs that no shorter ones make, in the order of their text."""
    kept: list[tuple[str, str]] = []
    for one, other in pairs():
        if not _is_made(one, other, kept):
            kept.append((one, other))
    return sorted(kept)


def _is_wanted(one: str, other: str) -> bool:
    is_left_out = one in LEFT_OUT or not LEFT_OUT_CHARS.isdisjoint(one)
    return len(one) == len(other) > 1 and not is_left_out


def _is_made(one: str, other: str, known: list[tuple[str, str]]) -> bool:
    """Whether replacing words of shorter pairs turns one into the other, both ways."""
    inside = [pair for pair in known if pair[0] in one and pair[1] in other]
    there = one
    for simplified, traditional in inside:
        there = there.replace(simplified, traditional)
    back = other
    for simplified, traditional in inside:
        back = back.replace(traditional, simplified)
    return (there, back) == (other, one)


def render(table: list[tuple[str, str]]) -> str:
    """Return the file: a header, telling characters, a pair a line, the simplified word first."""
    header = (
        f"# OpenCC {version('opencc')} (Apache-2.0), jieba {version('jieba')} (MIT); made by "
        "tests/tables/make_script_words.py; folded words of one spelling, and of the other"
    )
    telling = {a + b for pair in table for a, b in zip(*pair, strict=True) if a != b}
    return (
        "\n".join(
            [
                header,
                "".join(sorted(set("".join(telling)))),
                *(f"{one} {other}" for one, other in table),
            ]
        )
        + "\n"
    )


if __name__ == "__main__":
    TABLE.write_text(render(build()), encoding="utf-8", newline="\n")
