"""Documents in which the words of a question stand together come first."""

from __future__ import annotations

from math import log
from pathlib import Path

import numpy as np
import pytest

from snapshots import given, snapshot_of
from sou.query.alternatives import REGIONAL
from sou.query.parser import parse
from sou.query.tree import ConstantScoreQuery, Not, Query, Words
from sou.query.widen import widened
from sou.searching.collect import RankedDocument, search_snapshot
from sou.searching.leaves import RankingTerm
from sou.searching.plan import plan_query
from sou.searching.snapshot import Snapshot
from sou.searching.windows import Windows

FAR = "無關緊要的閒話說了又說。" * 5
"""More characters than a window has."""
QUESTION = "火箭引擎由誰設計"
TOGETHER = "火箭引擎的設計者是他。" + FAR
APART = "火箭。" + FAR + "設計。"


def pair(text: str) -> RankingTerm:
    return RankingTerm("pairs", (ord(text[0]), ord(text[1])), "pairs", 1.0)


def run(text: str) -> RankingTerm:
    return RankingTerm("runs", text.encode(), "pairs", 1.0)


def windows(snapshot: Snapshot, *terms: RankingTerm) -> Windows:
    return Windows(snapshot.views, terms, snapshot.row_count, lambda: None)


def test_a_window_holds_what_stands_within_forty_characters(tmp_path: Path) -> None:
    texts = [
        "火箭" + "一" * 36 + "设计",  # 40 characters from one end to the other
        "火箭" + "一" * 37 + "设计",
        "设计" + "一" * 99 + "gpu火箭",
        "二",
    ]
    snapshot = snapshot_of(tmp_path, [given(texts)])
    found = windows(snapshot, pair("火箭"), pair("设计"), run("gpu"), pair("无有"))

    best = found.best(snapshot.views[0], np.arange(4))

    common, rare = log(1 + (4 - 3 + 0.5) / (3 + 0.5)), log(1 + (4 - 1 + 0.5) / (1 + 0.5))
    assert found.idfs == pytest.approx([common, common, rare, 0])
    total = 2 * common + rare
    shares = [2 * common / total, common / total, (common + rare) / total, 0]
    assert best.shares == pytest.approx(shares)
    assert best.starts.tolist() == [0, 0, 101, 0]


def test_a_term_counts_once_in_a_window(tmp_path: Path) -> None:
    snapshot = snapshot_of(tmp_path, [given(["火箭火箭火箭，設計", "火箭"])])

    best = windows(snapshot, pair("火箭"), pair("设计")).best(snapshot.views[0], np.arange(2))

    assert best.shares[0] == pytest.approx(1)
    assert best.shares[1] < 0.5


def test_idf_is_that_of_all_segments(tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
    one = snapshot_of(tmp_path / "one", [given(["火箭", "設計", "火箭設計", "三"])])
    two = snapshot_of(tmp_path / "two", [given(["火箭", "設計"]), given(["火箭設計", "三"])])
    terms = (pair("火箭"), pair("设计"))

    assert windows(two, *terms).idfs.tolist() == windows(one, *terms).idfs.tolist()


def ranking(snapshot: Snapshot, tree: Query, *, limit: int = 100, offset: int = 0) -> list[int]:
    found = search_snapshot(snapshot, tree, limit=limit, offset=offset)
    return [one.document for one in found.documents]


def test_a_question_prefers_what_stands_together(tmp_path: Path) -> None:
    texts = [APART, TOGETHER]
    snapshot = snapshot_of(tmp_path, [given(texts)])

    assert ranking(snapshot, parse(QUESTION).tree) == [1, 0]


def test_scores_only_grow_and_descend(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Documents that were not looked at twice come behind, with the score they had."""
    texts = [f"{'火箭' * (1 + n % 3)}{FAR[: n % 40]}設計{n}" for n in range(60)]
    snapshot = snapshot_of(tmp_path, [given(texts[:35]), given(texts[35:])])
    tree = parse(QUESTION).tree
    monkeypatch.setattr("sou.searching.collect.LOOKED_AT_TWICE", 0)
    first = search_snapshot(snapshot, tree, limit=100).documents
    monkeypatch.setattr("sou.searching.collect.LOOKED_AT_TWICE", 20)
    final = search_snapshot(snapshot, tree, limit=100).documents

    def key(one: RankedDocument) -> tuple[str, int]:
        return (one.evaluator.view.segment.name, one.document)

    assert {key(one) for one in final[:20]} == {key(one) for one in first[:20]}
    assert [key(one) for one in final[20:]] == [key(one) for one in first[20:]]
    assert [one.score for one in final[20:]] == [one.score for one in first[20:]]
    scores = [one.score for one in final]
    assert scores == sorted(scores, reverse=True)
    assert scores[0] > first[0].score


def test_pages_side_by_side_are_one_ranking(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    texts = [f"{'火箭' * (1 + n % 3)}{FAR[: n % 40]}設計{n}" for n in range(60)]
    snapshot = snapshot_of(tmp_path, [given(texts)])
    monkeypatch.setattr("sou.searching.collect.LOOKED_AT_TWICE", 25)
    tree = parse(QUESTION).tree
    whole = ranking(snapshot, tree)

    pages = [ranking(snapshot, tree, offset=n, limit=7) for n in range(0, 63, 7)]

    assert [document for page in pages for document in page] == whole
    assert len(whole) == 60


def windowed(tree: Query) -> list[str]:
    found: list[str] = []
    own, *_ = plan_query(tree).windowed or ((),)
    for term in own:
        match term.term:
            case bytes(text):
                found.append(text.decode())
            case (first, second):
                found.append(chr(first) + chr(second))
    return found


def test_sentences_and_several_words_are_looked_at_twice() -> None:
    assert windowed(parse("晶片是什么").tree) == ["晶片", "片是"]
    assert windowed(parse("「AI」的設計是什么").tree) == ["的设", "设计", "计是", "ai"]
    assert windowed(parse("晶片 產業 政府").tree) == ["晶片", "产业", "政府"]
    assert windowed(parse("晶片").tree) == []
    assert windowed(parse("晶片 產業").tree) == []
    assert windowed(parse('"晶片是什么"').tree) == []


def test_what_does_not_rank_is_not_looked_at() -> None:
    sentence = Words(("晶片是什么",))

    assert windowed(ConstantScoreQuery(sentence)) == []
    assert windowed(Not(sentence)) == []


def test_a_window_may_hold_the_words_of_another_region(tmp_path: Path) -> None:
    """A question in the words of one region, answered in those of the other."""
    near = "软件如何管理内存" + "无" * 120
    far = "软件" + "无" * 60 + "如何管理" + "无" * 60 + "内存"
    two = snapshot_of(tmp_path, [given([far, near])])
    tree = widened(parse("軟體如何管理記憶體").tree, [REGIONAL])

    first, *_ = search_snapshot(two, tree, limit=2).documents

    assert first.document == 1
    assert len(plan_query(tree).windowed) > 1
