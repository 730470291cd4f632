"""A hit says where it is: the page and the heading, in every form of output."""

from __future__ import annotations

import json
import os
import shlex
from pathlib import Path

import pytest

from line_records import use_line_records
from sou.cli.console import process_console
from sou.cli.main import main
from sou.cli.stored_text import _pager
from sou.model import Anchor

TEXT = "# 前言\n沒有什麼\f第二頁談軟體\n# 第一章\n晶片在這裡\f第三頁也有晶片，還有軟體"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    use_line_records(monkeypatch)
    (tmp_path / "報告.paged").write_text(TEXT, "utf-8")
    monkeypatch.setenv("SOU_INDEX", str(tmp_path / "索引"))
    monkeypatch.chdir(tmp_path)
    assert main(["index", "報告.paged"]) == 0
    return tmp_path


@pytest.mark.parametrize(
    ("query", "page", "heading"),
    [
        ("沒有什麼", 1, "前言"),
        ("第二頁", 2, "前言"),
        ("在這裡", 2, "第一章"),
        ("還有", 3, "第一章"),
    ],
)
def test_a_hit_has_its_page_and_its_heading(
    folder: Path, query: str, page: int, heading: str
) -> None:
    from sou.engine import open_index

    with open_index() as index:
        (hit,) = index.search(query).hits

    start = 0 if page == 1 else [n for n, c in enumerate(TEXT, 1) if c == "\f"][page - 2]
    assert hit.anchor == Anchor(start, "page", str(page), page)
    assert hit.heading is not None
    assert hit.heading.label == heading


def test_every_output_says_the_page(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    assert main(["search", "晶片", "--snippets", "2", "--json"]) == 0
    (hit,) = json.loads(capsys.readouterr().out)["hits"]
    assert main(["search", "還有軟體"]) == 0
    shown = capsys.readouterr().out

    assert (hit["anchor"]["kind"], hit["anchor"]["number"]) == ("page", 2)
    assert hit["heading"]["label"] == "第一章"
    assert [one["anchor"]["label"] for one in hit["more"]] in ([], ["3"])
    assert shown.startswith("[1] 報告.paged p.3 § 第一章 (1 match)\n")


def _script(folder: Path, name: str) -> tuple[Path, Path]:
    """Return a program that writes its arguments and its input down, and where."""
    program, record = folder / name, folder / f"{name}.args"
    program.write_text(f'#!/bin/sh\nprintf "%s|" "$@" > "{record}.new"\ncat >> "{record}.new"\n'
                       f'mv "{record}.new" "{record}"\n')  # fmt: skip
    program.chmod(0o755)
    return program, record


def test_open_goes_to_the_page_in_a_viewer(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOU_VIEWER", "viewer -P {page} {path}")
    assert main(["search", "還有軟體"]) == 0
    capsys.readouterr()

    assert main(["open", "1", "--print"]) == 0
    assert capsys.readouterr().out == (
        f"報告.paged p.3\nviewer -P 3 {shlex.quote(str(folder / '報告.paged'))}\n"
    )
    assert main(["open", "報告.paged:2", "--print"]) == 0
    assert capsys.readouterr().out.startswith("報告.paged p.2\nviewer -P 2 ")


@pytest.mark.skipif(os.name == "nt", reason="needs a shell script")
def test_open_runs_the_viewer(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    viewer, record = _script(folder, "my-viewer")
    monkeypatch.setenv("SOU_VIEWER", f"{viewer} {{anchor}}")
    monkeypatch.setattr("sys.stdin", None)
    assert main(["search", "還有軟體"]) == 0

    assert main(["open", "1"]) == 0

    assert record.read_text("utf-8").startswith(f"3|{folder / '報告.paged'}|")


def test_without_a_viewer_the_text_that_is_kept_is_shown(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for variable in ("SOU_VIEWER", "DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setattr("sou.viewers._has_screen", lambda _environ: False)
    assert main(["search", "還有軟體"]) == 0
    capsys.readouterr()

    assert main(["open", "1"]) == 0

    shown = capsys.readouterr()
    assert shown.out == TEXT + "\n"
    assert shown.err == "報告.paged p.3, as the index keeps it\n"


def test_a_part_of_a_file_is_shown_from_the_text_that_is_kept(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = folder / "檔.lines"
    path.write_text("附件/a.txt|量子電腦的信\n附件/b.txt|別的\n", "utf-8")
    assert main(["index", str(path)]) == 0
    assert main(["search", "量子"]) == 0
    capsys.readouterr()

    assert main(["open", "1"]) == 0
    shown = capsys.readouterr()
    assert shown.out == "量子電腦的信\n"
    assert shown.err == "檔.lines#附件/a.txt:1:10, as the index keeps it\n"
    assert main(["open", "檔.lines#附件/b.txt"]) == 0
    assert capsys.readouterr().out == "別的\n"
    assert main(["open", "檔.lines#附件/a.txt:1:12", "--print"]) == 0
    assert capsys.readouterr().out == "檔.lines#附件/a.txt:1:12\n"
    assert main(["open", "檔.lines#無"]) == 2


def test_a_record_of_a_file_of_text_opens_in_the_editor(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EDITOR", "hx")
    monkeypatch.delenv("VISUAL", raising=False)
    path = folder / "信.lines"
    path.write_text("第一封\n1|無\n第三封談量子\n", "utf-8")
    assert main(["index", str(path)]) == 0
    assert main(["search", "量子"]) == 0
    capsys.readouterr()

    assert main(["open", "1", "--print"]) == 0

    assert capsys.readouterr().out == f"信.lines#3:3:5\nhx {shlex.quote(f'{path}:3:5')}\n"


def test_a_pager_starts_at_the_line() -> None:
    console = process_console()._replace(stdout_is_terminal=True, environ={"PAGER": "/bin/less -R"})

    assert _pager(console, 12) == ["/bin/less", "-R", "+12g"]
    assert _pager(console._replace(environ={"PAGER": "bat -p"}), 12) == ["bat", "-p"]
    assert _pager(console._replace(stdout_is_terminal=False), 12) is None
