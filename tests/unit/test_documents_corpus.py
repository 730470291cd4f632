"""The decoder and the readers over the shared corpora, where they are present."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from sou.documents import decode, looks_binary, read_all, walk
from sou.errors import DocumentError
from sou.sources import Source

SHARED = Path(__file__).parents[2].parent / "shared"
FILES = SHARED / "corpora" / "dev"
MANIFEST = SHARED / "corpora" / "MANIFEST.dev.jsonl"
SLICE_CHARS = 16

pytestmark = [
    pytest.mark.corpus,
    pytest.mark.skipif(not MANIFEST.exists(), reason="no shared corpora beside the project"),
]


def family(encoding: str) -> str:
    name = encoding.lower().replace("_", "-")
    if name.startswith(("gb", "hz")):
        return "gb18030"
    if name.startswith(("big5", "cp950")):
        return "big5"
    if name.startswith("utf-16"):
        return "utf-16"
    return "utf-8" if name in {"ascii", "utf-8", "utf-8-sig"} else name


def manifest() -> list[tuple[str, str]]:
    """Return path and true encoding of the text files whose encoding is known."""
    rows = map(json.loads, MANIFEST.read_text(encoding="utf-8").splitlines())
    return [
        (row["path"], row["encoding"])
        for row in rows
        if row["encoding"] not in {None, "legacy?"}
        # The bytes of such a mail are ASCII: its Chinese is in base64.
        and not (row["ext"] == ".eml" and (FILES / row["path"]).read_bytes().isascii())
    ]


def test_nearly_every_file_is_read_in_its_own_encoding() -> None:
    confusion: Counter[tuple[str, str]] = Counter()
    for path, encoding in manifest():
        data = (FILES / path).read_bytes()
        confusion[family(encoding), family(decode(data).encoding)] += 1
        assert not looks_binary(data), path

    right = sum(count for (true, chosen), count in confusion.items() if true == chosen)
    assert right / confusion.total() >= 0.995, confusion


@pytest.mark.parametrize("codec", ["gb18030", "cp950"])
def test_short_texts_are_read_in_their_own_encoding(codec: str) -> None:
    tried = right = 0
    for path, encoding in manifest():
        if encoding != "utf-8" or not path.endswith(".md"):
            continue
        text = (FILES / path).read_text(encoding="utf-8")
        part = text[len(text) // 2 :][:SLICE_CHARS]
        if sum("\u4e00" <= character <= "\u9fff" for character in part) < 4:
            continue
        try:
            data = part.encode(codec)
        except UnicodeEncodeError:
            continue
        tried += 1
        right += decode(data).text == part

    assert tried > 500
    assert right / tried >= 0.97


def test_every_file_is_read_or_refused_with_a_reason() -> None:
    reasons: set[str] = set()
    for found in walk([str(FILES)]):
        if not isinstance(found, Source):
            assert not found.is_error, found
            continue
        try:
            documents = read_all(found)
        except DocumentError as error:
            reasons.add(str(error))
        else:
            assert all(document.title for document in documents)

    assert not reasons
