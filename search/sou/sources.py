"""What is read: files, and the documents made of them, as plain frozen data.

Offsets are code points of a document's extracted text. Lines and columns are 1-based and
count code points in the decoded source.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from sou.model import Anchor, Place

DocumentKind = Literal["text", "markdown", "html", "subtitles"]
"""What reader produced a document; later formats add their own names."""


@dataclass(frozen=True, slots=True)
class SourceMap:
    """Piecewise map from offsets of the extracted text to places in the source.

    Piece ``i`` covers offsets from ``offsets[i]`` to the next piece; inside a
    piece every code point of text is one column of the source. ``offsets`` is
    strictly ascending and begins with 0, so lookup is a binary search.
    """

    offsets: Sequence[int]
    """First text offset of each piece."""
    lines: Sequence[int] | None = None
    """1-based source line of each piece; ``None`` means 1, 2, 3 …"""
    columns: Sequence[int] | None = None
    """1-based source column of each piece's first code point; ``None`` means 1."""

    def place(self, offset: int) -> Place:
        """Return the source place of a text offset."""
        piece = max(bisect_right(self.offsets, offset) - 1, 0)
        line = piece + 1 if self.lines is None else int(self.lines[piece])
        column = 1 if self.columns is None else int(self.columns[piece])
        return Place(line, column + offset - int(self.offsets[piece]))

    def offset(self, line: int, column: int = 1) -> int:
        """Return the text offset nearest to a source place (never past the last piece)."""
        if self.lines is None:
            piece = min(max(line, 1), len(self.offsets)) - 1
        else:
            piece = max(bisect_right(self.lines, line) - 1, 0)
            while piece > 0 and self.lines[piece - 1] == line and self._column(piece) > column:
                piece -= 1
        return int(self.offsets[piece]) + max(column - self._column(piece), 0)

    def _column(self, piece: int) -> int:
        return 1 if self.columns is None else int(self.columns[piece])


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


@dataclass(frozen=True, slots=True)
class Source:
    """A file found by the walk, not yet read."""

    path: str
    """Absolute path; bytes that are not UTF-8 are kept as surrogate escapes."""
    size_bytes: int
    mtime_ns: int


@dataclass(frozen=True, slots=True)
class Skipped:
    """A file that was not indexed, and why."""

    path: str
    reason: str
    """For people, in English, lower case, no full stop: ``"binary file"``."""
    is_error: bool
    """True when the file should have been readable; plain exclusions are False."""
