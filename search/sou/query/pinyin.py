"""Read typed pinyin: full, initials or mixed, whatever its tones and marks.

In comes what stands after ``py:``, out come the ways to read it, each a tuple of
*sounds*: a syllable (``han``), or an initial (``h``, ``zh``) that stands for all
syllables beginning so, written with a star (``h*``).
"""

from __future__ import annotations

import unicodedata
from functools import cache
from itertools import product
from typing import Final, NamedTuple

from sou.text.pinyin import INITIALS, characters_beginning, characters_read, is_syllable

MOST_SOUNDS: Final = 24
MOST_READINGS: Final = 32
"""So many ways to read a spelling are tried."""
_PARTING: Final = frozenset("'’‘ʼ`´-·")
_TONE_DIGITS: Final = frozenset("012345")
_ROUNDED: Final = frozenset("jqxy")
_LONGEST: Final = 6

Sounds = tuple[str, ...]


def read_pinyin(spelling: str) -> tuple[Sounds, ...]:
    """Return the ways to read a spelling, those with fewer sounds first.

    Where whole syllables make up a stretch of letters, they are what is meant;
    else initials stand between them, as few as can be.

    >>> read_pinyin("xian"), read_pinyin("xi'an"), read_pinyin("rgzh")
    ((('xian',), ('xi', 'an')), (('xi', 'an'),), (('r*', 'g*', 'zh*'), ('r*', 'g*', 'z*', 'h*')))

    Raises:
        ValueError: it is no pinyin, or too long, or says too little; for people.
    """
    stretches = _stretches(spelling)
    ways = [_split(stretch) for stretch in stretches]
    if not stretches or not all(ways):
        raise ValueError(f"{spelling!r} is no pinyin; write it like hanwuji, hwj or han'wu'ji")
    count = 1
    for found in ways:
        count *= len(found)
    if count > MOST_READINGS:
        raise ValueError(f"{spelling!r} can be read in too many ways; part syllables with '")
    whole = [tuple(sound for part in parts for sound in part) for parts in product(*ways)]
    if max(map(len, whole)) > MOST_SOUNDS:
        raise ValueError(f"no more than {MOST_SOUNDS} syllables of pinyin can be looked for")
    if any(len(sounds) == 1 and sounds[0].endswith("*") for sounds in whole):
        raise ValueError("one initial says too little; write two, or a syllable")
    return tuple(sorted(dict.fromkeys(whole), key=len))


def characters_of(sound: str) -> str:
    """Return the characters of a sound, in the order of code points."""
    return characters_beginning(sound[:-1]) if sound.endswith("*") else characters_read(sound)


def _stretches(spelling: str) -> list[str]:
    """Return the letters between signs, blanks and tone digits; tone marks are left out."""
    text = unicodedata.normalize("NFD", unicodedata.normalize("NFKC", spelling).lower())
    stretches = [""]
    for character in text.replace("u:", "v"):
        if character == "\u0308" and stretches[-1][-1:] == "u":
            stretches[-1] = f"{stretches[-1][:-1]}v"
        elif unicodedata.combining(character):
            continue
        elif character in _PARTING or character.isspace() or character in _TONE_DIGITS:
            stretches.append("")
        else:
            stretches[-1] += character
    return [stretch for stretch in stretches if stretch]


class _Ways(NamedTuple):
    """The best ways to split the letters from a place on."""

    covered: int
    """Letters that belong to whole syllables; -1 if there is no way."""
    splits: tuple[Sounds, ...]


def _split(letters: str) -> tuple[Sounds, ...]:
    """Return all ways to split letters whose whole syllables cover the most of them."""
    ways = [_Ways(-1, ())] * len(letters) + [_Ways(0, ((),))]
    for start in reversed(range(len(letters))):
        best = _Ways(-1, ())
        for end in range(min(start + _LONGEST, len(letters)), start, -1):
            rest = ways[end]
            if rest.covered < 0:
                continue
            for sound, covered in _sounds(letters[start:end]):
                longer = tuple((sound, *split) for split in rest.splits[: MOST_READINGS + 1])
                if covered + rest.covered > best.covered:
                    best = _Ways(covered + rest.covered, longer)
                elif covered + rest.covered == best.covered:
                    best = _Ways(best.covered, best.splits + longer)
        ways[start] = best
    return tuple(map(_loosened, ways[0].splits))


def _loosened(split: Sounds) -> Sounds:
    """Return a split in which a vowel among initials is one, too: the a of ``ayh`` is 奥."""
    if not any(sound.endswith("*") for sound in split):
        return split
    return tuple(f"{sound}*" if sound in INITIALS else sound for sound in split)


@cache
def _sounds(letters: str) -> tuple[tuple[str, int], ...]:
    """Return what some letters are as one sound, with how many of them a syllable covers."""
    found = []
    if (syllable := _syllable(letters)) is not None:
        found.append((syllable, len(letters)))
    if letters in INITIALS:
        found.append((f"{letters}*", 0))
    return tuple(found)


def _syllable(letters: str) -> str | None:
    """Return the syllable that is spelt so, with the usual liberties about ü."""
    if letters[:-1] and letters[0] in _ROUNDED:
        letters = letters.replace("v", "u")
    elif letters in ("lue", "nue"):
        letters = f"{letters[0]}ve"
    elif letters in ("lyu", "nyu", "lyue", "nyue"):
        letters = letters.replace("yu", "v")
    return letters if is_syllable(letters) else None
