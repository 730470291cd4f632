"""Random documents and random query trees, the same for the same seed."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable, Sequence

from snapshots import Given
from sou.query import tree as nodes

WORDS = (
    *("晶片", "芯片", "產業", "政府", "人工智慧", "智慧", "工業", "半導體", "軟體", "演算法"),
    *("的", "了", "在", "AI", "gpu", "farm", "Farming", "GPT", "nvidia", "x1", "7", "é"),
)
"""Common ones first."""
RARE = ("量子", "鑰匙圈", "zebra", "quartz", "中華人民共和國", "𠮷野家", "naïve")
MARKS = ("，", "。", "、", "「", "」", " ", " ", "\n", "\n\n", "-", "!", "…")
SENTENCES = ("中國的晶片產業為何泡沫化", "人工智慧與半導體工業", "政府如何補助軟體")
KINDS = (("text", "txt"), ("markdown", "md"), ("html", "html"))
DAY_NS = 86_400_000_000_000


class Dice:
    """Makes documents and trees."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)  # noqa: S311  # a test's dice
        self.other = random.Random(seed)  # noqa: S311  # so that the first goes on as it did
        self.weights = [1 / (place + 1) for place in range(len(WORDS))]

    def text(self) -> str:
        """Return a text of no to some 1,500 characters."""
        roll = self.random.random
        count = self.random.choice((0, 1, 3, 8, 8, 20, 20, 60, 60, 250, 600))
        pieces = []
        for _ in range(count):
            chosen = roll()
            if chosen < 0.6:
                pieces.append(self.random.choices(WORDS, self.weights)[0])
            elif chosen < 0.97:
                pieces.append(self.random.choice(MARKS))
            elif chosen < 0.995:
                pieces.append(self.random.choice((*RARE, *SENTENCES)))
            else:
                pieces.append("ab1" * self.random.choice((20, 22, 40)))
        return "".join(pieces)

    def document(self, number: int) -> Given:
        """Return a document named by a number."""
        kind, suffix = self.random.choice(KINDS)
        text = self.text()
        return Given(
            text=text,
            path=f"/筆記/{self.random.choice(('工作', '雜'))}/{number}.{suffix}",
            title=self.random.choice(("晶片 Notes", "無題", text[:10].strip())),
            kind=kind,  # type: ignore[arg-type]  # the literals above
            encoding=self.random.choice(("utf-8", "big5", "gb18030")),
            size_bytes=len(text.encode()),
            modified_ns=self.random.randrange(0, 20_000) * DAY_NS + self.random.choice((0, 5000)),
            part=self.other.choice(("", "", "甲/1.md")),
            author=self.other.choice(("", "王小明", "Ann 王")),
            date=self.other.choice(("", self.day())),
            language=self.other.choice(("", "zh-TW", "zh-Hans", "en")),
        )

    def day(self) -> str:
        """Return a day that is not too far from when files were changed."""
        return (dt.date(1970, 1, 1) + dt.timedelta(self.other.randrange(20_000))).isoformat()

    def word(self) -> str:
        """Return a word that may well be there."""
        if self.random.random() < 0.2:
            return self.random.choice(RARE)
        return self.random.choices(WORDS, self.weights)[0]

    def literal(self) -> str:
        """Return something as one would quote it."""
        make = self.random.choice
        pieces = make(((self.word,), (self.word,), (self.word, self.word), (self.word,) * 3))
        text = "".join(piece() for piece in pieces)
        if self.random.random() < 0.4:
            start = self.random.randrange(len(text))
            text = text[start : start + self.random.randint(1, 4)]
        if self.random.random() < 0.2:
            text = self.random.choice((text + "，", "。" + text, text[:1] + " " + text[1:]))
        return text if text.strip() else "晶"

    def boost(self) -> float:
        return self.random.choice((1.0, 1.0, 1.0, 2.0, 0.5, 0.0))

    def tree(self, depth: int = 3) -> nodes.Query:
        """Return a tree of at most so many levels of operators."""
        if depth == 0 or self.random.random() < 0.25:
            return self.leaf()
        makers: Sequence[Callable[[int], nodes.Query]] = (
            *(self._many,) * 4,
            *(self._binary,) * 2,
            self._wrapped,
        )
        return self.random.choice(makers)(depth - 1)

    def _many(self, depth: int) -> nodes.Query:
        children = [self.tree(depth) for _ in range(self.random.choice((2, 2, 3, 4)))]
        if self.random.random() < 0.2:
            children[0] = nodes.Not(children[0])
        kind = self.random.choice(("and", "and", "or", "or", "least", "max"))
        if kind == "and":
            return nodes.And(children, boost=self.boost())
        if kind == "or":
            return nodes.Or(children, boost=self.boost())
        if kind == "least":
            return nodes.Or(children, minmatch=self.random.randint(1, 3))
        tiebreak = self.random.choice((0.0, 0.3, 1.0))
        return nodes.DisjunctionMax(children, boost=self.boost(), tiebreak=tiebreak)

    def _binary(self, depth: int) -> nodes.Query:
        kinds = (nodes.AndNot, nodes.AndMaybe, nodes.Require, nodes.Otherwise)
        return self.random.choice(kinds)(self.tree(depth), self.tree(depth))

    def _wrapped(self, depth: int) -> nodes.Query:
        if self.random.random() < 0.5:
            return nodes.Not(self.tree(depth))
        return nodes.ConstantScoreQuery(self.tree(depth), self.random.choice((1.0, 2.5)))

    def leaf(self) -> nodes.Query:
        """Return a leaf of any kind."""
        makers = (
            *(self.body,) * 5,
            *(self.words,) * 3,
            *(self.near,) * 3,
            *(self.pattern,) * 4,
            *(self.restriction,) * 2,
            self.term,
        )
        return self.random.choice(makers)()

    def body(self) -> nodes.Query:
        """Return a literal, one way or another."""
        kind = self.random.choice((nodes.Literal, nodes.Term, nodes.Prefix))
        text = self.literal()
        if kind is nodes.Prefix:
            text = text[: self.random.randint(1, 3)]
        return kind("body", text if text.strip() else "a", boost=self.boost())

    def words(self) -> nodes.Query:
        """Return plain words."""
        if self.random.random() < 0.2:
            return nodes.Words((self.random.choice(SENTENCES),), boost=self.boost())
        words = tuple(self.word() for _ in range(self.random.choice((1, 2, 2, 3))))
        return nodes.Words(words, match_all=self.random.random() < 0.3, boost=self.boost())

    def term(self) -> nodes.Query:
        """Return an exact term of a field."""
        name = self.random.choice(("chars", "pairs", "runs", "words", "words"))
        text = self.word()
        size = {"chars": 1, "pairs": 2}.get(name, len(text))
        return nodes.Term(name, text[:size], boost=self.boost())

    def near(self) -> nodes.Query:
        """Return a phrase, a sequence or a NEAR."""
        count = self.random.choice((2, 2, 3))
        texts = [self.random.choice((self.word(), self.word()[:1])) for _ in range(count)]
        distance, ordered = self.random.choice((0, 1, 2, 5, 20)), self.random.random() < 0.5
        leaves = [nodes.Term("body", text) for text in texts]
        if self.random.random() < 0.3:
            leaves[0] = nodes.Or([leaves[0], nodes.Term("body", self.word())])
        match self.random.randrange(6):
            case 0 | 1:
                return nodes.Near(tuple(texts), distance, ordered=ordered, boost=self.boost())
            case 2 | 3:
                return nodes.Phrase("body", texts, slop=distance + 1, boost=self.boost())
            case 4:
                return nodes.SpanNear2(leaves, slop=distance + 1, ordered=ordered)
            case _:
                if ordered:
                    return nodes.Ordered(leaves)
                return nodes.Sequence(leaves, slop=distance + 1, ordered=False)

    def pattern(self) -> nodes.Query:
        """Return a pattern over a dictionary."""
        name = self.random.choice(("body", "runs", "words"))
        text = self.word()
        match self.random.randrange(5):
            case 0:
                return nodes.Prefix(name, text[: self.random.randint(1, 2)], boost=self.boost())
            case 1:
                return nodes.Wildcard(name, self._wildcard(text), boost=self.boost())
            case 2:
                patterns = ("[晶芯]片$", "f.*", r"\w\d", ".{3}$", "gp|fa", "(?:智|工)", "farmx?$")
                return nodes.Regex(name, self.random.choice(patterns), boost=self.boost())
            case 3:
                distance, prefix = self.random.randint(0, 2), self.random.randint(0, 2)
                edited = self._edited(text)
                return nodes.FuzzyTerm(
                    name, edited, maxdist=distance, prefixlength=prefix, boost=self.boost()
                )
            case _:
                ends = [self.random.choice((self.word(), None)) for _ in range(2)]
                return nodes.TermRange(
                    name, *ends, self.random.random() < 0.5, self.random.random() < 0.5
                )

    def _wildcard(self, text: str) -> str:
        at = self.random.randrange(len(text))
        kinds = ("?", "*", "*", "??", "[晶芯gf]", "[!晶]", "*?")
        return text[:at] + self.random.choice(kinds) + text[at + self.random.randint(0, 1) :]

    def _edited(self, text: str) -> str:
        at = self.random.randrange(len(text))
        kinds = (text, text[:at] + text[at + 1 :], text[:at] + "a" + text[at:])
        swapped = text[:at] + text[at : at + 2][::-1] + text[at + 2 :]
        return self.random.choice((*kinds, swapped))

    def restriction(self) -> nodes.Query:
        """Return a clause on what is known of a document besides its text."""
        start, end = sorted(self.random.randrange(0, 20_000) for _ in range(2))
        excluded = [self.random.random() < 0.5, self.random.random() < 0.5]
        match self.random.randrange(7):
            case 0:
                name = self.random.choice(("md", "html", "text"))
                language = self.other.choice(("zh", "zh-hant", "zh-tw", "en"))
                return self.other.choice((nodes.Term("type", name), nodes.Term("lang", language)))
            case 1:
                title = nodes.Literal("title", self.random.choice(("晶片", "note", "無")))
                author = nodes.Literal("author", self.other.choice(("王", "ANN", "無")))
                return self.other.choice((title, author))
            case 2:
                return nodes.Literal("path", self.random.choice(("工作", "1", ".md")))
            case 3:
                epoch = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
                days = [epoch + dt.timedelta(days=day) for day in (start, end)]
                return nodes.DateRange("date", *days, *excluded)
            case 4:
                return nodes.NumericRange("size", start % 300, None, *excluded)
            case 5:
                return nodes.NumericRange("length", None, end % 300, *excluded)
            case _:
                return self.random.choice((nodes.Every(), nodes.Every("body"), nodes.NullQuery))
