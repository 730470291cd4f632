"""Random documents and queries: the same documents and scores as plain Whoosh in RAM.

Both run Whoosh's own matchers, so its defects in whoosh3 3.54 are on both sides
(``AndNot`` that returns an excluded first match, ``DisjunctionMax`` that scores another
clause, ``Not`` that adds 1.0), and what raises must raise on both. Plain Whoosh is asked
for all matches: with a limit, it leaves out documents of the best ten.
"""

from __future__ import annotations

import random
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from whoosh import analysis, fields, query, scoring
from whoosh.filedb.filestore import RamStorage
from whoosh.query import spans

from sou.codec.index import create_index, open_index

ALPHABET = "晶片智慧人工臺灣"
QUERIES = 120


def schema() -> Any:
    words = analysis.RegexTokenizer(r"\S+")
    return fields.Schema(
        id=fields.ID(stored=True, unique=True),
        text=fields.TEXT(words, chars=True),
        title=fields.TEXT(words, phrase=True, field_boost=2.0),
        tags=fields.KEYWORD(scorable=True),
        number=fields.NUMERIC(int, signed=True),
        moment=fields.DATETIME,
    )


class Dice:
    """Random documents and queries over few words, so that they meet."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)  # noqa: S311  # a test's dice

    def word(self) -> str:
        return "".join(self.random.choices(ALPHABET, k=self.random.choice([1, 1, 2])))

    def words(self, most: int) -> str:
        return " ".join(self.word() for _ in range(self.random.randrange(most)))

    def moment(self) -> datetime:
        return datetime(2024, self.random.randrange(1, 13), self.random.randrange(1, 29))

    def document(self) -> dict[str, Any]:
        parts: dict[str, Any] = {
            "id": str(self.random.randrange(60)),
            "text": self.words(self.random.choice([5, 30, 200])),
            "title": self.words(4),
            "tags": self.words(6),
            "number": self.random.randrange(-300, 300),
            "moment": self.moment(),
        }
        if self.random.random() < 0.2:
            parts["_title_boost"] = self.random.choice([1.5, 3.0])
        kept = [name for name in parts if name in ("id", "text") or self.random.random() < 0.8]
        return {name: parts[name] for name in kept}

    def field(self) -> str:
        return self.random.choice(["text", "text", "title", "tags"])

    def leaf(self) -> Any:
        field, roll = self.field(), self.random.randrange(12)
        boost = self.random.choice([1.0, 1.0, 2.5])
        if roll < 4:
            return query.Term(field, self.word(), boost=boost)
        if roll == 4:
            words = [self.word() for _ in range(self.random.randrange(2, 4))]
            return query.Phrase(self.random.choice(["text", "title"]), words, slop=roll % 3 + 1)
        if roll == 5:
            return query.Prefix(field, self.word()[:1])
        if roll == 6:
            return query.Wildcard(field, f"*{self.word()[-1]}")
        if roll == 7:
            return query.FuzzyTerm(field, self.word(), maxdist=1)
        if roll == 8:
            return query.TermRange(field, *sorted([self.word(), self.word()]))
        if roll == 9:
            low = self.random.randrange(-300, 250)
            return query.NumericRange("number", low, low + self.random.randrange(200))
        if roll == 10:
            return query.DateRange("moment", *sorted([self.moment(), self.moment()]))
        return query.Every(self.random.choice([None, field]))

    def span(self) -> Any:
        first, second = query.Term("text", self.word()), query.Term("text", self.word())
        return self.random.choice(
            [
                spans.SpanNear(first, second, slop=self.random.randrange(1, 5), ordered=False),
                spans.SpanOr([first, second]),
                spans.SpanNot(first, second),
                spans.SpanContains(spans.SpanNear(first, second, slop=5), first),
                spans.SpanBefore(first, second),
                spans.SpanFirst(first, limit=3),
            ]
        )

    def tree(self, depth: int) -> Any:
        roll = self.random.randrange(13) if depth else 0
        if roll < 4:
            return self.leaf()
        if roll == 4:
            return self.span()
        children = [self.tree(depth - 1) for _ in range(self.random.randrange(2, 4))]
        if roll < 7:
            return query.Or(children, boost=self.random.choice([1.0, 2.0]))
        if roll < 9:
            return query.And(children)
        if roll == 9:
            return query.ConstantScoreQuery(children[0], 1.5)
        if roll == 10:
            return query.DisjunctionMax(children)
        if roll == 11:
            return query.And([children[0], query.Not(children[1])])
        kind = self.random.choice([query.AndNot, query.AndMaybe, query.Require, query.Otherwise])
        return kind(*children[:2])


def filled(index: Any, seed: int) -> None:
    """Fill an index in several transactions; the same seed does the same."""
    dice = Dice(seed)
    for number in range(6):
        writer = index.writer()
        for one in {dice.random.randrange(60) for _ in range(4)}:
            writer.delete_by_term("id", str(one))
        for _ in range(dice.random.choice([1, 10, 40])):
            writer.add_document(**dice.document())
        writer.commit(merge=number % 2 == 1, optimize=seed % 3 == 0 and number == 5)


def answer(searcher: Any, tree: Any, limit: int | None = None) -> list[tuple[int, float]] | str:
    """Return documents with their scores, or what was raised."""
    try:
        hits = searcher.search(tree, limit=limit)
    except Exception as error:  # whatever it is, it must be the same
        return type(error).__name__
    assert len(hits) == len(hits.docs())
    return [(docnum, score) for score, docnum in hits.top_n]


WEIGHTINGS = {"bm25": scoring.BM25F(), "tf-idf": scoring.TF_IDF(), "frequency": scoring.Frequency()}


@pytest.mark.parametrize("seed", range(4))
def test_documents_and_scores_are_those_of_plain_whoosh(tmp_path: Path, seed: int) -> None:
    plain = RamStorage().create_index(schema())
    mine = create_index(tmp_path, schema())
    for index in (plain, mine):
        filled(index, seed)
    dice = Dice(seed + 1000)
    weighting = WEIGHTINGS[["bm25", "bm25", "tf-idf", "frequency"][seed % 4]]
    with (
        plain.searcher(weighting=weighting) as expected,
        open_index(tmp_path).searcher(weighting=weighting) as found,
    ):
        assert list(found.reader().all_doc_ids()) == list(expected.reader().all_doc_ids())
        for _ in range(QUERIES):
            tree = dice.tree(depth=3)
            wanted = answer(expected, tree)
            got = answer(found, tree)
            if isinstance(wanted, str):
                assert got == wanted, tree
                continue
            assert not isinstance(got, str), tree
            assert dict(got) == pytest.approx(dict(wanted), abs=1e-4), tree


@pytest.mark.parametrize("seed", range(4))
def test_a_limit_changes_neither_the_best_nor_the_count(tmp_path: Path, seed: int) -> None:
    """Trees of terms, ``Or`` and ``And``, for which plain Whoosh may lose the best documents."""
    index = create_index(tmp_path, schema())
    filled(index, seed)
    dice = Dice(seed)

    def tree(depth: int) -> Any:
        if not depth or dice.random.random() < 0.2:
            return query.Term("text", dice.word())
        kind = dice.random.choice([query.Or, query.Or, query.And])
        return kind([tree(depth - 1) for _ in range(dice.random.randrange(2, 4))])

    with index.searcher() as searcher:
        for _ in range(QUERIES):
            asked = tree(3)
            every = searcher.search(asked, limit=None)
            best = searcher.search(asked, limit=10)
            scores = [score for score, _ in every.top_n][:10]

            assert [score for score, _ in best.top_n] == pytest.approx(scores, abs=1e-9), asked
            assert len(best) == len(every), asked
