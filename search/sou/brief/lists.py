"""Postings and positions of one segment, as lists."""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING, Any, Final

from sou.errors import SouError
from sou.searching.literal_plan import Pair, Run
from sou.store.champions import read_champions
from sou.store.dictionary import BlobDictionary, CodeDictionary, PairDictionary
from sou.store.gap_lists import LONG, GapLists, Payload

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sou.brief.query import BriefQuery
    from sou.searching.leaves import RankingTerm
    from sou.searching.literal_plan import LiteralPlan
    from sou.store.champions import Champions
    from sou.store.segment_file import SegmentFile

MOST_NS: Final = 60_000_000
"""A search with longer lists is faster with numpy, its import included."""
_NS_AN_ENTRY: Final = {"chars": 30, "words": 30, "pairs": 150, "runs": 150}
_MOST_TERMS: Final = 200
"""So many terms of the dictionary may hold a run."""

Frequencies = dict[int, int]
"""How often each row holds something, by row, ascending."""


class TooMuch(SouError):
    """The search is not brief."""


class BriefSegment:
    """Looks terms and literals up in one segment."""

    def __init__(self, segment: SegmentFile) -> None:
        self.segment = segment
        container = segment.container
        self.rows_of_documents = container.view("document_rows")
        self.row_positions = container.view("row_positions")
        self._dictionaries: dict[str, Any] = {
            "chars": CodeDictionary(container, "chars"),
            "pairs": PairDictionary(container, "pairs"),
            "runs": BlobDictionary(container, "runs"),
            "words": BlobDictionary(container, "words"),
        }
        self._lists = {
            "chars": GapLists(container, "chars", Payload.FREQUENCY),
            "pairs": GapLists(container, "pairs", Payload.OFFSET),
            "runs": GapLists(container, "runs", Payload.OFFSET),
            "words": GapLists(container, "words", Payload.FREQUENCY),
        }

    def cost(self, query: BriefQuery) -> int:
        """Return about how many ns the lists of a query take, as far as is seen beforehand."""
        literals = (*query.literals, *(one.literal for one in query.all_variants))
        terms = {(term.field, self.find(term)) for term in (*query.ranking, *query.added)}
        terms |= {
            ("pairs", self._pair_ordinal(constraint))
            for literal in literals
            for spelling in literal.spellings
            for constraint in spelling.constraints
            if isinstance(constraint, Pair) and constraint.second is not None
        }
        return sum(
            self._lists[field].entry_count(ordinal) * _NS_AN_ENTRY[field]
            for field, ordinal in terms
            if ordinal >= 0
        )

    def find(self, term: RankingTerm) -> int:
        """Return the ordinal of a ranking term, or -1."""
        key = term.term if isinstance(term.term, tuple) else (term.term,)
        ordinal: int = self._dictionaries[term.field].ordinal(*key)
        return ordinal

    def row_count(self, field: str, ordinal: int) -> int:
        """Return how many rows hold a term."""
        lists = self._lists[field]
        if lists.entry_count(ordinal) >= LONG:
            return lists.long_rows(ordinal)
        return len(self.frequencies(field, ordinal))

    def frequencies(self, field: str, ordinal: int) -> Frequencies:
        """Return the rows of a term."""
        rows, payload = self._lists[field].plain(ordinal)
        if field in ("chars", "words"):
            return dict(zip(rows, payload, strict=True))
        return _counted(rows)

    def frequencies_at(self, field: str, ordinal: int, rows: Sequence[int]) -> Frequencies:
        """Return how often a term stands in some ascending rows, where it does."""
        return self._lists[field].plain_frequencies(ordinal, rows)

    def champions(self, field: str, ordinal: int) -> Champions | None:
        """Return the champions of a term; ``None`` for a short list."""
        is_ranked = field in self.segment.field_lengths
        return read_champions(self.segment.container, field, ordinal) if is_ranked else None

    def document_count(self, field: str, ordinal: int) -> int:
        """Return how many documents hold a term, deleted ones included."""
        known = self.champions(field, ordinal)
        return known.documents if known else len(self.documents(self.frequencies(field, ordinal)))

    def term(self, plan: LiteralPlan) -> tuple[str, int] | None:
        """Return field and ordinal of the term that a literal is, -1 if it is not here.

        ``None`` for a literal that is more than one term.
        """
        if plan.others or len(plan.constraints) != 1 or not isinstance(plan.constraints[0], Pair):
            return None
        pair = plan.constraints[0]
        field = "pairs" if pair.second is not None else "chars"
        key = (pair.first,) if pair.second is None else (pair.first, pair.second)
        return field, self._dictionaries[field].ordinal(*key)

    def literal(self, plan: LiteralPlan) -> Frequencies:
        """Return the rows in which a literal begins."""
        if plan.others:
            return _summed([self.literal(spelling) for spelling in plan.spellings])
        if term := self.term(plan):
            return self.frequencies(*term) if term[1] >= 0 else {}
        starts = self._starts(plan)
        return _counted([bisect_right(self.row_positions, start) - 1 for start in starts])

    def documents(self, rows: Iterable[int]) -> list[int]:
        """Return the documents of ascending rows, each once."""
        if self.segment.row_count == self.segment.document_count:
            return list(rows)
        found: list[int] = []
        end = -1
        for row in rows:
            if row >= end:
                document = bisect_right(self.rows_of_documents, row) - 1
                found.append(document)
                end = self.rows_of_documents[document + 1]
        return found

    def _starts(self, plan: LiteralPlan) -> list[int]:
        """Return where a literal stands, ascending."""
        found: set[int] | None = None
        for constraint in sorted(plan.constraints, key=self._cost):
            positions = {at - constraint.distance for at in self._positions(constraint)}
            found = positions if found is None else found & positions
            if not found:
                return []
        return sorted(start for start in found or () if start >= 0)

    def _cost(self, constraint: Pair | Run) -> int:
        if isinstance(constraint, Run):
            return self.segment.row_count
        ordinal = self._pair_ordinal(constraint)
        return self._lists["pairs"].entry_count(ordinal) if ordinal >= 0 else 0

    def _pair_ordinal(self, pair: Pair) -> int:
        if pair.second is None:
            raise TooMuch("a character whatever follows it")
        ordinal: int = self._dictionaries["pairs"].ordinal(pair.first, pair.second)
        return ordinal

    def _positions(self, constraint: Pair | Run) -> list[int]:
        if isinstance(constraint, Run):
            return [
                position + shift
                for ordinal, shift in self._run_terms(constraint)
                for position in self._at("runs", ordinal)
            ]
        ordinal = self._pair_ordinal(constraint)
        return self._at("pairs", ordinal) if ordinal >= 0 else []

    def _at(self, field: str, ordinal: int) -> list[int]:
        starts = self.row_positions
        rows, offsets = self._lists[field].plain(ordinal)
        return [starts[row] + offset for row, offset in zip(rows, offsets, strict=True)]

    def _run_terms(self, run: Run) -> list[tuple[int, int]]:
        """Return the terms that show a run's text, and where in them it begins."""
        if self.segment.has_long_runs:
            raise TooMuch("runs that fell apart")
        wanted = run.text.encode("utf-8", "surrogatepass")
        found: list[tuple[int, int]] = []
        container = self.segment.container
        ends = container.view("runs.term_ends")
        at = container.find("runs.terms", wanted)
        while at >= 0:
            ordinal = bisect_right(ends, at)
            start = ends[ordinal - 1] if ordinal else 0
            is_edge = (run.is_open_left or at == start) and (
                run.is_open_right or at + len(wanted) == ends[ordinal] - 1
            )
            if is_edge:
                before = container.slice("runs.terms", start, at)
                found.append((ordinal, len(before.decode("utf-8", "surrogatepass"))))
            if len(found) > _MOST_TERMS:
                raise TooMuch("many terms hold the run")
            at = container.find("runs.terms", wanted, at + 1)
        return found


def _counted(rows: list[int]) -> Frequencies:
    counts: Frequencies = {}
    for row in rows:
        counts[row] = counts.get(row, 0) + 1
    return counts


def _summed(found: Iterable[Frequencies]) -> Frequencies:
    counts: Frequencies = {}
    for frequencies in found:
        for row, frequency in frequencies.items():
            counts[row] = counts.get(row, 0) + frequency
    return dict(sorted(counts.items()))


def row_range(segment: BriefSegment, document: int) -> range:
    """Return the rows of a document."""
    return range(segment.rows_of_documents[document], segment.rows_of_documents[document + 1])
