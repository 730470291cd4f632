"""``sou export`` gives back what was indexed, and finds what ``sou search`` finds."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tracemalloc
from pathlib import Path
from typing import Any

import pytest

import sou
from unit.cli_fakes import Outcome, run_sou

SOU = [sys.executable, "-c", "from sou.cli.main import main; raise SystemExit(main())"]
TEXTS = {
    "甲.txt": "人工智慧需要晶片。\n第二行：晶片與電腦。\n",
    "乙.txt": "芯片\r\n寒武纪😀晶片\r\n",
    "丙.md": "---\ntitle: 標題\ndate: 2024-05-20\nauthor: 王\n---\n# 一節\n\n與此無關。\n",
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    base = tmp_path_factory.mktemp("export")
    notes = base / "筆記"
    notes.mkdir()
    for name, text in TEXTS.items():
        (notes / name).write_bytes(text.encode("gb18030" if name == "乙.txt" else "utf-8"))
    (notes / "表.jsonl").write_text('{"正文": "電池很耐用。"}\n{"正文": "晶片很貴。"}\n', "utf-8")
    sou.index_paths([notes], base / "索引")
    return base


def export(folder: Path, *words: str) -> Outcome:
    return run_sou(
        "export",
        *words,
        cwd=str(folder),
        environ={"SOU_INDEX": str(folder / "索引"), "SOU_CONFIG": str(folder / "無")},
    )


def exported(folder: Path, *words: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in export(folder, *words).stdout.splitlines()]


def names(folder: Path, *words: str) -> list[str]:
    return sorted(
        Path(one["path"]).name + (f"#{one['part']}" if one["part"] else "")
        for one in exported(folder, *words)
    )


def test_all_documents_are_given_back_with_their_texts(folder: Path) -> None:
    found = {one["id"]: one for one in exported(folder)}

    assert len(found) == 5
    for name, text in TEXTS.items():
        assert found[str(folder / "筆記" / name)]["text"] == text
    mark = found[str(folder / "筆記" / "丙.md")]
    assert (mark["title"], mark["date"], mark["author"]) == ("標題", "2024-05-20", "王")
    assert mark["anchors"] == [
        {"offset": TEXTS["丙.md"].index("# 一節"), "kind": "heading", "label": "一節", "number": 0}
    ]
    record = found[str(folder / "筆記" / "表.jsonl") + "#2"]
    assert "晶片很貴。" in record["text"]


def test_places_lead_to_the_line_and_column_of_the_file(folder: Path) -> None:
    path = folder / "筆記" / "表.jsonl"
    lines = path.read_text("utf-8").split("\n")

    for one in exported(folder, "電池 晶片", "--path", "表"):
        text, pieces = one["text"], one["places"]
        for word in ("電池", "晶片"):
            if (at := text.find(word)) >= 0:
                offset, line, column = [piece for piece in pieces if piece[0] <= at][-1]
                column += at - offset
                assert lines[line - 1][column - 1 : column + 1] == word
        assert one["length"] == len(text)


@pytest.mark.parametrize(
    "words",
    [
        ["晶片"],
        ["--no-regional", "晶片"],
        ["--exact-script", "晶片"],
        ["--all", "晶片 電腦"],
        ["晶片 電腦"],
        ["-t", "md", "無關"],
        ["--path", "甲", "晶片"],
        ["--lang", "zh-Hans", "晶片"],
        ["--since", "2025", "晶片"],
        ["晶片 -電腦"],
        ['"寒武紀"'],
    ],
    ids=" ".join,
)
def test_a_query_exports_what_it_finds(folder: Path, words: list[str]) -> None:
    searched = run_sou(
        "search",
        "--format",
        "{id}",
        "-n",
        "-1",
        *words,
        cwd=str(folder),
        environ={"SOU_INDEX": str(folder / "索引"), "SOU_CONFIG": str(folder / "無")},
    )

    assert sorted(one["id"] for one in exported(folder, *words)) == sorted(searched.stdout.split())
    assert searched.exit_status == export(folder, *words).exit_status


def test_filters_need_no_query(folder: Path) -> None:
    assert names(folder, "--path", "丙") == ["丙.md"]
    assert names(folder, "-t", "json") == ["表.jsonl#1", "表.jsonl#2"]
    assert names(folder, "--since", "2198") == []
    assert export(folder, "--since", "2198").exit_status == 1


def test_without_texts_places_are_left_out(folder: Path) -> None:
    (one,) = exported(folder, "--no-text", "--path", "甲")

    assert {"text", "places"}.isdisjoint(one)
    assert one["length"] == len(TEXTS["甲.txt"])


def test_errors_are_json(folder: Path) -> None:
    broken = export(folder, "(")

    assert json.loads(broken.stderr)["error"]["kind"] == "query"
    assert (broken.exit_status, broken.stdout) == (3, "")


def test_what_was_exported_can_be_added_to_another_index(folder: Path, tmp_path: Path) -> None:
    documents = [
        sou.NewDocument(Path(one["path"]).name + one["part"], one["text"], title=one["title"])
        for one in exported(folder)
    ]
    sou.add_documents(documents, tmp_path / "另")

    with sou.open_index(tmp_path / "另") as other, sou.open_index(folder / "索引") as first:
        assert other.search("晶片").total == first.search("晶片").total == 3


def test_documents_are_not_kept(tmp_path: Path) -> None:
    """4 million characters take 8 MB in memory; a few documents at a time take far less."""
    text = "晶片產業的發展很快。" * 5000
    sou.add_documents(
        (sou.NewDocument(f"文/{n}", text + str(n)) for n in range(80)), tmp_path / "i"
    )
    with sou.open_index(tmp_path / "i") as index:
        next(iter(index.matching("晶片")))  # what is loaded once
        tracemalloc.start()
        total = sum(len(stored.text()) for stored in index.matching("晶片"))
        _, peak_bytes = tracemalloc.get_traced_memory()
        tracemalloc.stop()

    assert total > 4_000_000
    assert peak_bytes < 3_000_000


def test_one_commit_is_exported_whatever_happens_meanwhile(tmp_path: Path) -> None:
    sou.add_documents([sou.NewDocument("a", "晶片甲"), sou.NewDocument("b", "晶片乙")], tmp_path)
    with sou.open_index(tmp_path) as index:
        found = index.matching("晶片")
        first = next(found)
        index.delete(["a", "b"])

        assert [first.text(), *(one.text() for one in found)] == ["晶片甲", "晶片乙"]
        assert [*index.matching()] == []


def test_folders_confine_an_export_as_a_search(folder: Path) -> None:
    with sou.open_index(folder / "索引") as index:
        for below in (str(folder / "筆記"), str(folder / "別處")):
            request = sou.SearchRequest("晶片", limit=99, folders=(below,))

            assert sorted(one.info.id for one in index.matching(request)) == sorted(
                hit.document.id for hit in index.search(request).hits
            )


def test_a_cancelled_export_ends(tmp_path: Path) -> None:
    sou.add_documents([sou.NewDocument("a", "晶片甲"), sou.NewDocument("b", "晶片乙")], tmp_path)
    with sou.open_index(tmp_path) as index:
        is_cancelled = False
        found = index.matching("晶片", cancel=lambda: is_cancelled)

        assert next(found).text() == "晶片甲"
        is_cancelled = True
        with pytest.raises(sou.SearchCancelled):
            next(found)


def test_a_reader_that_has_had_enough_is_no_error(folder: Path) -> None:
    process = subprocess.Popen(
        [*SOU, "export", "--index", str(folder / "索引")],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, "SOU_CONFIG": str(folder / "無")},
    )
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.close()
    said = process.stderr.read()
    process.stderr.close()

    assert (process.wait(), said) == (0, b"")
