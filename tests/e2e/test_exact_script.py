"""Every spelling finds every other; the exact script tells them apart, and counts."""

from __future__ import annotations

import random
import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest

import sou

GROUPS = [
    "发發髮",
    "后後",
    "里裡裏",
    "台臺颱檯",
    "干乾幹",
    "面麵",
    "历歷曆",
    "系係繫",
    "钟鐘鍾",
    "复復複覆",
]
MERGED = [group.replace("覆", "") for group in GROUPS]
"""覆 is a simplified character, too."""


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sou.Index]:
    base = tmp_path_factory.mktemp("script")
    (base / "files").mkdir()
    for character in dict.fromkeys("".join(MERGED)):
        text = f"甲{character}乙，{character}丙。" + "其他的話。" * 3
        (base / "files" / f"{character}.txt").write_text(text, encoding="utf-8")
    (base / "files" / "long.txt").write_text(
        "發展。" + "話" * 70_000 + "髮展。\n發\n展", encoding="utf-8"
    )
    sou.index_paths([base / "files"], base / "index")
    with sou.open_index(base / "index") as opened:
        yield opened


def found(index: sou.Index, query: str, *, exact: bool = False, **options: bool) -> list[str]:
    request = sou.SearchRequest(query, limit=100, exact_script=exact, **options)  # type: ignore[arg-type]  # bools only
    return sorted(Path(hit.document.path).stem for hit in index.search(request).hits)


@pytest.mark.parametrize("group", MERGED)
def test_every_spelling_finds_every_other(index: sou.Index, group: str) -> None:
    for character in group:
        assert found(index, f"甲{character}乙") == sorted(group)
        assert found(index, f"「{character}丙」") == sorted(group)


@pytest.mark.parametrize("group", MERGED)
def test_the_exact_script_tells_them_apart(index: sou.Index, group: str) -> None:
    for character in group:
        for query in (
            f"甲{character}乙",
            f"「{character}丙」",
            f"{character}丙",
            f"={character}丙",
        ):
            assert found(index, query, exact=True) == [character], query
        assert found(index, f"=甲{character}乙") == [character]
        assert found(index, f'="甲{character}乙"') == [character]
        assert found(index, f"* -={character}丙 -話展 -發展", exact=False) == sorted(
            set("".join(MERGED)) - {character}
        )


def test_counts_and_marks_are_exact_in_long_documents_too(index: sou.Index) -> None:
    request = sou.SearchRequest("發展", exact_script=True)
    (hit,) = index.search(request).hits

    assert hit.occurrences == 2
    text = index.document(hit.document.id).text()
    spans = index.matches(hit.document.id, request)
    assert [text[start:end] for start, end in spans] == ["發展", "發\n展"]
    assert len(index.matches(hit.document.id, "發展")) == 3
    assert found(index, "发展", exact=True) == []
    assert found(index, "=发展") == []


def test_width_and_case_stay_folded(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("ＡＩ發展，ai发展", encoding="utf-8")
    sou.index_paths([tmp_path / "a.txt"], tmp_path / "index")

    with sou.open_index(tmp_path / "index") as opened:
        for query in ("AI發展", "ａｉ發展"):
            (hit,) = opened.search(sou.SearchRequest(query, exact_script=True)).hits
            assert hit.occurrences == 1


def test_a_sentence_is_matched_by_its_parts_as_typed(tmp_path: Path) -> None:
    for name, text in {"tw": "經濟發展很快", "cn": "经济发展很快", "no": "無關"}.items():
        (tmp_path / f"{name}.txt").write_text(text, encoding="utf-8")
    sou.index_paths([tmp_path], tmp_path / "index")

    with sou.open_index(tmp_path / "index") as opened:
        assert found(opened, "請問今年的經濟發展如何", exact=True) == ["tw"]
        assert found(opened, "请问今年的经济发展如何", exact=True) == ["cn"]
        assert found(opened, "發展 無關", exact=True) == ["no", "tw"]
        assert found(opened, "發展 经济", exact=True, match_all=True) == []
        assert found(opened, "發*", exact=True) == ["tw"]
        assert found(opened, "=发展 OR 無關") == ["cn", "no"]


def test_no_other_words_are_looked_for(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("晶片", encoding="utf-8")
    sou.index_paths([tmp_path / "a.txt"], tmp_path / "index")

    with sou.open_index(tmp_path / "index") as opened:
        assert found(opened, "芯片") == ["a"]
        assert found(opened, "芯片", exact=True) == []


def test_counts_are_those_of_the_plain_text(tmp_path: Path) -> None:
    """The oracle compares code points, with nothing of ours but the files."""
    dice = random.Random(5)  # noqa: S311  # a test's dice
    letters = "發发髮后後里裡展AＡa，　"
    files = tmp_path / "files"
    files.mkdir()
    texts = {}
    for _ in range(12):  # segments are merged, and documents of theirs deleted
        for _ in range(8):
            number = str(dice.randrange(60))
            script = dice.choice(["電話", "电话", ""]) * 20
            texts[number] = script + "".join(dice.choices(letters, k=dice.randrange(1, 900)))
            (files / f"{number}.txt").write_text(texts[number], encoding="utf-8")
        sou.index_paths([files], tmp_path / "index")

    with sou.open_index(tmp_path / "index") as opened:
        for _ in range(60):
            piece = "".join(dice.choices(letters[:-2], k=dice.randrange(1, 4)))
            wanted = sorted(n for n, text in texts.items() if plain(piece) in plain(text))
            assert found(opened, f"「{piece}」", exact=True) == wanted, piece


def plain(text: str) -> str:
    """Return a text without blanks, but those that keep letters apart."""
    return re.sub("(?<![a-z]) +| +(?![a-z])", "", unicodedata.normalize("NFKC", text).lower())
