"""Pieces of names are found as ``in`` finds them, whatever the names have in common."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

import sou
from sou.store.container import Container, ContainerWriter
from sou.store.folded_names import FoldedNames, common_folder

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

_NAMES = st.lists(st.text("ab/文", max_size=6), min_size=1, max_size=6)


def _written(path: Path, names: list[bytes], beginning: bytes) -> FoldedNames:
    import numpy as np

    writer = ContainerWriter(path)
    closed = [name.removeprefix(beginning) + b"\0" for name in names]
    writer.append_bytes("paths.folded", b"".join(closed))
    writer.append("paths.ends", np.cumsum([len(name) for name in closed]).astype(np.uint32))
    writer.finish({})
    writer.close()
    return FoldedNames(Container(path), "paths", beginning)


@given(_NAMES, st.text("ab/文", max_size=4), st.text("ab/文", min_size=1, max_size=5))
def test_pieces_are_found_as_in_finds_them(
    tmp_path_factory: pytest.TempPathFactory, ends: list[str], folder: str, piece: str
) -> None:
    names = [f"{folder}/{end}".encode() for end in ends]
    shared = common_folder(names)
    folded = _written(tmp_path_factory.mktemp("names") / "one", names, shared)

    wanted = piece.encode()
    assert folded.containing(wanted).tolist() == [
        number for number, name in enumerate(names) if wanted in name
    ]
    assert folded.between(0, len(names)) == names
    assert folded.between(len(names) - 1, len(names)) == names[-1:]
    whole = names[-1] + b"\0"
    assert list(folded.starting(whole)) == [n for n, name in enumerate(names) if name == names[-1]]


def test_paths_are_found_in_merged_segments_of_other_folders(tmp_path: Path) -> None:
    """The folder that all share is shorter after each merge."""
    for folder in ("文/甲", "文/乙/丙", "論"):
        (tmp_path / "files" / folder).mkdir(parents=True)
        (tmp_path / "files" / folder / "芯片.txt").write_text(f"{folder}芯片", encoding="utf-8")
        sou.index_paths([tmp_path / "files" / folder], tmp_path / "index")

    with sou.open_index(tmp_path / "index") as index:
        assert index.search("path:files 芯片").total == 3
        assert index.search("path:文/ 芯片").total == 2
        assert index.search("path:乙/丙/芯 芯片").total == 1
        assert index.search("path:論/芯片 芯片").total == 1
        assert index.search("path:文/芯 芯片").total == 0
        text = tmp_path / "files" / "論" / "芯片.txt"
        assert index.document(str(text)).text() == "論芯片"
