"""Words of the user's own for the segmenter, in the format of jieba's user dictionaries."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from sou.text.fold import segmentation_fold


class UserWord(NamedTuple):
    """A word that the segmenter shall know."""

    text: str
    """Folded as the segmenter wants it."""
    frequency: int | None = None
    """``None`` for as much as it takes to be cut out."""


class UserDictionary(NamedTuple):
    """Words, and what names them."""

    words: tuple[UserWord, ...]
    digest: str
    """Equal for equal words; empty for none."""

    def __hash__(self) -> int:
        """Hash the digest: the words may be a hundred thousand, and are asked for a lot."""
        return hash(self.digest)

    def __eq__(self, other: object) -> bool:
        """Compare digests."""
        return isinstance(other, UserDictionary) and self.digest == other.digest


NO_DICTIONARY = UserDictionary((), "")


@lru_cache(maxsize=2)
def long_words(dictionary: UserDictionary) -> frozenset[str]:
    """Return the words of two characters or more."""
    return frozenset(word.text for word in dictionary.words if len(word.text) > 1)


_NO_WORD = "write a word, its frequency, its part of speech"


def without_bad_lines(text: str) -> tuple[str, list[tuple[int, str]]]:
    r"""Return a text that :func:`parse_dictionary` reads, and the lines left out, with reasons.

    >>> without_bad_lines("寒武紀\na b c\n")[1]
    [(2, 'write a word, its frequency, its part of speech')]
    """
    lines = text.splitlines()
    bad = [number for number, line in enumerate(lines, 1) if _is_bad(line)]
    for number in bad:
        lines[number - 1] = ""
    return "\n".join(lines), [(number, _NO_WORD) for number in bad]


def _is_bad(line: str) -> bool:
    fields = line.split()
    if not fields or fields[0].startswith("#"):
        return False
    end, frequency = _word_end(fields)
    return end > 1 and frequency is None


def parse_dictionary(text: str) -> UserDictionary:
    r"""Read a word a line, perhaps with a frequency and a part of speech after blanks.

    Blank lines and those that begin with ``#`` are nothing.

    >>> parse_dictionary("寒武紀\n雲計算 5 n\n").words
    (UserWord(text='寒武纪', frequency=None), UserWord(text='云计算', frequency=5))

    Raises:
        ValueError: a line is none of this; with its number.
    """
    words: dict[str, UserWord] = {}
    for number, line in enumerate(text.splitlines(), 1):
        fields = line.split()
        if not fields or fields[0].startswith("#"):
            continue
        if _is_bad(line):
            raise ValueError(f"line {number}: {_NO_WORD}")
        end, frequency = _word_end(fields)
        word = segmentation_fold(" ".join(fields[:end]))
        words[word] = UserWord(word, frequency)
    if not words:
        return NO_DICTIONARY
    from hashlib import blake2b  # takes 3 ms to import, and hardly a search needs it

    digest = blake2b(repr(sorted(words.values(), key=str)).encode(), digest_size=8).hexdigest()
    return UserDictionary(tuple(words.values()), digest)


def _word_end(fields: list[str]) -> tuple[int, int | None]:
    """Return how many fields are the word, and its frequency: one may have blanks in it.

    As jieba's own example does: ``Edu Trust认证 2000``.
    """
    for end in (len(fields) - 1, len(fields) - 2):
        if end > 0 and fields[end].isdecimal():
            return end, int(fields[end])
    return max(len(fields) - 1, 1) if len(fields) < 3 else len(fields), None
