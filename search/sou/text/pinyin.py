"""How folded characters are read: syllables of pinyin to characters, and back.

A syllable is spelt in lower case with ``v`` for ü: ``zhong``, ``lv``; with a tone
digit (5: neutral) where tones count. The table is a data file made by
``tests/tables/make_pinyin_table.py``, read on first use; whoever does not ask for
sounds never loads it.
"""

from __future__ import annotations

from functools import cache, lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

INITIALS: Final = (*"bpmfdtnlgkhjqxrzcsyw", "zh", "ch", "sh", *"aeo")
"""Letters that stand for every syllable that begins with them; ``z`` begins ``zhong`` too."""
_TONES: Final = "12345"


@cache
def syllables() -> frozenset[str]:
    """Return all syllables, without tones."""
    return frozenset(_by_syllable())


def is_syllable(name: str) -> bool:
    """Tell whether a syllable, with or without its tone, has characters."""
    return name in (_by_tone() if name[-1:] in _TONES else _by_syllable())


@cache
def characters_read(name: str) -> str:
    """Return the characters of a syllable, with or without its tone, in order; each once."""
    table = _by_tone() if name[-1:] in _TONES else _by_syllable()
    return table[name]


@cache
def characters_beginning(initial: str) -> str:
    """Return the characters of every syllable that begins with some letters, in order."""
    held = (text for name, text in _by_syllable().items() if name.startswith(initial))
    return "".join(sorted(set().union(*held)))


@lru_cache(maxsize=4096)
def readings(character: str) -> tuple[str, ...]:
    """Return the syllables of a folded character, without tones; none for what is not Han.

    A walk through all syllables, 0.1 ms: the table the other way round takes 90 to make.

    >>> readings("行")
    ('hang', 'heng', 'xing')
    """
    return tuple(sorted(name for name, held in _by_syllable().items() if character in held))


@cache
def _by_tone() -> Mapping[str, str]:
    lines = Path(__file__).with_name("pinyin_table.txt").read_text("utf-8").splitlines()
    return MappingProxyType(dict(line.split(" ") for line in lines[1:]))


@cache
def _by_syllable() -> Mapping[str, str]:
    held: dict[str, set[str]] = {}
    for name, characters in _by_tone().items():
        held.setdefault(name[:-1], set()).update(characters)
    return MappingProxyType({name: "".join(sorted(found)) for name, found in held.items()})
