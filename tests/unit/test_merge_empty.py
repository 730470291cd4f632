"""Merging segments of documents that have no letters or digits at all."""

from __future__ import annotations

from pathlib import Path

import sou


def test_documents_of_han_alone_are_merged_again_and_again(tmp_path: Path) -> None:
    """A merged segment without runs had no dictionary of runs, and could not be read."""
    files = tmp_path / "files"
    files.mkdir()
    for name in "甲乙丙丁戊":
        (files / f"{name}.txt").write_text("國產的芯片", encoding="utf-8")
        sou.index_paths([files], tmp_path / "index")

    with sou.open_index(tmp_path / "index") as index:
        assert index.search("芯片").total == 5
        assert index.search("cpu").total == 0
