"""Start modules of this package as processes of their own, which Ctrl-C leaves alone.

In: the name of a module. Out: a process with pipes, whose end is its parent's business.
"""

from __future__ import annotations

import os
import signal
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import sou

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Iterator


def module_process(module: str, *words: str, **options: Any) -> subprocess.Popen[Any]:
    """Start a module of this package as a process, with pipes."""
    import subprocess

    package_folder = str(Path(sou.__file__).parent.parent)
    paths = [package_folder, *filter(None, [os.environ.get("PYTHONPATH")])]
    with _interrupts_held():
        return subprocess.Popen(  # noqa: S603  # our own interpreter and module
            [sys.executable, "-m", module, *words],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(paths)},
            **options,
        )


def leave_interrupts_to_the_parent() -> None:
    """Ignore Ctrl-C, in a process that :func:`module_process` started: the parent ends it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})  # what waits is ignored, too


@contextmanager
def _interrupts_held() -> Iterator[None]:
    """Have what is started now begin deaf to Ctrl-C.

    A terminal sends it to the whole group, and a process that still imports would die of
    it with a traceback. This process hears of it a moment later.
    """
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
