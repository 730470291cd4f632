"""Tokens as sou makes them, as text that other engines split at spaces.

A document becomes three lines: ``grams``, the units with positions (each single
character with the one that follows, each run of letters or digits whole); ``chars``,
its wide characters; ``words``, its words from the segmenter. Blanks inside a pair are
written as control pictures, so that no token holds a space.
"""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass
from itertools import islice, pairwise
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np

from bench.reading import batches
from sou.analysis.segmenter import is_word, search_tokens
from sou.analysis.units import split_units
from sou.text.characters import to_codes, to_text
from sou.text.fold import fold_codes, segmentation_fold_codes
from sou.text.searchable import END, PARAGRAPH, SPACE, join_texts

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    import numpy.typing as npt

    from bench.kept import Facts
    from sou.text.characters import Codes
    from sou.text.searchable import JoinedTexts

    Array = npt.NDArray[Any]

FIELDS: Final = ("grams", "chars", "words")
BATCH_CHARS: Final = 1_000_000
_PICTURES: Final = {SPACE: 0x2420, PARAGRAPH: 0x2424, END: 0x2403}
_SURROGATES: Final = (0xD800, 0xE000)
_REPLACEMENT: Final = 0xFFFD


class Tokens(NamedTuple):
    """The tokens of a document, each field a line."""

    grams: str
    chars: str
    words: str


class _Kept(dict[str, bool]):
    """Which tokens of the segmenter are words; remembered."""

    def __missing__(self, token: str) -> bool:
        self[token] = kept = is_word(token)
        return kept


@dataclass(slots=True)
class Tokenizer:
    """Makes tokens; remembers which strings are words."""

    _is_word: _Kept

    @classmethod
    def new(cls) -> Tokenizer:
        """Return one that remembers nothing yet."""
        return cls(_Kept())

    def tokens(self, texts: Sequence[str]) -> list[Tokens]:
        """Return the tokens of some documents."""
        joined = join_texts(texts)
        codes = joined.codes
        units = split_units(codes)
        wide = units.singles[units.is_wide[units.singles]]
        starts = np.concatenate((units.singles, units.run_starts))
        sizes = np.concatenate((np.full(units.singles.size, 2), units.run_ends - units.run_starts))
        order = np.argsort(starts, kind="stable")
        shown = _shown(codes)
        grams = _lines(shown, starts[order], sizes[order], joined.bounds)
        chars = _lines(shown, wide, np.ones(wide.size, dtype=np.int64), joined.bounds)
        return list(map(Tokens, grams, chars, self._words(joined)))

    def _words(self, joined: JoinedTexts) -> list[str]:
        text = to_text(segmentation_fold_codes(joined.unfolded))
        bounds = joined.bounds.tolist()
        lines = []
        for start, end in pairwise(bounds):
            cut = search_tokens(text[start : end - 1])
            lines.append(" ".join([token for token in cut if self._is_word[token]]))
        return to_text(fold_codes(to_codes("\n".join(lines)))).split("\n") if lines else []


def _shown(codes: Codes) -> Codes:
    shown = codes.copy()
    for code, picture in _PICTURES.items():
        shown[codes == code] = picture
    first, end = _SURROGATES
    shown[(codes >= first) & (codes < end)] = _REPLACEMENT
    return shown


def _lines(codes: Codes, starts: Array, sizes: Array, bounds: Array) -> list[str]:
    """Return a line for each text: its tokens ``codes[start:start + size]``, in order."""
    spaced = sizes + 1
    ends = np.cumsum(spaced)
    source = np.arange(int(ends[-1]) if ends.size else 0) + np.repeat(
        starts - ends + spaced, spaced
    )
    gathered = codes[np.minimum(source, codes.size - 1)]
    gathered[ends - 1] = SPACE
    text = to_text(gathered)
    first = np.searchsorted(starts, bounds)
    at = np.append(0, ends)[first].tolist()
    return [text[a : max(b - 1, a)] for a, b in pairwise(at)]


@dataclass(frozen=True, slots=True)
class TokenFiles:
    """The tokens of a corpus on the disk: a file a field, a line a document."""

    folder: Path

    def lines(self, field: str, most: int | None = None) -> Iterator[str]:
        """Yield the lines of a field, or of ``text``, the folded documents."""
        with (self.folder / f"{field}.txt").open(encoding="utf-8", newline="\n") as lines:
            for line in islice(lines, most):
                yield line.removesuffix("\n")

    def documents(self, most: int | None = None) -> Iterator[Tokens]:
        """Yield the tokens of each document."""
        return map(Tokens, *(self.lines(field, most) for field in FIELDS))

    def count(self, fields: Sequence[str], most: int | None = None) -> int:
        """Count the tokens of some fields; those of ``text`` are its trigrams."""
        counts = []
        for field in fields:
            lines = self.lines(field, most)
            if field == "text":
                counts.append(sum(max(len(line) - 2, 0) for line in lines))
            else:
                counts.append(sum(line.count(" ") + 1 for line in lines if line))
        return sum(counts)


def write_tokens(files: Path, folder: Path) -> Facts:
    """Write the token files of a corpus; a batch is in memory at a time."""
    tokenizer = Tokenizer.new()
    counts = dict.fromkeys(FIELDS, 0)
    with ExitStack() as stack:
        outs = {
            field: stack.enter_context(
                (folder / f"{field}.txt").open("w", encoding="utf-8", newline="\n")
            )
            for field in (*FIELDS, "text")
        }
        for batch in batches(files, BATCH_CHARS):
            texts = [document.text for _, document in batch]
            tokens = tokenizer.tokens(texts)
            for field in FIELDS:
                lines = [getattr(one, field) for one in tokens]
                outs[field].writelines(f"{line}\n" for line in lines)
                counts[field] += sum(line.count(" ") + bool(line) for line in lines)
            outs["text"].writelines(f"{line}\n" for line in _folded(texts))
    return counts


def _folded(texts: Sequence[str]) -> list[str]:
    """Return the texts as they are searched, each in one line."""
    text = to_text(_shown(join_texts(texts).codes)).translate({0x2420: " ", 0x2424: " "})
    return text.split(chr(_PICTURES[END]))[:-1]
