"""After files are touched, edited, renamed and deleted, search tells the truth."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

import sou
from sou.documents import WalkOptions
from sou.store.container import Container
from sou.upkeep import forecast_index


def _found(location: Path, query: str) -> set[str]:
    with sou.open_index(location) as index:
        return {Path(hit.document.path).name for hit in index.search(query).hits}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    root = tmp_path / "文件"
    root.mkdir()
    for name, text in {"甲.txt": "寒武紀", "乙.txt": "壁仞科技", "丙.md": "# 標題\n華為"}.items():
        (root / name).write_text(text, encoding="utf-8")
    sou.index_paths([root], tmp_path / "index")
    return root


def test_an_edit_is_seen(folder: Path) -> None:
    location = folder.parent / "index"
    (folder / "甲.txt").write_text("中芯國際", encoding="utf-8")

    report = sou.index_paths([], location)

    assert (report.added, report.updated, report.removed, report.unchanged) == (0, 1, 0, 2)
    assert _found(location, "寒武紀") == set()
    assert _found(location, "中芯") == {"甲.txt"}


def test_a_touched_file_is_unchanged_and_not_read_again(folder: Path) -> None:
    location = folder.parent / "index"
    os.utime(folder / "甲.txt", (1_000_000_000, 1_000_000_000))

    first = sou.index_paths([], location)
    second = sou.index_paths([], location)

    assert (first.updated, first.unchanged) == (0, 3)
    assert second.generation == first.generation
    with sou.open_index(location) as index:
        assert index.search("寒武紀").hits[0].document.modified_s == 1_000_000_000


def test_a_renamed_file_is_found_under_its_new_name(folder: Path) -> None:
    location = folder.parent / "index"
    (folder / "甲.txt").rename(folder / "丁.txt")

    report = sou.index_paths([], location)

    assert (report.added, report.removed) == (1, 1)
    assert _found(location, "寒武紀") == {"丁.txt"}


def test_a_deleted_file_is_gone(folder: Path) -> None:
    location = folder.parent / "index"
    (folder / "甲.txt").unlink()

    report = sou.index_paths([], location)

    assert (report.removed, report.documents) == (1, 2)
    assert _found(location, "寒武紀") == set()


def test_a_file_that_can_no_longer_be_read_is_named_and_its_old_text_gone(folder: Path) -> None:
    location = folder.parent / "index"
    (folder / "甲.txt").write_bytes(b"\x7fELF\0\0\0\0" * 100)

    report = sou.index_paths([], location)

    assert [Path(skip.path).name for skip in report.skipped] == ["甲.txt"]
    assert _found(location, "寒武紀") == set()


def test_a_missing_root_keeps_its_documents_until_it_is_named(folder: Path) -> None:
    """A disk that is not there must not empty the index."""
    location = folder.parent / "index"
    disk = folder.parent / "disk"
    disk.mkdir()
    (disk / "卷.txt").write_text("寒武紀磁碟", encoding="utf-8")
    sou.index_paths([disk], location)
    disk.rename(folder.parent / "elsewhere")

    report = sou.index_paths([], location)

    assert [(skip.path, skip.is_error) for skip in report.skipped] == [(str(disk), True)]
    assert _found(location, "寒武紀") == {"甲.txt", "卷.txt"}
    sou.index_paths([disk], location)
    assert _found(location, "寒武紀") == {"甲.txt"}
    with sou.open_index(location) as index:
        assert index.status().roots == (str(folder),)
    with pytest.raises(sou.ConfigError, match="does not exist"):
        sou.index_paths([disk], location)


def test_a_root_that_comes_back_is_as_before(folder: Path) -> None:
    location = folder.parent / "index"
    folder.rename(folder.parent / "elsewhere")
    sou.index_paths([], location)
    (folder.parent / "elsewhere").rename(folder)

    report = sou.index_paths([], location)

    assert (report.added, report.removed, report.unchanged) == (0, 0, 3)


def test_an_index_inside_its_folder_does_not_index_itself(tmp_path: Path) -> None:
    (tmp_path / "甲.txt").write_text("寒武紀", encoding="utf-8")
    location = tmp_path / "索引"
    everything = WalkOptions(include_binary=True)

    first = sou.index_paths([tmp_path], location, options=everything)
    second = sou.index_paths([tmp_path], location, options=everything)

    assert (first.documents, second.documents, second.added) == (1, 1, 0)


def test_a_file_given_as_root_may_be_deleted(folder: Path) -> None:
    location = folder.parent / "index"
    single = folder.parent / "單.txt"
    single.write_text("寒武紀單檔", encoding="utf-8")
    sou.index_paths([single], location)
    single.unlink()

    sou.index_paths([], location)

    assert _found(location, "寒武紀") == {"甲.txt"}


def test_a_flipped_bit_is_named_and_indexing_mends_it(folder: Path) -> None:
    location = folder.parent / "index"
    (segment,) = location.glob("*.seg")
    data = bytearray(segment.read_bytes())
    data[Container(segment)._table["records.firsts"][0] + 3] ^= 0x02
    segment.write_bytes(data)

    with (
        sou.open_index(location) as index,
        pytest.raises(sou.IndexCorruptError, match=segment.name),
    ):
        index.search("寒武紀")
    report = sou.index_paths([], location)

    assert report.notes
    assert _found(location, "寒武紀") == {"甲.txt"}


def test_another_root_is_added_and_the_first_kept(folder: Path) -> None:
    location = folder.parent / "index"
    other = folder.parent / "其他.txt"
    other.write_text("寒武紀年報", encoding="utf-8")

    sou.index_paths([other], location)

    assert _found(location, "寒武紀") == {"甲.txt", "其他.txt"}


def test_an_open_index_keeps_its_snapshot_until_refreshed(folder: Path) -> None:
    location = folder.parent / "index"
    with sou.open_index(location) as index:
        (folder / "甲.txt").unlink()
        sou.index_paths([], location)

        assert index.search("寒武紀").total == 1
        assert index.refresh()
        assert index.search("寒武紀").total == 0
        assert not index.refresh()


def test_an_index_of_another_analysis_is_refused_and_rebuilt(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    location = folder.parent / "index"
    monkeypatch.setattr("sou.checks.damage.fingerprint", lambda: "newer")
    with pytest.raises(sou.IndexOutdatedError, match="sou index"):
        sou.open_index(location)
    monkeypatch.setattr("sou.indexing.run.fingerprint", lambda: "newer")

    report = sou.index_paths([], location)

    assert (report.added, report.notes != ()) == (3, True)
    assert _found(location, "寒武紀") == {"甲.txt"}


def test_an_index_that_is_rebuilt_keeps_its_other_folders(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only the folder named was read anew, and what others held was gone."""
    location, other = folder.parent / "index", folder.parent / "其他"
    other.mkdir()
    (other / "外.md").write_text("寒武紀年報", encoding="utf-8")
    monkeypatch.setattr("sou.indexing.run.fingerprint", lambda: "newer")
    monkeypatch.setattr("sou.indexing.forecast.fingerprint", lambda: "newer")
    monkeypatch.setattr("sou.checks.damage.fingerprint", lambda: "newer")

    forecast = forecast_index([other], location)
    report = sou.index_paths([other], location, options=WalkOptions(include=("*.md",)))

    assert sum(one.files for one in forecast.formats) == report.added == 4
    assert _found(location, "寒武紀") == {"甲.txt", "外.md"}


def test_a_second_writer_is_refused(folder: Path) -> None:
    from sou.store.writer import IndexWriter

    location = folder.parent / "index"
    with (
        IndexWriter(location, "any"),
        pytest.raises(sou.IndexLockedError, match="another process"),
    ):
        sou.index_paths([], location)


def test_a_damaged_segment_is_named_and_indexing_mends_it(folder: Path) -> None:
    location = folder.parent / "index"
    (segment,) = location.glob("*.seg")
    segment.write_bytes(segment.read_bytes()[:-10])

    with pytest.raises(sou.IndexCorruptError, match=segment.name):
        sou.open_index(location)
    sou.index_paths([], location)

    assert _found(location, "寒武紀") == {"甲.txt"}
