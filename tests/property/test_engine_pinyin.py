"""Pinyin finds exactly the strings that are read so, against a walk through the text."""

from __future__ import annotations

import random
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest

import sou
from oracle import normal
from sou.text.fold import fold

pinyin_dict: dict[int, str] = pytest.importorskip("pypinyin.pinyin_dict").pinyin_dict

ALPHABET = "西安先仙线線陷限現行航重慶庆中种種晶片精骗a，\n 𠮷"
SPELLINGS = ("xian", "xi'an", "zhongqing", "xx", "xxx", "xianzh", "hangxian", "jingpian", "cqxa")
WAYS: dict[str, list[list[str]]] = {
    "xian": [["xian"], ["xi", "an"]],
    "xi'an": [["xi", "an"]],
    "zhongqing": [["zhong", "qing"]],
    "xx": [["x*", "x*"]],
    "xxx": [["x*", "x*", "x*"]],
    "xianzh": [
        ["xian", "zh*"],
        ["xian", "z*", "h*"],
        ["xi", "an", "zh*"],
        ["xi", "an", "z*", "h*"],
    ],
    "hangxian": [["hang", "xian"], ["hang", "xi", "an"]],
    "jingpian": [["jing", "pian"], ["jing", "pi", "an"]],
    "cqxa": [["c*", "q*", "x*", "a*"]],
}


def _plain(reading: str) -> str:
    letters = unicodedata.normalize("NFD", reading)
    return "".join(letter for letter in letters if letter.isascii())


READINGS = {
    character: {
        _plain(reading)
        for other in {*ALPHABET, character}
        if fold(other) == character
        for reading in pinyin_dict.get(ord(other), "").split(",")
    }
    for character in map(fold, ALPHABET)
}


def _is_read(character: str, sound: str) -> bool:
    held = READINGS.get(character, set())
    if sound.endswith("*"):
        return any(reading.startswith(sound[:-1]) for reading in held)
    return sound in held


def _strings(text: str, spelling: str) -> Iterator[str]:
    compared = normal(text)
    for way in WAYS[spelling]:
        for start in range(len(compared) - len(way) + 1):
            piece = compared[start : start + len(way)]
            if all(map(_is_read, piece, way)):
                yield piece


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> tuple[sou.Index, dict[str, str]]:
    """Two segments, with documents that were deleted and one that is long."""
    base = tmp_path_factory.mktemp("pinyin")
    dice = random.Random(5)  # noqa: S311  # a test's dice
    texts: dict[str, str] = {}
    for batch in range(2):
        for number in range(25):
            path = base / f"{batch}-{number}.txt"
            length = 70_000 if (batch, number) == (1, 3) else dice.choice([5, 40, 900])
            texts[str(path)] = "".join(dice.choices(ALPHABET, k=length))
            path.write_bytes(texts[str(path)].encode())
        for path in list(base.glob("0-1*.txt")) if batch else []:
            path.unlink()
            del texts[str(path)]
        sou.index_paths([base], base / "index")
    return sou.open_index(base / "index"), texts


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_pinyin_finds_what_a_walk_through_the_text_finds(
    folder: tuple[sou.Index, dict[str, str]], spelling: str
) -> None:
    index, texts = folder
    wanted = {path: list(_strings(text, spelling)) for path, text in texts.items()}
    query = f"py:{spelling}"

    page = index.search(sou.SearchRequest(query, limit=100))

    assert {hit.document.path for hit in page.hits} == {path for path in wanted if wanted[path]}
    (match,) = page.pinyin
    every = [string for strings in wanted.values() for string in strings]
    assert match.total == len(set(every))
    for one in match.texts:
        assert one.occurrences == every.count(fold(one.text))
        assert one.documents == sum(fold(one.text) in strings for strings in wanted.values())
        assert any(one.text in normal_unfolded(text) for text in texts.values())
    for hit in page.hits:
        text = texts[hit.document.path]
        marked = {
            offset
            for span in index.matches(hit.document.id, query)
            for offset in range(span.start, span.end)
        }
        assert marked >= {hit.offset}
        if len(text) < 1000:
            assert _marked(text, spelling) == {n for n in marked if not text[n].isspace()}


def normal_unfolded(text: str) -> str:
    return "".join(text.split())


def _marked(text: str, spelling: str) -> set[int]:
    """Return the offsets of all characters in a match, by trying every pair of ends."""
    found: set[int] = set()
    visible = [at for at, character in enumerate(text) if not character.isspace()]
    for way in WAYS[spelling]:
        for first in range(len(visible) - len(way) + 1):
            at = visible[first : first + len(way)]
            piece = text[at[0] : at[-1] + 1]
            if len(normal(piece)) == len(way) and all(map(_is_read, normal(piece), way)):
                found.update(at)
    return found


@pytest.fixture
def small(tmp_path: Path) -> Iterator[sou.Index]:
    texts = {
        "word": "重慶很大。" + "無關" * 30,
        "stray": "這種情況，那種情況，各種情況。",
        "both": "重慶這種情況。產業。" + "無關" * 60,
        "none": "成都也很大。產業。",
    }
    for name, text in texts.items():
        (tmp_path / f"{name}.txt").write_text(text, encoding="utf-8")
    sou.index_paths([tmp_path], tmp_path / "index")
    with sou.open_index(tmp_path / "index") as opened:
        yield opened


def _names(page: sou.SearchPage) -> list[str]:
    return [Path(hit.document.path).stem for hit in page.hits]


def test_words_come_before_what_only_sounds_like_them(small: sou.Index) -> None:
    page = small.search("py:chongqing")

    assert _names(page)[-1] == "stray"
    assert set(_names(page)) == {"word", "both", "stray"}
    (match,) = page.pinyin
    assert [(one.text, one.documents, one.occurrences, one.is_word) for one in match.texts] == [
        ("重慶", 2, 2, True),
        ("種情", 2, 4, False),
    ]


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("py:chongqing AND 產業", {"both"}),
        ("py:chongqing OR 成都", {"word", "both", "stray", "none"}),
        ("產業 -py:chongqing", {"none"}),
        ("-py:chongqing", {"none"}),
        ("py:chongqing py:chanye", {"both"}),
        ('"產業" py:zhongqing', {"both"}),
        ("py:chongqing title:word", {"word"}),
    ],
)
def test_pinyin_is_a_clause_like_any_other(small: sou.Index, query: str, names: set[str]) -> None:
    assert set(_names(small.search(query))) == names


def test_excluded_pinyin_is_not_told(small: sou.Index) -> None:
    assert small.search("產業 -py:chongqing").pinyin == ()
    assert [match.query for match in small.search("py:chanye py:cy").pinyin] == [
        "py:chanye",
        "py:cy",
    ]


def test_a_search_by_pinyin_can_be_cancelled(small: sou.Index) -> None:
    with pytest.raises(sou.SearchCancelled):
        small.search("py:chongqing", cancel=lambda: True)
    with pytest.raises(sou.SearchCancelled):
        small.suggest("中庆市政", cancel=lambda: True)


def test_a_tree_with_no_pinyin_in_it_is_an_error(small: sou.Index) -> None:
    from sou.errors import QueryTreeError
    from sou.query.tree import Pinyin
    from sou.searching.collect import search_snapshot

    with pytest.raises(QueryTreeError, match="is no pinyin"):
        search_snapshot(small._snapshot, Pinyin("iphone"), limit=1)


def test_a_string_across_a_line_break_is_told_as_one_word(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("人工重\n  慶", encoding="utf-8")
    sou.index_paths([tmp_path / "a.txt"], tmp_path / "index")

    with sou.open_index(tmp_path / "index") as opened:
        page = opened.search("py:chongqing")

    assert page.pinyin[0].texts[0].text == "重慶"
    assert page.hits[0].length == len("重\n  慶")
