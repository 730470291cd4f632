"""Keep an index: watch its files, choose its roots, see what a run would do.

Beside :mod:`sou.engine`, which searches, and indexes once. What goes in and out is
plain data.
"""

from __future__ import annotations

import os
import threading
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from sou.analysis.fingerprint import fingerprint
from sou.config import load_config
from sou.documents import WalkOptions
from sou.indexing.budget import DEFAULT_MEMORY_BYTES, default_workers
from sou.indexing.roots import absolute_paths, add_roots, known_roots, remove_roots
from sou.indexing.run import Effort, keep_roots, remove_below
from sou.limits import DEFAULT_LIMITS, Limits
from sou.paths import config_folder, index_location
from sou.query.vocabulary import read_vocabulary
from sou.reports import Forecast, IndexProgress, IndexReport, RootInfo
from sou.store.manifest import Manifest, read_manifest
from sou.store.writer import IndexWriter

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    PathLike = str | os.PathLike[str]


def watch_index(
    paths: Sequence[PathLike],
    location: PathLike | None = None,
    *,
    stop: threading.Event,
    tell: Callable[[IndexReport], None],
    options: WalkOptions | None = None,
    progress: Callable[[IndexProgress], None] | None = None,
    workers: int = 1,
    memory_bytes: int | None = None,
    limits: Limits | None = None,
    rescan_s: float = 3600.0,
    encodings: Sequence[str] = (),
) -> None:
    """Bring an index up to date as ``index_paths`` does, then keep it so until ``stop`` is set.

    ``tell`` is called after the first run and after each burst of changes that changed the
    index, or in which a file could not be read that was no problem before. Everything is
    looked at again every ``rescan_s``, and whenever a change may have been missed. The
    index is locked only while it is written; another process may index meanwhile.

    Raises:
        ConfigError: there is nothing to index, no place to write, or no such encoding.
        DiskFullError: the place to write is full; every commit before is intact.
        IndexLockedError: another process writes to the index as this begins.
    """
    from sou.indexing.watch import Watching, watch

    watch(
        Watching(
            _folder(location),
            [os.fspath(path) for path in paths],
            _with_config(options),
            _effort(workers, memory_bytes, limits),
            stop,
            tell,
            progress,
            rescan_s,
            encodings,
        )
    )


def forecast_index(
    paths: Sequence[PathLike],
    location: PathLike | None = None,
    *,
    options: WalkOptions | None = None,
    workers: int = 1,
    memory_bytes: int | None = None,
    encodings: Sequence[str] = (),
) -> Forecast:
    """Return what ``index_paths`` would do now; nothing is written.

    Raises:
        ConfigError: there is nothing to index, or no such encoding.
    """
    from sou.indexing.forecast import forecast

    names = [os.fspath(path) for path in paths]
    effort = _effort(workers, memory_bytes, None)
    return forecast(_folder(location), names, _with_config(options), effort, encodings)


def index_roots(location: PathLike | None = None) -> tuple[RootInfo, ...]:
    """Return the roots of an index.

    Raises:
        IndexMissingError: there is no index.
        IndexCorruptError: it is damaged.
    """
    return _infos(read_manifest(_folder(location)))


def add_index_roots(
    paths: Sequence[PathLike],
    location: PathLike | None = None,
    *,
    options: WalkOptions | None = None,
) -> tuple[RootInfo, ...]:
    """Add roots to an index, made if it is new; return all. The next run reads them.

    Of a root that there is, the options are replaced.

    Raises:
        ConfigError: a path is missing, or inside another root.
        IndexLockedError: another process writes to the index.
    """
    with IndexWriter(_folder(location), fingerprint()) as writer:
        chosen = add_roots(writer.manifest, absolute_paths(paths), options or WalkOptions())
        keep_roots(writer, chosen)
        return _infos(writer.manifest)


def remove_index_roots(
    paths: Sequence[PathLike], location: PathLike | None = None
) -> tuple[tuple[RootInfo, ...], int]:
    """Take roots, and what was read below them, out of an index.

    Returns the roots that are left, and how many files were taken out.

    Raises:
        IndexMissingError: there is no index.
        ConfigError: a path is no root.
        IndexLockedError: another process writes to the index.
    """
    folder, names = _folder(location), absolute_paths(paths)
    read_manifest(folder)
    with IndexWriter(folder, fingerprint()) as writer:
        chosen = remove_roots(writer.manifest, names)
        count = remove_below(writer, names)
        keep_roots(writer, chosen)
        return _infos(writer.manifest), count


def _infos(manifest: Manifest) -> tuple[RootInfo, ...]:
    return tuple(
        RootInfo(
            root,
            Path(root).exists(),
            options.include,
            options.exclude,
            options.use_ignore_files,
            options.include_hidden,
            options.include_binary,
            options.follow_links,
            options.max_size_bytes,
        )
        for root, options in known_roots(manifest).items()
    )


def _with_config(options: WalkOptions | None) -> WalkOptions:
    """Return options that say by which rules files are read: the user's, unless told."""
    options = options or WalkOptions()
    if options.config is not None:
        return options
    return replace(options, config=load_config(config_folder(os.environ)))


def _effort(workers: int, memory_bytes: int | None, limits: Limits | None) -> Effort:
    return Effort(
        workers or default_workers(),
        memory_bytes or DEFAULT_MEMORY_BYTES,
        limits or DEFAULT_LIMITS,
        read_vocabulary(config_folder(os.environ)).dictionary,
    )


def _folder(location: PathLike | None) -> Path:
    if isinstance(location, Path):
        return location
    return index_location(None if location is None else os.fspath(location), os.environ)
