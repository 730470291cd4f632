"""What changes below some folders, as the system tells it; the only door to watchfiles."""

from __future__ import annotations

import os
from contextlib import closing
from typing import TYPE_CHECKING, Final

from sou.errors import SouError

if TYPE_CHECKING:
    import threading
    from collections.abc import Generator, Mapping, Sequence

_QUIET_MS: Final = 300
"""A burst ends when nothing has changed for so long,"""
_BURST_MS: Final = 5000
"""or has gone on for so long."""
_TICK_MS: Final = 250


class EventsLost(SouError):
    """The system no longer tells what changes; something may have been missed."""


def changes_below(folders: Sequence[str], stop: threading.Event) -> Generator[set[str], None, None]:
    """Yield the paths of each burst of changes, and now and then an empty set.

    When the first set is yielded, which is empty, the folders are being watched. Ends
    when ``stop`` is set.

    Raises:
        EventsLost: a folder is gone, there are more than the system can watch, or a
            name cannot be told.
    """
    import watchfiles

    real = {os.path.realpath(folder): folder for folder in folders}  # some systems tell these
    watching = watchfiles.watch(
        *real,
        watch_filter=None,
        debounce=_BURST_MS,
        step=_QUIET_MS,
        stop_event=stop,
        rust_timeout=_TICK_MS,
        yield_on_timeout=True,
        raise_interrupt=True,
        ignore_permission_denied=True,
    )
    try:
        with closing(watching):
            for changes in watching:
                yield {_named(path, real) for _, path in changes}
    except (OSError, RuntimeError, UnicodeError) as error:
        raise EventsLost(str(error)) from error


def _named(path: str, real: Mapping[str, str]) -> str:
    """Return a path below a folder as that is called, not as it really is."""
    for real_folder, folder in real.items():
        if path == real_folder or path.startswith(os.path.join(real_folder, "")):  # noqa: PTH118
            return folder + path[len(real_folder) :]
    return path
