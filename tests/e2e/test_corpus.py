"""The main job on real files: all indexed or named, every substring found where it is."""

from __future__ import annotations

import random
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from corpus import DEV, CorpusFile, corpus_files, needs_corpus
from oracle import normal, quoted
from sou.analysis.fingerprint import fingerprint
from sou.documents import WalkOptions
from sou.query.parser import parse
from sou.reports import IndexReport
from sou.searching.collect import search_snapshot
from sou.searching.snapshot import open_snapshot
from sou.upkeep import index_paths

SAMPLES = 200
EVERY_FILE = WalkOptions(include_hidden=True)
HTML = frozenset((".html", ".htm", ".xhtml"))
SUBTITLES = frozenset((".srt", ".vtt", ".ass", ".ssa"))
RECORDS = frozenset((".json", ".jsonl", ".eml", ".mbox"))
"""What is read of them is not their source; test_records_corpus looks for that."""


@pytest.fixture(scope="module")
def corpus_index(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, IndexReport]:
    location = tmp_path_factory.mktemp("corpus") / "index"
    return location, index_paths([DEV], location, options=EVERY_FILE)


@needs_corpus
@pytest.mark.corpus
@pytest.mark.slow
def test_every_file_is_indexed_or_named(corpus_index: tuple[Path, IndexReport]) -> None:
    location, report = corpus_index
    segments = [view.segment for view in open_snapshot(location, fingerprint()).views]
    indexed = {
        segment.info(number).path
        for segment in segments
        for number in range(segment.document_count)
    }

    named = {skip.path for skip in report.skipped}
    assert indexed | named == {str(path) for path in DEV.rglob("*") if path.is_file()}
    assert not indexed & named
    assert [skip for skip in report.skipped if skip.is_error] == []
    assert (len(indexed), report.added) == (report.files, report.files)


@needs_corpus
@pytest.mark.corpus
@pytest.mark.slow
def test_a_second_run_finds_nothing_to_do(corpus_index: tuple[Path, IndexReport]) -> None:
    location, first = corpus_index

    second = index_paths([DEV], location, options=EVERY_FILE)

    assert (second.added, second.updated, second.removed) == (0, 0, 0)
    assert second.unchanged == first.files
    assert second.generation == first.generation


@needs_corpus
@pytest.mark.corpus
@pytest.mark.slow
def test_random_substrings_are_found_in_exactly_the_files_that_hold_them(
    corpus_index: tuple[Path, IndexReport],
) -> None:
    """Against the decoded files; formats with markup against an extraction of our own here."""
    location, report = corpus_index
    named = {skip.path for skip in report.skipped}
    plain, marked = _texts([file for file in corpus_files() if str(file.path) not in named])
    dice = random.Random(20261123)  # noqa: S311  # a test's dice
    texts = [*plain.values(), *marked.values()]
    joined = {path: normal(text) for path, text in {**plain, **marked}.items()}
    wrong = []
    snapshot = open_snapshot(location, fingerprint())  # hits alone: snippets would take minutes
    for piece in _pieces(dice, texts, SAMPLES):
        page = search_snapshot(snapshot, parse(quoted(piece)).tree, limit=len(joined) + 1000)
        found = {hit.evaluator.view.segment.info(hit.document).path for hit in page.documents}
        wanted = normal(piece)
        holders = {path for path, text in joined.items() if wanted in text}
        extra = {path for path in found - holders if path in plain}
        if holders - found or extra:
            wrong.append((piece, sorted(holders - found)[:3], sorted(extra)[:3]))

    assert wrong == []


def _texts(files: list[CorpusFile]) -> tuple[dict[str, str], dict[str, str]]:
    """Return plain texts, and what an independent reader takes out of marked-up ones."""
    plain: dict[str, str] = {}
    marked: dict[str, str] = {}
    for file in files:
        text = file.text()
        suffix = file.path.suffix.lower()
        folder = file.path.relative_to(DEV).parts[0]
        if text is None or suffix in RECORDS or folder == "mail":
            continue
        if suffix in HTML:
            marked[str(file.path)] = "\n\n".join(_html_paragraphs(text))
        elif suffix in SUBTITLES:
            marked[str(file.path)] = "\n\n".join(_spoken_lines(text))
        else:
            plain[str(file.path)] = text
    return plain, marked


def _pieces(dice: random.Random, texts: list[str], count: int) -> list[str]:
    """Return random substrings of 2 to 6 characters with a letter, digit or Han in them."""
    pieces: list[str] = []
    while len(pieces) < count:
        text = dice.choice(texts)
        start = dice.randrange(max(len(text) - 6, 1))
        piece = text[start : start + dice.randint(2, 6)]
        if not re.search(r"[\r\n\0]", piece) and re.search(r"[^\W_]", piece):
            pieces.append(piece)
    return pieces


class _PlainText(HTMLParser):
    """Keeps text that has no tag inside: what any reader of the page must agree on."""

    def __init__(self) -> None:
        super().__init__()
        self.paragraphs: list[str] = []
        self._unseen = 0

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self._unseen += tag in {"script", "style", "template", "noscript", "rt", "rp", "title"}

    def handle_endtag(self, tag: str) -> None:
        if tag in {"script", "style", "template", "noscript", "rt", "rp", "title"}:
            self._unseen = max(self._unseen - 1, 0)

    def handle_data(self, data: str) -> None:
        if not self._unseen and data.strip():
            self.paragraphs.append(re.sub(r"\s+", " ", data.strip()))


def _html_paragraphs(source: str) -> list[str]:
    parser = _PlainText()
    parser.feed(source)
    return parser.paragraphs


def _spoken_lines(source: str) -> list[str]:
    """Return the lines of dialogue that carry no styling."""
    if "[Events]" in source:
        lines = re.findall(r"^Dialogue:(?:[^,\n]*,){9}([^{}\\\n]+)$", source, re.MULTILINE)
    else:
        lines = re.findall(
            r"-->.*\n([^<>{}\n]+)\n\r?\n", source.replace("\r\n", "\n"), re.MULTILINE
        )
    return [line.strip() for line in lines]
