"""The relevance benchmark counts right, and asks what it says it asks."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench.relevance.figures import figures, recall, reciprocal_rank
from bench.relevance.forms import as_keywords, keywords, other_script
from bench.relevance.ours import OpenIndex, Sou
from bench.relevance.pool import Collection, Passage, Question, joined, of_articles

POOL = Collection(
    "few",
    [
        Passage("a-1", "a", "李白", "李白\n字太白，號青蓮居士。"),
        Passage("a-2", "a", "李白", "李白\n詩作傳世。"),
        Passage("b-1", "b", "", "李白的詩。"),
    ],
)


def test_only_the_page_counts() -> None:
    answers = [str(number) for number in range(12)]

    assert reciprocal_rank(answers, frozenset({"3"})) == 0.25
    assert reciprocal_rank(answers, frozenset({"10"})) == 0
    assert recall(answers, frozenset({"3", "9", "10", "x"})) == 0.5


def test_figures_are_means_in_percent() -> None:
    found = figures([(["x"], frozenset("x")), (["y", "x"], frozenset("x")), ([], frozenset("x"))])

    assert (found.mrr, found.questions) == (50, 3)
    assert found.recall == pytest.approx(200 / 3)


def test_keywords_are_the_content_words_in_the_script_of_the_question() -> None:
    assert keywords("在哪一個地方可以欣賞到12世紀的油畫?") == "一個 地方 欣賞 12 世紀 油畫"
    assert keywords("黃鰭紫魚的身體是什麼顏色的?") == "黃鰭紫魚 身體 顏色"
    assert keywords("誰?") == "誰?"


def test_forms_name_their_sets() -> None:
    asked = [Question("drcd_dev", "軟體是什麼", frozenset("x")), Question("rust", "y", frozenset())]

    assert [(q.set_name, q.text) for q in other_script(asked)] == [("drcd_dev>cn", "软件是什么")]
    assert [(q.set_name, q.text) for q in as_keywords(asked)] == [("drcd_dev keywords", "軟體")]


def test_passages_are_joined_to_articles_by_source_and_title() -> None:
    articles, owners = joined(POOL)

    assert [(one.name, one.text) for one in articles.passages] == [
        ("a-1", "李白\n\n字太白，號青蓮居士。\n\n詩作傳世。"),
        ("b-1", "李白的詩。"),
    ]
    (question,) = of_articles([Question("s", "詩", frozenset({"a-2"}))], owners)
    assert question.relevant == {"a-1"}


def test_sou_answers_with_names_and_hides_a_source(tmp_path: Path) -> None:
    asked = Sou(tmp_path).prepare(POOL)

    assert set(asked.answers(Question("s", "李白", frozenset()), 10)) == {"a-1", "a-2", "b-1"}
    assert asked.answers(Question("s", "李白", frozenset(), hidden_source="a"), 10) == ["b-1"]
    assert asked.answers(Question("s", '"李白', frozenset()), 10) == []


def test_an_index_that_misses_a_passage_is_no_benchmark(tmp_path: Path) -> None:
    twice = Collection("twice", [POOL.passages[0], POOL.passages[0]])

    with pytest.raises(ValueError, match="1 of 2 passages"):
        OpenIndex(twice, tmp_path, rebuild=False)
