"""A query as typed to a tree, and the tree back to a query in ASCII syntax.

Juxtaposition binds tightest, then AND, then OR; NOT and ``-`` take the one thing
after them. Plain words side by side rank together as one ``Words``; what else
stands beside them is required, or forbidden. ``Not`` stands only in an ``And``
that also says what to exclude from, if need be ``Every``. Nothing depends on an
index, and no string makes it crash: a tree comes out, or ``QuerySyntaxError``.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Final

from sou.errors import QuerySyntaxError
from sou.query import tree
from sou.query.syntax import QUERY_LIMIT_CHARS, Token, is_blank, quoted, tokenize
from sou.text.fold import fold

if TYPE_CHECKING:
    from collections.abc import Sequence

NESTING_LIMIT: Final = 100
FIRST_DAY, LAST_DAY = date(1970, 1, 1), date(2199, 12, 31)
_YEARS_MESSAGE: Final = f"years from {FIRST_DAY.year} to {LAST_DAY.year} are understood"

_ITEM_KINDS: Final = frozenset(("word", "prefix", "every", "phrase", "exact", "field", "open"))
_PERIOD: Final = re.compile(r"([0-9]{4})(?:[-/]([0-9]{1,2})(?:[-/]([0-9]{1,2}))?)?")
_AGE: Final = re.compile(r"([0-9]{1,4})([dwmy])")
_COMPARISON: Final = re.compile(r"([<>]=?)(.*)", re.DOTALL)
_PLAIN_VALUE: Final = re.compile(r"\w[\w./-]*")


@dataclass(frozen=True, slots=True)
class ParsedQuery:
    """A query as understood."""

    tree: tree.Query
    interpretation: str
    """The tree in query syntax; parsing it gives an equal tree."""


def parse(query: str, *, match_all: bool = False, today: date | None = None) -> ParsedQuery:
    """Parse a query; ``match_all`` requires every plain word.

    ``today`` is what ``date:7d`` counts back from, by default the current day.

    >>> parse("晶片　（中科院　ＯＲ　工研院）　－華為").interpretation
    '晶片 (中科院 OR 工研院) -華為'

    Raises:
        QuerySyntaxError: with the span of the place that makes no sense.
    """
    if not query.strip():
        raise QuerySyntaxError("empty query", query, 0, 0)
    if len(query) > QUERY_LIMIT_CHARS:
        message = f"the query is longer than {QUERY_LIMIT_CHARS:,} characters"
        raise QuerySyntaxError(message, query, QUERY_LIMIT_CHARS, len(query))
    tokens = tokenize(query)
    if not tokens:
        message = 'there is nothing to search for; signs alone need quotes: "。"'
        raise QuerySyntaxError(message, query, 0, len(query))
    parsed = _Parser(query, tokens, match_all=match_all, today=today or date.today()).run()
    return ParsedQuery(parsed, interpretation(parsed))


class _Parser:
    """Recursive descent; a method for each level of precedence."""

    def __init__(
        self, query: str, tokens: Sequence[Token], *, match_all: bool, today: date
    ) -> None:
        self._query = query
        self._tokens = tokens
        self._match_all = match_all
        self._today = today
        self._at = 0
        self._depth = 0

    def run(self) -> tree.Query:
        parsed = self._alternatives()
        if self._at < len(self._tokens):
            raise self._error("this bracket was never opened", self._tokens[self._at])
        return parsed

    def _error(self, message: str, token: Token) -> QuerySyntaxError:
        return QuerySyntaxError(message, self._query, token.start, token.end)

    def _peek(self) -> str:
        return self._tokens[self._at].kind if self._at < len(self._tokens) else "end"

    def _next(self) -> Token:
        self._at += 1
        return self._tokens[self._at - 1]

    def _alternatives(self) -> tree.Query:
        parts = [self._conjunction()]
        while self._peek() == "or":
            self._at += 1
            parts.append(self._conjunction())
        return any_of(parts)

    def _conjunction(self) -> tree.Query:
        parts = [self._juxtaposition()]
        while self._peek() == "and":
            self._at += 1
            parts.append(self._juxtaposition())
        return all_of(parts)

    def _juxtaposition(self) -> tree.Query:
        start = self._at
        words: list[str] = []
        others: list[tree.Query] = []
        is_sentence = False
        while (kind := self._peek()) in _ITEM_KINDS or kind in ("not", "minus"):
            is_glued = self._is_glued(kind)
            if kind == "word":
                words.append(self._next().text)
                is_sentence |= is_glued and _is_quotation(others[-1])  # not -「台北」的
                continue
            item = self._item()
            if kind == "open" and is_glued and isinstance(item, tree.Words):
                words += item.words
            else:
                others.append(item)
                is_sentence |= is_glued and kind == "phrase"
        if self._at == start:
            raise self._nothing_here()
        if is_sentence and not self._match_all:
            return _sentence(words, others)
        return all_of([self._words(*words), *others] if words else others)

    def _is_glued(self, kind: str) -> bool:
        """Whether a word ends where the next token begins, or a quotation where a word does.

        As in 小抄（Cheat Sheet） and in 「北海道」的原名是.
        """
        before = self._tokens[self._at - 1] if self._at else None
        beside = "phrase" if kind == "word" else "word"
        return bool(before and before.kind == beside and before.end == self._tokens[self._at].start)

    def _nothing_here(self) -> QuerySyntaxError:
        """Return the error for a place where an operand should be."""
        before = self._tokens[self._at - 1] if self._at else None
        after = self._tokens[self._at] if self._at < len(self._tokens) else None
        if before and before.kind in ("and", "or"):
            return self._error(f"{fold(before.text).upper()} needs something after it", before)
        if after and after.kind in ("and", "or"):
            return self._error(f"{fold(after.text).upper()} needs something before it", after)
        if before and after:
            message = "there is nothing to search for between these brackets"
            return QuerySyntaxError(message, self._query, before.start, after.end)
        if before:
            return self._error("this bracket is never closed", before)
        return self._error("this bracket was never opened", self._tokens[self._at])

    def _words(self, *words: str) -> tree.Words:
        return tree.Words(words, match_all=self._match_all)

    def _item(self) -> tree.Query:
        token = self._next()
        self._depth += 1
        if self._depth > NESTING_LIMIT:
            raise self._error(f"brackets and NOT nest deeper than {NESTING_LIMIT} levels", token)
        item = self._read(token)
        self._depth -= 1
        return item

    def _read(self, token: Token) -> tree.Query:
        match token.kind:
            case "word":
                return self._words(token.text)
            case "phrase":
                return tree.Literal("body", token.text)
            case "exact":
                return tree.Literal("body", token.text, exact_script=True)
            case "prefix":
                return tree.Prefix("body", token.text)
            case "every":
                return tree.Every()
            case "open":
                return self._group(token)
            case "field":
                return self._restriction(token)
            case _:
                if self._peek() not in _ITEM_KINDS and self._peek() not in ("not", "minus"):
                    name = "NOT" if token.kind == "not" else "-"
                    raise self._error(f"{name} needs something after it", token)
                return tree.Not(all_of([self._item()]))

    def _group(self, opening: Token) -> tree.Query:
        inner = self._alternatives()
        if self._peek() == "end":
            raise self._error("this bracket is never closed", opening)
        self._at += 1
        return inner

    def _restriction(self, token: Token) -> tree.Query:
        try:
            match token.field:
                case "type" | "lang":
                    names = _names(token.field, token.text)
                    return any_of([tree.Term(token.field, name) for name in names])
                case "date":
                    return date_range(token.text, self._today)
                case "py":
                    return _pinyin(token.text)
                case _:
                    return tree.Literal(token.field, token.text)
        except ValueError as error:
            raise QuerySyntaxError(str(error), self._query, token.value_start, token.end) from error


def _names(field: str, value: str) -> list[str]:
    names = [name.strip() for name in fold(value).split(",")]
    if any(map(is_blank, names)):
        raise ValueError(f"{field}: needs a name before and after a comma")
    return names


def _pinyin(value: str) -> tree.Pinyin:
    from sou.query.pinyin import read_pinyin

    read_pinyin(value)  # so that nonsense is an error of the query
    return tree.Pinyin(value)


def _sentence(words: Sequence[str], others: Sequence[tree.Query]) -> tree.Query:
    """Return what a sentence means that quotes: its other words rank, and need not stand.

    Where nothing holds what it quotes, that too is words.
    """
    quotations = [part for part in others if _is_quotation(part)]
    others = [part for part in others if not _is_quotation(part)]
    plain = tree.Words(tuple(words))
    unquoted = tree.Words((*words, *(quotation.text for quotation in quotations)))
    quoting = tree.Otherwise(tree.AndMaybe(all_of(quotations), plain), unquoted)
    return all_of([quoting, *others])


def _is_quotation(node: tree.Query) -> bool:
    return isinstance(node, tree.Literal) and node.fieldname == "body"


def all_of(parts: Sequence[tree.Query]) -> tree.Query:
    """Return what matches all parts, flat; exclusions alone exclude from everything."""
    flat: list[tree.Query] = []
    for part in parts:
        flat += part.subqueries if isinstance(part, tree.And) else [part]
    flat = [part for part in flat if not isinstance(part, tree.Every)]
    if all(isinstance(part, tree.Not) for part in flat):
        flat.insert(0, tree.Every())
    return flat[0] if len(flat) == 1 else tree.And(flat)


def any_of(parts: Sequence[tree.Query]) -> tree.Query:
    """Return what matches any part, flat."""
    flat: list[tree.Query] = []
    for part in parts:
        flat += part.subqueries if isinstance(part, tree.Or) else [part]
    return flat[0] if len(flat) == 1 else tree.Or(flat)


def date_range(value: str, today: date) -> tree.DateRange:
    """Return the days that a value of ``date:`` means, from midnight to midnight.

    Raises:
        ValueError: with what is wrong, for people.
    """
    text = fold(value).strip()
    if age := _AGE.fullmatch(text):
        return _between(_ago(today, int(age[1]), age[2]), None)
    if comparison := _COMPARISON.fullmatch(text):
        first, after = _period(comparison[2].strip())
        bounds = {"<": (None, first), "<=": (None, after), ">": (after, None), ">=": (first, None)}
        return _between(*bounds[comparison[1]])
    if ".." in text and text != "..":
        first_text, last_text = (part.strip() for part in text.split("..", 1))
        first_day = _period(first_text)[0] if first_text else None
        day_after = _period(last_text)[1] if last_text else None
        if first_day and day_after and first_day >= day_after:
            raise ValueError("the range ends before it begins")
        return _between(first_day, day_after)
    return _between(*_period(text))


def _between(first: date | None, day_after: date | None) -> tree.DateRange:
    if (first and first > LAST_DAY) or (day_after and day_after <= FIRST_DAY):
        raise ValueError(_YEARS_MESSAGE)
    start, end = (day and datetime(day.year, day.month, day.day) for day in (first, day_after))
    return tree.DateRange("date", start, end, endexcl=end is not None)


def _period(text: str) -> tuple[date, date]:
    """Return the first day of a year, month or day, and the day after its last."""
    match = _PERIOD.fullmatch(text)
    if match is None:
        raise ValueError(
            f"{text!r} is not a date; write 2024, 2024-03, 2024-03-05, 2023..2024, >=2024 or 7d"
        )
    year, month, day = int(match[1]), int(match[2] or 1), int(match[3] or 1)
    if not FIRST_DAY.year <= year <= LAST_DAY.year:
        raise ValueError(_YEARS_MESSAGE)
    if not 1 <= month <= 12:
        raise ValueError(f"there is no month {match[2]}")
    month_days = calendar.monthrange(year, month)[1]
    if not 1 <= day <= month_days:
        raise ValueError(f"{year}-{month:02} has no day {match[3]}")
    first = date(year, month, day)
    if match[3]:
        return first, first + timedelta(days=1)
    if match[2]:
        return first, first + timedelta(days=month_days)
    return first, date(year + 1, 1, 1)


def _ago(today: date, count: int, unit: str) -> date:
    """Return the day so many days, weeks, months or years ago, at the earliest FIRST_DAY."""
    if unit in "dw":
        days = count * (7 if unit == "w" else 1)
        return max(FIRST_DAY, date.fromordinal(max(1, today.toordinal() - days)))
    months = today.year * 12 + today.month - 1 - count * (12 if unit == "y" else 1)
    year, month = months // 12, months % 12 + 1
    if year < FIRST_DAY.year:
        return FIRST_DAY
    return date(year, month, min(today.day, calendar.monthrange(year, month)[1]))


def interpretation(node: tree.Query) -> str:
    """Return a tree in query syntax, with ASCII operators and quotes."""
    match node:
        case tree.Or():
            return " OR ".join(map(interpretation, node.children()))
        case tree.And():
            parts = list(node.children())
            if isinstance(parts[0], tree.Every):
                parts = parts[1:]  # only before exclusions, which imply it
            is_joined = any(isinstance(part, tree.Words) for part in parts[1:])
            is_joined |= any(isinstance(part, tree.Otherwise) for part in parts)
            return (" AND " if is_joined else " ").join(map(_operand, parts))
        case tree.Not():
            return _operand(node)
        case tree.Otherwise():
            quotations, plain = node.a.a, node.a.b
            return interpretation(quotations) + interpretation(plain)
        case tree.Words():
            return " ".join(node.words)
        case tree.Literal() if node.fieldname == "body":
            if not node.exact_script:
                return quoted(node.text)
            return "=" + (node.text if node.text.isalnum() else quoted(node.text))
        case tree.Literal() | tree.Term():
            return f"{node.field()}:{_value(node.text)}"
        case tree.Prefix():
            return f"{node.text}*"
        case tree.Pinyin():
            return f"py:{_value(node.spelling)}"
        case tree.DateRange():
            return f"date:{_days(node)}"
        case _:
            return "*"


def _operand(node: tree.Query) -> str:
    """Return a part of an And or Not, in brackets where it would fall apart without."""
    if isinstance(node, tree.Not):
        excluded = next(iter(node.children()))
        text = interpretation(excluded)
        is_single = not isinstance(excluded, tree.Words) or len(excluded.words) == 1
        if (
            isinstance(excluded, (tree.And, tree.Or, tree.Otherwise))
            or not is_single
            or text[0] in "-－"
        ):
            return f"-({text})"
        return f"-{text}"
    text = interpretation(node)
    return f"({text})" if isinstance(node, tree.Or) else text


def _value(text: str) -> str:
    return text if _PLAIN_VALUE.fullmatch(text) else quoted(text)


def _days(node: tree.DateRange) -> str:
    """Return a range as the year, month or day it is, else as its first and last day."""
    first = node.startdate and node.startdate.date()
    after = node.enddate and node.enddate.date()
    if first and after:
        for text in (f"{first:%Y}", f"{first:%Y-%m}", f"{first:%Y-%m-%d}"):
            if _period(text) == (first, after):
                return text
    last = after and after - timedelta(days=1)
    return f"{first or ''}..{last or ''}"
