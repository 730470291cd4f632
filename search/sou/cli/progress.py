"""How far an index run has come, on stderr.

In: ``IndexProgress`` values. Out: one line redrawn on a terminal, or now and
then a line of its own elsewhere.
"""

from __future__ import annotations

import shutil
import time
from typing import TYPE_CHECKING

from sou.output.shown import cut_to_cells, shown_path
from sou.text.sanitize import cell_width, sanitize

if TYPE_CHECKING:
    from collections.abc import Callable

    from sou.cli.diagnostics import Narrator
    from sou.reports import IndexProgress

_REDRAW_S = 0.1
_LINE_S = 5.0
_LINE_FILES = 500
_BAR_CELLS = 20


class ProgressLine:
    """Shows progress at a pace that suits the stream."""

    def __init__(
        self,
        narrator: Narrator,
        cwd: str,
        *,
        clock: Callable[[], float] = time.monotonic,
        width_cells: Callable[[], int] = lambda: shutil.get_terminal_size().columns,
    ) -> None:
        self._narrator = narrator
        self._cwd = cwd
        self._clock = clock
        self._width_cells = width_cells
        self._shown_s = clock()
        self._shown_files = 0

    def __call__(self, progress: IndexProgress) -> None:
        """Show a progress, unless the last one is too fresh."""
        now = self._clock()
        if self._narrator.is_terminal:
            if now - self._shown_s < _REDRAW_S:
                return
            self._narrator.redraw(bar(progress, self._cwd, self._width_cells()))
        elif progress.done_files == progress.total_files or (
            now - self._shown_s < _LINE_S and progress.done_files - self._shown_files < _LINE_FILES
        ):
            return
        else:
            self._narrator.say(f"indexed {_counts(progress)}")
        self._shown_s, self._shown_files = now, progress.done_files


def bar(progress: IndexProgress, cwd: str, width_cells: int) -> str:
    """Return a line narrower than ``width_cells``: a bar, the counts, the file.

    >>> from sou.reports import IndexProgress
    >>> bar(IndexProgress(1, 2, "/筆記/一.txt"), "/筆記", 48)
    '[##########          ] 1 of 2 files  一.txt'
    """
    filled = _BAR_CELLS * progress.done_files // max(progress.total_files, 1)
    head = f"[{'#' * filled:<{_BAR_CELLS}}] {_counts(progress)}  "
    path = sanitize(shown_path(progress.path, cwd), single_line=True)
    room = width_cells - 1 - cell_width(head)
    return head + cut_to_cells(path, room) if room > 1 else cut_to_cells(head, width_cells - 1)


def _counts(progress: IndexProgress) -> str:
    return f"{progress.done_files:,} of {progress.total_files:,} files"
