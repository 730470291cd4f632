"""A brief search gives what the full search gives: documents, order, scores, snippets."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from sou.brief.search import _BriefSearch, brief_page
from sou.engine import Index, open_index
from sou.model import SearchPage, SearchRequest
from sou.upkeep import index_paths
from unit.cli_fakes import run_sou

WORDS = [
    "晶片",
    "公司",
    "人工智慧",
    "的",
    "台灣",
    "發展",
    "AI晶",
    "，gpu ",
    "芯片",
    "軟體",
    "软件",
    "GPU内存",
    "NVIDIAGPU。",
    " 5奈",
    "，",
    "。",
    "\n\n",
    " ",
]
QUERIES = [
    "晶片",
    "的",
    "人工智慧",
    "晶片 公司",
    "AI 晶片",
    "台湾发展",
    "vid",
    "GPU AI",
    "不存在",
    "芯片",
    "記憶體",
    "芯片 软件",
    "gpu内存 台灣",
    '"晶片，"',
    '"片公"',
    '"AI晶片"',
    "「人工智慧的」",
    '"a i"',
]
FULL_ONLY = [
    "晶片 OR 公司",
    "晶片 -公司",
    "晶*",
    "type:text",
    "題目是什麼意思呢請問",
    "晶片 公司 發展",
    '"。"',
    '"沒關',
    "",
]


@pytest.fixture(scope="module")
def location(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index of several segments with deletions, documents of one and many rows."""
    base = tmp_path_factory.mktemp("brief")
    (base / "files").mkdir()
    dice = random.Random(7)  # noqa: S311  # a test's dice
    for batch in range(5):
        for _ in range(60):
            number = dice.randrange(200)
            length = dice.choice([3, 40, 120, 900])
            text = "".join(dice.choices(WORDS, k=length))
            (base / "files" / f"{number}.txt").write_text(f"{batch}{text}", encoding="utf-8")
        index_paths([base / "files"], base / "index")
    with open_index(base / "index") as index:
        assert index.status().segments > 1
    return base / "index"


def _comparable(page: SearchPage) -> tuple[object, ...]:
    hits = tuple(replace(hit, score=0.0) for hit in page.hits)
    return hits, page.total, page.expansions, page.interpretation, page.generation, page.request


@pytest.mark.parametrize("match_all", [False, True])
@pytest.mark.parametrize("query", QUERIES)
def test_both_searches_answer_alike(location: Path, query: str, match_all: bool) -> None:
    with open_index(location) as index:
        for offset, limit in ((0, 10), (0, 1000), (7, 3), (0, 0), (500, 10)):
            request = SearchRequest(
                query, limit=limit, offset=offset, match_all=match_all, snippets=1 + limit % 3
            )
            brief, full = brief_page(location, request), index.search(request)

            scores = [hit.score for hit in full.hits]
            if brief is None and offset + limit > 500:
                brief = _though_rounding_decides(location, request)
                assert {hit.document for hit in brief.hits} == {hit.document for hit in full.hits}
            else:
                assert brief is not None
                assert _comparable(brief) == _comparable(full)
            assert [hit.score for hit in brief.hits] == pytest.approx(scores, rel=1e-5)


def _though_rounding_decides(location: Path, request: SearchRequest) -> SearchPage:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sou.brief.search._NEARLY_EQUAL", 0.0)
        page = brief_page(location, request)
    assert page is not None
    return page


@pytest.mark.parametrize("query", FULL_ONLY)
def test_what_it_cannot_answer_is_left_to_the_full_search(location: Path, query: str) -> None:
    assert brief_page(location, SearchRequest(query)) is None


def test_many_rows_are_left_to_the_full_search(
    location: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sou.brief.search._MOST_ROWS", 3)

    assert brief_page(location, SearchRequest("晶片")) is None


def test_a_missing_or_damaged_index_is_left_to_the_full_search(
    location: Path, tmp_path: Path
) -> None:
    assert brief_page(tmp_path, SearchRequest("晶片")) is None
    copy = tmp_path / "copy"
    copy.mkdir()
    for file in location.iterdir():
        (copy / file.name).write_bytes(file.read_bytes()[:-30])
    assert brief_page(copy, SearchRequest("晶片")) is None


def test_other_orders_and_facets_are_not_brief(location: Path) -> None:
    assert brief_page(location, SearchRequest("晶片")) is not None

    assert brief_page(location, SearchRequest("晶片", sort="-date")) is None
    assert brief_page(location, SearchRequest("晶片", facets=("type",))) is None


@pytest.fixture(scope="module")
def frequent(tmp_path_factory: pytest.TempPathFactory, location: Path) -> Iterator[Path]:
    """An index with lists long enough for champions, of segments of other mean lengths.

    Made after the other one, which shall have no champions.
    """
    assert location
    base = tmp_path_factory.mktemp("frequent")
    (base / "files").mkdir()
    dice = random.Random(11)  # noqa: S311  # a test's dice
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sou.store.champions.CHAMPIONS", 40)
        patch.setattr("sou.store.champion_writer.CHAMPIONS", 40)
        patch.setattr("sou.store.champion_writer.FROM_ENTRIES", 300)
        for batch, length in enumerate((12, 60, 30)):
            for number in range(400):
                text = "".join(dice.choices(WORDS, k=dice.randrange(1, length)))
                name = f"{batch}-{number}.txt" if batch < 2 else f"0-{number % 40}.txt"
                (base / "files" / name).write_text(f"{text}。{number}", encoding="utf-8")
            index_paths([base / "files"], base / "index")
        yield base / "index"


@pytest.mark.parametrize("query", ["晶片", "的", '"公司"', '"的"', "晶", "台湾"])
def test_champions_of_long_lists_are_enough(
    frequent: Path, query: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where documents are deleted, and mean lengths are others than when written."""
    monkeypatch.setattr(_BriefSearch, "_all", lambda *_: pytest.fail("all matches were looked at"))
    with open_index(frequent) as index:
        assert index.status().segments > 1
        for offset, limit in ((0, 1), (0, 5), (3, 2), (0, 0)):
            request = SearchRequest(query, limit=limit, offset=offset)
            brief, full = brief_page(frequent, request), index.search(request)

            if brief is None:  # the champions decided nothing: the full search does
                assert limit
                continue
            assert _comparable(brief) == _comparable(full)
    assert brief_page(frequent, SearchRequest(query, limit=1)) is not None


def test_champions_that_decide_nothing_are_left_to_the_full_search(frequent: Path) -> None:
    assert brief_page(frequent, SearchRequest("晶片", limit=100)) is None


def test_a_listing_longer_than_a_batch_comes_from_one_opened_index(
    frequent: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else a document whose score is added up otherwise may be on two pages or on none."""
    for module in ("sou.cli.search", "sou.cli.search_order"):
        monkeypatch.setattr(f"{module}.BATCH_HITS", 50)
    asked: list[int] = []
    monkeypatch.setattr(Index, "search", _counted(Index.search, asked))

    listed = run_sou("search", "--index", str(frequent), "-l", "人工智慧").stdout.splitlines()
    count = int(run_sou("search", "--index", str(frequent), "-c", "人工智慧").stdout)

    assert len(set(listed)) == len(listed) == count
    assert asked == list(range(0, count, 50))


def _counted(
    search: Callable[[Index, SearchRequest], SearchPage], asked: list[int]
) -> Callable[[Index, SearchRequest], SearchPage]:
    def counted(self: Index, request: SearchRequest) -> SearchPage:
        asked.append(request.offset)
        return search(self, request)

    return counted


def test_queries_too_long_for_the_parser_are_left_to_it(location: Path) -> None:
    assert brief_page(location, SearchRequest("晶" * 10_001)) is None


@pytest.mark.parametrize(
    ("query", "expected"),
    [("软件", "0 3 1 2"), ("軟件", "1 2 0 3"), ('"軟件工"', "1 2 0 3"), ("件", "0 1 2 3")],
)
def test_both_put_the_script_as_typed_first(tmp_path: Path, query: str, expected: str) -> None:
    (tmp_path / "files").mkdir()
    for number, text in enumerate(("软件工程", "軟件工程", "軟件工程", "软件工程")):
        (tmp_path / "files" / f"{number}.txt").write_text(text, encoding="utf-8")
    index_paths([tmp_path / "files"], tmp_path / "index")

    brief = brief_page(tmp_path / "index", SearchRequest(query))
    with open_index(tmp_path / "index") as index:
        full = index.search(query)

    assert brief is not None
    for page in (brief, full):
        assert [Path(hit.document.path).stem for hit in page.hits] == expected.split()
