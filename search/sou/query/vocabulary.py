"""The user's own words: synonyms, stop words, a dictionary for the segmenter.

Plain text files in one folder, any of which may be missing. They are looked at for every
query, and read again when they have changed. Lines that make no sense are left out and
named: they must not stand in the way of a search.
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Final, NamedTuple

from sou.analysis.user_dictionary import (
    NO_DICTIONARY,
    UserDictionary,
    parse_dictionary,
    without_bad_lines,
)
from sou.query.alternatives import REGIONAL, Source
from sou.text.joined import joined_text

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from sou.model import SearchRequest

SYNONYMS_NAME: Final = "synonyms.txt"
"""A set of words a line that mean the same, with commas between them, or blanks."""
STOP_WORDS_NAME: Final = "stopwords.txt"
"""A word a line that says nothing."""
DICTIONARY_NAME: Final = "userdict.txt"
"""A word a line that the segmenter shall know, in jieba's format."""

_NAMES: Final = (SYNONYMS_NAME, STOP_WORDS_NAME, DICTIONARY_NAME)
_COMMAS: Final = str.maketrans(dict.fromkeys(",，、;；", "\t"))


class Vocabulary(NamedTuple):
    """What the user's files say."""

    synonyms: Mapping[str, tuple[str, ...]]
    """For each word the others of its sets; all folded."""
    stop_words: frozenset[str]
    """Folded."""
    dictionary: UserDictionary
    warnings: tuple[str, ...] = ()
    """What was left out of which file, and why; one for a file at most."""

    def sources(self, request: SearchRequest) -> list[Source]:
        """Return where a request's words have alternatives; synonyms come first."""
        if request.exact_script:
            return []
        found = [REGIONAL] if request.regional else []
        if self.synonyms:
            longest = max(map(len, self.synonyms))
            found.insert(0, Source("synonym", self._synonyms_of, longest))
        return found

    def _synonyms_of(self, word: str) -> tuple[str, ...]:
        return self.synonyms.get(word, ())


NO_VOCABULARY: Final = Vocabulary({}, frozenset(), NO_DICTIONARY)


def read_vocabulary(folder: Path) -> Vocabulary:
    """Read the files of a folder that are there."""
    found = [_text(folder / name) for name in _NAMES]
    if not any(text or left_out for text, left_out in found):
        return NO_VOCABULARY
    texts = [text for text, _ in found]
    usable, bad = without_bad_lines(texts[2])
    found[2][1].extend(bad)
    warnings = (
        _warning(folder / name, sorted(left_out))
        for name, (_, left_out) in zip(_NAMES, found, strict=True)
        if left_out
    )
    stop_words = frozenset(filter(None, map(_folded, _lines(texts[1]))))
    dictionary = parse_dictionary(usable)
    return Vocabulary(_synonyms(texts[0]), stop_words, dictionary, tuple(warnings))


class VocabularyReader:
    """Keeps the vocabulary of a folder, and reads it again when a file has changed.

    Safe to share between threads.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = threading.Lock()
        self._seen: object = None
        self._vocabulary = NO_VOCABULARY

    def current(self) -> Vocabulary:
        """Return what the files say now."""
        state = [_state(self._folder / name) for name in _NAMES]
        with self._lock:
            if state != self._seen:
                self._vocabulary = read_vocabulary(self._folder)
                self._seen = state
            return self._vocabulary


def _state(path: Path) -> tuple[int, int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_ino, found.st_size, found.st_mtime_ns


def _text(path: Path) -> tuple[str, list[tuple[int, str]]]:
    """Return a file's text, lines that are not UTF-8 left blank, and why; line 0 is all of it."""
    try:
        content = path.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return "", []
    except OSError as error:
        return "", [(0, error.strerror or str(error))]
    try:
        return content.decode("utf-8-sig"), []
    except UnicodeDecodeError:
        return _decoded_lines(content)


def _decoded_lines(content: bytes) -> tuple[str, list[tuple[int, str]]]:
    lines: list[str] = []
    left_out: list[tuple[int, str]] = []
    for number, line in enumerate(content.splitlines(), 1):
        try:
            lines.append(line.decode("utf-8-sig"))
        except UnicodeDecodeError:
            lines.append("")
            left_out.append((number, "it is not UTF-8 text"))
    return "\n".join(lines), left_out


def _warning(path: Path, left_out: list[tuple[int, str]]) -> str:
    """Return what to say of lines left out: the first, and how many more."""
    number, reason = left_out[0]
    if not number:
        return f"{path} cannot be read: {reason}"
    more = len(left_out) - 1
    others = f" (and {more:,} more {'line' if more == 1 else 'lines'})" if more else ""
    return f"{path}, line {number} is left out: {reason}{others}"


def _lines(text: str) -> list[str]:
    return [line for line in text.splitlines() if not line.lstrip().startswith("#")]


def _folded(word: str) -> str:
    return joined_text(word.strip()).text


def _synonyms(text: str) -> dict[str, tuple[str, ...]]:
    others: dict[str, dict[str, None]] = {}
    for line in _lines(text):
        parted = line.translate(_COMMAS)
        parts = parted.split("\t") if "\t" in parted else line.split()
        words = list(dict.fromkeys(filter(None, map(_folded, parts))))
        for word in words:
            others.setdefault(word, {}).update(dict.fromkeys(o for o in words if o != word))
    return {word: tuple(found) for word, found in others.items() if found}
