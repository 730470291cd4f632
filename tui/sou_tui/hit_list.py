"""The hits of a search that are here, of many more that are not.

In: pages of hits, from anywhere in the ranking. Out: entries in order of rank. Ranks that are
here stand in runs; between two runs there is a gap. Of each file a page shows the best hit,
the others are folded below it until it is unfolded. What is shown keeps its place when a page
comes before or behind it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sou.model import Hit


class Ranks(NamedTuple):
    """Ranks from first to last, both included."""

    first: int
    last: int

    def __len__(self) -> int:
        return self.last - self.first + 1


@dataclass(slots=True)
class _Run:
    ranks: Ranks
    shown: list[Hit]
    leaders: dict[str, Hit]
    """By file, the hit that the next ones of it are folded below."""


def _file_of(hit: Hit) -> str:
    """Return what hits are folded by: the same file, or another with the same bytes."""
    return hit.document.digest or hit.document.path


class HitList:
    """Hits by rank, and as they are listed."""

    def __init__(self, total: int = 0) -> None:
        self.total = total
        """How many hits there are, here or not."""
        self.entries: list[Hit | Ranks] = []
        """What is listed: hits, and gaps between them."""
        self._gaps: list[tuple[int, Ranks]] = []
        """With their places among the entries."""
        self._runs: list[_Run] = []
        self._by_rank: dict[int, Hit] = {}
        self._ids: set[str] = set()
        self._leaders: dict[int, Hit] = {}
        """By the rank of a hit that is folded or was unfolded: what it stands below."""
        self._folded: dict[int, list[Hit]] = {}
        """By the rank of their leader."""
        self._unfolded: dict[int, list[Hit]] = {}

    @property
    def last_rank(self) -> int:
        """The rank up to which all hits are here."""
        return self._runs[0].ranks.last if self._runs and self._runs[0].ranks.first == 1 else 0

    @property
    def has_folded(self) -> bool:
        """Whether anything is folded."""
        return bool(self._folded)

    def take(self, hits: Sequence[Hit]) -> None:
        """Add a page: hits of ranks that follow one another.

        What came before, under this rank or another, is there already.
        """
        if not hits:
            return
        ranks = Ranks(hits[0].rank, hits[-1].rank)
        new = [
            hit
            for hit in hits
            if hit.rank not in self._by_rank and hit.document.id not in self._ids
        ]
        self._by_rank.update((hit.rank, hit) for hit in new)
        self._ids.update(hit.document.id for hit in new)
        for absent in self._absent(ranks):
            added = [hit for hit in new if absent.first <= hit.rank <= absent.last]
            self._fold(self._run_for(absent), added)
        self._join_runs()

    def shrink(self, total: int) -> None:
        """Wait for no ranks beyond a total: by a newer commit there may be fewer hits.

        What is here stays; a gap in it ends with the total.
        """
        last = 0
        for run in self._runs:
            first = min(max(last, total) + 1, run.ranks.first)
            run.ranks = Ranks(first, run.ranks.last)
            last = run.ranks.last
        self.total = min(self.total, max(total, last))
        self._join_runs()

    def _absent(self, ranks: Ranks) -> list[Ranks]:
        """Return what of some ranks is in no run."""
        absent, first = [], ranks.first
        for run in self._runs:
            if run.ranks.last >= first and run.ranks.first <= ranks.last:
                if run.ranks.first > first:
                    absent.append(Ranks(first, run.ranks.first - 1))
                first = run.ranks.last + 1
        return [*absent, Ranks(first, ranks.last)] if first <= ranks.last else absent

    def _run_for(self, ranks: Ranks) -> _Run:
        """Return the run that a page goes on, made to reach as far; else a new one."""
        for run in self._runs:
            if run.ranks.first <= ranks.first <= run.ranks.last + 1:
                run.ranks = Ranks(run.ranks.first, max(run.ranks.last, ranks.last))
                return run
        run = _Run(ranks, [], {})
        self._runs.append(run)
        self._runs.sort(key=lambda one: one.ranks)
        return run

    def _fold(self, run: _Run, hits: Sequence[Hit]) -> None:
        for hit in hits:
            leader = run.leaders.setdefault(_file_of(hit), hit)
            if leader is hit:
                run.shown.append(hit)
                continue
            self._leaders[hit.rank] = leader
            unfolded = self._unfolded.get(leader.rank)
            if unfolded is None:
                self._folded.setdefault(leader.rank, []).append(hit)
            else:
                run.shown.insert(run.shown.index(leader) + 1 + len(unfolded), hit)
                unfolded.append(hit)

    def _join_runs(self) -> None:
        joined: list[_Run] = []
        for run in self._runs:
            before = joined[-1] if joined else None
            if before is None or before.ranks.last + 1 < run.ranks.first:
                joined.append(run)
                continue
            before.ranks = Ranks(before.ranks.first, max(before.ranks.last, run.ranks.last))
            before.shown += run.shown
            before.leaders = run.leaders | before.leaders
        self._runs = joined
        self._list()

    def _list(self) -> None:
        self.entries, self._gaps = [], []
        last = 0
        for run in self._runs:
            if run.ranks.first > last + 1:
                gap = Ranks(last + 1, run.ranks.first - 1)
                self._gaps.append((len(self.entries), gap))
                self.entries.append(gap)
            self.entries += run.shown
            last = run.ranks.last

    def listed(self, rank: int) -> Hit | None:
        """Return the hit of a rank, or the one that it is folded below, if it is here."""
        hit = self._by_rank.get(rank)
        leader = self._leaders.get(rank)
        return leader if leader is not None and leader.rank in self._folded else hit

    def listed_document(self, document_id: str) -> Hit | None:
        """Return the hit of a document, or the one that it is folded below, if it is here."""
        hits = (hit for hit in self._by_rank.values() if hit.document.id == document_id)
        hit = next(hits, None)
        return self.listed(hit.rank) if hit is not None else None

    def place_of(self, hit: Hit) -> int | None:
        """Return where a hit is listed."""
        places = (place for place, one in enumerate(self.entries) if one is hit)
        return next(places, None)

    def bounds(self, place: int) -> tuple[int, int]:
        """Return the first and the last place of the run that an entry is in."""
        before = max((at for at, _ in self._gaps if at <= place), default=-1)
        after = min((at for at, _ in self._gaps if at > place), default=len(self.entries))
        return before + 1, after - 1

    def beside(self, rank: int, step: int) -> Hit | None:
        """Return the next hit, folded or not, up or down from a rank, if it is here."""
        run = self._run_of(rank)
        while run is not None and run.ranks.first <= rank + step <= run.ranks.last:
            rank += step
            if rank in self._by_rank:
                return self._by_rank[rank]
        return None

    def missing_beside(self, rank: int, step: int, count: int) -> Ranks | None:
        """Return which ranks to ask for, up to ``count``, to go on from a run in a direction."""
        run = self._run_of(rank)
        if run is None:
            return None
        at = self._runs.index(run)
        if step > 0:
            end = self._runs[at + 1].ranks.first - 1 if at + 1 < len(self._runs) else self.total
            found = Ranks(run.ranks.last + 1, min(run.ranks.last + count, end))
        else:
            start = self._runs[at - 1].ranks.last + 1 if at else 1
            found = Ranks(max(run.ranks.first - count, start), run.ranks.first - 1)
        return found if found.first <= found.last else None

    def missing_at(self, rank: int, count: int) -> Ranks | None:
        """Return which ranks to ask for to have one with up to ``count`` before it."""
        if self._run_of(rank) is not None:
            return None
        last_here = max((one.ranks.last for one in self._runs if one.ranks.last < rank), default=0)
        return Ranks(max(rank - count + 1, last_here + 1), rank)

    def unseen_before(self, place: int) -> int:
        """Return how many hits are in the gaps before a place."""
        return sum(len(gap) for at, gap in self._gaps if at < place)

    @property
    def unseen(self) -> int:
        """How many hits are not here."""
        last = self._runs[-1].ranks.last if self._runs else 0
        return self.unseen_before(len(self.entries)) + max(self.total - last, 0)

    def _run_of(self, rank: int) -> _Run | None:
        return next((one for one in self._runs if one.ranks.first <= rank <= one.ranks.last), None)

    def folded(self, hit: Hit) -> int:
        """Return how many hits of the same file are folded below a hit."""
        return len(self._folded.get(hit.rank, ()))

    def unfold(self, hit: Hit) -> Hit | None:
        """List what is folded below a hit, or fold it, and what it stands among, again.

        Returns the hit that the others are below; ``None`` if there is nothing to fold.
        """
        leader = self._leaders.get(hit.rank, hit)
        run = self._run_of(leader.rank)
        if run is None:
            return None
        if folded := self._folded.pop(leader.rank, None):
            at = run.shown.index(leader) + 1
            run.shown[at:at] = folded
            self._unfolded[leader.rank] = folded
        elif unfolded := self._unfolded.pop(leader.rank, None):
            ranks = {one.rank for one in unfolded}
            run.shown = [one for one in run.shown if one.rank not in ranks]
            self._folded[leader.rank] = unfolded
        else:
            return None
        self._list()
        return leader
