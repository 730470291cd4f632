"""Change an index: lock it, add segments, delete documents, commit.

Everything written before :meth:`IndexWriter.commit` is invisible; a process that
dies leaves files no manifest names, and the next writer removes them.
"""

from __future__ import annotations

import errno
import secrets
import time
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from sou.errors import (
    ConfigError,
    DiskFullError,
    IndexCorruptError,
    IndexLockedError,
    IndexMissingError,
    IndexOutdatedError,
)
from sou.store.container import Container
from sou.store.manifest import (
    MANIFEST_NAME,
    Manifest,
    SegmentEntry,
    read_manifest,
    sync_folder,
    write_manifest,
)
from sou.store.skipped import SKIPPED_NAME
from sou.whoosh_door import FileLock

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path
    from types import TracebackType
    from typing import Any

    RootOptions = Mapping[str, Mapping[str, Any]]

SEGMENT_SUFFIX: Final = ".seg"
_LOCK_NAME: Final = "write.lock"
_TEMPORARY_NAMES: Final = (f"{MANIFEST_NAME}.tmp", f"{SKIPPED_NAME}.tmp")
_NO_ROOM: Final = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


class IndexWriter:
    """The one writer of an index folder. Use as a context manager; not thread-safe."""

    def __init__(self, folder: Path, fingerprint: str) -> None:
        self.folder = folder
        self._fingerprint = fingerprint
        self.was_rebuilt = False
        """True when an index of another format or analysis, or a damaged one, was emptied."""

    def __enter__(self) -> IndexWriter:
        """Create the folder if needed, lock it and read the committed state.

        Raises:
            IndexLockedError: another process writes to it.
            ConfigError: the folder cannot be made or written.
        """
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            self._lock = FileLock(str(self.folder / _LOCK_NAME))
            locked = self._lock.acquire(blocking=False)
        except OSError as error:
            raise ConfigError(
                f"cannot write an index to {self.folder}: {error.strerror}"
            ) from error
        if not locked:
            message = f"another process is writing to the index in {self.folder}; try again later"
            raise IndexLockedError(message)
        self.manifest = self._starting_manifest()
        self._kept_marks = self.manifest.unfinished
        self._deleted = {entry.name: set(entry.deleted) for entry in self.manifest.segments}
        self._remove_unused_files()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Unlock; what was not committed is dropped.

        Raises:
            DiskFullError: ``error`` says that there was no room to write.
        """
        try:
            self._remove_unused_files()
        finally:
            self._lock.release()
        if isinstance(error, OSError) and error.errno in _NO_ROOM:
            raise DiskFullError(
                f"no room to write the index in {self.folder}: {error.strerror}; what was "
                "committed before is intact. Make room, then run: sou index"
            ) from error

    def _starting_manifest(self) -> Manifest:
        try:
            found = read_manifest(self.folder)
        except IndexMissingError:
            return Manifest(self._fingerprint)
        except (IndexCorruptError, IndexOutdatedError):
            self.was_rebuilt = True
            return Manifest(self._fingerprint)
        if found.fingerprint == self._fingerprint and all(map(self._fits, found.segments)):
            return found
        self.was_rebuilt = True
        return replace(found, fingerprint=self._fingerprint, segments=())

    def _fits(self, entry: SegmentEntry) -> bool:
        """Tell whether a segment has as many documents as the manifest says.

        One that is missing or cannot be opened is another matter.
        """
        try:
            documents: int = Container(self.folder / entry.name).meta["documents"]
        except (FileNotFoundError, IndexCorruptError):
            return True
        return documents == entry.documents

    def drop_all(self) -> None:
        """Delete every document, to build the index anew."""
        self.was_rebuilt = True
        self.manifest = replace(self.manifest, segments=())
        self._deleted = {}

    def new_path(self) -> Path:
        """Return where to write a segment; it is nothing until :meth:`add_segment`."""
        name = f"{self.manifest.generation + 1:06d}-{secrets.token_hex(4)}{SEGMENT_SUFFIX}"
        return self.folder / name

    def keep_encodings(self, encodings: Iterable[tuple[str, str, str]]) -> None:
        """Remember, with the next commit, which encodings the user named."""
        self.manifest = replace(self.manifest, encodings=tuple(encodings))

    def mark_unfinished(self, paths: Iterable[str]) -> None:
        """Remember, with the next commit, of which paths more is to be read than is there."""
        self.manifest = replace(self.manifest, unfinished=tuple(sorted(set(paths))))

    @property
    def has_new_marks(self) -> bool:
        """Whether other paths are marked unfinished than the last commit says."""
        return self.manifest.unfinished != self._kept_marks

    def add_segment(self, path: Path, documents: int) -> None:
        """Take in a written segment; its documents are searchable after the next commit."""
        entry = SegmentEntry(path.name, documents)
        self.manifest = replace(self.manifest, segments=(*self.manifest.segments, entry))
        self._deleted[path.name] = set()

    def delete(self, segment_name: str, document: int) -> None:
        """Delete a document with the next commit."""
        self._deleted[segment_name].add(document)

    def remove_segments(self, names: Iterable[str]) -> None:
        """Take segments out with the next commit."""
        gone = set(names)
        kept = tuple(e for e in self.manifest.segments if e.name not in gone)
        self.manifest = replace(self.manifest, segments=kept)
        for name in gone:
            del self._deleted[name]

    def current_segments(self) -> tuple[SegmentEntry, ...]:
        """Return the segments as the next commit would name them."""
        return tuple(
            replace(entry, deleted=frozenset(self._deleted[entry.name]))
            for entry in self.manifest.segments
        )

    def commit(
        self, *, roots: Iterable[str] | None = None, root_options: RootOptions | None = None
    ) -> Manifest:
        """Make the current state the committed one; segments without documents go."""
        entries = self.current_segments()
        manifest = replace(
            self.manifest,
            generation=self.manifest.generation + 1,
            segments=tuple(e for e in entries if len(e.deleted) < e.documents),
            committed_s=time.time(),
        )
        if roots is not None:
            manifest = replace(manifest, roots=tuple(roots), root_options=root_options or {})
        sync_folder(self.folder)
        write_manifest(self.folder, manifest)
        self.manifest = manifest
        self._kept_marks = manifest.unfinished
        self._deleted = {entry.name: set(entry.deleted) for entry in manifest.segments}
        return manifest

    def _remove_unused_files(self) -> None:
        for name in _TEMPORARY_NAMES:
            _unlink(self.folder / name)
        try:
            used = {entry.name for entry in read_manifest(self.folder).segments}
        except IndexMissingError:
            used = set()
        except (IndexCorruptError, IndexOutdatedError):
            return
        for path in self.folder.glob(f"*{SEGMENT_SUFFIX}"):
            if path.name not in used:
                _unlink(path)


def _unlink(path: Path) -> None:
    """Remove a file; one that another process still maps (Windows) is left for later."""
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        if error.errno not in (errno.EACCES, errno.EPERM):
            raise
