"""Tell the plain words of a tree what else they may be called."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sou.query.alternatives import alternatives_of, expansions_in
from sou.query.tree import And, Or, Query, Words, children_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sou.model import Expansion
    from sou.query.alternatives import Source


def widened(node: Query, sources: Sequence[Source]) -> Query:
    """Return the tree with alternatives for its plain words.

    What is quoted stays as it is, and what is excluded: to leave out 芯片 does not mean to
    leave out 晶片.
    """
    if not sources:
        return node
    if type(node) is Words:
        found = tuple(alternatives_of(word, sources) for word in node.words)
        return Words(node.words, match_all=node.match_all, boost=node.boost, alternatives=found)
    if type(node) in (And, Or):
        return type(node)([widened(child, sources) for child in node.children()], node.boost)
    return node


def expansions_of(node: Query) -> tuple[Expansion, ...]:
    """Return what a widened tree looks for besides the words of the query, each once."""
    if isinstance(node, Words):
        return expansions_in(node.alternatives)
    found = [one for child in children_of(node) for one in expansions_of(child)]
    return tuple(dict.fromkeys(found))
