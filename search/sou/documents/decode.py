"""Bytes of a text file become text: which encoding, how sure, what was lost.

Evidence in the order it is believed: byte order mark; what the user told; no byte above
0x7f; strict UTF-8; then the frequency of characters under each candidate
(:mod:`sou.documents.candidates`), with a declared charset and the neighbours as a prior.
What scores like no Chinese is read as declared, as Japanese or Korean where that is plain,
else as Western text, and said to be doubtful. A strict decode proves nothing between
GB18030 and Big5: nearly every Big5 file is valid GB18030.

The sample is for scoring only. The text is always the decoded whole, unchanged but
for its byte order mark.
"""

from __future__ import annotations

import codecs
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from sou.documents.beforehand import NOTHING, Beforehand, beforehand
from sou.documents.candidates import (
    BIG5,
    FOREIGN,
    Candidate,
    candidates,
    family,
    gap_bits,
    relative_bits,
    surety,
    with_prior,
)
from sou.documents.foreign import declared_foreign, escaped_foreign
from sou.documents.han_score import CHINESE, SURELY_CHINESE, weigh
from sou.documents.samples import high_sample, wide_sample, windows

DECLARED_BONUS: Final = 1.5
"""Bits a character that a declared charset is believed beforehand."""
MIXED_LINE: Final = 3.0
"""Score of a line that is certainly Chinese, in a file that as a whole is not."""
FEW_CHARACTERS: Final = 4
DOUBTFUL: Final = 0.45
LEAST_HALF_BYTES: Final = 24
"""Of Chinese in UTF-8 that is put together with another encoding."""
LEANING: Final = 0.9
"""Below, the neighbours of a file are asked: its own evidence is less than 24 bits."""

_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
    (b"\x84\x31\x95\x33", "gb18030"),
)
_HZ = re.compile(rb"~\{(?:[\x21-\x77][\x21-\x7e])+~\}")
_ISO_2022 = re.compile(rb"\x1b\$(?:[@AB]|[()*+][A-Z])")
_COLOUR = re.compile(rb"\x1b\[[0-9;]*m")
"""Boards of Taiwan colour the halves of a character, so this stands inside of it."""
_CONTROLS: Final = bytes(code for code in range(32) if code not in b"\t\n\r\f\b\x1b")
_GBK_PAIRS_IN_UTF8 = re.compile(rb"(?:[\x00-\x7f]|[\xc6-\xdf][\x80-\xbf])+")
"""Valid as UTF-8 and as GBK: letters of Greek, Cyrillic and further east, or Han."""
SHORT_BYTES: Final = 4096
PAIRS_AT_MOST: Final = 8
PAIRS_SCORE: Final = 4.0
UTF8_BITS: Final = 8.0
"""What speaks for UTF-8 beforehand where its letters may be Han of GBK."""


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text of a whole file."""

    text: str
    """Without a byte order mark, line ends as they are."""
    encoding: str
    """Python codec name the bytes were decoded with."""
    confidence: float
    """0..1; below 0.5 the encoding is a guess, below 0.9 the neighbours have a say."""
    notes: tuple[str, ...] = ()


class _Choice(NamedTuple):
    encoding: str
    confidence: float


def decode(data: bytes, declared: str | None = None) -> Decoded:
    """Decode a whole file; never raises, bytes without a meaning become ``U+FFFD``.

    What is known beforehand where it is called (:func:`~sou.documents.beforehand.expecting`)
    counts.

    Args:
        data: The whole file.
        declared: Charset the file or its container names for itself; weighed, not
            believed, and ignored when no such codec exists.
    """
    return _decoded(data, _choose(data, _codec_name(declared), beforehand()))


def decode_together(parts: Sequence[bytes]) -> tuple[Decoded, ...]:
    """Decode short texts that are likely in one encoding, such as the names in an archive.

    They are judged as one; only what is UTF-8 by itself is read as UTF-8.
    """
    legacy = [part for part in parts if not _is_valid_utf8(part)]
    if not legacy:
        return tuple(decode(part) for part in parts)
    choice = _choose(b"\n".join(legacy), None, beforehand())
    return tuple(
        _decoded(part, _Choice("utf-8", 0.99) if _is_valid_utf8(part) else choice) for part in parts
    )


def _decoded(data: bytes, choice: _Choice) -> Decoded:
    encoding = choice.encoding
    text = data.decode(encoding, "replace")
    if encoding in BIG5 and "\ufffd" in text:
        encoding, text = _better_big5(data, text)
    notes = []
    if choice.confidence < 0.5:
        notes.append(f"encoding uncertain, read as {encoding}")
    if "\ufffd" in text and (lost_bytes := _lost_bytes(data, encoding)):
        unit = "byte" if lost_bytes == 1 else "bytes"
        notes.append(f"{lost_bytes:,} {unit} could not be decoded")
    if encoding == "gb18030":  # the other codecs with a mark take it out themselves
        text = text.removeprefix("\ufeff")
    return Decoded(text, encoding, choice.confidence, tuple(notes))


def looks_binary(data: bytes) -> bool:
    """Return whether bytes are something else than text in any encoding known here.

    Text may hold a few NULs or other controls (more when it is valid UTF-8);
    UTF-16 may hold any number. Judges 128 KB at most.
    """
    sample = windows(data)
    told = beforehand().told or ""
    if _marked(data) or told.startswith(("utf-16", "utf-32")):
        return False
    nuls = sample.count(0)
    if _is_utf8(sample):
        return nuls * 10 > len(sample) and _wide_choice(data) is None
    controls = len(sample) - len(sample.translate(None, _CONTROLS))
    return controls * 33 > len(sample) and _wide_choice(data) is None


def evidence(data: bytes) -> dict[str, float] | None:
    """Return the bits for each family of encodings, of a file asked as a neighbour.

    The best has 0.0. ``None`` when it says nothing of the others: ASCII, or marked.
    """
    if _marked(data) or data.isascii() or b"\0" in data:
        return None
    if _is_valid_utf8(data):
        return None if _choose_two_byte(data, NOTHING) else {"utf_8": 0.0}
    sample = _COLOUR.sub(b"", high_sample(data))
    return relative_bits(candidates(sample, data))


def _marked(data: bytes) -> str | None:
    return next((encoding for mark, encoding in _MARKS if data.startswith(mark)), None)


def _choose(data: bytes, declared: str | None, known: Beforehand) -> _Choice:
    if marked := _marked(data):
        return _Choice(marked, 1.0)
    if known.told and not (declared == "utf-8" and _is_valid_utf8(data)):
        return _Choice(known.told, 1.0)
    if b"\0" in data and (wide := _wide_choice(data)):
        return wide
    if data.isascii():
        return _choose_ascii(data, declared)
    if _is_valid_utf8(data):
        return _choose_two_byte(data, known) or _Choice("utf-8", 0.99)
    return _choose_by_frequency(data, declared, known)


def _choose_ascii(data: bytes, declared: str | None) -> _Choice:
    """Choose for text of seven bits, which may be switched to Han by escapes."""
    if _HZ.search(data) and weigh(data.decode("hz", "replace")).score > CHINESE:
        return _Choice("hz", 0.9)
    if _ISO_2022.search(data):
        if fitting := declared_foreign(data, declared):
            return _Choice(fitting, 0.7)
        return _Choice(escaped_foreign(data) or "utf-8", DOUBTFUL)
    return _Choice("utf-8", 1.0)


def _choose_two_byte(data: bytes, known: Beforehand) -> _Choice | None:
    """Choose for a few characters that may be Greek in UTF-8 as well as Han in GBK.

    ``None`` when nothing speaks for Han.
    """
    if len(data) > SHORT_BYTES or not _GBK_PAIRS_IN_UTF8.fullmatch(data):
        return None
    if len(data) - len(data.translate(None, bytes(range(128, 256)))) > 2 * PAIRS_AT_MOST:
        return None
    score, characters = weigh(data.decode("gb18030", "replace"))
    if score <= 0:
        return None
    if not known.shares:
        gap = (score - PAIRS_SCORE) * characters - UTF8_BITS
        return _Choice("gb18030", DOUBTFUL) if gap > 0 else _Choice("utf-8", LEANING - 0.01)
    fewest = min(known.shares.values())
    ratio = known.shares.get("gb18030", fewest) / known.shares.get("utf_8", fewest)
    gap = score * characters + math.log2(ratio) - UTF8_BITS
    return _Choice("gb18030" if gap > 0 else "utf-8", surety(abs(gap)))


def _choose_by_frequency(data: bytes, declared: str | None, known: Beforehand) -> _Choice:
    sample = _COLOUR.sub(b"", high_sample(data))
    if damaged := _damaged_utf8(sample):
        return damaged
    prior = {name: math.log2(share) for name, share in known.shares.items()}
    found = [_as_declared(one, declared) for one in candidates(sample, data)]
    found = with_prior(found, prior)
    best = max(found, key=lambda one: one.score)
    if family(best.encoding) == FOREIGN:
        return _mixed_choice(sample) or _choose_foreign(data, declared, best.encoding)
    confidence = surety(gap_bits(best, found))
    is_little = best.characters < FEW_CHARACTERS or best.score < SURELY_CHINESE
    is_backed = declared is not None or known.shares.get(family(best.encoding), 0.0) > 0.5
    if best.encoding == "utf-8" or (is_little and not is_backed):
        confidence = min(confidence, DOUBTFUL)
    return _Choice(best.encoding, confidence)


def _as_declared(one: Candidate, declared: str | None) -> Candidate:
    if declared and family(declared) == family(one.encoding):
        return one._replace(score=one.score + DECLARED_BONUS)
    return one


def _mixed_choice(sample: bytes) -> _Choice | None:
    """Choose for a file put together from several encodings: what reads most lines."""
    lines = sample.split(b"\n")
    read_bytes = {
        name: sum(len(line) for line in lines if _line_score(line, name) > MIXED_LINE)
        for name in ("gb18030", *BIG5)
    }
    best = max(read_bytes, key=lambda name: read_bytes[name])
    return _Choice(best, DOUBTFUL) if read_bytes[best] > len(sample) * 0.4 else None


def _line_score(line: bytes, encoding: str) -> float:
    score, characters = weigh(line.decode(encoding, "replace"))
    return score if characters >= FEW_CHARACTERS else 0.0


def _damaged_utf8(sample: bytes) -> _Choice | None:
    """Recognise UTF-8 by its sequences of three bytes, rare by chance elsewhere."""
    text = sample.decode("utf-8", "ignore")
    high_bytes = len(sample) - len(sample.translate(None, bytes(range(128, 256))))
    whole_bytes = len(text.encode()) - sum(character <= "\x7f" for character in text)
    if whole_bytes > 0.95 * high_bytes and whole_bytes > 16:
        return _Choice("utf-8", 0.9)
    is_half = whole_bytes > max(0.5 * high_bytes, LEAST_HALF_BYTES)
    return _Choice("utf-8", DOUBTFUL) if is_half and weigh(text).score > CHINESE else None


def _wide_choice(data: bytes) -> _Choice | None:
    """Return the byte order of UTF-16 without a mark, where NULs leave no doubt."""
    sample = wide_sample(data)
    for name, nul_offset in (("utf-16-le", 1), ("utf-16-be", 0)):
        nuls = sample[nul_offset::2].count(0)
        others = sample[1 - nul_offset :: 2].count(0)
        if nuls > 4 * others and weigh(sample.decode(name, "replace"), wide=True).score > CHINESE:
            return _Choice(name, 0.9)
    return None


def _choose_foreign(data: bytes, declared: str | None, likely: str) -> _Choice:
    """Choose for text that is not Chinese: as declared when that fits, else as it looks."""
    if fitting := declared_foreign(data, declared):
        return _Choice(fitting, 0.7)
    if likely != FOREIGN:
        return _Choice(likely, DOUBTFUL)
    try:
        data.decode("cp1252")
    except UnicodeDecodeError:
        return _Choice("latin-1", 0.2)
    return _Choice("cp1252", 0.3)


def _codec_name(declared: str | None) -> str | None:
    """Return Python's name for a declared charset; ``None`` when it has none."""
    try:
        return codecs.lookup(re.sub(r"^(?:x-)+", "", (declared or "").strip().lower())).name
    except (LookupError, ValueError):
        return None


def _better_big5(data: bytes, text: str) -> tuple[str, str]:
    readings = [(encoding, data.decode(encoding, "replace")) for encoding in BIG5]
    return min(readings, key=lambda reading: reading[1].count("\ufffd"))


def _lost_bytes(data: bytes, encoding: str) -> int:
    kept = data.decode(encoding, "ignore").encode(encoding, "ignore")
    return max(len(data) - len(kept), 0)


def _is_valid_utf8(data: bytes) -> bool:
    try:
        codecs.utf_8_decode(data, "strict", True)
    except UnicodeDecodeError:
        return False
    return True


def _is_utf8(sample: bytes) -> bool:
    """Return whether a sample decodes, but for characters cut at its window's edges."""
    lost_bytes = len(sample) - len(sample.decode("utf-8", "ignore").encode())
    return lost_bytes <= (0 if sample.isascii() else 5 * 6)
