"""Plan a query tree: everything about it that does not depend on an index."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sou.errors import SearchCancelled
from sou.query import tree as nodes
from sou.searching.leaves import WordsPlan, plan_words
from sou.searching.literal_plan import LiteralPlan, plan_literal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@dataclass(frozen=True, slots=True)
class QueryPlan:
    """A tree with its leaves planned."""

    tree: nodes.Query
    words: dict[nodes.Query, WordsPlan]
    literals: dict[nodes.Query, LiteralPlan]
    """Plans of body literals and prefixes."""
    highlighted: tuple[LiteralPlan, ...]
    """Whole words and phrases, to be marked in a hit."""
    fallback: tuple[LiteralPlan, ...]
    """Parts of long words, marked where a document has none of ``highlighted``."""
    cancel: Callable[[], bool] | None = None

    def check_cancelled(self) -> None:
        """Raise :class:`SearchCancelled` when the caller asked to stop."""
        if self.cancel and self.cancel():
            raise SearchCancelled("the search was cancelled")


def plan_query(tree: nodes.Query, cancel: Callable[[], bool] | None = None) -> QueryPlan:
    """Plan every leaf of a tree."""
    words: dict[nodes.Query, WordsPlan] = {}
    literals: dict[nodes.Query, LiteralPlan] = {}
    for leaf, _ in _leaves(tree):
        if isinstance(leaf, nodes.Words):
            words[leaf] = plan_words(leaf.words, match_all=leaf.match_all)
        elif isinstance(leaf, nodes.Prefix):
            literals[leaf] = plan_literal(leaf.text, at_run_start=True)
        elif isinstance(leaf, nodes.Literal) and leaf.fieldname == "body":
            literals[leaf] = plan_literal(leaf.text)
    positive = [leaf for leaf, is_positive in _leaves(tree) if is_positive]
    groups = [words[leaf] for leaf in positive if leaf in words]
    quoted = [literals[leaf] for leaf in positive if leaf in literals]
    plain = [word for group in groups for word in group.words]
    return QueryPlan(
        tree=tree,
        words=words,
        literals=literals,
        highlighted=tuple(dict.fromkeys([*quoted, *(w.literal for w in plain)])),
        fallback=tuple(dict.fromkeys(part for w in plain for part in w.parts)),
        cancel=cancel,
    )


def _leaves(node: nodes.Query, *, positive: bool = True) -> Iterator[tuple[nodes.Query, bool]]:
    """Yield the leaves of a tree and whether each is wanted (not under a NOT)."""
    if isinstance(node, nodes.Not):
        positive = False
    children = list(node.children())
    if not children:
        yield node, positive
    for child in children:
        yield from _leaves(child, positive=positive)
