"""A recall check finds all there is to find, and whatever is lost on the way."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import sou
from sou.checks import recall
from sou.documents import read_all
from sou.highlight.lookup import looked_up_starts
from sou.model import Place, Span
from sou.reports import RecallReport
from sou.searching.collect import search_snapshot
from sou.searching.document_set import DocumentSet
from sou.searching.literal import LiteralFinder
from sou.sources import Document

ALPHABET = "晶片智慧人工a b\n\n7GP，。「」 臺台里裡　é-_x𠮷\r\t\u200b哈哈"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "文件"
    folder.mkdir()
    return folder


def _write(path: Path, text: str) -> None:
    path.write_bytes(text.encode())


def _check(root: Path, samples: int = 100, seed: int = 1) -> RecallReport:
    sou.index_paths([root], root.parent / "index")
    with sou.open_index(root.parent / "index") as index:
        return index.check_recall(samples=samples, seed=seed)


@pytest.mark.parametrize("seed", range(3))
def test_every_piece_of_any_text_is_found(root: Path, seed: int) -> None:
    dice = random.Random(seed)  # noqa: S311  # a test's dice
    for number in range(30):
        length = dice.choice([0, 1, 40, 700])
        _write(root / f"{number}.txt", "".join(dice.choices(ALPHABET, k=length)))
    _write(root / "page.html", "<h1>標題</h1><p>晶片 AI<br>產業&amp;<b>政</b>策</p>")

    report = _check(root, samples=600, seed=seed)

    assert report.missed == ()
    assert (report.samples, report.found, report.stored_documents) == (600, 600, 0)
    assert report.documents > 15


def test_pieces_come_from_anywhere_and_have_every_length() -> None:
    text = "晶片，AI 7奈米\n\n產業  鏈。\n" * 20
    dice = random.Random(5)  # noqa: S311  # a test's dice

    pieces = list(recall._pieces(text, 2000, dice))

    assert {len(piece.text) for piece in pieces} == set(range(1, 13))
    assert set("".join(piece.text for piece in pieces)) == set(text)
    assert any("\n\n" in piece.text.strip() for piece in pieces)
    assert all(text.startswith(piece.text.lstrip(), piece.start) for piece in pieces)
    assert min(piece.start for piece in pieces) < 20
    assert max(piece.start for piece in pieces) > len(text) - 20


def test_blank_pieces_are_drawn_again() -> None:
    dice = random.Random(5)  # noqa: S311  # a test's dice

    assert len(list(recall._pieces(" \n\u200b　" * 10 + "晶", 20, dice))) == 20
    assert list(recall._pieces(" \n\u200b　" * 10, 20, dice)) == []
    assert list(recall._pieces("", 20, dice)) == []


def test_an_index_without_text_gives_no_samples(root: Path) -> None:
    _write(root / "空.txt", "")
    _write(root / "白.txt", " \n\n")

    report = _check(root)

    assert (report.samples, report.missed, report.documents) == (0, (), 0)


def test_the_same_seed_takes_the_same_pieces(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(5):
        _write(root / f"{number}.txt", f"第{number}號文件，關於晶片的產業" * 20)
    taken: list[tuple[Any, ...]] = []
    monkeypatch.setattr(
        recall, "_miss", lambda _s, d, sample, **_: taken.append((d.info.id, sample))
    )

    reports = [_check(root, samples=50, seed=seed) for seed in (7, 7, 8)]

    assert taken[:50] == taken[50:100] != taken[100:]
    assert [report.seed for report in reports] == [7, 7, 8]


def test_a_document_is_read_once_for_several_pieces(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(40):
        _write(root / f"{number}.txt", f"第{number}號文件")
    read: Counter[str] = Counter()

    def counted(source: Any, options: Any) -> tuple[Document, ...]:
        read[source.path] += 1
        return read_all(source, options)

    monkeypatch.setattr(recall, "read_all", counted)

    report = _check(root, samples=80)

    assert report.documents == len(read) == 80 // recall.SAMPLES_A_DOCUMENT
    assert set(read.values()) == {1}


def test_few_documents_give_more_pieces_each(root: Path) -> None:
    _write(root / "甲.txt", "寒武紀")

    report = _check(root, samples=500)

    assert (report.samples, report.documents, report.missed) == (500, 1, ())


def test_changed_and_missing_sources_are_taken_from_the_index(root: Path) -> None:
    for name in ("甲", "乙", "丙", "丁"):
        _write(root / f"{name}.txt", f"{name}寒武紀的晶片")
    sou.index_paths([root], root.parent / "index")
    _write(root / "甲.txt", "同樣長的別的字")
    _write(root / "丁.txt", "長得多的別的內容，放不進原來的大小")
    (root / "乙.txt").unlink()

    with sou.open_index(root.parent / "index") as index:
        report = index.check_recall(samples=200, seed=1)

    assert (report.documents, report.stored_documents, report.missed) == (4, 3, ())


def test_text_that_reading_lost_is_missed_where_it_stands(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The index holds the first line only; the source has another."""
    _write(root / "甲.txt", "寒武紀\n壁仞")

    def lossy(source: Any, options: Any) -> tuple[Document, ...]:
        return tuple(replace(one, text=one.text[:3]) for one in read_all(source, options))

    with monkeypatch.context() as patched:
        patched.setattr("sou.indexing.job.read_all", lossy)
        sou.index_paths([root], root.parent / "index")
    report = _check(root, samples=200)

    assert 0 < len(report.missed) < 200
    assert {one.path for one in report.missed} == {str(root / "甲.txt")}
    assert {one.reason for one in report.missed} == {"not found in the document"}
    assert all("壁" in one.text or "仞" in one.text for one in report.missed)
    assert Place(2, 1) in {one.place for one in report.missed}


def test_a_piece_found_elsewhere_in_its_document_is_missed(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _write(root / "甲.txt", "哈哈哈哈哈哈")

    def without_the_second(*arguments: Any) -> Any:
        starts = looked_up_starts(*arguments)
        return starts[starts != 1]

    assert _check(root).missed == ()
    monkeypatch.setattr(recall, "looked_up_starts", without_the_second)
    report = _check(root)

    assert report.missed
    assert {one.place for one in report.missed} == {Place(1, 2)}
    assert {one.reason for one in report.missed} == {"found in the document, but not at this place"}


def test_one_piece_in_ten_is_searched_for_in_the_whole_index(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _write(root / "甲.txt", "寒武紀的晶片")

    def finds_nothing(*arguments: Any, **options: Any) -> Any:
        return replace(search_snapshot(*arguments, **options), documents=())

    monkeypatch.setattr(recall, "search_snapshot", finds_nothing)

    report = _check(root, samples=100)

    assert len(report.missed) == 10
    assert {one.reason for one in report.missed} == {"not among the hits of a search"}


def test_a_document_outside_the_matches_is_missed(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _write(root / "甲.txt", "寒武紀")
    monkeypatch.setattr(
        LiteralFinder,
        "documents",
        lambda finder, _: DocumentSet.none(finder.segment.document_count),
    )

    report = _check(root, samples=10)

    assert len(report.missed) == 10
    assert report.found == 0
    assert {one.reason for one in report.missed} == {"not found in the document"}


def test_a_piece_that_is_found_and_not_marked_is_missed(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Marks of short documents come from their text, not from the index."""
    _write(root / "甲.txt", "寒武紀")
    monkeypatch.setattr(recall, "matched_spans", lambda *_: (Span(0, 1),))

    report = _check(root, samples=50)

    assert {one.place for one in report.missed} == {Place(1, 2), Place(1, 3)}
    assert {one.reason for one in report.missed} == {"found at this place, but not marked"}


def test_deleted_documents_are_not_asked_for(root: Path) -> None:
    for name in ("甲", "乙", "丙", "丁"):
        _write(root / f"{name}.txt", f"{name}寒武紀的晶片")
    sou.index_paths([root], root.parent / "index")
    (root / "甲.txt").unlink()

    report = _check(root)

    assert (report.documents, report.missed) == (3, ())
