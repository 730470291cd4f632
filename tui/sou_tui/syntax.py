"""Which parts of Markdown and of programs' sources are headings, comments and so on.

The only door to Pygments, which is asked in the background, for a text at a time.
"""

from __future__ import annotations

from functools import cache
from pathlib import PurePath
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pygments.lexer import Lexer
    from pygments.token import _TokenType

    from sou.model import DocumentInfo

PartName = Literal["heading", "strong", "comment", "string", "keyword"]

LONGEST_CHARS: Final = 200_000
"""A longer text stays plain: to tell its parts takes a microsecond a character."""
_SOURCES: Final = frozenset(("markdown", "code", "text"))
"""Kinds of documents whose text is what the file holds."""
_LOOK_TOKENS: Final = 500
"""How often it is asked whether to stop."""
_JUDGED_CHARS: Final = 4096
"""What is looked at where a suffix belongs to two languages."""


class Part(NamedTuple):
    """Part of a text that has a colour of its own."""

    start: int
    """Code points of the text, half-open."""
    end: int
    name: PartName


def may_have_parts(document: DocumentInfo) -> bool:
    """Tell whether a document is such that its text is worth reading for its parts."""
    return document.kind in _SOURCES and document.length_chars <= LONGEST_CHARS


def parts_of(
    document: DocumentInfo, text: str, should_stop: Callable[[], bool] = lambda: False
) -> tuple[Part, ...]:
    """Return the parts of a document's whole text, ascending; none if it is of no known syntax."""
    lexer = _lexer(document, text)
    if lexer is None:
        return ()
    parts: list[Part] = []
    for part in _parts(lexer, text):
        if len(parts) % _LOOK_TOKENS == 0 and should_stop():
            return ()
        if parts and parts[-1].end == part.start and parts[-1].name == part.name:
            parts[-1] = parts[-1]._replace(end=part.end)
        else:
            parts.append(part)
    return tuple(parts)


def _lexer(document: DocumentInfo, text: str) -> Lexer | None:
    if not may_have_parts(document):
        return None
    from pygments.lexers import get_lexer_for_filename
    from pygments.lexers.special import TextLexer
    from pygments.util import ClassNotFound

    name = PurePath(document.part or document.path).name
    try:
        lexer = get_lexer_for_filename(name, code=text[:_JUDGED_CHARS])
    except ClassNotFound:
        return None
    if isinstance(lexer, TextLexer):
        return None
    return _chinese_markdown() if lexer.name == "Markdown" else lexer


@cache
def _chinese_markdown() -> Lexer:
    """Return a lexer that sees signs of Markdown without a blank before them."""
    from pygments.lexers.markup import MarkdownLexer
    from pygments.token import Text

    *inline, _, rest = MarkdownLexer.tokens["inline"]
    tokens = {**MarkdownLexer.tokens, "inline": [*inline, (r"[^\\\s`*~\[!]+", Text), rest]}
    return type("ChineseMarkdownLexer", (MarkdownLexer,), {"tokens": tokens})()


def _parts(lexer: Lexer, text: str) -> Iterator[Part]:
    names = _names()
    place = 0
    # The lexer's own places are wrong inside the code blocks of Markdown.
    for _, kind, value in lexer.get_tokens_unprocessed(text):
        name = next((name for token, name in names if kind in token), None)
        if name is not None and value:
            yield Part(place, place + len(value), name)
        place += len(value)


def _names() -> tuple[tuple[_TokenType, PartName], ...]:
    from pygments.token import Token

    return (
        (Token.Generic.Heading, "heading"),
        (Token.Generic.Subheading, "heading"),
        (Token.Generic.Strong, "strong"),
        (Token.Comment, "comment"),
        (Token.Literal.String, "string"),
        (Token.Keyword, "keyword"),
        (Token.Name.Tag, "keyword"),
    )
