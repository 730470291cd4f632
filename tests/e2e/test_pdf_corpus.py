"""Phrases that pdftotext takes out of real PDF files are found, on the right page."""

from __future__ import annotations

import random
import re
import shutil
import subprocess
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from corpus import DEV, needs_corpus
from oracle import normal, quoted
from sou.engine import Index, open_index
from sou.upkeep import index_paths

PHRASES = 30
SMALLEST, LARGEST = 4, 12
"""Code points of a phrase."""
UNREADABLE = "issue2884_reduced.pdf"
"""Its font names wrong characters: no reader gives what is seen, and each another text."""

pytestmark = [
    needs_corpus,
    pytest.mark.corpus,
    pytest.mark.slow,
    pytest.mark.skipif(shutil.which("pdftotext") is None, reason="pdftotext is not installed"),
]

Pages = Mapping[Path, list[str]]


@dataclass(frozen=True)
class Phrase:
    """A phrase that stands on one page of one file and nowhere else."""

    text: str
    path: Path
    page: int


@pytest.fixture(scope="module")
def pages() -> Pages:
    """Return what pdftotext reads on each page of each file."""
    read: dict[Path, list[str]] = {}
    for path in sorted(DEV.rglob("*.pdf")):
        if path.name == UNREADABLE:
            continue
        command = ["pdftotext", "-enc", "UTF-8", str(path), "-"]
        said = subprocess.run(command, capture_output=True, check=True).stdout
        read[path] = said.decode("utf-8", "replace").split("\f")[:-1]
    return read


@pytest.fixture(scope="module")
def index(pages: Pages, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    location = tmp_path_factory.mktemp("pdf") / "index"
    report = index_paths([*pages], location)
    assert report.documents == len(pages)
    with open_index(location) as opened:
        yield opened


def phrases(pages: Pages, count: int, seed: int) -> Iterator[Phrase]:
    """Yield random phrases of each file in turn, without blanks and once in all files."""
    dice = random.Random(seed)  # noqa: S311 - a test's dice
    places: defaultdict[str, set[tuple[Path, int]]] = defaultdict(set)
    drawn: list[Phrase] = []
    for path, texts in pages.items():
        runs = [(page, run) for page, text in enumerate(texts, 1) for run in text.split()]
        runs = [(page, run) for page, run in runs if len(run) >= SMALLEST]
        for _ in range(8 * count if runs else 0):
            page, run = dice.choice(runs)
            start = dice.randrange(len(run) - SMALLEST + 1)
            text = run[start : start + dice.randint(SMALLEST, LARGEST)]
            if re.search(r"[^\W\d_]{2}", text) and text.isprintable():
                drawn.append(Phrase(text, path, page))
    wanted = {normal(phrase.text) for phrase in drawn}
    for path, texts in pages.items():
        for page, text in enumerate(map(normal, texts), 1):
            for text_of_one in wanted:
                if text_of_one in text:
                    places[text_of_one].add((path, page))
    alone = [phrase for phrase in drawn if len(places[normal(phrase.text)]) == 1]
    dice.shuffle(alone)
    taken: Counter[Path] = Counter()
    yield from sorted(alone, key=lambda phrase: _turn(taken, phrase.path))[:count]


def _turn(taken: Counter[Path], path: Path) -> int:
    taken[path] += 1
    return taken[path]


def test_phrases_of_another_reader_are_found_on_their_page(index: Index, pages: Pages) -> None:
    wrong = []
    files = set()
    for phrase in phrases(pages, PHRASES, seed=20261127):
        files.add(phrase.path)
        hits = index.search(quoted(phrase.text)).hits
        found = {(hit.document.path, hit.anchor.number) for hit in hits if hit.anchor}
        if (str(phrase.path), phrase.page) not in found:
            wrong.append((phrase, found))

    assert wrong == []
    assert len(files) > 15
