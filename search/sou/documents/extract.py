"""One file becomes documents: opened with care, judged, given to its reader.

The tables :data:`READERS` and :data:`CONTAINERS` are the seam for formats: a reader takes
a file's bytes and name, and gives its documents; a container may give many. A command of
the user's comes before either, and so does an extractor of an installed package. Whatever
cannot be read raises :class:`~sou.errors.DocumentError` whose message is the reason to show.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Mapping
from dataclasses import replace
from hashlib import blake2b
from importlib import import_module
from types import MappingProxyType
from typing import Any, Final

from sou.config import Config
from sou.documents.decode import decode, looks_binary
from sou.documents.failures import failure_reason, size_reason, special_reason
from sou.documents.formats import (
    BINARY,
    CODE,
    MAILDIR_NAME,
    OLD_OFFICE,
    PACKED,
    ZIP_DOCUMENTS,
    content_suffix,
    format_of_content,
    suffix_of_mail,
    unread_suffix,
)
from sou.documents.reading import Reading
from sou.documents.walk import WalkOptions
from sou.errors import DocumentError
from sou.sources import Document, Source

Reader = Callable[[bytes, str], tuple[Document, ...]]
"""Takes a file's bytes and its name without folder, a name that is Unicode."""
ContainerReader = Callable[[bytes, str, Reading], tuple[Document, ...]]
"""Takes also by which rules to read, and how to read what is inside."""

DIGEST_BYTES: Final = 16
PLAIN_READER: Final = ("sou.documents.plain", "read_plain")
_MARKDOWN: Final = ("sou.documents.markdown", "read_markdown")
_HTML: Final = ("sou.documents.html", "read_html")
_SUBTITLES: Final = ("sou.documents.subtitles", "read_subtitles")
_PDF: Final = ("sou.documents.pdf", "read_pdf")
_ZIP_DOCUMENT: Final = ("sou.documents.zip_documents", "read_zip_document")
_OLD_OFFICE: Final = ("sou.documents.zip_documents", "read_old_office")
_CODE: Final = ("sou.documents.source_code", "read_source_code")
_TABLE: Final = ("sou.documents.tables", "read_table")
_JSON: Final = ("sou.documents.json_records", "read_json")
_JSON_LINES: Final = ("sou.documents.json_records", "read_json_lines")
_MAIL: Final = ("sou.documents.mail", "read_mail")
_MAILBOX: Final = ("sou.documents.mailbox", "read_mailbox")
_COMPRESSED: Final = ("sou.documents.compressed", "read_compressed")
_TAR: Final = ("sou.documents.archives", "read_tar")
_ZIP: Final = ("sou.documents.archives", "read_zip")

READERS: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        **dict.fromkeys((".md", ".markdown", ".mkd"), _MARKDOWN),
        **dict.fromkeys((".html", ".htm", ".xhtml"), _HTML),
        **dict.fromkeys((".srt", ".vtt", ".ass", ".ssa"), _SUBTITLES),
        **dict.fromkeys(ZIP_DOCUMENTS, _ZIP_DOCUMENT),
        **dict.fromkeys(OLD_OFFICE, _OLD_OFFICE),
        ".pdf": _PDF,
        **dict.fromkeys(sorted(CODE), _CODE),
        **dict.fromkeys((".csv", ".tsv", ".tab"), _TABLE),
    }
)
"""Suffix to the module and function that reads it; all else is plain text."""

CONTAINERS: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        ".json": _JSON,
        **dict.fromkeys((".jsonl", ".ndjson"), _JSON_LINES),
        ".eml": _MAIL,
        **dict.fromkeys((".mbox", ".mbx"), _MAILBOX),
        **dict.fromkeys((".gz", ".bz2", ".xz", ".tgz", ".tbz", ".tbz2", ".txz"), _COMPRESSED),
        ".tar": _TAR,
        ".zip": _ZIP,
    }
)
"""The same, of files that may hold many documents."""
BINARY_SUFFIXES: Final = PACKED | ZIP_DOCUMENTS | OLD_OFFICE | {".pdf"}
"""Suffixes of readers that judge content themselves, which is no text."""
_TOLD_BY_CONTENT: Final = frozenset({".pdf", ".zip"})

LIGHT_MODULES: Final = frozenset(
    {
        "sou.documents.plain",
        "sou.documents.markdown",
        "sou.documents.subtitles",
        "sou.documents.source_code",
    }
)
"""Readers of our own whose time and memory grow with the file's size and nothing else.
What others read, libraries in C above all, is read by a process that may die of it."""
LIGHT_BYTES: Final = 1 << 20
"""Longer files take that process, whatever reads them."""


class NeedsGuard(DocumentError):
    """A file's content wants a reader that is not light, whatever its name says."""


def is_light(source: Source) -> bool:
    """Tell whether a file may be read without a guard, by its name and size."""
    return source.size_bytes <= LIGHT_BYTES and _is_light_suffix(suffix_of(source.path))


def reader_name(suffix: str) -> str:
    """Return what reads files of a suffix, for people.

    >>> reader_name(".htm"), reader_name("")
    ('html', 'plain')
    """
    module, _ = CONTAINERS.get(suffix) or READERS.get(suffix, PLAIN_READER)
    return module.rpartition(".")[2]


def is_told_by_content(head: bytes) -> bool:
    """Tell whether a file that begins so is read as what it is, by whatever name."""
    return content_suffix(head) in _TOLD_BY_CONTENT


def suffix_of(path: str) -> str:
    """Return a file's suffix as the table has it: with its dot, lower case."""
    return os.path.splitext(path)[1].lower()  # noqa: PTH122 - Path would normalise the name


def is_text_by_name(path: str) -> bool:
    """Tell by a file's name whether an editor can show it."""
    return suffix_of(path) not in BINARY_SUFFIXES | BINARY


def read_once(source: Source, options: WalkOptions | None = None) -> tuple[Document, ...]:
    """Read a file and return its documents, at least one, each with the file's digest.

    Raises:
        DocumentError: The file is gone, not to be opened, no regular file, too
            large, of a format without a reader, or binary.
    """
    options = options or WalkOptions()
    name = readable_name(source.path)
    config = options.config or Config()
    command = config.command(suffix_of(name))
    if command is None and config.extractor(suffix_of(name)) is None:
        _refuse_suffix(suffix_of(name), include_binary=options.include_binary)
    data = read_bytes(source.path, options.max_size_bytes)
    digest = blake2b(data, digest_size=DIGEST_BYTES).hexdigest()
    if command is None:
        reading = Reading(config, options.include_binary, light_only=options.light_only)
        documents = read_content(data, name, reading)
    elif options.light_only:
        raise NeedsGuard("a command is run with a guard")
    else:
        from sou.documents.command import read_by_command  # 10 ms, for hardly anybody

        documents = read_by_command(command, source.path, name, is_guarded=options.is_guarded)
    return tuple(replace(document, digest=digest) for document in documents)


def read_content(data: bytes, name: str, reading: Reading) -> tuple[Document, ...]:
    """Read a file, or what is inside of one, by its name's suffix.

    Raises:
        DocumentError: It is of a format without a reader, binary, or cannot be read.
    """
    suffix = suffix_of(name)
    if extractor := reading.config.extractor(suffix):
        if reading.light_only:
            raise NeedsGuard(f"{extractor.package} is run with a guard")
        from sou.documents.installed import read_by_extractor

        return read_by_extractor(extractor, data, name)
    if not suffix or MAILDIR_NAME.search(name):
        suffix = suffix_of_mail(data) or suffix
    _refuse_suffix(suffix, include_binary=reading.include_binary)
    if suffix not in ZIP_DOCUMENTS | OLD_OFFICE:
        content = content_suffix(data)
        suffix = content if content in _TOLD_BY_CONTENT else suffix
    if suffix not in BINARY_SUFFIXES:
        _refuse_binary(data, include_binary=reading.include_binary)
    if reading.light_only:
        _require_light(suffix)
    if suffix in CONTAINERS:
        read_container: ContainerReader = _function(CONTAINERS[suffix])
        return read_container(data, name, reading)
    read: Reader = _function(READERS.get(suffix, PLAIN_READER))
    return read(data, name)


def read_bytes(path: str, max_size_bytes: int, head_bytes: int | None = None) -> bytes:
    """Return the content of a regular file, or its head; a pipe or device is never waited for.

    Raises:
        DocumentError: It cannot be opened, is no regular file, or is larger than
            allowed by now.
    """
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    try:
        descriptor = os.open(path, flags | getattr(os, "O_NOCTTY", 0))
        with os.fdopen(descriptor, "rb") as file:
            status = os.fstat(descriptor)
            if not stat.S_ISREG(status.st_mode):
                raise DocumentError(special_reason(status.st_mode))
            if head_bytes is not None:
                return file.read(head_bytes)
            # Not the limit at once: a buffer of that size is made for each file, 0.1 ms.
            data = file.read(min(status.st_size, max_size_bytes) + 1)
            if len(data) > status.st_size:
                data += file.read(max_size_bytes + 1 - len(data))
    except OSError as error:
        raise DocumentError(failure_reason(error)) from error
    if len(data) > max_size_bytes:
        raise DocumentError(size_reason(max_size_bytes))
    return data


def readable_name(path: str) -> str:
    """Return a file's name without folder, in Unicode: names too are in GBK or Big5.

    One that is not UTF-8 is judged with others of its folder that are not.
    """
    name = os.path.basename(path)  # noqa: PTH119 - Path would normalise the name
    try:
        name.encode("utf-8")
    except UnicodeEncodeError:
        from sou.documents.neighbours import neighbours

        names = [os.fsencode(name), *neighbours(path).names]
        return decode(b"/".join(names)).text.split("/")[0]  # a sign no name can hold
    return name


def _refuse_suffix(suffix: str, *, include_binary: bool) -> None:
    if reason := unread_suffix(suffix, include_binary=include_binary):
        raise DocumentError(reason, is_error=False)


def _refuse_binary(data: bytes, *, include_binary: bool) -> None:
    if data and (reason := format_of_content(data)):
        raise DocumentError(reason, is_error=False)
    if not include_binary and looks_binary(data):
        raise DocumentError("binary file", is_error=False)


def _function(reader: tuple[str, str]) -> Any:
    module, function = reader
    return getattr(import_module(module), function)


def _is_light_suffix(suffix: str) -> bool:
    module, _ = READERS.get(suffix, PLAIN_READER)
    return module in LIGHT_MODULES and suffix not in CONTAINERS


def _require_light(suffix: str) -> None:
    if not _is_light_suffix(suffix):
        raise NeedsGuard(f"{reader_name(suffix)} is read with a guard")
