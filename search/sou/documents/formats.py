"""Formats that are no text, by their name and by their first bytes.

Some hold text and wait for a reader; a file of such a format is never read as if it
were text, whatever its name. The others hold none.
"""

from __future__ import annotations

import re
from typing import Final


def _names(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


WAITING: Final = _names(
    ".7z .azw .azw3 .chm .djvu .hwp .jar .key .lz .lzma .mobi .numbers .pages .rar .rtf .xlsb"
    " .xps .zst"
)
"""Suffixes of formats that hold text and have no reader yet."""

ZIP_DOCUMENTS: Final = _names(
    ".docx .docm .dotx .dotm .pptx .pptm .ppsx .ppsm .potx .potm .xlsx .xlsm .xltx .xltm"
    " .odt .ott .ods .ots .odp .otp .epub"
)
"""Suffixes of documents that are zip archives; their reader judges the content itself."""

PACKED: Final = _names(".bz2 .gz .tar .tbz .tbz2 .tgz .txz .xz .zip")
"""Suffixes of formats that are no text and have a reader, which looks at what they hold."""

WITH_RECORDS: Final = PACKED | _names(".json .jsonl .ndjson .eml .mbox .mbx") | {""}
"""Suffixes of files that JSON may be in, as such or attached or packed."""

CODE: Final = _names(
    ".asm .awk .bash .bat .c .cc .clj .cljs .cmake .cmd .cpp .cs .css .cxx .dart .el .elm .erl"
    " .ex .exs .f .f90 .fish .fs .go .gradle .graphql .groovy .h .hh .hpp .hs .hxx .java .jl"
    " .js .jsx .kt .kts .less .lisp .lua .m .mjs .ml .mli .mm .nim .pas .php .pl .pm .proto"
    " .ps1 .py .pyi .r .rb .rs .s .sass .scala .scm .scss .sh .sql .sv .svelte .swift .tcl"
    " .ts .tsx .v .vb .vhd .vue .zig .zsh"
)
"""Suffixes of programs' sources."""

BINARY: Final = _names(
    ".3gp .aac .aiff .apk .avi .avif .bmp .class .db .dbf .deb .dex .dll .dmg .dylib .exe"
    " .flac .flv .gif .heic .icns .ico .iso .jpeg .jpg .jp2 .m4a .m4v .mdb .mid .midi .mka"
    " .mkv .mov .mp3 .mp4 .mpeg .mpg .msi .npy .npz .o .ogg .ogv .onnx .opus .otf .parquet .pkl"
    " .png .psd .pyc .pyd .pyo .rpm .so .sqlite .sqlite3 .swf .tif .tiff .ttc .ttf .wasm .wav .webm"
    " .webp .wma .wmv .woff .woff2"
)
"""Suffixes of formats that hold no text. Not those that text shares."""

OLD_OFFICE: Final = _names(".doc .dot .pps .ppt .wps .et .dps .xls .xlt")
"""Suffixes of old Office formats, which files of other formats often have."""

_SIGNATURES: Final = (
    (b"%PDF-", ".pdf"),
    (b"PK\x03\x04", ".zip"),
    (b"PK\x05\x06", ".zip"),
    (b"\x1f\x8b\x08", ".gz"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "OLE (old or encrypted Office)"),
    (b"{\\rtf", ".rtf"),
    (b"7z\xbc\xaf\x27\x1c", ".7z"),
    (b"Rar!\x1a\x07", ".rar"),
    (b"\xfd7zXZ\x00", ".xz"),
    (b"BZh91AY&SY", ".bz2"),
    (b"\x28\xb5\x2f\xfd", ".zst"),
    (b"ITSF\x03\x00\x00\x00", ".chm"),
    (b"AT&TFORM", ".djvu"),
)
_TAR_SIGNATURE: Final = b"ustar"
_TAR_OFFSET: Final = 257
_BINARY_SIGNATURES: Final = (
    b"\x89PNG\r\n\x1a\n",
    b"\xff\xd8\xff",
    b"GIF87a",
    b"GIF89a",
    b"\x7fELF",
    b"SQLite format 3\x00",
    b"OggS\x00",
    b"fLaC\x00",
    b"wOFF\x00",
    b"wOF2\x00",
    b"\x00\x01\x00\x00\x00",
    b"ID3\x02",
    b"ID3\x03",
    b"ID3\x04",
)

MAILDIR_NAME: Final = re.compile(r":2,[A-Za-z]*\Z")
"""How the name of a mail ends in a folder of mails, one a file."""
_MAIL = re.compile(
    rb"(?P<mailbox>From [^\n]*\n)?(?P<headers>(?:[!-9;-~]+:[^\n]*\n(?:[ \t][^\n]*\n)*+)++)\r?\n"
)
_MAIL_HEADERS: Final = (
    re.compile(rb"^From:", re.MULTILINE | re.IGNORECASE),
    re.compile(rb"^(?:Subject|Message-ID):", re.MULTILINE | re.IGNORECASE),
    re.compile(rb"^(?:Date|Received):", re.MULTILINE | re.IGNORECASE),
)
_HEAD_BYTES: Final = 64 << 10


def unread_suffix(suffix: str, *, include_binary: bool = False) -> str | None:
    """Return why a file of this suffix is not read, or ``None`` to go on."""
    if suffix in WAITING:
        return _waiting(suffix)
    return "binary file" if suffix in BINARY and not include_binary else None


def content_suffix(data: bytes) -> str | None:
    """Return the suffix of the format that content begins like, where that is certain."""
    return next((name for signature, name in _SIGNATURES if data.startswith(signature)), None)


def format_of_content(data: bytes) -> str | None:
    """Return why content that begins so is not read, or ``None`` to go on."""
    if name := content_suffix(data):
        return f"a {name} file by another name" if name in PACKED else _waiting(name)
    if data[_TAR_OFFSET : _TAR_OFFSET + len(_TAR_SIGNATURE)] == _TAR_SIGNATURE:
        return "a .tar file by another name"
    return "binary file" if data.startswith(_BINARY_SIGNATURES) else None


def _waiting(name: str) -> str:
    return f"no reader for {name} files yet"


def suffix_of_mail(data: bytes) -> str | None:
    """Return the suffix that a file should have that begins as mail does, else ``None``."""
    found = _MAIL.match(data, 0, _HEAD_BYTES)
    if not found or not all(header.search(found["headers"]) for header in _MAIL_HEADERS):
        return None
    return ".mbox" if found["mailbox"] else ".eml"
