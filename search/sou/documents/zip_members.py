"""The one door to zip archives: names in any encoding, members read with a bound.

In: an archive's bytes. Out: its members, and their content counted while it is
inflated, because what headers say of sizes is only a claim. Nothing is ever written;
a name like ``../../x`` is a name and no more. Whatever cannot be read raises
:class:`~sou.errors.DocumentError` with the reason to show.
"""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from io import BytesIO
from typing import Final

from sou.documents.decode import decode
from sou.errors import DocumentError

MEMBER_BYTES: Final = 128 << 20
"""Most bytes one member may inflate to, unless its reader allows another number."""
ARCHIVE_BYTES: Final = 512 << 20
"""Most bytes that may be inflated of one archive, all members together."""
MOST_MEMBERS: Final = 300_000
"""A million entries of nothing cost 700 MB before the first is read."""
CHUNK_BYTES: Final = 64 << 10
DENSE_CHUNK_BYTES: Final = 4 << 10
"""bzip2, LZMA and Zstandard inflate a chunk as a whole: 4 KiB become 80 MB at most."""

_ENTRY: Final = b"PK\x01\x02"
_LOCAL_HEADER_BYTES: Final = 30
_ENCRYPTED: Final = 0x1
_UTF8_NAME: Final = 0x800
_UNICODE_PATH: Final = 0x7075
"""Extra field of Info-ZIP: the name once more, in UTF-8."""
_DAMAGE: Final = (
    zipfile.BadZipFile,
    struct.error,
    EOFError,
    OSError,
    OverflowError,
    ValueError,
)
"""What opening an archive may raise."""


@dataclass(frozen=True, slots=True)
class ZipMember:
    """A file in an archive; folders are none."""

    name: str
    """Its path in the archive as its maker saw it; may repeat, may point outside."""
    size_bytes: int
    """Inflated size, by its own account only."""
    is_encrypted: bool
    index: int
    """0-based number in the archive's directory, folders counted."""


class ZipMembers:
    """An open archive, which lies in memory as a whole.

    Attributes:
        members: In the order of the archive's directory.
    """

    def __init__(self, data: bytes, *, most_bytes: int = ARCHIVE_BYTES) -> None:
        """Open an archive.

        Args:
            data: The whole archive; bytes before it (a program that unpacks itself) are
                passed over.
            most_bytes: Bytes that may be inflated of it in all.

        Raises:
            DocumentError: It is no archive, cut off, damaged, holds too many members,
                or members that share bytes (a bomb's sign).
        """
        if not data:
            raise DocumentError("empty file")
        if data.count(_ENTRY) > MOST_MEMBERS:
            raise DocumentError(f"archive of more than {MOST_MEMBERS:,} members")
        try:
            self._archive = zipfile.ZipFile(BytesIO(data))
        except NotImplementedError as error:
            raise DocumentError(f"zip archive of an unknown kind ({error})") from error
        except _DAMAGE as error:
            is_zip = data.startswith(b"PK")
            reason = "zip archive cut off or damaged" if is_zip else "not a zip archive"
            raise DocumentError(reason) from error
        self._infos = self._archive.infolist()
        _refuse_overlaps(self._infos)
        self._left_bytes = most_bytes
        self._most_bytes = most_bytes
        self.members = tuple(
            ZipMember(name, info.file_size, bool(info.flag_bits & _ENCRYPTED), index)
            for index, (name, info) in enumerate(zip(_names(self._infos), self._infos, strict=True))
            if not name.endswith("/")
        )

    def find(self, name: str) -> ZipMember | None:
        r"""Return the member of a path, the last if several; case and ``\`` forgiven."""
        wanted = _normal(name)
        return self._by_name.get(wanted) or self._by_folded_name.get(wanted.casefold())

    def read(self, member: ZipMember, *, most_bytes: int = MEMBER_BYTES) -> bytes:
        """Return a member's content.

        Raises:
            DocumentError: See :meth:`chunks`.
        """
        return b"".join(self.chunks(member, most_bytes=most_bytes))

    def chunks(self, member: ZipMember, *, most_bytes: int = MEMBER_BYTES) -> Iterator[bytes]:
        """Yield a member's content in pieces, none of them empty.

        Raises:
            DocumentError: It is encrypted, compressed in an unknown way, damaged (its
                checksum is looked at behind the last piece), or inflates to more than
                ``most_bytes``, or all members read so far to more than the archive may.
        """
        info = self._infos[member.index]
        is_plain = info.compress_type in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
        size_bytes = CHUNK_BYTES if is_plain else DENSE_CHUNK_BYTES
        with _reasons(member), self._archive.open(info) as file:
            read_bytes = 0
            while chunk := file.read(size_bytes):
                read_bytes += len(chunk)
                self._left_bytes -= len(chunk)
                if read_bytes > most_bytes:
                    raise DocumentError(_too_large(member.name, most_bytes))
                if self._left_bytes < 0:
                    raise DocumentError(_too_large("the archive", self._most_bytes))
                yield chunk

    @cached_property
    def _by_name(self) -> Mapping[str, ZipMember]:
        return {_normal(member.name): member for member in self.members}

    @cached_property
    def _by_folded_name(self) -> Mapping[str, ZipMember]:
        return {name.casefold(): member for name, member in self._by_name.items()}


def _normal(name: str) -> str:
    return name.replace("\\", "/").removeprefix("./").lstrip("/")


def _too_large(what: str, limit_bytes: int) -> str:
    return f"{what} unpacks to more than {limit_bytes >> 20:,} MiB"


@contextmanager
def _reasons(member: ZipMember) -> Iterator[None]:
    if member.is_encrypted:
        raise DocumentError("encrypted: needs a password")
    try:
        yield
    except DocumentError:
        raise
    except NotImplementedError as error:
        raise DocumentError(f"{member.name} is compressed in an unknown way") from error
    except Exception as error:  # every compression has an error class of its own
        raise DocumentError(f"{member.name} is damaged") from error


def _refuse_overlaps(infos: list[zipfile.ZipInfo]) -> None:
    """Refuse members that share bytes: a small file that unpacks to anything.

    Python looks at this since 3.11.8, and not before a member is read.
    """
    end = 0
    for info in sorted(infos, key=lambda info: info.header_offset):
        if info.header_offset < end:
            raise DocumentError("zip archive whose members overlap")
        name_bytes = len(info.orig_filename)
        if info.flag_bits & _UTF8_NAME:
            name_bytes = len(info.orig_filename.encode("utf-8", "replace"))
        end = info.header_offset + _LOCAL_HEADER_BYTES + name_bytes + info.compress_size


def _names(infos: list[zipfile.ZipInfo]) -> list[str]:
    """Return the names as their maker saw them.

    Names not said to be UTF-8 are judged together: one alone is too short to tell GBK
    from Big5. What is no Chinese is CP437, as the format says.
    """
    unsaid = {
        index: info.orig_filename.encode("cp437", "replace")
        for index, info in enumerate(infos)
        if not info.flag_bits & _UTF8_NAME
    }
    encoding = _encoding([raw for raw in unsaid.values() if not raw.isascii()])
    return [
        _unicode_path(info, unsaid[index]) or unsaid[index].decode(encoding, "replace")
        if index in unsaid
        else info.orig_filename
        for index, info in enumerate(infos)
    ]


def _encoding(names: list[bytes]) -> str:
    if not names:
        return "cp437"
    found = decode(b"\n".join(names))
    is_known = found.encoding.startswith(("utf-8", "gb", "cp950", "big5"))
    return found.encoding if is_known else "cp437"


def _unicode_path(info: zipfile.ZipInfo, raw: bytes) -> str | None:
    extra = info.extra
    while len(extra) >= 4:
        kind, size_bytes = struct.unpack_from("<HH", extra)
        field = extra[4 : 4 + size_bytes]
        if kind == _UNICODE_PATH and len(field) > 5 and field[0] == 1:
            (checksum,) = struct.unpack_from("<I", field, 1)
            # An archiver that renames a member and knows no such field leaves it stale.
            return field[5:].decode("utf-8", "replace") if checksum == zlib.crc32(raw) else None
        extra = extra[4 + size_bytes :]
    return None
