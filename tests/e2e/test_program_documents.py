"""Documents from a program's memory live beside files, by their ids."""

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

import sou
from sou import NewDocument
from sou.store.manifest import read_manifest
from unit.cli_fakes import run_sou


def ids(location: Path) -> set[str]:
    with sou.open_index(location) as index:
        return {one.id for one in index.documents()}


def found(location: Path, query: str) -> list[str]:
    with sou.open_index(location) as index:
        return sorted(hit.document.id for hit in index.search(query).hits)


def test_what_is_added_is_found_and_kept_as_given(tmp_path: Path) -> None:
    text = "第一行\n電腦在第二行"
    given = NewDocument("票/7#a", text, "題", "王", "2024-05", "zh-TW", modified_s=1_700_000_000.5)

    assert sou.add_documents([given], tmp_path / "i") == 1

    with sou.open_index(tmp_path / "i") as index:
        (hit,) = index.search("电脑 author:王 date:2024 lang:zh-TW").hits
        assert (hit.document.id, hit.document.path) == ("票/7#a", "票/7#a")
        assert (hit.document.title, hit.document.modified_s) == ("題", 1_700_000_000.5)
        assert hit.place == (2, 1)
        assert index.document("票/7#a").text() == text
        assert index.status().roots == ()
        assert index.verify().problems == ()


@pytest.mark.parametrize("count", [3, 200])
def test_the_same_id_is_replaced_wherever_it_was(count: int, tmp_path: Path) -> None:
    location = tmp_path / "i"
    sou.add_documents([NewDocument(f"n{n}", f"舊的晶片{n}") for n in range(count)], location)
    added = sou.add_documents((NewDocument(f"n{n}", "新的電池") for n in range(1, count)), location)

    assert added == count - 1
    assert found(location, "晶片") == ["n0"]
    with sou.open_index(location) as index:
        assert index.search("電池").total == count - 1
        assert index.delete([f"n{n}" for n in range(1, count)]) == count - 1
        assert [one.id for one in index.documents()] == ["n0"]


def test_of_two_with_one_id_the_last_counts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    twice = [NewDocument("甲", "一"), NewDocument("乙", "二"), NewDocument("甲", "三")]
    assert sou.add_documents(twice, tmp_path / "i") == 2
    monkeypatch.setattr("sou.indexing.records._BATCH_CHARS", 1)
    assert sou.add_documents(twice, tmp_path / "j") == 2

    for location in (tmp_path / "i", tmp_path / "j"):
        with sou.open_index(location) as index:
            assert sorted(one.id for one in index.documents()) == ["乙", "甲"]
            assert index.document("甲").text() == "三"


def test_a_call_is_one_commit_or_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sou.indexing.records._BATCH_CHARS", 1)
    location = tmp_path / "i"
    sou.add_documents([NewDocument("甲", "一")], location)
    before = read_manifest(location)

    with pytest.raises(sou.ConfigError, match="is no date"):
        sou.add_documents([NewDocument("甲", "二"), NewDocument("乙", "三", date="昨天")], location)

    assert read_manifest(location) == before
    assert found(location, "一") == ["甲"]


@pytest.mark.parametrize("name", ["", "/家/甲.txt", "a\0b"])
def test_an_id_that_is_a_file_or_nothing_is_refused(name: str, tmp_path: Path) -> None:
    with pytest.raises(sou.ConfigError, match="is no id"):
        sou.add_documents([NewDocument(name, "一")], tmp_path / "i")
    sou.add_documents([NewDocument("甲", "一")], tmp_path / "i")
    with sou.open_index(tmp_path / "i") as index, pytest.raises(sou.ConfigError):
        index.delete([name])


def test_runs_over_files_leave_them_alone(tmp_path: Path) -> None:
    (tmp_path / "筆記").mkdir()
    (tmp_path / "筆記" / "甲.txt").write_text("檔案裡的晶片", encoding="utf-8")
    location = tmp_path / "i"
    sou.add_documents([NewDocument("票1", "晶片"), NewDocument("票2", "晶片")], location)

    sou.index_paths([tmp_path / "筆記"], location)
    (tmp_path / "筆記" / "甲.txt").unlink()
    report = sou.index_paths([], location)

    assert report.removed == 1
    assert ids(location) == {"票1", "票2"}
    assert found(location, "晶片") == ["票1", "票2"]


def test_deleting_what_is_not_there_changes_nothing(tmp_path: Path) -> None:
    sou.add_documents([NewDocument("甲", "一")], tmp_path / "i")
    generation = read_manifest(tmp_path / "i").generation

    with sou.open_index(tmp_path / "i") as index:
        assert index.delete(["乙"]) == 0
        assert index.delete([]) == index.add([]) == 0
    assert read_manifest(tmp_path / "i").generation == generation


def test_an_outdated_index_is_not_emptied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    location = tmp_path / "i"
    sou.add_documents([NewDocument("甲", "一")], location)
    monkeypatch.setattr("sou.indexing.records.fingerprint", lambda: "another")

    with pytest.raises(sou.IndexOutdatedError):
        sou.add_documents([NewDocument("乙", "二")], location)
    assert ids(location) == {"甲"}


def test_the_command_line_shows_them(tmp_path: Path) -> None:
    location = str(tmp_path / "i")
    sou.add_documents([NewDocument("票/7", "第一行\n有晶片")], location)

    hit = run_sou("search", "--vimgrep", "晶片", "--index", location)
    page = json.loads(
        run_sou("search", "--json", "--facet", "folder", "晶片", "--index", location).stdout
    )
    opened = run_sou("open", "--print", "票/7", "--index", location)

    explained = run_sou("explain", "晶片", "票/7", "--index", location)

    assert hit.stdout.startswith("票/7:1:1:")
    assert explained.exit_status == opened.exit_status == 0
    assert page["hits"][0]["id"] == "票/7"
    assert page["facets"]["folder"] == [{"value": "票", "documents": 1}]
    assert "is gone" not in opened.stderr


def test_threads_get_the_answers_that_one_gets(tmp_path: Path) -> None:
    words = ["晶片", "電腦", "產業", "發展", "政府", "美國", "中國", "台灣"]
    texts = [" ".join(words[n % 8 : n % 8 + 3]) * (n % 5 + 1) for n in range(300)]
    sou.add_documents((NewDocument(f"n{n}", text) for n, text in enumerate(texts)), tmp_path / "i")
    queries = [f"{one} {other}" for one in words for other in words]

    def answered(query: str) -> tuple[int, list[tuple[str, float]]]:
        page = index.search(query)
        return page.total, [(hit.document.id, hit.score) for hit in page.hits]

    with sou.open_index(tmp_path / "i") as index:
        alone = list(map(answered, queries))
    with sou.open_index(tmp_path / "i") as index, ThreadPoolExecutor(8) as threads:
        assert list(threads.map(answered, queries * 3)) == alone * 3


def test_the_users_dictionary_cuts_what_is_added(tmp_path: Path) -> None:
    (tmp_path / "config").mkdir()
    (tmp_path / "config" / "userdict.txt").write_text("思元系列 5 nz\n", encoding="utf-8")
    config = tmp_path / "config"

    sou.add_documents([NewDocument("甲", "思元系列")], tmp_path / "i", config=config)
    with sou.open_index(tmp_path / "i", config=config) as index:
        index.add([NewDocument("乙", "寒武紀的思元系列")])

        assert index.status().cut_otherwise == 0
        assert index.search("思元系列").total == 2
