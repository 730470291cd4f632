from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest

from sou_tui.lane import Lane

if TYPE_CHECKING:
    from collections.abc import Callable

TIMEOUT_S = 10.0

Job = str


class Workshop:
    """Work that starts and ends when the test says so."""

    def __init__(self, *, grace_s: float = 0.0) -> None:
        self.now_s = 0.0
        self.done: list[str] = []
        self.stopped: list[str] = []
        self.started = threading.Semaphore(0)
        self.may_finish = threading.Semaphore(0)
        self.should_stop: Callable[[], bool] = lambda: False
        self.lane = Lane[Job]("test", self._work, grace_s=grace_s, clock=lambda: self.now_s)

    def _work(self, job: Job, should_stop: Callable[[], bool]) -> None:
        self.should_stop = should_stop
        self.started.release()
        assert self.may_finish.acquire(timeout=TIMEOUT_S)
        (self.stopped if should_stop() else self.done).append(job)

    def wait_started(self) -> None:
        assert self.started.acquire(timeout=TIMEOUT_S)

    def finish(self) -> None:
        self.may_finish.release()


@pytest.fixture
def workshop() -> Workshop:
    return Workshop()


def test_what_is_offered_replaces_nothing_that_waits(workshop: Workshop) -> None:
    workshop.lane.offer("圖")
    workshop.wait_started()
    workshop.lane.put("圖書")
    workshop.lane.offer("館")
    workshop.finish()
    workshop.wait_started()
    workshop.now_s = -1.0
    workshop.finish()

    assert workshop.lane.close(TIMEOUT_S)
    assert "館" not in workshop.done + workshop.stopped
    assert "圖書" in workshop.done + workshop.stopped


def test_what_is_offered_does_not_stop_what_runs(workshop: Workshop) -> None:
    workshop.lane.put("圖")
    workshop.wait_started()
    workshop.lane.offer("看")
    assert not workshop.should_stop()
    workshop.lane.offer("開", over=lambda waiting: waiting == "看")
    assert not workshop.should_stop()
    workshop.finish()
    workshop.wait_started()
    workshop.finish()

    assert workshop.lane.close(TIMEOUT_S)
    assert workshop.done + workshop.stopped == ["圖", "開"]


def test_jobs_that_wait_are_replaced(workshop: Workshop) -> None:
    workshop.lane.put("圖")
    workshop.wait_started()
    workshop.lane.put("圖書")
    workshop.lane.put("圖書館")
    workshop.finish()
    workshop.wait_started()
    workshop.finish()

    assert workshop.lane.close(TIMEOUT_S)
    assert workshop.stopped + workshop.done == ["圖", "圖書館"]


def test_a_running_job_is_asked_to_stop_when_a_newer_one_waits(workshop: Workshop) -> None:
    workshop.lane.put("圖")
    workshop.wait_started()
    assert not workshop.should_stop()
    workshop.lane.put("圖書")

    assert workshop.should_stop()
    workshop.finish()
    workshop.wait_started()
    workshop.finish()
    assert workshop.lane.close(TIMEOUT_S)
    assert workshop.stopped[0] == "圖"


def test_a_quick_job_may_finish_within_its_grace() -> None:
    workshop = Workshop(grace_s=0.1)
    workshop.lane.put("圖")
    workshop.wait_started()
    workshop.lane.put("圖書")
    workshop.now_s = 0.05

    assert not workshop.should_stop()
    workshop.now_s = 0.15
    assert workshop.should_stop()
    workshop.finish()
    workshop.wait_started()
    workshop.finish()
    assert workshop.lane.close(TIMEOUT_S)


def test_cancelling_forgets_the_waiting_job_and_stops_the_running_one(workshop: Workshop) -> None:
    workshop.lane.put("圖")
    workshop.wait_started()
    workshop.lane.put("圖書")
    workshop.lane.cancel()

    assert workshop.should_stop()
    workshop.finish()
    assert workshop.lane.close(TIMEOUT_S)
    assert workshop.stopped == ["圖"]
    assert workshop.done == []


def test_work_goes_on_after_cancelling(workshop: Workshop) -> None:
    workshop.lane.cancel()
    workshop.lane.put("圖")
    workshop.wait_started()

    assert not workshop.should_stop()
    workshop.finish()
    assert workshop.lane.close(TIMEOUT_S)


def test_closing_reports_a_job_that_does_not_listen(workshop: Workshop) -> None:
    workshop.lane.put("圖")
    workshop.wait_started()

    assert not workshop.lane.close(0.0)
    assert workshop.should_stop()
    workshop.finish()
    assert workshop.lane.close(TIMEOUT_S)


def test_nothing_starts_after_closing(workshop: Workshop) -> None:
    assert workshop.lane.close(TIMEOUT_S)
    workshop.lane.put("圖")

    assert workshop.done == []
    assert not workshop.started.acquire(blocking=False)
