"""``sou explain``: numbers by hand, clauses that fail, and how both are printed."""

from __future__ import annotations

import json
from math import log
from pathlib import Path

import pytest

from sou.engine import Index, open_index
from sou.errors import DocumentError
from sou.reports import ClauseReport, Explanation, ScoreNode
from sou.searching.clause_reports import longest_part
from sou.upkeep import index_paths
from unit.cli_fakes import run_sou

TEXTS = {
    "火箭": "火箭引擎由他設計。",
    "散": "火箭。" + "閒話說了又說。" * 9 + "設計。",
    "政府": "政府補助晶片的產業",
}


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Index:
    base = tmp_path_factory.mktemp("explain")
    (base / "files").mkdir()
    for name, text in TEXTS.items():
        (base / "files" / f"{name}.txt").write_text(text, encoding="utf-8")
    index_paths([base / "files"], base / "index")
    return open_index(base / "index")


def path(index: Index, name: str) -> str:
    return str(index.location.parent / "files" / f"{name}.txt")


def node(tree: ScoreNode, name: str) -> ScoreNode:
    """Return the only node of a name."""
    found = [part for part in tree.parts if part.name == name]
    found += [node(part, name) for part in tree.parts if part.parts and _has(part, name)]
    (only,) = found
    return only


def _has(tree: ScoreNode, name: str) -> bool:
    return any(part.name == name or _has(part, name) for part in tree.parts)


def test_the_numbers_are_those_of_bm25(index: Index) -> None:
    found = index.explain("晶片", path(index, "政府"))

    assert found.score is not None
    (hit,) = index.search("晶片").hits
    assert (found.rank, found.total, found.score.value) == (1, 1, hit.score)
    pair = node(found.score, "pair 晶片")
    facts = dict(pair.facts)
    idf = log(1 + (3 - 1 + 0.5) / (1 + 0.5))
    mean = (7 + (1 + 9 * 5 + 1) + 8) / 3  # pairs of two Han characters
    assert facts["mean length"] == pytest.approx(mean)
    norm = 1.2 * (0.25 + 0.75 * 8 / mean)
    assert facts["idf"] == pytest.approx(idf)
    assert (facts["tf"], facts["df"], facts["length"]) == (1, 1, 8)
    assert facts["norm"] == pytest.approx(norm)
    assert pair.value == pytest.approx(idf * 2.2 / (1 + norm))


def test_a_question_shows_its_window_and_its_script(index: Index) -> None:
    found = index.explain("火箭引擎由誰設計", path(index, "火箭"))

    assert found.score is not None
    window = node(found.score, "window")
    assert window.text == "火箭引擎由他設計。"
    first, share = node(found.score, "best passage").value, dict(window.facts)["share"]
    assert window.value == pytest.approx(1.5 * share * first)
    assert node(found.score, "same script").value == pytest.approx(0.03 * first)
    assert found.score.value == pytest.approx(first * (1 + 1.5 * share + 0.03))


def test_the_place_is_that_in_the_whole_ranking(index: Index) -> None:
    for hit in index.search("火箭引擎由誰設計").hits:
        found = index.explain("火箭引擎由誰設計", hit.document.path)

        assert found.score is not None
        assert (found.rank, found.score.value) == (hit.rank, hit.score)
        assert (found.passage, found.passages) == (1, 1)


def test_a_document_that_does_not_match_shows_what_failed(index: Index) -> None:
    found = index.explain('火箭 AND "晶片产业" -引擎', path(index, "政府"))

    assert (found.rank, found.score) == (None, None)
    assert found.clauses == ClauseReport(
        '火箭 "晶片产业" -引擎',
        False,
        parts=(
            ClauseReport("火箭", False, parts=(ClauseReport("火箭", False),)),
            ClauseReport('"晶片产业"', False, nearest="晶片"),
            ClauseReport(
                "-引擎",
                True,
                parts=(ClauseReport("引擎", False, parts=(ClauseReport("引擎", False),)),),
            ),
        ),
    )


def test_the_words_of_a_sentence_are_judged_one_by_one(index: Index) -> None:
    (word,) = index.explain("晶片法案是什麼時候通過", path(index, "政府")).clauses.parts

    assert word.nearest == "晶片"
    judged = [(part.clause, part.matches) for part in word.parts]
    assert judged == [("晶片", True), ("法案", False), ("通过", False)]


def test_the_parts_of_a_match_by_other_words_add_up(tmp_path: Path) -> None:
    (tmp_path / "notes").mkdir()
    for name, text in (("own", "芯片很快"), ("other", "晶片很快，片子也是"), ("none", "天氣")):
        (tmp_path / "notes" / f"{name}.txt").write_text(text, encoding="utf-8")
    index_paths([tmp_path / "notes"], tmp_path / "index")
    index = open_index(tmp_path / "index")

    hits = index.search("芯片").hits
    assert [bool(hit.expansions) for hit in hits] == [False, True]
    for hit in hits:
        score = index.explain("芯片", hit.document.path).score
        assert score is not None
        assert score.value == pytest.approx(hit.score)
        assert sum(part.value for part in score.parts) == pytest.approx(hit.score)


def test_a_clause_names_the_other_words_that_it_matches_by(tmp_path: Path) -> None:
    (tmp_path / "tw.txt").write_text("晶片很快", encoding="utf-8")
    index_paths([tmp_path / "tw.txt"], tmp_path / "index")
    words = ("芯片", str(tmp_path / "tw.txt"), "--index", str(tmp_path / "index"))

    outcome = run_sou("explain", *words)
    without = run_sou("explain", "--no-regional", *words)

    assert outcome.stdout.endswith("yes  芯片\n  yes  芯片 by 晶片 (regional)\n")
    assert without.exit_status == 1
    assert without.stdout.endswith("no   芯片\n  no   芯片 (only 片 stands there)\n")
    (clause,) = json.loads(run_sou("explain", "--json", *words).stdout)["clauses"]["parts"]
    assert clause["expansions"] == [{"word": "芯片", "text": "晶片", "kind": "regional"}]


@pytest.mark.parametrize("words", [("=补助",), ("补助", "--exact-script")])
def test_another_script_is_named_where_the_exact_one_fails(
    index: Index, words: tuple[str, ...]
) -> None:
    outcome = run_sou("explain", *words, path(index, "政府"), "--index", str(index.location))

    assert outcome.exit_status == 1
    assert outcome.stdout.endswith(f"{words[0]} (補助 stands there, in another script)\n")


def test_pinyin_and_its_parts_have_its_name(index: Index) -> None:
    found = index.explain("py:zhengfu", path(index, "政府"))

    assert found.score is not None
    names = [part.name for part in node(found.score, "best passage").parts]
    assert names == ["py:zhengfu", "py:zhengfu as a word"]
    assert found.clauses == ClauseReport("py:zhengfu", True)


def test_one_other_document_does(index: Index) -> None:
    outcome = run_sou("explain", "引擎", path(index, "政府"), "--index", str(index.location))

    assert "does not match (1 document does)\n" in outcome.stdout


def test_stop_words_count_as_in_the_search(
    index: Index, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "stopwords.txt").write_text("引擎\n", encoding="utf-8")
    monkeypatch.setenv("SOU_CONFIG", str(tmp_path))
    with open_index(index.location) as opened:
        (hit,) = opened.search(
            "火箭引擎由誰設計",
        ).hits[:1]
        score = opened.explain("火箭引擎由誰設計", hit.document.path).score

    assert score is not None
    assert score.value == hit.score


def test_an_unknown_document_is_an_error(index: Index) -> None:
    with pytest.raises(DocumentError):
        index.explain("晶片", "/nowhere.txt")


@pytest.mark.parametrize(
    ("literal", "text", "expected"),
    [
        ("晶片法案", "法案與晶片", "晶片"),
        ("晶片法案", "片法案", "片法案"),
        ("晶片", "晶片", "晶片"),
        ("晶片", "電腦", ""),
        ("aab", "ab aa", "aa"),
    ],
)
def test_the_longest_part_that_stands(literal: str, text: str, expected: str) -> None:
    assert longest_part(literal, text) == expected


def test_it_is_printed_as_a_tree(index: Index) -> None:
    words = ("explain", "晶片", path(index, "政府"), "--index", str(index.location))

    outcome = run_sou(*words)

    assert outcome.exit_status == 0
    lines = outcome.stdout.splitlines()
    assert lines[0].endswith("政府.txt")
    assert lines[1:4] == ["query: 晶片", "rank 1 of 1, by passage 1 of 1", ""]
    assert lines[4].endswith("  score")
    assert any("  pair 晶片 (tf 1, df 1, idf 0.9808, length 8," in line for line in lines)
    assert lines[-2:] == ["yes  晶片", "  yes  晶片"]


def test_what_does_not_match_is_status_one(index: Index) -> None:
    outcome = run_sou(
        "explain", '晶片 "晶片法"', path(index, "政府"), "--index", str(index.location)
    )

    assert outcome.exit_status == 1
    assert "does not match (0 documents do)\n" in outcome.stdout
    assert outcome.stdout.endswith('  no   "晶片法" (only 晶片 stands there)\n')


def test_the_json_has_the_same_tree(index: Index) -> None:
    words = ("explain", "--json", "晶片", path(index, "政府"), "--index", str(index.location))

    found = json.loads(run_sou(*words).stdout)

    report = index.explain("晶片", path(index, "政府"))
    assert isinstance(report, Explanation)
    assert report.score is not None
    assert found["rank"] == 1
    assert found["score"]["value"] == report.score.value
    assert found["score"]["parts"][0]["parts"][0]["facts"]["tf"] == 1
    assert found["clauses"]["matches"] is True


def test_a_path_is_needed(index: Index) -> None:
    outcome = run_sou("explain", "晶片", "--index", str(index.location))

    assert outcome.exit_status == 2
    assert "a query and the path of a document are needed" in outcome.stderr
