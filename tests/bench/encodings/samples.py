"""What encodings are guessed of: the files of the corpus, and short texts cut from them.

Every text comes with the codec that it was written in, so that a guess is judged by
the text it leads to, not by what it is called.
"""

from __future__ import annotations

import json
import random
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

CORPORA: Final = Path(__file__).parents[4] / "shared" / "corpora"
MANIFEST: Final = CORPORA / "MANIFEST.dev.jsonl"
SHORT_CHARS: Final = (8, 40)

SCRIPTS: Final = {
    "simplified": ("docs-zh-cn", "law-zh-cn", "blog-zh-cn", "notes-zh-cn"),
    "traditional": ("docs-zh-tw", "law-zh-tw", "classics-zh-tw"),
}
SHORT_KINDS: Final = (
    # (name, script of the text, codec)
    ("GB18030, simplified", "simplified", "gb18030"),
    ("GB18030, traditional", "traditional", "gb18030"),
    ("Big5, traditional", "traditional", "cp950"),
    ("Big5-HKSCS, traditional", "traditional", "big5hkscs"),
    ("UTF-8, simplified", "simplified", "utf-8"),
    ("UTF-16LE, simplified", "simplified", "utf-16-le"),
)
_FAMILIES: Final = {
    "utf-8": "ascii utf-8 utf-8-sig",
    "gb18030": "gb2312 gbk gb18030 gb18030-bom cp936 gb-18030 hz",
    "big5": "big5 big5hkscs big5-hkscs cp950",
    "utf-16": "utf-16 utf-16-le utf-16-be utf-16le utf-16be "
    "utf-16le-bom utf-16be-bom utf-16le-nobom utf-16be-nobom",
    "utf-32": "utf-32 utf-32le utf-32be utf-32-le utf-32-be",
    "euc-tw": "euc-tw",
    "japanese": "shift-jis cp932 euc-jp iso2022-jp iso-2022-jp",
}
_FAMILY_OF: Final = {name: family for family, names in _FAMILIES.items() for name in names.split()}


@dataclass(frozen=True, slots=True)
class Sample:
    """Bytes whose encoding is known."""

    name: str
    data: bytes
    family: str
    text: str | None = None
    """What the bytes say; ``None`` where only the family is known."""


def family(encoding: str | None) -> str:
    """Return what an encoding is counted as: all of GB as one, all of Big5 as one."""
    name = (encoding or "none").lower().replace("_", "-")
    return _FAMILY_OF.get(name, name)


def corpus_samples() -> Iterator[Sample]:
    """Yield the text files of the corpus with the family of their encoding.

    Where the manifest says ``legacy?`` or takes UTF-16 for ASCII, the folders of
    chardet's own tests say it. Mail whose bytes are ASCII is left out: what the
    manifest says of it is about what its parts decode to.
    """
    for line in MANIFEST.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        if row["encoding"] is None:
            continue
        data = (CORPORA / "dev" / row["path"]).read_bytes()
        if row["ext"] == ".eml" and data.isascii():
            continue
        known = _family_of_row(row["path"], row["encoding"])
        if known:
            yield Sample(row["path"], data, known)


def _family_of_row(path: str, encoding: str) -> str | None:
    parts = path.split("/")
    if parts[:2] == ["legacy", "chardet-tests"]:
        return family(parts[3])
    return None if encoding == "legacy?" else family(encoding)


def short_samples(
    each: int, seed: int = 1, chars: tuple[int, int] = SHORT_CHARS
) -> Iterator[Sample]:
    """Yield ``each`` texts of every kind, cut anywhere out of files.

    ``chars`` is the fewest and the most characters of one, 8 and 40 by default. A cut is
    taken when it holds a Han character and the codec can write it.
    """
    texts = {script: _texts(folders) for script, folders in SCRIPTS.items()}
    for name, script, codec in SHORT_KINDS:
        dice = random.Random(f"{seed} {name}")  # noqa: S311 -- to be the same on every machine
        taken = 0
        while taken < each:
            text = dice.choice(texts[script])
            start = dice.randrange(len(text))
            cut = text[start : start + dice.randint(*chars)]
            if len(cut) < chars[0] or not han_count(cut):
                continue
            try:
                data = cut.encode(codec)
            except UnicodeEncodeError:
                continue
            taken += 1
            yield Sample(name, data, family(codec), cut)


def han_count(text: str) -> int:
    """Return how many Han characters of the basic block a text has."""
    return sum("\u4e00" <= character <= "\u9fff" for character in text)


def _texts(folders: tuple[str, ...]) -> list[str]:
    paths = (path for folder in folders for path in (CORPORA / "dev" / folder).rglob("*.*"))
    return [
        path.read_bytes().decode("utf-8")
        for path in sorted(paths)
        if path.suffix in {".md", ".txt", ".json"} and path.is_file()
    ]
