"""A request as the stages take it: its tree, its filters, the user's own words."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sou.errors import ConfigError, QuerySyntaxError
from sou.model import SearchRequest
from sou.query.parser import ParsedQuery, parse
from sou.query.tree import Every
from sou.query.widen import widened
from sou.searching.collect import Options
from sou.searching.leaves import Wording

if TYPE_CHECKING:
    from sou.query.tree import Query
    from sou.query.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True)
class Asked:
    """A request, parsed, with what else its words are called."""

    request: SearchRequest
    parsed: ParsedQuery
    """With synonyms and words of other regions in its tree."""
    vocabulary: Vocabulary

    @classmethod
    def of(
        cls,
        request: SearchRequest | str,
        vocabulary: Vocabulary,
        *,
        blank_is_everything: bool = False,
    ) -> Asked:
        """Parse a request; with ``blank_is_everything`` one without a query, too.

        Raises:
            QuerySyntaxError: the query cannot be understood.
        """
        request = as_request(request)
        if blank_is_everything and not request.query.strip():
            return cls(request, ParsedQuery(Every(), ""), vocabulary)
        parsed = parse(request.query, match_all=request.match_all)
        tree = widened(parsed.tree, vocabulary.sources(request), vocabulary.stop_words)
        return cls(request, replace(parsed, tree=tree), vocabulary)

    @property
    def tree(self) -> Query:
        """What is searched for."""
        return self.parsed.tree

    @property
    def wording(self) -> Wording:
        """How words are to be understood."""
        return wording_of(self.request, self.vocabulary)

    def options(self, *, is_page: bool = False) -> Options:
        """Return what confines the documents; of a page also its order and facets.

        Raises:
            ConfigError: a filter cannot be understood.
        """
        confined = Options(
            wording=self.wording,
            filters=_filters(self.request),
            folders=self.request.folders,
            facet_filters=self.request.facet_filters,
        )
        if is_page:
            return replace(confined, sort=self.request.sort, facets=self.request.facets)
        return confined


def as_request(request: SearchRequest | str) -> SearchRequest:
    """Return a request, of a query one that asks for no more."""
    return SearchRequest(request) if isinstance(request, str) else request


def wording_of(request: SearchRequest, vocabulary: Vocabulary) -> Wording:
    """Return how the words of a request are to be understood, whatever they are."""
    return Wording(request.exact_script, vocabulary.stop_words, vocabulary.dictionary)


def _filters(request: SearchRequest) -> tuple[Query, ...]:
    """Return the trees of the filters.

    Raises:
        ConfigError: one cannot be understood; it is no mistake in the query.
    """
    trees = []
    for one in request.filters:
        try:
            trees.append(parse(one, match_all=True).tree)
        except QuerySyntaxError as error:
            raise ConfigError(f"{one}: {error.message}") from error
    return tuple(trees)
