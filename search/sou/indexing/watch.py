"""Keep an index current while its files change.

Only paths that the system says have changed are looked at. Everything is when something
may have been missed: at the start, when a root comes, goes or is another than before,
when the watcher fails, after the machine has slept, after a very large burst, and
every hour.
"""

from __future__ import annotations

import os
import time
from contextlib import closing, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final

from sou.analysis.fingerprint import fingerprint
from sou.errors import ConfigError, IndexCorruptError, IndexLockedError, IndexMissingError
from sou.indexing.known import KnownFiles
from sou.indexing.roots import absolute_paths
from sou.indexing.run import Effort, run_changed, run_index
from sou.indexing.watcher import EventsLost, changes_below
from sou.store.manifest import read_manifest
from sou.store.writer import IndexWriter

if TYPE_CHECKING:
    import threading
    from collections.abc import Callable, Iterable, Sequence

    from sou.documents import WalkOptions
    from sou.reports import IndexProgress, IndexReport

MANY_PATHS: Final = 2000
"""After a burst of more, the system may have lost some."""
GIT_NAME: Final = ".git"
RULE_NAMES: Final = frozenset({".gitignore", ".ignore"})
"""Files that say which others are taken."""
_LOOK_S: Final = 1.0
"""How often roots are looked at, which the system does not tell of."""
_SLEPT_S: Final = 30.0
_RETRY_S: Final = 1.0


@dataclass(slots=True)
class Watching:
    """What to keep current, and who wants to know."""

    folder: Path
    """Of the index."""
    paths: Sequence[str]
    """To add to its roots; none for those it has."""
    options: WalkOptions
    effort: Effort
    stop: threading.Event
    tell: Callable[[IndexReport], None]
    """Called after the first run, and after each that changed something or failed anew."""
    progress: Callable[[IndexProgress], None] | None = None
    """Of the first run."""
    rescan_s: float = 3600.0
    encodings: Sequence[str] = ()
    """That the user names, as :func:`run_index` takes them; the first run remembers them."""


def watch(watching: Watching) -> None:
    """Run once, then after each burst of changes, until told to stop.

    Raises:
        ConfigError: there is nothing to index, or no place to write.
        IndexLockedError: another process writes to the index, as the first run begins.
    """
    keeper = _Keeper(watching)
    while not watching.stop.is_set():
        state = keeper.roots()
        folders = [root for root, is_folder, *_ in state if is_folder]
        try:
            if folders:
                with closing(changes_below(folders, watching.stop)) as bursts:
                    keeper.keep(bursts, state)
            else:
                keeper.keep(_ticks(watching.stop), state)
        except EventsLost:
            watching.stop.wait(_RETRY_S)


def _ticks(stop: threading.Event) -> Iterable[set[str]]:
    yield set()
    while not stop.wait(_LOOK_S):
        yield set()


_RootState = tuple[tuple[str, bool, int, int, int], ...]
"""Of each root: path, whether it is a folder, inode, and of a file size and time."""


@dataclass(slots=True)
class _Clock:
    """Tells that the machine has slept: then the time of day runs ahead."""

    wall_s: float = field(default_factory=time.time)
    running_s: float = field(default_factory=time.monotonic)

    def has_slept(self) -> bool:
        wall_s, running_s = time.time(), time.monotonic()
        ahead_s = (wall_s - self.wall_s) - (running_s - self.running_s)
        self.wall_s, self.running_s = wall_s, running_s
        return ahead_s > _SLEPT_S


class _Keeper:
    """Runs when something has changed; what could not be done yet waits."""

    def __init__(self, watching: Watching) -> None:
        self._watching = watching
        self._known = KnownFiles()
        self._own = os.path.realpath(watching.folder)
        self._waiting: set[str] = set()
        self._needs_all = True
        self._is_first = True
        self._problems: tuple[object, ...] = ()
        self._clock = _Clock()
        self._scanned_s = 0.0

    def roots(self) -> _RootState:
        """Return the roots there are, so that a change of any of them shows."""
        roots = absolute_paths(self._watching.paths)
        with suppress(IndexMissingError, IndexCorruptError):
            roots += read_manifest(self._watching.folder).roots
        return tuple(map(_root_state, sorted(set(roots))))

    def keep(self, bursts: Iterable[set[str]], state: _RootState) -> None:
        """Run after each burst; return when the roots are no longer in that state.

        Raises:
            EventsLost: as :func:`changes_below` says.
        """
        self._needs_all = True  # what changed before the watch began
        looked_s = time.monotonic()
        for burst in bursts:
            self._waiting.update(filter(self._is_of_interest, burst))
            if self._is_stopped:
                return
            if time.monotonic() - looked_s >= _LOOK_S:
                looked_s = time.monotonic()
                if not self._is_first and self.roots() != state:
                    return
                self._needs_all |= self._clock.has_slept() or self._is_time
            self._run()

    @property
    def _is_stopped(self) -> bool:
        return self._watching.stop.is_set() and not self._is_first

    @property
    def _is_time(self) -> bool:
        return time.monotonic() - self._scanned_s > self._watching.rescan_s

    def _is_of_interest(self, path: str) -> bool:
        """Tell whether a path may be a file to read, not the index's or git's own."""
        if Path(self._own).name in Path(path).parts[-2:] and self._is_own(path):
            return False
        return GIT_NAME not in Path(path).parts

    def _is_own(self, path: str) -> bool:
        return self._own in (os.path.realpath(path), os.path.realpath(Path(path).parent))

    def _run(self) -> None:
        """Look at what has changed, or at everything, and tell what came of it."""
        waiting = self._waiting
        if not (self._needs_all or waiting):
            return
        needs_all = (
            self._needs_all
            or len(waiting) > MANY_PATHS
            or any(os.path.basename(path) in RULE_NAMES for path in waiting)  # noqa: PTH119
            or any(map(os.path.islink, waiting))
        )
        try:
            report = self._run_all() if needs_all else self._run_some(sorted(waiting))
        except (IndexLockedError, ConfigError, IndexCorruptError) as error:
            if self._is_first:
                raise
            self._needs_all |= not isinstance(error, IndexLockedError)
            self._watching.stop.wait(_RETRY_S)
            return
        self._waiting, self._needs_all = set(), False
        self._tell(report)

    def _run_all(self) -> IndexReport:
        asked = self._watching
        self._scanned_s = time.monotonic()
        return run_index(
            asked.folder,
            asked.paths if self._is_first else (),
            asked.options,
            asked.progress if self._is_first else None,
            asked.effort,
            asked.stop.is_set,
            encodings=asked.encodings if self._is_first else (),
        )

    def _run_some(self, paths: Sequence[str]) -> IndexReport:
        asked = self._watching
        with IndexWriter(asked.folder, fingerprint()) as writer:
            if writer.was_rebuilt:
                raise IndexCorruptError(f"the index in {asked.folder} is damaged")
            known = self._known.below(writer, paths)
            return run_changed(
                writer, known, paths, asked.effort, asked.options.config, asked.stop.is_set
            )

    def _tell(self, report: IndexReport) -> None:
        problems = tuple(one for one in report.skipped if one.is_error)
        is_new = bool(set(problems) - set(self._problems))
        if self._is_first or is_new or report.added or report.updated or report.removed:
            self._watching.tell(report)
        self._problems = problems
        self._is_first = False


def _root_state(root: str) -> tuple[str, bool, int, int, int]:
    try:
        status = os.stat(root)  # noqa: PTH116  # Path would normalise
    except OSError:
        return root, False, 0, 0, 0
    if os.path.isdir(root):  # noqa: PTH112
        return root, True, status.st_ino, 0, 0
    return root, False, status.st_ino, status.st_size, status.st_mtime_ns
