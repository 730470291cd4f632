"""Every substring is found, in exactly the files that hold it, whatever happened before."""

from __future__ import annotations

import random
from functools import cache
from pathlib import Path

import pytest

import oracle
from oracle import quoted
from sou.engine import Index, open_index
from sou.model import SearchRequest
from sou.upkeep import index_paths

ALPHABET = "晶片智慧人工a b\n\n7GP，。「」 臺台里裡　é-_x𠮷\r\t\u200b"


@cache
def normal(text: str) -> str:
    """As the oracle's; kept, since every piece is sought in every text."""
    return oracle.normal(text)


class Folder:
    """Files that change at random, with their true contents at hand."""

    def __init__(self, root: Path, seed: int) -> None:
        self.root = root
        self.random = random.Random(seed)  # noqa: S311  # a test's dice
        self.texts: dict[str, str] = {}

    def change(self) -> None:
        """Write or delete some files."""
        for _ in range(self.random.randint(1, 12)):
            path = self.root / f"{self.random.randrange(40)}.txt"
            if self.random.random() < 0.25 and path.exists():
                path.unlink()
                del self.texts[str(path)]
            else:
                length = self.random.choice([0, 3, 40, 700, 1500])
                text = "".join(self.random.choices(ALPHABET, k=length)).lstrip("\ufeff")
                path.write_bytes(text.encode())
                self.texts[str(path)] = text

    def substring(self) -> str:
        """Return a piece of a random file on one line, 1 to 7 characters."""
        text = self.random.choice([t for t in self.texts.values() if t] or ["晶"])
        start = self.random.randrange(len(text))
        return text[start : start + self.random.randint(1, 7)].replace("\n", " ")


@pytest.mark.parametrize("seed", range(3))
def test_substrings_are_found_in_exactly_the_files_that_hold_them(
    tmp_path: Path, seed: int
) -> None:
    """Through additions, edits, deletions and merges, against ``str`` containment."""
    folder = Folder(tmp_path / "files", seed)
    folder.root.mkdir()
    for _ in range(12):
        folder.change()
        report = index_paths([folder.root], tmp_path / "index")

        assert report.documents == len(folder.texts)
        with open_index(tmp_path / "index") as index:
            for _ in range(40):
                _check_substring(index, folder, folder.substring())


def _check_substring(index: Index, folder: Folder, piece: str) -> None:
    wanted = normal(piece)
    if not wanted:
        return
    page = index.search(SearchRequest(quoted(piece), limit=1000))

    holders = {path for path, text in folder.texts.items() if wanted in normal(text)}
    assert {hit.document.path for hit in page.hits} == holders, piece
    for hit in page.hits:
        text = folder.texts[hit.document.path]
        spans = index.matches(hit.document.id, quoted(piece))
        assert hit.occurrences == len(spans)
        assert all(wanted in normal(text[span.start : span.end]) for span in spans)
        assert hit.place.line == text.count("\n", 0, hit.offset) + 1
        assert hit.place.column == hit.offset - text.rfind("\n", 0, hit.offset)
        shown = hit.snippet
        assert shown.text == text[shown.offset : shown.offset + len(shown.text)]
        assert hit.offset in {shown.offset + span.start for span in shown.spans}
