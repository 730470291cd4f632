"""Evaluate a query tree on one segment: which documents match, and what scores them.

Boolean structure speaks of documents, scores of rows. Each clause becomes the set of
its documents and the parts that add to the score of a row. Boosts are handed down to
the leaves. docs/decisions/0007 says what each node means.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from math import isfinite
from typing import TYPE_CHECKING, Final

import numpy as np

from sou.errors import QueryTreeError
from sou.query import tree as nodes
from sou.ranking import FIELD_WEIGHTS, LITERAL_WEIGHT, STRAY_WEIGHT
from sou.searching import clauses, columns
from sou.searching.chains import chain_postings
from sou.searching.clauses import Matched
from sou.searching.document_set import DocumentSet
from sou.searching.expand import expanded_postings, expansion_of
from sou.searching.fallback import Drain, DrainedPart, unknown
from sou.searching.leaves import field_term, whole_terms
from sou.searching.literal import LiteralFinder
from sou.searching.near import near_plan, near_postings
from sou.searching.parts import PostingsPart, ScorePart, TermPart
from sou.searching.statistics import Statistics
from sou.searching.term_list import term_list

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence

    from sou.searching.leaves import RankingTerm, WordsPlan
    from sou.searching.literal_plan import LiteralPlan
    from sou.searching.plan import QueryPlan
    from sou.searching.snapshot import SegmentView
    from sou.store.postings import Postings

_OPERATORS: Final = frozenset(
    (
        nodes.And,
        nodes.AndMaybe,
        nodes.AndNot,
        nodes.ConstantScoreQuery,
        nodes.DisjunctionMax,
        nodes.Not,
        nodes.Or,
        nodes.Otherwise,
        nodes.Require,
    )
)
_SEQUENCES: Final = frozenset(
    (nodes.Near, nodes.Phrase, nodes.Sequence, nodes.Ordered, nodes.SpanNear, nodes.SpanNear2)
)
_PATTERNS: Final = frozenset(
    (nodes.Prefix, nodes.Wildcard, nodes.Regex, nodes.FuzzyTerm, nodes.TermRange)
)
_LEAVES: Final = frozenset(
    (
        nodes.DateRange,
        nodes.Every,
        nodes.Literal,
        nodes.NumericRange,
        nodes.Pinyin,
        nodes.Term,
        nodes.Words,
        type(nodes.NullQuery),
    )
)


@dataclass(frozen=True, slots=True)
class Shared:
    """What the evaluators of one search share."""

    plan: QueryPlan
    views: Sequence[SegmentView]
    statistics: Statistics
    drain: Drain = unknown
    _is_anywhere: dict[int, bool] = field(default_factory=dict)

    def is_anywhere(self, node: nodes.Query) -> bool:
        """Tell whether any live document of any segment matches; remembered by node."""
        key = id(node)
        if key not in self._is_anywhere:
            trial = replace(self, statistics=Statistics(0))
            found = ((view, Evaluator(view, trial).evaluate(node)) for view in self.views)
            self._is_anywhere[key] = any(len(m.documents & view.live) for view, m in found)
        return self._is_anywhere[key]


class Evaluator:
    """Evaluates the clauses of one query on one segment."""

    def __init__(self, view: SegmentView, shared: Shared) -> None:
        self.view = view
        self.literals = LiteralFinder(view)
        self._segment = view.segment
        self._size = view.segment.document_count
        self._plan = shared.plan
        self._shared = shared

    def evaluate(self, node: nodes.Query, boost: float = 1.0) -> Matched:
        """Return the documents and parts of a clause; deleted documents are not left out.

        Only the very classes of Whoosh are known, since a subclass may mean something else.

        Raises:
            QueryTreeError: a node makes no sense.
        """
        self._plan.check_cancelled()
        kind = type(node)
        weight = boost * _factor(getattr(node, "boost", 1.0), "boost")
        found: Matched | None = None
        if kind in _OPERATORS:
            found = self._operator(node, weight)
        elif kind in _SEQUENCES:
            found = self._sequence(node, weight)
        elif kind in _PATTERNS:
            found = self._pattern(node, weight)
        elif kind in _LEAVES:
            found = self._leaf(node, weight)
        return self._drained(node, boost) if found is None else found

    def _operator(self, node: nodes.Query, boost: float) -> Matched | None:
        match node:
            case nodes.Not():
                return clauses.opposite(self.evaluate(node.query))
            case nodes.Otherwise():
                chosen = node.a if self._shared.is_anywhere(node.a) else node.b
                return self.evaluate(chosen, boost)
            case nodes.ConstantScoreQuery():
                value = boost * _factor(node.score, "constant score")
                return clauses.constant(self.evaluate(node.child), value)
            case nodes.Or() if node.scale is not None:
                return None
        found = [self.evaluate(child, boost) for child in node.children()]
        match node:
            case nodes.And():
                return clauses.all_of(found, self._size)
            case nodes.Or() if node.minmatch > 1:
                return clauses.at_least(node.minmatch, found, self.view)
            case nodes.Or():
                return clauses.any_of(found, self.view)
            case nodes.AndNot():
                return clauses.without(found[0], found[1])
            case nodes.Require():
                return clauses.requiring(found[0], found[1])
            case nodes.AndMaybe():
                return clauses.preferring(found[0], found[1], self.view)
            case _:
                return clauses.best_of(found, _factor(node.tiebreak, "tiebreak"), self.view)

    def _sequence(self, node: nodes.Query, boost: float) -> Matched | None:
        plan = near_plan(node, self._plan)
        if plan is None:
            return None
        if len(plan.places) == 1 and len(plan.places[0]) == 1:
            return self._literal(plan.places[0][0], boost)
        postings = near_postings(self.view, self.literals, plan)
        return self._of_postings(postings, plan, "chars", boost)

    def _pattern(self, node: nodes.Query, boost: float) -> Matched | None:
        if type(node) is nodes.Prefix and node.fieldname == "body":
            return self._literal(self._plan.literal(node.text, at_run_start=True), boost)
        expansion = expansion_of(node)
        if expansion is None:
            return None
        postings = expanded_postings(self.view, expansion, self._plan.check_cancelled)
        return self._of_postings(postings, expansion, expansion.length_field, boost)

    def _leaf(self, node: nodes.Query, boost: float) -> Matched | None:
        match node:
            case nodes.Words():
                return self._words(self._plan.words(node), boost)
            case nodes.Literal() | nodes.Term():
                return self._text(node, boost)
            case nodes.Pinyin():
                return self._pinyin(node, boost)
            case nodes.DateRange() if node.fieldname == "date":
                return _restriction(columns.dated(self._segment, node))
            case nodes.NumericRange() if node.fieldname in columns.NUMBER_FIELDS:
                return _restriction(columns.numbered(self._segment, node))
            case nodes.Every():
                return self._every(node)
            case _ if node is nodes.NullQuery:
                return clauses.nothing(self._size)
        return None

    def _text(self, node: nodes.Term, boost: float) -> Matched | None:
        """Evaluate a literal or term by its field."""
        if node.fieldname == "body":
            is_exact = isinstance(node, nodes.Literal) and node.exact_script
            return self._literal(self._plan.literal(node.text, exact_script=is_exact), boost)
        if node.fieldname in columns.NAME_FIELDS:
            return _restriction(columns.named(self._segment, node.fieldname, node.text))
        if node.fieldname == "type":
            return _restriction(columns.typed(self._segment, node.text))
        if node.fieldname == "lang":
            return _restriction(columns.spoken(self._segment, node.text))
        if node.fieldname not in ("chars", "pairs", "runs", "words"):
            return None
        term = field_term(node.fieldname, node.text)
        part = self._term_part(term, boost) if term else None
        if part is None:
            return clauses.nothing(self._size)
        return Matched(part.term.documents(), (part,))

    def _every(self, node: nodes.Every) -> Matched | None:
        if node.fieldname is None or node.fieldname in columns.DOCUMENT_FIELDS:
            return _restriction(DocumentSet.all(self._size))
        if node.fieldname == "body":
            starts = self._segment.row_positions[self._segment.document_rows].astype(np.int64)
            return _restriction(DocumentSet.of_flags(np.diff(starts) > 1))
        expansion = expansion_of(node)
        if expansion is None:
            return None
        postings = expanded_postings(self.view, expansion, self._plan.check_cancelled)
        return _restriction(self.view.documents_of(postings.rows))

    def _words(self, plan: WordsPlan, boost: float) -> Matched:
        whole = [self.literals.documents(word.literal) for word in plan.words]
        literals = [(word.literal, 1.0) for word in plan.words]
        tight, loose = self._scored(literals, (*plan.ranking, *plan.respelt), boost)
        names = [(name, FIELD_WEIGHTS["words"]) for name in plan.names]
        loose += sum(self._scored(names, (), boost), ())
        if plan.match_all:
            own = Matched(_in_all(whole), loose=(*tight, *loose))
        else:
            pieces = [self.literals.documents(part) for word in plan.words for part in word.parts]
            documents = DocumentSet.any_of(self._size, [*whole, *pieces])
            own = Matched(documents, tight, loose, tuple(whole) if plan.is_keywords else ())
        found = self._widened(own, plan, boost) if plan.is_widened else own
        return self._with_stopped(found, plan) if plan.stopped else found

    def _widened(self, own: Matched, plan: WordsPlan, boost: float) -> Matched:
        """Add what may stand in for the words: docs/decisions/0013 says how it ranks."""
        whole = [
            DocumentSet.any_of(self._size, map(self.literals.documents, word.wholes))
            for word in plan.words
        ]
        variants = [(one.literal, one.weight) for word in plan.words for one in word.variants]
        added = sum(self._scored(variants, plan.added, boost), ())
        if plan.match_all:
            documents = _in_all(whole)
        else:
            pieces = [self.literals.documents(part) for word in plan.words for part in word.pieces]
            documents = DocumentSet.any_of(self._size, [*whole, *pieces])
        keywords = tuple(whole) if own.keywords else ()
        literal = own.documents if plan.match_all or not plan.is_sentence else None
        if literal is not None and len(plan.words) == 1:
            return Matched(documents, own.tight, own.loose, keywords, literal, added)
        return Matched(documents, own.tight, (*own.loose, *added), keywords, literal)

    def _with_stopped(self, found: Matched, plan: WordsPlan) -> Matched:
        """Add the documents of stop words, after all others."""
        sets = [found.documents, *map(self.literals.documents, plan.stopped)]
        documents = DocumentSet.any_of(self._size, sets)
        return replace(found, documents=documents, literal=found.literal_documents)

    def _scored(
        self,
        literals: Sequence[tuple[LiteralPlan, float]],
        terms: Sequence[RankingTerm],
        boost: float,
    ) -> tuple[tuple[ScorePart, ...], tuple[ScorePart, ...]]:
        """Return what literals and terms add: only where a literal stands, and elsewhere, too."""
        whole = {
            key
            for literal, _ in literals
            if literal.script is None  # the terms are folded, and stand elsewhere, too
            for spelling in literal.spellings
            for key in whole_terms(spelling.text)
        }
        tight: list[ScorePart] = [
            self._literal_part(literal, boost * weight)
            for literal, weight in literals
            if len(literal.constraints) > 1
        ]
        loose: list[ScorePart] = []
        for term in terms:
            part = self._term_part(term, boost)
            if part is not None:
                (tight if (term.field, term.term) in whole else loose).append(part)
        return tuple(tight), tuple(loose)

    def _term_part(self, term: RankingTerm, boost: float) -> TermPart | None:
        found = term_list(self.view, term.field, term.term)
        if found is None:
            return None
        statistics = self._shared.statistics.counted(term, self._segment.name, found.row_count)
        return TermPart(found, term.length_field, boost * term.weight, statistics)

    def _literal_part(self, literal: LiteralPlan, boost: float) -> ScorePart:
        weight = boost * LITERAL_WEIGHT
        term = self.literals.term(literal)
        if term is None:
            postings = self.literals.postings(literal)
            return self._postings_part(postings, literal, literal.length_field, weight)
        statistics = self._shared.statistics.counted(literal, self._segment.name, term.row_count)
        return TermPart(term, literal.length_field, weight, statistics)

    def _literal(self, literal: LiteralPlan, boost: float) -> Matched:
        documents = self.literals.documents(literal)
        return Matched(documents, (self._literal_part(literal, boost),))

    def _pinyin(self, node: nodes.Pinyin, boost: float) -> Matched:
        """Evaluate pinyin: each way to read it scores like two terms, its words and all else."""
        found = []
        for chain in self._plan.chains(node):
            postings, words = chain_postings(self.view, chain, self._plan.check_cancelled)
            matched = self._of_postings(postings, chain, "chars", boost * STRAY_WEIGHT)
            part = self._postings_part(words, (chain, "words"), "chars", boost)
            found.append(replace(matched, tight=(*matched.tight, part)))
        return clauses.any_of(found, self.view)

    def _of_postings(
        self, postings: Postings, key: Hashable, length_field: str, boost: float
    ) -> Matched:
        """Return a clause that scores like one term, which ``key`` names in all segments."""
        part = self._postings_part(postings, key, length_field, boost)
        return Matched(self.view.documents_of(postings.rows), (part,))

    def _postings_part(
        self, postings: Postings, key: Hashable, length_field: str, weight: float
    ) -> PostingsPart:
        rows = int(postings.rows.size)
        statistics = self._shared.statistics.counted(key, self._segment.name, rows)
        return PostingsPart(postings, self.view, length_field, weight, statistics)

    def _drained(self, node: nodes.Query, boost: float) -> Matched:
        drained = self._shared.drain(node, self.view)
        documents = self.view.documents_of(drained.rows)
        return Matched(documents, (DrainedPart(drained, boost),))


def _in_all(sets: Sequence[DocumentSet]) -> DocumentSet:
    documents = sets[0]
    for other in sets[1:]:
        documents = documents & other
    return documents


def _restriction(documents: DocumentSet) -> Matched:
    return Matched(documents)


def _factor(value: float, name: str) -> float:
    """Return a number that scores are multiplied by.

    Raises:
        QueryTreeError: bounds of scores would not hold with it.
    """
    if not isfinite(value) or value < 0:
        raise QueryTreeError(f"a {name} of {value} cannot rank; it must be 0 or more")
    return float(value)
