"""The TOC: one small file that names the schema and segments of a generation.

``_NAME_7.toc`` is a line with a checksum, then JSON. It is written after everything it
names is on the disk, and becomes visible by one rename (``sou.store.manifest``). Only the
newest generation counts; what it does not name is nothing.
"""

from __future__ import annotations

import contextlib
import json
import zlib
from typing import TYPE_CHECKING, Any, Final

import whoosh
from whoosh.index import TOC, EmptyIndexError, IndexVersionError, clean_files

from sou.codec.schema_spec import schema_from_plain, schema_to_plain
from sou.codec.segment import NumpySegment
from sou.codec.storage import folder_of
from sou.errors import IndexCorruptError
from sou.store.container import REMEDY
from sou.store.manifest import write_whole

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

FORMAT_VERSION: Final = 1
_MAGIC: Final = b"sou-codec"
_PICKLED: Final = bytes((4, 8, 4))
"""How the TOC of plain Whoosh begins: the sizes of C's numbers."""
_TEMPORARY: Final = ".toc.tmp"
_ATTEMPTS: Final = 10


def write_toc(storage: Any, indexname: str, toc: Any) -> None:
    """Make a generation the newest one; return when it is on the disk."""
    plain = {
        "generation": toc.generation,
        "release": whoosh.__version__[:3],
        "schema": schema_to_plain(toc.schema),
        "segments": [segment.to_plain() for segment in toc.segments],
    }
    body = json.dumps(plain, separators=(",", ":")).encode()
    version = b"%d" % FORMAT_VERSION
    head = b"%s %s %08x\n" % (_MAGIC, version, zlib.crc32(version + body))
    write_whole(folder_of(storage) / TOC._filename(indexname, toc.generation), head + body)  # noqa: SLF001  # Whoosh's names


def read_toc(storage: Any, indexname: str, codec: Any, schema: Any = None) -> Any:
    """Read the newest generation.

    ``schema``, when given, stands for the one that the file has.

    Raises:
        EmptyIndexError: there is none.
        IndexVersionError: another codec wrote it, or another version of this one.
        IndexCorruptError: it is damaged.
    """
    generation, plain = _newest(storage, indexname)
    return TOC(
        schema or schema_from_plain(plain["schema"]),
        [NumpySegment.from_plain(codec, indexname, one) for one in plain["segments"]],
        generation,
        version=FORMAT_VERSION,
        release=tuple(plain["release"]),
    )


def _newest(storage: Any, indexname: str) -> tuple[int, dict[str, Any]]:
    """Return the newest generation; a writer may remove one while it is opened."""
    folder = folder_of(storage)
    for _ in range(_ATTEMPTS):
        generation = TOC._latest_generation(storage, indexname)  # noqa: SLF001  # Whoosh's names
        if generation < 0:
            break
        path = folder / TOC._filename(indexname, generation)  # noqa: SLF001  # as above
        with contextlib.suppress(FileNotFoundError):
            return generation, _body(path)
    raise EmptyIndexError(f"there is no index {indexname!r} in {folder}")


def _body(path: Path) -> dict[str, Any]:
    raw = path.read_bytes()
    if raw.startswith(_PICKLED):
        raise IndexVersionError(f"{path} is of plain Whoosh: pickled, and not read", None)
    head, _, body = raw.partition(b"\n")
    magic, _, rest = head.partition(b" ")
    version, _, checksum = rest.partition(b" ")
    if magic != _MAGIC or checksum != b"%08x" % zlib.crc32(version + body):
        raise IndexCorruptError(f"{path} is damaged; {REMEDY}")
    if version != b"%d" % FORMAT_VERSION:
        raise IndexVersionError(f"{path} has format {version.decode()}", int(version))
    plain: dict[str, Any] = json.loads(body)
    return plain


def remove_unnamed(storage: Any, indexname: str, generation: int, segments: Iterable[Any]) -> None:
    """Remove what a generation does not name; the caller holds the lock.

    Files that another process still maps (Windows) are left for the next time.
    """
    clean_files(storage, indexname, generation, segments)
    for path in folder_of(storage).glob(f"_*{_TEMPORARY}"):
        stem = path.name.removesuffix(_TEMPORARY).removeprefix(f"_{indexname}_")
        if stem.isdigit():
            with contextlib.suppress(OSError):  # as above
                path.unlink()
