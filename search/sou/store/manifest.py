"""The list of segments that are the index: one small file, replaced atomically.

Writing order of a commit: segment files, each flushed; the folder; the manifest
under a temporary name, flushed; one rename; the folder again. A process killed
at any instant leaves either the old manifest or the new one, whole.
"""

from __future__ import annotations

import base64
import json
import os
import struct
import time
import zlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from sou.errors import (
    IndexCorruptError,
    IndexMissingError,
    IndexOutdatedError,
    IndexTooNewError,
)
from sou.store.container import FORMAT_VERSION

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from pathlib import Path

    import numpy as np
    import numpy.typing as npt

MANIFEST_NAME: Final = "manifest.json"
MANIFEST_VERSION: Final = 1
_UNNAMED_FORMAT: Final = 5
"""Of the segments of indexes whose manifest names none."""


@dataclass(frozen=True, slots=True)
class SegmentEntry:
    """A segment of the index and which of its documents are deleted."""

    name: str
    documents: int
    deleted: frozenset[int] = frozenset()

    def live(self) -> npt.NDArray[np.bool_]:
        """Return one flag per document: true where it is not deleted."""
        import numpy as np

        flags = np.ones(self.documents, dtype=np.bool_)
        flags[list(self.deleted)] = False
        return flags


@dataclass(frozen=True, slots=True)
class Manifest:
    """One committed state of an index."""

    fingerprint: str
    """Format and analysis that wrote the index; others cannot read it."""
    generation: int = 0
    segments: tuple[SegmentEntry, ...] = ()
    roots: tuple[str, ...] = ()
    encodings: tuple[tuple[str, str, str], ...] = ()
    """Encodings that the user named: folder, pattern, codec; the last that fits counts."""
    committed_s: float = 0.0
    root_options: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    """How roots are to be read, by root; what is not said is as usual."""
    unfinished: tuple[str, ...] = ()
    """Paths, sorted, of which a run was to read more than it has committed."""
    is_newer: bool = False
    """True when its segments are of a later format; they cannot be read here."""

    @property
    def documents(self) -> int:
        """Number of live documents."""
        return sum(entry.documents - len(entry.deleted) for entry in self.segments)


def read_manifest(folder: Path) -> Manifest:
    """Read the committed state of the index in a folder.

    Raises:
        IndexMissingError: there is none.
        IndexOutdatedError: the manifest itself is of another version, and may mean anything.
        IndexCorruptError: the manifest is damaged.
    """
    path = folder / MANIFEST_NAME
    try:
        checksum, _, body = path.read_bytes().partition(b"\n")
    except (FileNotFoundError, NotADirectoryError) as error:
        message = f"there is no index in {folder}; make one with: sou index PATH"
        raise IndexMissingError(message) from error
    if checksum != b"%08x" % zlib.crc32(body):
        raise IndexCorruptError(f"{path} is damaged; build the index again with: sou index PATH")
    try:
        data = json.loads(body)
        if data["version"] != MANIFEST_VERSION:
            raise another_version(folder, is_newer=data["version"] > MANIFEST_VERSION)
        return _from_json(data)
    except (KeyError, TypeError, ValueError, struct.error, zlib.error) as error:
        message = f"{path} makes no sense; build the index again with: sou index PATH"
        raise IndexCorruptError(message) from error


def another_version(folder: Path, *, is_newer: bool) -> IndexOutdatedError:
    """Return the error for an index that another version of this program wrote."""
    if not is_newer:
        message = f"the index in {folder} was written by another version; run: sou index"
        return IndexOutdatedError(message)
    return IndexTooNewError(
        f"the index in {folder} was written by another version, a newer one; update sou, "
        "or build the index again with: sou index PATH"
    )


def commit_stamp(folder: Path) -> tuple[int, int, int] | None:
    """Return what tells one commit's manifest from another's without reading it.

    ``None`` where there is none. Each manifest is a file of its own, renamed into place.
    """
    try:
        state = (folder / MANIFEST_NAME).stat()
    except OSError:
        return None
    return state.st_ino, state.st_mtime_ns, state.st_size


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Make a state the committed one; returns when it is on the disk."""
    body = json.dumps(_to_json(manifest), separators=(",", ":")).encode()
    write_whole(folder / MANIFEST_NAME, b"%08x\n" % zlib.crc32(body) + body)


def write_whole(path: Path, data: bytes) -> None:
    """Replace a file by one rename, so that it is the old or the new one, never half."""
    temporary = path.with_name(f"{path.name}.tmp")
    with temporary.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    sync_folder(path.parent)
    temporary.replace(path)
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Flush a folder's entries to the disk, where the system can."""
    if os.name != "posix":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _to_json(manifest: Manifest) -> dict[str, Any]:
    return {
        "version": MANIFEST_VERSION,
        "segment_format": FORMAT_VERSION,
        "fingerprint": manifest.fingerprint,
        "generation": manifest.generation,
        "encodings": manifest.encodings,
        "committed": manifest.committed_s or time.time(),
        "roots": manifest.roots,
        "root_options": manifest.root_options,
        "segments": [
            [entry.name, entry.documents, pack_numbers(entry.deleted)]
            for entry in manifest.segments
        ],
        "unfinished": manifest.unfinished,
    }


def _from_json(data: dict[str, Any]) -> Manifest:
    written = data.get("segment_format", _UNNAMED_FORMAT)
    known = "" if written == FORMAT_VERSION else f"segments-{written} "
    return Manifest(
        fingerprint=known + data["fingerprint"],
        generation=data["generation"],
        encodings=tuple(
            (folder, pattern, codec) for folder, pattern, codec in data.get("encodings", [])
        ),
        segments=tuple(
            SegmentEntry(name, documents, unpack_numbers(packed))
            for name, documents, packed in data["segments"]
        ),
        roots=tuple(data["roots"]),
        committed_s=data["committed"],
        root_options=data.get("root_options", {}),
        unfinished=tuple(data.get("unfinished", ())),
        is_newer=written > FORMAT_VERSION,
    )


def pack_numbers(numbers: Collection[int]) -> str:
    """Return a set of 32-bit numbers as text."""
    raw = struct.pack(f"<{len(numbers)}I", *sorted(numbers))
    return base64.b85encode(zlib.compress(raw)).decode("ascii")


def unpack_numbers(packed: str) -> frozenset[int]:
    """Return the numbers that :func:`pack_numbers` packed."""
    raw = zlib.decompress(base64.b85decode(packed))
    return frozenset(struct.unpack(f"<{len(raw) // 4}I", raw))
