"""Which script a text is in, and that the script as typed comes first among equals."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import opencc
import pytest

from snapshots import Given, given, snapshot_of
from sou.engine import open_index
from sou.query.parser import parse
from sou.searching.collect import search_snapshot
from sou.text.characters import to_codes
from sou.text.scripts import NEITHER, SIMPLIFIED, TRADITIONAL, script_of, scripts_of_rows
from sou.upkeep import index_paths


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("電腦", TRADITIONAL),
        ("电脑", SIMPLIFIED),
        ("晶片", NEITHER),
        ("后", NEITHER),  # 皇后 in both
        ("台灣的电脑,网络", SIMPLIFIED),
        ("電电", NEITHER),
        ("ＡＩ ａｉ é", NEITHER),
        ("", NEITHER),
    ],
)
def test_the_script_is_that_of_more_characters(text: str, expected: int) -> None:
    assert script_of(text) == expected


def test_common_characters_are_judged_as_opencc_does() -> None:
    """Of the 3,755 in common use on the mainland; 后, 里 and the like are written in both."""
    to_traditional = opencc.OpenCC("s2t")
    pairs = ((a, b) for a in range(0xB0, 0xD8) for b in range(0xA1, 0xFF))
    common = [bytes(pair).decode("gb2312", "ignore") for pair in pairs]
    changed = {c for c in common if to_traditional.convert(c) != c}
    simplified = {c for c in common if script_of(c) == SIMPLIFIED}

    assert len(simplified) > 1000
    assert simplified - changed == set("秸眯棱侄踊瞅着痹")  # variants, to OpenCC
    assert len(changed - simplified) == 60
    assert set("后里台干丑云") <= changed - simplified
    traditional = {to_traditional.convert(c) for c in changed & simplified}
    assert {c for c in traditional if script_of(c) != TRADITIONAL} <= set("夥後乾徵於")


def test_rows_of_arrays_are_judged_as_texts_are() -> None:
    texts = ["電腦", "电脑和網", "晶片", ""]
    codes = to_codes("".join(texts))
    rows = np.repeat(np.arange(4, dtype=np.uint32), [len(text) for text in texts])

    assert scripts_of_rows(codes, rows, 4).tolist() == [script_of(text) for text in texts]


TEXTS = ["软件工程很难。", "軟體工程很難。", "軟件工程很難。", "软件工程很难。"]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("软件", [0, 3, 2]),
        ("軟件", [2, 0, 3]),
        ('"軟件工"', [2, 0, 3]),
        ("軟件 工程", [2, 0, 3]),
        ("軟件工程很難嗎", [2, 0, 3]),
        ("工程 件", [0, 2, 3]),
    ],
)
def test_of_equal_passages_those_in_the_script_as_typed_come_first(
    tmp_path: Path, query: str, expected: list[int]
) -> None:
    documents = given(TEXTS)
    for number, segments in enumerate([[documents], [[one] for one in documents]]):
        (tmp_path / str(number)).mkdir()
        snapshot = snapshot_of(tmp_path / str(number), segments)
        page = search_snapshot(snapshot, parse(query).tree, limit=10)

        paths = [one.evaluator.view.segment.info(one.document).path for one in page.documents]
        found = [int(Path(path).stem) for path in paths]
        assert [number for number in found if number != 1] == expected


def test_the_script_changes_neither_matches_nor_total(tmp_path: Path) -> None:
    snapshot = snapshot_of(tmp_path, [given(TEXTS)])
    pages = [
        search_snapshot(snapshot, parse(query).tree, limit=10) for query in ("软件工程", "軟件工程")
    ]

    assert pages[0].total == pages[1].total
    assert {one.document for one in pages[0].documents} == {
        one.document for one in pages[1].documents
    }


def test_a_little_more_is_less_than_a_better_passage(tmp_path: Path) -> None:
    """The second look adds a few hundredths for the script, not more."""
    good = Given("火箭引擎由他設計。", "/1.txt")
    poor = Given("火箭很多。引擎也很多，说来话长说来话长。", "/2.txt")
    snapshot = snapshot_of(tmp_path, [[good, poor]])

    page = search_snapshot(snapshot, parse("火箭引擎由谁设计").tree, limit=10)

    assert [one.document for one in page.documents] == [0, 1]


def test_merging_keeps_the_scripts_of_rows(tmp_path: Path) -> None:
    for number, text in enumerate(TEXTS):
        (tmp_path / "files").mkdir(exist_ok=True)
        (tmp_path / "files" / f"{number}.txt").write_text(text, encoding="utf-8")
        index_paths([tmp_path / "files"], tmp_path / "index")

    with open_index(tmp_path / "index") as index:
        views = index._snapshot.views
        scripts = {
            view.segment.info(n).path[-5]: int(view.segment.row_scripts[n])
            for view in views
            for n in range(view.segment.document_count)
        }
        assert scripts == {"0": 1, "1": 2, "2": 2, "3": 1}
        assert len(views) < len(TEXTS)
