"""Make and keep an index: read files, watch them, choose roots, see what a run would do.

Beside :mod:`sou.engine`, which searches. What goes in and out is plain data.
"""

from __future__ import annotations

import os
import threading
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from sou.analysis.fingerprint import fingerprint
from sou.analysis.user_dictionary import NO_DICTIONARY, UserDictionary
from sou.config import load_config
from sou.documents import WalkOptions
from sou.documents.installed import installed_extractors
from sou.errors import ConfigError, IndexCorruptError, IndexMissingError
from sou.indexing.budget import DEFAULT_MEMORY_BYTES, default_workers
from sou.indexing.roots import absolute_paths, add_roots, known_roots, remove_roots
from sou.indexing.run import Effort, keep_roots, remove_below
from sou.indexing.unfinished import mark_begun
from sou.limits import DEFAULT_LIMITS, Limits
from sou.paths import config_folder, index_location
from sou.query.vocabulary import read_vocabulary
from sou.reports import Forecast, IndexProgress, IndexReport, RootInfo
from sou.store.manifest import Manifest, read_manifest
from sou.store.writer import IndexWriter

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from sou.sources import NewDocument

    PathLike = str | os.PathLike[str]


def index_paths(
    paths: Sequence[PathLike],
    location: PathLike | None = None,
    *,
    options: WalkOptions | None = None,
    config: PathLike | None = None,
    progress: Callable[[IndexProgress], None] | None = None,
    workers: int = 1,
    memory_bytes: int | None = None,
    encodings: Sequence[str] = (),
    limits: Limits | None = None,
    stopped: Callable[[], bool] = bool,
) -> IndexReport:
    """Bring an index up to date with some files and folders, made if it is new.

    No paths means those indexed before. ``progress`` is called after every file
    read, from one thread at a time. Each batch is committed by itself; an interrupted
    run goes on next time, and so does one that ends early as ``stopped``, asked now and then,
    returns true: :attr:`~sou.reports.IndexStatus.unfinished` tells. The work is shared out to
    ``workers`` processes, 0 for as many as suit the machine, unless it is small;
    ``memory_bytes`` is for all of them together, 900 MiB unless told. Files that
    are not plain text are read within ``limits``. ``config`` is the folder of ``config.toml``
    and ``userdict.txt``, as for :func:`sou.engine.open_index`; what ``options`` say comes
    before the file, and what they say beside the defaults is added to what the roots remember.

    ``encodings`` names those of some files, as in ``["big5"]`` for all the paths and
    ``["old/*.txt=big5"]`` for a pattern below the working folder; ``auto`` takes it back.
    The index remembers them, and files that they make a difference to are read again.

    Raises:
        ConfigError: there is nothing to index, no place to write, or no such encoding.
        DiskFullError: the place to write is full; every commit before is intact.
        IndexLockedError: another process writes to the index.
    """
    from sou.indexing.run import run_index

    names = [os.fspath(path) for path in paths]
    chosen = _with_config(options, config)
    words = read_vocabulary(_config_folder(config))
    effort = _effort(workers, memory_bytes, limits, words.dictionary)
    folder = _folder(location)
    found = run_index(folder, names, chosen, progress, effort, stopped, encodings=encodings)
    return replace(found, notes=(*found.notes, *words.warnings))


def add_documents(
    documents: Iterable[NewDocument],
    location: PathLike | None = None,
    *,
    config: PathLike | None = None,
) -> int:
    """Put documents that are no files into an index, made if it is new; return how many.

    A document takes the place of one with the same id. All of a call are one commit. Runs
    over files leave them alone, but an index that must be built anew, of another version or
    damaged, loses them: keep the originals. ``config`` is the folder of ``userdict.txt``, as
    for :func:`sou.engine.open_index`.

    Raises:
        ConfigError: an id or a date is none; nothing is added then.
        IndexLockedError: another process writes to the index.
        IndexOutdatedError: the index is of another version or damaged.
    """
    from sou.indexing.records import add_records

    dictionary = read_vocabulary(_config_folder(config)).dictionary
    return add_records(_folder(location), documents, dictionary)


def reanalyse_index(
    location: PathLike | None = None,
    *,
    config: PathLike | None = None,
    progress: Callable[[IndexProgress], None] | None = None,
    memory_bytes: int | None = None,
) -> IndexReport:
    """Cut the words of an index anew by the user's dictionary; sources are not read.

    What is found stays the same, its order may not. ``config`` is the folder of
    ``userdict.txt``, as for :func:`sou.engine.open_index`; without the file words are cut as usual.

    Raises:
        IndexMissingError: there is no index, or none that can be read.
        IndexLockedError: another process writes to the index.
        ConfigError: a line of the user's words makes no sense, or a file cannot be read.
    """
    from sou.indexing.reanalyse import reanalyse

    words = read_vocabulary(_config_folder(config))
    if words.warnings:
        raise ConfigError(words.warnings[0])
    memory = memory_bytes or DEFAULT_MEMORY_BYTES
    return reanalyse(_folder(location), words.dictionary, memory, progress)


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
            _effort(
                workers, memory_bytes, limits, read_vocabulary(_config_folder(None)).dictionary
            ),
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
    stopped: Callable[[], bool] = bool,
) -> Forecast:
    """Return what ``index_paths`` would do now; nothing is written.

    Raises:
        ConfigError: there is nothing to index, or no such encoding.
        SearchCancelled: ``stopped``, asked at every file, returned true.
    """
    from sou.indexing.forecast import forecast

    names = [os.fspath(path) for path in paths]
    effort = _effort(workers, memory_bytes, None)
    return forecast(_folder(location), names, _with_config(options), effort, encodings, stopped)


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
        IndexOutdatedError: what the index is of cannot be read: another version wrote it.
    """
    folder = _folder(location)
    with suppress(IndexMissingError, IndexCorruptError):
        read_manifest(folder)  # nothing is to be lost for a root more
    with IndexWriter(folder, fingerprint()) as writer:
        names = absolute_paths(paths)
        before = known_roots(writer.manifest)
        chosen = add_roots(writer.manifest, names, options or WalkOptions())
        mark_begun(writer, [one for one in names if before.get(one) != chosen.kept.get(one)])
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


def _with_config(options: WalkOptions | None, folder: PathLike | None = None) -> WalkOptions:
    """Return options that say by which rules files are read: the user's, unless told."""
    options = options or WalkOptions()
    if options.config is not None:
        return options
    config = load_config(_config_folder(folder))
    return replace(options, config=replace(config, extractors=installed_extractors()))


def _effort(
    workers: int,
    memory_bytes: int | None,
    limits: Limits | None,
    dictionary: UserDictionary = NO_DICTIONARY,
) -> Effort:
    return Effort(
        workers or default_workers(),
        memory_bytes or DEFAULT_MEMORY_BYTES,
        limits or DEFAULT_LIMITS,
        dictionary,
    )


def _folder(location: PathLike | None) -> Path:
    if isinstance(location, Path):
        return location
    return index_location(None if location is None else os.fspath(location), os.environ)


def _config_folder(chosen: PathLike | None) -> Path:
    return config_folder(os.environ) if chosen is None else Path(chosen)
