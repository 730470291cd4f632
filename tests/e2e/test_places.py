"""A hit says where it is: the page and the heading, in every form of output."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from line_records import use_line_records
from sou.cli.main import main
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
