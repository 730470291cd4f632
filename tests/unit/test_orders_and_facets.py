"""Orders other than by score, and counts of all matches."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest

from snapshots import Given, snapshot_of
from sou.engine import open_index
from sou.model import FacetFilter, FacetName, SearchRequest, SortOrder
from sou.query.parser import parse
from sou.searching.collect import Options, search_snapshot
from sou.searching.snapshot import Snapshot
from sou.upkeep import index_paths


def local_ns(year: int, month: int, day: int) -> int:
    return int(dt.datetime(year, month, day).timestamp()) * 1_000_000_000


GIVEN = (
    (
        Given("晶片、晶片", "/根/乙/1.txt", size_bytes=30, modified_ns=local_ns(2023, 1, 1)),
        Given("晶片", "/根/甲/深/2.md", "二", "markdown", "big5", 10, local_ns(2024, 12, 31)),
        Given("無關", "/根/3.txt", size_bytes=5, modified_ns=local_ns(2022, 12, 31)),
    ),
    (
        Given("晶片與它", '/根/"引\\"/4.txt', size_bytes=30, modified_ns=local_ns(2022, 6, 1)),
        Given("晶片 deleted", "/根/甲/5.txt", size_bytes=99, modified_ns=local_ns(2025, 1, 1)),
        Given("長長的晶片", "/根/Ａ.txt", size_bytes=20, modified_ns=local_ns(2024, 1, 1)),
    ),
)


@pytest.fixture
def snapshot(tmp_path: Path) -> Snapshot:
    return snapshot_of(tmp_path, GIVEN, deleted={(1, 1)}, roots=("/根", "/根/甲"))


def names(snapshot: Snapshot, sort: SortOrder, limit: int = 9, offset: int = 0) -> list[str]:
    page = search_snapshot(
        snapshot, parse('"晶片"').tree, limit=limit, offset=offset, options=Options(sort=sort)
    )
    assert page.total == 4
    found = [(one.evaluator.view.segment, one.document) for one in page.documents]
    return [segment.record(document)["path"].rpartition("/")[2][0] for segment, document in found]


@pytest.mark.parametrize(
    ("sort", "wanted"),
    [
        ("score", "124Ａ"),
        ("-score", "Ａ421"),
        ("date", "41Ａ2"),
        ("-date", "2Ａ14"),
        ("path", "41" + "2Ａ"),
        ("-path", "Ａ214"),
        ("size", "2Ａ14"),  # 1 and 4 are of one size: in the order of indexing
        ("-size", "14Ａ2"),
    ],
)
def test_matches_come_in_the_order_asked_for(
    snapshot: Snapshot, sort: SortOrder, wanted: str
) -> None:
    assert "".join(names(snapshot, sort)) == wanted
    assert "".join(names(snapshot, sort, limit=1)) == wanted[0]
    assert "".join(names(snapshot, sort, limit=2, offset=1)) == wanted[1:3]
    assert names(snapshot, sort, offset=4) == []


def test_sorted_matches_have_the_scores_they_have_anyway(snapshot: Snapshot) -> None:
    tree = parse("晶片 OR 長").tree
    by_score = search_snapshot(snapshot, tree, limit=9).documents
    by_date = search_snapshot(snapshot, tree, limit=9, options=Options(sort="date")).documents

    assert {(one.document, one.score, one.row) for one in by_date} == {
        (one.document, one.score, one.row) for one in by_score
    }
    assert [one.rank for one in by_date] == [1, 2, 3, 4]


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("type", (("text", 3), ("markdown", 1))),
        ("year", (("2024", 2), ("2022", 1), ("2023", 1))),
        ("encoding", (("utf-8", 3), ("big5", 1))),
        ("folder", (("/根", 1), ('/根/"引\\"', 1), ("/根/乙", 1), ("/根/甲/深", 1))),
    ],
)
def test_all_live_matches_are_counted(
    snapshot: Snapshot, name: FacetName, wanted: tuple[tuple[str, int], ...]
) -> None:
    options = Options(facets=(name,))

    page = search_snapshot(snapshot, parse('"晶片"').tree, limit=1, options=options)
    assert page.facets == {name: wanted}
    none = search_snapshot(snapshot, parse("不在").tree, limit=1, options=options)
    assert none.facets == {name: ()}


def test_a_facet_that_filters_is_counted_without_itself(snapshot: Snapshot) -> None:
    options = Options(
        facets=("type", "year", "encoding"),
        facet_filters=(("type", ("text",)), ("year", ("2024", "2022"))),
    )

    page = search_snapshot(snapshot, parse('"晶片"').tree, limit=9, options=options)

    found = [(one.evaluator.view.segment, one.document) for one in page.documents]
    assert sorted(one.record(number)["path"] for one, number in found) == [
        '/根/"引\\"/4.txt',
        "/根/Ａ.txt",
    ]
    assert page.total == 2
    assert page.facets == {
        "type": (("text", 2), ("markdown", 1)),
        "year": (("2022", 1), ("2023", 1), ("2024", 1)),
        "encoding": (("utf-8", 2),),
    }


@pytest.mark.parametrize("name", ["type", "year", "encoding", "folder"])
def test_choosing_another_value_finds_as_many_as_were_counted(
    snapshot: Snapshot, name: FacetName
) -> None:
    tree = parse('"晶片"').tree
    counted = search_snapshot(snapshot, tree, limit=0, options=Options(facets=(name,))).facets[name]
    for first, _ in counted:
        options = Options(facets=(name,), facet_filters=((name, (first,)),))
        siblings = search_snapshot(snapshot, tree, limit=0, options=options).facets[name]
        assert siblings == counted
        for value, count in siblings:
            chosen = Options(facet_filters=((name, (value,)),))
            assert search_snapshot(snapshot, tree, limit=0, options=chosen).total == count
            both = Options(facet_filters=((name, tuple({first, value})),))
            expected = sum(number for one, number in counted if one in {first, value})
            assert search_snapshot(snapshot, tree, limit=0, options=both).total == expected


def test_a_value_that_no_document_has_finds_nothing(snapshot: Snapshot) -> None:
    options = Options(facets=("type",), facet_filters=(("type", ("pdf",)),))

    page = search_snapshot(snapshot, parse('"晶片"').tree, limit=9, options=options)

    assert page.total == 0
    assert page.facets["type"] == (("text", 3), ("markdown", 1))


@pytest.mark.parametrize("sort", ["score", "-score", "date", "-date", "path", "-size"])
def test_the_rank_of_a_document_is_that_of_its_hit(tmp_path: Path, sort: SortOrder) -> None:
    for number in range(12):
        path = tmp_path / "files" / f"{number % 3}" / f"{number}.{'md' if number % 2 else 'txt'}"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("晶片" * (number % 5), encoding="utf-8")
    index_paths([tmp_path / "files"], tmp_path / "index")
    filtered: tuple[FacetFilter, ...] = (("type", ("text",)),)

    with open_index(tmp_path / "index") as index:
        for filters in ((), filtered):
            request = SearchRequest("晶片", limit=3, sort=sort, facet_filters=filters)
            hits = index.search(replace(request, limit=99)).hits
            wanted = {hit.document.id: hit.rank for hit in hits}
            assert len(hits) == (4 if filters else 9)
            for document in index.documents():
                assert index.rank(request, document.id) == wanted.get(document.id)
        assert index.rank("晶片", "/nowhere") is None


def test_requests_filter_by_facets(tmp_path: Path) -> None:
    for name in ("甲/一.txt", "甲/二.md", "乙/三.txt"):
        path = tmp_path / "files" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("晶片", encoding="utf-8")
    index_paths([tmp_path / "files"], tmp_path / "index")
    folder = str(tmp_path / "files" / "甲")
    request = SearchRequest(
        "晶片",
        facets=("type", "folder"),
        facet_filters=(("folder", (folder,)), ("type", ("text",))),
    )

    with open_index(tmp_path / "index") as index:
        page = index.search(request)
        found = [one.info.path for one in index.matching(request)]

    assert [hit.document.path for hit in page.hits] == [f"{folder}/一.txt"] == found
    assert page.facets == {
        "type": (("markdown", 1), ("text", 1)),
        "folder": ((str(tmp_path / "files" / "乙"), 1), (folder, 1)),
    }


def test_requests_sort_and_count(tmp_path: Path) -> None:
    for name, text in (("a.md", "# 晶片"), ("子/b.txt", "晶片與晶片"), ("c.txt", "無")):
        path = tmp_path / "files" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    index_paths([tmp_path / "files"], tmp_path / "index")
    request = SearchRequest("晶片", sort="-path", facets=("type", "folder"), limit=1)

    with open_index(tmp_path / "index") as index:
        page = index.search(request)

    assert [hit.document.path for hit in page.hits] == [str(tmp_path / "files/子/b.txt")]
    assert page.facets == {
        "type": (("markdown", 1), ("text", 1)),
        "folder": ((str(tmp_path / "files"), 1), (str(tmp_path / "files/子"), 1)),
    }


OWN_ACCOUNTS = (
    Given("晶片與軟體一", "/1.txt", modified_ns=local_ns(2020, 1, 1), author="王小明"),
    Given("晶片和软件二", "/2.txt", modified_ns=local_ns(2020, 1, 1), date="2024-05-01"),
    Given(
        "晶片三",
        "/3.txt",
        modified_ns=local_ns(2024, 5, 1),
        date="2019",
        author="Ann Wáng",
        language="zh-TW",
    ),
    Given("晶片 chip 四", "/4.zip", part="a/甲.md", date="2023-12-31T23:30:00"),
)


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ("date:2024", "2"),
        ("date:2024-05-01", "2"),
        ("date:2020", "1"),
        ("date:2019-01", "3"),
        ("date:2023..2024", "24"),
        ("author:王", "1"),
        ("作者:wang", "3"),
        ("author:Ann OR author:小明", "13"),
        ("-author:王", "234"),
        ("lang:zh", "1234"),
        ("lang:zh-Hant", "13"),
        ("lang:ZH_TW", "3"),
        ("語言:zh-Hans,ja", "2"),
        ("語言:ja", ""),
        ("path:甲.md", "4"),
        ("type:md", "4"),
        ("type:zip", ""),
    ],
)
def test_documents_are_found_by_their_own_account(tmp_path: Path, query: str, wanted: str) -> None:
    snapshot = snapshot_of(tmp_path, [OWN_ACCOUNTS[:2], OWN_ACCOUNTS[2:]])

    page = search_snapshot(snapshot, parse(f'"晶片" ({query})').tree, limit=9)
    found = [one.evaluator.view.segment.text(one.document)[-1] for one in page.documents]

    assert sorted(found, key="一二三四".index) == ["一二三四"[int(n) - 1] for n in wanted]


def test_matches_are_counted_and_sorted_by_their_own_account(tmp_path: Path) -> None:
    snapshot = snapshot_of(tmp_path, [OWN_ACCOUNTS[:2], OWN_ACCOUNTS[2:]])
    names: tuple[FacetName, ...] = ("author", "lang", "year")

    page = search_snapshot(
        snapshot, parse("晶片").tree, limit=9, options=Options(sort="-date", facets=names)
    )

    assert page.facets["author"] == (("", 2), ("Ann Wáng", 1), ("王小明", 1))
    assert dict(page.facets["lang"]) == {"zh-Hant": 1, "zh-Hans": 1, "zh-TW": 1, "zh": 1}
    assert dict(page.facets["year"]) == {"2020": 1, "2024": 1, "2019": 1, "2023": 1}
    found = [one.evaluator.view.segment.text(one.document)[-1] for one in page.documents]
    assert "".join(found) == "二四一三"
