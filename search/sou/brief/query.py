"""Tell the queries that a brief search answers, and plan them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sou.errors import QuerySyntaxError
from sou.query.alternatives import alternatives_of, expansions_in
from sou.query.syntax import QUERY_LIMIT_CHARS, quoted, tokenize
from sou.ranking import LITERAL_WEIGHT
from sou.searching.leaves import RankingTerm, plan_words
from sou.searching.literal_plan import Pair, Run, plan_literal
from sou.text.classes import WIDE, class_of
from sou.text.scripts import script_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sou.model import Expansion
    from sou.query.alternatives import Source
    from sou.searching.leaves import VariantPlan
    from sou.searching.literal_plan import LiteralPlan


class BriefQuery(NamedTuple):
    """Plain words, or one phrase."""

    literals: tuple[LiteralPlan, ...]
    """Where each word stands, or the phrase."""
    match_all: bool
    is_keywords: bool
    """True when documents rank first by how many of the words they hold."""
    ranking: tuple[RankingTerm, ...]
    scored: tuple[LiteralPlan, ...]
    """Literals that add to the score."""
    interpretation: str
    script: int
    """The script it is typed in."""
    variants: tuple[tuple[VariantPlan, ...], ...] = ()
    """For each literal, what may stand in for it; empty when nothing may for any."""
    added: tuple[RankingTerm, ...] = ()
    """Terms of the variants."""
    expansions: tuple[Expansion, ...] = ()

    @property
    def all_variants(self) -> tuple[VariantPlan, ...]:
        """What may stand in for any of the words."""
        return tuple(one for of_word in self.variants for one in of_word)


def read_query(query: str, *, match_all: bool, sources: Sequence[Source]) -> BriefQuery | None:
    """Return the plan of a query, or ``None`` if it takes more than a brief search.

    What is wrong with a query is not said here: the parser says it better.
    """
    if len(query) > QUERY_LIMIT_CHARS:
        return None
    try:
        tokens = tokenize(query)
    except QuerySyntaxError:
        return None
    kinds = {token.kind for token in tokens}
    if kinds == {"word"}:
        words = tuple(token.text for token in tokens)
        planned = _words(words, match_all=match_all, sources=sources)
    elif kinds == {"phrase"} and len(tokens) == 1:
        planned = _phrase(tokens[0].text)
    else:
        return None
    if planned is None:
        return None
    literals = (*planned.literals, *(one.literal for one in planned.all_variants))
    return planned if all(map(_is_simple, literals)) else None


def _words(
    words: tuple[str, ...], *, match_all: bool, sources: Sequence[Source]
) -> BriefQuery | None:
    alternatives = [alternatives_of(word, sources) for word in words]
    plan = plan_words(words, match_all=match_all, alternatives=alternatives)
    if plan.is_long:
        return None
    literals = tuple(word.literal for word in plan.words)
    return BriefQuery(
        literals=literals,
        match_all=plan.match_all,
        is_keywords=plan.is_keywords and not plan.match_all,
        ranking=(*plan.ranking, *plan.respelt),
        scored=tuple(literal for literal in literals if len(literal.constraints) > 1),
        interpretation=" ".join(words),
        script=script_of("".join(words)),
        variants=tuple(word.variants for word in plan.words) if plan.is_widened else (),
        added=plan.added,
        expansions=expansions_in(alternatives),
    )


def _phrase(text: str) -> BriefQuery:
    literal = plan_literal(text)
    term = _only_term(literal)
    ranking, scored = ((term,), ()) if term else ((), (literal,))
    return BriefQuery((literal,), True, False, ranking, scored, quoted(text), script_of(text))


def _only_term(literal: LiteralPlan) -> RankingTerm | None:
    """Return the term that a literal is and scores as, if it is just one."""
    only = literal.constraints[0] if len(literal.constraints) == 1 else None
    if literal.others or not isinstance(only, Pair):
        return None
    field = literal.length_field
    term = only.first if only.second is None else (only.first, only.second)
    return RankingTerm(field, term, field, LITERAL_WEIGHT)


def _is_simple(literal: LiteralPlan) -> bool:
    """Whether a literal is a chain of pairs, one wide character, or runs and pairs."""
    if not literal.constraints:
        return False
    return all(
        isinstance(one, Run) or one.second is not None or class_of(one.first) == WIDE
        for spelling in literal.spellings
        for one in spelling.constraints
        if isinstance(one, (Pair, Run))
    )
