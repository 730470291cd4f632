"""An index over texts in memory, with the engine's contract and switches for tests.

Matching is a plain search of substrings after folding case and a few variants, so
expected results can be read off the texts.
"""

from __future__ import annotations

import re
import time
from collections import Counter
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from sou.errors import DocumentError, QuerySyntaxError, SearchCancelled
from sou.model import (
    Anchor,
    Completion,
    DocumentInfo,
    FacetName,
    Hit,
    Place,
    SearchPage,
    SearchRequest,
    Snippet,
    SourceMap,
    Span,
    Suggestion,
    landing_at,
)
from sou.reports import IndexStatus

if TYPE_CHECKING:
    import threading
    from collections.abc import Callable, Mapping, Sequence

    from sou.sources import Skipped

_FOLD = str.maketrans("臺裏裡国图书馆发", "台里里國圖書館發")


@dataclass(frozen=True, slots=True)
class FakeDocument:
    """A document as the index keeps it."""

    info: DocumentInfo
    source_map: SourceMap
    whole_text: str
    anchors: tuple[Anchor, ...] = ()

    def text(self, start: int = 0, end: int | None = None) -> str:
        return self.whole_text[start:end]


@dataclass
class FakeIndex:
    """Substring search over ``texts`` (path to text), best first by count."""

    texts: Mapping[str, str]
    location: Path = Path("/fake/index")
    delay_s: float = 0.0
    """How long a search takes; it polls ``cancel`` meanwhile."""
    gate: threading.Event | None = None
    """While given and not set, searches wait."""
    search_error: Exception | None = None
    warnings: tuple[str, ...] = ()
    document_error: Exception | None = None
    asked: list[str] = field(default_factory=list)
    """Queries that reached the index, in order."""
    requests: list[SearchRequest] = field(default_factory=list)
    cancelled: list[str] = field(default_factory=list)
    is_closed: bool = False
    has_newer_commit: bool = False
    generation: int = 1
    unfinished: tuple[str, ...] = ()
    skipped: tuple[Skipped, ...] = ()
    suggestions: dict[str, tuple[Suggestion, ...]] = field(default_factory=dict)
    """By query."""
    completions: dict[str, tuple[Completion, ...]] = field(default_factory=dict)
    """By query."""

    def search(
        self, request: SearchRequest | str, *, cancel: Callable[[], bool] | None = None
    ) -> SearchPage:
        request = SearchRequest(request) if isinstance(request, str) else request
        self.asked.append(request.query)
        self.requests.append(request)
        self._take_time(request.query, cancel)
        if self.search_error is not None:
            raise self.search_error
        terms = _terms(request.query)
        matched = [(len(spans), path) for path in self.texts if (spans := self._spans(path, terms))]
        matched.sort(key=lambda item: -item[0])
        found = [one for one in matched if _passes(one[1], request)]
        chosen = found[request.offset : request.offset + request.limit]
        hits = tuple(
            self._hit(request.offset + place + 1, path, terms, request)
            for place, (_count, path) in enumerate(chosen)
        )
        counts: dict[str, tuple[tuple[str, int], ...]] = {
            name: self._counted(
                name,
                [path for _, path in matched if _passes(path, request, but=name)],
            )
            for name in request.facets
        }
        interpretation = " AND ".join(terms)
        return SearchPage(
            request,
            hits,
            len(found),
            0.006,
            interpretation,
            self.generation,
            facets=counts,
            warnings=self.warnings,
        )

    def _counted(self, facet: str, paths: list[str]) -> tuple[tuple[str, int], ...]:
        """Count types by the end of the name, folders by the whole folder; else nothing."""
        if facet == "type":
            return tuple(Counter(Path(path).suffix[1:] for path in paths).most_common())
        if facet == "folder":
            return tuple(Counter(str(Path(path).parent) for path in paths).most_common())
        return ()

    def rank(
        self,
        request: SearchRequest | str,
        document_id: str,
        *,
        cancel: Callable[[], bool] | None = None,
    ) -> int | None:
        request = SearchRequest(request) if isinstance(request, str) else request
        whole = replace(request, limit=len(self.texts), offset=0, facets=())
        hits = self.search(whole, cancel=cancel).hits
        return next((hit.rank for hit in hits if hit.document.id == document_id), None)

    def suggest(
        self, request: SearchRequest | str, *, cancel: Callable[[], bool] | None = None
    ) -> tuple[Suggestion, ...]:
        del cancel
        query = request if isinstance(request, str) else request.query
        return self.suggestions.get(query, ())

    def complete(self, query: str, *, limit: int = 8) -> tuple[Completion, ...]:
        return self.completions.get(query, ())[:limit]

    def document(self, document_id: str) -> FakeDocument:
        if self.document_error is not None:
            raise self.document_error
        if document_id not in self.texts:
            raise DocumentError("no longer in the index")
        text = self.texts[document_id]
        starts = [0, *(offset + 1 for offset, letter in enumerate(text) if letter == "\n")]
        return FakeDocument(self._info(document_id), SourceMap(starts), text, _pages(text))

    def matches(self, document_id: str, request: SearchRequest | str) -> tuple[Span, ...]:
        query = request if isinstance(request, str) else request.query
        return self._spans(document_id, _terms(query))

    def status(self) -> IndexStatus:
        chars = sum(map(len, self.texts.values()))
        return IndexStatus(
            location=str(self.location),
            generation=self.generation,
            documents=len(self.texts),
            segments=1,
            text_chars=chars,
            size_bytes=chars * 4,
            roots=(),
            committed_s=time.time() - 180,
            kinds=(("text", len(self.texts)),),
            skipped=self.skipped,
            unfinished=self.unfinished,
        )

    def prepare(self, facets: Sequence[FacetName] = ()) -> None:
        """Nothing to load."""

    def refresh(self) -> bool:
        newer, self.has_newer_commit = self.has_newer_commit, False
        self.generation += newer
        return newer

    def close(self) -> None:
        self.is_closed = True

    def _take_time(self, query: str, cancel: Callable[[], bool] | None) -> None:
        ends = time.monotonic() + self.delay_s
        while time.monotonic() < ends or (self.gate is not None and not self.gate.is_set()):
            if cancel is not None and cancel():
                self.cancelled.append(query)
                raise SearchCancelled("a newer query took over")
            time.sleep(0.002)

    def _spans(self, path: str, terms: list[str]) -> tuple[Span, ...]:
        folded = _fold(self.texts[path])
        spans: list[Span] = []
        for term in terms:
            start = folded.find(term)
            if start < 0:
                return ()
            while start >= 0:
                spans.append(Span(start, start + len(term)))
                start = folded.find(term, start + len(term))
        return tuple(sorted(spans))

    def _hit(self, rank: int, path: str, terms: list[str], request: SearchRequest) -> Hit:
        spans = self._spans(path, terms)
        text = self.texts[path]
        first = spans[0]
        start = max(first.start - 12, 0)
        end = start + request.snippet_cells // 2
        inside = tuple(
            Span(span.start - start, min(span.end, end) - start)
            for span in spans
            if start <= span.start < end
        )
        line = text.count("\n", 0, first.start) + 1
        column = first.start - (text.rfind("\n", 0, first.start) + 1) + 1
        return Hit(
            rank=rank,
            document=self._info(path),
            score=float(len(spans)),
            offset=first.start,
            length=first.end - first.start,
            place=Place(line, column),
            snippet=Snippet(text[start:end], start, inside),
            occurrences=len(spans),
            anchor=landing_at(_pages(text), first.start).anchor,
        )

    def _info(self, path: str) -> DocumentInfo:
        text = self.texts[path]
        file, _, part = path.partition("#")
        source = Path(file)
        on_disk = source.stat() if source.exists() else None
        return DocumentInfo(
            id=path,
            path=file,
            title=source.stem,
            kind="pdf" if "\f" in text else "text",
            part=part,
            encoding="utf-8",
            size_bytes=on_disk.st_size if on_disk else len(text.encode()),
            modified_s=on_disk.st_mtime if on_disk else 0.0,
            length_chars=len(text),
            digest="",
        )


def _pages(text: str) -> tuple[Anchor, ...]:
    """Return the pages of a text that form feeds part; none for other texts."""
    starts = [0, *(offset + 1 for offset, letter in enumerate(text) if letter == "\f")]
    pages = tuple(Anchor(start, "page", str(n), n) for n, start in enumerate(starts, 1))
    return pages if len(pages) > 1 else ()


def _fold(text: str) -> str:
    return text.translate(_FOLD).lower()


def _passes(path: str, request: SearchRequest, but: str = "") -> bool:
    """Tell whether a path passes the filters by type and folder, but for those of one facet."""
    file = Path(path)
    own = {"type": file.suffix[1:], "folder": str(file.parent)}
    typed = re.findall(r"\btype:(\S+)", request.query)
    chosen = [(name, values) for name, values in request.facet_filters if name != but]
    return all(own["type"] == one for one in typed) and all(
        own[name] in values for name, values in chosen
    )


def _terms(query: str) -> list[str]:
    for opening, closing in ("（）", "()"):
        if query.count(opening) > query.count(closing):
            start = query.index(opening)
            message = f"第 {start + 1} 字「{opening}」沒有對應的「{closing}」"
            raise QuerySyntaxError(message, query, start, start + 1)
    query = re.sub(r"\b(?:type|path|date|lang):\S+", " ", query)
    return [_fold(term) for term in re.sub("[「」()]", " ", query).split()]
