"""Whether a text may be what someone types by its sound.

Each character is meant by its syllable or the beginning of it, so 圖書館 is tushuguan,
tsg or tushug; every reading of a character counts. What is no Han is meant by itself.
"""

from __future__ import annotations

from functools import lru_cache

from sou.text.fold import fold
from sou.text.pinyin import readings


def sounds_like(typed: str, text: str) -> bool:
    """Tell whether letters are pinyin of characters that stand side by side in a text.

    >>> [sounds_like(typed, "臺北市立圖書館") for typed in ("tsg", "shilitu", "tg")]
    [True, True, False]
    """
    letters = "".join(fold(typed).split())
    if not (letters.isascii() and letters.isalnum()):
        return False
    spelt = [_spellings(character) for character in fold(text) if not character.isspace()]
    return any(_is_spelt(letters, spelt[start:]) for start in range(len(spelt)))


def _is_spelt(letters: str, spelt: list[tuple[str, ...]]) -> bool:
    """Tell whether letters are said by characters from the first on."""
    reached = {0}
    for spellings in spelt:
        reached = {
            end + len(one) for end in reached for one in spellings if letters.startswith(one, end)
        }
        if len(letters) in reached:
            return True
        if not reached:
            return False
    return False


@lru_cache(maxsize=4096)
def _spellings(character: str) -> tuple[str, ...]:
    """Return what may be typed for a folded character: beginnings of its syllables."""
    syllables = readings(character) or (character,)
    begun = {one[:end] for one in syllables for end in range(1, len(one) + 1)}
    return tuple(sorted(begun))
