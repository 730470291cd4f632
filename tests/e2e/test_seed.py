"""The sample article, asked through the library: right line, right characters."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

import sou

SEED = Path(__file__).parents[2] / "seeds" / "000_b621eb4cda640083.txt"


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sou.Index]:
    location = tmp_path_factory.mktemp("seed") / "index"
    sou.index_paths([SEED], location)
    with sou.open_index(location) as opened:
        yield opened


@pytest.mark.parametrize(
    ("query", "lines", "marked", "occurrences"),
    [
        ("晶片", {1, 3, 4, 5, 7, 9, 11, 12, 13, 14, 15, 16, 18, 19, 20, 21, 22}, "晶片", 30),
        ("算法", {3, 18}, "算法", 3),
        ("慧計", {14}, "慧計", 3),
        ("寒武纪", {4, 7, 8, 9, 10, 13, 14, 16}, "寒武紀", 18),
        ('"打腫臉充胖子"', {4}, "打腫臉充胖子", 1),
        ("NVIDIA", {14, 16}, "NVIDIA", 5),
        ("nvidiagpu", {14}, "NVIDIAGPU", 1),
        ("7奈米", {21}, "7奈米", 1),
        ("７纳米", {21}, "7奈米", 1),
        ("芯片", {1, 3, 4, 5, 7, 9, 11, 12, 13, 14, 15, 16, 18, 19, 20, 21, 22}, "晶片", 30),
        ("「芯片」", {1}, "晶片", 0),
        ("林宗輝", {24}, "林宗輝", 1),
        ("片", {1, 2, 3, 4, 5, 7, 9, 11, 12, 13, 14, 15, 16, 18, 19, 20, 21, 22}, "片", 32),
    ],
)
def test_a_query_lands_on_its_line(
    index: sou.Index, query: str, lines: set[int], marked: str, occurrences: int
) -> None:
    page = index.search(query)

    if not occurrences:
        assert page.total == 0
        return
    (hit,) = page.hits
    source = SEED.read_text(encoding="utf-8").split("\n")
    column = hit.place.column - 1
    assert hit.place.line in lines
    assert source[hit.place.line - 1][column : column + hit.length] == marked
    assert hit.occurrences == occurrences
    shown = {hit.snippet.text[span.start : span.end] for span in hit.snippet.spans}
    assert shown == {marked}


@pytest.mark.parametrize("query", ["py:hanwuji", "py:hwj", "拼音:hán'wǔ'jì", "py:hanwj"])
def test_pinyin_finds_the_company_and_marks_it(index: sou.Index, query: str) -> None:
    page = index.search(query)

    (hit,) = page.hits
    text = SEED.read_text(encoding="utf-8")
    spans = index.matches(hit.document.id, query)
    assert {text[span.start : span.end] for span in spans} == {"寒武紀"}
    assert len(spans) == hit.occurrences == text.count("寒武紀") == 18
    assert {hit.snippet.text[span.start : span.end] for span in hit.snippet.spans} == {"寒武紀"}
    ((one,),) = (match.texts for match in page.pinyin)
    assert one[:3] == ("寒武紀", 1, 18)


def test_plain_latin_is_no_pinyin(index: sou.Index) -> None:
    assert index.search("hanwuji").total == 0


def test_what_is_not_there_is_not_found(index: sou.Index) -> None:
    """慧晶 would cross a word boundary of 人工智慧晶片, which the article does not have."""
    assert "慧晶" not in SEED.read_text(encoding="utf-8")
    assert index.search("慧晶").total == 0


def test_a_word_boundary_is_no_border(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("第一行\n人工智慧晶片\n", encoding="utf-8")
    sou.index_paths([tmp_path / "a.txt"], tmp_path / "index")

    with sou.open_index(tmp_path / "index") as opened:
        (hit,) = opened.search("慧晶").hits

    assert hit.place == sou.Place(line=2, column=4)


def test_a_question_finds_its_passage(index: sou.Index) -> None:
    (hit,) = index.search("中國在人才培養方面面臨什麼困境？").hits

    assert hit.place.line == 19


def test_threads_share_one_index(index: sou.Index) -> None:
    queries = ["晶片", "寒武纪", "NVIDIA", "人工智慧 晶片", "林宗輝"] * 4
    alone = [index.search(query).hits for query in queries]
    together: list[tuple[sou.Hit, ...]] = [()] * len(queries)

    def run(number: int) -> None:
        together[number] = index.search(queries[number]).hits

    threads = [threading.Thread(target=run, args=(n,)) for n in range(len(queries))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert together == alone


def test_a_cancelled_search_stops(index: sou.Index) -> None:
    with pytest.raises(sou.SearchCancelled):
        index.search("晶片", cancel=lambda: True)


def test_stored_text_is_the_file(index: sou.Index) -> None:
    text = SEED.read_bytes().decode("utf-8")
    document = index.document(str(SEED))

    assert document.text() == text
    assert document.text(100, 130) == text[100:130]
    assert document.info.length_chars == len(text)


def test_pages_continue_each_other(tmp_path: Path) -> None:
    for number in range(9):
        path = tmp_path / f"{number}.txt"
        path.write_text("晶片" * (number + 1) + "產業" * 20, encoding="utf-8")
    sou.index_paths([tmp_path], tmp_path / "index")

    with sou.open_index(tmp_path / "index") as opened:
        whole = opened.search(sou.SearchRequest("晶片", limit=100))
        parts = [opened.search(sou.SearchRequest("晶片", limit=4, offset=n)) for n in (0, 4, 8)]
        counted = opened.search(sou.SearchRequest("晶片", limit=0))

    assert [hit for part in parts for hit in part.hits] == list(whole.hits)
    assert [hit.rank for hit in whole.hits] == list(range(1, 10))
    assert (counted.total, counted.hits) == (9, ())


def test_documents_with_all_words_come_first(tmp_path: Path) -> None:
    texts = {"one": "晶片" * 30, "both": "產業" + "的" * 400 + "晶片", "other": "產業" * 30}
    for name, text in texts.items():
        (tmp_path / f"{name}.txt").write_text(text, encoding="utf-8")
    sou.index_paths([tmp_path], tmp_path / "index")

    with sou.open_index(tmp_path / "index") as opened:
        some = opened.search("晶片 產業")
        every = opened.search(sou.SearchRequest("晶片 產業", match_all=True))

    assert (some.total, Path(some.hits[0].document.path).stem) == (3, "both")
    assert [Path(hit.document.path).stem for hit in every.hits] == ["both"]
