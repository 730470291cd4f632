"""Markdown as it is written, with its headings found.

The text stays the source, marks and all: what is searched is what an editor shows.
Titles come from front matter, else from the first heading. Headings inside fenced
code and front matter are none. The scan looks at lines that could matter only, so a
paragraph of a million backticks costs nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from sou.documents.decode import decode
from sou.documents.front_matter import FrontMatter, read_front_matter
from sou.documents.plain import verbatim
from sou.model import Anchor

if TYPE_CHECKING:
    from sou.sources import Document

FRONT_MATTER_CHARS: Final = 64 * 1024
"""Front matter whose end lies further off is no front matter."""
LABEL_CHARS: Final = 200

_FRONT_MATTER = re.compile(
    r"(---|\+\+\+)[ \t]*\r?\n(.*?)^(?:\1|\.\.\.)[ \t]*\r?$", re.DOTALL | re.MULTILINE
)
_MARKED_LINE = re.compile(
    r"^ {0,3}(?:"
    r"(?P<fence>`{3,}(?=[^`\n]*$)|~{3,})(?P<info>[^\n]*)"
    r"|#{1,6}(?:[ \t]+(?P<atx>[^\n]*)|\r?$)"
    r"|(?P<underline>=+|-+)[ \t]*\r?$"
    r")",
    re.MULTILINE,
)
_NOT_A_PARAGRAPH = re.compile(
    r"\s*$|    |\t| {0,3}(?:[#>|<]|[-*+][ \t]|\d{1,9}[.)][ \t]|`{3}|~{3})"
)
_CLOSING_MARKS = re.compile(r"(?:^|[ \t])#+[ \t]*$")
_ATTRIBUTES = re.compile(r"[ \t]*\{[#.][^{}]*\}[ \t]*$")
_LINK = re.compile(r"!?\[([^\[\]]*)\](?:\([^()\s]*\)|\[[^\[\]]*\])")
_EMPHASIS = re.compile(r"\*\*|__(?=\S)|(?<=\S)__|`+")


def read_markdown(data: bytes, name: str) -> tuple[Document, ...]:
    """Read a Markdown file; its anchors are the headings, in order."""
    decoded = decode(data)
    text = decoded.text
    front = _FRONT_MATTER.match(text, 0, FRONT_MATTER_CHARS)
    anchors = tuple(_headings(text, front.end() if front else 0))
    first = next((anchor.label for anchor in anchors if anchor.label), name)
    said = read_front_matter(front.group(2)) if front else FrontMatter()
    document = replace(
        verbatim(decoded, title=said.title or first),
        kind="markdown",
        anchors=anchors,
        author=said.author,
        date=said.date,
        language=said.language,
    )
    return (document,)


def _headings(text: str, start: int) -> Iterator[Anchor]:
    fence = ""
    for line in _MARKED_LINE.finditer(text, start):
        if mark := line["fence"]:
            if not fence:
                fence = mark
            elif mark.startswith(fence) and not line["info"].strip():
                fence = ""
        elif fence:
            continue
        elif not line["underline"]:
            yield Anchor(line.start(), "heading", _label(line["atx"] or ""))
        elif paragraph := _paragraph_above(text, line.start(), start):
            offset, content = paragraph
            yield Anchor(offset, "heading", _label(content))


def _paragraph_above(text: str, underline: int, start: int) -> tuple[int, str] | None:
    """Return offset and content of the line that a row of ``=`` or ``-`` underlines."""
    if underline <= start:
        return None
    offset = text.rfind("\n", start, underline - 1) + 1 or start
    content = text[offset : underline - 1]
    return None if _NOT_A_PARAGRAPH.match(content) else (offset, content)


def _label(content: str) -> str:
    """Return a heading as it would be shown, without marks."""
    label = _ATTRIBUTES.sub("", content[: 4 * LABEL_CHARS].strip())
    label = _CLOSING_MARKS.sub("", label)
    return _EMPHASIS.sub("", _LINK.sub(r"\1", label)).strip()[:LABEL_CHARS]
