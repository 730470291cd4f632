"""Documents that are zip archives, told apart by what is in them.

A name may lie: a spreadsheet named ``.docx`` is read as what it is, and one named
``.zip`` too. :data:`READERS` is the table of those formats.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from importlib import import_module
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from sou.documents.decode import looks_binary
from sou.documents.formats import content_suffix
from sou.documents.ooxml import main_part
from sou.documents.plain import read_plain
from sou.documents.xml_events import parse_xml
from sou.documents.zip_members import ZipMembers
from sou.errors import DocumentError

if TYPE_CHECKING:
    from sou.sources import Document

ArchiveReader = Callable[[ZipMembers, str, str], "Document"]
"""Takes an archive, the path of its main part, and the file's name."""

READERS: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "w:document": ("sou.documents.docx", "read_docx"),
        "p:presentation": ("sou.documents.pptx", "read_pptx"),
        "x:workbook": ("sou.documents.xlsx", "read_xlsx"),
        "office:document-content": ("sou.documents.odf", "read_odf"),
        "epub": ("sou.documents.epub", "read_epub"),
    }
)
"""Root element of the main part (a book has none) to the module and function to read it."""

OLE_SIGNATURE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OWNER_BYTES: Final = 200
"""Word, Excel and PowerPoint leave 162 or 165 bytes beside a file that is open."""
_OWNER_NAME_BYTES: Final = 32
"""They begin with the length of the user's name: a control character in any text."""
_HEAD_BYTES: Final = 2048
_ENCRYPTED_PACKAGE: Final = "EncryptedPackage".encode("utf-16-le")


def read_zip_document(data: bytes, name: str) -> tuple[Document, ...]:
    """Read a file that is named like one of these formats.

    Raises:
        DocumentError: It is none of them, needs a password, or is damaged.
    """
    if data.startswith(OLE_SIGNATURE) and _ENCRYPTED_PACKAGE in data:
        raise DocumentError("encrypted: needs a password")
    if 0 < len(data) < _OWNER_BYTES and 0 < data[0] < _OWNER_NAME_BYTES and b"\0" in data:
        raise DocumentError("lock of a document that is open elsewhere", is_error=False)
    try:
        archive = ZipMembers(data)
    except DocumentError as error:
        if data and not data.startswith(b"PK"):
            raise DocumentError(f"not what its name says: {_described(data)}") from error
        raise
    document = read_if_document(archive, name)
    if document is None:
        raise DocumentError("not what its name says: a zip archive without a document")
    return (document,)


def read_old_office(data: bytes, name: str) -> tuple[Document, ...]:
    """Read a file that is named ``.doc``, ``.xls`` or so, and is something newer or simpler.

    Programs export pages and tables of text under these names.

    Raises:
        DocumentError: It is what its name says.
    """
    if data.startswith(b"PK"):
        return read_zip_document(data, name)
    if data.startswith(OLE_SIGNATURE) and _ENCRYPTED_PACKAGE in data:
        raise DocumentError("encrypted: needs a password")
    if not data or content_suffix(data) or looks_binary(data):
        suffix = name.rpartition(".")[2].lower()
        raise DocumentError(f"no reader for .{suffix} files yet", is_error=False)
    if _is_page(data):
        from sou.documents.html import read_html

        return read_html(data, name)
    return read_plain(data, name)


def read_if_document(archive: ZipMembers, name: str) -> Document | None:
    """Return the document an archive is; ``None`` for an archive of other files.

    Raises:
        DocumentError: It is a document that cannot be read.
    """
    found = _main(archive)
    if found is None:
        return None
    kind, path = found
    module, function = READERS[kind]
    reader: ArchiveReader = getattr(import_module(module), function)
    return reader(archive, path, name)


def _is_page(data: bytes) -> bool:
    """Return whether text is HTML, by its beginning."""
    head = data[:_HEAD_BYTES].replace(b"\0", b"").lower()
    return any(tag in head for tag in (b"<html", b"<!doctype html", b"<table"))


def _described(data: bytes) -> str:
    """Return what a file is, for people."""
    if known := content_suffix(data):
        return known
    if looks_binary(data):
        return "no zip archive"
    return "HTML" if _is_page(data) else "text"


def _main(archive: ZipMembers) -> tuple[str, str] | None:
    """Return the kind of a document and the path of its main part."""
    mimetype = archive.find("mimetype")
    said = b""
    if mimetype is not None and mimetype.size_bytes < 200 and not mimetype.is_encrypted:
        said = archive.read(mimetype, most_bytes=200).strip()
    if said == b"application/epub+zip":
        return "epub", ""
    manifest = archive.find("META-INF/manifest.xml")
    if manifest is not None and b"encryption-data" in archive.read(manifest):
        raise DocumentError("encrypted: needs a password")
    member = main_part(archive) or archive.find("content.xml")
    if member is not None:
        root = root_tag(archive, member.name)
        if root in READERS:
            return root, member.name
        if member.name.endswith(".bin"):
            raise DocumentError("no reader for binary workbooks (.xlsb) yet", is_error=False)
    lower = [member.name.lower() for member in archive.members]
    is_book = any(name.endswith((".opf", "meta-inf/container.xml")) for name in lower)
    return ("epub", "") if is_book and archive.find("META-INF/MANIFEST.MF") is None else None


class _Root(Exception):
    """Ends a parse at the first tag."""


class _FirstTag:
    def __init__(self) -> None:
        self.tag = ""

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        self.tag = tag
        raise _Root

    def end(self, tag: str) -> None: ...

    def text(self, text: str) -> None: ...


def root_tag(archive: ZipMembers, path: str) -> str:
    """Return the name of a part's root element; empty if it has none to read.

    Raises:
        DocumentError: The part is encrypted, damaged, or has a document type.
    """
    member = archive.find(path)
    target = _FirstTag()
    if member is not None and not path.endswith(".bin"):
        with suppress(_Root):
            parse_xml(archive.chunks(member), target)
    return target.tag
