"""HTML pages: the text a reader sees, every character with its place in the source.

Two ways to the same text. A real parser (lexbor) settles unclosed and misplaced
tags; its text nodes are then found again in the source, in order. It takes time
quadratic in depth (200,000 nested elements: over a minute), so a page nested deeper
than browsers allow is read straight from its tags instead.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sou.documents.decode import decode
from sou.documents.html_facts import FACT_TAGS, HtmlFacts
from sou.documents.html_tags import (
    CLOSED_BY_OTHERS,
    HIDDEN,
    KEPT_BLANKS,
    LINES,
    PARAGRAPHS,
    RUBY_PARTS,
    SHAPES,
    VOID,
)
from sou.documents.html_text import HtmlText
from sou.documents.markup_scan import Markup, MarkupToken, TextPart, declared_in_html, scan_markup
from sou.documents.text_places import TextPlaces
from sou.sources import Document

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

MOST_DEPTH: Final = 1000
"""Browsers cut at 512; pages of the corpora reach 60."""


def read_html(data: bytes, name: str) -> tuple[Document, ...]:
    """Read a page; its anchors are the headings, in order."""
    decoded = decode(data, declared_in_html(data))
    # What becomes of a NUL depends on where it stands; as U+FFFD it stands everywhere.
    source = decoded.text.replace("\0", "\ufffd")
    markup = scan_markup(source)
    page = HtmlText(source)
    facts = HtmlFacts()
    notes = decoded.notes
    if _depth(markup) > MOST_DEPTH:
        _read_flat(markup, page)
        notes = (*notes, "nested too deeply, read without its structure")
    else:
        _read_tree(source, markup, page, facts)
    document = Document(
        text=page.builder.text(),
        title=page.title() or name,
        kind="html",
        encoding=decoded.encoding,
        confidence=decoded.confidence,
        source_map=page.builder.source_map(),
        anchors=tuple(page.anchors),
        notes=notes,
        author=facts.author,
        date=facts.date,
        language=facts.language,
    )
    return (document,)


def _depth(markup: Markup) -> int:
    """Return about how deep the elements nest, never much too low.

    Elements that cannot nest in themselves are left out: thousands of unclosed
    ``<li>`` are common and harmless. So are shapes that close themselves in a drawing.
    """
    depth = deepest = 0
    is_drawing = False
    for token in markup.tokens:
        name = token.name
        if not name or name in VOID or name in CLOSED_BY_OTHERS:
            continue
        if name == "svg":
            is_drawing = token.kind == "open"
        elif is_drawing and name in SHAPES:
            continue
        elif name in PARAGRAPHS or name in LINES:
            is_drawing = False  # such a tag ends a drawing that was left open
        depth = depth + 1 if token.kind == "open" else max(depth - 1, 0)
        deepest = max(deepest, depth)
    return deepest


def _read_tree(source: str, markup: Markup, page: HtmlText, facts: HtmlFacts) -> None:
    """Walk the parsed tree, without recursion."""
    from selectolax.lexbor import LexborHTMLParser

    places = TextPlaces(markup)
    root = LexborHTMLParser(source).root
    if root is None:
        return
    open_tags: list[tuple[LexborNode, str]] = []
    node: LexborNode | None = root
    while node is not None:
        tag = node.tag or ""
        if tag == "-text":
            _read_text(node.text_content or "", places, page)
        elif not tag.startswith(("-", "_", "!")):
            page.open(tag)
            if tag in FACT_TAGS:
                facts.take(tag, node.attributes)
            child = node.child
            if child is not None:
                open_tags.append((node, tag))
                node = child
                continue
            page.close(tag)
        following = node.next if open_tags else None
        while following is None and open_tags:
            node, tag = open_tags.pop()
            page.close(tag)
            following = node.next if open_tags else None
        node = following


def _read_text(text: str, places: TextPlaces, page: HtmlText) -> None:
    if text.isspace() and not page.keeps_blanks:
        page.text(text, ())
    else:
        page.text(text, places.find(text))


def _read_flat(markup: Markup, page: HtmlText) -> None:
    """Take the tags as they come; hidden elements still end where they should."""
    hiding = ""
    last_opened = ""
    for token in markup.tokens:
        if token.kind == "text":
            _read_stretch(markup, token, page, after=last_opened)
            last_opened = ""
            continue
        last_opened = token.name if token.kind == "open" else ""
        if hiding and _ends_hiding(hiding, token.name, is_end=token.kind == "close"):
            page.close(hiding)
            hiding = ""
        if token.kind == "open":
            if token.name not in HIDDEN:
                page.open(token.name)
            elif not hiding:
                page.open(token.name)
                hiding = token.name
        elif token.name not in HIDDEN:
            page.close(token.name)


def _read_stretch(markup: Markup, token: MarkupToken, page: HtmlText, *, after: str) -> None:
    # The line end right behind `<pre>` is not shown; the parser knows, we must.
    is_cut = after in KEPT_BLANKS and markup.text.startswith("\n", token.start)
    start = token.start + is_cut
    parts = [
        TextPart(part.start - start, part.end - start, part.source_offset)
        for part in markup.parts(start, token.end)
    ]
    page.text(markup.text[start : token.end], parts)


def _ends_hiding(hidden: str, tag: str, *, is_end: bool) -> bool:
    if hidden in RUBY_PARTS:
        return tag in RUBY_PARTS or tag in PARAGRAPHS or tag in LINES
    return is_end and tag == hidden
