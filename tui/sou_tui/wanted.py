"""What is wanted of a search besides the words in the box: filters, order, wording.

A filter is a clause behind the query, which is put in brackets then, so that ``a OR b``
is filtered as a whole. The box never shows it; the status line does.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, NamedTuple

from sou.model import SearchRequest

if TYPE_CHECKING:
    from sou.model import FacetName, SortOrder

FACETS: Final[tuple[FacetName, ...]] = ("type", "folder", "year", "lang")
_FIELDS: Final[dict[FacetName, str]] = {
    "type": "type",
    "folder": "path",
    "year": "date",
    "lang": "lang",
}
_ORDERS: Final[tuple[SortOrder, ...]] = ("score", "-date", "path")


class Filter(NamedTuple):
    """One value of a facet, which hits must have."""

    facet: FacetName
    value: str

    @property
    def clause(self) -> str:
        """The filter in query syntax."""
        if self.facet == "folder":
            quoted = self.value.replace("\\", "\\\\").replace('"', '\\"')
            return f'path:"{quoted}"'
        return f"{_FIELDS[self.facet]}:{self.value}"


@dataclass(frozen=True, slots=True)
class Wanted:
    """How a query is asked. Each change is a new one."""

    sort: SortOrder = "score"
    exact_script: bool = False
    regional: bool = True
    filters: tuple[Filter, ...] = ()

    @property
    def shift(self) -> int:
        """How much further an offset of the asked query is than in the box."""
        return 1 if self.filters else 0

    def query(self, typed: str) -> str:
        """Return what is asked for what is typed."""
        if not self.filters:
            return typed
        return " ".join([f"({typed})", *(one.clause for one in self.filters)])

    def request(self, typed: str, *, snippet_cells: int, limit: int, offset: int) -> SearchRequest:
        """Return a request for what is typed."""
        return SearchRequest(
            self.query(typed),
            limit=limit,
            offset=offset,
            snippet_cells=snippet_cells,
            sort=self.sort,
            regional=self.regional,
            exact_script=self.exact_script,
        )

    def toggled(self, chosen: Filter) -> Wanted:
        """Return the same with a filter more, or without it; one value of a facet at a time."""
        others = tuple(one for one in self.filters if one.facet != chosen.facet)
        is_there = chosen in self.filters
        return replace(self, filters=others if is_there else (*others, chosen))

    def resorted(self) -> Wanted:
        """Return the same in the next order."""
        place = _ORDERS.index(self.sort)
        return replace(self, sort=_ORDERS[(place + 1) % len(_ORDERS)])
