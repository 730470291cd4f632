"""The asynchronous twin answers as the index itself, and cancels what nobody waits for."""

from __future__ import annotations

import asyncio
import inspect
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import pytest

import sou
import sou.aio
from sou.model import SearchPage, SearchRequest

PATIENCE_S = 30


@pytest.fixture
def location(tmp_path: Path) -> Path:
    texts = [f"第{n}篇：晶片與電腦。" + "寒武紀。" * (n % 3) for n in range(150)]
    sou.add_documents(
        (sou.NewDocument(f"文/{n}", text) for n, text in enumerate(texts)), tmp_path / "索引"
    )
    return tmp_path / "索引"


def settled(page: SearchPage) -> SearchPage:
    return replace(page, elapsed_s=0)


async def test_answers_are_those_of_the_index(location: Path) -> None:
    request = SearchRequest("晶片 寒武纪", limit=30, snippets=2, facets=("type",))
    with sou.open_index(location) as plain:
        async with sou.aio.open_index(location) as index:
            await index.prepare()
            assert settled(await index.search(request)) == settled(plain.search(request))
            assert await index.suggest("寒無紀", limit=3) == plain.suggest("寒無紀", limit=3)
            assert await index.complete("晶", limit=3) == plain.complete("晶", limit=3)
            assert await index.explain("晶片", "文/7") == plain.explain("晶片", "文/7")
            assert await index.matches("文/7", "晶片") == plain.matches("文/7", "晶片")
            assert (await index.document("文/7")).text() == plain.document("文/7").text()
            assert await index.status() == plain.status()
            assert await index.warnings() == plain.warnings()
            assert replace(await index.verify(), elapsed_s=0) == replace(
                plain.verify(), elapsed_s=0
            )
            recall = await index.check_recall(samples=20, seed=1)
            assert replace(recall, elapsed_s=0) == replace(
                plain.check_recall(samples=20, seed=1), elapsed_s=0
            )
            assert [one async for one in index.documents()] == list(plain.documents())
            assert [one.text() async for one in index.matching("寒武纪")] == [
                one.text() for one in plain.matching("寒武纪")
            ]


async def test_documents_are_added_and_deleted(location: Path) -> None:
    async with sou.aio.open_index(location) as index, sou.aio.open_index(location) as other:
        assert await index.add([sou.NewDocument("新", "前所未見")]) == 1
        assert (await index.search("前所未見")).hits[0].document.id == "新"
        assert await other.refresh()
        assert await other.delete(["新"]) == 1
        assert [one async for one in other.matching('"前所未見"')] == []


async def test_errors_are_those_of_the_index(location: Path, tmp_path: Path) -> None:
    async with sou.aio.open_index(location) as index:
        with pytest.raises(sou.QuerySyntaxError):
            await index.search("(")
        with pytest.raises(sou.DocumentError):
            await index.document("無")
        with pytest.raises(sou.QuerySyntaxError):
            _ = [one async for one in index.matching("(")]
    with pytest.raises(sou.IndexMissingError):
        await sou.aio.open_index(tmp_path / "無").__aenter__()
    with pytest.raises(RuntimeError, match="not open"):
        await index.search("晶片")


class Patient:
    """Stands where an index would be: searches until it is told to stop."""

    def __init__(self) -> None:
        self.began, self.ended = threading.Event(), threading.Event()
        self.closed = False

    def search(self, request: str, *, cancel: Callable[[], bool]) -> SearchPage:
        self.began.set()
        deadline = time.monotonic() + PATIENCE_S
        while not cancel():
            assert time.monotonic() < deadline
            time.sleep(0.001)
        self.ended.set()
        raise sou.SearchCancelled(request)

    def close(self) -> None:
        self.closed = True


async def test_a_cancelled_task_sets_the_flag_that_the_engine_polls() -> None:
    patient = Patient()
    async with sou.aio.AsyncIndex(lambda: cast("sou.Index", patient), 2) as index:
        task = asyncio.create_task(index.search("晶片"))
        await asyncio.to_thread(patient.began.wait, PATIENCE_S)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

        assert await asyncio.to_thread(patient.ended.wait, PATIENCE_S)
    assert patient.closed


async def test_a_timeout_does_the_same() -> None:
    patient = Patient()
    async with sou.aio.AsyncIndex(lambda: cast("sou.Index", patient), 1) as index:
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.05):
                await index.search("晶片")

        assert await asyncio.to_thread(patient.ended.wait, PATIENCE_S)


async def test_the_engine_itself_ends_when_it_is_told(location: Path) -> None:
    async with sou.aio.open_index(location) as index:
        found = index.matching("晶片")
        first = await anext(found)
        await cast("Any", found).aclose()

        assert first.info.id == "文/0"
        assert (await index.search("晶片")).total == 150


async def test_calls_run_side_by_side_and_answer_as_one_after_another(location: Path) -> None:
    queries = ["晶片", "寒武紀 電腦", '"第7篇"', "晶片 -寒武紀", "電腦 AND 寒武紀"] * 8
    async with sou.aio.open_index(location, threads=4) as index:
        together = await asyncio.gather(*(index.search(one) for one in queries))
        alone = [await index.search(one) for one in queries]

    assert [settled(one) for one in together] == [settled(one) for one in alone]


async def test_an_index_is_kept_up_to_date_until_the_iterator_is_closed(tmp_path: Path) -> None:
    (tmp_path / "根").mkdir()
    (tmp_path / "根" / "一.txt").write_text("晶片", "utf-8")
    reports = sou.aio.watch_index([tmp_path / "根"], tmp_path / "索引")

    async with asyncio.timeout(PATIENCE_S):
        first = await anext(reports)
        (tmp_path / "根" / "二.txt").write_text("電腦", "utf-8")
        second = await anext(reports)
        await cast("Any", reports).aclose()

    assert (first.added, second.added) == (1, 1)
    assert not [one for one in threading.enumerate() if one.name.startswith("sou-watch")]


async def test_what_cannot_be_watched_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(sou.ConfigError):
        await anext(sou.aio.watch_index([tmp_path / "無"], tmp_path / "索引"))


def parameters(function: Any) -> dict[str, inspect.Parameter]:
    return {
        name: one
        for name, one in inspect.signature(function).parameters.items()
        if name != "cancel"  # the task's own
    }


def test_every_method_has_its_twin_with_the_same_arguments() -> None:
    names = [name for name in vars(sou.Index) if not name.startswith("_")]

    assert len(names) > 15
    for name in names:
        twin = getattr(sou.aio.AsyncIndex, name)
        assert parameters(twin) == parameters(getattr(sou.Index, name)), name
    assert parameters(sou.aio.open_index).items() >= parameters(sou.open_index).items()
