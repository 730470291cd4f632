"""What is said of an index and of what was done to it, as plain frozen data."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sou.model import Expansion, Place
    from sou.sources import Skipped


@dataclass(frozen=True, slots=True)
class IndexStatus:
    """Size and state of an index."""

    location: str
    generation: int
    documents: int
    segments: int
    text_chars: int
    size_bytes: int
    roots: tuple[str, ...]
    committed_s: float
    """Time of the last commit, seconds since the epoch."""
    kinds: tuple[tuple[str, int], ...]
    """Documents per kind, most first."""
    skipped: tuple[Skipped, ...]
    """Files the last run could not index."""
    files: int | None = None
    """Files that the documents were made of; ``None`` where that cannot be read."""
    cut_otherwise: int = 0
    """Documents, deleted ones included, whose words were cut by another dictionary of the
    user's than the one there is now."""
    unfinished: tuple[str, ...] = ()
    """Paths that were not read to the end: their run goes on, or ended before it was done."""


@dataclass(frozen=True, slots=True)
class IndexProgress:
    """State of a running index job, sent after each batch of files."""

    done_files: int
    total_files: int
    path: str
    """The file just finished."""


@dataclass(frozen=True, slots=True)
class IndexReport:
    """Outcome of one index run. A file is one document or, like an archive, has many."""

    added: int
    """Files."""
    updated: int
    """Files."""
    removed: int
    """Files."""
    unchanged: int
    """Files."""
    skipped: tuple[Skipped, ...]
    doubtful: tuple[tuple[str, str], ...]
    """Files indexed with a doubt: path, reason."""
    text_chars: int
    """Code points of text added or updated."""
    elapsed_s: float
    generation: int
    documents: int
    """Documents in the index after the run."""
    notes: tuple[str, ...] = field(default=())
    files: int | None = None
    """Files in the index after the run; ``None`` when they were not looked at."""
    documents_written: int = 0
    """Documents of the files added or updated."""


@dataclass(frozen=True, slots=True)
class RootInfo:
    """A root of an index, and how it is read."""

    path: str
    exists: bool
    """False for a folder that is gone, or on a disk that is not there."""
    include: tuple[str, ...]
    """Patterns; when there are any, only files they match are taken."""
    exclude: tuple[str, ...]
    """Patterns of files and folders left out."""
    use_ignore_files: bool
    include_hidden: bool
    include_binary: bool
    follow_links: bool
    max_size_bytes: int


@dataclass(frozen=True, slots=True)
class FormatForecast:
    """Files of one format that an index run would read."""

    suffix: str
    """With its dot, lower case; empty for files without."""
    reader: str
    """What reads it, such as ``html``."""
    files: int
    size_bytes: int
    seconds: float
    """Estimate of the work, of one processor core."""


@dataclass(frozen=True, slots=True)
class Forecast:
    """What an index run would do."""

    formats: tuple[FormatForecast, ...]
    """Of the files to read, most bytes first."""
    encodings: tuple[tuple[str, int], ...]
    """Of a sample of the text files: codec name and files, most first."""
    sampled: int
    """How many files the sample has."""
    removed: int
    """Files in the index that are gone."""
    unchanged: int
    skipped: tuple[Skipped, ...]
    seconds: float
    """Estimate of the whole run."""
    elapsed_s: float
    notes: tuple[str, ...] = field(default=())

    @property
    def files(self) -> int:
        """Files that would be read."""
        return sum(one.files for one in self.formats)


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong with an index."""

    path: str
    """The file of the index it was found in."""
    reason: str
    """For people, in English, lower case, no full stop: ``"text.blocks is damaged"``."""


@dataclass(frozen=True, slots=True)
class VerifyReport:
    """Outcome of checking an index against itself."""

    status: IndexStatus
    """State of what could be read; counts leave out what could not."""
    problems: tuple[Problem, ...]
    """In the order of the index's files; empty when all is well."""
    elapsed_s: float


@dataclass(frozen=True, slots=True)
class MissedText:
    """A piece of a document that the index should have found and did not."""

    path: str
    place: Place
    """Where the piece begins in the source."""
    text: str
    """The piece, as it stands in the document."""
    reason: str
    """What the index said instead, as in ``Problem``."""
    part: str = ""
    """Which part of the file the document is."""


@dataclass(frozen=True, slots=True)
class RecallReport:
    """Outcome of searching an index for pieces of its own documents."""

    location: str
    generation: int
    seed: int
    """What the choice of pieces came from: the same seed, the same pieces."""
    samples: int
    """Pieces searched for; fewer than asked only when the index holds no text."""
    missed: tuple[MissedText, ...]
    documents: int
    """Documents the pieces were taken from."""
    stored_documents: int
    """How many of those were read from the index, as their sources changed or are gone."""
    elapsed_s: float

    @property
    def found(self) -> int:
        """Pieces found in their document, at their place."""
        return self.samples - len(self.missed)


@dataclass(frozen=True, slots=True)
class ScoreNode:
    """A part of a score: what it is worth, and what that is made of."""

    name: str
    """For people: ``pair 晶片``, ``window``."""
    value: float
    facts: tuple[tuple[str, float], ...] = ()
    """Numbers that the value was reckoned from, by name, such as ``tf`` and ``idf``."""
    text: str = ""
    """Text of the document that it speaks of."""
    parts: tuple[ScoreNode, ...] = ()
    """Their values add up to this one's, unless :attr:`is_best`."""
    is_best: bool = False
    """Whether the best of the parts counts, and a share of the others."""


@dataclass(frozen=True, slots=True)
class ClauseReport:
    """A clause of a query, and whether a document matches it."""

    clause: str
    """In the syntax of queries, where that can say it."""
    matches: bool
    nearest: str = ""
    """Of a literal that does not stand in the document, the longest part that does, folded;
    of one in an exact script, the whole as it is written there, if it is."""
    parts: tuple[ClauseReport, ...] = ()
    is_in_other_script: bool = False
    """True when ``nearest`` is all of the literal, in another script than asked for."""
    expansions: tuple[Expansion, ...] = ()
    """Other words that the document matches it by, folded."""


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a document stands where it does in a ranking, or why not at all."""

    path: str
    query: str
    interpretation: str
    total: int
    """How many documents match."""
    rank: int | None
    """From 1; ``None`` for a document that does not match."""
    score: ScoreNode | None
    """What its score is made of; ``None`` for a document that does not match."""
    passage: int
    """Number of its best passage, from 1; 0 for a document that does not match."""
    passages: int
    clauses: ClauseReport
    part: str = ""
    """Which part of the file the document is."""
