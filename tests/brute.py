"""What a query tree should find, worked out the slow and obvious way from the texts.

A judge of the executor that shares nothing with it but folding (judged by OpenCC), the
segmenter and the cutting into passages, which are analysis, and the constants of
ranking. No arrays, no postings, no bounds: every clause is asked of every document,
every score is BM25 computed from the text. Deleted documents count in statistics
until they are merged away, so the world has them too.
"""

from __future__ import annotations

import datetime as dt
import math
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, NamedTuple

from brute_text import (
    in_run,
    is_one_run,
    is_wide,
    near_places,
    pattern,
    places,
    restriction,
    units,
    wide_runs,
)
from oracle import normal
from sou.analysis.passages import passage_starts
from sou.analysis.segmenter import search_tokens, words
from sou.query import tree as nodes
from sou.ranking import (
    FIELD_WEIGHTS,
    FUNCTION_CHARS,
    FUNCTION_WORDS,
    K1,
    KEYWORD_CHARS,
    LOOKED_AT_TWICE,
    QUESTION_CHARS,
    SAME_SCRIPT_WEIGHT,
    SENTENCE_CHARS,
    WINDOW_CHARS,
    WINDOW_WEIGHT,
    B,
)
from sou.searching.snapshot import Snapshot
from sou.text.fold import fold, segmentation_fold
from sou.text.joined import joined_text
from sou.text.scripts import script_of
from sou.text.searchable import join_texts


@dataclass
class Row:
    """A passage."""

    start: int
    end: int
    terms: dict[str, Counter[str]]
    """Of ``chars``, ``pairs``, ``runs`` and ``words``."""
    lengths: dict[str, int]
    script: int


@dataclass
class BruteDocument:
    """A document of a segment, dead or alive."""

    key: tuple[int, int]
    is_live: bool
    text: str
    """As compared."""
    rows: list[Row]
    path: str
    title: str
    type: tuple[str, str]
    encoding: str
    size: int
    length: int
    dated_ns: int
    author: str
    language: str


RowKey = tuple[int, int, int]


@dataclass
class Found:
    """What a clause matches, and what it adds to rows of that."""

    documents: set[tuple[int, int]]
    scores: dict[RowKey, float] = field(default_factory=dict)
    keywords: list[set[tuple[int, int]]] = field(default_factory=list)


class Place(NamedTuple):
    """A match in the ranking."""

    key: tuple[int, int]
    tier: int
    score: float
    row: int = 0
    """Its best row, in the document."""
    is_other: bool = False
    """Whether that is not in the script of the query, which is in one."""

    @property
    def order(self) -> tuple[int, float, bool, tuple[int, int]]:
        """What places are sorted by."""
        return (-self.tier, -self.score, self.is_other, self.key)


class World:
    """All documents of a snapshot, each as often as ``copies`` says, or once."""

    def __init__(self, snapshot: Snapshot, copies: Mapping[tuple[int, int], int] = {}) -> None:
        self._copies = copies
        self.documents = [
            _document((owner, number), view)
            for owner, view in enumerate(snapshot.views)
            for number in range(view.segment.document_count)
        ]
        rows = [
            (row, self._copies.get(document.key, 1))
            for document in self.documents
            for row in document.rows
        ]
        self.row_count = sum(count for _, count in rows)
        self.means = {
            name: max(sum(row.lengths[name] * count for row, count in rows) / self.row_count, 1.0)
            for name in ("chars", "pairs", "words")
        }
        self._frequencies: dict[Any, dict[RowKey, int]] = {}
        self.rows = {
            (*document.key, place): row
            for document in self.documents
            for place, row in enumerate(document.rows)
        }
        self.terms = {
            name: {term for row, _ in rows for term in row.terms[name]}
            for name in ("runs", "words")
        }

    def ranking(self, tree: nodes.Query) -> list[Place]:
        """Return all live matches, best first."""
        return self.second_look(tree, self.first_look(tree))

    def first_look(self, tree: nodes.Query) -> list[Place]:
        """Return all live matches in the order of what their best rows score."""
        found = self.evaluate(tree)
        script = script_of("".join(_wanted_texts(tree)))
        places: list[Place] = []
        for document in self.documents:
            if not document.is_live or document.key not in found.documents:
                continue
            scores = [found.scores.get((*document.key, n), 0.0) for n in range(len(document.rows))]
            best = max(range(len(scores)), key=lambda n: round(scores[n], 5))
            tier = sum(document.key in keyword for keyword in found.keywords)
            is_other = script != 0 and script != self.rows[*document.key, best].script
            places.append(Place(document.key, tier, scores[best], best, is_other))
        return sorted(places, key=lambda place: place.order)

    def second_look(
        self,
        tree: nodes.Query,
        places: list[Place],
        originals: Mapping[tuple[int, int], tuple[int, int]] = {},
    ) -> list[Place]:
        """Put the leading matches in their final order; some may be copies of a document."""
        idfs = self._windowed(tree)
        script = script_of("".join(_wanted_texts(tree)))
        leading, others = places[:LOOKED_AT_TWICE], places[LOOKED_AT_TWICE:]
        highest = max((place.score for place in leading), default=0.0)
        final = []
        for place in leading:
            key = originals.get(place.key, place.key)
            added = 0.0
            if idfs:
                added = WINDOW_WEIGHT * self._best_window((*key, place.row), idfs)
                if script == self.rows[*key, place.row].script != 0:
                    added += SAME_SCRIPT_WEIGHT
            final.append(place._replace(score=place.score + highest * added))
        return sorted(final, key=lambda place: place.order) + others

    def _windowed(self, tree: nodes.Query) -> dict[str, float]:
        """Return the idf of the pairs and runs of a tree's text, if it is long."""
        leaves = list(_ranked_leaves(tree))
        groups = [getattr(leaf, "words", None) or (leaf.text,) for leaf in leaves]
        plain = [isinstance(leaf, nodes.Words) for leaf in leaves]
        sentences = [
            is_plain and any(map(_content_parts, texts))
            for is_plain, texts in zip(plain, groups, strict=True)
        ]
        are_many = any(len(leaf.words) > 2 for leaf in leaves if isinstance(leaf, nodes.Words))
        if not any(sentences) and not are_many:
            return {}
        idfs: dict[str, float] = {}
        for texts, is_sentence in zip(groups, sentences, strict=True):
            for name, term, length in _ranking_terms(texts, is_sentence=is_sentence):
                held = sum(self._copies.get(key[:2], 1) for key in self._term(name, term))
                if length == "pairs" and held:
                    idfs[term] = math.log(1 + (self.row_count - held + 0.5) / (held + 0.5))
        return idfs

    def _best_window(self, key: RowKey, idfs: dict[str, float]) -> float:
        """Return the largest share of some idf that stands in a window of a row."""
        row = self.rows[key]
        text = next(document.text for document in self.documents if document.key == key[:2])
        stand = [
            (unit.start, unit.start + len(term), term)
            for unit in units(text)
            if row.start <= unit.start < row.end and (unit.is_run or is_wide(unit.text))
            for term in [unit.text if unit.is_run else text[unit.start : unit.start + 2]]
            if term in idfs
        ]
        best = 0.0
        for first, _, _ in stand:
            inside = {
                t for start, end, t in stand if first <= start and end <= first + WINDOW_CHARS
            }
            best = max(best, sum(idfs[term] for term in inside))
        return best / sum(idfs.values())

    def evaluate(self, node: nodes.Query, boost: float = 1.0) -> Found:
        """Return what a clause matches; nothing is added to other documents."""
        weight = boost * getattr(node, "boost", 1.0)
        found = self._operator(node, weight) or self._leaf(node, weight)
        scores = {key: score for key, score in found.scores.items() if key[:2] in found.documents}
        return Found(found.documents, scores, found.keywords)

    def _operator(self, node: nodes.Query, boost: float) -> Found | None:
        every = {document.key for document in self.documents}
        match node:
            case nodes.Not():
                return Found(every - self.evaluate(node.query).documents)
            case nodes.ConstantScoreQuery():
                documents = self.evaluate(node.child).documents
                value = boost * node.score
                return Found(documents, {key: value for key in self.rows if key[:2] in documents})
            case nodes.Otherwise():
                live = {document.key for document in self.documents if document.is_live}
                found = self.evaluate(node.a, boost)
                return found if found.documents & live else self.evaluate(node.b, boost)
            case nodes.AndNot() | nodes.Require() | nodes.AndMaybe():
                return self._binary(node, boost)
            case nodes.And() | nodes.Or() | nodes.DisjunctionMax():
                return self._many(node, boost)
        return None

    def _binary(self, node: nodes.Query, boost: float) -> Found:
        kept, other = self.evaluate(node.a, boost), self.evaluate(node.b, boost)
        if isinstance(node, nodes.AndNot):
            return Found(kept.documents - other.documents, kept.scores, kept.keywords)
        if isinstance(node, nodes.Require):
            return Found(kept.documents & other.documents, kept.scores, kept.keywords)
        return Found(kept.documents, _sum([kept.scores, other.scores]), kept.keywords)

    def _many(self, node: nodes.Query, boost: float) -> Found:
        clauses = [self.evaluate(child, boost) for child in node.children()]
        counts = Counter(key for clause in clauses for key in clause.documents)
        least = 1
        if isinstance(node, nodes.And):
            least = len(clauses)
        elif isinstance(node, nodes.Or):
            least = max(node.minmatch, 1)
        documents = {key for key, count in counts.items() if count >= least}
        if isinstance(node, nodes.DisjunctionMax):
            scores = {}
            for key in self.rows:
                values = [clause.scores.get(key, 0.0) for clause in clauses]
                best = max(values, default=0.0)
                scores[key] = best + node.tiebreak * (sum(values) - best)
            return Found(documents, scores)
        keywords = [one for clause in clauses for one in clause.keywords]
        return Found(documents, _sum([clause.scores for clause in clauses]), keywords)

    def _leaf(self, node: nodes.Query, boost: float) -> Found:
        match node:
            case nodes.Words():
                return self._words(node, boost)
            case nodes.Literal() | nodes.Term() if node.fieldname == "body":
                return self._scored(self._literal(node.text), _length_field(node.text), boost)
            case nodes.Prefix() if node.fieldname == "body":
                found = self._literal(node.text, begins_run=True)
                return self._scored(found, _length_field(node.text), boost)
            case nodes.Term() if node.fieldname in ("chars", "pairs", "runs", "words"):
                name = node.fieldname
                length = name if name in ("pairs", "words") else "chars"
                return self._scored(self._term(name, fold(node.text)), length, boost)
            case nodes.Phrase() | nodes.Near() | nodes.Sequence() | nodes.SpanNear2():
                return self._scored(self._near(node), _length_field(_only_text(node)), boost)
            case nodes.Prefix() | nodes.Wildcard() | nodes.Regex():
                return self._expanded(node, boost)
            case nodes.FuzzyTerm() | nodes.TermRange():
                return self._expanded(node, boost)
            case _:
                test = restriction(node)
                return Found({document.key for document in self.documents if test(document)})

    def _scored(self, frequencies: dict[RowKey, int], length: str, weight: float) -> Found:
        held = sum(self._copies.get(key[:2], 1) for key in frequencies)
        idf = math.log(1 + (self.row_count - held + 0.5) / (held + 0.5))
        scores = {}
        for key, tf in frequencies.items():
            norm = K1 * (1 - B + B * self.rows[key].lengths[length] / self.means[length])
            scores[key] = weight * idf * tf * (K1 + 1) / (tf + norm)
        return Found({key[:2] for key in frequencies}, scores)

    def _counted(self, key: Any, starts: Callable[[str], Iterable[int]]) -> dict[RowKey, int]:
        """Count in each row the places that a function finds in a text; remembered by key."""
        if key not in self._frequencies:
            counts: Counter[RowKey] = Counter()
            for document in self.documents:
                for start in starts(document.text):
                    row = next(n for n, row in enumerate(document.rows) if start < row.end)
                    counts[*document.key, row] += 1
            self._frequencies[key] = dict(counts)
        return self._frequencies[key]

    def _literal(self, text: str, *, begins_run: bool = False) -> dict[RowKey, int]:
        wanted = normal(text)
        return self._counted(
            (wanted, begins_run), lambda text: places(text, wanted, begins_run=begins_run)
        )

    def _near(self, node: nodes.Query) -> dict[RowKey, int]:
        return self._counted(repr(node), lambda text: near_places(text, node))

    def _term(self, name: str, *terms: str) -> dict[RowKey, int]:
        counts = {
            key: sum(row.terms[name][term] for term in terms) for key, row in self.rows.items()
        }
        return {key: count for key, count in counts.items() if count}

    def _expanded(self, node: nodes.Query, boost: float) -> Found:
        test = pattern(node)
        runs = [term for term in self.terms["runs"] if test(term)]
        of_words = [term for term in self.terms["words"] if test(term)]
        match node.fieldname:
            case "runs":
                return self._scored(self._term("runs", *runs), "chars", boost)
            case "words":
                return self._scored(self._term("words", *of_words), "words", boost)
            case _:
                apart = [term for term in of_words if not is_one_run(term)]
                both = Counter(self._term("runs", *runs))
                both.update(self._term("words", *apart))
                return self._scored(dict(both), "chars", boost)

    def _words(self, node: nodes.Words, boost: float) -> Found:
        texts = [normal(word) for word in node.words]
        parts = [_content_parts(word) for word in node.words]
        whole = [self._scored(self._literal(text), _length_field(text), boost) for text in texts]
        sets = [literal.documents for literal in whole]
        scores = [
            literal.scores
            for literal, text in zip(whole, texts, strict=True)
            if not _is_one_term(text)
        ]
        for name, term, length in _ranking_terms(node.words, is_sentence=any(parts)):
            weight = boost * FIELD_WEIGHTS[length]
            scores.append(self._scored(self._term(name, term), length, weight).scores)
        if node.match_all:
            return Found(set.intersection(*sets), _sum(scores))
        pieces = {part for of_word in parts for part in of_word}
        sets += [{key[:2] for key in self._literal(part)} for part in pieces]
        is_keywords = len(texts) == 2 and all(map(_is_keyword, texts, parts))
        keywords = [literal.documents for literal in whole] if is_keywords else []
        return Found(set.union(*sets), _sum(scores), keywords)


def _document(key: tuple[int, int], view: Any) -> BruteDocument:
    owner, number = key
    segment = view.segment
    info = segment.info(number)
    source = segment.text(number)
    text = normal(source)
    joined = joined_text(source)
    assert joined.text == text
    starts = passage_starts(join_texts([source]))[0]
    ends = [*starts[1:], len(text) + 1]
    rows = [
        _row(text, joined.unfolded, start, end) for start, end in zip(starts, ends, strict=True)
    ]
    return BruteDocument(
        key=(owner, number),
        is_live=bool(view.live.flags()[number]),
        text=text,
        rows=rows,
        path=f"{info.path}#{info.part}" if info.part else info.path,
        title=info.title,
        type=segment.types[segment.type_codes[number]],
        encoding=info.encoding,
        size=info.size_bytes,
        length=len(source),
        dated_ns=_dated_ns(info.date, int(segment.modified_ns[number])),
        author=info.author,
        language=info.language,
    )


def _dated_ns(date: str, modified_ns: int) -> int:
    """Return the noon of a day, else when the file was changed."""
    day = dt.date.fromisoformat(date) if date else None
    if day is None:
        return modified_ns
    return int(dt.datetime(day.year, day.month, day.day, 12).timestamp()) * 10**9


def _row(text: str, unfolded: str, start: int, end: int) -> Row:
    here = [unit for unit in units(text) if start <= unit.start < end]
    runs = [unit.text for unit in here if unit.is_run]
    pairs = [text[unit.start : unit.start + 2] for unit in here if not unit.is_run]
    found = [fold(token) for token in search_tokens(segmentation_fold(unfolded[start:end]))]
    terms = {
        "chars": Counter(pair[0] for pair in pairs if is_wide(pair[0])),
        "pairs": Counter(pair for pair in pairs if len(pair) == 2),
        "runs": Counter(runs),
        "words": Counter(word for word in found if any(is_wide(c) or in_run(c) for c in word)),
    }
    wide_pairs = sum(len(pair) == 2 and all(map(is_wide, pair)) for pair in pairs)
    lengths = {
        "chars": terms["chars"].total() + len(runs),
        "pairs": wide_pairs + len(runs),
        "words": terms["words"].total(),
    }
    return Row(start, end, terms, lengths, script_of(unfolded[start:end]))


def _sum(scores: Iterable[dict[RowKey, float]]) -> dict[RowKey, float]:
    total: dict[RowKey, float] = {}
    for one in scores:
        for key, score in one.items():
            total[key] = total.get(key, 0.0) + score
    return total


def _is_content(token: str) -> bool:
    is_word = any(map(str.isalnum, token))
    return is_word and token not in FUNCTION_WORDS and not FUNCTION_CHARS.issuperset(token)


def _longest_wide(text: str) -> int:
    return max(map(len, wide_runs(normal(text))), default=0)


def _is_keyword(text: str, parts: list[str]) -> bool:
    if len(text) > KEYWORD_CHARS or text in FUNCTION_WORDS:
        return False
    return not (parts and set(text) & FUNCTION_CHARS)


def _content_parts(text: str) -> list[str]:
    """Return content words of what is like a sentence, and pairs around single characters."""
    is_question = _longest_wide(text) > 1 and set(normal(text)) & QUESTION_CHARS
    if _longest_wide(text) <= SENTENCE_CHARS and not is_question:
        return []
    tokens = [fold(token) for token in words(segmentation_fold(joined_text(text).unfolded))]
    parts: list[str] = []
    for at, token in enumerate(tokens):
        if not _is_content(token):
            continue
        before = at > 0 and _is_content(tokens[at - 1])
        after = at + 1 < len(tokens) and _is_content(tokens[at + 1])
        if len(token) > 1 or not (before or after):
            parts.append(token)
        if after and 1 in (len(token), len(tokens[at + 1])):
            parts.append(units(token)[-1].text + units(tokens[at + 1])[0].text)
    return [] if set(parts) == {normal(text)} else parts


def _wanted_texts(node: nodes.Query) -> Iterable[str]:
    """Yield what a tree looks for in the body, as typed, without what it excludes."""
    match node:
        case nodes.Not():
            return
        case nodes.AndNot():
            yield from _wanted_texts(node.a)
        case nodes.Words():
            yield from node.words
        case nodes.Near():
            yield from node.literals
        case nodes.Term() | nodes.Prefix():
            yield from [node.text] if node.fieldname == "body" else []
        case _:
            for child in nodes.children_of(node):
                yield from _wanted_texts(child)


def _ranked_leaves(node: nodes.Query) -> Iterable[nodes.Query]:
    """Yield the texts of a tree whose words rank as they are."""
    match node:
        case nodes.And() | nodes.Or():
            for child in node.children():
                yield from _ranked_leaves(child)
        case nodes.AndMaybe() | nodes.Otherwise():
            yield from (*_ranked_leaves(node.a), *_ranked_leaves(node.b))
        case nodes.AndNot() | nodes.Require():
            yield from _ranked_leaves(node.a)
        case nodes.Words():
            yield node
        case nodes.Literal() if node.fieldname == "body":
            yield node


def _is_one_term(text: str) -> bool:
    """Tell texts that rank as a term anyway: a run, a character, two characters."""
    kinds = [unit.is_run for unit in units(text)]
    return len(kinds) == 1 or kinds == [False, False]


def _ranking_terms(texts: Iterable[str], *, is_sentence: bool) -> set[tuple[str, str, str]]:
    """Return field, term and field of the length for all that ranks plain words."""
    found: set[tuple[str, str, str]] = set()
    for text in texts:
        folded = normal(text)
        runs = [unit.text for unit in units(folded) if unit.is_run]
        found |= {("runs", run, length) for run in runs for length in ("chars", "pairs")}
        for stretch in wide_runs(folded):
            found |= {("chars", character, "chars") for character in stretch}
            found |= {("pairs", a + b, "pairs") for a, b in pairwise(stretch)}
        found |= {("words", word, "words") for word in _words_of(text, runs)}
    if is_sentence:
        return {term for term in found if _is_content(term[1])} or found
    return found


def _words_of(text: str, runs: list[str]) -> list[str]:
    """Return what a text may hold as words: of a sentence the segmenter's, else all pieces."""
    if _longest_wide(text) > SENTENCE_CHARS:
        tokens = search_tokens(segmentation_fold(joined_text(text).unfolded))
        return [fold(token) for token in tokens if any(map(str.isalnum, token))]
    pieces = list(runs)
    for stretch in wide_runs(normal(text)):
        ends = range(1, len(stretch) + 1)
        pieces += [stretch[a:b] for b in ends for a in range(b) if b - a > 1 or len(stretch) == 1]
    return pieces


def _length_field(text: str) -> str:
    """Return the row lengths that a literal is normalised by: a pair is one of the pairs."""
    is_pair = len(normal(text)) == 2 and all(not unit.is_run for unit in units(normal(text)))
    return "pairs" if is_pair else "chars"


def _only_text(node: nodes.Query) -> str:
    """Return the one literal that a sequence is, if it is one."""
    match node:
        case nodes.Phrase() if node.slop <= 1 or len(node.words) == 1:
            return " ".join(node.words)
        case nodes.Near() if len(node.literals) == 1:
            return node.literals[0]
        case nodes.Sequence() | nodes.SpanNear2() if len(list(node.children())) == 1:
            (child,) = node.children()
            return child.text if isinstance(child, nodes.Term) else ""
        case _:
            return ""
