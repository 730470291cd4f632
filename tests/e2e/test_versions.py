"""An index that another version wrote is outdated, not damaged, and made anew."""

from __future__ import annotations

import json
import zlib
from typing import TYPE_CHECKING

import pytest

import sou
from sou.cli.main import main

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("written", [None, 5, 999], ids=["unnamed", "older", "newer"])
def test_segments_of_another_format(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], written: int | None
) -> None:
    (tmp_path / "文").mkdir()
    (tmp_path / "文" / "甲.txt").write_text("人工智慧晶片", encoding="utf-8")
    index = tmp_path / "index"
    sou.index_paths([tmp_path / "文"], index)
    manifest = index / "manifest.json"
    data = json.loads(manifest.read_bytes().partition(b"\n")[2])
    del data["segment_format"]
    if written is not None:
        data["segment_format"] = written
    body = json.dumps(data).encode()
    manifest.write_bytes(b"%08x\n" % zlib.crc32(body) + body)

    assert main(["search", "--index", str(index), "晶片"]) == 5
    assert "another version" in capsys.readouterr().err
    with pytest.raises(sou.IndexOutdatedError):
        sou.open_index(index)

    assert main(["index", "--index", str(index)]) == 0, "its folders are known"
    with sou.open_index(index) as opened:
        assert opened.search("晶片").total == 1


@pytest.mark.parametrize(("written", "kind"), [(0, ""), (2, "a newer one")])
def test_a_manifest_of_another_version(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], written: int, kind: str
) -> None:
    """What else is in it may mean anything, so nothing of the index is read or removed."""
    (tmp_path / "甲.txt").write_text("人工智慧晶片", encoding="utf-8")
    index = tmp_path / "index"
    sou.index_paths([tmp_path / "甲.txt"], index)
    manifest = index / "manifest.json"
    data = {"version": written, "parts": ["not what it was"]}
    body = json.dumps(data).encode()
    manifest.write_bytes(b"%08x\n" % zlib.crc32(body) + body)
    before = sorted(index.glob("*.seg"))

    for words in (
        ["search", "晶片"],
        ["status"],
        ["verify"],
        ["sources"],
        ["index", "--reanalyse"],
    ):
        assert main([words[0], "--index", str(index), *words[1:]]) == 5, words
        said = capsys.readouterr().err
        assert "was written by another version" in said
        assert kind in said
    with pytest.raises(sou.IndexOutdatedError), sou.open_index(index):
        pass
    assert main(["sources", "add", "--index", str(index), str(tmp_path)]) == 5
    assert "was written by another version" in capsys.readouterr().err
    assert sorted(index.glob("*.seg")) == before
    assert main(["index", "--index", str(index)]) == 2, "its folders are not known"
    assert "does not say which folders" in capsys.readouterr().err
    assert sorted(index.glob("*.seg")) == before

    assert main(["index", "--index", str(index), str(tmp_path / "甲.txt")]) == 0
    with sou.open_index(index) as opened:
        assert opened.search("晶片").total == 1
    assert not set(before) & set(index.glob("*.seg"))
