"""Searches that are confined to folders, and stopped on the way."""

from pathlib import Path

import pytest

from sou.brief.search import brief_page
from sou.engine import Index, open_index
from sou.errors import SearchCancelled
from sou.model import SearchRequest
from sou.paths import is_below
from sou.sources import NewDocument
from sou.upkeep import add_documents, index_paths


@pytest.fixture
def index(tmp_path: Path) -> Index:
    for name in ("甲/一.txt", "甲/深/二.txt", "甲乙/三.txt", "丙/四.txt"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"晶片 {name}", encoding="utf-8")
    index_paths([tmp_path / "甲", tmp_path / "甲乙", tmp_path / "丙"], tmp_path / "索引")
    add_documents([NewDocument("甲/record", "晶片")], tmp_path / "索引")
    return open_index(tmp_path / "索引")


def found(index: Index, folders: tuple[str, ...] | None) -> tuple[int, set[str]]:
    page = index.search(SearchRequest("晶片", folders=folders))
    return page.total, {Path(hit.document.path).name for hit in page.hits}


def test_only_files_in_the_folders_are_found_and_counted(index: Index, tmp_path: Path) -> None:
    one, other = str(tmp_path / "甲"), str(tmp_path / "丙") + "/"

    assert found(index, None) == (5, {"一.txt", "二.txt", "三.txt", "四.txt", "record"})
    assert found(index, (one,)) == (2, {"一.txt", "二.txt"})
    assert found(index, (one, other)) == (3, {"一.txt", "二.txt", "四.txt"})
    assert found(index, ()) == (0, set())
    assert found(index, ("/",)) == (4, {"一.txt", "二.txt", "三.txt", "四.txt"})


def test_facets_count_only_what_is_in_the_folders(index: Index, tmp_path: Path) -> None:
    asked = SearchRequest("晶片", folders=(str(tmp_path / "甲"),), facets=("type",))

    assert index.search(asked).facets == {"type": (("text", 2),)}


def test_the_brief_search_leaves_folders_to_the_full_one(index: Index, tmp_path: Path) -> None:
    assert brief_page(index.location, SearchRequest("晶片")) is not None
    assert brief_page(index.location, SearchRequest("晶片", folders=())) is None


def test_a_name_that_only_begins_alike_is_not_below() -> None:
    assert is_below("/甲/乙", "/甲")
    assert is_below("/甲", "/甲")
    assert is_below("/甲", "/")
    assert not is_below("/甲乙", "/甲")


def test_an_explanation_and_completions_can_be_stopped(index: Index, tmp_path: Path) -> None:
    with pytest.raises(SearchCancelled):
        index.explain("晶片", str(tmp_path / "甲" / "一.txt"), cancel=lambda: True)
    with pytest.raises(SearchCancelled):
        index.complete("晶", cancel=lambda: True)


def test_whether_to_stop_is_asked_before_each_snippet(index: Index) -> None:
    def times_asked(limit: int) -> int:
        asked = 0

        def cancel() -> bool:
            nonlocal asked
            asked += 1
            return False

        index.search(SearchRequest("晶片", limit=limit), cancel=cancel)
        return asked

    assert times_asked(3) == times_asked(1) + 2
