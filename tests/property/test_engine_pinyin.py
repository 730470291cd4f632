"""Pinyin finds exactly the strings that are read so, against a walk through the text."""

from __future__ import annotations

import random
import unicodedata
from collections.abc import Iterator

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
