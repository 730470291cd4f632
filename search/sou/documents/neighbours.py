"""The files beside a file, asked in what encoding they are when its own text is too short.

Which are asked depends on the folder alone, not on what a run reads or in which order:
those of the same suffix whose names have the smallest digests, so a file that comes or
goes changes the choice seldom. :attr:`Neighbours.stamp` tells when they have changed, so
that an incremental run reads again what leans on them, and says what a fresh one would.
"""

# Paths stay strings, as everywhere in this stage.
# ruff: noqa: PTH116, PTH118, PTH122
from __future__ import annotations

import os
import re
import stat
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from types import MappingProxyType
from typing import Final

from sou.documents.candidates import shares
from sou.documents.decode import evidence, looks_binary
from sou.documents.formats import format_of_content

MOST_NEIGHBOURS: Final = 16
HEAD_BYTES: Final = 16 * 1024
"""A neighbour is asked by its beginning; what samples of files are made of, too."""
CACHED_FILES: Final = 4096
_LAST_SAFE = re.compile(rb"[\x00-\x2f][^\x00-\x2f]*\Z")


@dataclass(frozen=True, slots=True)
class _File:
    path: str
    size_bytes: int
    mtime_ns: int


@dataclass(frozen=True, slots=True)
class Neighbours:
    """Some files beside a file."""

    stamp: str
    """Changes when another file would be asked, or one of them has changed."""
    names: tuple[bytes, ...]
    """Names of some files of the folder that are not UTF-8, but for the file's own."""
    _files: tuple[_File, ...]

    def shares(self) -> Mapping[str, float]:
        """Return how likely each family of encodings is; empty where none is told."""
        return _shares(self._files)


def neighbours(path: str) -> Neighbours:
    """Return the neighbours of a file; the folder is listed, and no file opened."""
    folder, name = os.path.split(path)
    try:
        status = os.stat(folder or os.curdir)
    except OSError:
        return Neighbours("", (), ())
    listed, foreign = _chosen(folder, status.st_mtime_ns, os.path.splitext(name)[1].lower())
    beside = [_file(os.path.join(folder, one)) for one in listed if one != name]
    files = [one for one in beside if one is not None][:MOST_NEIGHBOURS]
    own = os.fsencode(name)
    names = tuple(one for one in foreign if one != own)[:MOST_NEIGHBOURS]
    digest = blake2b(digest_size=8)
    for file in files:
        digest.update(f"{file.size_bytes} {file.mtime_ns} ".encode())
        digest.update(os.fsencode(file.path) + b"\0")
    digest.update(b"\0".join(names))
    return Neighbours(digest.hexdigest(), names, tuple(files))


def is_unicode(name: str) -> bool:
    """Return whether the bytes of a name are UTF-8."""
    return name.isascii() or not any("\udc80" <= one <= "\udcff" for one in name)


@lru_cache(maxsize=256)
def _chosen(folder: str, _mtime_ns: int, suffix: str) -> tuple[tuple[str, ...], tuple[bytes, ...]]:
    """Choose names of a folder, as it was when it had that time: of a suffix, and not UTF-8.

    One more of each than is needed: the file that asks is taken out.
    """
    names: list[str] = []
    with suppress(OSError), os.scandir(folder or os.curdir) as entries:
        names = [one.name for one in entries if not one.name.startswith(".")]
    alike = [one for one in names if os.path.splitext(one)[1].lower() == suffix]
    foreign = [os.fsencode(one) for one in names if not is_unicode(one)]
    fewest = sorted(alike, key=lambda one: _rank(os.fsencode(one)))
    return (
        tuple(fewest[: MOST_NEIGHBOURS + 1]),
        tuple(sorted(foreign, key=_rank)[: MOST_NEIGHBOURS + 1]),
    )


def _rank(name: bytes) -> bytes:
    return blake2b(name, digest_size=8).digest()


def _file(path: str) -> _File | None:
    with suppress(OSError):
        status = os.stat(path, follow_symlinks=False)
        if stat.S_ISREG(status.st_mode):
            return _File(path, status.st_size, status.st_mtime_ns)
    return None


@lru_cache(maxsize=256)
def _shares(files: tuple[_File, ...]) -> Mapping[str, float]:
    """Return what some files say; most files of a large folder have the same neighbours."""
    found = [_evidence(one) for one in files]
    return MappingProxyType(shares(one for one in found if one is not None))


@lru_cache(maxsize=CACHED_FILES)
def _evidence(file: _File) -> Mapping[str, float] | None:
    """Return the bits for each encoding that a file shows; ``None`` when it shows nothing."""
    head = _head(file)
    if not head or format_of_content(head) or looks_binary(head):
        return None
    return evidence(head)


def _head(file: _File) -> bytes:
    """Return the beginning of a file, not cut inside a character; nothing if it cannot be."""
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    try:
        with os.fdopen(os.open(file.path, flags | getattr(os, "O_NOCTTY", 0)), "rb") as opened:
            if not stat.S_ISREG(os.fstat(opened.fileno()).st_mode):
                return b""
            head = opened.read(HEAD_BYTES)
    except OSError:
        return b""
    if file.size_bytes <= len(head):
        return head
    safe = _LAST_SAFE.search(head)
    return head[: safe.start() + 1] if safe else b""
