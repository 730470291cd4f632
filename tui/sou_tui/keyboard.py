"""How the thread that reads keys waits for them, in place of Textual's ten looks a second."""

from __future__ import annotations

import os
import selectors
import signal
import sys
import time

_AWAKE_S = 0.055
"""A look at the keyboard after a key: just above ESCDELAY, so that Esc alone is told at once."""
_AWAKE_LOOKS = 20
_EMPTY_LOOKS = 3
"""So often in a row a terminal that answers has nothing to read though it can be read, if it is
gone. One that does not answer is gone for sure; the app must end before its writes, which nobody
takes any more, fill the queue of the thread that writes and hold up all."""
_ASLEEP_S = 0.3
"""Between looks while nobody types: to leave takes as long, if it is not by a key."""


class CalmSelector(selectors.SelectSelector):
    """Looks often after something came, seldom while nothing does.

    A terminal that is gone can be read for ever, and gives nothing: the app is ended then, as
    by SIGTERM, where the signal that a terminal sends as it goes was told to be ignored. Where
    another program reads the same terminal and was first, there is nothing only once.
    """

    _looks = 0
    _empty_looks = 0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        """Wait for something to read; what is asked for as ``timeout`` is not heeded."""
        if not self.get_map():  # the last look of a thread that ends
            return []
        found = super().select(_AWAKE_S if self._looks < _AWAKE_LOOKS else _ASLEEP_S)
        self._looks = 0 if found else self._looks + 1
        waiting = [_bytes_in(key.fd) for key, _ in found]
        if not found or any(waiting):
            self._empty_looks = 0
            return found
        self._empty_looks += 1
        if waiting == [0] and self._empty_looks < _EMPTY_LOOKS:
            time.sleep(_AWAKE_S)
            return []
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(_ASLEEP_S)
        return []


def _bytes_in(fd: int) -> int | None:
    """Return how many bytes can be read now; ``None`` if it cannot be asked any more."""
    import fcntl
    import termios

    try:
        count = fcntl.ioctl(fd, termios.FIONREAD, b"\0\0\0\0")
    except OSError:
        return None
    return int.from_bytes(count, sys.byteorder)
