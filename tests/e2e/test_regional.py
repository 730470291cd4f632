"""Searches that find what another region calls a word: lower, labelled, marked as written."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

import sou
from sou.model import Expansion

TEXTS = {
    "cn1": "国产芯片的发展,芯片产业。",
    "cn2": "这个芯片很快。" + "其他的话。" * 40,
    "tw1": "晶片晶片晶片晶片",
    "tw2": "臺灣的晶\n片與記憶體",
    "both": "芯片又叫晶片。",
    "procedure": "依法定程序辦理,行政程序。",
    "program1": "程式程式程式程式",
    "program2": "寫程式",
    "other": "無關的文章",
}


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sou.Index]:
    base = tmp_path_factory.mktemp("regional")
    (base / "files").mkdir()
    for name, text in TEXTS.items():
        (base / "files" / f"{name}.txt").write_text(text, encoding="utf-8")
        sou.index_paths([base / "files"], base / "index")
    with sou.open_index(base / "index") as opened:
        yield opened


def names(page: sou.SearchPage) -> list[str]:
    return [Path(hit.document.path).stem for hit in page.hits]


def ask(index: sou.Index, query: str, **options: bool) -> sou.SearchPage:
    return index.search(sou.SearchRequest(query, **options))  # type: ignore[arg-type]  # bools only


def test_hits_by_the_alternative_alone_come_after_all_others(index: sou.Index) -> None:
    """tw1 is all 晶片, cn2 has one 芯片 in a long text."""
    page = ask(index, "芯片")

    assert set(names(page)[:3]) == {"cn1", "cn2", "both"}
    assert names(page)[3:] == ["tw1", "tw2"]
    assert page.total == 5


@pytest.mark.parametrize("query", ["芯片", "晶片", "程序", "程式", "記憶體", "芯片产业"])
def test_literal_hits_and_their_scores_are_those_without(index: sou.Index, query: str) -> None:
    plain, wide = ask(index, query, regional=False), ask(index, query)

    first = wide.hits[: plain.total]
    assert [(hit.document.id, hit.score) for hit in first] == [
        (hit.document.id, hit.score) for hit in plain.hits
    ]
    assert plain.expansions == ()


def test_a_conflict_does_not_drown_the_literal_meaning(index: sou.Index) -> None:
    """程序 is a procedure in Taiwan, and what the Mainland calls 程式."""
    assert names(ask(index, "程序"))[0] == "procedure"
    assert names(ask(index, "程式"))[:2] == ["program1", "program2"]


def test_what_stands_inside_the_word_itself_is_no_other_word(tmp_path: Path) -> None:
    texts = {"inside": "演算法", "beside": "演算法又叫算法", "other": "算法"}
    texts["long"] = "演算法" + "話" * 70_000
    for name, text in texts.items():
        (tmp_path / f"{name}.txt").write_text(text, encoding="utf-8")
    sou.index_paths([tmp_path], tmp_path / "index")

    with sou.open_index(tmp_path / "index") as index:
        page = index.search("演算法")

    labelled = {name for name, hit in zip(names(page), page.hits, strict=True) if hit.expansions}
    assert page.total == 4
    assert labelled == {"beside", "other"}


def test_a_hit_is_labelled_with_the_word_as_written(index: sou.Index) -> None:
    page = ask(index, "内存 芯片")
    found = dict(zip(names(page), page.hits, strict=True))

    assert found["tw2"].expansions == (
        Expansion("内存", "記憶體", "regional"),
        Expansion("芯片", "晶片", "regional"),
    )
    assert found["cn1"].expansions == ()
    assert page.expansions == (
        Expansion("内存", "记忆体", "regional"),
        Expansion("芯片", "晶片", "regional"),
    )


def test_marks_are_the_alternative_as_written(index: sou.Index) -> None:
    (hit,) = (hit for hit in ask(index, "芯片").hits if hit.document.path.endswith("tw2.txt"))

    text = hit.snippet.text
    assert [text[start:end] for start, end in hit.snippet.spans] == ["晶\n片"]
    assert index.matches(hit.document.id, "芯片") == ((3, 6),)
    assert index.matches(hit.document.id, sou.SearchRequest("芯片", regional=False)) == ()


@pytest.mark.parametrize("query", ["「芯片」", '"芯片"', "芯片*"])
def test_what_is_quoted_is_never_widened(index: sou.Index, query: str) -> None:
    assert set(names(ask(index, query))) == {"cn1", "cn2", "both"}


def test_what_is_excluded_is_never_widened(index: sou.Index) -> None:
    assert set(names(ask(index, "* -芯片"))) == set(TEXTS) - {"cn1", "cn2", "both"}


def test_every_word_may_be_said_otherwise_when_all_are_required(index: sou.Index) -> None:
    assert names(ask(index, "内存 芯片", match_all=True)) == ["tw2"]
    assert names(ask(index, "内存 AND 芯片")) == ["tw2"]
    assert names(ask(index, "内存 芯片", match_all=True, regional=False)) == []


def test_words_of_one_alternative_do_not_rise_above_other_clauses(index: sou.Index) -> None:
    """Of an OR, what another clause matches is a literal hit."""
    assert names(ask(index, "芯片 OR 無關"))[-2:] == ["tw1", "tw2"]


def test_more_keywords_in_any_form_come_first_among_equals(index: sou.Index) -> None:
    page = ask(index, "臺灣 芯片")

    assert names(page)[0] == "tw2"


@pytest.mark.parametrize("sort", ["-score", "path", "-date"])
def test_other_orders_give_the_same_scores(index: sou.Index, sort: str) -> None:
    by_score = {hit.document.id: hit.score for hit in ask(index, "芯片").hits}
    page = index.search(sou.SearchRequest("芯片", sort=sort))  # type: ignore[arg-type]  # an order

    assert {hit.document.id: hit.score for hit in page.hits} == pytest.approx(by_score)


def test_pages_fit_together(index: sou.Index) -> None:
    whole = names(ask(index, "芯片"))

    pages = [index.search(sou.SearchRequest("芯片", limit=2, offset=at)) for at in (0, 2, 4)]
    assert [name for page in pages for name in names(page)] == whole
