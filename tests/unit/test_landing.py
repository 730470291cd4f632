from __future__ import annotations

import pytest

from sou.model import Anchor, AnchorKind, SourceMap, landing_at


def _anchors(*given: tuple[int, AnchorKind, str]) -> list[Anchor]:
    return [Anchor(*one) for one in given]


_BOOK = _anchors(
    (5, "page", "1"),
    (8, "heading", "第一章"),
    (20, "page", "2"),
    (30, "page", "3"),
    (30, "heading", "第二章"),
    (40, "page", "4"),
)
_CHAPTERS = _anchors(
    (0, "chapter", "序"),
    (3, "heading", "感謝"),
    (10, "chapter", "第一章"),
    (20, "heading", "第二章"),
    (20, "chapter", "第二章"),
    (25, "heading", "第一節"),
)


@pytest.mark.parametrize(
    ("offset", "page", "heading"),
    [(0, None, None), (5, "1", None), (19, "1", "第一章"), (29, "2", "第一章"), (30, "3", "第二章"),
     (99, "4", "第二章")],
)  # fmt: skip
def test_a_heading_goes_on_over_pages(offset: int, page: str | None, heading: str | None) -> None:
    found = landing_at(_BOOK, offset)

    assert (found.place and found.place.label) == page
    assert (found.heading and found.heading.label) == heading
    assert found.anchor == found.place


@pytest.mark.parametrize(
    ("offset", "chapter", "heading"),
    [(0, "序", None), (9, "序", "感謝"), (10, "第一章", None), (19, "第一章", None),
     (20, "第二章", "第二章"), (30, "第二章", "第一節")],
)  # fmt: skip
def test_a_heading_of_another_chapter_is_none(
    offset: int, chapter: str, heading: str | None
) -> None:
    found = landing_at(_CHAPTERS, offset)

    assert found.place is not None
    assert found.place.label == chapter
    assert (found.heading and found.heading.label) == heading


def test_where_there_are_headings_only_one_lands_on_them() -> None:
    found = landing_at(_anchors((3, "heading", "甲")), 7)

    assert found.anchor == found.heading == Anchor(3, "heading", "甲")
    assert landing_at(_anchors((3, "heading", "甲")), 2).anchor is None


def test_a_row_is_under_the_heading_of_its_sheet() -> None:
    rows = _anchors((0, "heading", "表一"), (0, "row", "表一!1"), (9, "row", "表一!2"))

    found = landing_at(rows, 12)

    assert (found.place, found.heading) == (rows[2], rows[0])


def test_rows_of_a_sheet_are_counted_in_lines_from_their_anchor() -> None:
    anchors = [Anchor(0, "heading", "總表"), Anchor(4, "row", "總表!3", 3)]
    lines = SourceMap((0, 3, 4, 8, 12))  # the name, an empty line, three rows

    found = landing_at(anchors, 13, lines)

    assert found.place == Anchor(4, "row", "總表!5", 5)
    assert found.heading == anchors[0]
    assert landing_at(anchors, 5, lines).place == anchors[1]
