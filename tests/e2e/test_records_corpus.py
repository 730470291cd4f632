"""Phrases of real tables, records, mail, code and archives are found, at their place.

Phrases and places come from the standard library's own readers and from the bytes of the
files; nothing of them is shared with the readers of the index.
"""

from __future__ import annotations

import base64
import csv
import gzip
import io
import json
import mailbox
import quopri
import random
import re
import tarfile
import zipfile
from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from itertools import accumulate
from pathlib import Path
from typing import NamedTuple

import pytest

from corpus import DEV, needs_corpus
from sou.engine import Index, open_index
from sou.model import Place, SearchRequest
from sou.upkeep import index_paths

pytestmark = [pytest.mark.corpus, needs_corpus]

PHRASES = 30
SEED = 5
_HAN = re.compile("[\u4e00-\u9fff]")
CMRC = DEV / "jsonl/cmrc/squad-style-data/cmrc2018_dev.json"


class Passage(NamedTuple):
    """A text of a file that stands in it once, as far as the oracle sees, and where."""

    text: str
    file: str
    """Name in the folder that is indexed."""
    part: str
    where: Callable[[str], tuple[int, int | None]]
    """Line and column of a phrase of the text; no column where only the line is certain."""
    row: int = 0
    """Row of a table, 0 for none."""


def in_text(source: str) -> Callable[[str], tuple[int, int | None]]:
    """Return what finds a phrase in a file as it is written."""

    def where(phrase: str) -> tuple[int, int | None]:
        start = source.index(phrase)
        return source.count("\n", 0, start) + 1, start - source.rfind("\n", 0, start)

    return where


def in_json(source: str) -> Callable[[str], tuple[int, int | None]]:
    """Return what finds a phrase in JSON without a character above ASCII."""
    return lambda phrase: in_text(source)(json.dumps(phrase)[1:-1])


def contexts() -> Iterator[tuple[str, str]]:
    """Yield name and text of articles."""
    for article in json.loads(CMRC.read_text("utf-8"))["data"]:
        for paragraph in article["paragraphs"]:
            yield paragraph["id"], paragraph["context"]


def tables(folder: Path) -> Iterator[Passage]:
    for path in (DEV / "tables").rglob("*.csv"):
        (folder / path.name).write_bytes(path.read_bytes())
    with (folder / "文.csv").open("w", encoding="gb18030", newline="", errors="ignore") as file:
        writer = csv.writer(file)
        writer.writerow(("編號", "文", "長"))
        for name, text in contexts():
            writer.writerow((name, text.replace("。", "。\n"), len(text)))
    for path in sorted(folder.glob("*.csv")):
        codec = "gb18030" if path.name == "文.csv" else "utf-8"
        source = path.read_bytes().decode(codec)
        for row, cells in enumerate(csv.reader(io.StringIO(source, newline="")), 1):
            for cell in cells:
                yield Passage(cell, path.name, "", in_text(source), row)


def values(data: object) -> Iterator[str]:
    if isinstance(data, str):
        yield data
    for inner in (
        data.values() if isinstance(data, dict) else data if isinstance(data, list) else ()
    ):
        yield from values(inner)


def whole_json(folder: Path) -> Iterator[Passage]:
    laws = sorted((DEV / "law-zh-tw").rglob("*.json"))[::20]
    for path in [CMRC, *laws]:
        source = path.read_text("utf-8-sig")
        data = json.loads(source)
        (folder / path.name).write_text(source, "utf-8")
        escaped = json.dumps(data, indent=1)
        (folder / f"e-{path.name}").write_text(escaped, "ascii")
        for text in values(data):
            yield Passage(text, path.name, "", in_text(source))
            yield Passage(text, f"e-{path.name}", "", in_json(escaped))


def json_records(folder: Path) -> Iterator[Passage]:
    lines = [
        json.dumps({"id": name, "context": text}, ensure_ascii=number % 2 == 0)
        for number, (name, text) in enumerate(contexts())
    ]
    (folder / "文.jsonl").write_text("\n".join(lines), "utf-8")
    for number, line in enumerate(lines, 1):
        find = in_json(line) if line.isascii() else in_text(line)
        yield Passage(
            json.loads(line)["context"],
            "文.jsonl",
            str(number),
            lambda phrase, number=number, find=find: (number, find(phrase)[1]),  # type: ignore[misc] # mypy knows no defaults of a lambda
        )


_DECODERS: dict[str, Callable[[bytes], bytes]] = {
    "base64": base64.b64decode,
    "quoted-printable": quopri.decodestring,
}


def plain_body(data: bytes) -> tuple[str, Callable[[str], tuple[int, int | None]]]:
    """Return the first plain text of a mail, and what finds the line of a phrase of it."""
    message = message_from_bytes(data, policy=policy.default)
    part = message.get_body(("plain",))
    assert isinstance(part, EmailMessage)
    body = part.get_payload(decode=True)
    assert isinstance(body, bytes)
    codec = {"gb2312": "gb18030"}.get(part.get_content_charset() or "", "")
    codec = codec or part.get_content_charset() or "utf-8"
    decoder = _DECODERS.get(str(part["Content-Transfer-Encoding"]), bytes)
    written = part.get_payload().encode("ascii", "surrogateescape").splitlines(keepends=True)  # type: ignore[union-attr] # it has no parts
    first = data.decode("latin-1").splitlines().index(written[0].decode("latin-1").rstrip()) + 1
    ends = list(accumulate(len(decoder(line)) for line in written))

    def where(phrase: str) -> tuple[int, int | None]:
        return first + bisect_right(ends, body.index(phrase.encode(codec))), None

    return body.decode(codec), where


def mails() -> list[Path]:
    return sorted(path for path in (DEV / "mail").glob("*.eml"))


def single_mails(folder: Path) -> Iterator[Passage]:
    for path in mails():
        data = path.read_bytes()
        (folder / path.name).write_bytes(data)
        body, where = plain_body(data)
        part = "1" if b"attachment" in data else ""
        yield from (Passage(line, path.name, part, where) for line in body.splitlines())


def mailboxes(folder: Path) -> Iterator[Passage]:
    box = mailbox.mbox(folder / "箱.mbox")
    for path in mails():
        box.add(path.read_bytes())
    box.close()
    written = (folder / "箱.mbox").read_bytes()
    box = mailbox.mbox(folder / "箱.mbox")
    for number, key in enumerate(box.keys(), 1):
        mail = box.get_bytes(key)
        begin = written.index(mail)
        body, where = plain_body(mail)
        shift = written.count(b"\n", 0, begin)
        yield from (
            Passage(
                line,
                "箱.mbox",
                str(number),
                lambda phrase, where=where, shift=shift: (shift + where(phrase)[0], None),  # type: ignore[misc] # as above
            )
            for line in body.splitlines()
        )
    box.close()


def code(folder: Path) -> Iterator[Passage]:
    for number, path in enumerate(sorted((DEV / "legacy/duilib-gbk").rglob("*.txt"))):
        data = path.read_bytes()
        name = f"{number}.cpp"
        (folder / name).write_bytes(data)
        codec = "utf-8-sig" if data.startswith(b"\xef\xbb\xbf") else "gb18030"
        source = data.decode(codec, "replace")
        yield from (Passage(line, name, "", in_text(source)) for line in source.split("\n"))


def compressed(folder: Path) -> Iterator[Passage]:
    for path in sorted((DEV / "man-gz").rglob("*.gz"))[::4]:
        source = gzip.decompress(path.read_bytes()).decode("utf-8")
        name = f"{path.parts[-3]}-{path.name}"
        (folder / name).write_bytes(path.read_bytes())
        yield from (Passage(x, name, name[:-3], in_text(source)) for x in source.split("\n"))


def notes() -> list[Path]:
    return sorted((DEV / "blog-zh-cn").rglob("*.md"))[:40]


def zips(folder: Path) -> Iterator[Passage]:
    with zipfile.ZipFile(folder / "筆記.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for path in notes():
            name = str(path.relative_to(DEV))
            archive.write(path, name)
            source = path.read_text("utf-8")
            yield from (Passage(x, "筆記.zip", name, in_text(source)) for x in source.split("\n"))


def tars(folder: Path) -> Iterator[Passage]:
    with tarfile.open(folder / "筆記.tar.xz", "w:xz", preset=0) as archive:
        for path in notes():
            name = str(path.relative_to(DEV))
            archive.add(path, name)
            source = path.read_text("utf-8")
            yield from (
                Passage(x, "筆記.tar.xz", name, in_text(source)) for x in source.split("\n")
            )


FORMATS: dict[str, Callable[[Path], Iterator[Passage]]] = {
    "csv": tables,
    "json": whole_json,
    "jsonl": json_records,
    "eml": single_mails,
    "mbox": mailboxes,
    "code": code,
    "gz": compressed,
    "zip": zips,
    "tar": tars,
}


@dataclass(frozen=True)
class Samples:
    """An index of a folder, and phrases that stand once in the document they are of."""

    index: Index
    folder: Path
    phrases: dict[str, list[tuple[str, Passage]]]


@pytest.fixture(scope="module")
def samples(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Samples]:
    dice = random.Random(SEED)  # noqa: S311  # a test's dice
    folder = tmp_path_factory.mktemp("files")
    phrases = {}
    for name, make in FORMATS.items():
        (folder / name).mkdir()
        passages = list(make(folder / name))
        phrases[name] = _phrases(passages, dice)
    location = tmp_path_factory.mktemp("index")
    report = index_paths([folder], location, config=folder)
    assert not [one for one in report.skipped if one.is_error]
    with open_index(location, config=folder) as index:
        yield Samples(index, folder, phrases)


def _phrases(passages: list[Passage], dice: random.Random) -> list[tuple[str, Passage]]:
    wholes: dict[tuple[str, str], list[str]] = {}
    for passage in passages:
        wholes.setdefault((passage.file, passage.part), []).append(passage.text)
    joined = {key: "\n".join(texts) for key, texts in wholes.items()}
    dice.shuffle(passages)
    found: list[tuple[str, Passage]] = []
    for passage in passages:
        length = dice.randint(5, 16)
        start = dice.randrange(max(len(passage.text) - length, 0) + 1)
        phrase = passage.text[start : start + length].strip()
        is_plain = not re.search(r'["“”„＂\s\\*?]', phrase)
        whole = joined[passage.file, passage.part]
        if is_plain and len(_HAN.findall(phrase)) >= 4 and whole.count(phrase) == 1:
            found.append((phrase, passage))
        if len(found) == PHRASES:
            break
    return found


@pytest.mark.parametrize("name", FORMATS)
def test_random_phrases_are_found_at_their_place(samples: Samples, name: str) -> None:
    wrong: list[object] = []
    for phrase, passage in samples.phrases[name]:
        request = SearchRequest(f'"{phrase}"', limit=200, regional=False)
        path = str(samples.folder / name / passage.file)
        hits = [
            hit
            for hit in samples.index.search(request).hits
            if (hit.document.path, hit.document.part) == (path, passage.part)
        ]
        if not hits:
            wrong.append((phrase, passage.file, passage.part, "not found"))
            continue
        (hit,) = hits
        line, column = passage.where(phrase)
        places = [hit.place, *_places(samples.index, hit.document.id, request)]
        if not any(place.line == line and column in {None, place.column} for place in places):
            wrong.append((phrase, passage.file, passage.part, (line, column), places))
        row = hit.anchor.number if hit.anchor and hit.anchor.kind == "row" else hit.place.line
        if passage.row and hit.occurrences == 1 and row != passage.row:
            wrong.append((phrase, passage.file, passage.row, row))

    assert wrong == []
    assert len(samples.phrases[name]) == PHRASES


def _places(index: Index, document: str, request: SearchRequest) -> list[Place]:
    stored = index.document(document)
    return [stored.source_map.place(span.start) for span in index.matches(document, request)]


def test_pieces_of_the_files_are_found_where_they_stand(samples: Samples) -> None:
    assert samples.index.check_recall(samples=300, seed=SEED).missed == ()
