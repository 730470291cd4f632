"""A signal that ends the app gives the terminal back, as leaving by a key does."""

from __future__ import annotations

import asyncio
import contextlib
import signal
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from typing import Any

    from textual.app import App

_ENDS: Final = ("SIGTERM", "SIGHUP", "SIGQUIT")
"""Windows has the first only."""


def leave_on_signals(app: App[Any]) -> None:
    """Have signals that end a program close the app, from its own loop.

    Else the terminal stays without echo, in the app's picture. The status is what a shell
    calls a program that the signal ended. One that is ignored, as after nohup, stays so.
    Nothing happens where signals cannot be listened to: on Windows, outside the main thread.
    """
    for name in _ENDS:
        number = getattr(signal, name, None)
        if number is not None and signal.getsignal(number) is not signal.SIG_IGN:
            with contextlib.suppress(NotImplementedError, RuntimeError, ValueError):
                asyncio.get_running_loop().add_signal_handler(number, _leave, app, number)


def _leave(app: App[Any], number: int) -> None:
    app.exit(return_code=128 + number)
