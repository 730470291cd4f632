"""What is known of files is read once for each segment, and always what the index holds."""

from __future__ import annotations

import random
import shutil
from pathlib import Path

import pytest

from sou.analysis.fingerprint import fingerprint
from sou.indexing import known as known_module
from sou.indexing.known import KnownFiles
from sou.indexing.run import known_to
from sou.store.segment import Segment
from sou.store.writer import IndexWriter
from sou.upkeep import index_paths


def test_it_is_what_the_index_says_after_any_change(tmp_path: Path) -> None:
    root, location = tmp_path / "根", tmp_path / "索引"
    dice = random.Random(3)  # noqa: S311  # a test's dice
    files = KnownFiles()
    for step in range(12):
        for _ in range(dice.randint(1, 5)):
            folder = root / f"夾{dice.randrange(4)}"
            if dice.random() < 0.15 and folder.exists():
                shutil.rmtree(folder)
            else:
                folder.mkdir(parents=True, exist_ok=True)
                text = f"第{step}步" + "字" * dice.randrange(50)
                (folder / f"{dice.randrange(6)}.txt").write_text(text, encoding="utf-8")
        index_paths([root], location)
        with IndexWriter(location, fingerprint()) as writer:
            everything = known_to(writer)
            assert files.below(writer, [str(root)]) == everything
            folder = root / f"夾{dice.randrange(4)}"
            inside = {p: k for p, k in everything.items() if Path(p).parent == folder}
            assert files.below(writer, [str(folder)]) == inside
            chosen = dice.sample(sorted(everything), min(3, len(everything)))
            absent = [str(root / "無"), str(root / "夾")]
            assert files.below(writer, [*chosen, *absent]) == {p: everything[p] for p in chosen}


def test_a_segment_is_read_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []

    class Counted(Segment):
        def __init__(self, path: Path) -> None:
            opened.append(path.name)
            super().__init__(path)

    monkeypatch.setattr(known_module, "Segment", Counted)
    files = KnownFiles()
    for number in range(4):
        (tmp_path / f"{number}.txt").write_text("晶片" * 10**number, encoding="utf-8")
        index_paths([tmp_path / f"{number}.txt"], tmp_path / "索引")
        for _ in range(2):
            with IndexWriter(tmp_path / "索引", fingerprint()) as writer:
                files.below(writer, [str(tmp_path)])

    assert len(opened) == len(set(opened))
