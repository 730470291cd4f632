"""Phrases of real Office files and books are found, at their place.

The phrases and their places are taken from the files by regular expressions and
Python's own HTML parser, which share nothing with the readers.
"""

from __future__ import annotations

import posixpath
import random
import re
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from typing import NamedTuple

import pytest

from corpus import DEV, needs_corpus
from sou.documents import read_all
from sou.engine import Index, open_index
from sou.model import SearchRequest
from sou.sources import Source
from sou.upkeep import index_paths

pytestmark = [pytest.mark.corpus, needs_corpus]

PHRASES = 30
SEED = 5
_HAN = re.compile("[\u4e00-\u9fff]")


class Passage(NamedTuple):
    """A paragraph or cell of a file, and where it is."""

    text: str
    kind: str
    """Of its place; empty where only the finding is checked."""
    place: str
    """Label or number of its place."""


class Phrase(NamedTuple):
    text: str
    path: Path
    kind: str
    place: str


def parts(path: Path) -> dict[str, str]:
    with zipfile.ZipFile(path) as file:
        names = [name for name in file.namelist() if re.search(r"\.(?:\w*ml|rels|opf)$", name)]
        return {name: file.read(name).decode("utf-8") for name in names}


def texts(xml: str, tag: str) -> str:
    return unescape("".join(re.findall(rf"<{tag}(?: [^>]*)?>([^<]*)</{tag}>", xml)))


def targets(rels: str) -> dict[str, str]:
    found = {}
    for relation in re.findall(r"<Relationship [^>]*>", rels):
        id_, target = (
            re.search(r' Id="([^"]*)"', relation),
            re.search(r' Target="([^"]*)"', relation),
        )
        assert id_
        assert target
        found[id_[1]] = target[1]
    return found


def of_docx(path: Path) -> Iterator[Passage]:
    body = re.sub(r"<w:del .*?</w:del>", "", parts(path)["word/document.xml"], flags=re.DOTALL)
    heading = ""
    for paragraph in re.findall(r"<w:p[ >](?:(?!<w:p[ >]).)*?</w:p>", body, re.DOTALL):
        style = re.search(r'<w:pStyle w:val="(?:Heading\d|Title)"', paragraph)
        text = texts(paragraph, "[wm]:t")
        if style and text.strip():
            heading = " ".join(text.split())[:200]
        yield Passage(text, "heading" if heading else "", heading)


def of_pptx(path: Path) -> Iterator[Passage]:
    files = parts(path)
    slides = targets(files["ppt/_rels/presentation.xml.rels"])
    listed = re.findall(r'<p:sldId [^>]*r:id="([^"]*)"', files["ppt/presentation.xml"])
    for number, id_ in enumerate(listed, 1):
        slide = files[posixpath.normpath(posixpath.join("ppt", slides[id_]))]
        for paragraph in re.findall(r"<a:p>.*?</a:p>", slide, re.DOTALL):
            yield Passage(texts(paragraph, "[am]:t"), "slide", str(number))


def of_xlsx(path: Path) -> Iterator[Passage]:
    files = parts(path)
    strings = [
        texts(item, "t")
        for item in re.findall(r"<si>.*?</si>", files.get("xl/sharedStrings.xml", ""), re.DOTALL)
    ]
    sheets = targets(files["xl/_rels/workbook.xml.rels"])
    listed = re.findall(r'<sheet [^>]*name="([^"]*)"[^>]*r:id="([^"]*)"', files["xl/workbook.xml"])
    for name, id_ in listed:
        sheet = files[posixpath.normpath(posixpath.join("xl", sheets[id_]))]
        for number, row in re.findall(r'<row [^>]*?r="(\d+)"[^>]*>(.*?)</row>', sheet, re.DOTALL):
            for string in re.findall(r'<c [^>]*t="s"[^>]*><v>(\d+)</v>', row):
                yield Passage(strings[int(string)], "row", f"{unescape(name)}!{number}")


class _Paragraphs(HTMLParser):
    """Paragraphs of a chapter, each with the heading above it."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, str]] = []
        self._heading = ""
        self._tag = ""
        self._parts: list[str] = []

    def handle_starttag(self, tag: str, attrs: object) -> None:
        if tag in {"p", "h1", "h2", "h3", "h4", "h5", "h6"}:
            self._tag, self._parts = tag, []

    def handle_endtag(self, tag: str) -> None:
        if tag == self._tag:
            text = " ".join("".join(self._parts).split())
            self._tag = ""
            if tag == "p":
                self.found.append((text, self._heading))
            elif text:
                self._heading = text[:200]

    def handle_data(self, data: str) -> None:
        if self._tag:
            self._parts.append(data)


def of_epub(path: Path) -> Iterator[Passage]:
    files = parts(path)
    (opf,) = (name for name in files if name.endswith(".opf"))
    items = dict(re.findall(r'<item id="([^"]*)" href="([^"]*)"', files[opf]))
    for id_ in re.findall(r'<itemref idref="([^"]*)"', files[opf]):
        chapter = _Paragraphs()
        chapter.feed(files[posixpath.join(posixpath.dirname(opf), items[id_])])
        for text, heading in chapter.found:
            yield Passage(text, "heading" if heading else "", heading)


FORMATS: dict[str, Callable[[Path], Iterator[Passage]]] = {
    "docx": of_docx,
    "pptx": of_pptx,
    "xlsx": of_xlsx,
    "epub": of_epub,
}


def random_phrases(suffix: str) -> list[Phrase]:
    """Return phrases that stand once in their file, as far as the oracle sees."""
    dice = random.Random(SEED)  # noqa: S311  # a test's dice
    candidates: list[Phrase] = []
    for path in sorted(DEV.rglob(f"*.{suffix}")):
        passages = list(FORMATS[suffix](path))
        whole = "\n".join(passage.text for passage in passages)
        for passage in passages:
            length = dice.randint(8, 16)
            start = dice.randrange(max(len(passage.text) - length, 1))
            phrase = passage.text[start : start + length].strip()
            is_plain = not re.search(r'["“”„＂\s]', phrase)
            if is_plain and len(_HAN.findall(phrase)) >= 4 and whole.count(phrase) == 1:
                candidates.append(Phrase(phrase, path, passage.kind, passage.place))
    return dice.sample(candidates, min(PHRASES, len(candidates)))


def squeezed(text: str) -> str:
    return "".join(text.split())


@pytest.mark.parametrize("suffix", FORMATS)
def test_nothing_is_lost(suffix: str) -> None:
    for path in DEV.rglob(f"*.{suffix}"):
        (document,) = read_all(Source(str(path), 0, 0))
        text = squeezed(document.text)
        lost = [passage for passage in FORMATS[suffix](path) if squeezed(passage.text) not in text]

        assert lost == []


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    location = tmp_path_factory.mktemp("index")
    files = [path for suffix in FORMATS for path in DEV.rglob(f"*.{suffix}")]
    report = index_paths(files, location)
    assert not report.skipped
    with open_index(location) as opened:
        yield opened


@pytest.mark.parametrize("suffix", FORMATS)
def test_random_phrases_are_found_at_their_place(index: Index, suffix: str) -> None:
    counts: Counter[str] = Counter()
    wrong = []
    for phrase in random_phrases(suffix):
        page = index.search(SearchRequest(f'"{phrase.text}"', limit=100, regional=False))
        hit = next((hit for hit in page.hits if hit.document.path == str(phrase.path)), None)
        counts["tried"] += 1
        if hit is None:
            wrong.append((phrase, "not found"))
            continue
        counts["found"] += 1
        # A hit names its heading by itself where it has another place as well.
        heading = getattr(hit, "heading", None) or hit.anchor
        anchor = heading if phrase.kind == "heading" else hit.anchor
        if phrase.kind:
            counts["with a place"] += 1
            here = anchor and (str(anchor.number) if phrase.kind == "slide" else anchor.label)
            if here != phrase.place:
                wrong.append((phrase, f"at {anchor}"))
    print(f"{suffix}: {dict(counts)}, wrong: {len(wrong)}")  # noqa: T201  # shown with -s

    assert wrong == []
    assert counts["tried"] >= PHRASES
    assert counts["with a place"] > counts["tried"] / 2
