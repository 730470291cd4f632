"""Encodings in an index: named by the user, remembered, and the same when built bit by bit."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

import sou
from sou.reports import IndexReport

TEXTS = ("縣市政府公告第三號", "地方稅法通則", "土地登記規則", "本法自公布日施行")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "文"
    (folder / "舊").mkdir(parents=True)
    for number, text in enumerate(TEXTS):
        (folder / "舊" / f"{number}.txt").write_bytes(text.encode("cp950"))
    (folder / "新.txt").write_text("條", encoding="utf-8")
    monkeypatch.chdir(folder)
    return folder


def index(folder: Path, *encodings: str, paths: tuple[str, ...] = (".",)) -> IndexReport:
    return sou.index_paths(paths, folder.parent / "ix", encodings=encodings)


def texts(folder: Path, name: str = "ix") -> dict[str, tuple[str, str]]:
    """Return text and encoding of every document, by path."""
    with sou.open_index(folder.parent / name) as opened:
        hits = opened.search(sou.SearchRequest("*", limit=1000)).hits
        return {
            os.path.relpath(hit.document.path, folder): (
                opened.document(hit.document.id).text(),
                hit.document.encoding,
            )
            for hit in hits
        }


def test_an_encoding_named_is_obeyed_and_remembered(folder: Path) -> None:
    path = folder / "舊" / "x.txt"
    path.write_bytes("兵".encode("gbk"))
    index(folder, "舊/x.txt=gbk")
    assert texts(folder)["舊/x.txt"] == ("兵", "gb18030")

    path.write_bytes("兵 兵".encode("gbk"))
    report = sou.index_paths([], folder.parent / "ix")

    assert report.updated == 1
    assert texts(folder)["舊/x.txt"] == ("兵 兵", "gb18030")
    assert texts(folder)["舊/0.txt"] == (TEXTS[0], "cp950")


def test_a_change_of_rules_reads_again_what_it_is_about_and_nothing_else(folder: Path) -> None:
    index(folder)
    assert texts(folder)["舊/0.txt"] == (TEXTS[0], "cp950")

    wrong = index(folder, "舊/0.txt=latin-1")
    assert (wrong.updated, wrong.unchanged) == (1, 4)
    assert texts(folder)["舊/0.txt"][1] == "iso8859-1"

    again = index(folder, "舊/0.txt=latin-1")
    assert (again.updated, again.unchanged) == (0, 5)

    undone = index(folder, "auto")
    assert (undone.updated, undone.unchanged) == (1, 4)
    assert texts(folder)["舊/0.txt"] == (TEXTS[0], "cp950")


def test_one_encoding_for_all_the_paths_given(folder: Path) -> None:
    index(folder)
    report = index(folder, "big5", paths=("舊",))

    assert report.updated == 4
    assert texts(folder)["新.txt"] == ("條", "utf-8")


def test_a_byte_order_mark_and_utf8_that_a_page_declares_come_first(folder: Path) -> None:
    (folder / "b.txt").write_text("標記", encoding="utf-8-sig")
    page = '<meta charset="utf-8"><p>網頁</p>'
    (folder / "p.html").write_text(page, encoding="utf-8")
    index(folder, "gb18030")

    assert texts(folder)["b.txt"] == ("標記", "utf-8-sig")
    assert texts(folder)["p.html"][0].strip() == "網頁"


def test_what_does_not_fit_the_encoding_named_is_said(folder: Path) -> None:
    (folder / "x.txt").write_bytes(b"abc\xff\xff\xff")
    report = index(folder, "x.txt=utf-8")

    assert [doubt for _, doubt in report.doubtful] == ["3 bytes could not be decoded"]


def test_no_such_encoding_is_an_error_before_anything_is_done(folder: Path) -> None:
    with pytest.raises(sou.ConfigError, match="did you mean big5"):
        index(folder, "bgi5")

    assert not (folder.parent / "ix" / "manifest.json").exists()


def test_built_bit_by_bit_an_index_says_what_a_fresh_one_says(folder: Path) -> None:
    """A file that leans on its neighbours is read again when they are others."""
    (folder / "舊" / "x.txt").write_bytes("條".encode("cp950"))
    index(folder)
    assert texts(folder)["舊/x.txt"][0] == "條"

    for number, text in enumerate(("县市政府公告第三号", "地方税法通则", "请看下一页", "说明")):
        (folder / "舊" / f"{number}.txt").write_bytes(text.encode("gb18030"))
    index(folder)
    sou.index_paths([folder], folder.parent / "fresh")

    assert texts(folder)["舊/x.txt"] == ("兵", "gb18030")
    assert texts(folder) == texts(folder, "fresh")


def test_workers_and_one_process_say_the_same(folder: Path) -> None:
    for number in range(60):
        text = TEXTS[number % 4][number % 5 : number % 5 + 1 + number % 2]
        (folder / "舊" / f"短{number}.txt").write_bytes(text.encode("cp950"))
    sou.index_paths([folder], folder.parent / "ix", workers=1)
    sou.index_paths([folder], folder.parent / "fresh", workers=3)

    assert texts(folder) == texts(folder, "fresh")
    assert {encoding for _, encoding in texts(folder).values()} == {"cp950", "utf-8"}


def test_doubtful_files_are_named(tmp_path: Path) -> None:
    path = tmp_path / "x.txt"
    path.write_bytes("Là où l'été fut chaud".encode("latin-1"))
    report = sou.index_paths([path], tmp_path / "ix")

    assert report.doubtful == ((str(path), "encoding uncertain, read as cp1252"),)
