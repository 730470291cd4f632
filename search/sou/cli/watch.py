"""``sou index --watch``: a line, or a JSON object, for each batch of changes."""

from __future__ import annotations

import signal
import threading
import time
from typing import TYPE_CHECKING, Any

from sou.cli.diagnostics import Exit
from sou.cli.selection import walk_options

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Sequence
    from pathlib import Path
    from types import FrameType

    from sou.cli.console import Console
    from sou.cli.progress import ProgressLine
    from sou.reports import IndexReport


def watch(
    namespace: Namespace,
    console: Console,
    location: Path,
    effort: dict[str, Any],
    progress: ProgressLine | None,
    encodings: Sequence[str],
) -> int:
    """Index, then keep the index current until a signal says that it is enough."""
    from sou.upkeep import watch_index

    stop = threading.Event()
    before = {one: signal.getsignal(one) for one in (signal.SIGINT, signal.SIGTERM)}

    def end(number: int, _frame: FrameType | None) -> None:
        stop.set()
        signal.signal(number, before[signal.Signals(number)])  # the next one ends it at once

    for one in before:
        signal.signal(one, end)
    try:
        watch_index(
            namespace.paths,
            location,
            stop=stop,
            tell=_Told(namespace, console, location),
            options=walk_options(namespace),
            progress=progress,
            encodings=encodings,
            **effort,
        )
    finally:
        for one, handler in before.items():
            signal.signal(one, handler)
    console.narrator.erase()
    return Exit.OK


class _Told:
    """Tells of the first run in full, of each batch in a line, with what went wrong."""

    def __init__(self, namespace: Namespace, console: Console, location: Path) -> None:
        self._namespace = namespace
        self._console = console
        self._location = location
        self._is_first = True

    def __call__(self, report: IndexReport) -> None:
        """Tell of a run.

        Raises:
            ReaderGone: nobody reads it any more.
        """
        self._console.narrator.erase()
        if self._namespace.json:
            self._tell_programs(report)
        else:
            self._tell_people(report)
        self._is_first = False

    def _tell_programs(self, report: IndexReport) -> None:
        from sou.output.wire import encode, report_object

        self._console.write(encode(report_object(report, str(self._location))))
        self._console.flush()

    def _tell_people(self, report: IndexReport) -> None:
        from sou.output.summary import batch_line, problems, summary

        console, verbose = self._console, self._namespace.verbose
        lines = problems(report, console.cwd)
        if not self._namespace.quiet:
            if self._is_first:
                lines = [summary(report, console.cwd, is_verbose=verbose)]
                lines.append("Watching for changes; Ctrl-C ends it.")
            else:
                lines.insert(0, f"{time.strftime('%H:%M:%S')} {batch_line(report)}")
        if lines:
            console.narrator.say("\n".join(lines))
