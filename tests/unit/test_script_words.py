"""Words that the scripts spell apart: either spelling is found by the other."""

from __future__ import annotations

import importlib
import random
import sys
from importlib.metadata import version
from importlib.resources import files
from itertools import pairwise
from pathlib import Path

import pytest

import sou
from sou.brief.search import brief_page
from sou.model import SearchRequest
from sou.query.regional import regional_words
from sou.searching.literal_plan import plan_literal
from sou.text.fold import fold
from sou.text.joined import joined_text
from sou.text.script_words import MOST_SPELLINGS, other_spellings

TABLES = Path(__file__).parents[1] / "tables"
TABLE = Path(__file__).parents[2] / "search" / "sou" / "text" / "script_words.txt"

NOT_MET = {
    "幺 么",  # alone 么 is mostly 麼
    "幺么小丑 么么小丑",  # 么么小丑 is 幺幺小丑 first
    "上链 上炼",  # 以上煉鋼
    "金链 金炼",  # 冶金煉鋼
}
"""Folded words of one script that do not find those of the other: see make_script_words.py."""


@pytest.mark.parametrize("conversion", ["s2t", "s2tw", "s2hk"])
def test_every_word_of_the_dictionary_finds_itself_in_the_other_script(conversion: str) -> None:
    """OpenCC is the judge: it spells all words of jieba's dictionary in traditional script."""
    opencc = pytest.importorskip("opencc", reason="the judge of spellings")
    lines = files("jieba").joinpath("dict.txt").read_text("utf-8").splitlines()
    words = [line.split()[0] for line in lines]
    converted = opencc.OpenCC(conversion).convert("\n".join(words)).split("\n")

    differing = [pair for pair in zip(words, converted, strict=True) if _differ(*pair)]
    lost = {
        f"{fold(one)} {fold(other)}"
        for here, there in differing
        for one, other in ((here, there), (there, here))
        if not list(plan_literal(one).occurrences(joined_text(other)))
    }

    assert len(words) > 300_000
    assert len(differing) > 100
    assert lost <= NOT_MET | {" ".join(reversed(pair.split())) for pair in NOT_MET}


def _differ(one: str, other: str) -> bool:
    return fold(one) != fold(other)


def test_what_is_one_word_in_two_scripts_is_not_called_regional() -> None:
    for one, other in (("计划", "計畫"), ("回复", "回覆"), ("坐标", "座標"), ("项链", "項鍊")):
        assert fold(other) in other_spellings(one)
        assert fold(other) not in regional_words(one)


def test_all_words_changed_come_first_and_few_are_tried() -> None:
    assert other_spellings("反覆找藉口") == ("反复找借口", "反复找藉口", "反覆找借口")
    assert len(other_spellings(fold("反覆藉口想像座標傢俱計畫"))) == MOST_SPELLINGS
    assert other_spellings("复杂的象棋") == ()
    assert other_spellings("") == ()


def test_the_table_is_folded_and_each_pair_once() -> None:
    telling, *lines = TABLE.read_text("utf-8").removesuffix("\n").split("\n")[1:]

    assert all(one < other for one, other in pairwise(lines))
    for line in lines:
        one, other = line.split(" ")
        assert len(one) == len(other) > 1
        assert one != other
        assert set(telling) >= set(one).symmetric_difference(other)
        assert fold(line) == line


def test_the_file_is_what_its_generator_writes() -> None:
    pytest.importorskip("opencc", reason="the table is made from OpenCC")
    sys.path.insert(0, str(TABLES))
    try:
        maker = importlib.import_module("make_script_words")
    finally:
        sys.path.remove(str(TABLES))
    written = TABLE.read_text("utf-8")
    if not written.startswith(f"# OpenCC {version('opencc')} "):
        pytest.skip("the table was made with another OpenCC")

    assert maker.render(maker.build()) == written


TEXTS = {"tw": "他反覆找藉口。", "cn": "他反复找借口。", "no": "複雜。"}


def found(index: sou.Index, query: str, *, exact: bool = False, regional: bool = True) -> list[str]:
    request = SearchRequest(query, exact_script=exact, regional=regional)
    return [Path(hit.document.path).stem for hit in index.search(request).hits]


@pytest.mark.parametrize("query", ["反覆", "反复", "藉口", "借口"])
def test_words_and_quotations_find_both_spellings_and_mark_them(tmp_path: Path, query: str) -> None:
    for name, text in TEXTS.items():
        (tmp_path / f"{name}.txt").write_text(text, encoding="utf-8")
    sou.index_paths([tmp_path], tmp_path / "index")

    with sou.open_index(tmp_path / "index") as index:
        for asked in (query, f'"{query}"', f"{query}*", f"甲 OR {query}"):
            assert sorted(found(index, asked, regional=False)) == ["cn", "tw"], asked
        assert found(index, f"* -{query}") == ["no"]
        assert len(found(index, query, exact=True)) == len(found(index, f"={query}")) == 1
        page = index.search(f'"{query}"')
        texts = {hit.snippet.text[slice(*hit.snippet.spans[0])] for hit in page.hits}
        assert texts in ({"反覆", "反复"}, {"藉口", "借口"})
        assert page.expansions == ()  # it is the same word


@pytest.mark.parametrize("query", ["反覆", "反复 甲", '"反覆"', '"AI反复"', "甲反覆乙"])
def test_a_brief_search_finds_both_spellings_alike(tmp_path: Path, query: str) -> None:
    dice = random.Random(3)  # noqa: S311  # a test's dice
    for number in range(40):
        text = "".join(dice.choices(["反覆", "反复", "甲", "乙", "AI", "。", "他們"], k=number + 1))
        (tmp_path / f"{number}.txt").write_text(text, encoding="utf-8")
    sou.index_paths([tmp_path], tmp_path / "index")
    request = SearchRequest(query, limit=5)

    brief = brief_page(tmp_path / "index", request)
    with sou.open_index(tmp_path / "index") as index:
        full = index.search(request)

    assert brief is not None
    assert brief.total == full.total > 3
    assert [(h.document.id, h.snippet, h.occurrences) for h in brief.hits] == [
        (h.document.id, h.snippet, h.occurrences) for h in full.hits
    ]
    scores = [hit.score for hit in full.hits]
    assert [hit.score for hit in brief.hits] == pytest.approx(scores, rel=1e-5)


def test_titles_and_paths_are_found_in_both_spellings(tmp_path: Path) -> None:
    (tmp_path / "計畫書.txt").write_text("甲", encoding="utf-8")
    sou.index_paths([tmp_path / "計畫書.txt"], tmp_path / "index")

    with sou.open_index(tmp_path / "index") as index:
        for query in ("path:计划", "title:計劃", "path:計畫"):
            assert found(index, query) == ["計畫書"]
