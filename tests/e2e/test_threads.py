"""Eight threads on one index give the same answers as one."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest

import sou
from corpus import DEV, needs_corpus
from sou.model import SearchRequest

THREADS = 8
QUERIES = (
    "晶片",
    "人工智慧 晶片 發展",
    '"资料库"',
    "数据 库 -索引",
    "電腦 AND (程式 OR 软件)",
    "title:的",
    "py:xinpian",
    "芯片 type:md",
    "NEAR(數據 結構, 10)",
    "无此一词甚至没有",
    "的",
    "開*",
    "編~程",
)


def answers(index: sou.Index) -> dict[str, Callable[[], object]]:
    """Return questions of every kind, each with what answers it, comparable."""
    made: dict[str, Callable[[], object]] = {}
    for query in QUERIES:
        try:
            hits = index.search(query).hits
        except sou.QuerySyntaxError:
            continue
        for request in (
            SearchRequest(query, limit=20, snippets=3, facets=("type", "lang")),
            SearchRequest(query, limit=5, offset=5, sort="date"),
            SearchRequest(query, exact_script=True, regional=False),
        ):
            made[repr(request)] = lambda asked=request: replace(index.search(asked), elapsed_s=0)  # type: ignore[misc] # a default binds it
        made[f"suggest {query}"] = lambda query=query: index.suggest(query)  # type: ignore[misc] # the same
        made[f"complete {query}"] = lambda query=query: index.complete(query)  # type: ignore[misc] # the same
        for hit in hits[:2]:
            name = hit.document.id
            made[f"matches {query} {name}"] = lambda q=query, n=name: index.matches(n, q)  # type: ignore[misc] # the same
            made[f"text {query} {name}"] = lambda n=name: index.document(n).text()  # type: ignore[misc] # the same
            made[f"explain {query} {name}"] = lambda q=query, n=name: index.explain(q, n)  # type: ignore[misc] # the same
        made[f"matching {query}"] = lambda query=query: [  # type: ignore[misc] # the same
            one.info.id for one in index.matching(query)
        ]
    return made


def check(location: Path) -> int:
    with sou.open_index(location) as index:
        expected = {name: answer() for name, answer in answers(index).items()}
    wrong: list[str] = []
    errors: list[BaseException] = []
    with sou.open_index(location) as index:  # nothing is cached in it yet
        questions = answers(index)
        together = threading.Barrier(THREADS)

        def ask(seed: int) -> None:
            names = list(questions)
            Random(seed).shuffle(names)  # noqa: S311 -- no secret
            together.wait()
            try:
                wrong.extend(name for name in names if questions[name]() != expected[name])
            except BaseException as error:
                errors.append(error)

        threads = [threading.Thread(target=ask, args=(seed,)) for seed in range(THREADS)]
        for one in threads:
            one.start()
        for one in threads:
            one.join()
    assert errors == []
    assert wrong == []
    return len(expected)


def test_of_documents_made_for_it(tmp_path: Path) -> None:
    words = [
        "晶片",
        "芯片",
        "人工智慧",
        "電腦",
        "程式",
        "數據結構",
        "资料库",
        "索引",
        "發展",
        "開發",
    ]
    dice = Random(7)  # noqa: S311 -- no secret
    documents = (
        sou.NewDocument(f"文/{n}", "，".join(dice.choices(words, k=dice.randint(3, 150))) + "。")
        for n in range(120)
    )
    sou.add_documents(documents, tmp_path / "索引")
    sou.add_documents([sou.NewDocument("文/7", "換過的晶片。")], tmp_path / "索引")

    assert check(tmp_path / "索引") > 60


@pytest.mark.corpus
@pytest.mark.slow
@needs_corpus
def test_of_a_corpus(tmp_path: Path) -> None:
    sou.index_paths([DEV / "docs-zh-tw"], tmp_path / "索引")

    assert check(tmp_path / "索引") > 60
