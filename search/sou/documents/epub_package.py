"""What a book says about itself: its chapters in order, their names, what is locked.

Books in the wild have their folder below another, no container, or a table of
contents of either kind; all that is looked for.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote
from xml.etree.ElementTree import Element

from sou.documents.ooxml import SMALL_PART_BYTES, Properties, known_date, known_language
from sou.documents.xml_events import local_name, parse_tree
from sou.errors import DocumentError

if TYPE_CHECKING:
    from sou.documents.zip_members import ZipMembers

MOST_PARTS: Final = 50_000
LABEL_CHARS: Final = 200
_OBFUSCATED: Final = ("http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC")
"""Ways to hide fonts, which lock nothing else."""
_NO_TEXT: Final = ("image/", "audio/", "video/", "font/", "application/pdf", "text/css")


@dataclass(frozen=True, slots=True)
class BookPart:
    """A chapter, or whatever else is read at its place."""

    path: str
    label: str
    """As the table of contents names it; empty if it does not."""
    number: int
    """1-based, in the order of reading."""


class EpubPackage:
    """The package document of a book.

    Attributes:
        parts: In the order of reading.
        properties: Title, author, date, language.
        encrypted: Paths that are locked.
        notes: What could not be read, for the user.
    """

    def __init__(self, archive: ZipMembers) -> None:
        """Read it.

        Raises:
            DocumentError: There is none, or it is damaged.
        """
        self.notes: list[str] = []
        self._archive = archive
        self._base, path = self._find()
        self._folder = posixpath.dirname(path)
        root = self._tree(path)
        self.properties = _properties(_first(root, "metadata"))
        self._items = {item.get("id", ""): item for item in _all(_first(root, "manifest"), "item")}
        self.encrypted = frozenset(self._locked())
        labels = self._labels(_first(root, "spine"))
        paths = list(dict.fromkeys(self._paths(_first(root, "spine"))))[:MOST_PARTS]
        self.parts = tuple(
            BookPart(path, labels.get(path, ""), number) for number, path in enumerate(paths, 1)
        )

    def _find(self) -> tuple[str, str]:
        """Return the folder the book lies in, and the path of its package document."""
        names = [member.name for member in self._archive.members]
        for name in names:
            if not name.lower().endswith("meta-inf/container.xml"):
                continue
            base = name[: -len("META-INF/container.xml")]
            for rootfile in _all(self._tree(name), "rootfile"):
                path = posixpath.normpath(base + unquote(rootfile.get("full-path", "")))
                if self._archive.find(path):
                    return base, path
        for name in names:
            if name.lower().endswith(".opf"):
                return "", name
        raise DocumentError("book without a package document (.opf)")

    def _tree(self, path: str) -> Element:
        member = self._archive.find(path)
        if member is None:
            raise DocumentError(f"{path} is missing")
        chunks = self._archive.chunks(member, most_bytes=SMALL_PART_BYTES)
        try:
            return parse_tree(chunks, allows_doctype=True)
        except DocumentError as error:
            raise DocumentError(f"{path}: {error}") from error

    def _tree_if_any(self, path: str) -> Element | None:
        try:
            return self._tree(path) if self._archive.find(path) else None
        except DocumentError as error:
            self.notes.append(str(error))
            return None

    def _resolved(self, folder: str, href: str) -> str:
        path = posixpath.join(folder, unquote(href.partition("#")[0]))
        return posixpath.normpath(path).lstrip("/")

    def _paths(self, spine: Element | None) -> Iterator[str]:
        listed = [self._items.get(ref.get("idref", "")) for ref in _all(spine, "itemref")]
        in_order: Iterable[Element | None] = listed
        if not any(item is not None for item in listed):
            in_order = self._items.values()
        for item in in_order:
            shown = self._shown(item)
            if shown is not None and shown.get("href"):
                yield self._resolved(self._folder, shown.get("href", ""))

    def _shown(self, item: Element | None) -> Element | None:
        """Return an item, or what stands in for a picture; ``None`` if nothing has text."""
        seen: set[str] = set()
        while item is not None:
            kind, fallback = item.get("media-type", ""), item.get("fallback", "")
            if kind == "image/svg+xml" or not kind.startswith(_NO_TEXT):
                return item
            if fallback in seen:
                return None
            seen.add(fallback)
            item = self._items.get(fallback)
        return None

    def _labels(self, spine: Element | None) -> dict[str, str]:
        """Return what the table of contents calls each file, the first name it gives."""
        labels: dict[str, str] = {}
        for item in self._items.values():
            if "nav" in item.get("properties", "").split():
                path = self._resolved(self._folder, item.get("href", ""))
                root = self._tree_if_any(path)
                links = _all(root, "a")
                self._name(labels, path, ((a.get("href", ""), _text(a)) for a in links))
        ncx = self._items.get("" if spine is None else spine.get("toc", ""))
        for item in [ncx] if ncx is not None else self._items.values():
            if item is ncx or item.get("media-type") == "application/x-dtbncx+xml":
                path = self._resolved(self._folder, item.get("href", ""))
                points = _all(self._tree_if_any(path), "navPoint")
                self._name(labels, path, (_ncx_link(point) for point in points))
        return labels

    def _name(self, labels: dict[str, str], path: str, links: Iterable[tuple[str, str]]) -> None:
        folder = posixpath.dirname(path)
        for href, label in links:
            if href and label:
                labels.setdefault(self._resolved(folder, href), label[:LABEL_CHARS])

    def _locked(self) -> Iterator[str]:
        root = self._tree_if_any(self._base + "META-INF/encryption.xml")
        for entry in _all(root, "EncryptedData"):
            method = _first(entry, "EncryptionMethod")
            if method is not None and method.get("Algorithm") in _OBFUSCATED:
                continue
            for reference in _all(entry, "CipherReference"):
                yield self._resolved(self._base, reference.get("URI", ""))


def _properties(metadata: Element | None) -> Properties:
    said: dict[str, list[str]] = {}
    for element in metadata.iter() if metadata is not None else ():
        if value := _text(element):
            said.setdefault(local_name(element.tag), []).append(value)
    dates = [date for date in map(_whole_date, said.get("date", ())) if date]
    return Properties(
        title=next(iter(said.get("title", ())), ""),
        author=", ".join(dict.fromkeys(said.get("creator", ()))),
        date=dates[0] if dates else "",
        language=known_language(next(iter(said.get("language", ())), "")),
    )


def _whole_date(date: str) -> str:
    """Return an ISO date; a year or month alone is its first day."""
    for missing in ("", "-01", "-01-01"):
        if known := known_date(date + missing):
            return known
    return ""


def _ncx_link(point: Element) -> tuple[str, str]:
    label, content = _first(point, "text"), _first(point, "content")
    return (
        "" if content is None else content.get("src", ""),
        "" if label is None else _text(label),
    )


def _first(root: Element | None, name: str) -> Element | None:
    """Return the first element of a name, whatever its namespace: books get it wrong."""
    return next(_all(root, name), None)


def _all(root: Element | None, name: str) -> Iterator[Element]:
    elements = iter(()) if root is None else root.iter()
    return (element for element in elements if local_name(element.tag) == name)


def _text(element: Element) -> str:
    return " ".join("".join(element.itertext()).split())
