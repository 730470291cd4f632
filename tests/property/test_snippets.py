"""Several snippets of a document: verbatim, apart, each at its place, brief or not."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

import sou
from sou.text.fold import fold
from sou.text.sanitize import cell_width, sanitize

PIECES = (
    "晶片",
    "產業",
    "NVIDIAGPU ",
    "。",
    "，",
    "的",
    "\n",
    "資本市場",
    "甲乙丙丁",
    "abc def ",
    "！」",
    "「",
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, str]]:
    base = tmp_path_factory.mktemp("snippets")
    dice = random.Random(2)  # noqa: S311  # a test's dice
    texts = {}
    for number in range(20):
        path = base / f"{number}.txt"
        count = 30_000 if number == 19 else dice.choice([1, 8, 60, 900])
        texts[str(path)] = "".join(dice.choices(PIECES, k=count)) + "晶片"
        path.write_bytes(texts[str(path)].encode())
    sou.index_paths([base], base / "index")
    return base / "index", texts


@pytest.mark.parametrize("count", [1, 2, 5])
@pytest.mark.parametrize("cells", [12, 60, 160, 900])
@pytest.mark.parametrize("query", ["晶片", "产业 晶片", '"IDIAG"'])
def test_snippets_are_slices_apart_from_each_other(
    folder: tuple[Path, dict[str, str]], query: str, cells: int, count: int
) -> None:
    location, texts = folder
    request = sou.SearchRequest(query, limit=50, snippet_cells=cells, snippets=count)
    with sou.open_index(location) as index:
        page = index.search(request)

    assert page.hits
    for hit in page.hits:
        text = texts[hit.document.path]
        shown = [(hit.offset, hit.length, hit.place, hit.snippet), *(one[:4] for one in hit.more)]
        assert len(shown) <= count
        assert [one.offset for one in hit.more] == sorted(one.offset for one in hit.more)
        taken: set[int] = set()
        for offset, length, place, snippet in shown:
            end = snippet.offset + len(snippet.text)
            assert snippet.text == text[snippet.offset : end]
            assert place.line == text.count("\n", 0, offset) + 1
            assert place.column == offset - text.rfind("\n", 0, offset)
            marked = [snippet.text[span.start : span.end] for span in snippet.spans]
            assert {fold(one) for one in marked} <= {"晶片", "产业", "idiag"}
            assert (
                sou.Span(offset - snippet.offset, offset - snippet.offset + length) in snippet.spans
            )
            assert not taken & set(range(snippet.offset, end))
            taken.update(range(snippet.offset, end))
            on_a_line = sanitize(snippet.text, single_line=True)
            assert cell_width(on_a_line) <= max(cells, len("NVIDIAGPU"))
            for edge in (snippet.offset, end):
                assert not (text[edge - 1 : edge] + text[edge : edge + 1]).encode().isalpha() or (
                    edge in (0, len(text)) or " " in text[edge - 1 : edge + 1]
                ), "a run is cut"


@pytest.mark.parametrize("query", ["晶片", "产业 晶片", '"IDIAG"'])
def test_hits_of_a_page_are_those_of_pages_of_one(
    folder: tuple[Path, dict[str, str]], query: str
) -> None:
    """Texts of a page are joined together, that of a page of one by itself."""
    location, _ = folder
    with sou.open_index(location) as index:
        page = index.search(sou.SearchRequest(query, limit=50)).hits
    with sou.open_index(location) as index:
        requests = (sou.SearchRequest(query, limit=1, offset=at) for at in range(len(page)))
        alone = tuple(hit for request in requests for hit in index.search(request).hits)

    assert len(page) > 5
    assert alone == page


def test_further_snippets_cover_what_the_first_leaves_out(tmp_path: Path) -> None:
    parts = ["晶片在前。", "無關" * 200 + "。", "晶片與產業。", "無關" * 200 + "。", "產業在後。"]
    (tmp_path / "a.txt").write_text("\n".join(parts), encoding="utf-8")
    sou.index_paths([tmp_path / "a.txt"], tmp_path / "index")

    with sou.open_index(tmp_path / "index") as index:
        (hit,) = index.search(sou.SearchRequest("晶片 產業", snippets=5, snippet_cells=20)).hits

    assert hit.snippet.text == "晶片與產業。"
    assert [(one.snippet.text, one.place) for one in hit.more] == [
        ("晶片在前。", sou.Place(1, 1)),
        ("產業在後。", sou.Place(5, 1)),
    ]


def test_without_signs_a_window_does_not_cut_a_word_of_the_index(tmp_path: Path) -> None:
    filler = "甲乙丙丁戊己庚辛"
    (tmp_path / "a.txt").write_text(f"{filler}實行資本{filler}晶片", encoding="utf-8")
    (tmp_path / "b.txt").write_text("實行。資本。", encoding="utf-8")
    sou.index_paths([tmp_path / "a.txt", tmp_path / "b.txt"], tmp_path / "index")

    with sou.open_index(tmp_path / "index") as index:
        begins = set()
        for cells in range(20, 80):
            (hit,) = index.search(sou.SearchRequest("晶片", snippet_cells=cells)).hits
            begins.add(hit.snippet.text[:1])

    assert "行" not in begins
    assert "本" not in begins
    assert {"實", "資"} <= begins


def test_a_snippet_count_of_none_makes_no_sense() -> None:
    with pytest.raises(ValueError, match="at least one"):
        sou.SearchRequest("晶片", snippets=0)
