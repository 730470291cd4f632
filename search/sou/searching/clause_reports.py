"""Tell clause by clause whether a document matches a query, and what nearly does."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from sou.query import tree as nodes
from sou.query.parser import interpretation
from sou.reports import ClauseReport
from sou.text.joined import joined_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sou.searching.execute import Evaluator
    from sou.searching.leaves import VariantPlan, WordPlan
    from sou.searching.literal_plan import LiteralPlan
    from sou.searching.plan import QueryPlan
    from sou.text.joined import JoinedText

_BOOLEAN = (
    nodes.And,
    nodes.AndMaybe,
    nodes.AndNot,
    nodes.DisjunctionMax,
    nodes.Not,
    nodes.Or,
    nodes.Otherwise,
    nodes.Require,
)


_LEAVES = (
    nodes.DateRange,
    nodes.Every,
    nodes.Literal,
    nodes.Pinyin,
    nodes.Prefix,
    nodes.Term,
    nodes.Words,
)


@dataclass(frozen=True)
class ClauseJudge:
    """Judges one document."""

    evaluator: Evaluator
    plan: QueryPlan
    document: int

    def report(self, node: nodes.Query) -> ClauseReport:
        """Return whether the document matches a clause and each of its clauses."""
        matches = bool(self.evaluator.evaluate(node).documents.has(self._number)[0])
        parts: tuple[ClauseReport, ...] = ()
        if isinstance(node, _BOOLEAN):
            parts = tuple(map(self.report, nodes.children_of(node)))
        elif isinstance(node, nodes.Words):
            planned = self.plan.words(node)
            parts = (*map(self._word, planned.words), *map(self._literal, planned.stopped))
        elif isinstance(node, nodes.Term) and node.fieldname == "body" and not matches:
            is_exact = isinstance(node, nodes.Literal) and node.exact_script
            literal = self.plan.literal(node.text, exact_script=is_exact)
            return replace(self._literal(literal), clause=_said(node))
        return ClauseReport(_said(node), matches, parts=parts)

    def _word(self, word: WordPlan) -> ClauseReport:
        whole = self._literal(word.literal, word.variants)
        parts = [
            self._literal(part, [one for one in word.variant_parts if _is_for(one, part)])
            for part in word.parts
        ]
        return replace(whole, parts=tuple(parts))

    def _literal(self, literal: LiteralPlan, variants: Sequence[VariantPlan] = ()) -> ClauseReport:
        """Judge a text; variants that stand there make it match where it does not."""
        if self._has(literal):
            return ClauseReport(literal.text, True)
        found = (
            one for variant in variants if self._has(variant.literal) for one in variant.expansions
        )
        if expansions := tuple(dict.fromkeys(found)):
            return ClauseReport(literal.text, True, expansions=expansions)
        if literal.script is not None and self._has(literal._replace(script=None)):
            start = next(literal._replace(script=None).occurrences(self._joined))
            written = self._joined.unfolded[start : start + literal.length]
            return ClauseReport(literal.text, False, written, is_in_other_script=True)
        return ClauseReport(literal.text, False, longest_part(literal.text, self._joined.text))

    def _has(self, literal: LiteralPlan) -> bool:
        return bool(self.evaluator.literals.documents(literal).has(self._number)[0])

    @property
    def _number(self) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
        return np.array([self.document], dtype=np.int64)

    @cached_property
    def _joined(self) -> JoinedText:
        return joined_text(self.evaluator.view.segment.text(self.document))


def _is_for(variant: VariantPlan, part: LiteralPlan) -> bool:
    return any(expansion.word == part.text for expansion in variant.expansions)


def longest_part(literal: str, text: str) -> str:
    """Return the longest part of a literal that stands in a text, the first of equals.

    >>> longest_part("晶片法案", "晶片的法案")
    '晶片'
    """
    best = ""
    start = 0
    for end in range(1, len(literal) + 1):
        while start < end and literal[start:end] not in text:
            start += 1
        if end - start > len(best):
            best = literal[start:end]
    return best


def _said(node: nodes.Query) -> str:
    """Return a clause in the syntax of queries, or by its class if that cannot say it."""
    if isinstance(node, nodes.AndMaybe):
        return f"{_said(node.a)} {_said(node.b)}"
    return interpretation(node) if _is_syntax(node) else type(node).__name__


def _is_syntax(node: nodes.Query) -> bool:
    """Tell whether the parser makes such nodes."""
    if isinstance(node, (nodes.And, nodes.Or, nodes.Not)):
        return all(map(_is_syntax, node.children()))
    if isinstance(node, nodes.Otherwise):
        return isinstance(node.a, nodes.AndMaybe) and isinstance(node.a.b, nodes.Words)
    return type(node) in _LEAVES
