"""Tell the plain words of a tree what else they may be called."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sou.query.alternatives import alternatives_of, expansions_in
from sou.query.tree import And, Or, Query, Words, children_of
from sou.text.joined import joined_text

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from sou.model import Expansion
    from sou.query.alternatives import Source


def widened(
    node: Query, sources: Sequence[Source], stop_words: Collection[str] = frozenset()
) -> Query:
    """Return the tree with alternatives for its plain words, and with stop words set apart.

    What is quoted stays as it is, and what is excluded: to leave out 芯片 does not mean to
    leave out 晶片. A stop word ranks where nothing else is left, or every word is required.
    """
    if not sources and not stop_words:
        return node
    if type(node) is Words:
        kept = tuple(word for word in node.words if joined_text(word).text not in stop_words)
        words = node.words if node.match_all else kept or node.words
        return Words(
            words,
            match_all=node.match_all,
            boost=node.boost,
            alternatives=tuple(alternatives_of(word, sources) for word in words),
            stopped=tuple(word for word in node.words if word not in words),
        )
    if type(node) in (And, Or):
        children = [widened(child, sources, stop_words) for child in node.children()]
        return type(node)(children, node.boost)
    return node


def expansions_of(node: Query) -> tuple[Expansion, ...]:
    """Return what a widened tree looks for besides the words of the query, each once."""
    if isinstance(node, Words):
        return expansions_in(node.alternatives)
    found = [one for child in children_of(node) for one in expansions_of(child)]
    return tuple(dict.fromkeys(found))
