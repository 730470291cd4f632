"""A verification finds every lie an index may tell, and goes on after each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

import sou
from index_files import flip, index_in_segments, meaningful_bytes, segments
from sou.engine import verify_index
from sou.model import Anchor, SourceMap
from sou.reports import Problem
from sou.store.manifest import MANIFEST_NAME, SegmentEntry, read_manifest, write_manifest
from sou.store.segment import Segment
from sou.text.searchable import OffsetMap

TEXTS = {"甲.txt": "寒武紀 AI 晶片", "乙.md": "# 標題\n\n華為\n## 小標\n中 芯", "空.txt": ""}


@pytest.fixture
def location(tmp_path: Path) -> Path:
    """An index of one segment."""
    root = tmp_path / "文件"
    root.mkdir()
    for name, text in TEXTS.items():
        (root / name).write_text(text, encoding="utf-8")
    sou.index_paths([root], tmp_path / "index")
    return tmp_path / "index"


def _reasons(location: Path) -> list[str]:
    return [problem.reason for problem in verify_index(location).problems]


def _segment(location: Path) -> Path:
    (path,) = segments(location)
    return path


def test_a_whole_index_has_no_problems_and_its_usual_status(location: Path) -> None:
    report = verify_index(location)

    assert report.problems == ()
    with sou.open_index(location) as index:
        assert report.status == index.status()
        assert index.verify().problems == ()


def test_every_damaged_file_is_named(tmp_path: Path) -> None:
    root, location = tmp_path / "文件", tmp_path / "index"
    root.mkdir()
    texts = {f"{number}.txt": "寒武紀的晶片" * 10**number for number in (4, 3, 2, 1)}
    index_in_segments(root, location, texts, [1, 1, 1, 1])
    first, second, third, fourth = segments(location)
    first.write_bytes(first.read_bytes()[:-1])
    second.unlink()
    flip(fourth, meaningful_bytes(fourth)[500])
    (location / "skipped.json").write_text("[[", encoding="ascii")

    report = verify_index(location)

    problems = report.problems
    assert [problem.path for problem in problems if problem.path == str(third)] == []
    assert problems[:2] == (Problem(str(first), "damaged"), Problem(str(second), "missing"))
    assert problems[2].path == str(fourth)
    assert problems[2].reason.endswith(" is damaged")
    assert problems[-1].path == str(location / "skipped.json")
    assert report.status.documents >= 1
    assert report.status.segments == 4


def test_a_damaged_manifest_is_named_and_nothing_is_made_up(location: Path) -> None:
    (location / MANIFEST_NAME).write_bytes(b"0")

    report = verify_index(location)

    assert report.problems == (Problem(str(location / MANIFEST_NAME), "damaged"),)
    assert (report.status.documents, report.status.generation, report.status.roots) == (0, 0, ())


def test_no_index_and_another_version_are_no_problems_but_errors(
    location: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(sou.IndexMissingError, match="sou index PATH"):
        verify_index(location / "none")
    monkeypatch.setattr("sou.engine.fingerprint", lambda: "newer")
    with pytest.raises(sou.IndexOutdatedError, match="sou index"):
        verify_index(location)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"documents": 4}, "3 documents, where manifest.json says 4"),
        ({"documents": 9, "deleted": frozenset({8})}, "manifest.json deletes document 8 of 3"),
    ],
)
def test_counts_that_disagree_are_named(
    changes: dict[str, Any], reason: str, location: Path
) -> None:
    manifest = read_manifest(location)
    entries = (replace(manifest.segments[0], **changes),)
    write_manifest(location, replace(manifest, segments=entries))

    assert reason in _reasons(location)


def test_a_document_in_two_segments_is_named(location: Path) -> None:
    path = _segment(location)
    manifest = read_manifest(location)
    (location / "000009-copy.seg").write_bytes(path.read_bytes())
    entries = (*manifest.segments, SegmentEntry("000009-copy.seg", 3))
    write_manifest(location, replace(manifest, segments=entries))

    report = verify_index(location)

    assert (
        Problem(
            str(location / "000009-copy.seg"),
            f"{location.parent / '文件' / '甲.txt'} is in {path.name}, too",
        )
        in report.problems
    )


def test_a_document_that_is_deleted_in_one_segment_may_be_in_another(location: Path) -> None:
    path = location.parent / "文件" / "甲.txt"
    path.write_text("寒武紀改了", encoding="utf-8")
    sou.index_paths([], location)

    assert _reasons(location) == []


def _changed(**changes: Any) -> Callable[[Segment, int], Any]:
    original = Segment.info
    return lambda segment, number: replace(original(segment, number), **changes)


def _raising(error: Exception) -> Callable[..., Any]:
    def method(*_: object) -> Any:
        raise error

    return method


def _map(starts: npt.NDArray[np.uint32], removed: npt.NDArray[np.uint32]) -> SimpleNamespace:
    """Return a stored map of a text, read as a whole."""
    return SimpleNamespace(whole=OffsetMap(starts, removed))


LIES: list[tuple[str, Any, str]] = [
    ("text", lambda *_: "短", "has 1 of "),
    ("text", _raising(ValueError("odd")), "makes no sense (ValueError: odd)"),
    ("info", _raising(KeyError("path")), "makes no sense (KeyError: 'path')"),
    ("info", _changed(path=""), "no path or no title"),
    ("info", _changed(title=None), "no path or no title"),
    ("info", _changed(length_chars=7), "characters of text, where its footer says"),
    ("source_map", lambda *_: SourceMap([0, 999], [1, 2], [1, 1]), "source map that leads out"),
    ("source_map", lambda *_: SourceMap([1], [1], [1]), "source map that leads out"),
    ("source_map", lambda *_: SourceMap([0, 0], [1, 2], [1, 1]), "source map that leads out"),
    ("source_map", lambda *_: SourceMap([0], [1, 2], [1]), "source map that leads out"),
    ("source_map", lambda *_: SourceMap([0], [0], [1]), "source map that leads nowhere"),
    ("source_map", lambda *_: SourceMap([0], [1], [0]), "source map that leads nowhere"),
    ("anchors", lambda *_: (Anchor(999, "heading", "標題"),), "anchors outside its text"),
    ("anchors", lambda *_: (Anchor(-1, "heading", "標題"),), "anchors outside its text"),
    (
        "offset_map",
        lambda *_: _map(np.array([0], np.uint32), np.array([999], np.uint32)),
        "map of joined text that leads out",
    ),
    (
        "offset_map",
        lambda *_: _map(np.array([1], np.uint32), np.array([0], np.uint32)),
        "map of joined text that leads out",
    ),
]


@pytest.mark.parametrize(("method", "lie", "reason"), LIES)
def test_what_a_document_may_lie_about_is_named(
    method: str, lie: Any, reason: str, location: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Checksums hold here: only reading the documents shows it."""
    monkeypatch.setattr(Segment, method, lie)

    assert any(reason in said for said in _reasons(location))


def test_every_document_of_a_segment_is_read_though_the_first_fails(
    location: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Segment, "text", _raising(MemoryError()))

    assert len(_reasons(location)) == len(TEXTS)


def test_deleted_documents_are_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One of eight: so few that the segment is not written again without it."""
    root, location = tmp_path / "文件", tmp_path / "index"
    root.mkdir()
    index_in_segments(root, location, {f"{number}.txt": "寒武紀" for number in range(8)}, [8])
    (root / "5.txt").unlink()
    sou.index_paths([], location)
    (entry,) = read_manifest(location).segments
    assert (entry.documents, len(entry.deleted)) == (8, 1)
    monkeypatch.setattr(Segment, "text", _raising(ValueError()))

    assert len(_reasons(location)) == 7


def test_a_writer_at_work_is_no_damage(location: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Segments that a newer commit took away are looked for under its names."""
    old = _segment(location)

    def opened_late(path: Path) -> Segment:
        if old.exists():
            for name in TEXTS:
                (location.parent / "文件" / name).write_text("新的內容" + name, encoding="utf-8")
            sou.index_paths([], location)
            assert not old.exists()
        return Segment(path)

    monkeypatch.setattr("sou.checks.integrity.Segment", opened_late)

    report = verify_index(location)

    assert report.problems == ()
    assert report.status.documents == 3
