"""XML inside of documents, read as a stream of events with bounds.

In: the bytes of an XML part, piece by piece. Out: calls of a target, tags and
attributes named by short prefixes (``w:p``), whatever prefixes the file declares and
whichever of the two standards it follows. No tree is kept, so memory stays that of
what the target keeps. Nothing outside the bytes is ever looked at.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from typing import Final, Protocol
from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers import expat

from sou.documents.decode import decode
from sou.documents.markup_scan import declared_in_xml
from sou.errors import DocumentError

MOST_DEPTH: Final = 1000
"""Office files of the corpora nest 60 deep."""
MOST_ELEMENTS: Final = 5_000_000
"""A book of 1,000 pages has half a million."""
BUFFER_BYTES: Final = 64 << 10

_PREFIXES: Final = (
    (r"http://schemas\.openxmlformats\.org/wordprocessingml/.*", "w"),
    (r"http://purl\.oclc\.org/ooxml/wordprocessingml/.*", "w"),
    (r"http://schemas\.openxmlformats\.org/spreadsheetml/.*", "x"),
    (r"http://purl\.oclc\.org/ooxml/spreadsheetml/.*", "x"),
    (r"http://schemas\.openxmlformats\.org/presentationml/.*", "p"),
    (r"http://purl\.oclc\.org/ooxml/presentationml/.*", "p"),
    (r".*/drawingml/(?:2006/)?main", "a"),
    (r".*/drawingml/(?:2006/)?chart", "c"),
    (r".*/drawingml/(?:2006/)?diagram", "dgm"),
    (r"http://schemas\.microsoft\.com/office/drawing/\d+/chartex", "cx"),
    (r".*/officeDocument/(?:2006/)?relationships", "r"),
    (r".*/officeDocument/(?:2006/)?math", "m"),
    (r".*/package/2006/relationships", "rel"),
    (r".*/package/2006/metadata/core-properties", "cp"),
    (r".*/markup-compatibility/2006", "mc"),
    (r"urn:schemas-microsoft-com:vml", "v"),
    (r"http://purl\.org/dc/elements/1\.1/?", "dc"),
    (r"http://purl\.org/dc/terms/?", "dcterms"),
    (r"http://www\.w3\.org/XML/1998/namespace", "xml"),
    (r"http://www\.w3\.org/1999/xhtml", "h"),
    (r"http://www\.idpf\.org/2007/ops", "epub"),
    (r"http://www\.w3\.org/2001/04/xmlenc#", "enc"),
)
_KNOWN_SPACES: Final = tuple((re.compile(space), prefix) for space, prefix in _PREFIXES)
_OPEN_DOCUMENT: Final = re.compile(r"urn:oasis:names:tc:opendocument:xmlns:([a-z]+)(?::1\.0)?")
_EXPAT_READS: Final = frozenset({"utf-8", "us-ascii", "iso-8859-1"})
"""Declared encodings that expat reads, of those whose declaration reads as ASCII."""
_WIDE: Final = {
    b"\xff\xfe": "utf-16",
    b"\xfe\xff": "utf-16",
    b"<\0": "utf-16-le",
    b"\0<": "utf-16-be",
}
"""UTF-16 by its first bytes, whatever it declares."""
_SPACE_END: Final = "\x1f"
"""Parts a namespace from a name; not allowed in XML, so in neither of them."""


class MalformedXmlError(DocumentError):
    """The XML breaks off or breaks the rules; what came before it has been told."""


class XmlTarget(Protocol):
    """What is told the content of a part, in order."""

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """Take in a start tag."""

    def end(self, tag: str) -> None:
        """Take in an end tag."""

    def text(self, text: str) -> None:
        """Take in text between tags; long text comes in pieces."""


def parse_xml(
    chunks: Iterable[bytes],
    target: XmlTarget,
    *,
    most_elements: int = MOST_ELEMENTS,
    allows_doctype: bool = False,
) -> None:
    """Tell a target what is in an XML part.

    Args:
        chunks: The part, in pieces of any size.
        target: Told what comes before an error, too.
        most_elements: Elements above which it is refused.
        allows_doctype: Whether the part may name a document type, as parts of books
            do; one that declares anything by itself (entities) is refused always.

    Raises:
        MalformedXmlError: It is not well formed.
        DocumentError: It is nested too deeply, has too many elements, a document type,
            or could not be unpacked.
    """
    chunks, encoding = _readable(iter(chunks))
    parser = _parser(target, most_elements, encoding, allows_doctype=allows_doctype)
    try:
        for chunk in chunks:
            parser.Parse(chunk, False)
        parser.Parse(b"", True)
    except expat.ExpatError as error:
        parser.buffer_text = False  # tells the target what was held back
        what = expat.ErrorString(error.code)
        raise MalformedXmlError(f"XML broken at line {error.lineno}: {what}") from error


def parse_tree(chunks: Iterable[bytes], *, allows_doctype: bool = False) -> Element:
    """Return a small part as a tree, its names short.

    Raises:
        DocumentError: See :func:`parse_xml`; a part that breaks off gives no tree.
    """
    target = _Tree()
    parse_xml(chunks, target, most_elements=500_000, allows_doctype=allows_doctype)
    return target.builder.close()


def descendant(element: Element | None, *path: str) -> Element | None:
    """Return the first child of a tag, its first child of the next, and so on."""
    for tag in path:
        if element is None:
            return None
        element = next((child for child in element if child.tag == tag), None)
    return element


def local_name(tag: str) -> str:
    """Return a tag or attribute without its prefix."""
    return tag.rpartition(":")[2]


class _Tree:
    def __init__(self) -> None:
        self.builder = TreeBuilder()

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        self.builder.start(tag, dict(attributes))

    def end(self, tag: str) -> None:
        self.builder.end(tag)

    def text(self, text: str) -> None:
        self.builder.data(text)


class _ShortNames(dict[str, str]):
    """Names as expat gives them to short ones, each worked out once."""

    def __missing__(self, name: str) -> str:
        space, separator, local = name.rpartition(_SPACE_END)
        short = f"{_prefix(space)}:{local}" if separator else local
        self[name] = short
        return short


def _prefix(space: str) -> str:
    if found := _OPEN_DOCUMENT.fullmatch(space):
        return {"drawing": "draw"}.get(found[1], found[1])
    return next((prefix for known, prefix in _KNOWN_SPACES if known.fullmatch(space)), "?")


def _readable(chunks: Iterator[bytes]) -> tuple[Iterable[bytes], str | None]:
    """Return a part in an encoding that expat reads, and its name where it must be told.

    Old books are in GBK or Big5, and some programs say UTF-16 of what is UTF-8.
    """
    first = next(chunks, b"")
    wide = _WIDE.get(first[:2])
    declared = declared_in_xml(first)
    if wide:
        text = (first + b"".join(chunks)).decode(wide, "replace")
    elif declared is None or declared.lower() in _EXPAT_READS:
        return chain((first,), chunks), None
    else:
        text = decode(first + b"".join(chunks), declared).text
    return (text.encode("utf-8", "replace"),), "utf-8"


def _parser(
    target: XmlTarget, most_elements: int, encoding: str | None, *, allows_doctype: bool
) -> expat.XMLParserType:
    names = _ShortNames()
    start, end = target.start, target.end
    depth = elements = 0

    # Closures: these two take most of the time of a large sheet, methods a third more.
    def started(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth, elements
        depth += 1
        elements += 1
        if depth > MOST_DEPTH:
            raise DocumentError(f"XML nested more than {MOST_DEPTH:,} deep")
        if elements > most_elements:
            raise DocumentError("XML of too many elements")
        if attributes:
            attributes = {names[key]: value for key, value in attributes.items()}
        start(names[name], attributes)

    def ended(name: str) -> None:
        nonlocal depth
        depth -= 1
        end(names[name])

    def refuse(name: str, system: str | None, public: str | None, has_declarations: int) -> None:
        if has_declarations or not allows_doctype:
            raise DocumentError("XML with declarations of its own, which may be an attack")

    parser = expat.ParserCreate(encoding, namespace_separator=_SPACE_END)
    parser.buffer_text = True
    parser.buffer_size = BUFFER_BYTES
    parser.StartElementHandler = started
    parser.EndElementHandler = ended
    parser.CharacterDataHandler = target.text
    parser.StartDoctypeDeclHandler = refuse
    return parser
