"""What ``sou pick`` chooses among: hits of the index, or lines that came by a pipe.

Nothing here knows the screen. Lines are compared as everything is: folded one to one, so
簡體 finds 繁體 and the spans stay right.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple, Protocol

from sou.errors import SouError
from sou.model import SearchRequest, Span
from sou.output.hits import one_line
from sou.text.fold import fold
from sou_tui.labels import file_name, place_name
from sou_tui.shown_text import merged

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sou.model import Hit, SearchPage
    from sou_tui.contract import Index, IndexOpener

LISTED_HITS, LISTED_LINES = 40, 1000
"""Most choices that are listed; the count is of all. A hit costs a millisecond, its snippet."""
_SNIPPET_CELLS = 200

BriefAnswer = Callable[[SearchRequest], "SearchPage | None"]


@dataclass(frozen=True, slots=True)
class Choice:
    """One row to choose."""

    label: str
    """Comes first, plain."""
    text: str
    spans: tuple[Span, ...]
    """Matches in ``text``, ascending, disjoint."""
    path: str
    """What is printed."""
    line: int = 1
    column: int = 1
    page: int = 1


class Found(NamedTuple):
    """Choices for what was typed, best first."""

    choices: tuple[Choice, ...]
    total: int


class Finder(Protocol):
    """Finds choices; called from one thread at a time."""

    def find(self, typed: str, should_stop: Callable[[], bool]) -> Found:
        """Return what matches; ``SouError`` if that cannot be told."""

    def prepare(self) -> None:
        """Load what the next question needs, once the first has its answer."""


class HitFinder:
    """Choices are documents of an index.

    ``answer_briefly`` is asked the first question: it needs no 0.25 s to load the engine. Where
    it answers ``None``, and for all other questions, the index is opened.
    """

    def __init__(self, open_index: IndexOpener, answer_briefly: BriefAnswer | None = None) -> None:
        self._open_index = open_index
        self._answer_briefly = answer_briefly
        self._index: Index | None = None

    def find(self, typed: str, should_stop: Callable[[], bool]) -> Found:
        """Search the index; nothing matches an empty query."""
        request = SearchRequest(typed, limit=LISTED_HITS, snippet_cells=_SNIPPET_CELLS)
        brief, self._answer_briefly = self._answer_briefly, None
        page = brief(request) if brief is not None and typed.strip() else None
        if page is None:
            index = self._opened()
            if not typed.strip():
                return Found((), 0)
            page = index.search(request, cancel=should_stop)
        return Found(tuple(map(_of_hit, page.hits)), page.total)

    def prepare(self) -> None:
        """Open the index; if it cannot be, the next question says why."""
        with suppress(SouError):
            self._opened()

    def _opened(self) -> Index:
        if self._index is None:
            self._index = self._open_index()
        return self._index


class LineFinder:
    """Choices are lines in which every word typed stands somewhere; all if there is none."""

    def __init__(self, lines: Sequence[str]) -> None:
        self._lines = lines
        self._folded = [fold(line) for line in lines]

    def find(self, typed: str, should_stop: Callable[[], bool]) -> Found:
        """Look through the lines, in their order."""
        words = fold(typed).split()
        choices: list[Choice] = []
        total = 0
        for line, folded in zip(self._lines, self._folded, strict=True):
            if should_stop():
                break
            if not all(word in folded for word in words):
                continue
            total += 1
            if len(choices) < LISTED_LINES:
                choices.append(Choice("", line, _spans(folded, words), line))
        return Found(tuple(choices), total)

    def prepare(self) -> None:
        """Do nothing: all is there."""


def filled(form: str, choice: Choice) -> str:
    """Return a choice as ``--format`` wants it; what a path holds is no placeholder."""
    values = {
        "path": choice.path,
        "line": str(choice.line),
        "column": str(choice.column),
        "page": str(choice.page),
    }
    made, rest = "", form
    while rest:
        before, brace, after = rest.partition("{")
        name, closing, behind = after.partition("}")
        if brace and closing and name in values:
            made, rest = made + before + values[name], behind
        else:
            made, rest = made + before + brace, after
    return made


def _of_hit(hit: Hit) -> Choice:
    text, spans = one_line(hit.snippet)
    gap = "" if hit.document.has_lines else " "
    label = f"{file_name(hit)}{gap}{place_name(hit.document, hit.place, hit.anchor)}"
    page = hit.anchor.number if hit.anchor and hit.anchor.number else 1
    return Choice(label, text, spans, hit.document.path, *hit.place, page)


def _spans(folded: str, words: Sequence[str]) -> tuple[Span, ...]:
    spans = []
    for word in words:
        at = folded.find(word)
        while at >= 0:
            spans.append(Span(at, at + len(word)))
            at = folded.find(word, at + len(word))
    return merged(sorted(spans))
