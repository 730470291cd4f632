"""Archives: every member that has a reader is a document, its path in the archive its part.

A member that cannot be read is named, and the others are read. Folders, links and what
macOS puts beside each file are no members; pictures and the like are passed over.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import partial
from io import BytesIO
from typing import TYPE_CHECKING, Final, NamedTuple

from sou.documents.decode import decode
from sou.documents.formats import unread_suffix
from sou.documents.reading import MEMBER_BYTES
from sou.documents.zip_documents import read_if_document
from sou.documents.zip_members import MOST_MEMBERS, ZipMembers
from sou.errors import DocumentError

if TYPE_CHECKING:
    from tarfile import TarFile, TarInfo

    from sou.documents.reading import Reading
    from sou.sources import Document

NAMED_PROBLEMS: Final = 5
_BINARY: Final = "binary file"


class _Member(NamedTuple):
    """A file in an archive."""

    path: str
    read: Callable[[], bytes]


def read_zip(data: bytes, name: str, reading: Reading) -> tuple[Document, ...]:
    """Read the members of a zip archive, in its order; or the document that it is."""
    archive = ZipMembers(data, most_bytes=reading.allowance.left_bytes)
    if document := read_if_document(archive, name):
        return (document,)
    read = partial(archive.read, most_bytes=MEMBER_BYTES)
    return _read_members(
        (_Member(one.name, partial(read, one)) for one in archive.members), reading
    )


def read_tar(data: bytes, name: str, reading: Reading) -> tuple[Document, ...]:
    """Read the members of a tar archive, in its order."""
    import tarfile

    try:
        archive = tarfile.open(fileobj=BytesIO(data), mode="r:")  # noqa: SIM115 -- closed below
    except (tarfile.TarError, EOFError, ValueError) as error:
        reason = "not a tar archive, or damaged" if data else "empty file"
        raise DocumentError(reason) from error
    with archive:
        return _read_members(_tar_members(archive), reading)


def _tar_members(archive: TarFile) -> Iterator[_Member]:
    infos, is_whole = _tar_infos(archive)
    written = [info.name.encode("utf-8", "surrogateescape") for info in infos]
    encoding = decode(b"\n".join(name for name in written if not name.isascii())).encoding
    for info, path in zip(infos, written, strict=True):
        if info.isreg() and not path.endswith(b"/"):
            yield _Member(path.decode(encoding, "replace"), partial(_tar_content, archive, info))
    if not is_whole:
        yield _Member("what follows", _refuse_damage)


def _tar_infos(archive: TarFile) -> tuple[list[TarInfo], bool]:
    """Return what headers are there, and whether they end where they should."""
    import tarfile

    infos: list[TarInfo] = []
    try:
        for info in archive:
            infos.append(info)
            if len(infos) > MOST_MEMBERS:
                raise DocumentError(f"archive of more than {MOST_MEMBERS:,} members")
    except (tarfile.TarError, EOFError, OSError, ValueError):
        return infos, False
    return infos, True


def _refuse_damage() -> bytes:
    raise DocumentError("cut off or damaged")


def _tar_content(archive: TarFile, info: TarInfo) -> bytes:
    import tarfile

    if info.size > MEMBER_BYTES:  # its bytes are all there, or the archive is cut off
        raise DocumentError(f"larger than {MEMBER_BYTES >> 20:,} MiB")
    try:
        file = archive.extractfile(info)
        return file.read() if file else b""
    except (tarfile.TarError, EOFError, OSError, ValueError) as error:
        raise DocumentError("cut off or damaged") from error


def _read_members(members: Iterable[_Member], reading: Reading) -> tuple[Document, ...]:
    documents: list[Document] = []
    problems: list[str] = []
    left_out: Counter[str] = Counter()
    for path, read in members:
        if _is_by_macos(path):
            continue
        try:
            documents += _documents(path, read, reading)
        except DocumentError as error:
            if error.is_error:
                problems.append(f"{path}: {error}")
            else:
                left_out[str(error)] += 1
        if reading.allowance.left_bytes < 0:
            break
    if not documents and not problems:
        raise DocumentError("archive without anything to read", is_error=False)
    notes = _notes(problems, left_out)
    if not documents:
        raise DocumentError("; ".join(notes))
    documents[0] = replace(documents[0], notes=(*documents[0].notes, *notes))
    return tuple(documents)


def _documents(path: str, read: Callable[[], bytes], reading: Reading) -> Iterator[Document]:
    name = os.path.basename(path)  # noqa: PTH119 -- Path would normalise the name
    suffix = os.path.splitext(name)[1].lower()  # noqa: PTH122
    has_extractor = reading.config.extractor(suffix) is not None
    reason = unread_suffix(suffix, include_binary=reading.include_binary)
    if reason and not has_extractor:
        raise DocumentError(reason, is_error=False)  # before anything is unpacked
    content = read()
    reading.allowance.take(len(content))
    for document in reading.read(content, name):
        part = f"{path}/{document.part}" if document.part else path
        yield replace(document, part=part)


def _is_by_macos(path: str) -> bool:
    parts = path.replace("\\", "/").split("/")
    return parts[0] == "__MACOSX" or parts[-1].startswith("._") or parts[-1] == ".DS_Store"


def _notes(problems: list[str], left_out: Counter[str]) -> list[str]:
    notes = problems[:NAMED_PROBLEMS]
    if len(problems) > NAMED_PROBLEMS:
        notes.append(f"{len(problems) - NAMED_PROBLEMS:,} more members could not be read")
    for reason, count in left_out.items():
        if reason != _BINARY:
            notes.append(f"{count:,} {'member' if count == 1 else 'members'} left out: {reason}")
    return notes
