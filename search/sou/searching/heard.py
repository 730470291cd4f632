"""Tell which strings of an index a chain of characters found, how often, and how written."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from sou.model import PinyinMatch, PinyinText
from sou.query.parser import interpretation
from sou.searching.chains import chains, single_ordinals, word_flags
from sou.searching.plan import pinyin_leaves
from sou.searching.term_list import TermList
from sou.text.joined import joined_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sou.searching.chain_plan import ChainPlan
    from sou.searching.plan import QueryPlan
    from sou.searching.snapshot import SegmentView, Snapshot

MOST_TEXTS: Final = 20
"""So many strings are told."""


class _Count(NamedTuple):
    """How often a string stands in live documents."""

    documents: int
    occurrences: int
    is_word: bool
    view: SegmentView
    position: int
    """Where it stands once; -1: not looked up."""


def heard_matches(snapshot: Snapshot, plan: QueryPlan) -> tuple[PinyinMatch, ...]:
    """Return for each pinyin of a query the strings that it found."""
    return tuple(
        PinyinMatch(interpretation(leaf), *heard_texts(snapshot, plan.chains(leaf)))
        for leaf in pinyin_leaves(plan.tree)
    )


def heard_texts(
    snapshot: Snapshot, plans: Iterable[ChainPlan], limit: int = MOST_TEXTS
) -> tuple[tuple[PinyinText, ...], int]:
    """Return the first strings of some chains, words before others, and how many there are."""
    counts: dict[str, _Count] = {}
    for plan in plans:
        for view in snapshot.views:
            for text, count in _counted(view, plan):
                known = counts.get(text)
                counts[text] = count if known is None else _sum(known, count)
    first = sorted(counts, key=lambda text: _order(counts[text]))[:limit]
    return tuple(_heard(text, counts[text]) for text in first), len(counts)


def _sum(one: _Count, other: _Count) -> _Count:
    return one._replace(
        documents=one.documents + other.documents,
        occurrences=one.occurrences + other.occurrences,
        is_word=one.is_word or other.is_word,
    )


def _order(count: _Count) -> tuple[bool, int, int]:
    return (not count.is_word, -count.documents, -count.occurrences)


def _heard(text: str, count: _Count) -> PinyinText:
    position = count.position if count.position >= 0 else _place_of(count.view, text)
    written = as_written(count.view, position, len(text))
    return PinyinText(written, count.documents, count.occurrences, count.is_word)


def as_written(view: SegmentView, position: int, length: int) -> str:
    """Return the text at a position as its document writes it, meaningless blanks left out."""
    segment = view.segment
    document = int(segment.document_of(np.array([position]))[0])
    joined = position - segment.positions_of_document(document)[0]
    first, last = segment.offset_map(document).to_source([joined, joined + length - 1]).tolist()
    return joined_text(segment.text(document, first, last + 1)).unfolded


def _place_of(view: SegmentView, character: str) -> int:
    """Return where a character of the segment stands once."""
    pairs = view.segment.pairs
    first, end = pairs.dictionary.ordinals_of(ord(character))
    rarest = min(range(first, end), key=pairs.lists.entry_count)
    return int(pairs.positions(rarest)[0])


def _counted(view: SegmentView, plan: ChainPlan) -> Iterator[tuple[str, _Count]]:
    """Yield the strings of a chain that stand in live documents of a segment."""
    return _counted_singles(view, plan) if plan.length == 1 else _counted_chains(view, plan)


def _counted_singles(view: SegmentView, plan: ChainPlan) -> Iterator[tuple[str, _Count]]:
    codes = view.segment.chars.dictionary.codes
    for ordinal in single_ordinals(view, plan).tolist():
        term = TermList(view, "chars", ordinal)
        documents = term.documents()
        rows, frequencies = term.postings()
        if not view.is_whole:
            documents = documents & view.live
            frequencies = frequencies[view.live.has(view.segment.row_documents[rows])]
        if len(documents):
            occurrences = int(frequencies.sum(dtype=np.int64))
            yield chr(int(codes[ordinal])), _Count(len(documents), occurrences, True, view, -1)


def _counted_chains(view: SegmentView, plan: ChainPlan) -> Iterator[tuple[str, _Count]]:
    found = chains(view, plan)
    starts, strings = found.starts.astype(np.int64), found.strings.astype(np.int64)
    documents = view.segment.document_of(starts)
    if not view.is_whole:
        is_live = view.live.has(documents)
        starts, strings, documents = starts[is_live], strings[is_live], documents[is_live]
    size = found.codes.shape[0]
    occurrences = np.bincount(strings, minlength=size)
    held = np.sort(strings * view.segment.document_count + documents)
    held = held[np.diff(held, prepend=-1) > 0]
    holders = np.bincount(held // max(view.segment.document_count, 1), minlength=size)
    position = np.zeros(size, dtype=np.int64)
    position[strings] = starts
    numbers = np.flatnonzero(occurrences)
    columns = (holders, occurrences, word_flags(view, found))
    rows = zip(*(column[numbers].tolist() for column in columns), strict=True)
    for text, (documents_held, count, is_word), at in zip(
        found.texts(numbers), rows, position[numbers].tolist(), strict=True
    ):
        yield text, _Count(documents_held, count, is_word, view, at)
