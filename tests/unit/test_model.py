from __future__ import annotations

import subprocess
import sys

import pytest

from sou.model import Place, SearchRequest, SourceMap


def test_a_request_refuses_negative_numbers() -> None:
    for limit, offset, cells in ((-1, 0, 0), (0, -1, 0), (0, 0, -1)):
        with pytest.raises(ValueError, match="negative"):
            SearchRequest("晶片", limit=limit, offset=offset, snippet_cells=cells)


def test_a_request_refuses_orders_and_facets_it_does_not_know() -> None:
    with pytest.raises(ValueError, match="no order"):
        SearchRequest("晶片", sort="name")  # type: ignore[arg-type]  # what a program may pass
    with pytest.raises(ValueError, match="no facets"):
        SearchRequest("晶片", facets=("size",))  # type: ignore[arg-type]  # as above
    with pytest.raises(ValueError, match="no facets"):
        SearchRequest("晶片", facet_filters=(("size", ("1",)),))  # type: ignore[arg-type]  # as above
    with pytest.raises(ValueError, match="one entry"):
        SearchRequest("晶片", facet_filters=(("type", ("csv",)), ("type", ("pdf",))))
    with pytest.raises(ValueError, match="are a tuple"):
        SearchRequest("晶片", facet_filters=(("type", "csv"),))  # type: ignore[arg-type]  # as above


def test_places_of_plain_text_count_lines_and_columns_from_one() -> None:
    places = SourceMap([0, 3, 3 + 4])

    assert [places.place(offset) for offset in (0, 2, 3, 6, 7, 9)] == [
        Place(1, 1),
        Place(1, 3),
        Place(2, 1),
        Place(2, 4),
        Place(3, 1),
        Place(3, 3),
    ]
    assert [places.offset(*place) for place in ((1, 1), (2, 4), (3, 1), (99, 1))] == [0, 6, 7, 7]


def test_places_inside_a_source_line_keep_their_columns() -> None:
    places = SourceMap([0, 5, 9], lines=[2, 2, 7], columns=[4, 20, 1])

    assert places.place(6) == Place(2, 21)
    assert places.offset(2, 21) == 6
    assert places.offset(2, 5) == 1


def test_the_package_imports_nothing_heavy() -> None:
    heavy = "{'numpy', 'whoosh', 'rjieba', 'jieba', 'textual', 'rich'}"
    code = f"import sou, sys; print({heavy} & set(sys.modules))"

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout == "set()\n"
