"""What DOCX, PPTX and XLSX share: parts, how they refer to each other, properties.

Parts are found as the format wants it, through relationships; where those are missing
or damaged, at the names every program uses.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote
from xml.etree.ElementTree import Element

from sou.documents.xml_events import local_name, parse_tree
from sou.documents.zip_members import MEMBER_BYTES
from sou.errors import DocumentError

if TYPE_CHECKING:
    from sou.documents.zip_members import ZipMember, ZipMembers

SMALL_PART_BYTES: Final = 16 << 20
"""Most bytes of a part that is kept as a tree: styles, properties, relationships."""
_DATE: Final = re.compile(
    r"\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?)?"
)
_LANGUAGE: Final = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")
_UNSET_TITLES: Final = re.compile(
    r"(?:PowerPoint[ -]?(?:Presentation|演示文稿|簡報|プレゼンテーション)"
    r"|(?:Slide|幻灯片|投影片) ?\d+|无标题|無標題|未命名|Untitled)?",
    re.IGNORECASE,
)
"""What programs write where nobody gave a title."""


@dataclass(frozen=True, slots=True)
class Relation:
    """A part or address that another part refers to."""

    id: str
    kind: str
    """Last word of its type: ``footnotes``, ``slide``, ``hyperlink``."""
    target: str
    """Path in the archive."""


@dataclass(frozen=True, slots=True)
class Properties:
    """What a file says about itself; empty where it says nothing, or nonsense."""

    title: str = ""
    author: str = ""
    date: str = ""
    language: str = ""


class Package:
    """The parts of an Office file.

    Attributes:
        archive: The archive they lie in.
        notes: What could not be read, for the user.
    """

    def __init__(self, archive: ZipMembers, main: str) -> None:
        """Open a package whose main part has the path ``main``."""
        self.archive = archive
        self.main = main
        self.notes: list[str] = []
        self._relations: dict[str, tuple[Relation, ...]] = {}

    def chunks(self, path: str, *, most_bytes: int = MEMBER_BYTES) -> Iterator[bytes]:
        """Yield the bytes of a part.

        Raises:
            DocumentError: There is none of this path, or it is not to be read.
        """
        member = self.archive.find(path)
        if member is None:
            raise DocumentError(f"{path} is missing")
        return self.archive.chunks(member, most_bytes=most_bytes)

    def tree(self, path: str) -> Element | None:
        """Return a small part as a tree; ``None``, noted, if it is absent or damaged."""
        member = self.archive.find(path)
        if member is None:
            return None
        try:
            return parse_tree(self.archive.chunks(member, most_bytes=SMALL_PART_BYTES))
        except DocumentError as error:
            self.note(path, error)
            return None

    def note(self, path: str, error: DocumentError) -> None:
        """Say that a part was not read, or not to its end."""
        reason = str(error)
        note = reason if path in reason else f"{path}: {reason}"
        if note not in self.notes:
            self.notes.append(note)

    def relations(self, path: str) -> tuple[Relation, ...]:
        """Return what a part refers to inside of the file, in order."""
        if path not in self._relations:
            self._relations[path] = tuple(self._read_relations(path))
        return self._relations[path]

    def related(self, path: str, kind: str) -> list[str]:
        """Return the paths a part refers to by relations of a kind."""
        return [relation.target for relation in self.relations(path) if relation.kind == kind]

    def properties(self) -> Properties:
        """Return title, author, date and language of the file."""
        paths = [*self.related("", "core-properties"), "docProps/core.xml"]
        root = self.tree(paths[0])
        if root is None:
            return Properties()
        said = {child.tag: " ".join((child.text or "").split()) for child in root}
        return Properties(
            title=known_title(said.get("dc:title", "")),
            author=said.get("dc:creator") or said.get("cp:lastModifiedBy", ""),
            date=known_date(said.get("dcterms:created") or said.get("dcterms:modified", "")),
            language=known_language(said.get("dc:language", "")),
        )

    def _read_relations(self, path: str) -> Iterator[Relation]:
        folder, name = posixpath.split(path)
        root = self.tree(posixpath.join(folder, "_rels", f"{name}.rels"))
        for child in root if root is not None else ():
            target = child.get("Target", "")
            if not target or child.get("TargetMode") == "External":
                continue
            kind = child.get("Type", "").rpartition("/")[2]
            yield Relation(child.get("Id", ""), kind, _resolved(folder, target))


def main_part(archive: ZipMembers) -> ZipMember | None:
    """Return the part an Office file is about, by its relationships or usual names."""
    targets = Package(archive, "").related("", "officeDocument")
    usual = ("word/document.xml", "ppt/presentation.xml", "xl/workbook.xml", "xl/workbook.bin")
    found = (archive.find(path) for path in (*targets, *usual))
    return next((member for member in found if member is not None), None)


def known_title(title: str) -> str:
    """Return a title, but for those that programs give by themselves."""
    return "" if _UNSET_TITLES.fullmatch(title) else title


def known_date(date: str) -> str:
    """Return an ISO date with or without time, or nothing."""
    found = _DATE.match(date.strip())
    return found[0] if found else ""


def known_language(language: str) -> str:
    """Return a language tag, or nothing."""
    tag = language.strip().replace("_", "-")
    return tag if _LANGUAGE.fullmatch(tag) and tag.lower() not in {"und", "zxx"} else ""


def attribute(attributes: Mapping[str, str], name: str) -> str:
    """Return an attribute by its name without prefix; empty if it is not there."""
    return next((value for key, value in attributes.items() if local_name(key) == name), "")


def _resolved(folder: str, target: str) -> str:
    path = unquote(target.partition("#")[0]).replace("\\", "/")
    whole = path if path.startswith("/") else posixpath.join(folder, path)
    return posixpath.normpath(whole).lstrip("/")
