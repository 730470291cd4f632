"""Options that say how the words of a query are taken: of commands that ask as a search does."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sou.cli.arguments import Argument

if TYPE_CHECKING:
    from argparse import Namespace

    from sou.model import SearchRequest

WORDING: Final = (
    Argument(("--all",), "require every word, as sou search --all does", option="search.all"),
    Argument(
        ("--exact-script",),
        "take Han characters as typed, as sou search does",
        option="search.exact_script",
    ),
    Argument(
        ("--no-regional",),
        "leave out what other regions call a word",
        option="search.regional",
        says=False,
    ),
)


def request_of(namespace: Namespace, query: str, filters: tuple[str, ...] = ()) -> SearchRequest:
    """Return the request of a query, its words taken as the options say."""
    from sou.model import SearchRequest

    return SearchRequest(
        query,
        match_all=namespace.all,
        regional=not namespace.no_regional,
        exact_script=namespace.exact_script,
        filters=filters,
    )
