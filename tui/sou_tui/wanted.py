"""What is wanted of a search besides the words in the box: filters, order, wording.

The box never shows a filter; the status line does. Of one facet several values may be
chosen, a document then has one of them.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, NamedTuple

from sou.model import SearchRequest

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sou.model import FacetName, SortOrder

FACETS: Final[tuple[FacetName, ...]] = ("type", "folder", "year", "lang")
_ORDERS: Final[tuple[SortOrder, ...]] = ("score", "-date", "path")


class Filter(NamedTuple):
    """One value of a facet."""

    facet: FacetName
    value: str


@dataclass(frozen=True, slots=True)
class Wanted:
    """How a query is asked. Each change is a new one."""

    sort: SortOrder = "score"
    exact_script: bool = False
    regional: bool = True
    filters: tuple[Filter, ...] = ()

    def request(self, typed: str, *, snippet_cells: int, limit: int, offset: int) -> SearchRequest:
        """Return a request for what is typed."""
        return SearchRequest(
            typed,
            limit=limit,
            offset=offset,
            snippet_cells=snippet_cells,
            sort=self.sort,
            regional=self.regional,
            exact_script=self.exact_script,
            facet_filters=tuple(
                (facet, tuple(values)) for facet, values in by_facet(self.filters).items()
            ),
        )

    def toggled(self, chosen: Filter) -> Wanted:
        """Return the same with a value more, or without it."""
        others = tuple(one for one in self.filters if one != chosen)
        is_there = chosen in self.filters
        return replace(self, filters=others if is_there else (*others, chosen))

    def narrowed(self, chosen: Filter) -> Wanted:
        """Return the same with a value as the only one of its facet, or without if it is that."""
        others = tuple(one for one in self.filters if one.facet != chosen.facet)
        is_alone = chosen in self.filters and len(others) == len(self.filters) - 1
        return replace(self, filters=others if is_alone else (*others, chosen))

    def resorted(self) -> Wanted:
        """Return the same in the next order."""
        place = _ORDERS.index(self.sort)
        return replace(self, sort=_ORDERS[(place + 1) % len(_ORDERS)])


def by_facet(filters: Sequence[Filter]) -> Mapping[FacetName, list[str]]:
    """Return the values of each facet that filters, both in the order of choosing."""
    values: dict[FacetName, list[str]] = {}
    for one in filters:
        values.setdefault(one.facet, []).append(one.value)
    return values
