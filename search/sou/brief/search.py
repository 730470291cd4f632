"""Answer a brief query: the same documents, order and scores as the full search."""

from __future__ import annotations

import time
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from sou.analysis.fingerprint import fingerprint
from sou.brief.lists import MOST_NS, BriefSegment, TooMuch, row_range
from sou.brief.query import BriefQuery, read_query
from sou.errors import DAMAGE, IndexCorruptError, SouError
from sou.highlight.hit import Ranked, make_hit
from sou.highlight.spans import Marks
from sou.model import SearchPage, Span
from sou.searching.ranking import LITERAL_WEIGHT, MOST_BM25, SHORTEST_NORM, idf, norm_slope
from sou.store.container import HAS_VIEWS
from sou.store.manifest import read_manifest
from sou.store.segment_file import SegmentFile

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from sou.brief.lists import Frequencies
    from sou.model import Hit, SearchRequest
    from sou.store.manifest import Manifest

_MOST_ROWS = 5_000
"""More rows than this are matched and scored faster with numpy, its import included."""


def brief_page(location: Path, request: SearchRequest) -> SearchPage | None:
    """Return a page of hits, or ``None`` when the full search must be asked.

    It must be asked about other queries than plain words and a phrase, about frequent
    words, and when anything is wrong: it says best what.
    """
    started = time.perf_counter()
    if request.sort != "score" or request.facets:
        return None
    try:
        query = read_query(request.query, match_all=request.match_all) if HAS_VIEWS else None
        if query is None:
            return None
        manifest = read_manifest(location)
        if manifest.fingerprint != fingerprint():
            return None
        search = _BriefSearch(location, manifest, query)
        hits, total = search.page(request)
    except (SouError, OSError, *DAMAGE):
        return None
    return SearchPage(
        request=request,
        hits=hits,
        total=total,
        elapsed_s=time.perf_counter() - started,
        interpretation=query.interpretation,
        generation=manifest.generation,
    )


class _Match(NamedTuple):
    """A document that matches."""

    keywords: int
    """How many of the keywords it holds."""
    segment: int
    document: int


class _BriefSearch:
    """One search over all segments."""

    def __init__(self, location: Path, manifest: Manifest, query: BriefQuery) -> None:
        self._query = query
        self._deleted = [entry.deleted for entry in manifest.segments]
        files = [SegmentFile(location / entry.name) for entry in manifest.segments]
        if [file.document_count for file in files] != [e.documents for e in manifest.segments]:
            raise IndexCorruptError("a segment does not fit the manifest")
        self._segments = [BriefSegment(file) for file in files]
        if sum(segment.cost(query) for segment in self._segments) > MOST_NS:
            raise TooMuch("the lists are long")
        self._total_rows = sum(file.row_count for file in files)
        self._slopes = {
            field: norm_slope(
                sum(file.field_lengths[field] for file in files) / max(self._total_rows, 1)
            )
            for field in ("chars", "pairs", "words")
        }
        self._literals = {
            literal: [segment.literal(literal) for segment in self._segments]
            for literal in query.literals
        }
        if sum(len(one) for found in self._literals.values() for one in found) > _MOST_ROWS:
            raise TooMuch("many rows match")

    def page(self, request: SearchRequest) -> tuple[tuple[Hit, ...], int]:
        """Return the hits of a page, and how many documents match."""
        matches = self._matches()
        wanted = request.offset + request.limit
        if not matches or not request.limit:
            return (), len(matches)
        tiers = Counter(match.keywords for match in matches)
        least, count = 0, 0
        for keywords in sorted(tiers, reverse=True):
            least, count = keywords, count + tiers[keywords]
            if count >= wanted:
                break
        ranked = self._ranked([match for match in matches if match.keywords >= least])
        marks = Marks(self._query.literals)
        return tuple(
            make_hit(
                self._segments[match.segment].segment,
                Ranked(rank, match.document, score, row),
                marks,
                _NoLongDocuments(),
                request.snippet_cells,
            )
            for rank, (match, score, row) in enumerate(ranked[:wanted], 1)
            if rank > request.offset
        ), len(matches)

    def _matches(self) -> list[_Match]:
        """Return the live documents that match, in the order of indexing."""
        found: list[_Match] = []
        for number, segment in enumerate(self._segments):
            holders = [
                segment.documents(self._literals[literal][number])
                for literal in self._query.literals
            ]
            counts = Counter(document for documents in holders for document in documents)
            least = len(holders) if self._query.match_all else 1
            found += [
                _Match(count if self._query.is_keywords else 0, number, document)
                for document, count in sorted(counts.items())
                if count >= least and document not in self._deleted[number]
            ]
        return found

    def _ranked(self, matches: Sequence[_Match]) -> list[tuple[_Match, float, int]]:
        """Return documents with their scores and best rows, best first."""
        totals: list[dict[int, float]] = [{} for _ in self._segments]
        for match in matches:
            rows = row_range(self._segments[match.segment], match.document)
            totals[match.segment].update(dict.fromkeys(rows, 0.0))
        if sum(map(len, totals)) > _MOST_ROWS:
            raise TooMuch("many rows match")
        sorted_rows = [sorted(total) for total in totals]
        for term in self._query.ranking:
            ordinals = [segment.find(term) for segment in self._segments]
            known = [(n, ordinal) for n, ordinal in enumerate(ordinals) if ordinal >= 0]
            held = sum(self._segments[n].row_count(term.field, ordinal) for n, ordinal in known)
            for n, ordinal in known:
                frequencies = self._segments[n].frequencies_at(term.field, ordinal, sorted_rows[n])
                weight = term.weight * idf(self._total_rows, held)
                self._add(totals[n], n, frequencies, term.length_field, weight)
        for literal in self._query.scored:
            postings = self._literals[literal]
            weight = LITERAL_WEIGHT * idf(self._total_rows, sum(map(len, postings)))
            for n, frequencies in enumerate(postings):
                self._add(totals[n], n, frequencies, "chars", weight)
        best = [(match, *self._best(match, totals)) for match in matches]
        best.sort(key=lambda one: (-one[0].keywords, -one[1], one[0].segment, one[0].document))
        return best

    def _add(
        self,
        totals: dict[int, float],
        number: int,
        frequencies: Frequencies,
        length_field: str,
        weight: float,
    ) -> None:
        """Add BM25 of a term or literal to the rows that count."""
        lengths = self._segments[number].segment.container.view(f"lengths.{length_field}")
        slope = self._slopes[length_field]
        for row in totals.keys() & frequencies.keys():
            frequency = frequencies[row]
            norm = SHORTEST_NORM + slope * lengths[row]
            totals[row] += weight * frequency * MOST_BM25 / (frequency + norm)

    def _best(self, match: _Match, totals: list[dict[int, float]]) -> tuple[float, int]:
        """Return the score and number of a document's best row, the first of equals."""
        rows = row_range(self._segments[match.segment], match.document)
        row = max(rows, key=totals[match.segment].__getitem__)
        return totals[match.segment][row], row


class _NoLongDocuments:
    """Long documents are not looked through here."""

    def spans(self, document: int) -> tuple[Span, ...]:
        raise TooMuch(f"document {document} is long")

    def passage(self, document: int, row: int) -> Span:
        raise TooMuch(f"document {document} is long at row {row}")
