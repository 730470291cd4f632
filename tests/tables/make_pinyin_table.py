"""Write ``sou/text/pinyin_table.txt``: which folded characters are read how.

The readings are those of ``pypinyin.pinyin_dict`` (pypinyin and its pinyin-data are
under the MIT licence, the data after the Unihan database of Unicode). A folded
character has its own readings and those of every common character that folds to it:
发 is what 發 and 髮 are; 干 is qián because 乾坤 is compared as 干坤. Common is what
GB 2312 or Big5 has: readings of others would only widen what matches. Of interjections
without a vowel, n and ng are typed en; m, hm and hng are left out, because such letters
are initials.

Run ``python tests/tables/make_pinyin_table.py`` from the top of the project.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Mapping
from importlib.metadata import version
from pathlib import Path

from sou.text.classes import WIDE, class_of
from sou.text.fold import fold

TABLE = Path(__file__).parents[2] / "search" / "sou" / "text" / "pinyin_table.txt"
TONES = {"\u0304": "1", "\u0301": "2", "\u030c": "3", "\u0300": "4"}
NEUTRAL = "5"
VOWELS = frozenset("aeiouv")


def numbered(reading: str) -> str:
    """Return a reading with its tone as a digit at the end and ü as v: ``lǜ`` is ``lv4``."""
    tone = NEUTRAL
    letters = ""
    for character in unicodedata.normalize("NFD", reading):
        if character == "\u0308":
            letters = f"{letters[:-1]}v"
        elif character in TONES:
            tone = TONES[character]
        elif character == "\u0302":  # ê, an interjection, is typed e
            continue
        else:
            letters += character
    return letters + tone


def is_common(character: str) -> bool:
    """Whether GB 2312 or Big5 has it."""
    for charset in ("gb2312", "big5"):
        try:
            character.encode(charset)
        except UnicodeEncodeError:
            continue
        return True
    return False


def readings_of(code: int, text: str) -> Iterator[tuple[str, str]]:
    """Yield each reading of a character with the folded character that has it."""
    character = chr(code)
    folded = fold(character)
    if class_of(ord(folded)) == WIDE and (folded == character or is_common(character)):
        for reading in map(numbered, text.split(",")):
            if not VOWELS.isdisjoint(reading):
                yield reading, folded
            elif reading.startswith("n"):
                yield f"en{reading[-1]}", folded


def build(readings: Mapping[int, str]) -> dict[str, str]:
    """Return the characters of each syllable with its tone, in the order of code points."""
    syllables: dict[str, set[str]] = defaultdict(set)
    for code, text in readings.items():
        for syllable, character in readings_of(code, text):
            syllables[syllable].add(character)
    return {name: "".join(sorted(syllables[name])) for name in sorted(syllables)}


def render(table: Mapping[str, str]) -> str:
    """Return the file: a header, then a line for each syllable."""
    header = (
        f"# pypinyin {version('pypinyin')} (MIT); made by tests/tables/make_pinyin_table.py; "
        "a syllable with its tone, then the folded characters read so"
    )
    return "\n".join([header, *(f"{name} {held}" for name, held in table.items())]) + "\n"


if __name__ == "__main__":
    from pypinyin.pinyin_dict import pinyin_dict

    TABLE.write_text(render(build(pinyin_dict)), encoding="utf-8", newline="\n")
