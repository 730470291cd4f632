"""Answer a brief query: the same documents in the same order as the full search.

Scores are the same to rounding: here they are sums of 64 bits, there of 32. Where rounding
could change the order, the full search is asked.
"""

from __future__ import annotations

import os
import time
from collections import Counter
from itertools import chain, pairwise
from typing import TYPE_CHECKING, Final, NamedTuple

from sou.analysis.fingerprint import fingerprint
from sou.brief.lists import MOST_NS, BriefSegment, TooMuch, row_range
from sou.brief.query import BriefQuery, read_query
from sou.errors import DAMAGE, IndexCorruptError, SouError
from sou.highlight.hit import Ranked, make_hit
from sou.highlight.spans import Marks
from sou.model import SearchPage, Span
from sou.paths import config_folder
from sou.query.vocabulary import read_vocabulary
from sou.ranking import (
    LITERAL_WEIGHT,
    MOST_BM25,
    SHORTEST_NORM,
    carried_weight,
    idf,
    norm_slope,
)
from sou.store.container import HAS_VIEWS
from sou.store.manifest import read_manifest
from sou.store.segment_file import SegmentFile
from sou.text.scripts import NEITHER

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from sou.brief.lists import Frequencies
    from sou.model import Hit, SearchRequest
    from sou.searching.chain_plan import ChainPlan
    from sou.searching.leaves import RankingTerm
    from sou.searching.literal_plan import LiteralPlan
    from sou.store.manifest import Manifest

_MOST_ROWS: Final = 20_000
"""More rows than this are matched and scored faster with numpy, its import included."""
_ROUNDING: Final = 1e-3
"""Sums of the same parts in another order differ by less."""
_NEARLY_EQUAL: Final = 4e-6
"""Relative difference of scores that sums of 32 bits may order otherwise, or not at all."""


def brief_page(
    location: Path, request: SearchRequest, config: Path | None = None
) -> SearchPage | None:
    """Return a page of hits, or ``None`` when the full search must be asked.

    ``config`` is the folder of the user's synonyms and stop words; see ``open_index``.

    It must be asked about other queries than plain words and a phrase, about frequent
    words, and when anything is wrong: it says best what.
    """
    started = time.perf_counter()
    if request.sort != "score" or request.facets or request.exact_script or request.filters:
        return None
    if request.folders is not None or request.facet_filters:
        return None
    try:
        vocabulary = read_vocabulary(config or config_folder(os.environ))
        sources = vocabulary.sources(request)
        query = read_query(request.query, match_all=request.match_all, sources=sources)
        if query is None or not HAS_VIEWS:
            return None
        if any(literal.text in vocabulary.stop_words for literal in query.literals):
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
        expansions=query.expansions,
        warnings=vocabulary.warnings,
        unfinished=manifest.unfinished,
    )


class _Match(NamedTuple):
    """A document that matches."""

    is_own: bool
    """True when it matches by the query's own words."""
    keywords: int
    """How many of the keywords it holds."""
    segment: int
    document: int


_Ranking = list[tuple[_Match, float, int]]
"""Documents, best first, with their scores and best rows."""


class _BriefSearch:
    """One search over all segments."""

    def __init__(self, location: Path, manifest: Manifest, query: BriefQuery) -> None:
        self._query = query
        self._deleted = [entry.deleted for entry in manifest.segments]
        files = [SegmentFile(location / entry.name) for entry in manifest.segments]
        if [file.document_count for file in files] != [e.documents for e in manifest.segments]:
            raise IndexCorruptError("a segment does not fit the manifest")
        self._segments = [BriefSegment(file) for file in files]
        self._total_rows = sum(file.row_count for file in files)
        self._means = {
            field: sum(file.field_lengths[field] for file in files) / max(self._total_rows, 1)
            for field in ("chars", "pairs", "words")
        }
        self._literals: dict[LiteralPlan, list[Frequencies]] = {}

    def page(self, request: SearchRequest) -> tuple[tuple[Hit, ...], int]:
        """Return the hits of a page, and how many documents match."""
        wanted = request.offset + request.limit if request.limit else 0
        ranked, total = self._leading(wanted) or self._all(wanted)
        if any(_is_near_tie(*pair) for pair in pairwise(ranked[: wanted + 1])):
            raise TooMuch("rounding decides the order")
        variants = self._query.all_variants
        wholes = (*self._query.literals, *(one.literal for one in variants))
        marks = Marks(tuple(dict.fromkeys(wholes)), variants=variants)
        return tuple(
            make_hit(
                self._segments[match.segment].segment,
                Ranked(rank, match.document, score, row),
                marks,
                _NoLongDocuments(),
                request,
            )
            for rank, (match, score, row) in enumerate(ranked[:wanted], 1)
            if rank > request.offset
        ), total

    def _all(self, wanted: int) -> tuple[_Ranking, int]:
        """Look at all matches; return the best of them, and how many there are."""
        if sum(segment.cost(self._query) for segment in self._segments) > MOST_NS:
            raise TooMuch("the lists are long")
        self._literals = {
            literal: [segment.literal(literal) for segment in self._segments]
            for literal in (*self._query.literals, *(v.literal for v in self._query.all_variants))
        }
        if sum(len(one) for found in self._literals.values() for one in found) > _MOST_ROWS:
            raise TooMuch("many rows match")
        matches = self._matches()
        if not matches or not wanted:
            return [], len(matches)
        tiers = Counter(match[:2] for match in matches)
        least, count = (False, 0), 0
        for tier in sorted(tiers, reverse=True):
            least, count = tier, count + tiers[tier]
            if count >= wanted:
                break
        leading = [match for match in matches if match[:2] >= least]
        own = self._ranked([match for match in leading if match.is_own])
        others = self._ranked([match for match in leading if not match.is_own], is_own=False)
        return own + others, len(matches)

    def _leading(self, wanted: int) -> tuple[_Ranking, int] | None:
        """Look at the champions of the terms of one frequent word; see :meth:`_all`.

        After the threshold algorithm of Fagin, Lotem & Naor (2003): what no list leads
        in scores less than the last weights of all lists together.

        Raises:
            TooMuch: the best documents are perhaps not among them.
        """
        literal = self._query.literals[0]
        is_alone = len(self._query.literals) == 1 and not self._query.scored
        terms = [segment.term(literal) for segment in self._segments] if is_alone else []
        held = [(n, *term) for n, term in enumerate(terms) if term is not None and term[1] >= 0]
        if not any(self._segments[n].champions(field, ordinal) for n, field, ordinal in held):
            return None
        total = sum(self._live_documents(*one) for one in held)
        own = total
        total += self._other_documents(held) if self._query.variants else 0
        if not wanted:
            return [], total
        matches: list[_Match] = []
        unseen = 0.0
        for n, field, ordinal in held:
            rows, bound = self._champions(n)
            documents = self._segments[n].documents(sorted(rows))
            holders = self._holders(n, field, ordinal, documents)
            matches += [_Match(True, 0, n, one) for one in holders if one not in self._deleted[n]]
            unseen = max(unseen, bound)
        ranked = self._ranked(matches)
        last = min(wanted, total)
        if last > own or (last and _is_open(ranked, last, unseen)):
            raise TooMuch("the champions decide nothing")
        return ranked, total

    def _live_documents(self, number: int, field: str, ordinal: int) -> int:
        """Return how many documents of a segment hold a term."""
        deleted = sorted(self._deleted[number])
        held = self._segments[number].document_count(field, ordinal)
        return held - len(self._holders(number, field, ordinal, deleted))

    def _other_documents(self, held: Sequence[tuple[int, str, int]]) -> int:
        """Return how many documents hold a variant, but not the word itself."""
        terms = {n: (field, ordinal) for n, field, ordinal in held}
        count = 0
        for n, segment in enumerate(self._segments):
            found = {
                document
                for one in self._query.all_variants
                for document in segment.documents(segment.literal(one.literal))
            }
            found -= self._deleted[n]
            count += len(found) - (
                len(self._holders(n, *terms[n], sorted(found))) if n in terms else 0
            )
        return count

    def _holders(
        self, number: int, field: str, ordinal: int, documents: Sequence[int]
    ) -> list[int]:
        """Return which of some ascending documents hold a term."""
        segment = self._segments[number]
        ranges = [row_range(segment, document) for document in documents]
        if sum(map(len, ranges)) > _MOST_ROWS:
            raise TooMuch("many rows are looked up")
        rows = list(chain.from_iterable(ranges))
        return segment.documents(segment.frequencies_at(field, ordinal, rows)) if rows else []

    def _champions(self, number: int) -> tuple[set[int], float]:
        """Return the rows that lead in a term of the query, and what no other row scores."""
        segment = self._segments[number]
        rows: set[int] = set()
        unseen = 0.0
        for term in self._query.ranking:
            ordinal = segment.find(term)
            if ordinal < 0:
                continue
            known = segment.champions(term.field, ordinal)
            if known is None or term.field != term.length_field:
                rows.update(segment.frequencies(term.field, ordinal))
                continue
            rows.update(known.rows)
            file = segment.segment
            mean = file.field_lengths[term.field] / file.row_count
            weight = term.weight * idf(self._total_rows, self._held(term))
            unseen += weight * carried_weight(known.weight, mean, self._means[term.field])
        return rows, unseen

    def _held(self, term: RankingTerm) -> int:
        """Return how many rows of all segments hold a term."""
        ordinals = [(segment, segment.find(term)) for segment in self._segments]
        return sum(segment.row_count(term.field, n) for segment, n in ordinals if n >= 0)

    def _matches(self) -> list[_Match]:
        """Return the live documents that match, in the order of indexing."""
        found: list[_Match] = []
        for number, segment in enumerate(self._segments):
            own, wide = self._counts(number, segment)
            least = len(self._query.literals) if self._query.match_all else 1
            found += [
                _Match(
                    own[document] >= least,
                    count if self._query.is_keywords else 0,
                    number,
                    document,
                )
                for document, count in sorted(wide.items())
                if count >= least and document not in self._deleted[number]
            ]
        return found

    def _counts(self, number: int, segment: BriefSegment) -> tuple[Counter[int], Counter[int]]:
        """Return how many words documents of a segment hold: themselves, and in any form."""
        holders = [
            set(segment.documents(self._literals[literal][number]))
            for literal in self._query.literals
        ]
        own = Counter(document for documents in holders for document in documents)
        if not self._query.variants:
            return own, own
        for documents, variants in zip(holders, self._query.variants, strict=True):
            for one in variants:
                documents.update(segment.documents(self._literals[one.literal][number]))
        return own, Counter(document for documents in holders for document in documents)

    def _ranked(self, matches: Sequence[_Match], *, is_own: bool = True) -> _Ranking:
        """Return documents with their scores and best rows, best first.

        Variants of a query of one word add nothing to documents that hold the word itself.
        """
        is_widened = not is_own or len(self._query.literals) > 1
        terms = (*self._query.ranking, *(self._query.added if is_widened else ()))
        scored = [(literal, 1.0) for literal in self._query.scored]
        if is_widened:
            scored += [
                (one.literal, one.weight)
                for one in self._query.all_variants
                if len(one.literal.constraints) > 1
            ]
        ranges = [
            (one.segment, row_range(self._segments[one.segment], one.document)) for one in matches
        ]
        if sum(len(rows) for _, rows in ranges) > _MOST_ROWS:
            raise TooMuch("many rows match")
        totals: list[dict[int, float]] = [{} for _ in self._segments]
        for number, rows in ranges:
            totals[number].update(dict.fromkeys(rows, 0.0))
        sorted_rows = [sorted(total) for total in totals]
        for term in terms:
            ordinals = [segment.find(term) for segment in self._segments]
            weight = term.weight * idf(self._total_rows, self._held(term))
            for n, ordinal in enumerate(ordinals):
                if ordinal < 0:
                    continue
                frequencies = self._segments[n].frequencies_at(term.field, ordinal, sorted_rows[n])
                self._add(totals[n], n, frequencies, term.length_field, weight)
        for literal, factor in scored:
            postings = self._literals[literal]
            weight = factor * LITERAL_WEIGHT * idf(self._total_rows, sum(map(len, postings)))
            for n, frequencies in enumerate(postings):
                self._add(totals[n], n, frequencies, literal.length_field, weight)
        best = [(match, *self._best(match, totals)) for match in matches]
        best.sort(
            key=lambda one: (
                -one[0].keywords,
                -one[1],
                self._is_other(one[0].segment, one[2]),
                one[0].segment,
                one[0].document,
            )
        )
        return best

    def _is_other(self, number: int, row: int) -> bool:
        """Tell whether a row is not in the script that the query is typed in."""
        script = self._query.script
        scripts = self._segments[number].segment.container.view("row_scripts")
        return script != NEITHER and scripts[row] != script

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
        slope = norm_slope(self._means[length_field])
        for row in totals.keys() & frequencies.keys():
            frequency = frequencies[row]
            norm = SHORTEST_NORM + slope * lengths[row]
            totals[row] += weight * frequency * MOST_BM25 / (frequency + norm)

    def _best(self, match: _Match, totals: list[dict[int, float]]) -> tuple[float, int]:
        """Return the score and number of a document's best row, the first of equals."""
        rows = row_range(self._segments[match.segment], match.document)
        scores = totals[match.segment]
        row = max(rows, key=scores.__getitem__)
        if len(rows) > 1 and any(_is_nearly(scores[row], scores[other]) for other in rows):
            raise TooMuch("rounding decides which row is the best")
        return scores[row], row


def _is_near_tie(one: tuple[_Match, float, int], other: tuple[_Match, float, int]) -> bool:
    return one[0].keywords == other[0].keywords and _is_nearly(one[1], other[1])


def _is_nearly(one: float, other: float) -> bool:
    """Whether two scores are nearly equal, but not equal."""
    return one != other and abs(one - other) <= _NEARLY_EQUAL * max(one, other)


def _is_open(ranked: _Ranking, last: int, unseen: float) -> bool:
    """Whether documents that were not looked at may be among the first."""
    return len(ranked) < last or ranked[last - 1][1] < unseen + _ROUNDING


class _NoLongDocuments:
    """Long documents are not looked through here."""

    def spans(self, document: int) -> tuple[Span, ...]:
        raise TooMuch(f"document {document} is long")

    def passage(self, document: int, row: int) -> Span:
        raise TooMuch(f"document {document} is long at row {row}")

    def first(
        self, document: int, literal: LiteralPlan | ChainPlan, outside: Sequence[LiteralPlan] = ()
    ) -> Span | None:
        raise TooMuch(f"document {document} is long for {literal}, {outside}")
