"""Write ``sou/query/regional_words.txt``: which word is said otherwise in another region.

Two sources: the phrase tables of OpenCC (Apache License 2.0, https://github.com/BYVoid/OpenCC),
Taiwan's and Hong Kong's, from Mainland words; and ``regional_words.txt`` beside this file,
written by hand, in sets ``Taiwan/Mainland`` or ``Taiwan/Mainland/Hong Kong``.

Words are folded as the index is. Pairs that folding makes equal are left out, as are those
that are one word in two scripts (``sou.text.script_words``), words of one character, which
mean too much but for ``SINGLE``, and what contains the word that it is for: 应用 need not be
told of 应用程式.

Run ``python tests/tables/make_regional_words.py`` from the top of the project.
"""

from __future__ import annotations

import subprocess
import tempfile
from importlib.metadata import version
from itertools import permutations
from pathlib import Path

from sou.text.fold import fold
from sou.text.script_words import other_spellings

TABLE = Path(__file__).parents[2] / "search" / "sou" / "query" / "regional_words.txt"
BY_HAND = Path(__file__).with_name("regional_words.txt")
OPENCC_TABLES = ("TWPhrases", "HKPhrases")
MOST_ALTERNATIVES = 4
SINGLE = frozenset("宏栈")
"""Characters that are words of their own, and rare enough in others."""

Pairs = dict[tuple[str, str], None]
"""A word and what it is elsewhere, in the order they were met."""


def by_hand() -> Pairs:
    """Return the pairs of the table written by hand, both ways."""
    lines = BY_HAND.read_text("utf-8").splitlines()
    sets = [one for line in lines if not line.startswith("#") for one in line.split()]
    pairs: Pairs = {}
    for one in sets:
        regions = [region.split(",") for region in one.split("/")]
        for here, there in permutations(regions, 2):
            pairs.update(dict.fromkeys((a, b) for a in here for b in there))
    return pairs


def opencc_pairs() -> Pairs:
    """Return the pairs of OpenCC's phrase tables, both ways."""
    pairs: Pairs = {}
    for name in OPENCC_TABLES:
        for line in opencc_text(name).splitlines():
            word, _, others = line.partition("\t")
            for other in others.split():
                pairs[word, other] = pairs[other, word] = None
    return pairs


def opencc_text(name: str) -> str:
    """Return one of OpenCC's tables as the text that it was made from."""
    import opencc

    library = Path(opencc.__file__).with_name("clib")
    source = library / "share" / "opencc" / f"{name}.ocd2"
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "table.txt"
        command = [str(library / "bin" / "opencc_dict"), "-f", "ocd2", "-t", "text"]
        subprocess.run(
            [*command, "-i", str(source), "-o", str(target)], check=True, capture_output=True
        )
        return target.read_text("utf-8")


def build() -> dict[str, list[str]]:
    """Return for each folded word what it is elsewhere; the hand-made pairs come first."""
    table: dict[str, list[str]] = {}
    for here, there in [*by_hand(), *opencc_pairs()]:
        word, other = fold(here), fold(there)
        if word in other or other in other_spellings(word):
            continue
        if not all(len(one) > 1 or one in SINGLE for one in (word, other)):
            continue
        others = table.setdefault(word, [])
        if other not in others and len(others) < MOST_ALTERNATIVES:
            others.append(other)
    return table


def render(table: dict[str, list[str]]) -> str:
    """Return the file: a header, then lines sorted by their UTF-8 bytes."""
    header = (
        f"# OpenCC {version('opencc')} (Apache-2.0) and tests/tables/regional_words.txt; made by "
        "tests/tables/make_regional_words.py; a word, a tab, what it is elsewhere"
    )
    lines = [f"{word}\t{' '.join(others)}" for word, others in table.items()]
    return "\n".join([header, *sorted(lines, key=str.encode)]) + "\n"


if __name__ == "__main__":
    TABLE.write_text(render(build()), encoding="utf-8", newline="\n")
