"""The user's own words: synonyms, stop words, a dictionary for the segmenter.

Plain text files in one folder, any of which may be missing. They are looked at for every
query, and read again when they have changed.
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Final, NamedTuple

from sou.analysis.user_dictionary import NO_DICTIONARY, UserDictionary, parse_dictionary
from sou.errors import ConfigError
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
    """Read the files of a folder that are there.

    Raises:
        ConfigError: a file cannot be read, or makes no sense; says which and where.
    """
    texts = [_text(folder / name) for name in _NAMES]
    if not any(texts):
        return NO_VOCABULARY
    try:
        dictionary = parse_dictionary(texts[2])
    except ValueError as error:
        raise ConfigError(f"{folder / DICTIONARY_NAME}, {error}") from error
    stop_words = frozenset(filter(None, map(_folded, _lines(texts[1]))))
    return Vocabulary(_synonyms(texts[0]), stop_words, dictionary)


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
        """Return what the files say now.

        Raises:
            ConfigError: see :func:`read_vocabulary`.
        """
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


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8-sig")
    except (FileNotFoundError, NotADirectoryError):
        return ""
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path} cannot be read as UTF-8 text: {error}") from error


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
