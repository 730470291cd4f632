"""Plan a query tree: everything about it that does not depend on an index."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from sou.errors import QueryTreeError, SearchCancelled
from sou.query import tree as nodes
from sou.searching.chain_plan import ChainPlan
from sou.searching.leaves import (
    PLAIN_WORDING,
    RankingTerm,
    VariantPlan,
    Wording,
    WordPlan,
    WordsPlan,
    plan_words,
    ranking_terms,
)
from sou.searching.literal_plan import LiteralPlan, plan_literal
from sou.text.scripts import NEITHER, script_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence


MOST_WAYS: Final = 3
"""Of saying a query in other words, so many are looked at closely."""


@dataclass(frozen=True, slots=True)
class QueryPlan:
    """A tree with its leaves planned."""

    tree: nodes.Query
    highlighted: tuple[LiteralPlan | ChainPlan, ...] = ()
    """Whole words, phrases and what pinyin means, to be marked in a hit."""
    fallback: tuple[LiteralPlan, ...] = ()
    """Parts of long words, marked where a document has none of ``highlighted``."""
    variants: tuple[VariantPlan, ...] = ()
    """What of both stands in for words of the query."""
    windowed: tuple[tuple[RankingTerm, ...], ...] = ()
    """Terms that should stand close together, for each way to say the query, as it is typed
    first; none where that does not matter."""
    script: int = NEITHER
    """The script that the query is typed in: see :mod:`sou.text.scripts`."""
    cancel: Callable[[], bool] | None = None
    wording: Wording = PLAIN_WORDING
    _literals: dict[tuple[str, bool, bool], LiteralPlan] = field(default_factory=dict)
    _words: dict[nodes.Words, WordsPlan] = field(default_factory=dict)
    _chains: dict[str, tuple[ChainPlan, ...]] = field(default_factory=dict)

    def check_cancelled(self) -> None:
        """Raise :class:`SearchCancelled` when the caller asked to stop."""
        if self.cancel and self.cancel():
            raise SearchCancelled("the search was cancelled")

    def literal(
        self, text: str, *, at_run_start: bool = False, exact_script: bool = False
    ) -> LiteralPlan:
        """Return the plan of a literal, made once."""
        is_exact = exact_script or self.wording.exact_script
        key = (text, at_run_start, is_exact)
        if key not in self._literals:
            self._literals[key] = plan_literal(
                text, at_run_start=at_run_start, exact_script=is_exact
            )
        return self._literals[key]

    def words(self, node: nodes.Words) -> WordsPlan:
        """Return the plan of a group of plain words, made once."""
        if node not in self._words:
            self._words[node] = plan_words(
                node.words,
                match_all=node.match_all,
                alternatives=node.alternatives,
                wording=self.wording,
                stopped=node.stopped,
            )
        return self._words[node]

    def chains(self, node: nodes.Pinyin) -> tuple[ChainPlan, ...]:
        """Return the chains that typed pinyin can mean, made once."""
        if node.spelling not in self._chains:
            self._chains[node.spelling] = _chains_of(node.spelling)
        return self._chains[node.spelling]


def pinyin_leaves(tree: nodes.Query) -> list[nodes.Pinyin]:
    """Return the pinyin that a tree looks for, each spelling once."""
    wanted = (leaf for leaf, is_wanted in _leaves(tree) if is_wanted)
    return list(dict.fromkeys(leaf for leaf in wanted if isinstance(leaf, nodes.Pinyin)))


def _chains_of(spelling: str) -> tuple[ChainPlan, ...]:
    """Return what a spelling means.

    Raises:
        QueryTreeError: it is no pinyin.
    """
    from sou.query.pinyin import characters_of, read_pinyin

    try:
        ways = read_pinyin(spelling)
    except ValueError as error:
        raise QueryTreeError(str(error)) from error
    return tuple(ChainPlan(tuple(map(characters_of, sounds))) for sounds in ways)


def plan_query(
    tree: nodes.Query,
    cancel: Callable[[], bool] | None = None,
    *,
    wording: Wording = PLAIN_WORDING,
) -> QueryPlan:
    """Plan a tree: leaves are planned when they are asked for."""
    plan = QueryPlan(tree, cancel=cancel, wording=wording)
    wanted = [leaf for leaf, is_wanted in _leaves(tree) if is_wanted]
    quoted = [literal for leaf in wanted for literal in _marked(leaf, plan)]
    groups = [plan.words(leaf) for leaf in wanted if isinstance(leaf, nodes.Words)]
    plain = [word for group in groups for word in group.words]
    stopped = [literal for group in groups for literal in group.stopped]
    return replace(
        plan,
        highlighted=tuple(dict.fromkeys([*quoted, *(one for w in plain for one in w.wholes)])),
        fallback=tuple(dict.fromkeys([*(part for w in plain for part in w.pieces), *stopped])),
        variants=tuple(one for w in plain for one in (*w.variants, *w.variant_parts)),
        windowed=_windowed(tree, plan),
        script=script_of("".join(text for leaf in wanted for text in _typed(leaf))),
    )


def _windowed(tree: nodes.Query, plan: QueryPlan) -> tuple[tuple[RankingTerm, ...], ...]:
    """Return pairs and runs of a tree's plain text, if it is long, and of its variants."""
    leaves = list(_ranked(tree))
    groups = [plan.words(leaf) for leaf in leaves if isinstance(leaf, nodes.Words)]
    if not any(group.is_long for group in groups):
        return ()
    texts = [leaf.text for leaf in leaves if isinstance(leaf, nodes.Literal)]
    quoted = ranking_terms(texts, drop_function_words=False)
    own = _close([*(term for group in groups for term in group.ranking), *quoted])
    if not own:
        return ()
    words = [word for group in groups for word in group.words]
    is_sentence = any(group.is_sentence for group in groups)
    others = []
    if any(word.literal.others for word in words):
        said = [word.literal.spellings[:2][-1].text for word in words]
        others.append(_close([*ranking_terms(said, drop_function_words=is_sentence), *quoted]))
    for number, variant in _most_changed(words):
        said = [word.literal.text for word in words]
        said[number] = variant.literal.text
        others.append(_close([*ranking_terms(said, drop_function_words=is_sentence), *quoted]))
    return (own, *others)


def _close(terms: Sequence[RankingTerm]) -> tuple[RankingTerm, ...]:
    """Return the terms whose places are known to the character."""
    return tuple(dict.fromkeys(term for term in terms if term.length_field == "pairs"))


def _most_changed(words: Sequence[WordPlan]) -> list[tuple[int, VariantPlan]]:
    """Return the variants of words that replace most, with the place of the word; a few."""
    variants = [(at, variant) for at, word in enumerate(words) for variant in word.variants]
    variants.sort(key=lambda one: -len(one[1].expansions))
    return variants[:MOST_WAYS]


def _ranked(node: nodes.Query) -> Iterator[nodes.Query]:
    """Yield the texts of the body that rank by what they are, not by a number given."""
    match node:
        case nodes.And() | nodes.Or() | nodes.AndMaybe() | nodes.Otherwise():
            for child in node.children():
                yield from _ranked(child)
        case nodes.AndNot() | nodes.Require():
            yield from _ranked(node.a)
        case nodes.Words():
            yield node
        case nodes.Literal() if node.fieldname == "body":
            yield node


def _marked(leaf: nodes.Query, plan: QueryPlan) -> list[LiteralPlan | ChainPlan]:
    """Return the literals that a leaf marks, besides plain words."""
    match leaf:
        case nodes.Near():
            return [plan.literal(text) for text in leaf.literals]
        case nodes.Literal() if leaf.fieldname == "body":
            return [plan.literal(leaf.text, exact_script=leaf.exact_script)]
        case nodes.Term() if leaf.fieldname == "body":
            return [plan.literal(leaf.text)]
        case nodes.Prefix() if leaf.fieldname == "body":
            return [plan.literal(leaf.text, at_run_start=True)]
        case nodes.Phrase() if leaf.fieldname == "body":
            texts = [" ".join(leaf.words)] if leaf.slop <= 1 else leaf.words
            return [plan.literal(text) for text in texts]
        case nodes.Pinyin():
            return list(plan.chains(leaf))
        case _:
            return []


def _typed(leaf: nodes.Query) -> Sequence[str]:
    """Return what a leaf looks for in the body, as the user typed it."""
    if isinstance(leaf, nodes.Words):
        return leaf.words
    if isinstance(leaf, nodes.Near):
        return leaf.literals
    is_text = isinstance(leaf, (nodes.Term, nodes.Prefix)) and leaf.fieldname == "body"
    return (leaf.text,) if is_text else ()


def _leaves(node: nodes.Query, *, is_wanted: bool = True) -> Iterator[tuple[nodes.Query, bool]]:
    """Yield the leaves of a tree and whether each is wanted (not excluded by a clause)."""
    if isinstance(node, nodes.AndNot):
        yield from _leaves(node.a, is_wanted=is_wanted)
        yield from _leaves(node.b, is_wanted=False)
        return
    children = nodes.children_of(node)
    if not children:
        yield node, is_wanted
    for child in children:
        yield from _leaves(child, is_wanted=is_wanted and not isinstance(node, nodes.Not))
