"""What is read: files, and the documents made of them, as plain frozen data.

Offsets are code points of a document's extracted text. Lines and columns are 1-based and
count code points in the decoded source.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from sou.model import Anchor, SourceMap

DocumentKind = Literal[
    "text",
    "markdown",
    "html",
    "subtitles",
    "code",
    "pdf",
    "docx",
    "pptx",
    "xlsx",
    "odt",
    "epub",
    "csv",
    "json",
    "mail",
    "other",
]
"""What reader produced a document; ``other`` is what a command of the user's said, or an
extractor of another package."""


@dataclass(frozen=True, slots=True)
class Document:
    """One searchable unit extracted from a source file."""

    text: str
    """Extracted text; for plain formats the decoded file without its BOM, unchanged."""
    title: str
    kind: DocumentKind
    encoding: str
    """Python codec name the source was decoded with."""
    confidence: float
    """0..1, how sure the decoder was; below 0.5 the file is named as doubtful."""
    source_map: SourceMap
    anchors: tuple[Anchor, ...] = ()
    notes: tuple[str, ...] = ()
    """What a user should know: ``"12 bytes could not be decoded"``."""
    digest: str = ""
    """BLAKE2b-128 of the source's bytes, hexadecimal; empty when not computed."""
    part: str = ""
    """Which part of the file, unique in it: a member's path, a record's number; empty
    for a file that is one document."""
    author: str = ""
    date: str = ""
    """When it was written by its own account, ISO 8601 to the day or finer."""
    language: str = ""
    """Language tag by its own account (``zh-TW``), BCP 47."""
    neighbours: str = ""
    """Stamp of the files beside it that its encoding was judged with; empty for none."""


@dataclass(frozen=True, slots=True)
class ExtractedDocument:
    """What an extractor of another package gives for a file, or for a part of one."""

    text: str
    title: str = ""
    """The file's name if empty."""
    part: str = ""
    """Which part of the file, unique in it; empty for a file that is one document."""
    author: str = ""
    date: str = ""
    """When it was written by its own account, ISO 8601 to the day or finer."""
    language: str = ""
    """Language tag, BCP 47; judged from its characters if empty."""
    anchors: tuple[Anchor, ...] = ()
    """Pages, chapters, headings, by offset."""
    notes: tuple[str, ...] = ()
    """What a user should know, lower case: ``"2 pages could not be read"``."""


@dataclass(frozen=True, slots=True)
class NewDocument:
    """A document that a program gives to an index; it is no file."""

    id: str
    """Its name in the index, and its ``path`` there: anything but an absolute path."""
    text: str
    title: str = ""
    author: str = ""
    date: str = ""
    """When it was written, ISO 8601 to the year or finer."""
    language: str = ""
    """Language tag, BCP 47; judged from its characters if empty."""
    modified_s: float | None = None
    """Seconds since the epoch; now if ``None``."""


@dataclass(frozen=True, slots=True)
class Source:
    """A file found by the walk, not yet read."""

    path: str
    """Absolute path; bytes that are not UTF-8 are kept as surrogate escapes."""
    size_bytes: int
    mtime_ns: int
    told: str = ""
    """Encoding that the user named for it, a Python codec name; empty to find it out."""
    rules: str = ""
    """Stamp of the user's rules that it is read by; empty for none."""


@dataclass(frozen=True, slots=True)
class Skipped:
    """A file that was not indexed, and why."""

    path: str
    reason: str
    """For people, in English, lower case, no full stop: ``"binary file"``."""
    is_error: bool
    """True when the file should have been readable; plain exclusions are False."""
