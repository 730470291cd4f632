"""Pages of hits from anywhere in a ranking, as they are listed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import example, given
from hypothesis import strategies as st

from sou.model import DocumentInfo, Hit, Place, Snippet
from sou_tui.hit_list import HitList, Ranks

if TYPE_CHECKING:
    from collections.abc import Sequence


def hit_of(rank: int, file: str = "", name: str = "") -> Hit:
    path = file or f"/{rank}.txt"
    document = DocumentInfo(name or f"{path}#{rank}", path, "", "text", "utf-8", 1, 0.0, 3, "")
    return Hit(rank, document, 1.0, 0, 1, Place(1, 1), Snippet("搜", 0, ()), 1)


def page(first: int, last: int) -> list[Hit]:
    return [hit_of(rank) for rank in range(first, last + 1)]


def shown(hits: HitList) -> list[int | tuple[int, int]]:
    return [
        tuple(one) if isinstance(one, Ranks) else one.rank  # type: ignore[misc] # a pair
        for one in hits.entries
    ]


def test_of_a_gap_no_more_is_wanted_than_there_is_by_now() -> None:
    hits = HitList(1000)
    hits.take(page(1, 20))
    hits.take(page(981, 1000))
    hits.shrink(500)
    assert shown(hits)[19:22] == [20, (21, 500), 981]
    assert hits.missing_beside(981, -1, 100) == (401, 500)
    assert hits.total == 1000, "these are here"

    hits.shrink(15)

    assert shown(hits)[19:21] == [20, 981]
    assert hits.missing_beside(20, 1, 100) is None


def test_a_list_ends_where_there_are_fewer_hits_by_now() -> None:
    hits = HitList(1000)
    hits.take(page(1, 20))
    hits.shrink(50)
    assert hits.missing_beside(20, 1, 100) == (21, 50)
    assert hits.missing_at(hits.total, 10) == (41, 50)

    hits.shrink(0)

    assert (hits.total, hits.missing_beside(20, 1, 100)) == (20, None)


def test_a_gap_stands_for_what_is_not_here_until_it_is() -> None:
    hits = HitList(10)
    hits.take(page(1, 2))
    hits.take(page(9, 10))
    assert shown(hits) == [1, 2, (3, 8), 9, 10]
    assert (hits.last_rank, hits.unseen) == (2, 6)
    assert hits.missing_beside(9, -1, 4) == (5, 8)
    assert hits.missing_beside(2, 1, 4) == (3, 6)
    hits.take(page(5, 8))
    assert shown(hits) == [1, 2, (3, 4), 5, 6, 7, 8, 9, 10]
    assert hits.missing_beside(2, 1, 4) == (3, 4)
    hits.take(page(3, 4))

    assert shown(hits) == list(range(1, 11))
    assert hits.missing_beside(10, 1, 4) is None
    assert hits.missing_beside(1, -1, 4) is None


def test_what_is_asked_for_around_a_rank_leaves_out_what_is_here() -> None:
    hits = HitList(100)
    hits.take(page(1, 20))

    assert hits.missing_at(100, 60) == (41, 100)
    assert hits.missing_at(50, 60) == (21, 50)
    assert hits.missing_at(20, 60) is None


def test_hits_of_a_file_are_folded_where_they_follow_one_another() -> None:
    hits = HitList(9)
    first = [hit_of(1, "甲"), hit_of(2, "乙"), hit_of(3, "甲")]
    last = [hit_of(8, "甲"), hit_of(9, "甲")]
    hits.take(first)
    hits.take(last)
    assert shown(hits) == [1, 2, (4, 7), 8]
    assert (hits.folded(first[0]), hits.folded(last[0])) == (1, 1)
    assert hits.listed(9) is last[0]
    hits.take([hit_of(rank, "甲") for rank in range(4, 8)])
    assert shown(hits) == [1, 2, 8]
    assert hits.folded(first[0]) == 5
    assert hits.unfold(hits.beside(4, 1) or first[1]) is first[0]
    assert shown(hits) == [1, 3, 4, 5, 6, 7, 2, 8]
    assert hits.unfold(first[0]) is first[0]
    assert shown(hits) == [1, 2, 8]
    assert hits.unfold(first[1]) is None


def test_a_document_that_a_newer_commit_moved_is_listed_once() -> None:
    hits = HitList(6)
    hits.take([hit_of(1, name="a"), hit_of(2, name="b")])
    hits.take([hit_of(3, name="b"), hit_of(4, name="c")])

    assert shown(hits) == [1, 2, 4]
    assert hits.last_rank == 4
    assert hits.beside(2, 1) is hits.entries[2]


@example([0, 0, 1], [(2, 1), (1, 3)])
@given(
    st.lists(st.integers(0, 4), min_size=1, max_size=40),
    st.lists(st.tuples(st.integers(1, 40), st.integers(1, 12)), max_size=12),
)
def test_whatever_pages_come_all_hits_are_listed_once_in_order(
    files: Sequence[int], pages: Sequence[tuple[int, int]]
) -> None:
    whole = [hit_of(rank, f"/{file}") for rank, file in enumerate(files, 1)]
    hits, here = HitList(len(whole)), set[int]()
    for first, count in pages:
        hits.take(whole[first - 1 : first - 1 + count])
        here.update(range(first, min(first + count, len(whole) + 1)))
    gaps = [one for one in hits.entries if isinstance(one, Ranks)]
    listed = [one for one in hits.entries if not isinstance(one, Ranks)]

    absent = set(range(1, max(here, default=0) + 1)) - here
    assert [rank for gap in gaps for rank in range(gap.first, gap.last + 1)] == sorted(absent)
    assert hits.unseen == len(whole) - len(here)
    assert len(listed) + sum(map(hits.folded, listed)) == len(here)
    assert [one.rank for one in listed] == sorted(one.rank for one in listed)
    assert all(hits.listed(rank) in listed for rank in here)
    for one in listed:
        hits.unfold(one)
    assert {one.rank for one in hits.entries if not isinstance(one, Ranks)} == here
