"""Settings of the interpreter for a process that has to answer each key at once.

Only the app's own process takes them, never one that imports it.
"""

from __future__ import annotations

import gc
import sys
import threading
from typing import Final

_SWITCH_S: Final = 0.001
"""How long another thread may keep the interpreter from the one that paints: Python's 5 ms
come on top at every turn of the screen's writer, four of them for a frame."""
_YOUNG_OBJECTS: Final = 10_000
"""Python looks for cycles at 700 new objects: several times a key."""
_START_S: Final = 2.0
"""By then what stays for good is there: modules, widgets, the index."""


def keep_pace() -> None:
    """Have threads take turns often, and garbage be looked for less often, and in less.

    What is there after the start is never looked at again: to go through all of it takes
    40 ms, amid a key.
    """
    sys.setswitchinterval(_SWITCH_S)
    gc.set_threshold(_YOUNG_OBJECTS, *gc.get_threshold()[1:])
    frozen = threading.Timer(_START_S, gc.freeze)
    frozen.daemon = True
    frozen.start()
