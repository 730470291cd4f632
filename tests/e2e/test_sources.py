"""Roots with options of their own, as a user keeps them from the command line."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest

from sou.cli.main import main


@pytest.fixture
def sou(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Sou:
    for name in ("甲/一.md", "甲/二.log", "甲/.藏.md", "乙/三.md", "乙/大.txt", "外/四.md"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(f"晶片 {name}", encoding="utf-8")
    (tmp_path / "乙" / "大.txt").write_text("大" * 2000, encoding="utf-8")
    (tmp_path / "乙" / "鏈.md").symlink_to(tmp_path / "外" / "四.md")
    monkeypatch.chdir(tmp_path)
    return Sou(tmp_path, capsys)


class Sou:
    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self._folder = folder
        self._capsys = capsys

    def __call__(self, *words: str) -> int:
        status = main([*words, "--index", str(self._folder / "索引")])
        self.out, self.err = self._capsys.readouterr()
        return status

    def files(self) -> set[str]:
        assert self("search", "-l", "*") in (0, 1)
        return set(self.out.split())

    def roots(self) -> list[dict[str, object]]:
        assert self("sources", "--json") == 0
        roots: list[dict[str, object]] = json.loads(self.out)["roots"]
        return roots


def test_what_a_folder_was_indexed_with_holds_for_later_runs(sou: Sou) -> None:
    assert sou("index", "甲", "--hidden", "--exclude", "*.log") == 0
    assert sou("index", "乙") == 0
    assert sou("index") == 0
    assert sou.files() == {"甲/一.md", "甲/.藏.md", "乙/三.md", "乙/大.txt"}

    assert sou("index", "乙", "--follow", "--max-size", "1K") == 0
    assert sou("index") == 0
    assert sou.files() == {"甲/一.md", "甲/.藏.md", "乙/三.md", "乙/鏈.md"}

    assert sou("sources") == 0
    assert [line.strip() for line in sou.out.splitlines()][1::2] == [
        "--follow  --max-size 1K",
        "--exclude *.log  --hidden",
    ]


def test_folders_are_added_changed_and_removed(sou: Sou, tmp_path: Path) -> None:
    assert sou("sources", "add", "甲", "乙", "--include", "*.md") == 0
    assert "sou index reads" in sou.err
    assert [root["include"] for root in sou.roots()] == [["*.md"], ["*.md"]]
    assert sou.files() == set()

    assert sou("index") == 0
    assert sou.files() == {"甲/一.md", "乙/三.md"}

    assert sou("sources", "add", "甲", "--hidden") == 0
    assert sou("index") == 0
    assert sou.files() == {"甲/一.md", "甲/二.log", "甲/.藏.md", "乙/三.md"}

    assert sou("sources", "remove", "甲") == 0
    assert "3 files taken out" in sou.err
    assert sou.files() == {"乙/三.md"}
    assert [root["path"] for root in sou.roots()] == [str(tmp_path / "乙")]
    assert sou("index") == 0
    assert sou.files() == {"乙/三.md"}


def test_a_folder_that_is_not_there_is_shown_so(sou: Sou, tmp_path: Path) -> None:
    sou("sources", "add", "甲")
    (tmp_path / "甲").rename(tmp_path / "丙")

    assert [root["exists"] for root in sou.roots()] == [False]
    sou("sources")
    assert sou.out == f"{tmp_path}/甲  (not there now)\n"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["sources", "show"], "is not add, remove or list"),
        (["sources", "add"], "wants a PATH"),
        (["sources", "list", "甲"], "takes no PATH"),
        (["sources", "add", "甲/一"], "does not exist"),
        (["sources", "remove", "乙"], "there is no index"),
        (["sources"], "there is no index"),
        (["sources", "add", "甲", "--max-size", "5"], "--max-size '5' is no size"),
        (["index", "--reanalyse", "--encoding", "big5"], "leave out --encoding"),
        (["index", "--dry-run", "--watch"], "--dry-run and --watch do not go together"),
        (["index", "--file-time", "0"], "--file-time"),
        (["index", "--file-memory", "1M"], "no less than 128M"),
    ],
)
def test_what_makes_no_sense_is_said_and_nothing_is_done(
    sou: Sou, tmp_path: Path, words: list[str], said: str
) -> None:
    assert sou(*words) == (4 if said == "there is no index" else 2)
    assert said in sou.err
    assert not (tmp_path / "索引" / "manifest.json").exists()


def test_a_dry_run_says_what_would_be_done_and_writes_nothing(sou: Sou, tmp_path: Path) -> None:
    (tmp_path / "甲" / "像.txt").write_bytes(b"\0\1\2" * 500)
    (tmp_path / "甲" / "國.txt").write_bytes(
        ("這是國標編碼的文字，用來測試。" * 20).encode("gb18030")
    )
    (tmp_path / "甲" / "報.rar").write_bytes(b"Rar!")

    assert sou("index", "甲", "乙", "--dry-run", "--json") == 0
    said = json.loads(sou.out)
    assert not (tmp_path / "索引").exists()
    assert {(one["suffix"], one["reader"], one["files"]) for one in said["formats"]} == {
        (".md", "markdown", 2),
        (".txt", "plain", 2),
        (".log", "plain", 1),
    }
    assert said["files"] == 5
    assert {one["encoding"]: one["files"] for one in said["encodings"]} == {
        "utf-8": 4,
        "gb18030": 1,
    }
    reasons = {Path(one["path"]).name: one["reason"] for one in said["skipped"]}
    assert reasons["像.txt"] == "binary file"
    assert reasons["報.rar"] == "no reader for .rar files yet"
    assert reasons[".藏.md"].startswith("hidden")
    assert reasons["鏈.md"].startswith("link out")
    assert said["estimated_s"] > 0

    assert sou("index", "甲", "乙") == 0
    (tmp_path / "甲" / "一.md").unlink()
    (tmp_path / "甲" / "新.md").write_text("新", encoding="utf-8")
    before = {path: path.read_bytes() for path in (tmp_path / "索引").iterdir()}
    assert sou("index", "--dry-run") == 0
    assert sou.out.startswith(
        "Would read 1 file (3 B), remove 1; 4 unchanged. Nothing was written."
    )
    assert {path: path.read_bytes() for path in (tmp_path / "索引").iterdir()} == before

    assert sou("index") == 0
    assert "Indexed 1 new, 1 removed, 4 unchanged" in sou.err


def test_a_dry_run_counts_on_commands_encodings_and_contents_as_a_run_does(
    sou: Sou, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, settings = tmp_path / "丙", tmp_path / "設定"
    folder.mkdir()
    settings.mkdir()
    monkeypatch.setenv("SOU_CONFIG", str(settings))
    (settings / "config.toml").write_text(
        '[extract]\n".rtf" = ["cat", "{path}"]\n', encoding="utf-8"
    )
    (folder / "文.rtf").write_text("命令讀的", encoding="utf-8")
    (folder / "舊.txt").write_bytes("晶片".encode("big5"))
    with zipfile.ZipFile(folder / "其實是包.txt", "w") as archive:
        archive.writestr("裡面.txt", "包裡的字")

    assert sou("index", "丙", "--dry-run", "--json", "--encoding", "丙/舊.txt=gb18030") == 0
    said = json.loads(sou.out)
    assert said["skipped"] == []
    assert {(one["suffix"], one["reader"], one["files"]) for one in said["formats"]} == {
        (".rtf", "command", 1),
        (".txt", "plain", 2),
    }
    assert said["encodings"] == [{"encoding": "gb18030", "files": 1}]

    assert sou("index", "丙", "--encoding", "丙/舊.txt=gb18030") == 0
    assert sou.files() == {"丙/文.rtf", "丙/舊.txt", "丙/其實是包.txt"}
    assert sou("index", "丙", "--dry-run", "--encoding", "丙/舊.txt=big5") == 0
    assert sou.out.startswith("Would read 1 file")
    assert sou("index", "丙", "--dry-run", "--encoding", "wat") == 2
    assert "there is no encoding 'wat'" in sou.err
