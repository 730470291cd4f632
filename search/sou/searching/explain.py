"""Take the score of a document apart: the same parts that the search adds up.

The document is searched for as any other, so its rank and score are those of the hit; the
tree is made of what the parts of the query give its best row.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from sou.query.parser import interpretation
from sou.ranking import LOOKED_AT_TWICE, SAME_SCRIPT_WEIGHT, WINDOW_CHARS, WINDOW_WEIGHT
from sou.reports import Explanation, ScoreNode
from sou.searching.clause_reports import ClauseJudge
from sou.searching.collect import Options, search_snapshot
from sou.searching.execute import Evaluator, Shared
from sou.searching.fallback import WhooshMatchers
from sou.searching.leaves import PLAIN_WORDING, RankingTerm, Wording
from sou.searching.literal_plan import LiteralPlan
from sou.searching.parts import BestPart, ConstantPart, GatedPart, PostingsPart, TermPart, summed
from sou.searching.plan import pinyin_leaves
from sou.searching.statistics import Statistics
from sou.searching.term_list import frequencies_among
from sou.searching.windows import QueryWindows
from sou.text.joined import joined_text
from sou.text.scripts import NEITHER

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Sequence

    from sou.query.parser import ParsedQuery
    from sou.searching.collect import RankedDocument, RankedPage
    from sou.searching.parts import ScorePart
    from sou.searching.snapshot import SegmentView, Snapshot

_FIELDS = {"chars": "character", "pairs": "pair", "runs": "run", "words": "word"}


def explain(
    snapshot: Snapshot,
    query: str,
    parsed: ParsedQuery,
    place: tuple[SegmentView, int],
    *,
    wording: Wording = PLAIN_WORDING,
    cancel: Callable[[], bool] | None = None,
) -> Explanation:
    """Explain the place of a document of a segment in the ranking of a query.

    All matches are ranked for it.
    """
    tree = parsed.tree
    view, document = place
    every = max(snapshot.manifest.documents, 1)
    options = Options(wording=wording)
    page = search_snapshot(snapshot, tree, limit=every, cancel=cancel, options=options)
    shared = Shared(
        page.plan,
        snapshot.views,
        Statistics(snapshot.row_count),
        WhooshMatchers(snapshot.views, page.plan.check_cancelled),
    )
    evaluators = {one.segment.name: Evaluator(one, shared) for one in snapshot.views}
    matched = {name: one.evaluate(tree) for name, one in evaluators.items()}
    parts = {name: one.parts for name, one in matched.items()}
    segment = view.segment
    own = matched[segment.name].literal
    if own is not None and not own.flags()[document]:  # it has other words than the query's
        parts[segment.name] = (*parts[segment.name], *matched[segment.name].added)
    rows = segment.document_rows[document : document + 2].tolist()
    hit = next((one for one in page.documents if _is(one, view, document)), None)
    score = _Scores(snapshot, page, parts, shared).node(hit) if hit else None
    info = segment.info(document)
    return Explanation(
        path=info.path,
        part=info.part,
        query=query,
        interpretation=parsed.interpretation,
        total=page.total,
        rank=hit.rank if hit else None,
        score=score,
        passage=hit.row - rows[0] + 1 if hit else 0,
        passages=rows[1] - rows[0],
        clauses=ClauseJudge(evaluators[segment.name], page.plan, document).report(tree),
    )


def _is(found: RankedDocument, view: SegmentView, document: int) -> bool:
    return found.document == document and found.evaluator.view.segment.name == view.segment.name


@dataclass(frozen=True)
class _Scores:
    """Takes scores of one ranking apart."""

    snapshot: Snapshot
    page: RankedPage
    parts: dict[str, tuple[ScorePart, ...]]
    """Of each segment."""
    shared: Shared

    def node(self, hit: RankedDocument) -> ScoreNode:
        """Return the score of a hit as a tree."""
        view = hit.evaluator.view
        parts = self.parts[view.segment.name]
        row = np.array([hit.row])
        first = ScoreNode(
            "best passage",
            float(summed(parts, row)[0]),
            parts=tuple(self._part(part, view, hit.row) for part in parts if part.scores(row)[0]),
        )
        looks = [first]
        if self.page.plan.windowed and hit.rank <= LOOKED_AT_TWICE:
            looks += self._second_look(hit)
        return ScoreNode("score", hit.score, parts=tuple(looks))

    def _second_look(self, hit: RankedDocument) -> list[ScoreNode]:
        view, plan = hit.evaluator.view, self.page.plan
        highest = self._highest()
        windows = QueryWindows.of(plan.windowed, self.snapshot.views, plan.check_cancelled)
        best = windows.best(view, np.array([hit.row]))
        share, start = float(best.shares[0]), int(best.starts[0])
        facts = (("share", share), ("weight", WINDOW_WEIGHT), ("highest", highest))
        text = _window_text(view, hit, start) if share else ""
        found = [ScoreNode("window", highest * WINDOW_WEIGHT * share, facts, text)]
        if plan.script != NEITHER and view.segment.row_scripts[hit.row] == plan.script:
            value = highest * SAME_SCRIPT_WEIGHT
            because = (("weight", SAME_SCRIPT_WEIGHT), ("highest", highest))
            found.append(ScoreNode("same script", value, because))
        return found

    def _highest(self) -> float:
        """Return the highest score of the documents that were looked at twice."""
        rows: dict[str, list[int]] = {}
        for one in self.page.documents[:LOOKED_AT_TWICE]:
            rows.setdefault(one.evaluator.view.segment.name, []).append(one.row)
        return max(
            float(summed(self.parts[name], np.unique(of_segment)).max())
            for name, of_segment in rows.items()
        )

    def _part(self, part: ScorePart, view: SegmentView, row: int) -> ScoreNode:
        value = float(part.scores(np.array([row]))[0])
        match part:
            case TermPart() | PostingsPart():
                name = self._named(self.shared.statistics.term_of(part.statistics))
                return ScoreNode(name, value, _bm25_facts(part, view, row))
            case GatedPart():
                if not value:  # the document does not match the clause, its row might
                    return ScoreNode("clause", value)
                parts = (self._part(one, view, row) for one in part.parts)
                return ScoreNode("clause", value, parts=tuple(one for one in parts if one.value))
            case BestPart():
                clauses = [self._clause(parts, view, row) for parts in part.clauses]
                facts = (("tiebreak", part.tiebreak),)
                return ScoreNode("best of", value, facts, parts=tuple(clauses), is_best=True)
            case ConstantPart():
                return ScoreNode("constant", value)
        return ScoreNode("matched by Whoosh", value)

    def _named(self, term: Hashable) -> str:
        """Return what a part of a score is called."""
        plan = self.page.plan
        for leaf in pinyin_leaves(plan.tree):
            for chain in plan.chains(leaf):
                if term == chain:
                    return interpretation(leaf)
                if term == (chain, "words"):
                    return f"{interpretation(leaf)} as a word"
        return _named(term)

    def _clause(self, parts: Sequence[ScorePart], view: SegmentView, row: int) -> ScoreNode:
        found = tuple(self._part(part, view, row) for part in parts)
        return ScoreNode("clause", sum(one.value for one in found), parts=found)


def _bm25_facts(
    part: TermPart | PostingsPart, view: SegmentView, row: int
) -> tuple[tuple[str, float], ...]:
    """Return what BM25 is reckoned from."""
    postings = part.term.postings() if isinstance(part, TermPart) else part.postings
    field = part.length_field
    tf = frequencies_among(postings, np.array([row]), view.segment.row_count)[0]
    return (
        ("tf", int(tf)),
        ("df", part.statistics.term_rows),
        ("idf", part.statistics.idf),
        ("length", int(view.segment.row_lengths(field)[row])),
        ("mean length", view.mean_lengths[field]),
        ("norm", float(view.norms(field)[row])),
        ("weight", part.weight),
    )


def _named(term: Hashable) -> str:
    """Return what a part of a score is called."""
    match term:
        case RankingTerm():
            return f"{_FIELDS[term.field]} {_text(term.term)}"
        case LiteralPlan():
            return f"literal {term.text}"
    return "pattern or places"


def _text(term: Any) -> str:
    if isinstance(term, bytes):
        return term.decode("utf-8", "surrogatepass")
    return "".join(map(chr, term if isinstance(term, tuple) else (term,)))


def _window_text(view: SegmentView, hit: RankedDocument, start: int) -> str:
    """Return the text of a window, as the document writes it."""
    segment = view.segment
    text = segment.text(hit.document)
    joined = joined_text(text)
    first = segment.joined_bounds(hit.document, hit.row)[0] + start
    last = min(first + WINDOW_CHARS, len(joined.text)) - 1
    return text[joined.to_source(first) : joined.to_source(last) + 1]
