"""What speaks for each encoding that bytes might be in, in bits.

In: a sample of bytes that are no plain ASCII. Out: candidates, of which the best is the
likeliest to have been meant: Chinese encodings, damaged UTF-8, and ``foreign`` for text
that is not Chinese in any of them.

The score of a candidate is the mean over its characters (:mod:`sou.documents.han_score`);
what is known beforehand, of a declaration or of neighbours, counts in bits for the text as
a whole, so it decides over a word and not over a page.
"""

from __future__ import annotations

import codecs
import math
import re
from collections.abc import Iterable, Mapping
from typing import Final, NamedTuple

from sou.documents.euc_tw import NAME as EUC_TW
from sou.documents.euc_tw import register_euc_tw
from sou.documents.foreign import FOREIGN_CODECS, foreign_readings, western_words
from sou.documents.han_score import CHINESE, score_of, weigh
from sou.documents.samples import wide_sample

BIG5: Final = ("cp950", "big5hkscs")
"""Neither holds the other; the one that reads more of the file is taken."""
FOREIGN: Final = "foreign"
WIDE_PENALTY: Final = 1.0
"""Bits a character: UTF-16 without a mark is rare, and any even number of bytes decodes."""
WELL_READ: Final = 4.5
"""Files in GB18030 or Big5 score more; EUC-TW need not be tried on them."""
WELL_READ_CHARACTERS: Final = 100
"""So many of that score are no other language."""
EUC_TW_PENALTY_BITS: Final = 6.0
MOST_PAIRED_BITS: Final = 10.0
WESTERN_WORD_BITS: Final = 8.0
"""For each byte beyond ASCII inside of a word: ``für`` is not an f, a Han and an r."""
FOUR_BYTES_SCORE: Final = 4.0
"""Of any character of four bytes: rare in texts, and their digits are rarer by chance."""
DOUBT_HALVES_BITS: Final = 10.0
"""A bit of score is no bit of evidence: characters of a text depend on each other."""
FEWEST_VOTES: Final = 0.2
"""Of a family among neighbours: what none of them is in is still possible."""

_GB_NAMES: Final = {"gb2312", "gbk", "gb18030", "cp936", "hz"}
_BIG5_NAMES: Final = {"big5", "big5hkscs", "cp950"}
_NEVER_EUC_TW = re.compile(rb"[\x80-\x8d\x8f-\xa0\xff]")
_HIGH_RUN = re.compile(rb"[\x80-\xff]+")
_FOUR_BYTES = re.compile(rb"[\x81-\xfe][\x30-\x39][\x81-\xfe][\x30-\x39]")
_SHORT: Final = frozenset(map(chr, range(128))) | {"\ufffd"}
_LONG_UTF8 = re.compile(rb"[\xe0-\xef][\x80-\xbf]{2}")


class Candidate(NamedTuple):
    """An encoding, and how well the bytes read in it."""

    encoding: str
    score: float
    """Mean bits of a character, with what is known beforehand."""
    characters: int
    """Informative characters."""


def family(encoding: str) -> str:
    """Return the encoding that stands for all of its kind: GB18030 for GBK and GB2312."""
    name = encoding.lower().replace("-", "_")
    if name in _GB_NAMES:
        return "gb18030"
    if name in _BIG5_NAMES:
        return "big5"
    return FOREIGN if name in FOREIGN_CODECS else name


def candidates(sample: bytes, data: bytes) -> list[Candidate]:
    """Weigh all encodings that may be; ``sample`` is of ``data``, for legacy encodings."""
    found = [_weighed(sample, name) for name in ("gb18030", *BIG5)]
    best = max(found, key=lambda one: one.score)
    if best.score < WELL_READ and _may_be_euc_tw(sample):
        register_euc_tw()
        read = _weighed(sample, EUC_TW)
        penalty = EUC_TW_PENALTY_BITS / max(read.characters, 1)
        found.append(read._replace(score=read.score - penalty))
    if _LONG_UTF8.search(sample):
        found.append(_weighed(sample, "utf-8"))
    if len(data) % 2 == 0:
        wide = wide_sample(data)
        for name in ("utf-16-le", "utf-16-be"):
            score, characters = weigh(wide.decode(name, "replace"), wide=True)
            found.append(Candidate(name, score - WIDE_PENALTY, characters))
    if best.score < WELL_READ or best.characters < WELL_READ_CHARACTERS:
        found += [Candidate(*one) for one in foreign_readings(sample)]
    western = WESTERN_WORD_BITS * western_words(sample) - _paired_bits(sample)
    found.append(Candidate(FOREIGN, CHINESE + western / max(best.characters, 1), best.characters))
    return found


def with_prior(found: Iterable[Candidate], prior_bits: Mapping[str, float]) -> list[Candidate]:
    """Return the candidates with what is known beforehand, by family."""
    lowest = min(prior_bits.values(), default=0.0)
    return [
        one._replace(
            score=one.score + prior_bits.get(family(one.encoding), lowest) / max(one.characters, 1)
        )
        for one in found
    ]


def gap_bits(best: Candidate, found: Iterable[Candidate]) -> float:
    """Return how much more speaks for the best than for the next of another family."""
    rivals = [one.score for one in found if family(one.encoding) != family(best.encoding)]
    return (best.score - max(rivals)) * best.characters


def surety(gap: float) -> float:
    """Return the confidence, 0.5..0.98, that a gap in bits gives."""
    return min(0.98, 1 - 0.5 * 2 ** (-max(gap, 0.0) / DOUBT_HALVES_BITS))


def shares(texts: Iterable[Mapping[str, float]], rounds: int = 12) -> dict[str, float]:
    """Return the share of each family among texts, given the bits for each in each text.

    The weights of a mixture by expectation and maximisation (Dempster, Laird and Rubin
    1977), so texts that are sure count whole, texts in doubt follow the others, and the
    order of the texts makes no difference but for rounding. Empty for no text.
    """
    likelihoods = [
        {name: 2 ** (bits / DOUBT_HALVES_BITS) for name, bits in text.items()} for text in texts
    ]
    names = sorted({name for text in likelihoods for name in text})
    weights = dict.fromkeys(names, 1 / max(len(names), 1))
    for _ in range(rounds):
        votes = dict.fromkeys(names, FEWEST_VOTES)
        for text in likelihoods:
            whole = math.fsum(weights[name] * text.get(name, 0.0) for name in names)
            for name in names:
                votes[name] += weights[name] * text.get(name, 0.0) / whole
        every = math.fsum(votes.values())
        weights = {name: vote / every for name, vote in votes.items()}
    return weights


def relative_bits(found: Iterable[Candidate]) -> dict[str, float]:
    """Return the bits for each family less those for the best, -100 at the least."""
    best: dict[str, float] = {}
    every = list(found)
    length = max((one.characters for one in every), default=0)
    for one in every:  # of one length, lest a reading in fewer characters seems the better
        name = family(one.encoding)
        best[name] = max(best.get(name, -math.inf), one.score * length)
    most = max(best.values(), default=0.0)
    return {name: max(bits - most, -100.0) for name, bits in best.items()}


def _paired_bits(sample: bytes) -> float:
    """Return what speaks against Western text: its high bytes seldom stand in pairs.

    Two bits for each run of high bytes where all are even, as in GB2312; else one for each
    run of three or more. Both less than such runs are worth: Cyrillic has long ones.
    """
    runs = list(map(len, _HIGH_RUN.findall(sample)))
    all_even = not any(length % 2 for length in runs)
    bits = 2.0 * len(runs) if all_even else 1.0 * sum(length >= 3 for length in runs)
    return min(bits, MOST_PAIRED_BITS)


def _may_be_euc_tw(sample: bytes) -> bool:
    """Tell whether high bytes stand in pairs, but for some damage."""
    if _NEVER_EUC_TW.search(sample):
        return False
    odd = [len(run) % 2 for run in _HIGH_RUN.findall(sample)]
    return sum(odd) * 10 <= len(odd)


def _weighed(sample: bytes, encoding: str) -> Candidate:
    """Weigh a sample whose last character may be cut."""
    decoder = codecs.getincrementaldecoder(encoding)("replace")
    text = decoder.decode(sample, final=False)
    score, characters = weigh(text)
    if encoding == "gb18030" and _FOUR_BYTES.search(sample):
        rare = [one for one in text if one not in _SHORT and len(one.encode(encoding)) == 4]
        score += (FOUR_BYTES_SCORE * len(rare) - math.fsum(map(score_of, rare))) / characters
    return Candidate(encoding, score, characters)
