"""The shared corpora beside the project, where they are."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import pytest

SHARED = Path(__file__).parents[2] / "shared"
DEV = SHARED / "corpora" / "dev"
MANIFEST = SHARED / "corpora" / "MANIFEST.dev.jsonl"

needs_corpus = pytest.mark.skipif(
    not MANIFEST.exists(), reason="the shared corpora are not beside the project"
)

_CODECS = {
    "ascii": "utf-8",
    "utf-8": "utf-8",
    "utf-8-sig": "utf-8-sig",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "gb18030": "gb18030",
    "gb18030-bom": "gb18030",
    "big5": "cp950",
    "cp950": "cp950",
    "big5hkscs": "big5hkscs",
    "utf-16": "utf-16",
    "utf-16le-bom": "utf-16",
    "utf-16be-bom": "utf-16",
    "utf-16le-nobom": "utf-16-le",
}


@dataclass(frozen=True)
class CorpusFile:
    """A file of the development corpus with its true encoding."""

    path: Path
    encoding: str | None
    """As the manifest says; ``None`` for binary formats, ``"legacy?"`` for unknown."""

    def text(self) -> str | None:
        """Return the file decoded as the manifest says, without its BOM.

        ``None`` where the manifest does not know, or the bytes do not fit.
        """
        codec = _CODECS.get(self.encoding or "")
        if codec is None:
            return None
        data = self.path.read_bytes()
        if codec == "utf-8" and b"\0" in data:
            return None  # the manifest takes two files in UTF-16 for ASCII
        if codec == "utf-16" and data[:2] not in {b"\xff\xfe", b"\xfe\xff"}:
            return None  # the manifest does not say which end comes first
        try:
            return data.decode(codec).removeprefix("\ufeff")
        except UnicodeDecodeError:
            return None


def corpus_files() -> list[CorpusFile]:
    """Return every file of the manifest."""
    lines = MANIFEST.read_text("utf-8").splitlines()
    rows = map(json.loads, lines)
    return [CorpusFile(DEV / row["path"], row["encoding"]) for row in rows]
