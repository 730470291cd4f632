"""Plain Whoosh, given our words as its own, matches the same documents: a second opinion.

Only whole results are compared, and only which documents are in them, since Whoosh has
defects of its own. Left out therefore:

- its ten best, which are not always the first ten of its whole result;
- ``AndNot``, whose matcher may give its first match although it is excluded;
- ``DisjunctionMax``, whose matcher takes the score of the wrong clause;
- a swap of two characters in ``FuzzyTerm``, one edit for indexes of several segments
  and two inside of one;
- ``Or`` with a minimum match, which is accepted and not looked at;
- ``Require`` in 2.7.4, which loses matches.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import whoosh
from whoosh.analysis import SpaceSeparatedTokenizer
from whoosh.fields import STORED, TEXT, Schema
from whoosh.filedb.filestore import RamStorage

from brute import World
from dice import Dice
from snapshots import snapshot_of
from sou.query import tree as nodes
from sou.searching.collect import search_snapshot
from sou.text.fold import fold

TREES = 400
SIZES = (40, 12, 25)
BINARY = (nodes.AndMaybe, *((nodes.Require,) if whoosh.__version__ > (2, 7, 4) else ()))


def whoosh_index(world: World) -> Any:
    """Return an index of Whoosh with the words of each document, in one segment."""
    schema = Schema(key=STORED, words=TEXT(analyzer=SpaceSeparatedTokenizer(), phrase=False))
    index = RamStorage().create_index(schema)
    writer = index.writer()
    for document in world.documents:
        words = [word for row in document.rows for word in row.terms["words"]]
        writer.add_document(key=document.key, words=" ".join(words))
    writer.commit()
    return index


class WordDice(Dice):
    """Trees over words, folded beforehand, that Whoosh understands as we do."""

    def word(self) -> str:
        return fold(super().word())

    def leaf(self) -> nodes.Query:
        text = self.word()
        match self.random.randrange(6):
            case 0 | 1:
                return nodes.Term("words", text)
            case 2:
                return nodes.Prefix("words", text[: self.random.randint(1, 2)])
            case 3:
                return nodes.Wildcard("words", self._wildcard(text))
            case 4:
                prefix = self.random.randint(0, min(2, len(text)))
                return nodes.FuzzyTerm("words", text, maxdist=1, prefixlength=prefix)
            case _:
                ends = [self.random.choice((self.word(), None)) for _ in range(2)]
                return nodes.TermRange(
                    "words", *ends, self.random.random() < 0.5, self.random.random() < 0.5
                )

    def _many(self, depth: int) -> nodes.Query:
        children = [self.tree(depth) for _ in range(self.random.choice((2, 2, 3)))]
        return self.random.choice((nodes.And, nodes.Or))(children)

    def _binary(self, depth: int) -> nodes.Query:
        return self.random.choice(BINARY)(self.tree(depth), self.tree(depth))

    def _wrapped(self, depth: int) -> nodes.Query:
        return nodes.Not(self.tree(depth))


@pytest.mark.parametrize("seed", range(2))
def test_whoosh_matches_the_same_documents(tmp_path: Path, seed: int) -> None:
    dice = WordDice(200 + seed)
    segments = [[dice.document(100 * s + n) for n in range(size)] for s, size in enumerate(SIZES)]
    snapshot = snapshot_of(tmp_path, segments)
    names = [view.segment.name for view in snapshot.views]
    with whoosh_index(World(snapshot)).searcher() as searcher:
        for _ in range(TREES):
            tree = dice.tree()
            page = search_snapshot(snapshot, tree, limit=1000)

            found = {
                (names.index(one.evaluator.view.segment.name), one.document)
                for one in page.documents
            }
            assert found == {tuple(hit["key"]) for hit in searcher.search(tree, limit=None)}, tree
