"""How keys are waited for: a terminal that is gone ends the app, another reader does not."""

from __future__ import annotations

import contextlib
import os
import selectors
import signal
import sys
from typing import TYPE_CHECKING

import pytest

if sys.platform == "win32":
    pytest.skip("Windows has no terminals of this kind", allow_module_level=True)

import pty
import termios

from sou_tui.keyboard import CalmSelector

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import FrameType

LOOKS = 10


@pytest.fixture
def ended() -> Iterator[list[int]]:
    """Collect the signals that would end the app."""
    seen: list[int] = []

    def keep(number: int, _frame: FrameType | None) -> None:
        seen.append(number)

    before = signal.signal(signal.SIGTERM, keep)
    yield seen
    signal.signal(signal.SIGTERM, before)


@pytest.fixture
def terminal() -> Iterator[tuple[int, int]]:
    outer, inner = pty.openpty()
    yield outer, inner
    for descriptor in (outer, inner):
        with contextlib.suppress(OSError):  # the test may have closed it
            os.close(descriptor)


def watched(descriptor: int) -> CalmSelector:
    selector = CalmSelector()
    selector.register(descriptor, selectors.EVENT_READ)
    return selector


def test_what_is_typed_is_told(terminal: tuple[int, int], ended: list[int]) -> None:
    outer, inner = terminal
    os.write(outer, "搜\n".encode())

    assert [key.fd for key, _ in watched(inner).select()] == [inner]
    assert ended == []


def test_a_terminal_that_is_gone_ends_the_app(terminal: tuple[int, int], ended: list[int]) -> None:
    outer, inner = terminal
    os.close(outer)
    selector = watched(inner)
    for _ in range(LOOKS):
        assert selector.select() == []
        if ended:
            break

    assert ended == [signal.SIGTERM]


def test_another_reader_that_was_first_does_not_end_the_app(
    terminal: tuple[int, int], ended: list[int]
) -> None:
    """An end of file, Ctrl+D, can be read and has no bytes, until somebody has read it."""
    outer, inner = terminal
    assert termios.tcgetattr(inner)[3] & termios.ICANON
    selector = watched(inner)
    for _ in range(LOOKS):
        os.write(outer, b"\x04")
        assert selector.select() == []
        assert os.read(inner, 1) == b""
        assert selector.select() == []

    assert ended == []


def test_the_last_look_of_a_thread_does_not_wait() -> None:
    selector = CalmSelector()

    assert selector.select(None) == []
    assert selector._looks == 0, "it did not look at all"
