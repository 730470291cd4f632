"""Searches that the user has given a name: words, filters and order.

Kept in one file of JSON beside the history, for people to read and other programs to
make. What cannot be understood of it is left as it is: an entry is passed over, a file
that is no JSON is never written over.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, get_args

from sou.model import SortOrder
from sou_tui.kept_file import replace_file
from sou_tui.wanted import FACETS, Filter, Wanted, by_facet

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

SAVED_NAME: Final = "saved.json"
_VERSION: Final = 1


class SavedSearchesError(Exception):
    """The file cannot be read or written; the message says which and why."""


@dataclass(frozen=True, slots=True)
class SavedSearch:
    """A search with its name."""

    name: str
    query: str
    wanted: Wanted


class SavedSearches:
    """The searches of a user, in the order of saving."""

    def __init__(self, folder: Path | None = None) -> None:
        """Read what is kept in ``folder``; ``None`` keeps nothing beyond this run."""
        self._path = folder / SAVED_NAME if folder is not None else None
        self._entries: list[Any] = []
        try:
            self._entries = self._read()
        except SavedSearchesError:
            return  # said when something is saved

    @property
    def searches(self) -> tuple[SavedSearch, ...]:
        """All searches that can be understood."""
        found = (_from_json(entry) for entry in self._entries)
        return tuple(one for one in found if one is not None)

    def find(self, name: str) -> SavedSearch | None:
        """Return the search of a name."""
        return next((one for one in self.searches if one.name == name), None)

    def save(self, search: SavedSearch) -> bool:
        """Keep a search; True if it took the place of one with its name.

        Raises:
            SavedSearchesError: it cannot be kept.
        """
        entries = self._read()
        places = [place for place, one in enumerate(entries) if _name_of(one) == search.name]
        if places:
            entries[places[0]] = _to_json(search)
        else:
            entries.append(_to_json(search))
        self._write(entries)
        return bool(places)

    def delete(self, name: str) -> None:
        """Forget the search of a name.

        Raises:
            SavedSearchesError: the file cannot be written.
        """
        self._write([one for one in self._read() if _name_of(one) != name])

    def _read(self) -> list[Any]:
        """Return all entries of the file, which another app may have changed."""
        if self._path is None:
            return list(self._entries)
        try:
            data = json.loads(self._path.read_text("utf-8"))
        except FileNotFoundError:
            return []
        except (OSError, ValueError) as error:
            raise SavedSearchesError(f"{self._path}: {error}") from error
        entries = data.get("searches") if isinstance(data, dict) else None
        if not isinstance(entries, list):
            raise SavedSearchesError(f'{self._path}: there is no list of "searches"')
        return entries

    def _write(self, entries: list[Any]) -> None:
        if self._path is not None:
            data = {"version": _VERSION, "searches": entries}
            text = json.dumps(data, ensure_ascii=False, indent=2)
            try:
                replace_file(self._path, f"{text}\n")
            except OSError as error:
                raise SavedSearchesError(f"{self._path}: {error}") from error
        self._entries = entries


def _to_json(search: SavedSearch) -> dict[str, Any]:
    wanted = search.wanted
    return {
        "name": search.name,
        "query": search.query,
        "sort": wanted.sort,
        "exact_script": wanted.exact_script,
        "regional": wanted.regional,
        "filters": {
            facet: values[0] if len(values) == 1 else values
            for facet, values in by_facet(wanted.filters).items()
        },
    }


def _from_json(entry: object) -> SavedSearch | None:
    if not isinstance(entry, dict):
        return None
    name, query = entry.get("name"), entry.get("query")
    if not (isinstance(name, str) and name and isinstance(query, str) and query.strip()):
        return None
    sort = entry.get("sort", "score")
    filters = _filters(entry.get("filters", {}))
    if sort not in get_args(SortOrder) or filters is None:
        return None
    exact, regional = entry.get("exact_script", False), entry.get("regional", True)
    return SavedSearch(name, query, Wanted(sort, bool(exact), bool(regional), filters))


def _filters(values: object) -> tuple[Filter, ...] | None:
    """Return filters, ``None`` if one is of no facet: a search without it says too much."""
    if not isinstance(values, dict):
        return None
    filters = []
    for name, written in values.items():
        facet = next((one for one in FACETS if one == name), None)
        chosen = written if isinstance(written, list) else [written]
        if facet is None or not all(isinstance(value, str) for value in chosen):
            return None
        filters += [Filter(facet, value) for value in chosen]
    return tuple(filters)


def _name_of(entry: Mapping[str, object] | object) -> object:
    return entry.get("name") if isinstance(entry, dict) else None
