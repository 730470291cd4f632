"""What is asked and answered: plain frozen data that crosses the seams.

Sources are in :mod:`sou.sources`, reports in :mod:`sou.reports`: making a dataclass takes
half a millisecond, and a cold search needs none of those.

Offsets are code points of a document's extracted text, spans are half-open.
Lines and columns are 1-based and count code points in the decoded source.
Nothing here holds an open file, a lock or a live searcher.
"""

from __future__ import annotations

import os
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Literal, NamedTuple, get_args

SortOrder = Literal["score", "-score", "date", "-date", "path", "-path", "size", "-size"]
"""By score, best first; by another, least first: oldest, smallest. ``-`` reverses."""
FacetName = Literal["type", "folder", "year", "encoding", "author", "lang"]
"""What matches can be counted by; a folder is one right below a root of the index."""
FacetFilter = tuple[FacetName, tuple[str, ...]]
"""Values of a facet, as it counts them: a document must have one of them."""
AnchorKind = Literal["heading", "cue", "page", "slide", "row", "chapter"]
"""What a named place is; headings name what is below them, the others where to land."""
ExpansionKind = Literal["regional", "synonym"]
"""Why another word was looked for, too."""
_SECTIONS: Final = frozenset(("chapter", "slide"))
"""Places with headings of their own."""
_WITHOUT_LINES: Final = frozenset(("pdf", "docx", "pptx", "xlsx", "odt", "epub", "other"))
"""Kinds of documents whose sources are no text."""
_AS_WRITTEN: Final = frozenset(("text", "markdown", "code", "csv"))
"""Kinds whose lines are those of their sources, character for character."""
_WITH_RECORDS: Final = frozenset(("csv", "json", "mail"))
"""Kinds whose parts may be records, numbered, in one file of text."""


class Span(NamedTuple):
    """Half-open range ``[start, end)`` of code points."""

    start: int
    end: int


class Place(NamedTuple):
    """Where an offset stands in the source file, as an editor would count it."""

    line: int
    """1-based line of the decoded source."""
    column: int
    """1-based column of that line, in code points."""


class Expansion(NamedTuple):
    """Another word that was looked for in the place of one of the query's."""

    word: str
    """Folded, as are all comparisons."""
    text: str
    """The other word: folded; of a hit, as it is written there."""
    kind: ExpansionKind


class SourceMap(NamedTuple):
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

    def pieces(self) -> list[tuple[int, int, int]]:
        """Return offset, line and column of the beginning of each piece.

        >>> SourceMap((0, 4), None, None).pieces()
        [(0, 1, 1), (4, 2, 1)]
        """
        return [
            (int(offset), n + 1 if self.lines is None else int(self.lines[n]), self._column(n))
            for n, offset in enumerate(self.offsets)
        ]

    def _column(self, piece: int) -> int:
        return 1 if self.columns is None else int(self.columns[piece])


@dataclass(frozen=True, slots=True)
class Anchor:
    """A named place inside a document: a heading, a page, a cue of a subtitle file."""

    offset: int
    """Where it begins in the document's text."""
    kind: AnchorKind
    label: str
    """What to show: the heading's text, the page's label, the time code, ``sheet!12``."""
    number: int = 0
    """1-based number of the page, slide, row or record, for a viewer to go to; else 0."""


class Landing(NamedTuple):
    """Where in a document an offset is, for people and viewers."""

    place: Anchor | None
    """The page, slide, row, chapter or cue that it is in."""
    heading: Anchor | None
    """The heading that it is under."""

    @property
    def anchor(self) -> Anchor | None:
        """The place to go to; where there is none, the heading."""
        return self.place or self.heading


def landing_at(
    anchors: Sequence[Anchor], offset: int, source_map: SourceMap | None = None
) -> Landing:
    """Return where an offset is, by the anchors and, for the rows of sheets, the lines.

    A heading goes on over the ends of pages, but not over those of chapters and slides.
    """
    place = heading = None
    for number in range(bisect_right(anchors, offset, key=_offset_of) - 1, -1, -1):
        anchor = anchors[number]
        if place and place.kind in _SECTIONS and anchor.offset < place.offset:
            break
        if anchor.kind == "heading":
            heading = heading or anchor
        else:
            place = place or anchor
        if place and heading:
            break
    if place and source_map:
        below = source_map.place(offset).line - source_map.place(place.offset).line
        place = row_anchor(place, below)
    return Landing(place, heading)


def _offset_of(anchor: Anchor) -> int:
    return anchor.offset


@dataclass(frozen=True, slots=True)
class DocumentInfo:
    """What the index knows about a document without reading its text."""

    id: str
    """Stable name across updates: the source path, plus ``#part`` of a part of a file."""
    path: str
    """Absolute; what a program gave, without a file, has its id here."""
    title: str
    kind: str
    encoding: str
    size_bytes: int
    modified_s: float
    """Source's modification time, seconds since the epoch."""
    length_chars: int
    digest: str
    """BLAKE2b-128 of the source's bytes when it was indexed, hexadecimal."""
    part: str = ""
    """Which part of the file it is; empty for a file that is one document."""
    author: str = ""
    date: str = ""
    """When it was written by its own account, ISO 8601; empty if it does not say."""
    language: str = "und"
    """Language tag, BCP 47, by its own account or judged from its characters."""

    @property
    def has_lines(self) -> bool:
        """Whether lines and columns say where something is in the source."""
        return self.kind not in _WITHOUT_LINES

    @property
    def is_in_lines_of_file(self) -> bool:
        """Whether those are lines of the file itself, not of a member of it."""
        is_record = self.kind in _WITH_RECORDS and self.part.isdecimal()
        is_file = os.path.isabs(self.path)  # noqa: PTH117 -- pathlib takes 10 times as long
        return is_file and self.has_lines and (not self.part or is_record)

    @property
    def is_as_written(self) -> bool:
        """Whether its lines are those of the file itself, character for character."""
        return self.kind in _AS_WRITTEN and self.is_in_lines_of_file


@dataclass(frozen=True, slots=True)
class Snippet:
    """A verbatim slice of the document's text around a match."""

    text: str
    """``document.text[offset : offset + len(text)]``, line breaks included."""
    offset: int
    spans: tuple[Span, ...]
    """Matches, relative to ``text``, ascending, not overlapping."""


class PlacedSnippet(NamedTuple):
    """A further snippet of a document, and where its first match stands."""

    offset: int
    length: int
    place: Place
    snippet: Snippet
    anchor: Anchor | None = None
    """As of a hit."""


@dataclass(frozen=True, slots=True)
class Hit:
    """One matched document and the best place in it."""

    rank: int
    """1-based over the whole result, not the page."""
    document: DocumentInfo
    score: float
    offset: int
    """Where to land: first code point of the match the snippet shows first."""
    length: int
    """Code points of that match."""
    place: Place
    snippet: Snippet
    occurrences: int
    """Matched spans in the whole document, overlaps merged."""
    anchor: Anchor | None = None
    """The page, slide, row, chapter or cue that ``offset`` is in, else the heading."""
    heading: Anchor | None = None
    """The heading that ``offset`` is under."""
    expansions: tuple[Expansion, ...] = ()
    """Other words than the query's that it was matched by, as the document writes them."""
    more: tuple[PlacedSnippet, ...] = ()
    """Further snippets, if more than one was asked for; by offset, sharing no text."""


@dataclass(frozen=True, slots=True)
class SearchRequest:
    """What to search for, and how much to return."""

    query: str
    limit: int = 20
    """Most hits to return; 0 counts only."""
    offset: int = 0
    """Hits to skip before the first returned one."""
    match_all: bool = False
    """Require every plain word, as if joined with AND."""
    snippet_cells: int = 160
    """Target width of a snippet in terminal cells."""
    snippets: int = 1
    """Most snippets of a document."""
    sort: SortOrder = "score"
    facets: tuple[FacetName, ...] = ()
    """What to count all matches by."""
    regional: bool = True
    """Look for what other regions call a plain word, too, in a lower tier."""
    exact_script: bool = False
    """Find words and quotations only as their Han characters are typed: 發 is not 髮 or 发.
    No other words are looked for then."""
    filters: tuple[str, ...] = ()
    """Queries that documents must match, too, as ``type:pdf``; they add nothing to scores."""
    folders: tuple[str, ...] | None = None
    """Absolute folders; only documents of files in or below one are looked at. ``None`` for all."""
    facet_filters: tuple[FacetFilter, ...] = ()
    """Values of facets that documents must have, at most one entry a facet. Each facet is
    counted without its own, so that what else could be chosen has its count."""

    def __post_init__(self) -> None:
        """Refuse what means nothing.

        Raises:
            ValueError: a number is negative, or a name is not known.
        """
        if min(self.limit, self.offset, self.snippet_cells) < 0:
            raise ValueError("limit, offset and snippet_cells cannot be negative")
        if self.snippets < 1:
            raise ValueError("there is at least one snippet")
        if self.sort not in get_args(SortOrder):
            raise ValueError(f"{self.sort!r} is no order; there are {get_args(SortOrder)}")
        chosen = [name for name, _ in self.facet_filters]
        if unknown := set(self.facets).union(chosen).difference(get_args(FacetName)):
            raise ValueError(f"{unknown} are no facets; there are {get_args(FacetName)}")
        if any(isinstance(values, str) for _, values in self.facet_filters):
            raise ValueError(
                "the values of a facet in facet_filters are a tuple, also if it is one"
            )
        if len(set(chosen)) < len(chosen):
            raise ValueError("a facet has one entry with all its values in facet_filters")


SuggestionKind = Literal["zhuyin", "shape", "sound", "edit", "pinyin"]
"""What a suggestion takes the query for: Zhuyin typed in Latin, characters that look or
sound alike, a slip, pinyin."""


class Suggestion(NamedTuple):
    """A query that finds something, instead of one that does not."""

    query: str
    kind: SuggestionKind
    documents: int
    """How many match it, at least 1."""


class Completion(NamedTuple):
    """A query whose last word is complete."""

    query: str
    documents: int
    """How many match it, at least 1."""


class PinyinText(NamedTuple):
    """A string of the index that is read as a query's pinyin says."""

    text: str
    """As one of the documents writes it."""
    documents: int
    occurrences: int
    is_word: bool
    """Whether the segmenter cut it as a word, or it is a single character."""


class PinyinMatch(NamedTuple):
    """What pinyin in a query found, in the whole index."""

    query: str
    """The pinyin in query syntax: ``py:hwj``."""
    texts: tuple[PinyinText, ...]
    """The first strings: words before others, then those in most documents."""
    total: int
    """How many different strings there are."""


@dataclass(frozen=True, slots=True)
class SearchPage:
    """A page of ranked hits."""

    request: SearchRequest
    hits: tuple[Hit, ...]
    total: int
    """Documents that match, counted exactly."""
    elapsed_s: float
    interpretation: str
    """The query as understood, in query syntax."""
    generation: int
    """Commit of the index that answered."""
    facets: Mapping[str, tuple[tuple[str, int], ...]] = field(default_factory=dict)
    """For each facet asked for, its values among all matches and their counts, most first."""
    expansions: tuple[Expansion, ...] = ()
    """Other words that were looked for, whether or not any document has them."""
    pinyin: tuple[PinyinMatch, ...] = ()
    """For each pinyin of the query, the strings that it found."""
    warnings: tuple[str, ...] = ()
    """What of the user's own words could not be read, for people."""
    unfinished: tuple[str, ...] = ()
    """Paths that the index was not made of to the end: of what is below them, some may be
    missing here."""


def row_anchor(anchor: Anchor, lines_below: int) -> Anchor:
    """Return the anchor of the row that stands so many lines below an anchor.

    Sheets have an anchor only where their rows begin to be counted, each row being a
    line from there on; its label is ``sheet!12``. Others are returned as they are.
    """
    end = f"!{anchor.number}"
    if anchor.kind != "row" or not lines_below or not anchor.label.endswith(end):
        return anchor
    number = anchor.number + lines_below
    sheet = anchor.label.removesuffix(end)
    return Anchor(anchor.offset, "row", f"{sheet}!{number}", number)
