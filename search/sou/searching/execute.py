"""Evaluate a query tree on one segment: which documents match, how well, where.

Boolean structure speaks of documents, scores of passages. Every positive leaf
adds to one accumulator of row scores; a document has the score of its best row.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from sou.query import tree as nodes
from sou.searching.literal import LiteralPlan, find_literal
from sou.searching.ranking import LITERAL_WEIGHT, bm25, idf
from sou.store.segment import folded_name

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    import numpy.typing as npt

    from sou.searching.leaves import RankingTerm, WordsPlan
    from sou.searching.plan import QueryPlan
    from sou.searching.snapshot import SegmentView

    Mask = npt.NDArray[np.bool_]
    Positions = npt.NDArray[Any]


class SegmentMatches:
    """Result of a query on one segment; positions are kept for the highlighter."""

    def __init__(self, view: SegmentView, plan: QueryPlan) -> None:
        self.view = view
        self.segment = view.segment
        self._plan = plan
        self._positions: dict[LiteralPlan, Positions] = {}
        self.coverage = np.zeros(self.segment.document_count, dtype=np.float32)
        """How many of the keywords each document holds."""
        self.row_scores = np.zeros(self.segment.row_count, dtype=np.float32)
        self.documents = np.zeros(0, dtype=np.int64)
        """Matching live documents, ascending."""
        self.scores = np.zeros(0, dtype=np.float32)
        """Score of each of ``documents``."""

    def match(self) -> None:
        """Find the matching documents."""
        mask = self._evaluate(self._plan.tree, positive=True) & self.view.live
        self.documents = np.flatnonzero(mask)

    def positions(self, literal: LiteralPlan) -> Positions:
        """Return where a literal stands in the segment, ascending; remembered."""
        found = self._positions.get(literal)
        if found is None:
            found = self._positions[literal] = find_literal(self.segment, literal)
        return found

    def positions_in(self, literal: LiteralPlan, document: int) -> Positions:
        """Return where a literal stands in a document, as joined offsets in it."""
        found = self.positions(literal)
        base, end = self.segment.document_positions[document : document + 2].astype(np.int64)
        first, last = np.searchsorted(found, (base, end))
        inside: Positions = found[first:last] - base
        return inside

    def documents_with(self, literal: LiteralPlan) -> Mask:
        """Return which documents hold a literal."""
        return _counts_between(self.segment.document_positions, self.positions(literal)) > 0

    def best_row(self, document: int) -> tuple[int, int]:
        """Return the joined offsets, half-open, of a document's best passage."""
        first, end = self.segment.document_rows[document : document + 2].tolist()
        row = first + int(np.argmax(self.row_scores[first:end]))
        base = int(self.segment.document_positions[document])
        start, stop = self.segment.row_positions[row : row + 2].tolist()
        return start - base, stop - base

    def _evaluate(self, node: nodes.Query, *, positive: bool) -> Mask:
        self._plan.check_cancelled()
        count = self.segment.document_count
        match node:
            case nodes.And() | nodes.Or():
                masks = [self._evaluate(child, positive=positive) for child in node.children()]
                if isinstance(node, nodes.And):
                    return _all_of(masks)
                return ~_all_of([~mask for mask in masks])
            case nodes.Not():
                return ~self._evaluate(next(iter(node.children())), positive=False)
            case nodes.Every():
                return np.ones(count, dtype=np.bool_)
            case nodes.Words():
                return self._words(self._plan.words[node], positive=positive)
            case nodes.Literal() if node.fieldname == "body":
                return self.documents_with(self._plan.literals[node])
            case nodes.Literal():
                return self._name_contains(node.fieldname, node.text)
            case nodes.Prefix():
                return self.documents_with(self._plan.literals[node])
            case nodes.Term():
                return self._is_type(node.text)
            case nodes.DateRange():
                return self._is_dated(node)
            case _:
                return np.zeros(count, dtype=np.bool_)

    def _words(self, plan: WordsPlan, *, positive: bool) -> Mask:
        whole = [self.documents_with(word.literal) for word in plan.words]
        if plan.match_all:
            return _all_of(whole)
        if positive and plan.is_keywords:
            self.coverage += np.sum(whole, axis=0, dtype=np.float32)
        mask = ~_all_of([~documents for documents in whole])
        if positive:
            for word in plan.words:
                for part in word.parts:
                    mask |= self.documents_with(part)
        return mask

    def _name_contains(self, field: str, text: str) -> Mask:
        mask = np.zeros(self.segment.document_count, dtype=np.bool_)
        needle = folded_name(text)
        mask[self.segment.find_documents(field, needle)] = True
        return mask

    def _is_type(self, wanted: str) -> Mask:
        codes = [n for n, names in enumerate(self.segment.types) if wanted in names]
        mask: Mask = np.isin(self.segment.type_codes, codes)
        return mask

    def _is_dated(self, node: nodes.DateRange) -> Mask:
        modified = self.segment.modified_ns
        mask = np.ones(modified.size, dtype=np.bool_)
        if node.startdate is not None:
            start = _nanoseconds(node.startdate)
            mask &= modified > start if node.startexcl else modified >= start
        if node.enddate is not None:
            end = _nanoseconds(node.enddate)
            mask &= modified < end if node.endexcl else modified <= end
        return mask


def _all_of(masks: Sequence[Mask]) -> Mask:
    """Return where every mask is true; no masks give an error, the parser makes none."""
    result = masks[0]
    for mask in masks[1:]:
        result = result & mask
    return result


def _counts_between(borders: Positions, positions: Positions) -> npt.NDArray[np.int64]:
    """Count ``positions`` from each border to the next; both ascending.

    Looks up whichever are fewer.
    """
    if positions.size > borders.size:
        return np.diff(np.searchsorted(positions, borders.astype(positions.dtype)))
    places = np.searchsorted(borders, positions.astype(borders.dtype), side="right") - 1
    return np.bincount(places, minlength=borders.size - 1)


def _nanoseconds(moment: datetime) -> int:
    return int(moment.timestamp()) * 1_000_000_000 + moment.microsecond * 1000


def score_matches(
    matches: list[SegmentMatches],
    plan: QueryPlan,
    row_count: int,
    mean_lengths: Mapping[str, float],
) -> None:
    """Score the documents that matched, with frequencies over all segments."""
    for term in plan.ranking:
        plan.check_cancelled()
        _add_term(matches, term, row_count, mean_lengths)
    for literal in plan.scored_literals:
        plan.check_cancelled()
        _add_literal(matches, literal, row_count, mean_lengths["chars"])
    for found in matches:
        rows = found.segment.document_rows[:-1]
        if rows.size and found.documents.size:
            best = np.maximum.reduceat(found.row_scores, rows)
            found.scores = best[found.documents]


def _add_term(
    matches: list[SegmentMatches],
    term: RankingTerm,
    row_count: int,
    mean_lengths: Mapping[str, float],
) -> None:
    found = []
    for segment_matches in matches:
        dictionary, postings = getattr(segment_matches.segment, term.field)
        ordinal = dictionary.ordinal(term.term)
        if ordinal >= 0:
            found.append((segment_matches, postings.of(ordinal)))
    weight = term.weight * idf(row_count, sum(p.rows.size for _, p in found))
    for segment_matches, (rows, frequencies) in found:
        lengths = segment_matches.segment.row_lengths(term.length_field)[rows]
        gain = bm25(frequencies, lengths, mean_lengths[term.length_field])
        segment_matches.row_scores[rows] += np.float32(weight) * gain


def _add_literal(
    matches: list[SegmentMatches], literal: LiteralPlan, row_count: int, mean_length: float
) -> None:
    found = []
    for segment_matches in matches:
        positions = segment_matches.positions(literal)
        counts = _counts_between(segment_matches.segment.row_positions, positions)
        rows = np.flatnonzero(counts)
        found.append((segment_matches, rows, np.minimum(counts[rows], 0xFFFF).astype(np.uint16)))
    weight = LITERAL_WEIGHT * idf(row_count, sum(rows.size for _, rows, _ in found))
    for segment_matches, rows, frequencies in found:
        lengths = segment_matches.segment.row_lengths("chars")[rows]
        gain = bm25(frequencies, lengths, mean_length)
        segment_matches.row_scores[rows] += np.float32(weight) * gain
