"""Split folded text into Chinese words: the only door to jieba and rjieba.

Text comes in through ``sou.text.fold.segmentation_fold``; tokens come out in text
order, whose precise cut joined again is the text. The HMM is off: after folding,
the dictionary knows the words, and a cut without guesses is the same everywhere.

rjieba is jieba's algorithm and dictionary in Rust, 12 to 30 times as fast and
loaded in 0.1 s instead of 1 s; jieba is the fallback where it has no wheel. Both
cut 5.6 million characters of real text alike; they differ only where two cuts are
equally probable (人人人 is 人人/人 or 人/人人 by the last bit of a logarithm).

Nothing is loaded before the first cut, and then once, whatever thread asks.
"""

from __future__ import annotations

import threading
import warnings
from functools import cache, lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Final, Protocol

from sou.analysis.user_dictionary import NO_DICTIONARY, UserDictionary

_LOADING: Final = threading.Lock()
_UNPAIRED: Final = dict.fromkeys(range(0xD800, 0xE000), 0xFFFD)


class _Cutter(Protocol):
    """What both segmenters can do; not for text with surrogates."""

    def search_tokens(self, text: str) -> list[str]: ...

    def words(self, text: str) -> list[str]: ...


def search_tokens(text: str, dictionary: UserDictionary = NO_DICTIONARY) -> list[str]:
    """Return the words of ``text``, each after the shorter words inside it.

    Blanks and punctuation are tokens of their own. A lone surrogate, which no
    segmenter accepts, comes back as U+FFFD.

    >>> search_tokens("清华大学")
    ['清华', '华大', '大学', '清华大学']
    """
    return _cutter(dictionary).search_tokens(_encodable(text))


def words(text: str, dictionary: UserDictionary = NO_DICTIONARY) -> list[str]:
    """Return the words of ``text`` side by side; see ``search_tokens`` for the rest.

    >>> words("在清华大学")
    ['在', '清华大学']
    """
    return _cutter(dictionary).words(_encodable(text))


def is_word(token: str) -> bool:
    """Tell words from the blanks and punctuation among tokens."""
    return any(map(str.isalnum, token))


def load_dictionary() -> None:
    """Load now what the first cut would load."""
    _cutter()


@cache
def segmenter_fingerprint() -> str:
    """Return what names the algorithm and dictionary, without loading them."""
    name = "rjieba" if find_spec("rjieba") else "jieba"
    return f"{name}-{_installed_version(name)} hmm=off"


def _encodable(text: str) -> str:
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.translate(_UNPAIRED)
    return text


def _cutter(dictionary: UserDictionary = NO_DICTIONARY) -> _Cutter:
    with _LOADING:
        return _load(dictionary)


@lru_cache(maxsize=2)  # with and without the user's words; each takes 40 MB
def _load(dictionary: UserDictionary) -> _Cutter:
    try:
        return _Rjieba(dictionary)
    except ImportError:
        return _Jieba(dictionary)


class _Rjieba:
    """The segmenter in Rust; its dictionary is loaded by the import."""

    def __init__(self, dictionary: UserDictionary = NO_DICTIONARY) -> None:
        import rjieba

        self._cut = rjieba.cut
        self._cut_for_search = rjieba.cut_for_search
        if dictionary.words:
            own = rjieba.Jieba()
            for word, frequency in dictionary.words:
                own.add_word(_encodable(word), frequency, None)
            self._cut, self._cut_for_search = own.cut, own.cut_for_search

    def search_tokens(self, text: str) -> list[str]:
        tokens: list[str] = self._cut_for_search(text, False)  # no HMM
        return tokens

    def words(self, text: str) -> list[str]:
        tokens: list[str] = self._cut(text, False)  # no HMM
        return tokens


class _Jieba:
    """The segmenter in Python, with a private dictionary.

    ``Tokenizer.initialize`` is not called: it logs to stderr, reads any
    ``jieba.cache`` that lies in the shared temporary folder, and writes one there.
    """

    def __init__(self, dictionary: UserDictionary = NO_DICTIONARY) -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # invalid escapes, and pkg_resources
            import jieba

        self._tokenizer = jieba.Tokenizer()
        words_of_jieba = Path(jieba.__file__).with_name(jieba.DEFAULT_DICT_NAME).open("rb")
        # gen_pfdict closes the file.
        self._tokenizer.FREQ, self._tokenizer.total = self._tokenizer.gen_pfdict(words_of_jieba)
        self._tokenizer.initialized = True
        for word, frequency in dictionary.words:
            self._tokenizer.add_word(word, frequency)

    def search_tokens(self, text: str) -> list[str]:
        return list(self._tokenizer.cut_for_search(text, HMM=False))

    def words(self, text: str) -> list[str]:
        return list(self._tokenizer.cut(text, HMM=False))


def _installed_version(name: str) -> str:
    """Return a distribution's version from the name of its metadata folder.

    ``importlib.metadata`` knows it too, but takes 40 ms to import, half of what a
    query has.
    """
    spec = find_spec(name)
    package = Path(spec.origin).parent if spec and spec.origin else None
    if package:
        for folder in package.parent.glob(f"{name}-*.*-info"):
            return folder.name.rsplit(".", 1)[0].removeprefix(f"{name}-")
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version(name)
    except PackageNotFoundError:
        return "unknown"
