"""The query language as it is written: a query to tokens, and a tree to a query.

Tokens carry half-open spans of the query, in order and without overlap. A blank
of any width, a full-width sentence mark (，。？！；…) or a title bracket (《》) parts
tokens; marks that also live inside words (、：,?!;) part them between two Han
characters only, so that ``a/b``, ``12:30`` and ``node.js`` stay whole. Full-width
forms mean what the half-width ones mean. Words of nothing but signs are left out.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final, Literal, NamedTuple, NoReturn

from sou.errors import QuerySyntaxError
from sou.text.classes import HIDDEN, WIDE, class_of

Kind = Literal[
    "word",
    "prefix",
    "every",
    "phrase",
    "exact",
    "field",
    "open",
    "close",
    "and",
    "or",
    "not",
    "minus",
]

QUERY_LIMIT_CHARS: Final = 10_000

FIELDS: Final = {
    **dict.fromkeys(("title", "標題", "标题"), "title"),
    **dict.fromkeys(("path", "路徑", "路径"), "path"),
    **dict.fromkeys(("author", "作者"), "author"),
    **dict.fromkeys(("lang", "language", "語言", "语言"), "lang"),
    **dict.fromkeys(("type", "類型", "类型"), "type"),
    **dict.fromkeys(("date", "日期"), "date"),
    **dict.fromkeys(("py", "拼音"), "py"),
}
_OPERATORS: Final[dict[str, Kind]] = {"AND": "and", "OR": "or", "|": "or", "NOT": "not"}
_OPEN, _CLOSE, _DASHES, _STARS = "(（", ")）", "-－", "*＊"
_EQUALS: Final = frozenset("=＝")
_STRAIGHT_QUOTES: Final = '"＂'
_PAIRED_QUOTES: Final = {"「": "」", "『": "』", "“": "”"}
_QUOTES: Final = frozenset((*_STRAIGHT_QUOTES, *_PAIRED_QUOTES))
_PARTING: Final = frozenset("，。｡？！；…《》〈〉【】" + "".join(_PAIRED_QUOTES.values()))
_MARKS: Final = frozenset("、：:,?!;")
_TRAILING: Final = "".join(_MARKS) + ".．"
_REVERSED: Final = re.compile("”[^“”]+“(?!.*”)", re.DOTALL)
_FIELD: Final = re.compile(r"(\w{2,8})[:：]")
_SIGN_CATEGORIES: Final = ("P", "Z", "Sm", "Sk", "Cc", "Cf", "Cs")


class Token(NamedTuple):
    """A piece of a query that means something."""

    kind: Kind
    start: int
    end: int
    text: str = ""
    """Word, stem of a prefix, text between quotes or after ``=``, value of a field."""
    field: str = ""
    """Name of the field, in English."""
    value_start: int = 0
    """Where the value of a field begins; it ends at ``end``."""


def tokenize(query: str) -> list[Token]:
    """Return the tokens of a query; none if it holds blanks and signs only.

    Raises:
        QuerySyntaxError: for a quotation that is not closed or is blank, a field
            without a value, and a star without letters before it or where it means nothing.
    """
    return _Scanner(query).run()


def quoted(text: str) -> str:
    """Return the query that looks for a text as it stands."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def is_blank(text: str) -> bool:
    """Whether there is nothing in a text that could be looked for, not even a sign."""
    return all(
        c.isspace() or unicodedata.category(c) == "Cf" or class_of(ord(c)) == HIDDEN for c in text
    )


class _Scanner:
    """Walks a query once, from left to right."""

    def __init__(self, query: str) -> None:
        self._query = query
        self._at = 0
        self._tokens: list[Token] = []
        self._partners = _bracket_partners(query)

    def run(self) -> list[Token]:
        while self._at < len(self._query):
            character = self._query[self._at]
            if character in _QUOTES or self._opens_reversed():
                start, text = self._at, self._quotation()
                self._add("phrase", start, text)
            elif self._parts(self._at):
                self._at += 1
            elif character in _OPEN or character in _CLOSE:
                self._at += 1
                self._add("open" if character in _OPEN else "close", self._at - 1)
            elif character in _DASHES and not self._is_dash(self._at + 1):
                self._at += 1
                if not self._ends(self._at):
                    self._add("minus", self._at - 1)
            elif not self._scan_field() and not self._scan_exact():
                self._scan_word()
        return self._tokens

    def _add(self, kind: Kind, start: int, text: str = "") -> None:
        self._tokens.append(Token(kind, start, self._at, text))

    def _parts(self, at: int) -> bool:
        """Whether what stands between tokens at an offset only keeps them apart."""
        character = self._query[at]
        return character.isspace() or character in _PARTING or character in _MARKS

    def _ends(self, at: int) -> bool:
        return at >= len(self._query) or self._parts(at) or self._query[at] in _CLOSE

    def _is_dash(self, at: int) -> bool:
        return self._query[at : at + 1] in tuple(_DASHES)

    def _is_han(self, at: int) -> bool:
        return at < len(self._query) and class_of(ord(self._query[at])) == WIDE

    def _opens_reversed(self) -> bool:
        """Whether a quotation begins here that is typed the wrong way round: ”晶片“."""
        return bool(_REVERSED.match(self._query, self._at))

    def _quotation(self) -> str:
        """Move past a quotation and return what is between its quotes."""
        start, opening = self._at, self._query[self._at]
        end = _quotation_end(self._query, start)
        if end < 0:
            raise QuerySyntaxError("this quotation is never closed", self._query, start, start + 1)
        text = self._query[start + 1 : end]
        if is_blank(text):
            message = "there is nothing to search for between these quotes"
            raise QuerySyntaxError(message, self._query, start, end + 1)
        self._at = end + 1
        if opening in _STRAIGHT_QUOTES:
            return re.sub(rf"\\([\\{opening}])", r"\1", text)
        return text

    def _scan_field(self) -> bool:
        """Move past a field with its value, if one begins here."""
        start = self._at
        match = _FIELD.match(self._query, start)
        name = FIELDS.get(unicodedata.normalize("NFKC", match[1]).lower()) if match else None
        if match is None or name is None:
            return False
        value_start = self._at = match.end()
        if value_start < len(self._query):
            character = self._query[value_start]
            if character in _QUOTES:
                text = self._quotation()
                self._tokens.append(Token("field", start, self._at, text, name, value_start))
                return True
        while self._at < len(self._query) and not self._query[self._at].isspace():
            if self._query[self._at] in _CLOSE:
                break
            self._at = self._partners.get(self._at, self._at) + 1
        text = self._query[value_start : self._at]
        if name == "py" and text.rstrip(_STARS) != text:
            self._refuse_star("pinyin takes no star: initials stand for what begins so")
        text = text.strip(_STARS)
        if is_blank(text) or text[0] in _OPEN:
            message = f"{name}: needs a value, a word or a quotation right after the colon"
            raise QuerySyntaxError(message, self._query, start, value_start)
        self._tokens.append(Token("field", start, self._at, text, name, value_start))
        return True

    def _scan_exact(self) -> bool:
        """Move past ``=word`` or ``="words"``, if one begins here."""
        start = self._at
        if self._query[start] not in _EQUALS or self._ends(start + 1):
            return False
        self._at += 1
        if self._query[self._at] in _QUOTES:
            self._add("exact", start, self._quotation())
            return True
        text = self._query[self._at : self._word_end(self._at)].rstrip(_TRAILING)
        if _is_signs(text[:1]):
            self._at = start
            return False
        self._at += len(text)
        if text[-1] in _STARS:
            self._refuse_star("an exact script takes no star; leave out the = or the *")
        self._add("exact", start, text)
        return True

    def _refuse_star(self, message: str) -> NoReturn:
        """Raise the error for a star right before the current place."""
        raise QuerySyntaxError(message, self._query, self._at - 1, self._at)

    def _scan_word(self) -> None:
        start = self._at
        self._at = self._word_end(start)
        text = self._query[start : self._at].rstrip(_TRAILING)
        self._at = start + max(len(text), 1)
        is_excluded = bool(self._tokens) and self._tokens[-1] == Token("minus", start - 1, start)
        operator = None if is_excluded else _operator(text)
        if operator:
            self._add(operator, start, text)
        elif text and text in _STARS:
            self._add("every", start)
        elif text and text[-1] in _STARS:
            if _is_signs(text):
                message = "a star needs at least one letter before it"
                raise QuerySyntaxError(message, self._query, start, self._at)
            self._add("prefix", start, text[:-1])
        elif not _is_signs(text):
            self._add("word", start, text)
        elif is_excluded:
            self._tokens.pop()

    def _word_end(self, start: int) -> int:
        at = start
        while at < len(self._query):
            character = self._query[at]
            if character.isspace() or character in _PARTING or character in _PAIRED_QUOTES:
                return at
            follows_han = at > start and self._is_han(at - 1)
            follows_operator = character in '"＂(（' and _operator(self._query[start:at])
            if character in _MARKS and follows_han and self._is_han(at + 1):
                return at
            if character in _STRAIGHT_QUOTES and (follows_han or follows_operator):
                return at
            if character in _CLOSE:
                return at
            if character in _OPEN:
                if follows_han or follows_operator or at not in self._partners:
                    return at
                at = self._partners[at]
            at += 1
        return at


def _operator(text: str) -> Kind | None:
    return _OPERATORS.get(unicodedata.normalize("NFKC", text)) if len(text) <= 3 else None


def _is_signs(text: str) -> bool:
    return all(unicodedata.category(c).startswith(_SIGN_CATEGORIES) for c in text)


def _bracket_partners(query: str) -> dict[int, int]:
    """Return each opening bracket whose closing one comes before the next blank."""
    partners: dict[int, int] = {}
    waiting: list[int] = []
    for at, character in enumerate(query):
        if character.isspace():
            waiting.clear()
        elif character in _OPEN:
            waiting.append(at)
        elif character in _CLOSE and waiting:
            partners[waiting.pop()] = at
    return partners


def _quotation_end(query: str, start: int) -> int:
    """Return the offset of the closing quote, or -1.

    Paired quotes of the same kind nest. A “ that no ” closes is closed by the next
    double quote of any form, which is how it is often typed.
    """
    opening = query[start]
    if opening == "”":
        return query.index("“", start)
    if opening in _STRAIGHT_QUOTES:
        return _next_unescaped(query, start)
    closing, depth = _PAIRED_QUOTES[opening], 0
    for at in range(start, len(query)):
        depth += (query[at] == opening) - (query[at] == closing)
        if depth == 0:
            return at
    found = re.compile('[“"＂]').search(query, start + 1) if opening == "“" else None
    return found.start() if found else -1


def _next_unescaped(query: str, start: int) -> int:
    """Return where the straight quote at an offset is repeated without a backslash, or -1."""
    at = start + 1
    while at < len(query) and query[at] != query[start]:
        at += 2 if query[at] == "\\" and query[at + 1 : at + 2] in ("\\", query[start]) else 1
    return at if at < len(query) else -1
