"""Bytes of a text file become text: which encoding, how sure, what was lost.

Evidence in the order it is believed: byte order mark; no byte above 0x7f; strict
UTF-8; UTF-8 with damage; then the frequency of characters under each candidate,
with a declared charset as a prior. What scores like no Chinese is read as declared,
else as Western text, and said to be doubtful. A strict decode proves nothing
between GB18030 and Big5: nearly every Big5 file is valid GB18030.

The sample is for scoring only. The text is always the decoded whole, unchanged but
for its byte order mark.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from typing import Final

from sou.documents.han_score import CHINESE, SURELY_CHINESE, weigh
from sou.documents.samples import high_sample, wide_sample, windows

BIG5: Final = ("cp950", "big5hkscs")
"""Neither holds the other; the one that reads more of the file is taken."""
DECLARED_BONUS: Final = 1.5
"""Bits a character that a declared charset is believed beforehand."""
WIDE_PENALTY: Final = 1.0
"""UTF-16 without a mark is rare, and any even number of bytes decodes."""
MIXED_LINE: Final = 3.0
"""Score of a line that is certainly Chinese, in a file that as a whole is not."""
FEW_CHARACTERS: Final = 4
DOUBTFUL: Final = 0.45

_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
    (b"\x84\x31\x95\x33", "gb18030"),
)
_GB_NAMES: Final = {"gb2312", "gbk", "gb18030", "cp936", "hz"}
_BIG5_NAMES: Final = {"big5", "big5hkscs", "cp950"}
_FOREIGN: Final = re.compile(
    r"shift_jis|shift_jisx0213|cp932|euc_jp|iso2022_jp|euc_kr|cp949|johab|koi8.*"
    r"|cp125\d|cp874|iso8859.*|mac.*|tis.620"
)
_HZ = re.compile(rb"~\{(?:[\x21-\x77][\x21-\x7e])+~\}")
_COLOUR = re.compile(rb"\x1b\[[0-9;]*m")
"""Boards of Taiwan colour the halves of a character, so this stands inside of it."""
_CONTROLS: Final = bytes(code for code in range(32) if code not in b"\t\n\r\f\b\x1b")


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text of a whole file."""

    text: str
    """Without a byte order mark, line ends as they are."""
    encoding: str
    """Python codec name the bytes were decoded with."""
    confidence: float
    """0..1; below 0.5 the encoding is a guess."""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Choice:
    encoding: str
    confidence: float


def decode(data: bytes, declared: str | None = None) -> Decoded:
    """Decode a whole file; never raises, bytes without a meaning become ``U+FFFD``.

    Args:
        data: The whole file.
        declared: Charset the file or its container names for itself; weighed, not
            believed, and ignored when no such codec exists.
    """
    choice = _choose(data, _codec_name(declared))
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
    if _marked(data):
        return False
    nuls = sample.count(0)
    if _is_utf8(sample):
        return nuls * 10 > len(sample) and _wide_choice(data) is None
    controls = len(sample) - len(sample.translate(None, _CONTROLS))
    return controls * 33 > len(sample) and _wide_choice(data) is None


def _marked(data: bytes) -> str | None:
    return next((encoding for mark, encoding in _MARKS if data.startswith(mark)), None)


def _choose(data: bytes, declared: str | None) -> _Choice:
    if marked := _marked(data):
        return _Choice(marked, 1.0)
    if b"\0" in data and (wide := _wide_choice(data)):
        return wide
    if data.isascii():
        return _Choice("hz", 0.9) if _HZ.search(data) else _Choice("utf-8", 1.0)
    try:
        codecs.utf_8_decode(data, "strict", True)
    except UnicodeDecodeError:
        return _choose_by_frequency(data, declared)
    return _Choice("utf-8", 0.99)


def _choose_by_frequency(data: bytes, declared: str | None) -> _Choice:
    sample = _COLOUR.sub(b"", high_sample(data))
    if damaged := _damaged_utf8(sample):
        return damaged
    weighed = [(*_weigh_as(sample, name), name) for name in ("gb18030", *BIG5)]
    if len(data) % 2 == 0:
        wide = wide_sample(data)
        for name in ("utf-16-le", "utf-16-be"):
            evidence = weigh(wide.decode(name, "replace"), wide=True)
            weighed.append((evidence.score - WIDE_PENALTY, evidence.characters, name))
    best = max(weighed, key=lambda one: one[0] + _prior(one[2], declared))
    score, characters, encoding = best
    if score + _prior(encoding, declared) < CHINESE:
        return _mixed_choice(sample) or _choose_foreign(data, declared)
    rivals = [one[0] for one in weighed if _family(one[2]) != _family(encoding)]
    gap = score + _prior(encoding, declared) - max(rivals)
    confidence = min(0.98, max(0.3, 0.5 + gap / 10))
    if declared is None and (characters < FEW_CHARACTERS or score < SURELY_CHINESE):
        confidence = min(confidence, DOUBTFUL)
    return _Choice(encoding, confidence)


def _weigh_as(sample: bytes, encoding: str) -> tuple[float, int]:
    decoder = codecs.getincrementaldecoder(encoding)("replace")
    return weigh(decoder.decode(sample, final=False))


def _prior(encoding: str, declared: str | None) -> float:
    return DECLARED_BONUS if declared and _family(declared) == _family(encoding) else 0.0


def _family(encoding: str) -> str:
    if encoding in _GB_NAMES:
        return "gb18030"
    return "big5" if encoding in _BIG5_NAMES else encoding.replace("_", "-")


def _mixed_choice(sample: bytes) -> _Choice | None:
    """Choose for a file put together from several encodings: what reads most lines."""
    lines = sample.split(b"\n")
    read_bytes = {
        name: sum(len(line) for line in lines if _weigh_as(line, name)[0] > MIXED_LINE)
        for name in ("gb18030", *BIG5)
    }
    best = max(read_bytes, key=lambda name: read_bytes[name])
    return _Choice(best, DOUBTFUL) if read_bytes[best] > len(sample) * 0.4 else None


def _damaged_utf8(sample: bytes) -> _Choice | None:
    """Recognise UTF-8 by its sequences of three bytes, rare by chance elsewhere."""
    text = sample.decode("utf-8", "ignore")
    long_bytes = sum(map(len, (part.encode() for part in re.findall("[\u0800-\U0010ffff]+", text))))
    high_bytes = len(sample) - len(sample.translate(None, bytes(range(128, 256))))
    whole_bytes = len(text.encode()) - sum(character <= "\x7f" for character in text)
    share = whole_bytes / high_bytes
    if share > 0.95 and whole_bytes > 16:
        return _Choice("utf-8", 0.9)
    return _Choice("utf-8", DOUBTFUL) if long_bytes * 2 > high_bytes else None


def _wide_choice(data: bytes) -> _Choice | None:
    """Return the byte order of UTF-16 without a mark, where NULs leave no doubt."""
    sample = wide_sample(data)
    for name, nul_offset in (("utf-16-le", 1), ("utf-16-be", 0)):
        nuls = sample[nul_offset::2].count(0)
        others = sample[1 - nul_offset :: 2].count(0)
        if nuls > 4 * others and weigh(sample.decode(name, "replace"), wide=True).score > CHINESE:
            return _Choice(name, 0.9)
    return None


def _choose_foreign(data: bytes, declared: str | None) -> _Choice:
    """Choose for text that is not Chinese: as declared when that fits, else Western."""
    for encoding, confidence in ((declared, 0.7), ("cp1252", 0.3)):
        if encoding and (encoding == "cp1252" or _FOREIGN.fullmatch(encoding)):
            try:
                data.decode(encoding)
            except UnicodeDecodeError:
                continue
            return _Choice(encoding, confidence)
    return _Choice("latin-1", 0.2)


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


def _is_utf8(sample: bytes) -> bool:
    """Return whether a sample decodes, but for characters cut at its window's edges."""
    lost_bytes = len(sample) - len(sample.decode("utf-8", "ignore").encode())
    return lost_bytes <= (0 if sample.isascii() else 5 * 6)
