import asyncio
import threading
from collections.abc import Callable, Iterator

import pytest

from sou.services.work import ClientGoneError, Limits, TooBusyError, TooLongError, Workers

LONG_S = 60


class Endless:
    """Work that goes on until it is told to stop."""

    def __init__(self) -> None:
        self.begun = threading.Event()
        self.ended = threading.Event()

    def __call__(self, is_cancelled: Callable[[], bool]) -> None:
        self.begun.set()
        while not is_cancelled():
            self.ended.wait(0.001)
        self.ended.set()


@pytest.fixture
def workers() -> Iterator[Workers]:
    made = Workers(Limits(at_once=1, timeout_s=LONG_S))
    yield made
    made.stop()


async def is_free(workers: Workers) -> bool:
    """Wait until a slot is free."""
    async with asyncio.timeout(LONG_S):
        while True:
            try:
                with workers.slot():
                    return True
            except TooBusyError:
                await asyncio.sleep(0.001)


async def test_work_gives_what_it_returns(workers: Workers) -> None:
    with workers.slot() as slot:
        assert await slot.result(lambda is_cancelled: is_cancelled(), LONG_S) is False
    assert await is_free(workers)


async def test_work_gives_what_it_raises(workers: Workers) -> None:
    def fail(_is_cancelled: Callable[[], bool]) -> None:
        raise KeyError("晶片")

    with pytest.raises(KeyError, match="晶片"), workers.slot() as slot:
        await slot.result(fail, LONG_S)
    assert await is_free(workers)


async def test_work_is_stopped_when_its_time_is_over(workers: Workers) -> None:
    work = Endless()

    with pytest.raises(TooLongError), workers.slot() as slot:
        await slot.result(work, 0.01)

    assert await asyncio.to_thread(work.ended.wait, LONG_S)
    assert await is_free(workers)


async def test_work_is_stopped_when_its_client_goes(workers: Workers) -> None:
    work = Endless()

    async def gone() -> None:
        await asyncio.to_thread(work.begun.wait, LONG_S)

    with pytest.raises(ClientGoneError), workers.slot() as slot:
        await slot.result(work, LONG_S, gone())

    assert await asyncio.to_thread(work.ended.wait, LONG_S)
    assert await is_free(workers)


async def test_work_is_stopped_when_its_task_is_cancelled(workers: Workers) -> None:
    work = Endless()

    async def ask() -> None:
        with workers.slot() as slot:
            await slot.result(work, LONG_S)

    task = asyncio.create_task(ask())
    await asyncio.to_thread(work.begun.wait, LONG_S)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task

    assert await asyncio.to_thread(work.ended.wait, LONG_S)
    assert await is_free(workers)


async def test_a_slot_is_free_only_when_the_work_has_ended(workers: Workers) -> None:
    may_end = threading.Event()

    with pytest.raises(TooLongError), workers.slot() as slot:
        await slot.result(lambda _is_cancelled: may_end.wait(LONG_S), 0.01)
    with pytest.raises(TooBusyError), workers.slot():
        pass
    may_end.set()

    assert await is_free(workers)


async def test_no_more_than_so_many_are_in_slots(workers: Workers) -> None:
    with workers.slot(), pytest.raises(TooBusyError), workers.slot():
        pass
    assert await is_free(workers)


async def test_an_end_stops_all_work(workers: Workers) -> None:
    work = Endless()

    async def ask() -> None:
        with workers.slot() as slot:
            await slot.result(work, LONG_S)

    task = asyncio.create_task(ask())
    await asyncio.to_thread(work.begun.wait, LONG_S)
    await asyncio.to_thread(workers.stop)

    assert work.ended.is_set()
    await task
