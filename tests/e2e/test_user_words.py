"""Synonyms, stop words and a dictionary of the user's: at once, and never losing a hit."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

import sou
from sou.analysis.user_dictionary import parse_dictionary
from sou.brief.search import brief_page
from sou.documents import WalkOptions
from sou.indexing.batch import write_batch
from sou.indexing.job import Job
from sou.indexing.worker import job_from_line, job_to_line
from sou.model import Expansion
from sou.store.manifest import read_manifest, write_manifest
from sou.store.segment import Segment
from sou.upkeep import reanalyse_index

TEXTS = {
    "cat": "家裡的貓在睡覺",
    "kitty": "家裡的喵星人在睡覺",
    "chip": "寒武紀的智能芯片,壁仞科技的思元系列",
    "era": "地質學的寒武系與古生代紀錄",
    "tech": "科技公司的思路,元旦系列活動",
    "han": "關於貓的事,關於的關於",
}
SENTENCE = "請問寒武紀和壁仞科技的思元系列怎麼樣"


@pytest.fixture
def base(tmp_path: Path) -> Path:
    (tmp_path / "files").mkdir()
    (tmp_path / "config").mkdir()
    for name, text in TEXTS.items():
        (tmp_path / "files" / f"{name}.txt").write_text(text, encoding="utf-8")
        if name in ("chip", "han"):
            sou.index_paths([tmp_path / "files"], tmp_path / "index")
    return tmp_path


def opened(base: Path) -> sou.Index:
    return sou.open_index(base / "index", config=base / "config")


def names(page: sou.SearchPage) -> list[str]:
    return [Path(hit.document.path).stem for hit in page.hits]


def write(base: Path, name: str, text: str) -> None:
    (base / "config" / name).write_text(text, encoding="utf-8")


def test_synonyms_work_at_once_below_literal_hits_and_labelled(base: Path) -> None:
    with opened(base) as index:
        before = index.search("貓")
        write(base, "synonyms.txt", "猫, 喵星人\n")
        page = index.search("貓")

    assert "kitty" not in names(before)
    assert names(page) == [*names(before), "kitty"]
    assert page.hits[-1].expansions == (Expansion("猫", "喵星人", "synonym"),)
    assert page.hits[-1].occurrences == 1


def test_a_brief_search_knows_them_too(base: Path) -> None:
    write(base, "synonyms.txt", "猫, 喵星人\n")
    write(base, "stopwords.txt", "家裡\n")
    request = sou.SearchRequest("貓")

    brief = brief_page(base / "index", request, base / "config")
    with opened(base) as index:
        full = index.search(request)
    assert brief is not None
    assert names(brief) == names(full)
    assert brief.expansions == full.expansions
    assert [hit.expansions for hit in brief.hits] == [hit.expansions for hit in full.hits]
    assert brief_page(base / "index", sou.SearchRequest("家裡"), base / "config") is None


def test_stop_words_do_not_rank_and_lose_no_document(base: Path) -> None:
    queries = [
        "關於 睡覺",
        "睡覺 關於 喵",
        "請問關於睡覺的問題如何",
        "關於 OR 睡覺",
        "關於 睡覺 芯片",
    ]
    with opened(base) as index:
        before = [set(names(index.search(query))) for query in queries]
    write(base, "stopwords.txt", "關於\n")
    with opened(base) as index:
        found = [index.search(query) for query in queries]
        assert [set(names(page)) for page in found] == before
        assert set(names(found[0])[:2]) == {"cat", "kitty"}
        assert [names(page)[-1] for page in found[:3]] == ["han"] * 3
        last = found[0].hits[-1]
        assert last.snippet.text[slice(*last.snippet.spans[0])] == "關於"
        assert names(index.search("「關於」")) == ["han"]
        assert names(index.search("關於")) == ["han"]
        assert names(index.search(sou.SearchRequest("關於 貓", match_all=True))) == ["han"]


def test_a_dictionary_changes_order_and_scores_but_never_what_is_found(base: Path) -> None:
    with opened(base) as index:
        before = index.search(SENTENCE)
        write(base, "userdict.txt", "寒武紀和 90000\n思元系列 90000\n")
        after = index.search(SENTENCE)

    assert set(names(before)) == set(names(after)) >= {"chip", "tech"}
    scores = dict(zip(names(before), before.hits, strict=True))
    found = dict(zip(names(after), after.hits, strict=True))
    assert found["chip"].score > scores["chip"].score
    assert found["chip"].occurrences == scores["chip"].occurrences


def test_new_documents_are_cut_by_the_dictionary_and_the_status_counts_the_others(
    base: Path,
) -> None:
    write(base, "userdict.txt", "思元系列 90000\n")
    (base / "files" / "new.txt").write_text("思元系列來了", encoding="utf-8")
    with opened(base) as index:
        assert index.status().cut_otherwise == len(TEXTS)

    sou.index_paths([base / "files"], base / "index", config=base / "config")

    assert held(base, ["思元系列".encode()]) == [True]
    with opened(base) as index:
        assert 0 < index.status().cut_otherwise <= len(TEXTS) + 1  # merged ones are mixed
    reanalyse_index(base / "index", config=base / "config")
    with opened(base) as index:
        assert index.status().cut_otherwise == 0


def test_a_dictionary_reaches_other_processes() -> None:
    words = parse_dictionary("思元系列 90000\n雲計算\n")
    job = Job((), WalkOptions(), "a.seg", 1, dictionary=words)

    assert job_from_line(job_to_line(job)).dictionary == words
    assert job_from_line(job_to_line(job)).dictionary.words == words.words


def test_words_are_cut_anew_without_the_sources(base: Path) -> None:
    with opened(base) as index:
        before = index.search(SENTENCE)
    for name in TEXTS:
        (base / "files" / f"{name}.txt").unlink()
    write(base, "userdict.txt", "思元系列 90000\n")
    words = ["思元系列".encode(), "睡觉".encode()]
    assert held(base, words) == [False, True]

    report = reanalyse_index(base / "index", config=base / "config")

    assert (report.updated, report.documents, report.unchanged) == (len(TEXTS), len(TEXTS), 0)
    assert held(base, words) == [True, True]
    with opened(base) as index:
        assert index.verify().problems == ()
        assert index.check_recall(samples=60, seed=1).missed == ()
        assert set(names(index.search(SENTENCE))) == set(names(before))
        (hit,) = index.search("寒武紀").hits
        assert index.document(hit.document.id).text() == TEXTS["chip"]
        assert hit.document == next(
            one.document for one in before.hits if one.document.id == hit.document.id
        )
    again = reanalyse_index(base / "index", config=base / "config")
    assert (again.updated, again.unchanged) == (0, len(TEXTS))


def held(base: Path, words: list[bytes]) -> list[bool]:
    entries = read_manifest(base / "index").segments
    segments = [Segment(base / "index" / entry.name) for entry in entries]
    return [any(one.words.dictionary.ordinal(word) >= 0 for one in segments) for word in words]


def test_without_the_dictionary_words_are_cut_as_before(base: Path) -> None:
    write(base, "userdict.txt", "思元系列 90000\n")
    reanalyse_index(base / "index", config=base / "config")
    (base / "config" / "userdict.txt").unlink()

    report = reanalyse_index(base / "index", config=base / "config")

    assert report.updated == len(TEXTS)
    assert held(base, ["思元系列".encode()]) == [False]


def test_files_are_still_known_afterwards(base: Path) -> None:
    """A run after it reads nothing that has not changed, and finds what has."""
    write(base, "userdict.txt", "思元系列 90000\n")
    reanalyse_index(base / "index", config=base / "config")
    (base / "files" / "cat.txt").write_text("家裡的狗", encoding="utf-8")

    report = sou.index_paths([base / "files"], base / "index")

    assert (report.added, report.updated, report.unchanged) == (0, 1, len(TEXTS) - 1)
    with opened(base) as index:
        assert names(index.search("狗")) == ["cat"]
    assert reanalyse_index(base / "index", config=base / "config").updated > 0


def test_a_run_that_is_stopped_loses_nothing(base: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(base, "userdict.txt", "思元系列 90000\n")
    (base / "files" / "long.txt").write_text("思元系列的發展。" * 500, encoding="utf-8")
    sou.index_paths([base / "files"], base / "index")
    calls = 0

    def fail_later(*arguments: object) -> int:
        nonlocal calls
        calls += 1
        if calls == 2:
            raise KeyboardInterrupt
        return write_batch(*arguments)  # type: ignore[arg-type]  # handed on as they came

    monkeypatch.setattr("sou.indexing.reanalyse.write_batch", fail_later)
    assert len(read_manifest(base / "index").segments) > 1
    with pytest.raises(KeyboardInterrupt):
        reanalyse_index(base / "index", config=base / "config")
    monkeypatch.undo()

    with opened(base) as index:
        assert index.status().documents == len(TEXTS) + 1
        assert index.verify().problems == ()
    rest = reanalyse_index(base / "index", config=base / "config")
    assert 0 < rest.updated < len(TEXTS) + 1
    assert held(base, ["思元系列".encode()]) == [True]


def test_an_index_must_be_there(tmp_path: Path) -> None:
    with pytest.raises(sou.IndexMissingError):
        reanalyse_index(tmp_path / "none", config=tmp_path)
    assert not (tmp_path / "none").exists()


def test_an_index_of_another_version_is_left_as_it_is(base: Path) -> None:
    manifest = read_manifest(base / "index")
    write_manifest(base / "index", replace(manifest, fingerprint="another"))
    files = sorted(path.name for path in (base / "index").iterdir())

    with pytest.raises(sou.IndexOutdatedError, match="run: sou index"):
        reanalyse_index(base / "index", config=base / "config")
    assert sorted(path.name for path in (base / "index").iterdir()) == files


def test_a_hundred_new_words_lose_no_hit(base: Path) -> None:
    whole = "".join(TEXTS.values())
    sentences = [SENTENCE, "家裡的喵星人在做什麼呢", "地質學的寒武系與古生代紀錄在哪裡"]
    with opened(base) as index:
        before = [set(names(index.search(one))) for one in sentences]
    pieces = {whole[at : at + 2 + at % 4] for at in range(len(whole) - 4)}
    write(
        base,
        "userdict.txt",
        "".join(f"{piece} 99999\n" for piece in sorted(pieces) if piece.isalnum()),
    )

    with opened(base) as index:
        assert [set(names(index.search(one))) for one in sentences] == before
    reanalyse_index(base / "index", config=base / "config")
    with opened(base) as index:
        assert [set(names(index.search(one))) for one in sentences] == before
