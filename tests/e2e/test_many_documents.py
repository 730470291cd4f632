"""A file that is many documents: they come, change and go together."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from line_records import BROKEN, use_line_records
from sou.checks.integrity import check_folder
from sou.engine import Index, open_index
from sou.errors import DocumentError
from sou.model import SearchRequest
from sou.reports import IndexReport
from sou.sources import Skipped
from sou.upkeep import index_paths, reanalyse_index


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    use_line_records(monkeypatch)
    folder = tmp_path / "信件"
    folder.mkdir()
    return folder


def _write(folder: Path, *lines: str, name: str = "信.lines") -> Path:
    path = folder / name
    path.write_text("".join(f"{line}\n" for line in lines), "utf-8")
    return path


def _index(folder: Path) -> IndexReport:
    return index_paths([folder], folder.parent / "索引")


def _open(folder: Path) -> Index:
    return open_index(folder.parent / "索引")


def _ids(index: Index, query: str) -> set[str]:
    found = index.search(SearchRequest(query, limit=100)).hits
    return {hit.document.id.rpartition("/")[2] for hit in found}


def _has_no_problem(folder: Path) -> bool:
    from sou.analysis.fingerprint import fingerprint

    return check_folder(folder.parent / "索引", fingerprint())[1] == ()


def test_each_record_is_a_document_of_its_own(folder: Path) -> None:
    path = _write(folder, "晶片的信", "乙|軟體的信", "晶片又一封")
    (folder / "單.txt").write_text("晶片單篇", "utf-8")

    report = _index(folder)

    assert (report.added, report.files, report.documents, report.documents_written) == (2, 2, 4, 4)
    with _open(folder) as index:
        assert _ids(index, "晶片") == {"信.lines#1", "信.lines#3", "單.txt"}
        assert _ids(index, "path:信.lines#乙") == {"信.lines#乙"}
        (hit,) = index.search("軟體").hits
        assert (hit.document.path, hit.document.part) == (str(path), "乙")
        assert hit.place == (2, 3)
        assert index.document(f"{path}#乙").text() == "軟體的信"
        status = index.status()
        assert (status.files, status.documents) == (2, 4)
    assert _has_no_problem(folder)


def test_an_update_replaces_all_documents_of_a_file(folder: Path) -> None:
    _write(folder, *(f"晶片第{n}封" for n in range(30)))
    _write(folder, "別的檔案", name="別.lines")
    _index(folder)
    _write(folder, "晶片只剩一封", "第二封")

    report = _index(folder)

    assert (report.added, report.updated, report.removed, report.unchanged) == (0, 1, 0, 1)
    assert (report.files, report.documents, report.documents_written) == (2, 3, 2)
    with _open(folder) as index:
        assert _ids(index, "晶片") == {"信.lines#1"}
        assert index.search("*").total == 3
    assert _has_no_problem(folder)


def test_a_file_that_is_gone_takes_all_its_documents_with_it(folder: Path) -> None:
    path = _write(folder, "甲一", "甲二", "甲三")
    _write(folder, "乙一", "乙二", name="乙.lines")
    _index(folder)
    path.unlink()

    report = _index(folder)

    assert (report.removed, report.files, report.documents) == (1, 1, 2)
    with _open(folder) as index:
        assert _ids(index, "*") == {"乙.lines#1", "乙.lines#2"}


def test_a_file_that_became_binary_keeps_no_document(folder: Path) -> None:
    path = _write(folder, "甲一", "甲二")
    _index(folder)
    path.write_bytes(b"\0" * 100)

    report = _index(folder)

    assert report.documents == 0
    assert [one.path for one in report.skipped] == [str(path)]


def test_a_file_without_a_record_is_named(folder: Path) -> None:
    path = _write(folder)

    report = _index(folder)

    assert report.documents == 0
    assert report.skipped == (Skipped(str(path), "nothing to read in it", is_error=False),)


def test_an_unchanged_file_is_not_read_again(folder: Path) -> None:
    _write(folder, "甲一", "甲二")
    _index(folder)

    report = _index(folder)

    assert (report.unchanged, report.documents, report.documents_written) == (1, 2, 0)


def test_parts_of_one_name_are_told_apart(folder: Path) -> None:
    path = _write(folder, "同名|晶片一", "同名|晶片二", "晶片三", "4|晶片四", "晶片五")

    _index(folder)

    with _open(folder) as index:
        found = index.search(SearchRequest("晶片", limit=10)).hits
        assert len({hit.document.id for hit in found}) == 5
        for hit in found:
            assert index.document(hit.document.id).text() in hit.snippet.text
        assert index.document(f"{path}#4").text() == "晶片四"
    assert _has_no_problem(folder)


def test_merging_and_reanalysing_lose_and_double_nothing(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(12):  # a commit each, so that segments are merged
        _write(folder, *(f"晶片{number}之{n}" for n in range(20)), name=f"{number}.lines")
        _index(folder)
    _write(folder, "晶片零", name="0.lines")
    _index(folder)
    monkeypatch.setattr("sou.indexing.reanalyse.budget_for", lambda *_: _Small)
    words = folder.parent / "設定"
    words.mkdir()
    (words / "userdict.txt").write_text("晶片零 5 nz\n", "utf-8")

    report = reanalyse_index(folder.parent / "索引", config=words)

    assert report.documents == 11 * 20 + 1
    assert _has_no_problem(folder)
    with _open(folder) as index:
        assert (index.status().files, index.search("*").total) == (12, 221)
    assert _index(folder).unchanged == 12
    (folder / "3.lines").unlink()
    assert (_index(folder).removed, _index(folder).documents) == (1, 10 * 20 + 1)


class _Small:
    batch_chars = 30


def test_recall_reads_records_again_and_finds_them(folder: Path) -> None:
    _write(folder, *(f"第{n}封信談晶片與軟體" for n in range(50)))
    _write(folder, *(f"另外{n}封" for n in range(50)), name="乙.lines")
    _index(folder)

    with _open(folder) as index:
        report = index.check_recall(samples=400, seed=1)

    assert (report.samples, report.missed, report.stored_documents) == (400, (), 0)
    assert report.documents == 50


def test_explain_speaks_of_one_record(folder: Path) -> None:
    path = _write(folder, "晶片一封", "軟體一封")
    alone = _write(folder, "只有|晶片", name="單.lines")
    _index(folder)

    with _open(folder) as index:
        assert index.explain("晶片", f"{path}#1").rank
        assert index.explain("晶片", f"{path}#2").rank is None
        assert index.explain("晶片", str(alone)).part == "只有"
        with pytest.raises(DocumentError, match=r"several documents; name one, such as .*#1"):
            index.explain("晶片", str(path))
        with pytest.raises(DocumentError, match="not in the index"):
            index.document(f"{path}#3")


def test_names_that_look_alike_are_not_mixed_up(folder: Path) -> None:
    """Folding makes A.lines and a.lines equal, and `#` may be in a file's own name."""
    for name in ("A.lines", "a.lines", "a.lines#1.txt"):
        _write(folder, f"內容是{name}", "第二封", name=name)

    _index(folder)

    with _open(folder) as index:
        for name, part in (("A.lines", "#1"), ("a.lines", "#1"), ("a.lines#1.txt", "")):
            text = index.document(f"{folder / name}{part}").text().split()[0]
            assert text == f"內容是{name}"


def test_paths_are_printed_once_and_counts_are_of_documents(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from sou.cli.main import main

    _write(folder, "晶片一", "晶片二")
    monkeypatch.setenv("SOU_INDEX", str(folder.parent / "索引"))
    monkeypatch.chdir(folder)
    assert main(["index", str(folder), "--json"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert (report["files"], report["documents"], report["documents_written"]) == (1, 2, 2)

    assert main(["search", "晶片", "-l"]) == 0
    assert capsys.readouterr().out == "信.lines\n"
    assert main(["search", "晶片", "-c"]) == 0
    assert capsys.readouterr().out == "2\n"
    assert main(["status"]) == 0
    assert "2 of 1 file\n" in capsys.readouterr().out
    assert main(["search", "晶片", "--json"]) == 0
    hits = json.loads(capsys.readouterr().out)["hits"]
    assert {(hit["part"], hit["id"]) for hit in hits} == {
        (part, f"{folder}/信.lines#{part}") for part in ("1", "2")
    }


def test_a_file_that_cannot_be_read_now_keeps_all_its_documents(folder: Path) -> None:
    _write(folder, "甲一", "甲二")
    _index(folder)
    path = _write(folder, "甲三", BROKEN)

    report = _index(folder)

    assert (report.documents, report.files) == (2, 1)
    assert report.skipped == (Skipped(str(path), "broken", is_error=True),)
    with _open(folder) as index:
        assert _ids(index, "*") == {"信.lines#1", "信.lines#2"}


def test_a_part_may_be_called_what_no_path_would_be(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from sou.cli.main import main

    _write(folder, "./a//../b#c|晶片一", "別的", name="x#y.lines")
    monkeypatch.setenv("SOU_INDEX", str(folder.parent / "索引"))
    monkeypatch.chdir(folder)
    _index(folder)

    assert main(["explain", "晶片", "./x#y.lines#./a//../b#c"]) == 0
    assert "x#y.lines#./a//../b#c" in capsys.readouterr().out
    assert main(["open", "../信件/x#y.lines#./a//../b#c", "--print"]) == 0
    assert capsys.readouterr().out == "x#y.lines#./a//../b#c:1:13\n"
    assert main(["explain", "晶片", "x#y.lines"]) == 8
    assert "has several documents; name one" in capsys.readouterr().err
