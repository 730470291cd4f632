r"""Tags and text of HTML source by position, as a browser's tokenizer finds them.

In: decoded source. Out: its tags, and one stream of all its text with character
references decoded and line ends made ``\n``, from which every character leads back
to its place in the source. Builds no tree and never looks back: linear in the
source, whatever is left unclosed.
"""

from __future__ import annotations

import re
from array import array
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import unescape
from typing import Final, Literal, NamedTuple

from sou.documents.html_tags import DRAWINGS, ESCAPABLE_TEXT, LINES, PARAGRAPHS, RAW_TEXT

DECLARATION_BYTES: Final = 4096

_META = re.compile(rb"<meta[^>]+?charset\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)
_XML = re.compile(rb"\s*<\?xml[^>]*?encoding\s*=\s*[\"']\s*([\w.:-]+)", re.IGNORECASE)
_TAG = re.compile(
    r"<(/?+)([a-zA-Z][^\s/>]*+)"
    r"(?:[^>=]++|=(?!\s*[\"'])|=\s*+\"[^\"]*+\"|=\s*+'[^']*+')*+>"
)
_COMMENT_END = re.compile(r"--!?>")
_REFERENCE = re.compile(
    r"\r\n?|&(?:#(?:[0-9]{1,9}|[xX][0-9a-fA-F]{1,8});?|[a-zA-Z][a-zA-Z0-9]{1,31};?)"
)


class MarkupToken(NamedTuple):
    """A tag, or a stretch of text between tags."""

    kind: Literal["open", "close", "text"]
    name: str
    """Of a tag, in lower case; empty for text."""
    start: int
    """Of text in the stream; of a tag in the source."""
    end: int


class TextPart(NamedTuple):
    """Part of a stretch of the stream that stands unbroken in the source."""

    start: int
    end: int
    source_offset: int


@dataclass(frozen=True, slots=True)
class Markup:
    """What a scan found."""

    tokens: Sequence[MarkupToken]
    text: str
    """The stream: all text, one stretch after another."""
    starts: Sequence[int]
    """Ascending offsets of the stream where the source leaves off and goes on elsewhere."""
    source_offsets: Sequence[int]

    def parts(self, start: int, end: int) -> Iterator[TextPart]:
        """Yield where a stretch of the stream stands in the source, in order."""
        index = bisect_right(self.starts, start) - 1
        while start < end:
            is_last = index + 1 == len(self.starts)
            stop = end if is_last else min(end, self.starts[index + 1])
            yield TextPart(start, stop, self.source_offsets[index] + start - self.starts[index])
            start, index = stop, index + 1


def declared_in_html(data: bytes) -> str | None:
    """Return the charset a page names in its head, as it is written."""
    found = _META.search(data, 0, DECLARATION_BYTES)
    return found[1].decode("ascii", "replace") if found else declared_in_xml(data)


def declared_in_xml(data: bytes) -> str | None:
    """Return the charset named by an XML declaration at the beginning."""
    found = _XML.match(data, 0, DECLARATION_BYTES)
    return found[1].decode("ascii", "replace") if found else None


def scan_markup(source: str) -> Markup:
    """Find all tags and all text."""
    scan = _Scan(source)
    scan.run()
    return Markup(scan.tokens, "".join(scan.texts), scan.starts, scan.source_offsets)


class _Scan:
    def __init__(self, source: str) -> None:
        self.source = source
        self.tokens: list[MarkupToken] = []
        self.texts: list[str] = []
        self.starts = array("Q")
        self.source_offsets = array("Q")
        self._length = 0
        self._in_drawing = False
        """Elements of a drawing have tags inside, scripts and styles, too."""

    def run(self) -> None:
        source = self.source
        begin = less = 0  # of the text at hand; of the next `<` to look at
        while (less := source.find("<", less)) >= 0:
            tag = _TAG.match(source, less)
            if tag:
                end = self._tag(tag, begin)
            elif source.startswith(("<!", "<?", "</"), less):
                self._text(begin, less)
                end = self._comment_end(less)
            elif source[less + 1 : less + 2].isalpha() and source[less + 1].isascii():
                self._text(begin, less)
                return  # a tag that never ends is no text
            else:
                less += 1
                continue
            if end < 0:
                return
            begin = less = end
        self._text(begin, len(source))

    def _tag(self, tag: re.Match[str], begin: int) -> int:
        """Take in a tag and the text before it; return where to go on, -1 for nowhere."""
        self._text(begin, tag.start())
        name = tag[2].lower()
        kind: Literal["open", "close"] = "close" if tag[1] else "open"
        self.tokens.append(MarkupToken(kind, name, tag.start(), tag.end()))
        end = tag.end()
        if name in DRAWINGS:
            self._in_drawing = kind == "open" and not tag[0].endswith("/>")
        elif name in PARAGRAPHS or name in LINES:
            self._in_drawing = False  # such a tag ends a drawing that was left open
        is_text_only = name in RAW_TEXT | ESCAPABLE_TEXT | {"plaintext"}
        if kind == "close" or self._in_drawing or not is_text_only:
            return end
        close = re.compile(rf"</{name}(?=[\s/>])", re.IGNORECASE).search(self.source, end)
        stop = close.start() if close else len(self.source)
        if name not in RAW_TEXT:
            self._text(end, stop)
        return stop if close else -1

    def _comment_end(self, start: int) -> int:
        """Return where a comment, or what a browser takes for one, ends; -1 for never."""
        source = self.source
        if source.startswith(("<!-->", "<!--->"), start):
            return source.find(">", start) + 1
        if source.startswith("<!--", start):
            found = _COMMENT_END.search(source, start + 4)
            return found.end() if found else -1
        if source.startswith("</", start) and source[start + 2 : start + 3].isalpha():
            return -1  # an end tag without its `>`
        return source.find(">", start) + 1 or -1

    def _text(self, start: int, end: int) -> None:
        if start >= end:
            return
        begin = self._length
        for reference in _REFERENCE.finditer(self.source, start, end):
            written = reference[0]
            meant = unescape(written) if written[0] == "&" else "\n"
            if meant == written:
                continue
            literal = _common_end(meant, written)  # `&notit;` is `¬` and a literal `it;`
            self._stretch(start, self.source[start : reference.start()])
            self._stretch(reference.start(), meant[: len(meant) - literal])
            start = reference.end() - literal
        self._stretch(start, self.source[start:end])
        self.tokens.append(MarkupToken("text", "", begin, self._length))

    def _stretch(self, source_offset: int, text: str) -> None:
        if text:
            self.starts.append(self._length)
            self.source_offsets.append(source_offset)
            self.texts.append(text)
            self._length += len(text)


def _common_end(one: str, other: str) -> int:
    pairs = enumerate(zip(reversed(one), reversed(other), strict=False))
    return next((index for index, (a, b) in pairs if a != b), 0)
