"""A signal that ends the app gives the terminal back, as leaving by a key does."""

from __future__ import annotations

import asyncio
import contextlib
import signal
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from typing import Any

    from textual.app import App

ENDED_BY_SIGTERM: Final = 128 + signal.SIGTERM
"""What a shell calls a program that the signal ended."""


def leave_on_sigterm(app: App[Any]) -> None:
    """Have SIGTERM close the app, from its own loop; else the terminal stays without echo.

    Nothing happens where signals cannot be listened to: on Windows, outside the main thread.
    """
    with contextlib.suppress(NotImplementedError, RuntimeError, ValueError):
        asyncio.get_running_loop().add_signal_handler(
            signal.SIGTERM, lambda: app.exit(return_code=ENDED_BY_SIGTERM)
        )
