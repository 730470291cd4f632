"""Match all segments, count, and keep a page of the matches in the order asked for."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import numpy as np

from sou.ranking import LOOKED_AT_TWICE
from sou.searching.columns import in_folders
from sou.searching.execute import Evaluator, Shared
from sou.searching.facets import facet_counts, having
from sou.searching.fallback import Drain, WhooshMatchers
from sou.searching.leaves import PLAIN_WORDING, Wording
from sou.searching.order import Candidates, best, first_by, scored, worst
from sou.searching.plan import plan_query
from sou.searching.second_look import looked_at_twice
from sou.searching.statistics import Statistics
from sou.searching.windows import QueryWindows

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from sou.model import FacetFilter, FacetName, SortOrder
    from sou.query.tree import Query
    from sou.searching.document_set import DocumentSet
    from sou.searching.order import Placed
    from sou.searching.plan import QueryPlan
    from sou.searching.snapshot import SegmentView, Snapshot


@dataclass(frozen=True, slots=True)
class Options:
    """What else a search may ask for."""

    sort: SortOrder = "score"
    wording: Wording = PLAIN_WORDING
    filters: Sequence[Query] = ()
    """Documents must match all of them; they do not score."""
    masks: Sequence[Query] = ()
    """Documents must match none of them."""
    folders: Sequence[str] | None = None
    """Documents must be of files in or below one of them; ``None`` for all."""
    facet_filters: Sequence[FacetFilter] = ()
    """Documents must have one of the values of each; a facet is counted without its own."""
    facets: Sequence[FacetName] = ()
    """What to count the matches by."""
    drain: Drain | None = None
    """Evaluates nodes that the executor does not know; Whoosh's matchers, unless told."""


_PLAIN: Final = Options()


@dataclass(frozen=True, slots=True)
class RankedDocument:
    """A matched document of one segment, in its place of the ranking."""

    rank: int
    evaluator: Evaluator
    document: int
    score: float
    row: int
    """Its best row."""


@dataclass(frozen=True, slots=True)
class RankedPage:
    """A page of a ranking."""

    plan: QueryPlan
    documents: tuple[RankedDocument, ...]
    total: int
    facets: Mapping[str, tuple[tuple[str, int], ...]] = field(default_factory=dict)
    """Of all matches: how many have each value, most first."""


def search_snapshot(
    snapshot: Snapshot,
    tree: Query,
    *,
    limit: int,
    offset: int = 0,
    cancel: Callable[[], bool] | None = None,
    options: Options = _PLAIN,
) -> RankedPage:
    """Return documents ``[offset, offset + limit)`` of the matches in order, and how many match.

    By score, documents with more of the keywords come first. Documents that are alike
    come in the order of indexing.

    Raises:
        SearchCancelled: ``cancel`` returned true.
        QueryTreeError: a node of a tree makes no sense.
    """
    found, shared = _found(snapshot, tree, cancel, options)
    total = sum(len(one.documents) for one in found)
    facets = facet_counts(found, options.facets, snapshot.manifest.roots)
    count = min(offset + limit, total)
    placed = _placed(found, shared, options.sort, count) if count > offset else []
    documents = tuple(
        RankedDocument(rank, found[one.owner].evaluator, one.document, one.score, one.row)
        for rank, one in enumerate(placed[offset:], start=offset + 1)
    )
    return RankedPage(shared.plan, documents, total, facets)


def rank_of(
    snapshot: Snapshot,
    tree: Query,
    place: tuple[SegmentView, int],
    *,
    cancel: Callable[[], bool] | None = None,
    options: Options = _PLAIN,
) -> int | None:
    """Return the rank of a document of a segment, from 1; ``None`` if it does not match.

    Raises:
        SearchCancelled: ``cancel`` returned true.
        QueryTreeError: a node of a tree makes no sense.
    """
    view, document = place
    found, shared = _found(snapshot, tree, cancel, options)
    owner = next(at for at, one in enumerate(found) if one.evaluator.view is view)
    if not found[owner].documents.has(np.array([document]))[0]:
        return None
    placed = _placed(found, shared, options.sort, sum(len(one.documents) for one in found))
    ranks = (
        at for at, one in enumerate(placed, 1) if (one.owner, one.document) == (owner, document)
    )
    return next(ranks, None)


def matching_documents(
    snapshot: Snapshot,
    tree: Query,
    *,
    cancel: Callable[[], bool] | None = None,
    options: Options = _PLAIN,
) -> Iterator[tuple[SegmentView, int]]:
    """Yield every match in the order of indexing; nothing is scored.

    A segment is matched when its turn comes, so what is kept is flags of one segment.

    Raises:
        SearchCancelled: ``cancel`` returned true.
        QueryTreeError: a node of a tree makes no sense.
    """
    plan = plan_query(tree, cancel, wording=options.wording)
    drain = options.drain or WhooshMatchers(snapshot.views, plan.check_cancelled)
    shared = Shared(plan, snapshot.views, Statistics(snapshot.row_count), drain)
    roots = snapshot.manifest.roots
    for view in snapshot.views:
        found = _candidates(Evaluator(view, shared), tree, options, roots)
        for number in found.documents.numbers():
            plan.check_cancelled()
            yield view, int(number)


def _found(
    snapshot: Snapshot, tree: Query, cancel: Callable[[], bool] | None, options: Options
) -> tuple[list[Candidates], Shared]:
    """Return the live matches of each segment, and what their ranking shares."""
    plan = plan_query(tree, cancel, wording=options.wording)
    drain = options.drain or WhooshMatchers(snapshot.views, plan.check_cancelled)
    shared = Shared(plan, snapshot.views, Statistics(snapshot.row_count), drain)
    roots = snapshot.manifest.roots
    found = [_candidates(Evaluator(view, shared), tree, options, roots) for view in snapshot.views]
    return found, shared


def _candidates(
    evaluator: Evaluator, tree: Query, options: Options, roots: Sequence[str]
) -> Candidates:
    """Return the live matches of a segment that pass the filters."""
    matched = evaluator.evaluate(tree)
    documents = matched.documents
    for wanted in options.filters:
        documents = documents & evaluator.evaluate(wanted).documents
    for unwanted in options.masks:
        documents = documents - evaluator.evaluate(unwanted).documents
    if options.folders is not None:
        documents = documents & in_folders(evaluator.view.segment, options.folders)
    if not evaluator.view.is_whole:
        documents = documents & evaluator.view.live
    chosen: dict[str, DocumentSet] = {
        name: having(evaluator.view.segment, name, values, roots)
        for name, values in options.facet_filters
    }
    counted = {name: _within(documents, chosen, but=name) for name in chosen}
    return Candidates(evaluator, matched, _within(documents, chosen), counted)


def _within(
    documents: DocumentSet, chosen: Mapping[str, DocumentSet], *, but: str | None = None
) -> DocumentSet:
    """Return the documents that are in all of some sets, but for one of these."""
    for name, others in chosen.items():
        if name != but:
            documents = documents & others
    return documents


def _placed(
    found: Sequence[Candidates], shared: Shared, sort: SortOrder, count: int
) -> list[Placed]:
    check, script = shared.plan.check_cancelled, shared.plan.script
    match sort:
        case "score" if shared.plan.windowed:
            windows = QueryWindows.of(shared.plan.windowed, shared.views, check)
            placed = best(found, max(count, LOOKED_AT_TWICE), check, script)
            leading = looked_at_twice(placed[:LOOKED_AT_TWICE], found, windows)
            return [*leading, *placed[LOOKED_AT_TWICE:]][:count]
        case "score":
            return best(found, count, check, script)
        case "-score":
            return worst(found, count, check)
        case _:
            return scored(found, first_by(found, sort, count), check)
